"""The equation strip has a word for every reduction and function there is."""

import re

from playwright.sync_api import expect

from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS


def joins(hand):
    return [t.get_attribute("data-join") for t in hand.page.get_by_test_id("equation-term").all()]


def test_a_count_is_ones_and_zeros_that_add_up(read):
    hand = read("same-bag")
    hand.panel("A.counts").locator(".row-cell span").first.click()
    hand.selected(re.compile(r"A\.counts"))
    chips = hand.page.get_by_test_id("equation-term").locator(".chip").all_inner_texts()
    assert sorted(set(chips)) == ["0.00", "1.00"]
    assert chips.count("1.00") == hand.total == 1
    assert joins(hand) == ["+"] * (len(chips) - 1) + [""]


def test_a_mean_of_many_stands_in_groups_and_says_by_how_much_it_is_divided(read):
    hand = read("pooling?cell=global1[0,0,0]")
    assert len(hand.terms) <= 16
    expect(hand.page.locator(".equation .equals")).to_have_text("÷ 576 =")
    assert abs(sum(hand.terms) / 576 - hand.total) < 1e-6


def test_the_browser_has_every_reduction_and_function_and_says_each(read):
    hand = read("convolution")
    found = hand.page.evaluate(
        """async () => {
            const {REDUCTIONS} = await import("/stage/arithmetic/reductions.js");
            const {FUNCTIONS} = await import("/stage/arithmetic/functions.js");
            const said = Object.values(REDUCTIONS).flatMap(r => [r.join, r.lead(false), r.lead(true)]);
            return [Object.keys(REDUCTIONS), Object.keys(FUNCTIONS), said.every(s => typeof s === "string")];
        }"""
    )
    assert sorted(found[0]) == sorted(REDUCTIONS)
    assert sorted(found[1]) == sorted(FUNCTIONS)
    assert found[2]


def test_the_functions_are_said_in_words(read):
    hand = read("memory?memory-show=Gradient")
    expect(hand.page.locator(".equation .equals").first).not_to_have_text(re.compile("_|undefined"))


def test_nothing_stands_out_of_the_strip_when_a_group_is_open(read):
    hand = read("convolution?colours=Colour&cell=conv1[0,12,8]")
    hand.page.get_by_test_id("equation-term").first.click()
    strip = hand.page.get_by_test_id("equation").bounding_box()
    for inside in (hand.page.locator(".inner .term").first, hand.page.get_by_test_id("equation-total")):
        box = inside.bounding_box()
        assert box["y"] >= strip["y"]
        assert box["y"] + box["height"] <= strip["y"] + strip["height"]
