"""Pictures, digits and kernels are chosen by their looks, while what they change stays in view."""

import io
from urllib.request import urlopen

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from explainer.data.pictures import NAMES, cells, sample
from explainer.models.kernels import KERNELS

SHOWN = """e => {
    const { backgroundImage, backgroundPositionX, backgroundSize, width } = getComputedStyle(e);
    return [backgroundImage, parseFloat(backgroundPositionX), parseFloat(width)];
}"""


def sheet(url, name):
    return np.asarray(Image.open(io.BytesIO(urlopen(f"{url}/thumbnails/{name}.png").read())))


def tray(hand, label):
    hand.unfold(f"{label}: ").first.click()
    return hand.page.get_by_test_id("stPopoverBody")


def inside(box, other):
    return (
        box["x"] < other["x"] + other["width"]
        and other["x"] < box["x"] + box["width"]
        and box["y"] < other["y"] + other["height"]
        and other["y"] < box["y"] + box["height"]
    )


def test_the_sheets_show_what_the_chapters_see(base_url):
    pictures = sheet(base_url, "pictures")
    for k, name in enumerate(NAMES):
        seen = cells(sample(name), colour=False)[0]
        assert np.abs(pictures[:, 26 * k : 26 * (k + 1)] / 255 - seen).max() < 0.01, name
    for size in (3, 5):
        tiles = sheet(base_url, f"kernels-{size}")
        for k, (name, kernel) in enumerate(KERNELS.items()):
            middles = (np.arange(size) + 0.5) * 105 / size
            shown = tiles[np.ix_(middles.astype(int), (105 * k + middles).astype(int))]
            numbers = kernel.make(size)
            assert np.abs(shown[..., 3] / 255 - np.abs(numbers) / np.abs(numbers).max()).max() < 0.01, name
            assert ((shown[..., 0] > shown[..., 2]) == (numbers > 0))[shown[..., 3] > 9].all(), "orange above zero"


@pytest.mark.parametrize(
    ("path", "label", "options"),
    [("convolution", "Picture", ("Moon", "Coins")), ("pooling", "Kernel", ("Blur",)), ("network", "Digit", ("7", "0")),
     ("training", "Digit", ("5",))],
)  # fmt: skip
def test_a_tray_stays_open_and_covers_neither_the_stage_nor_the_prediction(read, path, label, options):
    hand = read(path)
    body = tray(hand, label)
    for option in options:
        hand.choose(label, option)
        expect(hand.unfold(f"{label}: {option}")).to_be_visible()
        expect(body).to_be_visible()
        for covered in (hand.stage, hand.page.locator(".st-key-predict")):
            assert not inside(body.bounding_box(), covered.bounding_box())
    box = body.bounding_box()
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= 1280


def test_every_thumbnail_is_its_own_has_a_name_and_is_reached_by_keys(read):
    hand = read("convolution?picture=Horse")
    tray(hand, "Picture")
    group = hand.page.get_by_role("radiogroup", name="Picture", exact=True)
    for k, name in enumerate(NAMES):
        image, at, width = group.get_by_role("radio", name=name, exact=True).evaluate(SHOWN)
        assert "thumbnails/pictures.png" in image
        assert at == pytest.approx(-k * width)
        assert width >= 24
    group.get_by_role("radio", name="Horse", exact=True).focus()
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("Enter")
    hand.link_has(picture=NAMES[NAMES.index("Horse") + 1])


def test_on_a_phone_a_tray_is_a_sheet_at_the_bottom_with_targets_for_fingers(visit):
    hand = visit("convolution", size="phone")
    hand.page.get_by_role("button", name="Settings").click()
    box = tray(hand, "Kernel").bounding_box()
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)
    assert box["width"] == pytest.approx(390, abs=1)
    assert box["height"] < 844 / 2
    target = hand.page.get_by_role("radio", name="Blur", exact=True).first.bounding_box()
    assert min(target["width"], target["height"]) >= 44


def test_what_is_done_on_the_stage_has_no_field_and_is_in_the_link(read):
    hand = read("network?flips=3.4&cell=conv1[0,1,1]&kernel1=1:+1+2+3+4+5+6+7+8+9+0")
    hand.link_has(flips="3.4", cell="conv1[0,1,1]", kernel1="1: 1 2 3 4 5 6 7 8 9 0")
    hand.selected("conv1[0,1,1]")
    expect(hand.page.locator("[data-testid=stPopoverButton]:visible", has_text="Cell")).to_have_count(0)
    hand.unfold("What if: 2").click()
    expect(hand.page.get_by_test_id("stPopoverBody").get_by_role("textbox")).to_have_count(0)
    hand.page.get_by_role("button", name="Undo all of it").click()
    hand.link_has(cell="conv1[0,1,1]")
