"""Painting: a painted pixel is pressed and opened down to the picture, and the slow way is watched as it goes."""

import re
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

from explainer.data.pictures import sample
from explainer.models.painters import SIDE, as_tensor, shipped
from explainer.models.painting import framed

SEES = "It sees 25 × 25"


def painting(style, picture="Cat"):
    """The whole painting by torch alone."""
    with torch.inference_mode():
        return shipped(style)(framed(as_tensor(sample(picture), SIDE)[None]))[0].numpy()


def test_a_pressed_pixel_opens_to_sums_that_come_to_what_torch_painted(visit):
    hand = visit("style?style=Mosaic")
    hand.click("painted", 100, 31)
    hand.page.wait_for_url(re.compile(r"at=10\d"))
    hand.selected("opened[0,6,6]")
    linked = parse_qs(urlparse(hand.page.url).query)
    assert linked["style"] == ["Mosaic"]
    assert linked["cell"] == ["opened[0,6,6]"]
    row, column = (int(k) - 1 for k in linked["at"][0].split(","))
    assert (row, column) == (pytest.approx(100, abs=1), pytest.approx(31, abs=1))
    expect(hand.page.get_by_test_id("equation-term")).to_have_count(17)
    before = sum(hand.terms)
    assert hand.total == pytest.approx(1 / (1 + np.exp(-before)), abs=1e-5)
    assert hand.total == pytest.approx(float(painting("Mosaic")[0, row, column]), abs=1e-5)


def test_the_square_that_a_pixel_sees_is_told_with_the_answer_and_follows_the_pointer(visit):
    hand = visit("style", asked=True)
    expect(hand.panel("picture").locator(".note")).not_to_contain_text("It sees")
    hand.page.get_by_role("radio", name="5 × 5", exact=True).click()
    note = hand.panel("picture").locator(".note")
    expect(note).to_contain_text(SEES)
    expect(hand.panel("picture").get_by_test_id("guess")).to_have_text("You said 5 × 5")
    first = note.inner_text()
    hand.press("ArrowRight", "ArrowDown")
    expect(note).not_to_have_text(first)


def test_the_way_back_leads_from_the_pixel_to_the_picture(read):
    hand = read("style?at=50,50&cell=opened[1,6,6]")
    for _ in range(10):
        hand.press("Enter")
    assert hand.stage.get_attribute("data-selected").startswith(("input", "picture"))


def test_colours_alone_are_three_products_a_pixel(read):
    hand = read("style?style-show=Colours+only&style=Hatching")
    assert len(hand.terms) == 4
    assert hand.total == pytest.approx(min(1, max(0, sum(hand.terms))), abs=1e-5)
    expect(hand.panel("picture").locator(".note")).to_contain_text("It sees 1 × 1")


def test_the_slow_way_is_watched_and_gone_through_afterwards(visit):
    hand = visit("style?style-show=The+slow+way")
    first = hand.total
    hand.page.get_by_role("button", name="Paint", exact=True).click()
    expect(hand.page.get_by_role("button", name="Paint again", exact=True)).to_be_visible(timeout=60_000)
    hand.ready()
    assert hand.total != first
    expect(hand.page.get_by_test_id("stPlotlyChart")).to_contain_text("content")
    expect(hand.stage.get_by_text("120 of 120")).to_be_visible()
    hand.press("Home")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    expect(hand.stage.get_by_text("0 of 120")).to_be_visible()
    assert hand.total == pytest.approx(first, abs=1e-5)


def test_a_picture_of_ones_own_is_a_style_and_the_picture_stays(visit, tmp_path):
    file = tmp_path / "own.png"
    Image.fromarray(sample("Coins")).save(file)
    hand = visit("style?style-show=The+slow+way")
    hand.unfold("Like: ").click()
    hand.page.get_by_test_id("stPopoverBody").locator("input[type=file]").set_input_files(file)
    expect(hand.unfold("Like: Your own")).to_be_visible()
    expect(hand.unfold("Picture: Cat")).to_be_visible()
