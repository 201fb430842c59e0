"""However long the line to the server: nothing said is lost, and an older answer never replaces a newer one."""

import pytest
from playwright.sync_api import expect

from tests.browser.hand import IDLE, Hand
from tests.browser.held_line import HeldLine, frames

A_WHILE = 20


@pytest.fixture
def far(visitors):
    """A visitor at the end of a line that can be held: ``hand, line = far("convolution")``."""

    def go(path):
        hand = Hand(visitors.arrive(), visitors.url)
        line = HeldLine(hand.page)
        hand.open(path)
        return hand, line

    yield go
    visitors.leave()


def typed(hand, k, value):
    hand.number(k).click()
    hand.page.keyboard.type(value)
    hand.page.keyboard.press("Enter")


def press(hand, box):
    """A click as a hand makes it: between the press and the release what rested is on its way."""
    hand.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with hand.sends():
        hand.page.mouse.down()
    hand.page.mouse.up()


def test_the_answer_to_an_older_setting_does_not_take_back_an_edit(far):
    hand, line = far("convolution")
    line.down.hold()
    hand.choose("Stride", 2)
    line.answered()
    typed(hand, 4, "0.75")
    line.down.deliver()
    frames(hand.page, A_WHILE)
    expect(hand.number(4)).to_have_value("0.75")
    line.down.let_go()
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    expect(hand.number(4)).to_have_value("0.75")
    hand.link_has(stride="2", numbers="1: -0.25 0 0.25 -0.5 0.75 0.5 -0.25 0 0.25 0")


def test_the_answer_to_an_older_edit_does_not_take_back_a_newer(far):
    hand, line = far("convolution")
    line.down.hold()
    typed(hand, 0, "1.5")
    line.answered()
    typed(hand, 1, "2")
    line.down.deliver()
    frames(hand.page, A_WHILE)
    expect(hand.number(1)).to_have_value("2.00")
    line.down.let_go()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    expect(hand.number(0)).to_have_value("1.50")
    expect(hand.number(1)).to_have_value("2.00")
    hand.link_has(numbers="1: 1.5 2 0.25 -0.5 0 0.5 -0.25 0 0.25 0")


def test_an_answer_that_comes_while_a_number_is_in_the_hand_is_shown_after_it(far):
    hand, line = far("convolution")
    line.down.hold()
    hand.choose("Stride", 2)
    line.answered()
    box = hand.number(4).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + 30, y, steps=3)
    line.down.let_go()
    frames(hand.page, A_WHILE)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,24,24")
    expect(hand.number(4)).to_have_value("0.30")
    hand.page.mouse.move(x + 50, y)
    hand.page.mouse.up()
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    expect(hand.number(4)).to_have_value("0.50")
    hand.link_has(stride="2", numbers="1: -0.25 0 0.25 -0.5 0.5 0.5 -0.25 0 0.25 0")


def test_an_answer_that_comes_while_a_number_is_being_typed_is_shown_when_it_is_left_as_it_was(far):
    hand, line = far("convolution")
    line.down.hold()
    hand.choose("Stride", 2)
    line.answered()
    hand.number(4).click()
    hand.page.keyboard.type("0.9")
    line.down.let_go()
    frames(hand.page, A_WHILE)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,24,24")
    hand.page.keyboard.press("Escape")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    expect(hand.number(4)).to_have_value("0.00")


def test_an_edit_and_a_pin_that_meet_on_the_way_both_arrive(far):
    hand, line = far("convolution")
    line.up.hold()
    typed(hand, 4, "0.75")
    hand.click("conv1", 10, 11)
    typed(hand, 0, "1.5")
    line.asked(3)
    line.up.let_go()
    hand.link_has(cell="conv1[0,10,11]", numbers="1: 1.5 0 0.25 -0.5 0.75 0.5 -0.25 0 0.25 0")
    hand.selected("conv1[0,10,11]")
    expect(hand.stage).to_have_attribute("data-source", "torch")


def test_an_older_answer_does_not_take_back_a_pin(far):
    hand, line = far("convolution")
    line.down.hold()
    hand.choose("Stride", 2)
    line.answered()
    hand.click("conv1", 3, 4)
    line.down.deliver()
    frames(hand.page, A_WHILE)
    expect(hand.page.get_by_role("button", name="Unpin")).to_be_visible()
    line.down.let_go()
    hand.link_has(stride="2", cell="conv1[0,3,4]")
    hand.selected("conv1[0,3,4]")


def test_steps_with_the_keys_and_a_setting_at_once_keep_each_other(far):
    hand, line = far("pixels?pixels-show=Threshold")
    line.down.hold()
    slider = hand.page.get_by_role("slider", name="Threshold").last
    slider.focus()
    for _ in range(3):
        hand.page.keyboard.press("ArrowRight")
    hand.choose("Show", "Numbers")
    line.answered()
    line.down.let_go()
    expect(hand.page.get_by_test_id("histogram")).to_have_count(0)
    hand.choose("Show", "Threshold")
    expect(slider).to_have_attribute("aria-valuenow", "0.53")


@pytest.mark.parametrize("back", ["link", "history"])
def test_a_pin_moved_just_before_leaving_is_there_on_return(far, back):
    hand, _ = far("convolution?cell=conv1[0,4,7]")
    link = hand.page.get_by_role("link", name="Kernel & Loop").first.bounding_box()
    hand.press("ArrowRight")
    press(hand, link)
    expect(hand.stage).to_have_count(0)
    hand.page.wait_for_selector(IDLE)
    if back == "link":
        hand.page.get_by_role("link", name="Convolution").last.click()
    else:
        hand.page.go_back()
    hand.selected("conv1[0,4,8]")


def test_a_number_stepped_just_before_leaving_is_there_on_return(far):
    hand, _ = far("convolution")
    link = hand.page.get_by_role("link", name="Kernel & Loop").first.bounding_box()
    hand.number(4).focus()
    hand.page.keyboard.press("ArrowUp")
    press(hand, link)
    expect(hand.stage).to_have_count(0)
    hand.page.wait_for_selector(IDLE)
    hand.page.get_by_role("link", name="Convolution").last.click()
    expect(hand.number(4)).to_have_value("0.05")
