"""What is where on a sheet: the boxes, the network that says them, its training, and the rival, each against something else."""

from dataclasses import replace
from functools import cache
from statistics import mean

import numpy as np
import pytest
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.steps import do
from explainer.data import sheets
from explainer.data.sheets import HEIGHT, WIDTH
from explainer.models import box_maps, detection
from explainer.models.digits import count
from explainer.models.store import figures, shipped
from explainer.study import boxes, pieces
from explainer.study import detection as study
from explainer.study.detection import ALLOWED, LEAST, SETTINGS, TESTED, BoxRecipe
from explainer.views import detected


def some_boxes(seed, count=30):
    rng = np.random.default_rng(seed)
    low = rng.integers(0, 40, (count, 2))
    return np.concatenate([low, low + rng.integers(1, 30, (count, 2))], 1)


def painted(box):
    """A box as the pixels in it."""
    left, top, right, bottom = box
    sheet = np.zeros((HEIGHT, WIDTH), bool)
    sheet[top:bottom, left:right] = True
    return sheet


@pytest.mark.parametrize("seed", range(3))
def test_two_boxes_share_what_their_pixels_share(seed):
    found = some_boxes(seed, 12)
    same = boxes.overlaps(*(torch.from_numpy(found).float(),) * 2).numpy()
    every = [painted(box) for box in found]
    counted = [[(a & b).sum() / (a | b).sum() for b in every] for a in every]
    assert same == pytest.approx(np.array(counted), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_doubles_are_those_that_a_surer_one_takes_away(seed):
    """Against the other way to say it: take the surest that is left, drop all that overlap it, and so on."""
    found = some_boxes(seed)
    every, left, kept = [painted(box) for box in found], list(range(len(found))), []
    while left:
        best, *rest = left
        kept.append(best)
        left = [k for k in rest if (every[best] & every[k]).sum() / (every[best] | every[k]).sum() <= ALLOWED]
    dropped_by = boxes.doubles(torch.from_numpy(found).float(), ALLOWED)
    assert (dropped_by < 0).nonzero().flatten().tolist() == kept
    assert all(by in kept and by < k for k, by in enumerate(dropped_by.tolist()) if by >= 0)


def test_what_is_to_be_said_of_a_sheet_says_its_boxes():
    for sheet in sheets.sheets("choose", 8, 3):
        edges, digits = study.whole_boxes(detection.target_of(sheet))
        true = sorted((*box, label) for box, label in zip(sheet.boxes.tolist(), sheet.labels.tolist(), strict=True))
        assert sorted((*box, label) for box, label in zip(edges.tolist(), digits.tolist(), strict=True)) == true


def test_a_sheet_says_whose_its_ink_is():
    for sheet in sheets.sheets("choose", 4, 4):
        assert sheet.ink.shape == (1, HEIGHT, WIDTH)
        assert 0 <= sheet.ink.min() <= sheet.ink.max() <= 1
        assert set(np.unique(sheet.owner)) - {sheets.NOTHING} == set(sheet.labels.tolist())
        assert (sheet.ink[0][sheet.owner >= 0] > 0).all()


@cache
def stacked():
    """The sheets held out and what is to be said of them."""
    return study.held_out()


def test_the_network_that_ships_does_what_was_measured():
    found = figures("detection")
    x, targets = stacked()
    said = study.told(detection.trained(), x)
    tally = study.judged(said, targets)
    best = found["about"]["seeds"].index(found["long"]["best seed"])
    measured = found["long"]["seeds"]
    assert (tally.precision, tally.recall) == pytest.approx(
        (measured["precision"][best], measured["recall"][best]), abs=2e-3
    )
    assert tally.there == found["about"]["digits there"]
    at = found["about"]["leasts"].index(round(100 * LEAST))
    assert found["by least"]["precision, doubles removed"][at] == pytest.approx(tally.precision, abs=2e-3)
    assert count(detection.network()) == detected.weights()


def test_the_rival_does_what_was_measured_and_was_chosen_among_what_is_said():
    found = figures("detection")["pieces"]
    rule = pieces.Rule(**found["rule"])
    assert all(value in of for value, of in zip(found["rule"].values(), found["chosen from"].values(), strict=True))
    total = boxes.Tally()
    for sheet in sheets.sheets("held out", TESTED, study.SEED):
        total += pieces.against(pieces.pieces(sheet.ink, rule), sheet)
    assert (total.precision, total.recall) == pytest.approx((found["precision"], found["recall"]), abs=2e-3)


def test_a_rival_that_was_chosen_is_no_worse_than_others_where_it_was():
    of = sheets.sheets("choose", 6, 5)
    best, tally = pieces.chosen(of)
    for other in (best, replace(best, ink=0.2), replace(best, smallest=8), replace(best, bridge=1)):
        total = sum((pieces.against(pieces.pieces(sheet.ink, other), sheet) for sheet in of), boxes.Tally())
        assert total.agreed <= tally.agreed


def test_the_one_box_is_found_by_the_head_that_has_places():
    found = figures("detection")["one box"]
    x, true = study.single("held out", TESTED)
    for head in detection.HEADS:
        measured = study.single_score(detection.trained_one_box(head), x, true)
        assert measured == pytest.approx(found[head][0], abs=2e-3)
    assert mean(found["flatten"]) > mean(found["pooled"])


def test_the_same_seed_gives_the_same_run_and_boxes_begin_nowhere():
    recipe = BoxRecipe(replace(SETTINGS, steps=2, reports=2), sheets=16)
    (first, last), (_, again) = recipe.run(), recipe.run()
    assert all(torch.equal(last.weights[name], again.weights[name]) for name in last.weights)
    scores, _ = study.told(recipe.net(first), stacked()[0][:4])
    assert float(scores.max()) < LEAST


def test_what_the_maps_say_is_what_torch_says_of_the_network_as_a_whole():
    net, ink = detection.trained(), do(sheets.example, 3).named("sheet")
    t = box_maps.traced(built("net", net, shipped("detection", "boxes")), ink)
    scores, edges = study.told(net, torch.from_numpy(ink.value)[None])
    assert t.tensors["scores"] == pytest.approx(scores[0].numpy(), abs=1e-5)
    assert t.tensors["edges"] == pytest.approx(edges[0].numpy(), abs=1e-4)
    for name, at in (
        ("relu3", (5, 9, 9)),
        ("relu5", (7, 16, 22)),
        ("scores", (3, 16, 22)),
        ("edges", (0, 16, 22)),
        ("surest", (16, 22)),
    ):
        opened = t.explain(name, at)
        assert opened.total == pytest.approx(float(t.tensors[name][at]), abs=1e-4)
    seen = torch.from_numpy(ink.value)[None].requires_grad_()
    detection.trunk()[:10](seen)[0, :, 10, 14].sum().backward()
    rows = seen.grad[0, 0].abs().sum(1).nonzero()
    assert int(rows.max() - rows.min()) + 1 <= detected.sees()


def test_other_answers_to_the_same_sheet_are_torchs():
    net, other, ink = detection.trained(), detection.trained_segments(), do(sheets.example, 3).named("sheet")
    t = box_maps.with_classes(box_maps.traced(built("net", net, shipped("detection", "boxes")), ink))
    t = box_maps.with_pixels(t, built("other", other, shipped("detection", "segments")), ink)
    with torch.no_grad():
        owners = other(torch.from_numpy(ink.value)[None])[0].sigmoid()
    large = nn.functional.interpolate(owners[None], scale_factor=4, mode="nearest")[0]
    assert t.tensors["pixels"] == pytest.approx((large * torch.from_numpy(ink.value)).numpy(), abs=1e-5)
    assert t.explain("pixels", (3, 30, 50)).total == pytest.approx(float(t.tensors["pixels"][3, 30, 50]), abs=1e-6)
    assert t.tensors["what"] == pytest.approx(t.tensors["scores"].max((1, 2)))


def test_whose_ink_a_cell_has_is_said_as_often_right_as_was_measured():
    of = sheets.sheets("held out", TESTED, study.SEED)
    x = torch.from_numpy(np.stack([sheet.ink for sheet in of]))
    share = study.inks_right(detection.trained_segments(), x, torch.stack([detection.inked(sheet) for sheet in of]))
    assert share == pytest.approx(figures("detection")["segments"]["cells right"], abs=2e-3)


@pytest.mark.parametrize("values", [[], [0.0] * 7, [float("nan")] * (HEIGHT * WIDTH)])
def test_a_drawing_that_is_none_is_refused(values):
    with pytest.raises(ValueError, match="whole"):
        sheets.drawn(values)
