"""Home: its doors lead to the chapters and move a few at a time, and all of it fits and can be read."""

import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS, HOME
from explainer.shell.doors import DRAWINGS
from tests.browser.hand import IDLE
from tests.browser.test_after_convolution import mapped
from tests.browser.test_compare import PAINTED
from tests.browser.test_every_page import SIDEWAYS, SMALL_TARGETS, SMALL_TEXT
from tests.browser.visitors import SIZES

# Axe knows a link that skips by its standing before the page's first other link, and cannot tell where that is in a shadow.
SKIP = 'data-testid="stSkipToContent"'
MOVING = "a[data-moving]"
DRAWN = "a[data-drawn] canvas"
AT_ONCE = 3

# How many move, looked at in every frame for some seconds: the most at once, and who moved at all.
WATCHED = """() => new Promise(done => {
    const find = root => root.querySelector("[data-testid=map]")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const map = find(document), start = performance.now(), moved = new Set();
    let most = 0;
    const look = now => {
        const moving = [...map.querySelectorAll("a[data-moving]")];
        most = Math.max(most, moving.length);
        for (const door of moving) moved.add(door.getAttribute("href"));
        if (now - start < 9000) requestAnimationFrame(look); else done([most, [...moved]]);
    };
    requestAnimationFrame(look);
})"""

SOME_FRAMES = """async () => {
    for (let k = 0; k < 10; k++) await new Promise(requestAnimationFrame);
}"""
PIXELS = "canvas => canvas.toDataURL()"


def door(page, chapter):
    """The first of its doors: what came after, attention, has one of a chapter that is among the uses too."""
    return page.get_by_test_id("map").locator(f"a.door[href='{chapter.url}']").first


def test_every_chapter_has_a_door_that_is_one_link_to_it(come_home):
    page = come_home()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    for chapter in CHAPTERS:
        expect(door(page, chapter)).to_contain_text(chapter.title)
        assert door(page, chapter).evaluate("a => a.href") == page.url.rstrip("/") + f"/{chapter.url}"
    assert page.get_by_test_id("map").locator("a.door a, a.door button").count() == 0


def test_a_door_is_entered_without_loading_anew_and_by_the_keyboard(come_home):
    page = come_home()
    page.evaluate("window.same = true")
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    assert page.evaluate("window.same"), "what the session has is kept"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    page.keyboard.press("Tab")
    door(page, CHAPTERS[2]).focus()
    assert door(page, CHAPTERS[2]).evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[2].question)


def test_a_door_is_entered_from_a_link_that_says_what_the_visitor_has(come_home):
    page = come_home("?have=Photo")
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    expect(page).to_have_url(re.compile(f"/{CHAPTERS[1].url}$"))


def test_a_door_opens_beside_where_a_browser_opens_links_beside(come_home):
    page = come_home()
    with page.context.expect_page() as beside:
        door(page, CHAPTERS[0]).click(button="middle")
    expect(beside.value.get_by_role("heading", level=1)).to_have_text(CHAPTERS[0].question)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)


# Of a square map's cells in a door's drawing, how much redder than blue each is in its middle.
REDDER = """([canvas, [x, y, side], count]) => {
    const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const scale = Math.min(width / 134, height / 92), cell = side / count;
    const middle = (at, k, whole, drawn) => Math.floor((whole - drawn * scale) / 2 + scale * (at + (k + 0.5) * cell));
    return Array.from({ length: count * count }, (_, k) => {
        const at = 4 * (middle(y, Math.floor(k / count), height, 92) * width + middle(x, k % count, width, 134));
        return data[at] - data[at + 2];
    });
}"""


def test_doors_draw_the_numbers_that_their_chapters_open_with(come_home, base_url):
    """The convolution's map, once it is born, has the colours of the tensor's signs."""
    page = come_home(reduced_motion="reduce")
    page.get_by_test_id("map").locator("summary").click()
    for url in DRAWINGS:
        page.locator(f"a.door[href='{url}']").first.scroll_into_view_if_needed()
        canvas = page.locator(f"a.door[href='{url}'][data-drawn] canvas").first
        expect(canvas).to_be_attached()
        page.wait_for_function(PAINTED, arg=canvas.element_handle())
    drawn = page.locator("a.door[href='convolution'] canvas").element_handle()
    answers = mapped().numpy().reshape(-1)
    redder = np.array(page.evaluate(REDDER, [drawn, [44, 2, 88], round(len(answers) ** 0.5)]))
    above, below = (redder[sign * answers > np.abs(answers).max() / 2] for sign in (1, -1))
    assert min(len(above), len(below)) > 3
    assert max(above) < 0 < min(below) or max(below) < 0 < min(above)
    assert page.errors == []
    other = page.request.get(f"{base_url}/stage/doors/nowhere.bin")
    assert other.status == 404


