"""Typing on the stage: each key changes what is offered, the browser reads a finished word as torch does, keys are counted."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.data.novels import BEGIN, novels, plain, words
from explainer.models import counter
from explainer.models.next_word import trained
from explainer.study.keys import keys, suggestions, typed_out


def shares(text):
    """What network and counter say after a text."""
    numbers = [BEGIN, *(word.number for word in words(text))]
    by_network = trained().logits(np.array(numbers))[-1].softmax(0).numpy()
    return by_network, counter.shares(*counter.begun(numbers)[-2:])


def named(numbers):
    found = [novels().vocabulary[k] for k in numbers]
    return found + ["–"] * (3 - len(found))


def offered(hand, who):
    return hand.page.locator(f".offer.{who} .word")


def line(hand):
    return hand.page.get_by_role("textbox", name="Your text")


def type_on(hand, text):
    line(hand).press("End")
    line(hand).press_sequentially(text)


@pytest.fixture
def begun(visit):
    return visit("next-word?typed=she+was+")


def test_each_letter_keeps_the_words_that_begin_so(begun):
    for k in range(4):
        for who, own in zip(("solid", "hollow"), shares("she was"), strict=True):
            expect(offered(begun, who)).to_have_text(named(suggestions(own, "ver"[:k])))
        type_on(begun, "ver"[k : k + 1])
    begun.link_has(typed="she was ver")


def test_a_finished_word_is_read_by_the_browser_and_torch_says_the_same(begun):
    type_on(begun, "never ")
    expect(line(begun)).to_have_value("she was never ")
    own, rival = shares("she was never")
    expect(offered(begun, "solid")).to_have_text(named(suggestions(own)))
    begun.answered()
    expect(offered(begun, "hollow")).to_have_text(named(suggestions(rival)))
    expect(begun.panel("softmax1")).to_contain_text("After “never”")
    assert float(begun.stage.get_attribute("data-paint-ms")) > 0


def test_what_is_taken_is_written_and_the_keys_are_counted(begun):
    first = named(suggestions(shares("she was")[0]))[0]
    offered(begun, "solid").first.click()
    expect(line(begun)).to_have_value(f"she was {first} ")
    begun.answered()
    full, helped, text = 0, [0, 0], ""
    for word in words(f"she was {first}"):
        full += typed_out(word.number, len(word.read))
        for n, own in enumerate(shares(text)):
            helped[n] += keys(own, word.number, len(word.read))
        text += f"{word.read} "
    for who, spent in zip(("solid", "hollow"), helped, strict=True):
        expect(begun.page.locator(f".offer.{who} .keys-told")).to_contain_text(f"{spent} of {full} keys")


def test_the_keyboard_on_the_stage_types_and_takes_back(begun):
    for key in ("q", "u"):
        begun.page.locator(".keyboard").get_by_role("button", name=key, exact=True).click()
    expect(line(begun)).to_have_value("she was qu")
    for _ in range(3):
        begun.page.get_by_role("button", name="Backspace").click()
    begun.page.get_by_role("button", name="Backspace").click()
    begun.answered()
    expect(line(begun)).to_have_value("she wa")
    expect(begun.panel("softmax1")).to_contain_text("After “she”")
    assert begun.errors == []


def test_a_mark_closes_up_and_is_read_here(begun):
    begun.page.locator(".keyboard").get_by_role("button", name="Comma").click()
    expect(line(begun)).to_have_value("she was, ")
    begun.answered()
    expect(begun.panel("softmax1")).to_contain_text("After “,”")
    expect(offered(begun, "solid")).to_have_text(named(suggestions(shares("she was,")[0])))


def test_what_the_browser_takes_for_words_is_what_is_read(modules):
    texts = ["She was, very well-bred!", "don't go; he's", "it is 3", "mr. darcy", "yes -- no", "'tis so", "a.b"]
    found = modules.evaluate(
        """async texts => {
            const { added } = await import("/stage/input/typing.js");
            return texts.map(text => added("", `${text} `));
        }""",
        texts,
    )
    for text, own in zip(texts, found, strict=True):
        assert own in (None, plain(text)), text
    assert sum(own is None for own in found) < 5


def test_the_temperature_bends_the_shares_in_the_hand_and_torch_says_the_same(begun):
    percent = begun.panel("softmax1").locator(".likely-row .percent").first
    before = percent.inner_text()
    begun.page.get_by_role("slider", name="Temperature").fill("0.5")
    expect(percent).not_to_have_text(before)
    begun.answered()
    begun.link_has(typed="she was ", temperature="0.5")
    cold = torch.from_numpy(shares("she was")[0]).log().div(0.5).softmax(0).max()
    assert float(re.sub(r"[^\d.]", "", percent.inner_text())) == pytest.approx(100 * float(cold), abs=0.1)
    expect(offered(begun, "solid")).to_have_text(named(suggestions(shares("she was")[0])))


def test_a_logit_opens_to_the_state_and_the_row_that_is_looked_up(read):
    hand = read("next-word?typed=she+was+&cell=linear2[0,30]")
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-4)
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-4)


def test_the_counters_share_opens_to_what_it_counted(read):
    hand = read("next-word?typed=she+was+&cell=counter[0,30]")
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-6)
    expect(hand.caption).to_contain_text("counted")


def test_a_word_that_nobody_knows_is_said(visit):
    hand = visit("next-word?typed=she+was+zorbed+")
    expect(hand.page.locator(".said")).to_contain_text("zorbed")
    type_on(hand, "xq")
    expect(offered(hand, "solid")).to_have_text(["–", "–", "–"])


def test_when_it_is_answered_the_words_before_change_and_the_counter_stays(visit):
    hand = visit("next-word", asked=True)
    before = {who: offered(hand, who).all_inner_texts() for who in ("solid", "hollow")}
    hand.page.locator(".st-key-predict").get_by_role("radio", name="The counter’s", exact=True).click()
    expect(hand.page.locator(".st-key-predict")).to_contain_text("Right: the counter’s stay")
    expect(offered(hand, "solid").first).not_to_have_text(before["solid"][0])
    expect(offered(hand, "hollow")).to_have_text(before["hollow"])
    expect(hand.panel("input")).to_contain_text("After “…")
