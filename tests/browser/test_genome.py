"""Letters are changed by click and by key, and read live and by torch; cells open; a phone shows letters and answer together."""

import re

import pytest
import torch
from playwright.sync_api import expect

from explainer.data.genome import LETTERS, as_rows
from explainer.models.genome import trained
from explainer.views.genome import STRAND, prepared

LETTERS_NOW = prepared()[STRAND.start]


def shares(hand):
    """The percents of the three answers as they stand there."""
    texts = hand.panel("softmax1").locator(".percent").all_inner_texts()
    return [float(text.replace("\N{NO-BREAK SPACE}", " ").split(" ")[0]) for text in texts]


def torchs(letters, key="places"):
    with torch.no_grad():
        return (100 * trained(key)(torch.from_numpy(as_rows(letters))[None]).softmax(1)[0]).tolist()


def place(hand, j, row=None):
    """Where a letter stands, or a cell below it."""
    box = hand.page.get_by_test_id("strand").bounding_box()
    wide = (box["width"] - 112) / 60
    y = 25 if row is None else 38 + 14 * (row + 0.5)
    return box["x"] + 112 + (j + 0.5) * wide, box["y"] + y


def letters_of(hand):
    hand.page.wait_for_function("() => new URLSearchParams(location.search).has('letters')")
    return hand.page.evaluate("() => new URLSearchParams(location.search).get('letters')")


def changed(j, letter):
    return LETTERS_NOW[:j] + letter + LETTERS_NOW[j + 1 :]


def after(letter):
    return LETTERS[(LETTERS.index(letter) + 1) % 4]


@pytest.mark.parametrize(("j", "row"), [(31, None), (30, 1)])
def test_a_letter_is_changed_by_a_click_and_torch_says_what_the_browser_said(visit, j, row):
    hand = visit("genome")
    before = shares(hand)
    assert before == pytest.approx(torchs(LETTERS_NOW), abs=0.06)
    letters = changed(j, after(LETTERS_NOW[j]) if row is None else LETTERS[row])
    hand.page.mouse.click(*place(hand, j, row))
    expect(hand.stage).to_have_attribute("data-source", "browser")
    live = shares(hand)
    assert live == pytest.approx(torchs(letters), abs=0.06)
    assert live != before
    assert letters_of(hand) == letters
    hand.answered()
    assert shares(hand) == live
    expect(hand.page.get_by_role("textbox", name="Letters")).to_have_value(letters)
    assert hand.errors == []


def test_letters_are_typed(visit):
    hand = visit("genome")
    strand = hand.page.get_by_test_id("strand")
    strand.focus()
    for key in ("c", "u", "ArrowRight", "ArrowDown"):
        hand.page.keyboard.press(key)
    expected = LETTERS_NOW[:30] + "CT" + LETTERS_NOW[32] + after(LETTERS_NOW[33]) + LETTERS_NOW[34:]
    hand.page.wait_for_function("to => new URLSearchParams(location.search).get('letters') === to", arg=expected)
    hand.answered()
    assert shares(hand) == pytest.approx(torchs(expected), abs=0.06)


def test_written_letters_are_read_and_bad_ones_are_answered(visit):
    hand = visit("genome")
    line = hand.page.get_by_role("textbox", name="Letters")
    line.fill(">mine " + 6 * "acguacguac")
    line.press("Enter")
    expected = torchs(6 * "ACGTACGTAC")
    expect(hand.panel("softmax1").locator(".percent").last).to_contain_text(f"{expected[-1]:.1f}")
    assert shares(hand) == pytest.approx(expected, abs=0.06)
    line.fill("GATTACA <b>")
    line.press("Enter")
    expect(hand.page.locator(".said")).to_contain_text("is none of A, C, G and T")


@pytest.mark.parametrize("cell", ["relu1[6,28]", "linear1[0]"])
def test_a_cell_opens_and_its_torch_prints_it(read, cell):
    hand = read(f"genome?cell={cell}")
    expect(hand.page.get_by_test_id("equation-term").first).to_be_visible()
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-4)


def test_what_another_letter_would_do_is_told_where_it_would_stand(visit):
    hand = visit("genome")
    j = 31
    row = next(k for k, letter in enumerate(LETTERS) if letter != LETTERS_NOW[j])
    hand.page.mouse.move(*place(hand, j, row))
    hand.selected(f"whatif[{row},{j}]")
    expect(hand.caption).to_contain_text("lead over the next")


def test_a_kernel_slides_and_the_strongest_of_its_map_is_kept(read):
    hand = read("genome?genome-reader=Only+the+strongest&cell=strongest1[3]")
    values = hand.page.get_by_test_id("equation-total").first
    (t,) = [trained("strongest")[:3](torch.from_numpy(as_rows(LETTERS_NOW))[None])[0, 3].item()]
    assert float(values.get_attribute("data-value")) == pytest.approx(t, abs=1e-4)
    hand.page.get_by_role("button", name="Play", exact=True).click()
    expect(hand.stage).to_have_attribute("data-selected", re.compile(r"relu1\[\d,\d+\]"))


def test_on_a_phone_letters_and_answer_are_seen_together(visit):
    hand = visit("genome")
    hand.page.set_viewport_size({"width": 390, "height": 844})
    hand.settles()
    panel = hand.panel("input")
    expect(panel).to_contain_text("tap one: begins")
    box = panel.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    scrolled = "e => e.parentElement.scrollLeft"
    strand, maps = hand.page.get_by_test_id("strand"), hand.panel("relu1").locator("canvas")
    assert strand.evaluate(scrolled) == maps.evaluate(scrolled) > 0
