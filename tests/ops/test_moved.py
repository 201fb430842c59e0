"""Digits that move: read as torch's functions alone read them, by weights from the file, moved by slices of zeros."""

from functools import cache

import numpy as np
import pytest
import torch
from safetensors.torch import load
from torch.nn import functional

from explainer.data import assets
from explainer.data.digits import digits
from explainer.models.digits import trained
from explainer.models.recipes import DigitRecipe, moved_at_random
from explainer.models.store import figures
from explainer.study.digits import most_read, slopes
from explainer.study.moved import AXES, FAR, HUNDRED, MOVES, SHIFTS, hundred, reading, still_right, when_moved
from explainer.training.fit import Settings

TESTED = 300


@cache
def unseen():
    _, rest = digits()
    return rest.images.astype(np.float32) / 255, rest.labels


def slid(images, down, right):
    """(N, 26, 26), each on an empty picture that is large enough, cut out again where the old one was."""
    count, side, _ = images.shape
    field = np.zeros((count, side + 16, side + 16), dtype=np.float32)
    field[:, 8 + down : 8 + down + side, 8 + right : 8 + right + side] = images
    return field[:, 8 : 8 + side, 8 : 8 + side]


def logits(images):
    w = load(assets.read("digits.safetensors"))
    x = functional.conv2d(torch.from_numpy(images)[:, None], w["0.weight"], w["0.bias"]).relu()
    x = functional.conv2d(functional.max_pool2d(x, 2), w["3.weight"], w["3.bias"]).relu()
    return functional.linear(functional.max_pool2d(x, 2).flatten(1), w["7.weight"], w["7.bias"]).double().numpy()


def randomly(count, seed=0):
    return [tuple(int(k) for k in by) for by in np.random.default_rng(seed).integers(-8, 9, (count, 2))]


@pytest.mark.parametrize("by", [(0, FAR), (0, 0), *randomly(6)])
def test_of_a_hundred_that_it_reads_right_so_many_are_still_read_right(by):
    images, labels = unseen()
    first = np.flatnonzero(logits(images[:TESTED]).argmax(1) == labels[:TESTED])[:HUNDRED]
    expected = (logits(slid(images[first], *by)).argmax(1) == labels[first]).sum()
    assert still_right(trained(), [by]) == [expected]
    assert len(hundred()[1]) == HUNDRED


def test_what_stands_still_is_still_read_right_by_all_but_a_broken_network():
    assert still_right(trained(), [(0, 0)]) == [HUNDRED]
    broken = DigitRecipe(Settings()).make()
    with torch.no_grad():
        broken[-1].weight.zero_()
        broken[-1].bias.copy_(torch.eye(10)[7])
    assert still_right(broken, [(0, 0), (0, 3)]) == [int((hundred()[1] == 7).sum())] * 2


