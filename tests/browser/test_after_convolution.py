"""ReLU and pooling: the map from the convolution page goes on, and so does everything chosen there."""

import pytest
import torch
from playwright.sync_api import expect
from torch.nn import functional

from explainer.data.pictures import cells, sample
from explainer.models.kernels import weights


def mapped(kernel="Vertical edges", picture="Cat", **options):
    x = torch.from_numpy(cells(sample(picture), colour=False))[None]
    return functional.conv2d(x, torch.from_numpy(weights([kernel], 3, 1)), **options)


@pytest.mark.parametrize(
    ("name", "tensor", "function"),
    [
        ("ReLU", "relu1", functional.relu),
        ("Leaky ReLU", "leaky1", lambda x: functional.leaky_relu(x, 0.1)),
        ("Sigmoid", "sigmoid1", torch.sigmoid),
        ("Tanh", "tanh1", torch.tanh),
        ("GELU", "gelu1", functional.gelu),
    ],
)
def test_each_activation_is_torchs_and_its_point_is_on_the_curve(read, name, tensor, function):
    hand = read(f"relu?activation={name.replace(' ', '+')}")
    before = mapped()
    after = function(before)
    for row, column in [(12, 8), (10, 16)]:
        hand.hover(tensor, row, column)
        hand.selected(f"{tensor}[0,{row},{column}]")
        assert hand.total == pytest.approx(float(after[0, 0, row, column]), abs=1e-6)
        curve = hand.page.get_by_test_id("curve")
        assert float(curve.get_attribute("data-in")) == pytest.approx(float(before[0, 0, row, column]), abs=1e-6)
        assert float(curve.get_attribute("data-out")) == pytest.approx(hand.total, abs=1e-6)


def test_two_kernels_are_one_until_relu_stands_between(read):
    hand = read("relu?relu-show=Two+kernels&second=Laplacian")
    second = torch.from_numpy(weights(["Laplacian"], 3, 1))
    twice = functional.conv2d(mapped(), second)
    bent = functional.conv2d(mapped().relu(), second)
    for tensor, expected in (("conv2", twice), ("one1", twice), ("between1", bent)):
        hand.hover(tensor, 9, 7)
        hand.selected(f"{tensor}[0,9,7]")
        assert hand.total == pytest.approx(float(expected[0, 0, 9, 7]), abs=1e-5)
    differ = int(((twice - bent).abs() > 1e-4).sum())
    expect(hand.panel("between1")).to_contain_text(f"{differ} of {22 * 22} cells differ.")
    expect(hand.panel("one1")).to_contain_text("The same map")


@pytest.mark.parametrize(("window", "step", "edge"), [(2, 2, 0), (3, 1, 1), (4, 3, 2)])
def test_boxes_keep_the_largest_and_the_mean(read, window, step, edge):
    hand = read(f"pooling?window={window}&pool-stride={step}&pool-padding={edge}")
    after = mapped().relu()
    for tensor, expected in (
        ("pool1", functional.max_pool2d(after, window, step, edge)),
        ("avgpool1", functional.avg_pool2d(after, window, step, edge)),
    ):
        hand.hover(tensor, 3, 4)
        hand.selected(f"{tensor}[0,3,4]")
        assert hand.total == pytest.approx(float(expected[0, 0, 3, 4]), abs=1e-6)
    hand.hover("global1", 0, 0)
    hand.selected("global1[0,0,0]")
    assert hand.total == pytest.approx(float(after.mean()), abs=1e-5)


def test_the_winner_is_outlined_in_the_map(read):
    hand = read("pooling?cell=pool1[0,6,4]")
    box = mapped().relu()[0, 0, 12:14, 8:10]
    row, column = divmod(int(box.argmax()), 2)
    x, y = hand.at("relu1", 12 + row, 8 + column)
    rings = hand.page.locator(".rings rect").evaluate_all("all => all.map(r => r.getBoundingClientRect().toJSON())")
    around = sorted(r["width"] for r in rings if r["left"] < x < r["right"] and r["top"] < y < r["bottom"])
    cell = hand.panel("relu1").locator("canvas").bounding_box()["width"] / 24
    assert around == pytest.approx([cell + 4, 2 * cell + 4], abs=2)


def test_a_window_larger_than_the_map_is_said(read):
    hand = read("pooling?size=7&dilation=3&stride=4&window=4")
    expect(hand.page.get_by_text("A window of 4 is larger than the map of 2 × 2; using 2.")).to_be_visible()
    expect(hand.panel("pool1")).to_have_attribute("data-shape", "1,1,1")


@pytest.mark.parametrize(
    "page", ["pixels?pixels-show=Strip", "convolution?show=Strip", "relu?relu-show=Strip", "pooling?pooling-show=Strip"]
)
def test_the_strip_is_played_together(read, page):
    hand = read(page)
    for tensor in ("input", "conv1", "relu1", "pool1"):
        expect(hand.panel(tensor)).to_be_visible()
    shown = """c => { const d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
        let sum = 0; for (let k = 3; k < d.length; k += 4) sum += d[k]; return sum; }"""
    canvases = {t: hand.panel(t).locator("canvas") for t in ("conv1", "relu1", "pool1")}
    whole = {t: c.evaluate(shown) for t, c in canvases.items()}
    hand.press("Home", " ")
    expect(hand.page.get_by_role("button", name="Pause")).to_be_visible()
    hand.press(" ")
    for tensor, canvas in canvases.items():
        assert canvas.evaluate(shown) < 0.7 * whole[tensor], tensor
    hand.press("Escape")
    for tensor, canvas in canvases.items():
        assert canvas.evaluate(shown) == whole[tensor], tensor


def test_reading_order_keeps_picture_and_kernel_and_the_link_has_them(visit):
    hand = visit("convolution")
    hand.pick("Picture", "Coins")
    hand.pick("Kernel", "Emboss")
    hand.link_has(picture="Coins", kernel="Emboss")
    hand.go_on()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Why throw the negative numbers away?")
    expect(hand.unfold("Kernel: Emboss")).to_be_visible()
    hand.go_on()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Why keep only the strongest number in each box?")
    expect(hand.unfold("Picture: Coins")).to_be_visible()
    expect(hand.unfold("Kernel: Emboss")).to_be_visible()
    hand.link_has(picture="Coins", kernel="Emboss")
    hand.hover("relu1", 5, 6)
    hand.selected("relu1[0,5,6]")
    assert hand.total == pytest.approx(float(mapped("Emboss", "Coins").relu()[0, 0, 5, 6]), abs=1e-6)


@pytest.mark.parametrize("page", ["relu?activation=GELU&cell=gelu1[0,3,4]", "pooling?moved=↓&cell=avgpool1[0,3,4]"])
def test_the_torch_that_is_shown_gives_the_numbers_on_screen(read, page):
    hand = read(page)
    printed = hand.torch_prints("print")
    assert float(printed[-1]) == pytest.approx(hand.total, abs=1e-5)
