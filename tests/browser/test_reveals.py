"""What a page asked is told before one's eyes: the veil opens, what was asked is made on the stage, and the guess stands there."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_skeleton import boxes

# The chart of memory, and a run that has not begun, are none of Play's.
PLAYED = ("pixels", "convolution", "relu", "pooling", "same-bag", "gates")
COUNTED = re.compile(r"\d+ of \d+")


def answered(hand, k):
    """Give the k-th answer; gives back what it says."""
    option = hand.page.locator(".st-key-predict").get_by_role("radio").nth(k)
    said = option.inner_text().strip()
    option.click()
    return said


def guesses(hand):
    return hand.stage.locator("[data-testid=guess]:not([hidden])")


def over(hand):
    """Wait until what was asked has been told."""
    expect(hand.stage.get_by_role("button", name="Play", exact=True)).to_be_visible()


@pytest.mark.parametrize("page", PLAYED)
def test_the_truth_is_made_before_ones_eyes_and_the_selection_is_what_it_was(read, page):
    hand = read(page, asked=True)
    places = boxes(hand)
    before = hand.stage.get_attribute("data-selected")
    answered(hand, 0)
    expect(hand.stage.get_by_role("button", name="Pause")).to_be_visible()
    expect(hand.page.get_by_role("img", name="hidden until you have answered")).to_have_count(0)
    if page != "gates":
        expect(hand.stage.locator(".where")).to_have_text(COUNTED)
    assert boxes(hand) == places
    over(hand)
    assert boxes(hand) == places
    if before:
        hand.selected(before)
    assert "cell" not in hand.page.url
    assert hand.errors == []


@pytest.mark.parametrize(
    ("page", "where"),
    [
        ("pixels", "Numbers"), ("convolution", "Map"), ("pooling", "Largest of each box"),
        ("same-bag", "What the GRU sees"), ("sequences", "Words: input"),
        ("unroll", "Word by word"), ("gates", "LSTM, word by word"),
    ],
)  # fmt: skip
def test_the_guess_stands_at_the_panel_that_decides_until_it_is_asked_again(read, page, where):
    hand = read(page, asked=True)
    row = hand.page.locator(".st-key-predict")
    for k in range(2):
        said = answered(hand, k)
        expect(row).to_contain_text("because")
        expect(guesses(hand)).to_have_text(
            re.compile(rf"^(You said {re.escape(said)}|{re.escape(said)}, as you said)$")
        )
        panel = hand.stage.locator(".panel").filter(has=hand.page.locator("[data-testid=guess]:not([hidden])"))
        expect(panel).to_have_attribute("aria-label", re.compile(f"^{where}"))
        again = row.get_by_role("button", name="Predict again")
        if page == "convolution":
            row.get_by_role("button", name="Next: where will it light up?").click()
            row.get_by_role("button", name="Skip").click()
        again.click()
        expect(row.get_by_role("radio").first).to_be_visible()
        expect(guesses(hand)).to_have_count(0)
    row.get_by_role("button", name="Skip").click()
    expect(row).to_contain_text("because")
    expect(guesses(hand)).to_have_count(0)
    assert hand.errors == []


def test_the_guess_of_how_much_is_read_stands_below_the_chart_that_tells(read):
    hand = read("training", asked=True)
    said = answered(hand, 0)
    beside = hand.page.get_by_text(re.compile(rf"^(You said {re.escape(said)}|{re.escape(said)}, as you said)$"))
    expect(beside).to_be_visible()
    chart = hand.page.locator(".st-key-learning")
    assert beside.bounding_box()["y"] > chart.bounding_box()["y"] + chart.bounding_box()["height"] / 2


def test_a_guess_of_a_number_stands_where_the_true_number_is(read):
    hand = read("relu", asked=True)
    said = answered(hand, 0)
    expect(hand.stage.get_by_role("button", name="Pause")).to_be_visible()
    over(hand)
    right = re.search(r"becomes (\S+),", hand.page.locator(".st-key-predict").inner_text())[1]
    expect(hand.stage.locator(".marks text")).to_have_text(f"{right}; you said {said}")
    assert f"{hand.total:.2f}" == right


def test_a_guess_of_a_width_rings_the_word_where_that_window_ends(read):
    hand = read("sequences", asked=True)
    assert answered(hand, 0) == "3"
    rings = hand.stage.locator(".marks rect")
    expect(rings).to_have_count(2)
    words = hand.panel("input").locator(".row-cell span")
    for ring, word in ((rings.nth(0), words.nth(14)), (rings.nth(1), words.nth(0))):
        (a, b) = ring.bounding_box(), word.bounding_box()
        assert abs(a["x"] + a["width"] / 2 - b["x"] - b["width"] / 2) < 4
    expect(rings.nth(0)).to_have_class("dashed")


@pytest.mark.parametrize("end", ["Pause", "a click", "another setting"])
def test_whoever_goes_on_before_it_is_told_has_the_whole_map(visit, end):
    hand = visit("convolution", asked=True)
    hand.page.evaluate(FOREVER)
    answered(hand, 0)
    pause = hand.stage.get_by_role("button", name="Pause")
    expect(pause).to_be_visible()
    if end == "Pause":
        pause.click()
    elif end == "a click":
        hand.click("input", 8, 9)
    else:
        hand.choose("Stride", "2")
    over(hand)
    assert hand.page.evaluate(WHOLE, hand.stage.element_handle())
    if end == "a click":
        hand.selected("conv1[0,7,8]")
    assert hand.errors == []


# To whatever is played no time passes: it does not come to its end by itself.
FOREVER = """() => {
    const frame = requestAnimationFrame;
    window.requestAnimationFrame = paint => frame(() => paint(0));
}"""

# No cell of the last panel's map is paler than it will be.
WHOLE = """stage => {
    const canvas = [...stage.querySelectorAll("canvas")].pop();
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.every((value, k) => k % 4 !== 3 || value === 0 || value === 255);
}"""


def test_a_pinned_cell_stays_pinned_and_in_the_link(read):
    hand = read("pooling?cell=relu1[0,3,4]", asked=True)
    hand.selected("relu1[0,3,4]")
    answered(hand, 1)
    expect(hand.stage.get_by_role("button", name="Pause")).to_be_visible()
    hand.selected("relu1[0,3,4]")
    over(hand)
    hand.selected("relu1[0,3,4]")
    expect(hand.stage.get_by_role("button", name="Unpin")).to_be_visible()
    hand.link_has(cell="relu1[0,3,4]")


def test_where_nothing_is_to_move_it_is_there_at_once(visit):
    hand = visit("convolution", asked=True, reduced_motion="reduce")
    said = answered(hand, 0)
    expect(guesses(hand)).to_have_text(f"You said {said}")
    # Now, and not in a while, when it would be told in any case.
    assert hand.stage.get_by_role("button", name="Pause").count() == 0
    assert hand.page.evaluate(WHOLE, hand.stage.element_handle())


@pytest.mark.parametrize("url", ["convolution", "same-bag"])
def test_it_is_told_once(visit, url):
    """Not to whoever comes to a page whose question is answered already."""
    hand = visit(url, asked=True)
    answered(hand, 0)
    expect(hand.stage.get_by_role("button", name="Pause")).to_be_visible()
    over(hand)
    hand.turn("relu")
    hand.turn(url)
    # Now, and not in a while, when it would have been told again.
    assert hand.stage.get_by_role("button", name="Play", exact=True).is_visible()
    expect(hand.page.locator(".st-key-predict")).to_contain_text("because")
