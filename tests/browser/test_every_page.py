"""What holds for every page in every size and theme: it fits, can be read, needs no network, and axe finds nothing."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS
from tests.browser.visitors import SIZES

URLS = [c.url for c in CHAPTERS]

SMALL_TEXT = """() => {
    const found = [];
    const visit = root => {
        for (const e of root.querySelectorAll("*")) {
            if (e.shadowRoot) visit(e.shadowRoot);
            const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.replaceAll("\\u200b", "").trim());
            const seen = own && e.getClientRects().length && !e.closest("style, script, noscript");
            if (seen && parseFloat(getComputedStyle(e).fontSize) < 12) found.push(e.outerHTML.slice(0, 120));
        }
    };
    visit(document.body);
    return found;
}"""

SIDEWAYS = """() => {
    const main = document.querySelector("[data-testid=stMain]");
    return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
}"""

# What can be pressed, and is not only for those who come with Tab, under 24 pixels wide or high.
SMALL_TARGETS = """() => {
    const found = [];
    const visit = root => {
        for (const e of root.querySelectorAll("*")) {
            if (e.shadowRoot) visit(e.shadowRoot);
            if (!e.matches("a[href], button, input, summary, [role=button], [role=slider], [role=radio]")) continue;
            const hidden = e.matches("[data-testid=stSlider] *, [data-testid=stSkipToContent]");
            if (hidden || !e.checkVisibility({visibilityProperty: true})) continue;
            const {width, height} = e.getBoundingClientRect();
            if (width && height && Math.min(width, height) < 23.5) found.push(`${e.outerHTML.slice(0, 120)} ${width} x ${height}`);
        }
    };
    visit(document);
    return found;
}"""


@pytest.mark.parametrize("url", URLS)
def test_axe_finds_nothing_while_it_asks_and_afterwards_in_both_themes(read, url):
    hand = read(url, asked=True)
    for skips in (lambda: None, hand.skip):
        skips()
        for theme in ("light", "dark"):
            hand.lit(theme)
            found = Axe().run(hand.page).response["violations"]
            assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == [], theme


def it_fits(hand, size):
    """Text can be read, nothing sticks out at the side, and where there is room the stage is seen whole."""
    width, height = SIZES[size]
    hand.page.set_viewport_size({"width": width, "height": height})
    hand.settles()
    assert hand.page.evaluate(SMALL_TEXT) == []
    assert hand.page.evaluate(SMALL_TARGETS) == []
    assert hand.page.evaluate(SIDEWAYS) <= 1
    if size != "phone" and hand.stage.count():
        box = hand.stage.bounding_box()
        assert box["y"] + box["height"] <= height


def test_with_the_network_cut_nothing_is_missing(visit):
    hand = visit("convolution", first=True)
    hand.page.context.route(lambda address: not address.startswith(hand.base_url), lambda route: route.abort())
    hand.open("convolution")
    hand.selected(re.compile(r"conv1\[0,"))
    fonts = hand.page.evaluate(
        "document.fonts.ready.then(() => [...document.fonts].filter(f => f.status === 'loaded').length)"
    )
    assert fonts > 0
    assert hand.errors == []


@pytest.mark.parametrize("url", URLS)
def test_every_chapter_keeps_to_its_contract_and_nothing_is_tiny_or_cut_off(visit, url):
    hand = visit(url, asked=True)
    chapter = next(c for c in CHAPTERS if c.url == url)
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(chapter.question)
    expect(hand.stage).to_have_count(int(chapter.stage))
    if chapter.stage:
        expect(hand.page.get_by_text("Predict.", exact=True)).to_be_visible()
        hand.skip()
        first = (
            "Often said" if url == "training" else "What you saw"
        )  # nothing was seen there before something is trained
        expect(hand.page.get_by_role("heading", name=first)).to_be_visible()
        expect(hand.page.get_by_text("Show the torch")).to_be_visible()
    for size in SIZES:
        it_fits(hand, size)
    assert hand.outside == [], "nothing comes from elsewhere"
    assert hand.errors == [], "and nothing fails"
