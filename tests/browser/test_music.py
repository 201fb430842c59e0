"""A tune is begun on the keys, gone on with, played and opened, step by step."""

import re

import pytest
from playwright.sync_api import expect

from explainer.data.tunes import NAMES

STEP = "softmax1[20,"


def roll(hand):
    return hand.page.locator(".roll-panel")


def notes(hand):
    hand.page.wait_for_function("() => new URLSearchParams(location.search).has('notes')")
    return hand.page.evaluate("() => new URLSearchParams(location.search).get('notes')")


def point(hand, step):
    """Point at a step on the roll."""
    box = roll(hand).locator("canvas").bounding_box()
    steps = int(roll(hand).get_attribute("data-steps"))
    left, right = 62, 190
    x = box["x"] + left + (step + 0.5) * (box["width"] - left - right) / steps
    hand.page.mouse.move(x, box["y"] + box["height"] / 3)


def test_what_is_played_stands_there_at_once_and_the_network_goes_on_with_it(visit):
    hand = visit("music")
    hand.page.get_by_role("button", name="D4", exact=True).click()
    for code in ("KeyB", "KeyN"):
        hand.page.keyboard.press(code)
    hand.page.keyboard.press("KeyQ")
    hand.page.keyboard.press("Backspace")
    hand.page.keyboard.down("KeyM")
    expect(roll(hand)).to_have_attribute("data-given", "5")
    hand.page.keyboard.up("KeyM")
    found = re.fullmatch(r"D4 G4 A4 B4x(\d)", notes(hand))
    assert found
    assert 2 <= int(found[1]) <= 5
    expect(roll(hand)).to_have_attribute("data-given", str(3 + int(found[1])))
    expect(roll(hand)).to_have_attribute("data-steps", str(7 * 8))
    assert hand.errors == []


def test_who_begins_anew_has_nothing_given(visit):
    hand = visit("music")
    hand.page.get_by_role("button", name="A4", exact=True).click()
    assert notes(hand) == "A4"
    with hand.runs():
        hand.page.get_by_role("button", name="Begin anew").click()
    expect(roll(hand)).to_have_attribute("data-given", "0")
    expect(roll(hand)).to_have_attribute("data-steps", str(6 * 8))


def test_nothing_sounds_before_play_and_with_it_every_note_does(visit):
    hand = visit("music")
    assert roll(hand).get_attribute("data-heard") is None
    hand.page.get_by_role("button", name="Play", exact=True).click()
    expect(roll(hand)).to_have_attribute("data-heard", re.compile(r"^([3-9]|\d\d)$"))
    hand.page.get_by_role("button", name="Pause", exact=True).click()
    heard = roll(hand).get_attribute("data-heard")
    roll(hand).get_by_role("button", name="No sound").click()
    hand.page.get_by_role("button", name="Play", exact=True).click()
    expect(hand.page.locator(".player")).to_contain_text(re.compile(r"step [2-6]\d of"))
    assert roll(hand).get_attribute("data-heard") == heard
    assert hand.outside == []


def test_the_question_keeps_what_follows_and_its_answer_plays_it(visit):
    hand = visit("music", asked=True)
    given = roll(hand).get_attribute("data-given")
    assert roll(hand).get_attribute("data-steps") == given
    hand.page.locator(".st-key-predict").get_by_role("radio", name="None").click()
    expect(roll(hand)).to_have_attribute("data-steps", str(8 * 8))
    expect(roll(hand).get_by_test_id("guess")).to_contain_text("None")
    assert roll(hand).get_attribute("data-heard") is None


def test_every_step_opens_to_what_it_was_drawn_by(read):
    hand = read("music")
    point(hand, 20)
    expect(hand.stage).to_have_attribute("data-selected", re.compile(re.escape(STEP)))
    cell = hand.stage.get_attribute("data-selected")
    symbol = NAMES[int(cell.removeprefix(STEP).rstrip("]"))]
    expect(hand.caption).to_contain_text(f"Step 21, {symbol}")
    own, *_ = hand.terms
    assert own / sum(hand.terms) == pytest.approx(hand.total, abs=1e-6)
    hand = read(f"music?cell={cell}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)


def test_on_a_phone_roll_keys_and_player_are_on_the_first_screen(visit):
    hand = visit("music", asked=True)
    hand.page.set_viewport_size({"width": 390, "height": 844})
    hand.settles()
    for box in (roll(hand).bounding_box(), hand.page.get_by_test_id("piano").bounding_box()):
        assert box["y"] + box["height"] < 844
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    whites = hand.page.locator(".piano .white:visible").all()
    assert all(key.bounding_box()["width"] >= 24 for key in whites)
