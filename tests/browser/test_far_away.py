"""From far away, with answers on their way: no edit is lost, no older answer replaces a newer one, and the link has it all."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pixels import ink

KEEP_EACH = """(input) => {
    window.each = [];
    new MutationObserver(() => each.push(Number(input.ariaValueNow))).observe(input, {attributeFilter: ["aria-valuenow"]});
}"""
NUMBERS = "1: {} 0 0.25 -0.5 {} 0.5 -0.25 0 0.25 0"


def test_steps_between_answers_are_all_counted_and_none_is_taken_back(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    hand.number(4).click()
    hand.number(4).evaluate(KEEP_EACH)
    for _ in range(6):
        with hand.sends():
            hand.number(4).press("ArrowUp")
    hand.link_has(numbers=NUMBERS.format("-0.25", "0.3"))
    hand.answered()
    expect(hand.number(4)).to_have_value("0.30")
    each = hand.page.evaluate("each")
    assert each == sorted(each)
    assert each[-1] == pytest.approx(0.3)


def test_a_number_typed_before_the_last_was_answered_stays(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    for k, text in ((0, "1.5"), (4, "0.7"), (0, "2.5")):
        hand.enter(k, text)
    hand.number(0).evaluate(KEEP_EACH)
    hand.link_has(numbers=NUMBERS.format("2.5", "0.7"))
    hand.answered()
    expect(hand.number(0)).to_have_value("2.50")
    expect(hand.number(4)).to_have_value("0.70")
    assert set(hand.page.evaluate("each")) <= {2.5}


def test_an_edit_and_another_setting_at_once_are_both_there_and_both_in_the_link(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    hand.enter(0, "1.5")
    hand.choose("Stride", 2)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    expect(hand.number(0)).to_have_value("1.50")
    hand.link_has(stride="2", numbers=NUMBERS.format("1.5", "0"))


def test_a_setting_and_an_edit_at_once(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    hand.choose("Stride", 2)
    hand.enter(0, "1.5")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    hand.link_has(stride="2", numbers=NUMBERS.format("1.5", "0"))
    hand.answered()
    expect(hand.number(0)).to_have_value("1.50")


def test_a_pin_and_another_setting_at_once(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    hand.click("conv1", 3, 4)
    hand.choose("Stride", 2)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    hand.link_has(stride="2", cell="conv1[0,3,4]")
    hand.selected("conv1[0,3,4]")


def test_a_pin_and_an_edit_at_once(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    hand.click("conv1", 3, 4)
    hand.enter(0, "1.5")
    hand.link_has(cell="conv1[0,3,4]", numbers=NUMBERS.format("1.5", "0"))
    hand.answered()
    hand.selected("conv1[0,3,4]")
    expect(hand.number(0)).to_have_value("1.50")


def test_pins_one_after_the_other_end_at_the_last(visit_and_go_far):
    hand = visit_and_go_far("convolution")
    for column in (3, 5, 8):
        hand.click("conv1", 3, column)
    hand.link_has(cell="conv1[0,3,8]")
    hand.selected("conv1[0,3,8]")


def test_strokes_drawn_before_the_last_was_answered_stay_and_can_be_undone(visit_and_go_far):
    hand = visit_and_go_far("pixels?pixels-show=Draw")
    hand.draw((0.2, 0.5), (0.8, 0.5))()
    hand.draw((0.5, 0.1), (0.5, 0.3))()
    hand.link_has(**{"pixels-show": "Draw", "picture": "Your own"})
    hand.answered()
    found = ink(hand)
    assert (found[4], found[12]) == (1, 1)
    hand.page.get_by_role("button", name="Undo", exact=True).click()
    hand.answered()
    found = ink(hand)
    assert (found[4], found[12]) == (0, 1)


def test_two_panels_changed_at_once_keep_both(visit_and_go_far):
    hand = visit_and_go_far("network?open=conv1[0]&cell=conv1[0,0,1]")
    hand.page.mouse.dblclick(*hand.at("input", 2, 3))
    hand.enter(5, "2.5")
    expect(hand.unfold("What if: 2")).to_be_visible()
    hand.answered()
    expect(hand.number(5)).to_have_value("2.50")
    hand.page.wait_for_function("() => new URLSearchParams(location.search).get('flips') === '3.4'")


def test_settings_in_quick_succession_end_at_the_last_and_nothing_breaks(visit_and_go_far):
    hand = visit_and_go_far("pixels")
    hand.choose("Show", "Threshold")
    expect(hand.stage).to_have_accessible_name(re.compile("^1s and 0s"))
    for show in ("Draw", "Strip", "Numbers", "Threshold"):
        hand.choose("Show", show)
    expect(hand.panel("conv1")).to_have_count(0)
    expect(hand.stage).to_have_accessible_name(re.compile("^1s and 0s"))
    hand.link_has(**{"pixels-show": "Threshold"})
    assert hand.errors == []
