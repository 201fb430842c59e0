"""What is said about pooling and shifts: the measure, the curves, and the figures that ship, each by numpy alone."""

import numpy as np
import pytest
import torch
from numpy.lib.stride_tricks import sliding_window_view

from explainer.data import shapes
from explainer.data.pictures import SAMPLES, cells, sample
from explainer.models.kernels import KERNELS, weights
from explainer.models.store import figures
from explainer.models.store import weights as shipped
from explainer.study import shifting
from explainer.study.make.shifts import small_shapes


def shuffled(before, after):
    """The mean change, in shares of the mean difference of any two numbers of both."""
    both = np.concatenate([before.ravel(), after.ravel()]).astype(float)
    unlike = np.abs(both[:, None] - both).mean()
    return np.abs(before.astype(float) - after).mean() / unlike if unlike else 0.0


def pushed(x, down, right):
    """Moved, the edge repeated: row by row and column by column."""
    rows = np.clip(np.arange(x.shape[0]) - down, 0, x.shape[0] - 1)
    columns = np.clip(np.arange(x.shape[1]) - right, 0, x.shape[1] - 1)
    return x[rows][:, columns]


def responded(x, kernel, bias=0.0):
    return np.maximum(0, np.einsum("ijab,ab->ij", sliding_window_view(x, kernel.shape), kernel) + bias)


def in_boxes(x, window, step, of):
    return of(sliding_window_view(x, (window, window))[::step, ::step], axis=(2, 3))


def test_change_is_measured_against_numbers_that_are_shuffled():
    rng = np.random.default_rng(3)
    before, after = rng.random((2, 3, 7, 5)).astype(np.float32)
    found = shifting.change(torch.from_numpy(before), torch.from_numpy(after))
    assert found.numpy() == pytest.approx([shuffled(*pair) for pair in zip(before, after, strict=True)])
    same = torch.ones(1, 4, 4)
    assert float(shifting.change(same, same)) == 0
    assert float(shifting.change(torch.zeros(1, 4, 4), same)) == 2
    large = torch.from_numpy(rng.random((1, 60, 60)))
    mixed = large.flatten()[torch.from_numpy(rng.permutation(3600))].reshape(1, 60, 60)
    assert float(shifting.change(large, mixed)) == pytest.approx(1, abs=0.05)
    assert float(shifting.change(1000 * large, 1000 * mixed)) == pytest.approx(float(shifting.change(large, mixed)))


def test_one_number_is_measured_by_its_value():
    before, after = torch.tensor([2.0, 0.0, 1.0]).reshape(3, 1, 1), torch.tensor([1.0, 0.0, 4.0]).reshape(3, 1, 1)
    assert shifting.altered(before, after).tolist() == pytest.approx([0.5, 0, 0.75])


@pytest.mark.parametrize(("window", "step"), [(2, 2), (3, 1), (4, 3)])
def test_curves_are_what_numpy_finds(window, step):
    x = cells(sample("Coins"), colour=False)
    kernel = weights(["Falling edges"], 3, 1)[0, 0]
    layer = torch.nn.Conv2d(1, 1, 3, bias=False)
    layer.weight.data[0, 0] = torch.from_numpy(kernel)
    ways = {
        "map": (shifting.every, shifting.change),
        "largest": (shifting.largest(window, step), shifting.change),
        "mean": (shifting.mean(window, step), shifting.change),
        "all": (shifting.whole, shifting.altered),
    }
    found = shifting.curves(x[None], lambda y: torch.relu(layer(y)), ways)
    assert found["map"].shape == (4, 1, 1, 9)
    for way, (down, right) in enumerate(shifting.DIRECTIONS):
        for by in (0, 1, 3, 8):
            before, after = responded(x[0], kernel), responded(pushed(x[0], down * by, right * by), kernel)
            pairs = {
                "map": (before, after),
                "largest": [in_boxes(y, window, step, np.max) for y in (before, after)],
                "mean": [in_boxes(y, window, step, np.mean) for y in (before, after)],
            }
            for name, pair in pairs.items():
                assert found[name][way, 0, 0, by] == pytest.approx(shuffled(*pair), abs=1e-4), (name, down, right, by)
            whole = sorted((before.mean(), after.mean()))
            assert found["all"][way, 0, 0, by] == pytest.approx(1 - whole[0] / whole[1], abs=1e-4)


def test_the_figures_that_ship_are_found_again():
    """Photographs, moved by one and by three: every kernel, every side, by numpy."""
    turned = {
        tuple(np.rot90(weights([name], 3, 1)[0, 0], k).round(6).ravel().tolist()) for name in KERNELS for k in range(4)
    }
    bank = [(np.array(k, dtype=np.float32).reshape(3, 3), 0.0) for k in turned]
    net = shipped("digits")
    bank += list(zip(net["0.weight"][:, 0].numpy(), net["0.bias"].numpy(), strict=True))
    held = figures("shifts")
    assert len(bank) == held["about"]["kernels"]
    photographs = [cells(sample(name), colour=False)[0] for name in SAMPLES]
    for by in (1, 3):
        found = {"map": [], "max 2/2": [], "mean 4/4": []}
        for x in photographs:
            moved = [pushed(x, by * down, by * right) for down, right in ((0, 1), (0, -1), (1, 0), (-1, 0))]
            for kernel, bias in bank:
                before = responded(x, kernel, bias)
                for after in (responded(y, kernel, bias) for y in moved):
                    for name, reduce in {
                        "map": lambda y: y,
                        "max 2/2": lambda y: in_boxes(y, 2, 2, np.max),
                        "mean 4/4": lambda y: in_boxes(y, 4, 4, np.mean),
                    }.items():
                        pair = reduce(before), reduce(after)
                        if name == "map":  # all pairs of 1,152 numbers take long: by their order
                            both = np.sort(np.concatenate(pair).ravel().astype(float))
                            n = len(both)
                            unlike = 2 * (both * (2 * np.arange(n) - n + 1)).sum() / n**2
                            differ = np.abs(pair[0] - pair[1]).mean()
                            found[name].append(differ / unlike if differ else 0.0)
                        else:
                            found[name].append(shuffled(*pair))
        for name, values in found.items():
            expected = np.quantile(values, (0.25, 0.5, 0.75))
            assert held["change"]["photographs"][name][by] == pytest.approx(expected, abs=2e-3), (name, by)


def test_small_shapes_stay_on_their_ground():
    for x in small_shapes()[:, 0]:
        for down, right in shifting.DIRECTIONS:
            far = pushed(x, down * shifting.FARTHEST, right * shifting.FARTHEST)
            assert far.sum() == pytest.approx(x.sum()), "nothing left, nothing repeated"
    assert {name: make().shape for name, make in shapes.SHAPES.items()} == dict.fromkeys(shapes.SHAPES, (26, 26))


def test_where_all_that_is_strong_stays_in_its_box_the_largest_does_not_change():
    before, after = torch.zeros(2, 1, 1, 8, 8)
    before[..., 2, 2], after[..., 2, 3] = 1, 1
    within = shifting.largest(2, 2)
    assert float(shifting.change(within(before), within(after))) == 0
    assert float(shifting.change(shifting.every_second(before), shifting.every_second(after))) > 0
    assert float(shifting.altered(*(shifting.peak(shifting.every_second)(x) for x in (before, after)))) == 1
    blurred = shifting.peak(shifting.blurred_first)
    assert float(shifting.altered(blurred(before), blurred(after))) == pytest.approx(0.5)
