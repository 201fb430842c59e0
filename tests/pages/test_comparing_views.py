"""Any size, any length, influence: three views of the chapter on choosing, each opened by its link."""

import re

import numpy as np
import pytest
import torch

from explainer.core.steps import Python
from explainer.models import digits, readers, store
from explainer.models.comparing.sizes import LARGER, OWN, SHEET
from explainer.study.comparing.padding import READ
from explainer.views.comparing import influence, reading, sheets
from explainer.views.comparing import sizes as of_sizes
from explainer.views.heard import Edit
from explainer.views.panels import Bars, Refused
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, traces_of, visited

SIZE, LENGTH, INFLUENCE = ({"compare-show": show} for show in ("Any size", "Any length", "Influence"))
TOLD = {f"prediction-compare-{of}": Prediction("told") for of in ("sizes", "lengths", "padding")}
FIGURES = store.figures("comparing")


def panels(scene, kind):
    return [panel for column in scene.columns for panel in column if isinstance(panel, kind)]


def text_of(page):
    return " ".join(one.value for one in page.markdown)


@pytest.mark.parametrize("size", [OWN, SHEET, LARGER])
@pytest.mark.parametrize("head", ["Mean", "Maximum"])
def test_any_size_goes_through_a_head_that_pools(size, head):
    ((t, scene),) = shown_by("compare", {**SIZE, "sheet": sheets.called(size), "sheet-head": head}, TOLD)
    assert t.tensors["input"].shape == (1, *size)
    assert t.tensors["softmax1"].sum() == pytest.approx(1, abs=1e-5)
    assert panels(scene, Bars)
    assert not panels(scene, Refused)


def test_the_same_numbers_stand_on_a_larger_sheet():
    (own,), (sheet,) = (traces_of("compare", {**SIZE, "sheet": sheets.called(size)}) for size in (OWN, SHEET))
    assert np.array_equal(
        own.tensors["input"][own.tensors["input"] > 0], sheet.tensors["input"][sheet.tensors["input"] > 0]
    )
    assert all(np.array_equal(own.weights[name], sheet.weights[name]) for name in own.weights)


@pytest.mark.parametrize("size", [SHEET, LARGER])
def test_a_dense_head_says_what_does_not_fit(size):
    query = {**SIZE, "sheet": sheets.called(size), "sheet-head": sheets.DENSE}
    ((t, scene),) = shown_by("compare", query, TOLD)
    (refused,) = panels(scene, Refused)
    come, own = t.tensors["pool2"].size, digits.trained()[-1].in_features
    assert f"{come:,} numbers" in refused.why
    assert f"{own:,} weights" in refused.why
    assert f"{come - own:,} of them" in refused.why
    assert f"1x{come}" in refused.torch
    assert f"{own}x10" in refused.torch
    assert "softmax1" not in t.tensors


def test_a_dense_head_answers_at_its_own_size():
    ((t, scene),) = shown_by("compare", {**SIZE, "sheet": sheets.called(OWN), "sheet-head": sheets.DENSE}, TOLD)
    assert not panels(scene, Refused)
    with torch.no_grad():
        shares = digits.trained()(torch.from_numpy(t.tensors["input"])[None]).softmax(1)[0]
    assert np.allclose(t.tensors["softmax1"], shares, atol=1e-5)


def test_a_place_that_a_sheet_does_not_have_is_its_edge_and_is_said():
    query = {**SIZE, "sheet": sheets.called(SHEET), "sheet-right": "26", "sheet-down": "-17"}
    (t,) = traces_of("compare", query)
    assert t.tensors["input"][0, 26:, :].sum() == t.tensors["input"][0, :, :26].sum() == 0
    assert "no room" in said(visited("compare", query))


