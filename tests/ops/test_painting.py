"""What style and content are, what painters make of a part and of the whole, and that what ships is as its figures say."""

import dataclasses

import numpy as np
import pytest
import torch
from torch.nn import functional

from explainer.data import styles
from explainer.data.pictures import sample
from explainer.models import painters, store
from explainer.models.digits import count
from explainer.models.painters import (
    HELD_OUT,
    JUDGE,
    SIDE,
    STYLE_SIDE,
    VALIDATION,
    SlowRecipe,
    as_tensor,
    coloured,
    losses,
    rivals,
)
from explainer.models.painting import (
    GREY,
    MARGIN,
    RARE,
    content,
    content_loss,
    filters,
    framed,
    look_of,
    mirrored,
    moments,
    painter,
    part,
)

CAT, LIKE = as_tensor(sample("Cat"), 64), as_tensor(styles.style("Mosaic"), 64)


def test_moments_are_means_and_covariances_over_all_places():
    look = look_of(LIKE)
    for one, (mean, varied) in zip(look.answers(CAT[None]), moments(look.answers(CAT[None])), strict=True):
        flat = one[0].flatten(1).numpy()
        np.testing.assert_allclose(mean[0], flat.mean(1), atol=1e-5)
        np.testing.assert_allclose(varied[0], np.cov(flat, bias=True), atol=1e-5)


def test_filters_see_colours_in_the_styles_own_units():
    look = look_of(LIKE)
    own = np.linalg.inv(np.cov(LIKE.flatten(1)) + RARE**2 * np.eye(3))
    np.testing.assert_allclose(look.axes @ look.axes, own, rtol=1e-3, atol=1e-3)
    seen = torch.einsum("cd,dhw->chw", look.axes, LIKE - LIKE.mean((1, 2))[:, None, None])
    by_hand = functional.relu(functional.conv2d(framed(seen[None], 3), filters(0)))
    assert torch.allclose(by_hand, look.answers(LIKE[None])[0], atol=1e-4)


def test_a_style_is_no_way_from_itself_wherever_its_parts_stand_and_content_is_where_they_stand():
    look = look_of(LIKE)
    halves = LIKE.roll(32, -1)
    assert losses(look, LIKE, LIKE) == pytest.approx((0, 0), abs=1e-3)
    style, moved = losses(look, LIKE, halves)
    assert style < 0.05 < 0.5 < moved
    grey = (CAT.numpy() * np.array(GREY)[:, None, None]).sum(0, keepdims=True)
    assert (
        float(content_loss(content(CAT[None]), content(torch.tensor(np.repeat(grey, 3, 0), dtype=torch.float32)[None])))
        < 1e-3
    )


def test_colours_get_the_mean_and_the_covariance_of_the_styles():
    pale = 0.35 + 0.3 * CAT
    near = 0.35 + 0.3 * LIKE
    there = coloured(pale, near).flatten(1).numpy()
    assert 0 < there.min() < there.max() < 1
    np.testing.assert_allclose(there.mean(1), near.flatten(1).mean(1), atol=1e-4)
    np.testing.assert_allclose(np.cov(there), np.cov(near.flatten(1)), atol=1e-3, rtol=0)
    assert torch.allclose(coloured(pale, near, 0), pale, atol=1e-5)


def test_what_stands_beyond_an_edge_is_its_mirror():
    assert mirrored(-2, 4, 9) == (2, 1, 0, 1)
    assert mirrored(7, 4, 9) == (7, 8, 7, 6)
    row = np.arange(30, dtype=np.float32).reshape(1, 1, 30).repeat(30, 1)
    assert tuple(part(row, 0, 18, 12)[0, 0]) == mirrored(18 - MARGIN, 12 + 2 * MARGIN, 30)


@pytest.mark.parametrize("corner", [(0, 0), (180, 180), (0, 77), (91, 13)])
def test_a_part_is_painted_as_it_stands_in_the_whole(corner):
    net, x = painters.shipped("Mosaic"), as_tensor(sample("Cat"), SIDE)
    top, left = corner
    with torch.inference_mode():
        whole = net(framed(x[None]))[0]
        piece = net(torch.from_numpy(part(x.numpy(), top, left, 12))[None])[0]
    assert whole.shape == x.shape
    assert torch.allclose(piece, whole[:, top : top + 12, left : left + 12], atol=1e-5)


def test_the_same_slow_run_comes_to_the_same_pixels_and_gets_nearer_to_the_style():
    made = SlowRecipe.of(sample("Cat"), styles.style("Strokes"))
    few = dataclasses.replace(made, settings=dataclasses.replace(made.settings, steps=6, reports=3))
    once, again = (list(few.run()) for _ in range(2))
    assert torch.equal(few.painting(once[-1]), few.painting(again[-1]))
    assert torch.allclose(few.painting(once[0]), coloured(few.content, few.wanted), atol=1e-5)
    assert (
        losses(few.look, few.content, few.painting(once[-1]))[0]
        < losses(few.look, few.content, few.painting(once[0]))[0]
    )


def test_five_seeds_and_their_settings_are_kept_and_a_painting_takes_less_than_50_ms():
    found = store.figures("style")
    about = found["about"]
    assert len(about["seeds"]) == 5
    assert about["painting"] == dataclasses.asdict(painters.PAINTING)
    assert about["slowly"] == dataclasses.asdict(painters.SLOWLY)
    assert about["milliseconds a painting"] < 50
    assert not set(HELD_OUT) & {*about["learned from"], *VALIDATION}
    for one in found["styles"].values():
        assert len(one["painter"]) == len(one["slow way"]) == len(one["seconds"]["painter learns"]) == 5


@pytest.mark.parametrize("name", styles.NAMES)
def test_what_ships_paints_as_its_figures_say(name):
    found = store.figures("style")["styles"][name]
    net, judge = painters.shipped(name), painters.look(name, STYLE_SIDE, JUDGE)
    assert count(net) == count(painter())
    for k, picture in enumerate(HELD_OUT):
        x = as_tensor(sample(picture), SIDE)
        with torch.inference_mode():
            style, away = losses(judge, x, net(framed(x[None]))[0])
        assert style == pytest.approx(found["painter"][0]["style"][k], abs=2e-3)
        assert away == pytest.approx(found["painter"][0]["content"][k], abs=2e-3)


@pytest.mark.parametrize("name", styles.NAMES)
def test_the_rival_is_the_best_of_its_ways_on_validation_pictures(name):
    found = store.figures("style")["styles"][name]
    there, look = as_tensor(styles.style(name), STYLE_SIDE), painters.look(name)

    def wrong(way):
        both = [losses(look, x, way(x, there)) for x in (as_tensor(sample(one), SIDE) for one in VALIDATION)]
        return sum(style + painters.PAINTER_CONTENT * away for style, away in both)

    ways = {(called, share): way for called, share, way in rivals()}
    assert len(ways) == 6
    best = min(ways, key=lambda one: wrong(ways[one]))
    assert list(best) == found["colours by"]
    judge, x = painters.look(name, STYLE_SIDE, JUDGE), as_tensor(sample(HELD_OUT[0]), SIDE)
    assert losses(judge, x, ways[best](x, there))[0] == pytest.approx(found["colours"]["style"][0], abs=2e-3)
