"""The bet is made and told; the cursor goes along time and all follows, live and by torch; a file of numbers is brought."""

import numpy as np
import pytest
from playwright.sync_api import expect

from explainer.data.series import series
from explainer.models.series import BY_KEY, HELD_OUT, said, scale, trained, windows
from explainer.views.series import network_is
from tests.browser.test_bringing_pictures import bring

WALK = np.random.default_rng(0).normal(size=300).cumsum() + 50


def foretold(hand):
    """What the line below the series says is foretold, each step ahead."""
    note = hand.panel("series").locator(".note").inner_text()
    return [float(part.partition(" on ")[2].partition(",")[0]) for part in note.partition(": ")[2].split(" · ")]


def torchs(name, moment):
    """What the network foretells after a moment."""
    kind, one = BY_KEY["temperature"], series(name)
    found = windows(one.values, kind, HELD_OUT)
    (k,) = np.flatnonzero(one.times[found.ends].astype(str) == moment)
    return said(trained("temperature"), found, kind, scale(one.values, False))[k]


def moment_of(hand):
    hand.page.wait_for_function("() => new URLSearchParams(location.search).has('moment')")
    return hand.page.evaluate("() => new URLSearchParams(location.search).get('moment')")


def test_who_bets_sees_whose_the_curves_are_and_both_moved_back_by_a_day(visit):
    hand = visit("series", asked=True)
    timelines = hand.stage.locator(".timeline-panel")
    expect(timelines).to_have_count(2)
    own = network_is("Apple")
    wrong = "BA"["AB".index(own)]
    hand.page.locator(".st-key-predict").get_by_role("radio", name=wrong, exact=True).click()
    expect(hand.page.locator(".st-key-predict")).to_contain_text(f"You said {wrong}: {own} is the network’s")
    expect(timelines).to_have_count(1)
    expect(timelines).to_have_attribute("data-moved", "1.00")
    expect(timelines).to_contain_text(f"{own}: the network")
    expect(timelines.get_by_test_id("guess")).to_contain_text(f"You said {wrong}")
    hand.choose("Curves", "As foretold")
    expect(timelines).to_have_attribute("data-moved", "0.00")
    assert hand.errors == []


def test_the_cursor_is_dragged_and_what_follows_is_torchs(visit):
    hand = visit("series?what=Temperature")
    box = hand.page.locator(".timeline").bounding_box()
    hand.page.mouse.move(box["x"] + 0.5 * box["width"], box["y"] + box["height"] / 2)
    hand.page.mouse.down()
    hand.page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2, steps=8)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    live = foretold(hand)
    hand.page.mouse.up()
    hand.answered()
    assert foretold(hand) == pytest.approx(live, abs=0.1)
    assert foretold(hand) == pytest.approx(list(torchs("Temperature", moment_of(hand))), abs=0.06)
    assert hand.errors == []


def test_the_cursor_goes_by_keys(visit):
    hand = visit("series?what=Sunspots&moment=1980")
    cursor = hand.page.get_by_role("slider", name="The last year that is read")
    expect(cursor).to_have_attribute("aria-valuetext", "1980")
    cursor.focus()
    hand.page.keyboard.press("ArrowRight")
    hand.page.keyboard.press("ArrowRight")
    expect(cursor).to_have_attribute("aria-valuetext", "1982")
    hand.link_has(what="Sunspots", moment="1982")


def test_a_forecast_opens_and_its_torch_prints_it(read):
    hand = read("series?cell=foreseen1[2]")
    expect(hand.page.get_by_test_id("equation-term").first).to_be_visible()
    assert sum(hand.terms) == pytest.approx(hand.total, rel=1e-5)
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, rel=1e-5)


def test_a_file_that_holds_no_numbers_is_told_until_one_comes_that_is_learned(visit):
    hand = visit("series")
    hand.unfold("Your own numbers").click()
    told = hand.page.get_by_test_id("stAlert")
    bring(hand, "sheet.xlsx", b"PK\3\4 cells")
    expect(told).to_contain_text("spreadsheet")
    bring(hand, "few.csv", b"1\n2\n3\n")
    expect(told).to_contain_text("at least")
    bring(
        hand,
        "mine.csv",
        ("![x](http://a.b/c.png);wert\n" + "\n".join(f"word;{v:.2f}".replace(".", ",") for v in WALK)).encode(),
    )
    expect(hand.page.get_by_text("Your own, the part held out")).to_be_visible()
    expect(told).to_have_count(0)
    expect(hand.page.get_by_role("button", name="Train it again")).to_be_visible(timeout=60_000)
    expect(hand.page.get_by_role("region", name="By how much each is off")).to_contain_text("The network, here")
    assert hand.errors == []
