"""The stage as a visitor works it: pointing, touching, keys, playing, pinning, dragging numbers."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.data.pictures import cells, sample
from explainer.models.kernels import weights

EDGES = weights(["Vertical edges"], 3, 1)


def answer(weight=EDGES, bias=0.0, **options):
    """The map by torch alone, for the picture that the page starts with."""
    picture = torch.from_numpy(cells(sample("Cat"), colour=False))
    return torch.conv2d(picture[None], torch.as_tensor(weight), torch.tensor([bias]), **options)[0].numpy()


def test_an_untouched_page_tells_its_story(read):
    hand = read("convolution")
    _, row, column = np.unravel_index(np.abs(answer()).argmax(), answer().shape)
    hand.selected(f"conv1[0,{row},{column}]")
    expect(hand.caption).to_contain_text(f"Row {row + 1}, column {column + 1}:")
    expect(hand.caption).to_contain_text("Nine products and the bias add up to")
    assert len(hand.terms) == 10
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-9)
    assert hand.total == pytest.approx(float(answer()[0, row, column]), abs=1e-6)
    expect(hand.panel("input")).to_have_attribute("data-shape", "1,26,26")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,24,24")


def test_pointing_at_a_cell_opens_it(read):
    hand = read("convolution")
    for row, column in [(4, 7), (23, 23), (11, 9)]:
        hand.hover("conv1", row, column)
        hand.selected(f"conv1[0,{row},{column}]")
        assert hand.total == pytest.approx(float(answer()[0, row, column]), abs=1e-6)
        expect(hand.caption).to_contain_text(f"Row {row + 1}, column {column + 1}:")


def test_the_sources_are_ringed_in_the_picture(read):
    hand = read("convolution")
    hand.hover("conv1", 11, 9)
    hand.selected("conv1[0,11,9]")
    rings = hand.page.locator(".rings rect").evaluate_all("all => all.map(r => r.getBoundingClientRect().toJSON())")
    x, y = hand.at("input", 12, 10)
    around = [r for r in rings if r["left"] < x < r["right"] and r["top"] < y < r["bottom"]]
    cell = hand.panel("input").locator("canvas").bounding_box()["width"] / 26
    assert len(around) == 1
    assert around[0]["width"] == pytest.approx(3 * cell, abs=4)
    assert hand.page.locator(".lines path").count() >= 3


def test_a_finger_selects_as_a_pointer_does(visit):
    hand = visit("convolution", size="phone", has_touch=True)
    hand.page.touchscreen.tap(*hand.at("conv1", 5, 6))
    hand.selected("conv1[0,5,6]")


def test_arrow_keys_walk_over_the_map(read):
    hand = read("convolution")
    hand.press("Home", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft")
    hand.selected("conv1[0,1,1]")
    hand.press("End")
    hand.selected("conv1[0,23,23]")
    hand.press("Home", "ArrowUp")
    hand.selected("conv1[0,0,0]")


def test_space_plays_and_pauses(read):
    hand = read("convolution")
    hand.press(" ")
    expect(hand.page.get_by_role("button", name="Pause")).to_be_visible()
    hand.press(" ")
    expect(hand.page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    _, row, column = map(int, re.findall(r"\d+", hand.stage.get_attribute("data-selected").partition("[")[2]))
    hand.press("ArrowRight")
    hand.selected(f"conv1[0,{row},{column + 1}]")


def test_the_scrubber_goes_to_any_cell(read):
    hand = read("convolution")
    hand.page.get_by_role("slider", name="Position").fill("251")
    hand.selected("conv1[0,10,11]")
    expect(hand.page.locator(".where")).to_have_text("252 of 576")


def test_reduced_motion_steps_and_never_plays(visit):
    hand = visit("convolution", reduced_motion="reduce")
    hand.press("Home", " ")
    hand.selected("conv1[0,0,1]")
    hand.press(" ")
    hand.selected("conv1[0,0,2]")
    expect(hand.page.get_by_role("button", name="Pause")).to_have_count(0)


def test_a_pinned_cell_is_in_the_link_and_the_link_shows_it(read):
    hand = read("convolution")
    hand.click("conv1", 10, 11)
    hand.link_has(cell="conv1[0,10,11]")
    hand.hover("conv1", 3, 3)
    hand.selected("conv1[0,3,3]")
    hand.page.mouse.move(5, 5)
    hand.selected("conv1[0,10,11]")
    other = read("convolution?cell=conv1[0,10,11]")
    other.selected("conv1[0,10,11]")
    assert other.total == hand.total
    hand.click("conv1", 10, 11)
    hand.link_has()


def test_enter_follows_the_strongest_source_and_backspace_returns(read):
    hand = read("convolution?cell=conv1[0,10,11]")
    picture = cells(sample("Cat"), colour=False)[0]
    products = np.abs(picture[10:13, 11:14] * EDGES[0, 0])
    row, column = np.unravel_index(products.argmax(), (3, 3))
    hand.press("Enter")
    hand.selected(f"input[0,{10 + row},{11 + column}]")
    expect(hand.page.get_by_role("list", name="Way back")).to_have_text(re.compile("Map.*Picture"))
    hand.press("Backspace")
    hand.selected("conv1[0,10,11]")


def test_all_digits_on_request_add_up(read):
    hand = read("convolution?cell=conv1[0,10,11]")
    hand.page.get_by_role("button", name="show all digits").click()
    shown = hand.page.get_by_test_id("equation-term").evaluate_all(
        "all => all.map(t => [...t.querySelectorAll('.chip')].map(c => Number(c.textContent.replace('−', '-'))))"
    )
    total = float(hand.page.get_by_test_id("equation-total").inner_text().replace("−", "-"))
    assert sum(np.prod(factors) for factors in shown) == pytest.approx(total, abs=1e-15)


def test_a_dragged_number_repaints_at_once_and_torch_has_the_last_word(read):
    hand = read("convolution?cell=conv1[0,10,11]")
    box = hand.number(5).bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + 30, y, steps=5)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    edited = EDGES.copy()
    edited[0, 0, 1, 2] = 0.8
    expected = float(answer(edited)[0, 10, 11])
    dragged = hand.total
    assert dragged == pytest.approx(expected, abs=1e-5)
    hand.page.mouse.up()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    assert hand.total == pytest.approx(dragged, abs=1e-5)
    hand.link_has(cell="conv1[0,10,11]", numbers="1: -0.25 0 0.25 -0.5 0 0.8 -0.25 0 0.25 0")


def test_numbers_are_typed_and_stepped(read):
    hand = read("convolution")
    hand.number(0).click()
    hand.page.keyboard.type("1.5")
    hand.page.keyboard.press("Enter")
    hand.link_has(numbers="1: 1.5 0 0.25 -0.5 0 0.5 -0.25 0 0.25 0")
    hand.number(0).press("ArrowUp")
    hand.link_has(numbers="1: 1.55 0 0.25 -0.5 0 0.5 -0.25 0 0.25 0")
    expect(hand.number(0)).to_have_value("1.55")


def test_what_is_no_number_is_not_taken(read):
    hand = read("convolution")
    hand.number(0).click()
    hand.page.keyboard.type("<b>x</b>")
    hand.page.keyboard.press("Enter")
    expect(hand.page.get_by_test_id("refusal")).to_contain_text("“<b>x</b>” is no number")
    hand.number(1).click()
    expect(hand.number(0)).to_have_value("−0.25")
    hand.link_has()


def test_the_bias_moves_every_cell(read):
    hand = read("convolution?cell=conv1[0,10,11]")
    before = hand.total
    hand.page.get_by_role("spinbutton", name="bias").click()
    hand.page.keyboard.type("0.5")
    hand.page.keyboard.press("Enter")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    hand.link_has(cell="conv1[0,10,11]", numbers="1: -0.25 0 0.25 -0.5 0 0.5 -0.25 0 0.25 0.5")
    assert hand.total == pytest.approx(before + 0.5, abs=1e-6)


def test_the_stage_is_taken_down_with_its_page(read):
    hand = read("convolution")
    hand.press(" ")
    hand.page.get_by_role("link", name="Kernel & Loop").first.click()
    expect(hand.stage).to_have_count(0)
    hand.page.get_by_role("link", name="Convolution").last.click()
    expect(hand.stage).to_have_attribute("data-ready", "true")
    expect(hand.stage).to_have_count(1)
    assert hand.errors == []


def test_arrow_keys_on_a_number_lose_no_step(read):
    hand = read("convolution")
    hand.number(4).click()
    for _ in range(8):
        hand.number(4).press("ArrowUp")
    hand.choose("Stride", 2)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")
    hand.link_has(stride="2", numbers="1: -0.25 0 0.25 -0.5 0.4 0.5 -0.25 0 0.25 0")
    expect(hand.number(4)).to_have_value("0.40")


def test_nothing_jumps_between_a_cell_of_the_map_and_one_of_the_picture(read):
    hand = read("convolution?size=5")
    before = hand.panel("conv1").bounding_box()
    hand.hover("input", 5, 6)
    hand.selected("conv1[0,3,4]")
    assert hand.panel("conv1").bounding_box() == before


def test_a_link_puts_the_player_where_its_cell_is(read):
    hand = read("convolution?cell=conv1[0,4,7]")
    expect(hand.page.locator(".where")).to_have_text("104 of 576")
    hand.page.get_by_role("button", name="Step forward").click()
    hand.selected("conv1[0,4,8]")


def test_a_pin_moves_with_the_keys(read):
    hand = read("convolution?cell=conv1[0,4,7]")
    hand.press("ArrowRight", "ArrowDown")
    hand.link_has(cell="conv1[0,5,8]")
    hand.selected("conv1[0,5,8]")


def test_the_page_follows_a_change_of_colour_scheme(read):
    hand = read("convolution")
    expect(hand.stage).not_to_have_class(re.compile("dark"))
    hand.page.emulate_media(color_scheme="dark")
    expect(hand.stage).to_have_class(re.compile("dark"))
