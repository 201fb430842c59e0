"""What stands above the stage does not move it, whatever is asked, answered or said there."""

import pytest
from playwright.sync_api import expect

from explainer.shell.chapters import STAGED
from tests.browser.held_line import frames

WIDTHS = (701, 834, 1100, 1101, 1800)
FITS = """() => {
    const row = document.querySelector(".st-key-predict"), box = row.getBoundingClientRect();
    return [...row.querySelectorAll("p, button")].filter(e => !e.closest("label")).map(e => e.getBoundingClientRect())
        .every(({ top, bottom, right }) => top > box.top - 2 && bottom < box.bottom + 2 && right < box.right + 2);
}"""


def place(hand):
    """Where the stage stands; what is asked or told has its place, too."""
    assert hand.page.evaluate(FITS)
    box = hand.stage.bounding_box()
    return box["x"], box["y"], box["width"]


def places(hand):
    """The same at other widths of the window."""
    found = []
    for width in WIDTHS:
        hand.page.set_viewport_size({"width": width, "height": 720})
        frames(hand.page, 2)
        found.append(place(hand))
    hand.page.set_viewport_size({"width": 1280, "height": 720})
    frames(hand.page, 2)
    return found


@pytest.mark.parametrize("url", [chapter.url for chapter in STAGED])
def test_predictions_and_problems_do_not_move_the_stage(visit, url):
    hand = visit(url, asked=True)
    here, elsewhere = place(hand), places(hand)
    row = hand.page.locator(".st-key-predict")
    options, again = row.get_by_role("radio"), row.get_by_role("button", name="Predict again")
    many = options.count()
    for k in range(many):
        with hand.runs():  # a button that comes while the page is still made may be another by the time it is let go of
            options.nth(k).click()
        for name in ("Next: where will it light up?", "Skip") if url == "convolution" else ():
            row.get_by_role("button", name=name).click()
            expect(row.get_by_role("button", name=name)).to_have_count(0)
            assert place(hand) == here
        expect(again).to_be_visible()
        assert place(hand) == here
        if k < many - 1:
            again.click()
            expect(options.first).to_be_visible()
    assert places(hand) == elsewhere
    hand.open(f"{url}?cell=nonsense[9]&numbers=%7B&size=99&hold=x&far=-1", asked=True)
    expect(hand.page.locator("p.said")).to_contain_text("is no cell")
    assert place(hand) == here
    assert places(hand) == elsewhere
