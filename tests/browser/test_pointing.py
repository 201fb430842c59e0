"""Pointing: a view that nobody touches shows a cell worth opening, the picture moves the window, a pin stays."""

import re

import pytest
from playwright.sync_api import expect

CHAPTERS = [
    "pixels",
    "convolution",
    "convolution?show=Strip",
    "relu",
    "pooling",
    "network",
    "unroll",
    "gates",
    "same-bag",
]


@pytest.mark.parametrize("page", CHAPTERS)
def test_an_untouched_view_opens_on_a_cell_that_says_something(read, page):
    hand = read(page)
    expect(hand.stage).not_to_have_attribute("data-selected", re.compile(r"\[(0,)*0\]$"))
    assert abs(hand.total) > 0.05
    assert hand.total != 1


@pytest.mark.parametrize(
    ("page", "cell", "fed"),
    [
        ("convolution", (9, 12), "conv1[0,8,11]"),
        ("convolution?padding=1", (0, 25), "conv1[0,0,25]"),
        ("convolution?stride=2&size=5", (13, 7), "conv1[0,5,2]"),
        ("convolution?show=Strip", (9, 12), "conv1[0,8,11]"),
        ("pixels?pixels-show=Threshold", (3, 4), "step1[0,3,4]"),
        ("network?cell=conv1[5,1,1]", (20, 6), "conv1[5,19,5]"),
    ],
)
def test_pointing_at_the_picture_moves_the_window_there_and_lights_the_cell_it_feeds(read, page, cell, fed):
    hand = read(page)
    panel = hand.panel("input").first.locator("canvas").bounding_box()
    around = 26 + 2 * (1 if "padding" in page else 0)
    row, column = (k + (around - 26) / 2 for k in cell)
    at = [panel["x"] + (column + 0.5) * panel["width"] / around, panel["y"] + (row + 0.5) * panel["height"] / around]
    hand.page.mouse.move(*at)
    hand.selected(fed)
    assert len(hand.terms) > 0
    rings = hand.page.locator(".rings rect").evaluate_all("all => all.map(r => r.getBoundingClientRect().toJSON())")
    assert any(r["left"] - 1 < at[0] < r["right"] + 1 and r["top"] - 1 < at[1] < r["bottom"] + 1 for r in rings)


def test_a_pin_is_seen_on_its_cell_and_pointing_elsewhere_previews(read):
    hand = read("convolution?cell=conv1[0,10,11]")
    pin = hand.page.locator(".overlay .pinned")
    expect(pin).to_be_visible()
    before = pin.bounding_box()
    hand.hover("conv1", 3, 3)
    hand.selected("conv1[0,3,3]")
    assert pin.bounding_box() == before
    hand.hover("input", 20, 20)
    hand.selected("conv1[0,19,19]")
    hand.page.mouse.move(4, 4)
    hand.selected("conv1[0,10,11]")
    hand.link_has(cell="conv1[0,10,11]")


def test_a_setting_keeps_the_cell_where_it_still_fits_and_moves_it_where_it_does_not(read):
    hand = read("relu?cell=relu1[0,20,9]")
    hand.choose("Activation", "Sigmoid")
    hand.selected("sigmoid1[0,20,9]")
    hand.link_has(activation="Sigmoid", cell="sigmoid1[0,20,9]")
    hand.open("convolution?cell=conv1[0,21,7]")
    hand.choose("Stride", 2)
    hand.selected("conv1[0,10,3]")
    hand.link_has(stride="2", cell="conv1[0,10,3]")


def test_what_a_cell_becomes_is_joined_to_it(read):
    hand = read("convolution?show=Strip&cell=conv1[0,12,8]")
    rings = hand.page.locator(".rings rect").evaluate_all("all => all.map(r => r.getBoundingClientRect().toJSON())")
    for tensor, row, column in [("conv1", 12, 8), ("relu1", 12, 8), ("pool1", 6, 4)]:
        x, y = hand.at(tensor, row, column)
        assert any(
            abs((r["left"] + r["right"]) / 2 - x) < 2 and abs((r["top"] + r["bottom"]) / 2 - y) < 2 for r in rings
        )
    expect(hand.page.get_by_test_id("number").first).to_be_visible()
