"""Back undoes the last thing that was done on a page, and finds a page that was left as it was; Forward does it again."""

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS

PATIENCE = 3000
SENTENCE = "but not dull at all"

# The address, what is chosen and written on the page, and what the stage shows.
AS_IT_IS = """() => {
    const all = (selector, root = document) => [...root.querySelectorAll(selector),
        ...[...root.querySelectorAll("*")].flatMap(e => e.shadowRoot ? all(selector, e.shadowRoot) : [])];
    const seen = (selector, what) => all(selector).filter(e => e.getClientRects().length).map(what);
    // A cell that nobody pinned is not kept.
    const pinned = new URLSearchParams(location.search).has("cell");
    return {
        address: [...new URLSearchParams(location.search)].map(String).sort(),
        chosen: seen("[role=radio][aria-checked=true], [role=radio][data-state=on]", e => e.innerText),
        popovers: seen("[data-testid=stPopoverButton]", e => e.innerText),
        written: seen("input[type=text], [role=slider]", e => e.value ?? e.getAttribute("aria-valuenow")),
        source: seen("[data-testid=stage]", e => e.dataset.source),
        panels: seen("[data-testid=panel]", e => [e.dataset.tensor, e.dataset.shape].join()),
        cell: pinned && seen("[data-testid=stage]", e => e.dataset.selected),
        total: pinned && seen("[data-testid=equation-total]", e => e.dataset.value),
        caption: pinned && seen("[data-testid=caption]", e => e.innerText),
        way: pinned && seen(".crumbs button", e => e.innerText),
    };
}"""


def settled(hand):
    hand.ready()
    if hand.stage.count():
        hand.answered()
    return hand.page.evaluate(AS_IT_IS)


def is_again(hand, before):
    """The page is as it was; waits for it."""
    with suppress(PlaywrightTimeout):
        hand.page.wait_for_function(
            f"before => JSON.stringify(({AS_IT_IS})()) === JSON.stringify(before)", arg=before, timeout=PATIENCE
        )
    assert settled(hand) == before


def choosing(label, option):
    return lambda hand: hand.choose(label, option)


def picking(label, option):
    return lambda hand: hand.pick(label, option)


def writing(label, said):
    def write(hand):
        line = hand.page.get_by_role("textbox", name=label, exact=True)
        line.fill(said)
        line.press("Enter")

    return write


def pressing(called):
    return lambda hand: hand.page.get_by_role("button", name=called).click()


def typing(k, number):
    return lambda hand: hand.enter(k, number)


def clicking(tensor, row, column):
    return lambda hand: hand.click(tensor, row, column)


def taking(k):
    return lambda hand: hand.page.locator(".offer.solid .word").nth(k).click()


def following(hand):
    hand.press("Enter")


PINNED = clicking("conv1", 4, 7)
DONE = {
    "pixels": [choosing("Show", "Threshold"), picking("Picture", "Moon"), clicking("input", 4, 7)],
    "convolution": [choosing("Stride", 2), typing(4, "0.75"), PINNED, following],
    "relu": [choosing("Activation", "Tanh"), picking("Picture", "Moon"), PINNED],
    "pooling": [choosing("Window", 3), choosing("Move the picture", "→")],
    "network": [picking("Digit", "7"), choosing("Show", "Which pixels")],
    "training": [picking("Learning rate", "0.03"), clicking("relu2", 4, 7), following],
    "sequences": [writing("Sentence", SENTENCE), choosing("Idea", "Loop")],
    "same-bag": [writing("A", SENTENCE), choosing("Network", "LSTM")],
    "unroll": [writing("Sentence", SENTENCE), choosing("Network", "GRU"), following],
    "gates": [writing("Sentence", SENTENCE), choosing("Network", "GRU")],
    "memory": [choosing("Show", "Gradient"), choosing("Network", "LSTM")],
    "compare": [choosing("Show", "The table"), choosing("Task", "New pairs of words"), choosing("Show", "In and out")],
    "detection": [choosing("Show", "Four answers"), picking("Sheet", "2")],
    "next-word": [taking(0), taking(1)],
    "video": [choosing("Reader", "Bag of frames"), choosing("Reader", "One frame")],
    "translation": [writing("English sentence", "the old cat does not see a bird"), choosing("Search", "Beam 3")],
    "music": [choosing("Kind", "Jig"), choosing("Counts", "Alone")],
    "series": [choosing("Curves", "As foretold"), choosing("Series", "Sunspots")],
    "genome": [picking("Strand", "Ends 1"), choosing("Kept of each map", "Only the strongest")],
    "sound": [choosing("Reader", "GRU"), choosing("Reader", "Bag of columns")],
    "style": [picking("Style", "Mosaic"), clicking("painted", 60, 60), choosing("Paint by", "Colours only")],
    "test-yourself": [choosing("Question", 3), pressing("Take another ten"), choosing("Question", 7)],
}


@pytest.mark.parametrize("url", [c.url for c in CHAPTERS])
def test_each_thing_done_is_undone_and_done_again_and_a_page_that_was_left_is_as_it_was(visit, url):
    hand = visit(url)
    then = [settled(hand)]
    here = hand.page.evaluate("history.length")  # what was asked, and told, may have turned a setting
    for deed in DONE[url]:
        before = hand.page.evaluate("location.search")
        with hand.runs():
            deed(hand)
        hand.page.wait_for_function("before => location.search !== before", arg=before)
        then.append(settled(hand))
    assert hand.page.evaluate("history.length") == here + len(DONE[url]), "an entry for each"
    for before in reversed(then[:-1]):
        with hand.runs():
            hand.page.go_back()
        is_again(hand, before)
    for after in then[1:]:
        with hand.runs():
            hand.page.go_forward()
        is_again(hand, after)
    way = hand.page.get_by_test_id("stPageLink").get_by_role("link").last
    way.click()
    hand.page.wait_for_function("url => !location.pathname.endsWith('/' + url)", arg=url)
    elsewhere = settled(hand)
    with hand.runs():
        hand.page.go_back()
    is_again(hand, then[-1])
    with hand.runs():
        hand.page.go_forward()
    is_again(hand, elsewhere)
    assert hand.errors == []


def test_what_is_folded_away_goes_back_too_and_stays_there(visit):
    hand = visit("convolution")
    hand.pick("Picture", "Coins")
    hand.pick("Kernel", "Emboss")
    for _ in range(2):
        with hand.runs():
            hand.page.go_back()
        hand.ready()
    hand.choose("Stride", 2)
    hand.link_has(stride="2")
    expect(hand.unfold("Kernel: Vertical edges")).to_be_visible()
    expect(hand.unfold("Picture: Cat")).to_be_visible()
    hand.pick("Picture", "Coins")
    hand.choose("Stride", 1)
    hand.link_has(picture="Coins")
    hand.pick("Picture", "Cat")
    hand.choose("Stride", 3)
    hand.link_has(stride="3")


def test_a_pin_that_was_undone_does_not_come_again_in_another_map(visit):
    hand = visit("convolution?more=Blur&cell=conv1[1,3,4]")
    hand.turn("convolution")
    hand.choose("Stride", 2)
    hand.link_has(stride="2")
    expect(hand.page.get_by_role("button", name="Pin", exact=True)).to_be_visible()