@pytest.mark.parametrize("move", [(0, 0), (5, -9), (-7, 13)])
def test_where_a_digit_is_let_go_of_is_kept(move, monkeypatch):
    query = {**SIZE, "sheet": sheets.called(SHEET), "sheet-down": str(move[0]), "sheet-right": str(move[1])}
    (t,) = traces_of("compare", query)
    (still,) = traces_of("compare", SIZE)
    kept = {}
    monkeypatch.setattr(sheets, "put", lambda setting, value: kept.update({setting.key: value}))
    ink = still.tensors["input"][:, 7:33, 13:39]
    asked = sheets.Asked(sheets.Step(ink, Python("x")), SHEET, (0, 0), "Mean", False)
    sheets.kept(asked)(Edit({"input": t.tensors["input"].ravel().tolist()}))
    assert kept == {"sheet-down": move[0], "sheet-right": move[1]}
    kept.clear()
    sheets.kept(asked)(Edit({"input": np.random.default_rng(0).random(40 * 52).tolist()}))
    assert not kept


@pytest.mark.parametrize("query", [SIZE, LENGTH, {**LENGTH, "length-show": reading.PADDING}])
def test_while_it_asks_neither_chart_nor_words_tell(query):
    page = visited("compare", query)
    assert "Predict" in text_of(page)
    assert "What you saw" not in text_of(page)
    assert not page.get("plotly_chart")
    page = visited("compare", query, TOLD)
    assert "What you saw" in text_of(page)
    assert page.get("plotly_chart")


def test_the_key_of_each_question_is_the_seed_in_the_middle():
    shares = [0.2, 0.9, 0.5, 0.55, 0.4]
    options = {"few": range(0, 46), "half": range(46, 54), "most": range(54, 101)}
    truth = of_sizes.seeds.truth(shares, 100, options, "99 before", "so.")
    assert truth.right == "half"
    assert set(truth.also) == {"few", "most"}
    assert "50 with" in truth.told
    assert "20 to 90" in truth.told
    assert "99 before" in truth.told


@pytest.mark.parametrize("words", ["4", "42", "80"])
@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
def test_a_loop_reads_as_many_words_as_are_asked_for(words, kind):
    ((t, scene),) = shown_by("compare", {**LENGTH, "length-words": words, "length-kind": kind}, TOLD)
    assert len(scene.spoken) == int(words)
    assert t.tensors[f"{kind.lower()}1.h"].shape[0] == int(words)
    assert scene.first == f"softmax1[{int(words) - 1},1]"


def test_two_sentences_in_a_row_have_different_sides_that_prevail():
    labels = []
    for count in (4, 6, 8, 10):
        opinions = reading.prepared(count).split()[3:]
        good = sum(word in readers.grammar().good for word in opinions)
        labels.append(good > len(opinions) - good)
    assert labels == [False, True] * 2 or labels == [True, False] * 2


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
@pytest.mark.parametrize("pads", ["0", "7", "40"])
def test_what_is_said_of_padding_is_what_torch_does(kind, pads):
    query = {**LENGTH, "length-show": reading.PADDING, "length-kind": kind, "pads": pads}
    ((t, scene),) = shown_by("compare", query, TOLD)
    words = [word for word in scene.spoken if word != "pad"]
    assert len(scene.spoken) == len(words) + int(pads)
    x = torch.from_numpy(t.tensors["input"]).long()[None]
    net = readers.trained()[kind.lower()]
    for place, read in ((-1, "last step"), (len(words) - 1, "last word"), (len(words) - 1, "packed")):
        with torch.no_grad():
            shares = net[-1](READ[read](net, x)).softmax(1)[0]
        assert np.allclose(t.tensors["softmax1"][place], shares, atol=1e-5), read
    assert t.tensors["drift"][len(words) - 1] == 0
    (panel,) = scene.columns[0]
    best = int(t.tensors["softmax1"][-1].argmax())
    assert panel.note.startswith(f"Read at its last step: {('bad', 'good')[best]}")


def test_packed_takes_no_step_for_a_pad():
    query = {**LENGTH, "length-show": reading.PADDING, "length-read": reading.PACKED}
    ((_, scene),) = shown_by("compare", query, TOLD)
    assert "pad" not in scene.spoken


def test_while_padding_is_asked_about_no_answer_and_no_drift_is_on_the_stage():
    ((_, scene),) = shown_by("compare", {**LENGTH, "length-show": reading.PADDING})
    (panel,) = scene.columns[0]
    assert {row.tensor for row in panel.rows} == {"gru1.h"}
    assert panel.note == "Right is good."
    assert not scene.marks
    assert set(scene.veil) == {"linear1", "softmax1", "drift"}


