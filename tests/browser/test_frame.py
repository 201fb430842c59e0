"""The frame around every page: its name in the browser, where the focus goes, the ways to skip and the ways on."""

import itertools
import json
import re

import pytest
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS, HOME, neighbours
from tests.browser.hand import IDLE

NEXT = {before.url: after for before, after in itertools.pairwise(CHAPTERS)}

FOCUSED = """() => {
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.matches("[data-testid=stage]") ? "stage" : at.innerText || at.tagName;
}"""

BUTTONS = """() => {
    const all = root => [...root.querySelectorAll("*")].flatMap(e => [e, ...(e.shadowRoot ? all(e.shadowRoot) : [])]);
    const shown = all(document).filter(e => e.matches("button:not([role=radio], [role=toolbar] *)") && e.getClientRects().length);
    return shown.map(e => (e.getAttribute("aria-label") ?? e.innerText).trim());
}"""


def arrived(hand, chapter):
    """The page of that chapter is there by way of another: so it is called, and there reading begins."""
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(chapter.question)
    hand.ready()
    expect(hand.page).to_have_title(f"{chapter.title} · Kernel & Loop")
    assert hand.page.evaluate(FOCUSED) == chapter.question


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.url)
def test_a_page_has_a_name_of_its_own_and_so_has_each_of_its_buttons(visit, chapter):
    hand = visit(chapter.url, asked=True)
    answer = hand.page.request.get(f"{hand.base_url}/{chapter.url}").text()
    assert f"<title>{chapter.title} · Kernel &amp; Loop</title>" in answer
    expect(hand.page).to_have_title(f"{chapter.title} · Kernel & Loop")
    assert hand.page.evaluate(FOCUSED) == "BODY" or "Skip" in hand.page.evaluate(FOCUSED), "not on a first visit"
    popovers = hand.page.locator("[data-testid=stPopoverButton]:visible")
    for k in range(popovers.count()):
        popovers.nth(k).click()
        expect(hand.page.get_by_test_id("stPopoverBody")).to_be_visible()
        names = hand.page.evaluate(BUTTONS)
        assert all(names)
        assert sorted(set(names)) == sorted(names)
        hand.page.keyboard.press("Escape")
        expect(hand.page.get_by_test_id("stPopoverBody")).to_have_count(0)


def test_the_focus_goes_to_the_heading_of_another_page(visit):
    hand = visit("unroll", asked=True)
    here = next(c for c in CHAPTERS if c.url == "unroll")
    before, after = neighbours(here)
    hand.page.get_by_role("link", name="Next:").click()
    arrived(hand, after)
    hand.page.go_back()
    arrived(hand, here)
    hand.page.get_by_test_id("stTopNavSection").filter(has_text="Networks that remember").click()
    hand.page.get_by_test_id("stTopNavDropdownLink").filter(has_text=before.title).click()
    arrived(hand, before)
    hand.page.get_by_role("link", name="Kernel & Loop").first.click()
    expect(hand.page).to_have_title("Kernel & Loop")
    hand.page.wait_for_function(f"() => ({FOCUSED})() === {json.dumps(HOME)}")


def test_two_skips_lead_to_the_stage_and_to_what_is_next(visit):
    hand = visit("convolution", asked=True)
    hand.page.keyboard.press("Tab")
    assert hand.page.evaluate(FOCUSED) == "Skip to the stage"
    expect(hand.page.get_by_role("button", name="Skip to the stage")).to_be_in_viewport()
    hand.page.keyboard.press("Enter")
    assert hand.page.evaluate(FOCUSED) == "stage"
    hand.page.reload()
    hand.ready()
    hand.page.keyboard.press("Tab")
    hand.page.keyboard.press("Tab")
    hand.page.keyboard.press("Enter")
    assert hand.page.evaluate(FOCUSED).startswith("Next: Why throw")
    hand.page.keyboard.press("Enter")
    arrived(hand, NEXT["convolution"])
    hand.page.get_by_role("link", name="Kernel & Loop").first.click()
    expect(hand.page).to_have_title("Kernel & Loop")
    expect(hand.page.locator("#skips button:visible")).to_have_count(0)


def test_the_way_on_stands_beside_the_player_once_there_is_no_more_to_see(visit):
    hand = visit("unroll", asked=True)
    onward = hand.page.locator("a.onward")
    player = hand.page.locator(".player").bounding_box()
    expect(onward).not_to_be_visible()
    hand.press("End", "ArrowLeft")
    expect(onward).to_be_visible()
    expect(onward).to_have_accessible_name(f"Next: {NEXT['unroll'].question} →")
    assert hand.page.locator(".player").bounding_box() == player, "its place was kept"
    onward.click()
    arrived(hand, NEXT["unroll"])
    expect(onward).not_to_be_visible()
    hand.page.locator(".st-key-predict").get_by_role("radio").first.click()
    onward.click()
    arrived(hand, NEXT["gates"])
    hand.page.locator(".st-key-predict").get_by_role("button", name="Skip").click()
    expect(hand.page.get_by_role("button", name="Predict again")).to_be_visible()
    hand.press("End")
    expect(onward).to_have_accessible_name(f"Next: {NEXT['memory'].question} →")
    onward.click()
    arrived(hand, NEXT["memory"])
    hand.turn(CHAPTERS[-1].url)
    ends = hand.page.locator(".st-key-onward, #skips button:visible")
    expect(ends).to_have_count(0)  # it is the last, and has no stage


def test_on_a_phone_the_way_on_is_read_whole(visit):
    hand = visit("training", size="phone")
    hand.page.set_viewport_size({"width": 320, "height": 568})
    link = hand.page.locator(".st-key-onward p")
    said = link.evaluate(
        "e => [e.scrollWidth - e.clientWidth, getComputedStyle(e).whiteSpace, e.getBoundingClientRect().right]"
    )
    assert said[0] <= 0
    assert said[1] == "normal"
    assert said[2] <= 320


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("convolution/?stride=2", "convolution?stride=2"),
        ("Convolution", "convolution"),
        ("convolution/extra?stride=2", "convolution?stride=2"),
        ("CONVOLUTION/extra/and/more/", "convolution"),
        ("same_bag", "same-bag"),
    ],
)
def test_an_address_that_means_a_page_leads_there(visit, address, page):
    hand = visit(address)
    assert hand.page.url == f"{hand.base_url}/{page}"
    assert hand.errors == []


@pytest.mark.parametrize(("address", "page"), [("home", ""), ("Home/extra?have=Photo", "?have=Photo")])
def test_home_by_its_name_is_home(visitors, address, page):
    there = visitors.arrive()
    there.goto(f"{visitors.url}/{address}")
    there.wait_for_selector(IDLE)
    expect(there.get_by_role("heading", level=1)).to_have_text(HOME)
    expect(there).to_have_url(f"{visitors.url}/{page}")


@pytest.mark.parametrize("address", ["nosuch", "nosuch/at/all", "a%22%3Cb%3E%20%C3%A4", "convolution2"])
def test_an_address_that_means_none_says_so_and_what_there_is(visitors, visit, address):
    page = visitors.arrive()
    answer = page.goto(f"{visitors.url}/{address}")
    assert answer.status == 404
    page.wait_for_selector(IDLE)
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    expect(page).to_have_title("There is no page at this address · Kernel & Loop")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_test_id("stPageLink").get_by_role("link", name=CHAPTERS[0].title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[0].question)
    expect(page).to_have_url(re.compile(f"/{CHAPTERS[0].url}$"))
