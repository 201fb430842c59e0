"""A sentence is typed and translated; threads, shares, scores and words are opened, played and walked."""

import re

import pytest
from playwright.sync_api import expect

from explainer.data.translation import numbers

SENTENCE = "english=my+friend+does+not+see+the+beautiful+bird"


def test_a_share_opens_to_its_scores_and_a_score_to_two_states(read):
    hand = read(f"translation?{SENTENCE}&cell=attention[2,3]")
    expect(hand.page.get_by_test_id("equation")).to_contain_text("score")
    expect(hand.page.get_by_test_id("equation-term")).to_have_count(9)
    assert 0 <= hand.total <= 1
    assert sum(hand.terms) > 0
    hand.press("Enter")
    hand.selected(re.compile(r"scores\[2,\d\]"))
    hand.page.get_by_test_id("equation-term").first.wait_for()
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-4)


def test_pointing_at_a_share_and_at_a_word_selects_them(read):
    hand = read(f"translation?{SENTENCE}&cell=attention[3,0]")
    panel = hand.panel("encoder.h")
    words = panel.locator(".column-word")
    box = words.nth(9).bounding_box()
    hand.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hand.selected(re.compile(r"next\[0,\d+\]"))
    expect(hand.panel("next")).to_contain_text(words.nth(9).inner_text())
    box = words.nth(4).bounding_box()
    hand.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    hand.selected("input[4]")
    expect(hand.caption).to_contain_text(f"Number {numbers('en')['see']}")


def test_keys_go_from_french_word_to_french_word_and_from_english_to_english(read):
    hand = read(f"translation?{SENTENCE}&cell=attention[2,3]")
    hand.press("ArrowRight")
    hand.selected("attention[3,3]")
    hand.press("ArrowDown")
    hand.selected("attention[3,4]")
    expect(hand.caption).to_contain_text("“see”")


def test_play_goes_through_state_look_and_word(read):
    hand = read(f"translation?{SENTENCE}&cell=decoder.h[1,5]")
    expect(hand.page.locator(".player")).to_contain_text(re.compile(r"word 2 of \d+ · state"))
    hand.page.get_by_role("button", name="Step forward").click()
    hand.selected(re.compile(r"attention\[1,\d\]"))
    hand.page.get_by_role("button", name="Step forward").click()
    hand.selected(re.compile(r"next\[1,\d+\]"))


def test_a_sentence_is_typed_and_what_is_unknown_is_marked(visit):
    hand = visit("translation")
    line = hand.page.get_by_role("textbox", name="English sentence", exact=True)
    line.fill("the dragon sees a small hat")
    line.press("Enter")
    hand.answered()
    expect(hand.panel("encoder.h").locator(".column-word.unknown")).to_have_text("dragon")
    expect(hand.page.get_by_text("“dragon”").first).to_be_visible()
    assert hand.errors == []


def test_without_attention_nothing_looks_and_the_last_state_is_all(visit):
    hand = visit(f"translation?{SENTENCE}")
    hand.choose("Attention", "Attention off")
    hand.answered()
    expect(hand.page.get_by_text("all that French gets of the sentence")).to_be_visible()
    expect(hand.panel("next")).to_contain_text("Attention on:")
    hand.choose("Search", "Beam 3")
    expect(hand.panel("next").locator(".kept li")).to_have_count(3)


def test_what_is_asked_is_answered_and_the_look_is_shown(visit):
    hand = visit("translation", asked=True)
    expect(hand.panel("encoder.h")).to_be_visible()
    hand.page.locator(".st-key-predict").get_by_role("radio").first.click()
    expect(hand.page.locator(".st-key-predict")).to_contain_text(re.compile("of its look"))
    hand.selected(re.compile(r"attention\[\d,\d\]"))
