"""Ready means painted, with every style sheet there."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hand import IDLE, Hand
from tests.browser.held_line import frames

STAGE = Path(__file__).parents[2] / "explainer" / "stage"
PARTS = ".panel, .panel canvas, .entry, .equation, .term, .caption, .player, .rings rect"


def boxes(hand):
    return hand.page.locator(PARTS).evaluate_all(
        "all => all.map(e => [e.tagName, ...Object.values(e.getBoundingClientRect().toJSON())].join(' '))"
    )


@pytest.fixture
def arrive(visitors):
    """The blank page of somebody who was never here, so that nothing is cached."""
    yield lambda **how: visitors.arrive(first=True, **how)
    visitors.leave()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_ready_before_its_style_sheets_and_nothing_moves_afterwards(arrive, base_url, theme):
    hand = Hand(arrive(theme=theme), base_url)
    late = []
    hand.page.route("**/stage/all.css", lambda route: late.append(route))
    hand.page.goto(f"{base_url}/convolution")
    hand.page.wait_for_selector(IDLE)
    while not late:
        frames(hand.page)
    frames(hand.page, 30)
    expect(hand.page.locator("[data-testid=stage][data-ready=true]")).to_have_count(0)
    for route in late:
        route.continue_()
    expect(hand.stage).to_have_attribute("data-ready", "true")
    before = boxes(hand)
    frames(hand.page, 60)
    assert boxes(hand) == before
    assert hand.errors == []


def test_a_style_sheet_that_does_not_come_is_said(arrive, base_url):
    page = arrive()
    page.route("**/stage/all.css", lambda route: route.abort())
    page.goto(f"{base_url}/convolution")
    expect(page.get_by_text("The stage could not be loaded. Please reload the page.")).to_be_visible()


def test_every_style_sheet_is_in_the_one_that_is_sent(browser, base_url):
    page = browser.new_page()
    style = page.request.get(f"{base_url}/stage/all.css").text()
    page.close()
    sheets = [file.read_text() for file in STAGE.rglob("*.css")]
    assert len(sheets) > 10
    assert all(sheet in style for sheet in sheets)
    assert style.startswith((STAGE / "stage.css").read_text())
