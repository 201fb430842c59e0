"""Any size, any length, influence: what a visitor sees and moves in three views of the chapter on choosing."""

import re
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explainer.models import digits
from tests.browser.test_every_page import SIZES, it_fits

SIZE, LENGTH, INFLUENCE = "Any size", "Any length", "Influence"
LINKS = [
    {"compare-show": SIZE},
    {"compare-show": SIZE, "sheet-head": "Dense head"},
    {"compare-show": LENGTH, "length-words": "80"},
    {"compare-show": LENGTH, "length-show": "Padded"},
    {"compare-show": INFLUENCE},
]


def link(**query):
    return f"compare?{urlencode({name.replace('_', '-'): value for name, value in query.items()})}"


def drag(hand, down, right):
    """Take hold of the middle of the sheet, move it by so many cells, and let go."""
    panel = hand.panel("input")
    columns = int(panel.get_attribute("data-shape").split(",")[2])
    side = panel.locator("canvas").bounding_box()["width"] / columns
    x, y = hand.at("input", 20, 26)
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + right * side, y + down * side, steps=5)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    hand.page.mouse.up()


def test_the_digit_goes_anywhere_on_its_sheet_and_back_to_the_middle(visit):
    hand = visit(link(compare_show=SIZE))
    drag(hand, 5, -8)
    hand.link_has(**{"compare-show": SIZE, "sheet-down": "5", "sheet-right": "-8"})
    expect(hand.stage).to_have_attribute("data-source", "torch")
    drag(hand, 30, -1)
    hand.link_has(**{"compare-show": SIZE, "sheet-down": "7", "sheet-right": "-9"})
    hand.panel("input").get_by_role("button", name=re.compile("As it was")).click()
    hand.link_has(**{"compare-show": SIZE})
    assert hand.errors == []


def test_another_sheet_has_larger_maps_and_a_dense_head_no_answer(visit):
    hand = visit(link(compare_show=SIZE, sheet="26 × 26", sheet_head="Dense head"))
    expect(hand.panel("softmax1")).to_be_visible()
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "8,24,24")
    hand.choose("Sheet", "40 × 52")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "8,38,50")
    expect(hand.panel("softmax1")).to_have_count(0)
    refused = hand.page.locator(".refused-panel")
    own = digits.trained()[-1].in_features
    expect(refused).to_contain_text(f"{16 * 8 * 11:,} numbers")
    expect(refused.locator("code")).to_have_text(re.compile(rf"mat1 and mat2.*\(1x{16 * 8 * 11} and {own}x10\)"))
    hand.choose("Head", "Mean")
    expect(hand.panel("softmax1")).to_be_visible()


def test_a_long_sentence_is_condensed_until_all_of_it_is_in_view(visit):
    hand = visit(link(compare_show=LENGTH, length_words="80"))
    words = hand.page.locator(".column-word")
    expect(words).to_have_count(80)
    body = hand.panel("input").locator(".body")
    assert body.evaluate("e => e.scrollWidth - e.clientWidth") <= 1
    box = body.bounding_box()
    last = words.last.bounding_box()
    assert last["height"] > last["width"], "upright"
    assert box["x"] <= last["x"]
    assert last["x"] + last["width"] <= box["x"] + box["width"] + 1
    hand.selected("softmax1[79,1]")
    hand.press("ArrowLeft")
    hand.selected("softmax1[78,1]")


def test_where_the_answer_is_read_decides_what_it_is_read_from(visit):
    hand = visit(link(compare_show=LENGTH, length_show="Padded", pads="12"))
    hand.selected("softmax1[20,1]")
    hand.choose("Read at", "Last word")
    expect(hand.page.locator(".column-word.marked")).to_have_text("all")
    hand.choose("Read at", "Packed")
    expect(hand.page.locator(".column-word")).to_have_count(9)
    expect(hand.page.locator(".column-word", has_text="pad")).to_have_count(0)


def test_another_layer_has_another_field(visit):
    hand = visit(link(compare_show=INFLUENCE, field_layer="conv1"))
    note = hand.panel("input").locator(".note")
    expect(note).to_have_text(re.compile("It sees 3 × 3: "))
    hand.choose("A cell of", "conv2")
    hand.selected(re.compile(r"conv2\["))
    expect(note).to_have_text(re.compile("It sees 8 × 8: "))


@pytest.mark.parametrize("query", LINKS, ids=lambda query: " ".join(query.values()))
def test_it_fits_and_axe_finds_nothing(visit, query):
    hand = visit(f"compare?{urlencode(query)}", asked=True)
    for size in SIZES:
        it_fits(hand, size)
    for skips in (lambda: None, hand.skip):
        skips()
        found = Axe().run(hand.page).response["violations"]
        assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == []
    assert hand.errors == []
