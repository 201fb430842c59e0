"""Three ideas on a sentence of one's own: the window, the bag, the loop."""

import re

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from explainer import trace
from explainer.data.countries import CLASSES, vocabulary
from explainer.data.sentences import ids, words
from explainer.models.languages import trained
from explainer.models.store import figures
from explainer.views.figures import percent

FRANCE = "France is where I grew up, but now I live in Boston. I speak fluent"


def alone(key, text=FRANCE):
    """The shares of the languages by torch alone."""
    x = torch.from_numpy(ids(words(text, vocabulary())))[None].long()
    with torch.no_grad():
        return trained(key)(x).softmax(1)[0]


def best(hand):
    return hand.panel("softmax1").locator(".best .name").inner_text()


def seen(hand):
    return hand.panel("input").locator(".row-cell.marked span").all_inner_texts()


@pytest.mark.parametrize("n", [1, 3, 16, 17, 20])
def test_the_window_sees_its_last_words_and_answers_by_them(read, n):
    hand = read(f"sequences?window-of={n}")
    every = [w.read for w in words(FRANCE, vocabulary())]
    assert seen(hand) == every[-n:]
    shares = alone(f"window{n}")
    assert best(hand) == CLASSES[int(shares.argmax())]
    assert hand.total == pytest.approx(float(shares.max()), abs=1e-5)
    weights = sum(w.numel() for w in trained(f"window{n}").parameters())
    expect(hand.panel("window1")).to_contain_text(f"{weights:,} weights")


def test_france_comes_into_view_when_the_window_is_dragged(read):
    hand = read("sequences?window-of=16")
    slider = hand.page.get_by_role("slider", name="The last n words")
    assert "france" not in seen(hand)
    slider.press("ArrowRight")
    expect(hand.panel("input").locator(".row-cell.marked")).to_have_count(17)
    expect(hand.panel("softmax1").locator(".best .name")).to_have_text("French")
    hand.link_has(**{"window-of": "17"})


def test_the_bag_counts_every_word(read):
    hand = read("sequences?idea=Bag")
    counts = hand.panel("counts1").locator(".row-cell")
    expect(counts.filter(has_text=re.compile(r"^i\s*3$"))).to_have_count(1)
    shares = alone("bag")
    assert hand.total == pytest.approx(float(shares.max()), abs=1e-5)


def test_the_loop_carries_a_state(read):
    hand = read("sequences?idea=Loop&cell=gru1.h[5,7]")
    t = trace(nn.Sequential(*trained("loop")), ids(words(FRANCE, vocabulary())))
    assert hand.total == pytest.approx(float(t.tensors["gru1.h"][5, 7]), abs=1e-5)
    expect(hand.caption).to_contain_text("Candidate and old state mix")
    expect(hand.panel("gru1.h")).to_contain_text("used 17 times")


def test_another_idea_begins_anew(read):
    hand = read("sequences?cell=window1[1,6]")
    for name, tensor in (("Loop", "gru1.h"), ("Bag", "counts1")):
        hand.choose("Idea", name)
        expect(hand.panel(tensor)).to_be_visible()
        expect(hand.stage).to_have_attribute("data-selected", re.compile(r"^softmax1\["))
    hand.choose("Idea", "Window")
    hand.selected("window1[1,6]")
    assert hand.errors == []


def test_each_word_says_what_was_done_to_it(read):
    hand = read("sequences?sentence=This+morning+I+took+my+cat,+Boston!")
    chips = hand.panel("input").locator(".row-cell span")
    expect(chips).to_have_count(8)
    chips.nth(0).hover()
    expect(hand.caption).to_contain_text("“This” is read as “this”, which no network here knows")
    chips.nth(7).hover()
    expect(hand.caption).to_contain_text("“Boston” is read as “boston”, number")
    expect(hand.panel("input").locator(".unknown")).to_have_count(5)
    expect(hand.page.get_by_text("Words that no network here knows are outlined")).to_be_visible()


def test_the_table_fills_in_as_the_ideas_are_tried(visit):
    hand = visit("sequences")
    expect(hand.page.get_by_role("row", name=re.compile("^Window of 3"))).to_contain_text("11 % right")
    expect(hand.page.get_by_role("row", name=re.compile("^Loop"))).to_contain_text("try it")
    hand.choose("Idea", "Loop")
    low = min(figures("languages")["share right"]["loop"])
    expect(hand.page.get_by_role("row", name=re.compile("^Loop"))).to_contain_text(f"{percent(low)} right")
    expect(hand.page.get_by_role("row", name=re.compile("^Bag"))).to_contain_text("try it")


@pytest.mark.parametrize("text", [" ", "good", "word " * 10_000, "🙂 <img src=x onerror=alert(1)>", "אני גר בלונדון"])
def test_strange_sentences_are_answered(read, text):
    hand = read("sequences?idea=Loop")
    line = hand.page.get_by_role("textbox", name="Sentence")
    line.fill(text)
    line.press("Enter")
    if not text.strip():
        expect(hand.page.get_by_text("There are no words in it")).to_be_visible()
    elif len(text) > 100:
        expect(hand.page.get_by_text("A long text: its first 40 words and marks are read.")).to_be_visible()
    else:
        expect(hand.panel("input").locator(".row-cell")).to_have_count(len(words(text)))
    assert "Traceback" not in hand.page.locator("body").inner_text()
    assert hand.errors == []


@pytest.mark.parametrize(
    "query", ["window-of=5&cell=window1[2,3]", "idea=Loop&cell=gru1.z[4,4]", "idea=Bag&cell=softmax1[1]"]
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"sequences?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)
