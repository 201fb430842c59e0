"""What a stranger writes into a link, or pastes, in a real browser."""

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from explainer.views.link import LONGEST
from tests.hostile.asked import MARKUP, STAGED, URLS, settings_of

ALIVE = """() => {
    const found = [];
    const visit = root => {
        for (const e of root.querySelectorAll("*")) {
            if (e.shadowRoot) visit(e.shadowRoot);
            if (/elsewhere/.test(e.getAttribute("src") ?? e.getAttribute("href") ?? "")) found.push(e.outerHTML);
        }
    };
    visit(document);
    return found;
}"""


NO_LINKS = [
    "stride=%",
    "stride=%zz&seed=%ff%fe",
    "stride=1%00",
    "?&&==&stride",
    "more=&more=&numbers=%0a",
    "cell=%F0%9F",
]


@pytest.mark.parametrize("url", URLS)
def test_nothing_of_a_link_comes_alive(visit, url):
    settings, written = settings_of(url), quote(" ".join(MARKUP))
    choice = next(key for key, setting in settings.items() if not setting.longest)
    texts = [key for key, setting in settings.items() if setting.longest][:3]
    hand = visit(
        "&".join([f"{url}?{choice}={written}", *(f"{key}=france+is+nice+{written}" for key in texts)]), asked=True
    )
    expect(hand.page.get_by_role("status").filter(has_text="![x](http://elsewhere.example")).to_be_visible()
    hand.skip()
    if url in STAGED:
        hand.page.get_by_text("Show the torch").click()
        expect(hand.page.get_by_test_id("stCode")).to_be_visible()
    assert hand.page.evaluate(ALIVE) == []
    assert hand.outside == []
    assert hand.errors == []


@pytest.mark.parametrize("link", NO_LINKS)
def test_a_link_that_is_no_link_opens_the_page(visit, link):
    hand = visit(f"convolution?{link}")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,24,24")
    assert hand.errors == []


@pytest.mark.parametrize(("url", "label"), [("sequences", "Sentence"), ("unroll", "Sentence")])
def test_a_million_characters_pasted_are_cut_and_the_page_can_be_reloaded(visit, url, label):
    hand = visit(url)
    before = hand.page.url
    field = hand.page.get_by_role("textbox", name=label)
    field.evaluate(PASTE, "not good " * 120_000)
    field.press("Enter")
    expect(
        hand.page.get_by_role("status").filter(has_text="a long text; its first 4,000 characters are read")
    ).to_be_visible()
    hand.ready()
    assert len(field.input_value()) <= 4_000
    hand.page.wait_for_function(f"location.search.length <= {LONGEST} + 1")
    hand.page.reload()
    hand.ready()
    assert hand.page.url == before
    assert hand.errors == []


PASTE = """(input, text) => {
    input.focus();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, text);
    input.dispatchEvent(new Event("input", {bubbles: true}));
}"""


def test_a_number_is_typed_no_larger_than_what_can_be_computed_with(visit):
    hand = visit("convolution")
    for typed, stands in (("1e39", "1000"), ("-1e999", "-1000"), ("nonsense", "-1000")):
        hand.enter(4, typed)
        hand.page.keyboard.press("Escape")
        expect(hand.number(4)).to_have_attribute("aria-valuenow", stands)
        hand.answered()
    assert hand.errors == []