@pytest.mark.parametrize("layer", ["conv1", "pool1", "conv2", "pool2"])
def test_what_moves_a_cell_ends_where_its_field_does(layer):
    ((t, scene),) = shown_by("compare", {**INFLUENCE, "field-layer": layer})
    side = FIGURES["influence"]["fields"][layer]["side"]
    rows, columns = (np.flatnonzero(t.tensors["field"].any(axis)) for axis in (1, 0))
    assert all(0 < np.ptp(places) + 1 <= most for places, most in zip((rows, columns), side, strict=True))
    assert t.tensors["field"].max() == pytest.approx(1)
    assert re.fullmatch(rf"{layer}\[\d+,\d+,\d+\]", scene.first)
    assert f"{side[0]} × {side[1]} pixels" in text_of(visited("compare", {**INFLUENCE, "field-layer": layer}))


def test_a_pinned_cell_is_the_one_that_is_asked_about():
    (corner,) = traces_of("compare", {**INFLUENCE, "cell": "pool2[3,0,0]"})
    assert corner.tensors["field"][:10, :10].any()
    assert not corner.tensors["field"][10:].any()
    assert not corner.tensors["field"][:, 10:].any()


@pytest.mark.parametrize("when", influence.MEASURED)
def test_leaving_a_word_out_is_what_the_bars_say(when):
    ((t, scene),) = shown_by("compare", {**INFLUENCE, "reach-when": when, "reach-kind": "GRU"})
    asked = influence.reaching.Asked(None, "pool2", (), "GRU", when)
    net = asked.net.value
    words = torch.from_numpy(t.tensors["words"]).long()
    with torch.no_grad():
        whole = net[1](net[0](words)[None])[0][0, -1]
        moved = [
            float((net[1](net[0](words[[k for k in range(len(words)) if k != out]])[None])[0][0, -1] - whole).norm())
            for out in range(len(words))
        ]
    assert np.allclose(t.tensors["influence.deletion"], np.array(moved) / max(moved), atol=1e-4)
    assert len(scene.spoken) == (42 if when == influence.PREVAILING else 9)


def test_one_word_cannot_be_left_out():
    query = {**INFLUENCE, "sentence": "good"}
    ((_, scene),) = shown_by("compare", query)
    assert len(scene.spoken) > 1
    assert "only word" in said(visited("compare", query))


@pytest.mark.parametrize("kind", ["RNN", "GRU", "LSTM"])
def test_the_long_sentence_that_is_shown_is_no_outlier(kind):
    query = {**INFLUENCE, "reach-when": influence.PREVAILING, "reach-kind": kind}
    ((t, _),) = shown_by("compare", query)
    shares, found = t.tensors["influence.gradient"][::-1], influence.differ(kind.lower(), 8)
    assert found.low < found.middle < found.high
    assert found.low <= shares[8] <= found.high
    assert "sentences differ" in text_of(visited("compare", query))


@pytest.mark.parametrize(
    ("query", "right"),
    [
        ({"length-sentence": "the room was good bad bad"}, "Good words: 1, bad: 2; right is bad."),
        ({"length-sentence": "the room was good bad"}, "neither prevails"),
        ({"length-show": reading.PADDING, "sentence": "The food was bad, not good at all"}, "Right is bad."),
    ],
)
def test_which_answer_is_right_is_said(query, right):
    ((_, scene),) = shown_by("compare", {**LENGTH, **query}, TOLD)
    assert right in scene.columns[0][0].note


def test_where_the_question_is_not_asked_its_answer_is_gone_and_elsewhere_never_stands_alone():
    told = {"prediction-compare-sizes": Prediction("told", "0 to 300")}
    page = visited("compare", {**SIZE, "sheet-head": sheets.DENSE}, told)
    assert "nothing to guess" in text_of(page)
    assert "because" not in text_of(page)
    assert "because" in text_of(visited("compare", {**SIZE, "sheet-head": "Maximum"}, told))
