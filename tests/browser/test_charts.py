"""Charts: in the colours of the page's theme, and still under a finger."""

import tomllib
from pathlib import Path

import pytest
from playwright.sync_api import expect

THEME = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())["theme"]

DRAWN = """() => {
    const chart = document.querySelector(".js-plotly-plot"), css = getComputedStyle;
    return {
        lines: [...new Set([...chart.querySelectorAll(".scatterlayer .js-line")].map(e => css(e).stroke))],
        text: [...new Set([...chart.querySelectorAll(".xtick text, .legendtext, .xtitle")].map(e => css(e).fill))],
        ink: css(document.querySelector("h1")).color,
    };
}"""
RANGES = "() => [...['xaxis', 'yaxis'].map(a => document.querySelector('.js-plotly-plot')._fullLayout[a].range)].join()"
SCROLLED = "() => document.querySelector('[data-testid=stMain]').scrollTop"


def rgb(colour):
    return "rgb({}, {}, {})".format(*(int(colour[k : k + 2], 16) for k in (1, 3, 5)))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_lines_and_words_have_the_pages_colours(visit, theme):
    hand = visit("memory?memory-show=Gradient", theme=theme)
    expect(hand.page.locator(".js-plotly-plot .legendtext").first).to_be_visible()
    drawn = hand.page.evaluate(DRAWN)
    assert set(drawn["lines"]) >= {rgb(colour) for colour in THEME[theme]["chartCategoricalColors"][:3]}
    assert drawn["text"] == [drawn["ink"]] == [rgb(THEME[theme]["textColor"])]


@pytest.mark.parametrize("url", ["memory", "memory?memory-show=Gradient", "training"])
def test_a_swipe_over_a_chart_scrolls_the_page_and_leaves_the_chart(visit, url):
    hand = visit(url, size="phone", has_touch=True)
    chart = hand.page.locator(".js-plotly-plot .nsewdrag").first
    chart.evaluate("e => e.scrollIntoView({ block: 'center' })")
    ranges, before, box = hand.page.evaluate(RANGES), hand.page.evaluate(SCROLLED), chart.bounding_box()
    finger = hand.page.context.new_cdp_session(hand.page)
    for across, down in ((0, -100), (90, 0)):
        x, y = box["x"] + box["width"] / 3, hand.page.viewport_size["height"] / 2
        for k in range(9):
            at = [{"x": x + across * k / 8, "y": y + down * k / 8}]
            finger.send("Input.dispatchTouchEvent", {"type": "touchMove" if k else "touchStart", "touchPoints": at})
        finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.page.wait_for_function(f"before => ({SCROLLED})() > before + 20", arg=before)
    chart.dblclick(force=True)
    assert hand.page.evaluate(RANGES) == ranges