def test_at_most_three_move_at_once_and_all_get_their_turn(come_home):
    page = come_home()
    page.locator(MOVING).first.wait_for()
    most, moved = page.evaluate(WATCHED)
    assert most == AT_ONCE
    assert len(moved) > AT_ONCE, "when a round is over the next ones move"


def test_the_one_that_is_pointed_at_moves(come_home):
    page = come_home()
    page.locator(MOVING).nth(AT_ONCE - 1).wait_for()
    still = page.locator("a[data-drawn]:not([data-moving])").first
    url = still.get_attribute("href")
    still.hover()
    expect(page.locator(f"a[href='{url}'][data-moving]")).to_have_count(1)
    assert page.locator(MOVING).count() <= AT_ONCE


def test_nothing_moves_where_less_motion_is_wanted_nor_while_held(come_home):
    page = come_home(reduced_motion="reduce")
    page.locator(DRAWN).nth(2).wait_for()
    before = page.locator(DRAWN).nth(1).evaluate(PIXELS)
    door(page, CHAPTERS[1]).hover()
    page.evaluate(SOME_FRAMES)
    assert page.locator(MOVING).count() == 0
    assert page.locator(DRAWN).nth(1).evaluate(PIXELS) == before
    expect(page.get_by_role("button", name="Hold the pictures")).to_have_count(0)
    page.emulate_media(reduced_motion="no-preference")
    page.locator(MOVING).first.wait_for()
    page.get_by_role("button", name="Hold the pictures").click()
    expect(page.locator(MOVING)).to_have_count(0)
    page.get_by_role("button", name="Move the pictures").click()
    page.locator(MOVING).first.wait_for()


def test_what_is_out_of_view_does_not_move(come_home):
    page = come_home(size="phone")
    page.locator(MOVING).first.wait_for()
    page.locator(".verdict").scroll_into_view_if_needed()
    expect(page.locator(MOVING)).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(come_home, theme):
    page = come_home("?have=opinion", theme=theme, reduced_motion="reduce")
    page.locator("html.dressed").wait_for(state="attached")
    for path in ("?have=opinion", "?have=else"):
        page.goto(page.url.partition("?")[0] + path)
        expect(page.locator(".verdict")).to_be_visible()
        page.wait_for_selector(IDLE)
        found = Axe().run(page).response["violations"]
        nodes = [(v["id"], n["html"][:150]) for v in found for n in v["nodes"]]
        assert [node for node in nodes if SKIP not in node[1]] == []


def test_it_fits_in_every_size(come_home):
    page = come_home("?have=else")
    for width, height in [*SIZES.values(), (820, 1180), (320, 640), (1100, 700)]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("wide => document.documentElement.clientWidth === wide", arg=width)
        assert page.evaluate(SIDEWAYS) <= 1
        assert page.evaluate(SMALL_TEXT) == []
        assert page.evaluate(SMALL_TARGETS) == []
    width, height = SIZES["desktop"]
    page.set_viewport_size({"width": width, "height": height})
    box = page.get_by_test_id("map").bounding_box()
    assert box["y"] + box["height"] <= height, "the whole map is on the first screen"
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    first, second = (door(page, chapter).bounding_box() for chapter in CHAPTERS[:2])
    assert first["y"] == second["y"], "two abreast"


def test_no_chart_is_fetched_for_it(come_home):
    page = come_home()
    page.get_by_test_id("map").locator("summary").click()
    for url in DRAWINGS:
        page.locator(f"a.door[href='{url}']").first.scroll_into_view_if_needed()
    page.locator(DRAWN).nth(len(DRAWINGS) - 1).wait_for()
    fetched = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in fetched if "Plotly" in name]
