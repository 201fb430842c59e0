"""Many digits on one sheet: boxes that follow the pen, the cell that said each, and doubles dropped one by one."""

import re

import pytest
import torch
from playwright.sync_api import expect

from explainer.core.building import built
from explainer.core.steps import do
from explainer.data import sheets
from explainer.models import box_maps, detection
from explainer.models.store import shipped
from explainer.study import boxes
from explainer.study.detection import ALLOWED, LEAST

FOUND = """async ({scores, edges, shape, least, allowed}) => {
    const {found} = await import("/stage/arithmetic/boxes.js");
    const tensor = (data, maps) => ({shape: [maps, ...shape], data: Float32Array.from(data)});
    return found(tensor(scores, 10), tensor(edges, 4), least, allowed).map(b => [b.what, b.row, b.column, b.by]);
}"""
SEVEN = [(0.05, 0.62), (0.14, 0.61), (0.11, 0.76), (0.09, 0.92)]


def clear(hand):
    with hand.runs():
        hand.page.get_by_role("button", name="Clear", exact=True).click()
    hand.answered()


@pytest.mark.parametrize("which", [1, 3])
def test_the_browser_finds_the_boxes_that_torch_finds(read, which):
    hand = read("detection")
    net = built("net", detection.trained(), shipped("detection", "boxes"))
    t = box_maps.traced(net, do(sheets.example, which))
    scores, edges = t.tensors["scores"], t.tensors["edges"]
    there = boxes.found(torch.from_numpy(scores), torch.from_numpy(edges), LEAST, ALLOWED)
    here = hand.page.evaluate(
        FOUND,
        {
            "scores": scores.ravel().tolist(),
            "edges": edges.ravel().tolist(),
            "shape": scores.shape[1:],
            "least": LEAST,
            "allowed": ALLOWED,
        },
    )
    expected = zip(
        there.what.tolist(), there.row.tolist(), there.column.tolist(), there.dropped_by.tolist(), strict=True
    )
    assert here == [list(one) for one in expected]


def test_boxes_come_while_the_pen_moves_and_torch_says_the_same(read):
    hand = read("detection")
    clear(hand)
    expect(hand.page.get_by_test_id("stage")).to_contain_text("no box")
    hand.draw(*SEVEN)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    expect(hand.stage).not_to_contain_text("no box")
    expect(hand.page.get_by_role("slider", name="Position")).not_to_have_attribute("max", "0")
    with hand.runs():
        hand.page.mouse.up()
    hand.answered()
    expect(hand.page).to_have_url(re.compile("strewn=Yours"))


def test_numbers_evaluated_around_a_stroke_are_torchs(read):
    cell = "edges[0,16,4]"
    hand = read(f"detection?cell={cell}")
    hand.selected(cell)
    untouched = hand.total
    hand.draw(*SEVEN)
    hand.page.mouse.move(5, 5)
    evaluated = hand.total
    assert evaluated != pytest.approx(untouched, abs=1e-3)
    with hand.runs():
        hand.page.mouse.up()
    hand.answered()
    hand.selected(cell)
    assert hand.total == pytest.approx(evaluated, abs=2e-4)


def test_an_edge_opens_to_the_cells_middle_and_a_distance(read):
    hand = read("detection")
    expect(hand.caption).to_contain_text("its left edge is at pixel")
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-4)
    expect(hand.page.get_by_test_id("equation-term")).to_have_count(2)


def test_play_goes_from_box_to_box_and_drops_doubles(read):
    hand = read("detection")
    step = hand.page.get_by_role("button", name="Step forward")
    seen = [hand.caption.inner_text()]
    for k in range(2, 12):
        step.click()
        expect(hand.caption).to_contain_text(f"Box {k}:")
        seen.append(hand.caption.inner_text())
    assert any("Dropped" in said for said in seen)
    assert seen[0].startswith("Box 1:")
    assert "Dropped" not in seen[0]


def test_pointing_at_a_box_chooses_its_cell_and_its_tag_pins_it(read):
    hand = read("detection")
    first = hand.stage.get_attribute("data-selected")
    _, row, column = map(int, re.findall(r"\d+", first))
    pad = hand.page.get_by_test_id("pad").bounding_box()
    hand.page.get_by_role("button", name="Step forward").click()
    hand.page.mouse.move(pad["x"] + (column + 0.5) / 28 * pad["width"], pad["y"] + (row + 0.5) / 20 * pad["height"])
    hand.selected(first)
    expect(hand.panel("scores").locator(".best")).to_have_count(1)


def test_the_eraser_takes_ink_away(read):
    hand = read("detection")
    clear(hand)
    with hand.runs():
        hand.draw(*SEVEN)()
    hand.answered()
    eraser = hand.page.get_by_role("button", name="Erase", exact=True)
    eraser.click()
    expect(eraser).to_have_attribute("aria-pressed", "true")
    with hand.runs():
        hand.draw(*SEVEN)()
    hand.answered()
    expect(hand.stage).to_contain_text("no box")
