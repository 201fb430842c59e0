"""A network looks like a network: lines as wide as what they carry, a map opened in place, a loupe, the last step by sign."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.models.digits import trained
from tests.browser.test_network import digit, layers

LINES = """all => all.map(path => ({
    value: Number(path.dataset.value),
    width: Number(path.getAttribute("stroke-width")),
    sign: path.getAttribute("class"),
}))"""


def contributions(layer, source, at):
    """What each map of the source gives a cell of a convolution, by torch alone."""
    out, row, column = at
    weight = trained()[layer].weight.detach()[out]
    window = torch.from_numpy(source)[:, row : row + 3, column : column + 3]
    return (weight * window).sum((1, 2)).numpy()


def lines(hand):
    return hand.page.locator(".live path").evaluate_all(LINES)


def test_every_map_is_joined_to_those_that_it_feeds(read):
    hand = read("network?digit=3")
    path = hand.page.locator(".wires .resting").get_attribute("d")
    # pixels to conv1, conv1 to relu1 to pool1, pool1 to conv2, conv2 to relu2 to pool2, pool2 to the ten answers
    assert path.count("M") == 8 + 8 + 8 + 8 * 16 + 16 + 16 + 16 * 10


def test_the_lines_of_a_map_are_as_wide_as_what_they_carry_and_coloured_by_its_sign(read):
    hand = read("network?digit=3&cell=conv2[12,5,6]")
    expected = contributions(3, layers(digit(3))["pool1"], (12, 5, 6))
    found = lines(hand)
    assert [line["value"] for line in found] == pytest.approx(expected, abs=1e-4)
    assert [line["sign"] for line in found] == ["above" if value >= 0 else "below" for value in expected]
    thick = [line for line in found if line["width"] > 0.75]
    each = [line["width"] / abs(line["value"]) for line in thick]
    assert len(thick) > 2
    assert each == pytest.approx([each[0]] * len(each), rel=1e-3)


def test_other_maps_are_dimmed_while_one_is_pointed_at(read):
    hand = read("network?digit=3")
    veils = hand.page.locator(".veils")
    assert veils.get_attribute("d") == ""
    hand.page.mouse.move(*within(hand, "conv2", 0.25, 0.1))
    expect(hand.stage).to_have_attribute("data-selected", re.compile(r"conv2\[0,"))
    dimmed = veils.get_attribute("d").count("M")
    # all maps but the pointed one, the eight that feed it, and the two that it becomes; the ten bars
    assert dimmed == 8 + 8 + 16 + 16 + 16 - 3 + 10


def within(hand, tensor, x, y):
    box = hand.panel(tensor).locator("canvas").bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_a_click_opens_a_map_in_place_and_one_click_closes_it(read):
    hand = read("network?digit=3")
    hand.page.mouse.click(*within(hand, "conv2", 0.25, 6.5 / 8))
    strip = hand.page.get_by_test_id("equation").bounding_box()
    expect(hand.panel("conv2.parts")).to_be_visible()
    hand.page.wait_for_function("() => new URLSearchParams(location.search).get('open') === 'conv2[12]'")
    expect(hand.panel("conv2.weight").first).to_be_visible()
    expect(hand.page.get_by_role("spinbutton", name="bias")).to_be_visible()
    assert hand.page.get_by_test_id("equation").bounding_box() == strip
    hand.page.get_by_role("button", name="All layers").first.click()
    expect(hand.panel("conv2.parts")).to_have_count(0)
    expect(hand.panel("softmax1")).to_be_visible()
    hand.page.wait_for_function("() => !location.search.includes('open')")
    assert hand.errors == []


def test_the_sub_totals_of_an_opened_map_are_torchs_and_add_up(read):
    hand = read("network?digit=3&open=conv2[12]&cell=conv2.parts[12,2,5,6]")
    expected = contributions(3, layers(digit(3))["pool1"], (12, 5, 6))
    assert hand.total == pytest.approx(expected[2], abs=1e-5)
    assert len(hand.terms) == 9
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-5)
    hand.open("network?digit=3&open=conv2[12]&cell=conv2[12,5,6]")
    written = hand.page.locator(".signs text").all_text_contents()
    values = [float(text.replace("−", "-")) for text in written if text not in "×="]
    assert values == pytest.approx(expected, abs=6e-3)
    assert hand.total == pytest.approx(expected.sum() + float(trained()[3].bias.detach()[12]), abs=1e-4)


def test_which_cells_push_an_answer_is_seen_by_sign(read):
    hand = read("network?digit=3&cell=linear1[3]")
    net = trained()
    flat = layers(digit(3))["pool2"].ravel()
    pushes = net[7].weight.detach().numpy()[3] * flat
    by_map = pushes.reshape(16, 25).sum(1)
    assert [line["value"] for line in lines(hand)] == pytest.approx(by_map, abs=1e-4)
    most = np.abs(pushes).max()
    shown = np.abs(pushes) > 0.02 * most
    assert hand.page.locator(".pushes .above").count() == int((shown & (pushes >= 0)).sum())
    assert hand.page.locator(".pushes .below").count() == int((shown & (pushes < 0)).sum())
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-4)
    expect(hand.page.get_by_test_id("equation-term").first).to_contain_text("map 1")


def test_a_loupe_has_the_numbers_around_a_cell_that_is_too_small(read):
    hand = read("network?digit=3&cell=conv2[12,5,6]")
    expected = layers(digit(3))["conv2"][12, 2:9, 3:10].ravel()
    written = hand.page.locator(".loupe-grid span").all_inner_texts()
    assert [float(text.replace("−", "-")) for text in written] == pytest.approx(expected, abs=0.051)
    loupe = hand.page.locator(".loupe").bounding_box()
    for tensor in ("conv2", "pool1"):
        panel = hand.panel(tensor).locator("canvas").bounding_box()
        assert loupe["x"] >= panel["x"] + panel["width"] or loupe["x"] + loupe["width"] <= panel["x"]


def test_the_loupe_leaves_with_the_pointer_and_stays_away_after_play(read):
    hand = read("network?digit=3")
    hand.page.mouse.move(*within(hand, "conv2", 0.25, 0.1))
    expect(hand.page.locator(".loupe")).to_be_visible()
    hand.page.mouse.move(5, 5)
    expect(hand.page.locator(".loupe")).to_be_hidden()
    hand.page.get_by_role("button", name="Step forward").click()
    expect(hand.stage).to_have_attribute("data-selected", re.compile("conv1"))
    expect(hand.page.locator(".loupe")).to_be_hidden()


def test_lines_end_where_a_column_of_maps_begins_whichever_of_them_is_meant(read):
    hand = read("network?digit=3&cell=conv2[13,5,6]")
    maps = hand.panel("conv2").locator("canvas").bounding_box()
    stage = hand.stage.bounding_box()
    path = hand.page.locator(".live path").first.get_attribute("d")
    end = float(path.split()[-1].split(",")[0])
    assert end == pytest.approx(maps["x"] - stage["x"], abs=1.5)


def test_the_legend_says_what_cells_add_to_an_answer_while_they_show_that(read):
    hand = read("network?digit=3&cell=softmax1[3]")
    pushes = trained()[7].weight.detach().numpy()[3] * layers(digit(3))["pool2"].ravel()
    legend = hand.panel("pool2").locator(".legend")
    expect(legend).to_contain_text(f"adds ±{np.abs(pushes).max():.2f}")
    hand.page.mouse.move(*within(hand, "conv2", 0.25, 0.1))
    expect(legend).not_to_contain_text("adds")


def test_what_plays_is_counted_only_where_the_selection_is_in_it(read):
    hand = read("network?digit=3&cell=conv2[12,5,6]")
    expect(hand.page.locator(".where")).to_have_text("")
    hand.page.mouse.move(*within(hand, "conv1", 0.5, 0.06))
    expect(hand.page.locator(".where")).to_have_text(re.compile("of 576"))


def test_a_stroke_explains_the_new_answer(visit):
    hand = visit("network?digit=7&cell=conv1[0,4,4]")
    lift = hand.draw((0.2, 0.8), (0.8, 0.8))
    expect(hand.stage).to_have_attribute("data-selected", re.compile(r"softmax1\["))
    best = hand.panel("softmax1").locator(".best .name").inner_text()
    hand.selected(f"softmax1[{best}]")
    lift()
