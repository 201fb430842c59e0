"""CNN or RNN: claims that are struck where they are wrong, drawings that lead on, and a seed that is run here."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS
from tests.browser.test_every_page import SIDEWAYS, SMALL_TARGETS, SMALL_TEXT

QUESTIONS = {chapter.url: chapter.question for chapter in CHAPTERS}
VIEWS = ("Often said", "The table", "In and out")
PAINTED = """canvas => {
    const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((v, k) => k % 4 === 3 && v);
}"""


def come(visit, view="", **how):
    return visit(f"compare?compare-show={view}" if view else "compare", **how)


def pictured(hand):
    return hand.page.get_by_test_id("pictured")


def test_the_wrong_words_are_struck_and_said_to_be(visit):
    page = pictured(come(visit))
    expect(page.locator("del")).to_have_count(5)
    for struck in page.locator("del").all():
        expect(struck).to_contain_text("Not so: ")
        assert "line-through" in struck.evaluate("e => getComputedStyle(e).textDecorationLine")


def test_all_claims_stand_whole_where_there_is_room_and_are_drawn(visit):
    hand = come(visit, reduced_motion="reduce")
    hand.page.set_viewport_size({"width": 1280, "height": 720})
    box = pictured(hand).bounding_box()
    assert box["y"] + box["height"] <= 720
    canvases = pictured(hand).locator("canvas").all()
    assert len(canvases) == 7
    for canvas in canvases:
        hand.page.wait_for_function(PAINTED, arg=canvas.element_handle())
    assert hand.errors == []


def test_a_row_leads_to_its_view_and_back_brings_the_claims_again(visit):
    hand = come(visit)
    pictured(hand).get_by_role("link", name="The whole table").click()
    expect(hand.page.get_by_role("radio", name="The table")).to_be_checked()
    expect(hand.page.locator(".read-table").first).to_be_visible()
    expect(hand.page).to_have_url(re.compile("compare-show=The[+%]"))
    hand.page.go_back()
    expect(pictured(hand)).to_be_visible()


def test_a_row_leads_to_another_chapter_without_loading_anew(visit):
    hand = come(visit)
    hand.page.evaluate("window.same = true")
    pictured(hand).get_by_role("link", name="Same bag").press("Enter")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["same-bag"])
    assert hand.page.evaluate("window.same")


def test_a_task_is_one_link_to_its_page(visit):
    hand = come(visit, "In and out")
    cards = pictured(hand).locator("a.task")
    expect(cards).to_have_count(8)
    assert cards.locator("a, button").count() == 0
    cards.filter(has_text="One per word").click()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["unroll"])


def test_a_seed_that_is_run_here_gets_a_dot_of_its_own(visit):
    hand = visit("compare?compare-show=The%20table&compare-task=New%20pairs%20of%20words&compare-reader=GRU")
    expect(hand.page.locator(".dots i.here")).to_have_count(0)
    hand.page.get_by_role("button", name="Run it here").click()
    row = hand.page.locator("tr", has=hand.page.get_by_text("GRU", exact=True))
    expect(row.locator("i.here")).to_have_count(1)
    expect(hand.page.get_by_text("Run here, the diamond")).to_contain_text("measured before", timeout=20_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_view_can_be_read_in_both_themes_and_on_a_phone(visit, view, theme):
    hand = come(visit, view, theme=theme)
    found = Axe().run(hand.page).response["violations"]
    assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == []
    hand.page.set_viewport_size({"width": 390, "height": 844})
    hand.settles()
    expect(hand.page.get_by_role("radio", name=view)).to_be_visible()
    assert hand.page.evaluate(SMALL_TEXT) == []
    assert hand.page.evaluate(SMALL_TARGETS) == []
    assert hand.page.evaluate(SIDEWAYS) <= 1


def test_home_has_its_door_and_the_link_beside_the_question(visitors):
    page = visitors.arrive(reduced_motion="reduce")
    page.goto(f"{visitors.url}/")
    page.get_by_test_id("map").locator("summary").click()
    expect(page.locator("a.door[href='compare'][data-drawn] canvas")).to_be_visible()
    page.get_by_role("link", name="CNN or RNN: what really differs?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["compare"])
    visitors.leave()
