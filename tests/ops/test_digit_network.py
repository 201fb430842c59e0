"""The digit network that ships: its size, its accuracy, what is measured on it; and how a drawing is centred."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from explainer import trace
from explainer.data import changes
from explainer.data.digits import digits, example
from explainer.data.pictures import PAD, ink_of, of_digit, sample
from explainer.models import digits as nets
from explainer.models.centring import as_it_is, centring
from explainer.study.pixels import gradient, removal
from explainer.training.fit import accuracy


@pytest.fixture(scope="module")
def net():
    return nets.trained().eval()


def test_it_has_5258_weights_and_reads_98_percent_of_what_it_has_not_seen(net):
    assert sum(w.numel() for w in net.parameters()) == 5_258
    _, held_out = digits()
    x, labels = torch.from_numpy(held_out.inputs()), torch.from_numpy(held_out.labels)
    with torch.no_grad():
        right = (net(x).argmax(1) == labels).double().mean().item()
    assert right >= 0.98
    assert accuracy(net, x, labels) == pytest.approx(right)


@pytest.mark.parametrize(("what", "change"), [
    ("turned", lambda x: changes.turned(x, 10)),
    ("moved", lambda x: changes.moved(x, 1, -1)),
    ("thick", lambda x: ndimage.grey_dilation(x, (1, 2, 2))),
    ("drawn", lambda x: centring(of_digit(np.round(255 * x[0]).astype(np.uint8))).of(of_digit(np.round(255 * x[0])))),
])  # fmt: skip
def test_it_is_robust_to_what_people_draw(net, what, change):
    _, held_out = digits()
    x = np.stack([change(one) for one in held_out.inputs()[:400]]).astype(np.float32)
    assert accuracy(net, torch.from_numpy(x), torch.from_numpy(held_out.labels[:400])) >= 0.95, what


def test_a_digit_of_the_data_is_read_as_it_is():
    for digit in range(10):
        image = example(digit)
        np.testing.assert_allclose(as_it_is(PAD).of(of_digit(image))[0], image / np.float32(255), atol=1e-6)


@settings(max_examples=40, deadline=None)
@given(st.integers(3, 24), st.integers(3, 24), st.integers(0, 25), st.integers(0, 25))
def test_a_drawing_comes_to_twenty_pixels_around_the_middle(tall, wide, top, left):
    ink = np.zeros((1, PAD, PAD), dtype=np.float32)
    ink[0, top : top + tall, left : left + wide] = 1
    x = centring(ink).of(ink)[0]
    rows, columns = np.flatnonzero(x.max(1) > 0.5), np.flatnonzero(x.max(0) > 0.5)
    scale = 20 / max(tall, wide)
    assert len(rows) == pytest.approx(tall * scale, abs=2)
    assert len(columns) == pytest.approx(wide * scale, abs=2)
    assert ndimage.center_of_mass(x) == pytest.approx((12.5, 12.5), abs=0.6)


def test_an_empty_drawing_stays_empty():
    ink = np.zeros((1, PAD, PAD), dtype=np.float32)
    assert not centring(ink).of(ink).any()


def test_dark_ink_on_bright_paper_is_ink():
    page = 255 - sample("Digit 4")
    np.testing.assert_allclose(ink_of(page), ink_of(sample("Digit 4")), atol=0.01)
    assert not ink_of(np.full((30, 30, 3), 200, dtype=np.uint8)).any()


def test_the_gradient_is_what_a_small_change_does(net):
    x = example(5)[None].astype(np.float32) / 255
    found = gradient(net, torch.from_numpy(x), 5)
    double = nets.network().double()
    double.load_state_dict(net.state_dict())
    for row, column in [(8, 9), (13, 13), (20, 10)]:
        up, down = (torch.from_numpy(x).double() for _ in range(2))
        up[0, row, column] += 1e-6
        down[0, row, column] -= 1e-6
        with torch.no_grad():
            slope = (double(up[None])[0, 5] - double(down[None])[0, 5]) / 2e-6
        assert found[0, row, column] == pytest.approx(float(slope), abs=1e-3)


def test_removal_is_what_the_logit_loses(net):
    x = example(8)[None].astype(np.float32) / 255
    found = removal(net, torch.from_numpy(x), 8, 5)
    for row, column in [(0, 0), (10, 12), (25, 3)]:
        without = x.copy()
        without[:, max(0, row - 2) : row + 3, max(0, column - 2) : column + 3] = 0
        with torch.no_grad():
            lost = net(torch.from_numpy(x)[None])[0, 8] - net(torch.from_numpy(without)[None])[0, 8]
        assert found[0, row, column] == pytest.approx(float(lost), abs=1e-4)


def test_other_weights_leave_the_network_as_it_was(net):
    other = nets.with_weights(net, {"0.bias": np.zeros(8, dtype=np.float32)})
    assert not other[0].bias.any()
    assert net[0].bias.any()


def test_the_network_without_convolutions_is_as_large():
    for weights in (2_000, 5_258, 20_000):
        assert nets.count(nets.mlp(weights)) == pytest.approx(weights, rel=0.2)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (3, -2), (-8, 8)])
def test_a_moved_digit_leaves_black_behind(down, right):
    x = np.arange(1, 677, dtype=np.float32).reshape(1, 26, 26)
    found = changes.moved(x, down, right)
    expected = ndimage.shift(x[0], (down, right), order=0, cval=0)
    np.testing.assert_array_equal(found[0], expected)


@pytest.mark.parametrize(("down", "right"), [(0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (2, -3)])
def test_or_its_edge_once_more(down, right):
    x = np.arange(25, dtype=np.float32).reshape(1, 5, 5)
    found = changes.moved(x, down, right, repeated=True)
    for r in range(5):
        for c in range(5):
            assert found[0, r, c] == x[0, min(4, max(0, r - down)), min(4, max(0, c - right))]


def test_flipped_pixels_and_noise():
    x = np.zeros((1, 26, 26), dtype=np.float32)
    x[0, 4, 5] = 0.9
    found = changes.flipped(x, [(4, 5), (0, 1)])
    assert (found[0, 4, 5], found[0, 0, 1], found.sum()) == (0, 1, 1)
    noise = changes.noisy(x, 0.3)
    assert noise.min() >= 0
    assert noise.max() <= 1
    np.testing.assert_array_equal(noise, changes.noisy(x, 0.3))


def test_every_number_of_the_network_opens(net):
    ink = of_digit(example(3))
    whole = torch.nn.Sequential(centring(ink), net, torch.nn.Softmax(-1))
    t = trace(whole, ink)
    assert t.tensors["centred1"].shape == (1, 26, 26)
    for name, at in [("centred1", (0, 9, 12)), ("conv2", (5, 4, 6)), ("linear1", (3,)), ("softmax1", (3,))]:
        opened = t.explain(name, at)
        assert opened.total == pytest.approx(opened.value, abs=1e-4)
    assert len(t.explain("conv2", (5, 4, 6)).terms) == 73
    assert len(t.explain("linear1", (3,)).terms) == 401