def test_what_is_read_of_moved_digits():
    images, labels = unseen()
    images, labels = slid(images[:TESTED], -2, 3), labels[:TESTED]
    found, sums, all_ = (
        reading(trained(), torch.from_numpy(images)[:, None], torch.from_numpy(labels)),
        logits(images),
        range(TESTED),
    )
    shares = np.exp(sums) / np.exp(sums).sum(1, keepdims=True)
    others = sums.copy()
    others[all_, labels] = -np.inf
    np.testing.assert_array_equal(found.right, sums.argmax(1) == labels)
    for now, expected in (
        (found.logit, sums[all_, labels]),
        (found.margin, sums[all_, labels] - others.max(1)),
        (found.share, shares[all_, labels]),
        (found.sure, shares.max(1)),
    ):
        np.testing.assert_allclose(now, expected, atol=1e-4)
    np.testing.assert_array_equal(found.margin > 0, found.right)


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize("by", [0, FAR, int(np.random.default_rng(1).integers(-8, -1))])
def test_the_figures_of_the_network_that_ships_are_measured_anew(axis, by):
    images, labels = unseen()
    moved = slid(images, *(by * step for step in AXES[axis]))
    sums, own = logits(moved), np.arange(len(labels))
    right, logit = sums.argmax(1) == labels, sums[own, labels]
    shares = np.exp(sums - sums.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    others = sums.copy()
    others[own, labels] = -np.inf
    margin, share = logit - others.max(1), shares[own, labels]
    expected = {
        "right": right.mean(), "logit": logit.mean(), "logit deviates": logit.std(ddof=1), "margin": margin.mean(),
        "margin deviates": margin.std(ddof=1), "share": share.mean(), "share deviates": share.std(ddof=1),
        "sure where wrong": shares.max(1)[~right].mean(),
        "cut off": (1 - moved.sum((1, 2)) / images.sum((1, 2))).mean(),
    }  # fmt: skip
    found = figures("moved")["shipped"][axis]
    assert set(found) == set(expected)
    for name, value in expected.items():
        assert len(found[name]) == len(SHIFTS)
        assert found[name][SHIFTS.index(by)] == pytest.approx(value, abs=1.01e-3), name


def test_what_is_said_of_a_visitors_training_is_what_a_visitors_training_gives():
    recipe = DigitRecipe(Settings(falling=True, reports=2))
    *_, last = recipe.run()
    found = figures("moved")["learned"][0]
    assert (found["steps"], found["digits"]) == (recipe.settings.steps, "as they are")
    assert when_moved(recipe.net(last)) == pytest.approx(found["right"][0], abs=0.01)
    assert len(MOVES) == len(found["right"][0])


def test_every_training_that_was_measured_was_measured_with_every_seed():
    found = figures("moved")
    about = found["about"]
    asked = [
        (about[name]["steps"], how)
        for name in ("short", "long")
        for how in ("as they are", "a little changed", "moved")
    ]
    assert [(one["steps"], one["digits"]) for one in found["learned"]] == asked
    assert {len(one["right"]) for one in found["learned"]} == {len(about["seeds"])}
    assert {len(shares) for shares in (*found["kernels"].values(), *found["by heart"].values())} == {
        len(about["seeds"])
    }


def test_digits_move_at_random_each_in_its_own_way_and_the_same_way_again():
    x = torch.zeros(40, 1, 26, 26)
    x[:, 0, 12, 12], x[:, 0, 0, 0] = 1, 0.5
    found = [moved_at_random(x, torch.Generator().manual_seed(seed), 2) for seed in (1, 1, 2)]
    assert torch.equal(found[0], found[1])
    assert not torch.equal(found[0], found[2])
    places = {tuple(int(k) - 12 for k in np.argwhere(one[0].numpy() == 1)[0]) for one in found[0]}
    assert {k for place in places for k in place} == {-2, -1, 0, 1, 2}
    for one in found[0]:
        down, right = (int(k) - 12 for k in np.argwhere(one[0].numpy() == 1)[0])
        np.testing.assert_array_equal(one.numpy(), slid(x[:1, 0].numpy(), down, right))


def test_a_network_that_saw_digits_move_is_better_at_them():
    def trained_so(moved):
        recipe = DigitRecipe(Settings(steps=200, reports=2, falling=True), moved=moved)
        *_, last = recipe.run()
        return when_moved(recipe.net(last))[-1]

    assert trained_so(FAR) > trained_so(0) + 0.15


def test_an_edge_is_a_slope_and_a_spot_is_none():
    edge, spot = torch.tensor([[1.0, 0, -1]] * 3), torch.zeros(3, 3)
    spot[1, 1] = 1
    turned = edge + 2 * edge.T + 5
    np.testing.assert_allclose(slopes(torch.stack([edge, spot, turned])[:, None]), [1, 0, 1], atol=1e-12)
    noise = torch.randn(20_000, 1, 3, 3, generator=torch.Generator().manual_seed(0))
    assert slopes(noise).mean() == pytest.approx(2 / 8, abs=0.01)


def test_what_a_kernel_reads_most():
    kernels = torch.zeros(1, 4, 3, 3)
    kernels[0, :, 1, 1] = torch.tensor([1.0, -5, 2, 2])
    assert most_read(kernels, 1) == pytest.approx([0.5])
    assert most_read(kernels, 2) == pytest.approx([0.7])
