"""Pixels: every number of a picture, the threshold, the pad, and that what is drawn goes along."""

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.core.words import number
from explainer.data.pictures import cells, sample


def cat(colour=False):
    return cells(sample("Cat"), colour=colour)


def test_every_number_can_be_read_cell_by_cell(read):
    hand = read("pixels")
    x = cat()[0]
    for row, column in [(0, 0), (12, 5), (25, 25)]:
        hand.hover("input", row, column)
        hand.selected(f"input[0,{row},{column}]")
        assert hand.total == pytest.approx(float(x[row, column]), abs=1e-6)
        expect(hand.caption).to_have_text(
            f"Row {row + 1}, column {column + 1}: {number(x[row, column])} bright, where 0 is black and 1 is white."
        )


def test_a_colour_picture_has_three_channels_apart_and_together(read):
    hand = read("pixels?colours=Colour")
    x = cat(colour=True)
    expect(hand.panel("input").first).to_have_attribute("data-shape", "3,26,26")
    for channel, name in enumerate(("Red", "Green", "Blue")):
        hand.press("Home", *["PageDown"] * channel)
        hand.selected(f"input[{channel},0,0]")
        assert hand.total == pytest.approx(float(x[channel, 0, 0]), abs=1e-6)
        expect(hand.panel("input").last).to_contain_text(name)


@pytest.mark.parametrize("colours", ["Grey", "Colour"])
def test_the_threshold_leaves_ones_and_zeros(read, colours):
    hand = read(f"pixels?pixels-show=Threshold&threshold=40&colours={colours}")
    x = cat()[0]
    expect(hand.page.get_by_test_id("histogram")).to_contain_text(f"{int((x > 0.4).sum())} of 676 above")
    for row, column in [(8, 5), (16, 16)]:
        hand.hover("step1", row, column)
        hand.selected(f"step1[0,{row},{column}]")
        assert hand.total == float(x[row, column] > 0.4)


def test_the_line_is_dragged_and_what_is_left_follows_without_the_server(read):
    hand = read("pixels?pixels-show=Threshold")
    line = hand.page.get_by_role("slider", name="Threshold")
    box = line.bounding_box()
    hand.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    hand.page.mouse.down()
    hand.page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 40, steps=4)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    above = int((cat() > 0.3).sum())
    expect(hand.page.get_by_test_id("histogram")).to_contain_text(f"{above} of 676 above")
    hand.page.mouse.up()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    hand.link_has(**{"pixels-show": "Threshold", "threshold": "30"})
    expect(hand.unfold("Threshold: 0.30")).to_be_visible()
    line.press("ArrowRight")
    hand.link_has(**{"pixels-show": "Threshold", "threshold": "31"})


def test_a_threshold_that_makes_everything_black_is_said(read):
    hand = read("pixels?pixels-show=Threshold&threshold=99")
    expect(hand.page.get_by_text("No cell is above 0.99, so everything is black.")).to_be_visible()
    hand = read("pixels?pixels-show=Threshold&threshold=1")
    expect(hand.page.get_by_text("No cell is at or below 0.01")).to_be_visible()


def ink(hand):
    """The 26 x 26 numbers as the stage has them, read from the table by keys."""
    values = []
    for row in range(26):
        hand.hover("input", row, 13)
        hand.selected(f"input[0,{row},13]")
        values.append(hand.total)
    return np.array(values)


def test_a_drawing_becomes_numbers_while_the_pen_moves_and_goes_along(visit):
    hand = visit("pixels?pixels-show=Draw")
    expect(hand.panel("drawing")).to_contain_text("all zeros so far")
    release = hand.draw((0.2, 0.5), (0.8, 0.5))
    expect(hand.stage).to_have_attribute("data-source", "browser")
    release()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    hand.link_has(**{"pixels-show": "Draw", "picture": "Your own"})
    found = ink(hand)
    assert found[12:14] == pytest.approx([1, 1])
    assert found[:10].max() == 0
    assert found[16:].max() == 0
    hand.go_on()
    expect(hand.unfold("Picture: Your own")).to_be_visible()
    hand.hover("input", 13, 13)
    hand.selected("conv1[0,12,12]")
    expect(hand.page.get_by_test_id("equation-term").nth(4)).to_contain_text("1.00")


def test_undo_and_clear(visit):
    hand = visit("pixels?pixels-show=Draw")
    undo, clear = (hand.page.get_by_role("button", name=n, exact=True) for n in ("Undo", "Clear"))
    expect(undo).to_be_disabled()
    hand.draw((0.2, 0.5), (0.8, 0.5))()
    hand.draw((0.5, 0.1), (0.5, 0.3))()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    assert ink(hand)[4] == 1
    undo.click()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    found = ink(hand)
    assert (found[4], found[12]) == (0, 1)
    clear.click()
    expect(hand.panel("drawing")).to_contain_text("all zeros so far")
    assert ink(hand).max() == 0


def test_the_pad_is_worked_with_keys_alone(visit):
    hand = visit("pixels?pixels-show=Draw")
    pad = hand.page.get_by_test_id("pad")
    pad.focus()
    for key in ["ArrowDown", "ArrowRight", "ArrowRight", " "]:
        pad.press(key)
    expect(hand.stage).to_have_attribute("data-source", "torch")
    hand.hover("input", 1, 2)
    hand.selected("input[0,1,2]")
    assert hand.total == 1
    pad.focus()
    pad.press("z")
    expect(hand.panel("drawing")).to_contain_text("all zeros so far")


def test_a_finger_draws(visit):
    hand = visit("pixels?pixels-show=Draw", size="phone", has_touch=True)
    pad = hand.page.get_by_test_id("pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    touch = hand.page.context.new_cdp_session(hand.page)
    for kind, share in (("touchStart", 0.3), ("touchMove", 0.5), ("touchMove", 0.7), ("touchEnd", None)):
        points = [] if share is None else [{"x": box["x"] + share * box["width"], "y": box["y"] + 0.5 * box["height"]}]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    hand.link_has(**{"pixels-show": "Draw", "picture": "Your own"})


def test_the_same_picture_at_three_sizes(read):
    hand = read("pixels?colours=Colour&picture=Digit+7")
    for said in ("8 × 8 × 3 = 192 numbers", "26 × 26 × 3 = 2,028 numbers", "64 × 64 × 3 = 12,288 numbers"):
        expect(hand.page.get_by_text(said)).to_be_visible()
    expect(hand.page.get_by_text("no more in it than 26 × 26")).to_be_visible()


@pytest.mark.parametrize(("colours", "numbers"), [("Grey", "676"), ("Colour", "2,028")])
def test_the_prediction_is_answered(visit, colours, numbers):
    hand = visit(f"pixels?colours={colours}", asked=True)
    expect(hand.page.get_by_role("img", name="Numbers, hidden until you have answered")).to_be_visible()
    hand.page.locator(".st-key-predict").get_by_role("radio", name="6,084").click()
    expect(hand.page.get_by_text(f"You said 6,084: the picture is {numbers} numbers,")).to_be_visible()
    guess = hand.stage.locator("[data-testid=guess]:not([hidden])")
    expect(guess).to_have_text("You said 6,084")
    hand.choose("Show", "Threshold")
    expect(hand.panel("step1")).to_be_visible()
    expect(guess).to_have_count(0)


@pytest.mark.parametrize(
    "more",
    [
        "cell=input[0,3,4]",
        "pixels-show=Threshold&threshold=45&colours=Colour&cell=step1[0,9,7]",
        "pixels-show=Strip&cell=pool1[0,4,5]",
    ],
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, more):
    hand = read(f"pixels?{more}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-6)
