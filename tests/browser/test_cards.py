"""Cards of words: a word can be asked what it means, by pointer, key and finger; and buttons that show something lead there."""

import pytest
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS
from explainer.views.terms import TERMS

BY_KEY = {one.key: one for one in TERMS}
FOCUSED = "() => document.activeElement.getAttribute('href') ?? document.activeElement.tagName"
OUTSIDE = """e => {
    const { left, top, right, bottom } = e.getBoundingClientRect();
    return [left < 0, top < 0, right > innerWidth, bottom > innerHeight];
}"""
IN_VIEW = """() => {
    const { top } = document.querySelector(".st-key-stage").getBoundingClientRect();
    return top >= 44 && top < 260;
}"""
LINES = "e => e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight)"


def word(hand, key):
    return hand.page.locator(f'.st-key-head a[href="#word-{key}"]')


def says(hand, key):
    """The card of that word is open, and is the only one."""
    card = hand.page.locator("#word-card")
    expect(card).to_be_visible()
    expect(card).to_have_attribute("aria-label", BY_KEY[key].name)
    expect(card.locator("p")).to_have_text(BY_KEY[key].means)
    return card


def test_a_word_says_what_it_means_while_it_is_pointed_at(visit):
    hand = visit("convolution", asked=True)
    word(hand, "kernel").hover()
    card = says(hand, "kernel")
    card.hover()
    says(hand, "kernel")
    assert card.get_by_role("link").count() == 0, "this page shows it at work"
    word(hand, "feature-map").hover()
    says(hand, "feature-map")
    hand.stage.hover()
    expect(card).not_to_be_visible()
    address = hand.page.url
    word(hand, "kernel").click()
    says(hand, "kernel")
    assert hand.page.url == address
    hand.page.get_by_role("heading", level=1).click()
    expect(card).not_to_be_visible()
    assert hand.errors == []


def test_a_word_that_comes_to_stand_under_a_resting_pointer_is_not_pointed_at(visit):
    hand = visit("convolution", asked=True)
    main, link, card = hand.page.get_by_test_id("stMain"), word(hand, "kernel"), hand.page.locator("#word-card")
    box = link.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    main.evaluate("main => main.scrollTo(0, 400)")
    hand.page.mouse.move(x, y)
    hand.rests()
    link.evaluate("link => link.addEventListener('pointerover', () => (window.came = true))")
    hand.page.clock.install()
    main.evaluate("main => main.scrollTo(0, 0)")
    hand.page.wait_for_function("() => window.came")
    hand.page.clock.fast_forward(1000)
    hand.rests()
    expect(card).not_to_be_visible()
    hand.page.mouse.move(x + 1, y)
    says(hand, "kernel")


def test_by_keys_a_word_opens_enter_goes_into_its_card_and_escape_leaves_it(visit):
    hand = visit("pixels", asked=True)
    link = hand.page.locator('.st-key-missing a[href="#word-kernel"]')
    link.focus()
    hand.page.keyboard.press("Shift+Tab")
    hand.page.keyboard.press("Tab")
    card = says(hand, "kernel")
    assert hand.page.evaluate(FOCUSED) == "#word-kernel"
    hand.page.keyboard.press("Escape")
    expect(card).not_to_be_visible()
    assert hand.page.evaluate(FOCUSED) == "#word-kernel"
    hand.page.keyboard.press("Enter")
    says(hand, "kernel")
    assert hand.page.evaluate(FOCUSED) == "convolution"
    hand.page.keyboard.press("Escape")
    assert not card.is_visible()
    assert hand.page.evaluate(FOCUSED) == "#word-kernel"
    hand.page.keyboard.press("Enter")
    assert hand.page.evaluate(FOCUSED) == "convolution"
    hand.page.keyboard.press("Shift+Tab")
    assert hand.page.evaluate(FOCUSED) == "#word-kernel"
    hand.page.keyboard.press("Enter")
    hand.page.keyboard.press("Enter")
    convolution = next(chapter for chapter in CHAPTERS if chapter.url == "convolution")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(convolution.question)
    expect(hand.page.get_by_role("heading", level=1)).to_be_focused()
    expect(card).not_to_be_visible()
    hand.ready()
    assert hand.errors == []


def test_on_the_narrowest_phone_a_tap_opens_it_and_it_fits(visit):
    hand = visit("gates", asked=True, size="phone", theme="dark", has_touch=True)
    hand.page.set_viewport_size({"width": 320, "height": 568})
    for key in ("lstm", "gru", "gate"):
        word(hand, key).tap()
        card = says(hand, key)
        assert card.evaluate(OUTSIDE) == [False] * 4
        hand.page.get_by_role("heading", level=1).tap()
        expect(card).not_to_be_visible()


def test_a_button_that_shows_something_leads_to_the_stage(visit):
    hand = visit("convolution")
    button = hand.page.get_by_role("button", name="See it: size 3, padding 1")
    for height in (720, 500):
        hand.page.set_viewport_size({"width": 1280, "height": height})
        button.scroll_into_view_if_needed()
        hand.page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, main.scrollHeight)")
        assert hand.page.locator(".st-key-stage").bounding_box()["y"] < 0
        button.click()
        expect(hand.stage).to_be_focused()
        hand.page.wait_for_function(IN_VIEW)
    hand.link_has(padding="1")


@pytest.mark.parametrize("size", ["desktop", "projector"])
def test_what_was_reached_and_the_sentence_take_one_line_each(visit, size):
    hand = visit("pixels", asked=True, size=size)
    for chapter in CHAPTERS:
        hand.turn(chapter.url)
        head = hand.page.locator(".st-key-head p")
        expect(head).to_have_count(2)
        for line in head.all():
            assert line.evaluate(LINES) < 1.5, chapter.url
        box = (hand.stage if chapter.stage else hand.page.locator(".st-key-card, .pictured-host").first).bounding_box()
        assert box["y"] + box["height"] <= hand.page.viewport_size["height"], chapter.url
