"""A page where it was not made for: translated by the browser, on paper, in a frame of another page, enlarged."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explainer.shell.chapters import CHAPTERS
from tests.browser.held_line import frames

TRANSLATOR = Path(__file__).with_name("translator.js")
QUESTIONS = {chapter.url: chapter.question for chapter in CHAPTERS}
WHITE = "rgb(255, 255, 255)"

STAGE = """const stage = (root => [...root.querySelectorAll(".st-key-stage *")]
    .map(e => e.shadowRoot?.querySelector("[data-testid=stage]")).find(Boolean))(document);"""

ON_PAPER = f"""() => {{
    {STAGE}
    const css = getComputedStyle, wide = document.documentElement.clientWidth, box = stage.getBoundingClientRect();
    const near = ({{ left, right, top, bottom }}) =>
        left > box.left - 9 && right < box.right + 9 && top > box.top - 9 && bottom < box.bottom + 9;
    const shown = element => element?.getClientRects().length ?? 0;
    const scrolls = e => css(e).overflow !== "visible"
        && (e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1);
    const around = [];
    for (let e = document.querySelector(".st-key-stage"); e; e = e.parentElement) around.push(e);
    const map = stage.querySelector("[data-tensor=conv1] canvas");
    const green = map && [...map.getContext("2d").getImageData(0, 0, map.width, map.height).data].filter((_, k) => k % 4 === 1);
    return {{
        ground: css(document.querySelector(".stApp")).backgroundColor,
        inks: [document.querySelector("h1"), stage].map(e => css(e).color),
        brightness: green && green.reduce((sum, v) => sum + v, 0) / green.length,
        controls: ["[data-testid=stHeader]", "#skips", ".st-key-foot"].map(s => shown(document.querySelector(s))),
        player: shown(stage.querySelector(".player")),
        behind: [...around, stage, ...stage.querySelectorAll(".body")].filter(scrolls).map(e => e.className),
        fits: box.left >= -1 && box.right <= wide + 1,
        rings: [...stage.querySelectorAll(".rings rect")].filter(shown).every(ring => near(ring.getBoundingClientRect())),
    }};
}}"""
DATA = f"""() => {{
    {STAGE}
    return [...stage.querySelectorAll("[data-testid=number], .column-word, svg")].map(e => e.textContent).join();
}}"""
WATCH_PAPER = f"""() => {{
    window.papers = [];
    matchMedia("print").addEventListener("change", ({{ matches }}) => matches && papers.push(({ON_PAPER})()));
}}"""


@pytest.mark.parametrize("url", ["convolution", "gates"])
def test_a_translated_page_goes_on_and_its_numbers_and_words_stay(visit, url):
    hand = visit(url, asked=True)
    question, terms = QUESTIONS[url], hand.page.get_by_test_id("equation-term").all_inner_texts()
    hand.page.evaluate(TRANSLATOR.read_text())
    heading, row = hand.page.get_by_role("heading", level=1), hand.page.locator(".st-key-predict")
    expect(heading).to_have_text(f"«{question}»")
    expect(hand.caption).to_have_text(re.compile("^«.*»$"))
    assert hand.page.get_by_test_id("equation-term").all_inner_texts() == terms
    assert "«" not in hand.page.evaluate(DATA)
    hand.page.emulate_media(reduced_motion="reduce")
    row.get_by_role("radio").first.click()
    expect(row).to_contain_text("«")
    expect(row).to_contain_text(re.compile("You said|Right"))
    expect(row).not_to_contain_text("Predict.")
    before = hand.caption.inner_text()
    hand.press("ArrowLeft")
    expect(hand.caption).not_to_have_text(before)
    expect(hand.caption).to_have_text(re.compile("^«.*»$"))
    hand.page.locator(".st-key-onward a").click()
    following = CHAPTERS[[c.url for c in CHAPTERS].index(url) + 1]
    expect(heading).to_have_text(f"«{following.question}»")
    hand.ready()
    assert hand.page.evaluate("() => document.activeElement.tagName") == "H1"
    expect(hand.page.locator(".st-key-predict")).to_contain_text("«Predict.»")
    assert hand.errors == []


@pytest.mark.parametrize("url", ["convolution", "unroll", "memory"])
def test_on_paper_a_page_is_black_on_white_and_whole(visit, url):
    hand = visit(url, theme="dark")
    before = hand.stage.bounding_box()
    hand.page.evaluate(WATCH_PAPER)
    for landscape in (False, True):
        hand.page.pdf(format="A4", landscape=landscape)
    papers = hand.page.evaluate("papers")
    assert len(papers) == 2
    for paper in papers:
        assert paper["ground"] == WHITE
        assert paper["inks"] == ["rgb(29, 33, 41)"] * 2
        assert paper["brightness"] is None or paper["brightness"] > 150, "the map's small numbers are white, not black"
        assert paper["controls"] == [0, 0, 0]
        assert paper["player"] == 0
        assert paper["behind"] == []
        assert paper["fits"]
        assert paper["rings"]
    frames(hand.page, 3)
    assert hand.stage.bounding_box() == before, "and the screen is as it was"


def test_in_a_frame_of_another_page_it_works(visitors, visit):
    page = visitors.arrive()
    framing = '<!doctype html><title>A lecture</title><iframe src="/convolution?embed=true" width="1000" height="600"></iframe>'
    page.route("**/lecture.html", lambda route: route.fulfill(content_type="text/html", body=framing))
    page.goto(f"{visitors.url}/lecture.html")
    framed = page.frame_locator("iframe")
    stage = framed.locator("[data-testid=stage][data-ready=true]")
    framed.get_by_role("button", name="Skip", exact=True).click()
    expect(stage).to_have_attribute("data-selected", re.compile("conv1"))
    selected = stage.get_attribute("data-selected")
    stage.focus()
    page.keyboard.press("ArrowRight")
    expect(stage).not_to_have_attribute("data-selected", selected)
    framed.locator("a.onward").click()
    expect(framed.get_by_role("heading", level=1)).to_have_text(QUESTIONS["relu"])
    expect(framed.locator("[data-testid=stage][data-stage=relu]")).to_be_visible()
    assert page.url.endswith("/lecture.html")
    page.close()


@pytest.mark.parametrize("percent", [200, 400])
def test_enlarged_all_can_be_read_one_below_the_other(visit, percent):
    hand = visit("convolution")
    hand.page.set_viewport_size({"width": 128000 // percent, "height": 72000 // percent})
    frames(hand.page, 3)
    main = "document.querySelector('[data-testid=stMain]')"
    assert hand.page.evaluate(f"{main}.scrollWidth - {main}.clientWidth") <= 1
    hand.page.evaluate(f"{main}.scrollTo(0, 300)")
    covered = hand.page.evaluate(
        "() => !document.elementFromPoint(innerWidth / 2, 20).closest('[data-testid=stMainBlockContainer], [data-testid=stMain]')"
    )
    assert not covered, "the bar above leaves the little room to the page"
    number = hand.number(0)
    number.scroll_into_view_if_needed()
    expect(number).to_be_in_viewport()
