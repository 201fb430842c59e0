"""Where each page's stage stands, at many widths of the window: measured in Chromium, since a server has none.

``make places`` writes ``explainer/server/places.json``, by which a page shows its first stage where the page itself will put it.
"""

import json
import os
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

from explainer.server.first import HOME
from explainer.shell.chapters import STAGED
from tests.browser.hand import Hand
from tests.chromium import executable
from tests.served import served

FILE = Path(__file__).parents[1] / "explainer" / "server" / "places.json"
COMMON = {375, 390, 393, 412, 430, 768, 1366, 1536, 1800, 1920}
WIDTHS = sorted({*range(320, 2001, 40), *COMMON, *(width + 1 for width in (700, 731, 1100, 1799))})

PLACE = """width => new Promise(done => {
    const find = root => root.querySelector(":is([data-testid=stage], [data-testid=map])")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const look = before => requestAnimationFrame(() => {
        const { left, top, width } = find(document).getBoundingClientRect();
        const now = [left, top, width].map(v => Math.round(10 * v) / 10);
        if (innerWidth === window.asked && String(now) === String(before)) done(now); else look(now);
    });
    window.asked = width;
    look();
})"""


def come(hand, url):
    if url:
        return hand.open(url, asked=True)
    hand.page.goto(hand.base_url)
    expect(hand.page.get_by_test_id("map")).to_be_visible()
    expect(hand.page.locator("#opening")).to_have_count(0)


def measured(hand):
    """By page, home among them: the left edge of its stage or map, its top and its width, a list of each."""
    pages = {}
    for url in ("", *(chapter.url for chapter in STAGED)):
        come(hand, url)
        rows = []
        for width in WIDTHS:
            hand.page.set_viewport_size({"width": width, "height": 800})
            rows.append(hand.page.evaluate(PLACE, width))
        pages[url or HOME] = dict(zip(("left", "top", "width"), zip(*rows, strict=True), strict=True))
    return pages


def main():
    chromium = executable()
    with served("app.py") as (url, _), sync_playwright() as p:
        browser = p.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"])
        hand = Hand(browser.new_context().new_page(), url)
        FILE.write_text(json.dumps({"at": WIDTHS, "pages": measured(hand)}) + "\n")


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[1])
    main()
