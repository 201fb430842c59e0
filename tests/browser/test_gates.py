"""Every gate of an LSTM and a GRU over a sentence: torch's numbers, held by hand, in three notations."""

import re

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.data.sentences import ids, words
from explainer.models.readers import trained

FOOD = "The food was good, not bad at all"


def lstm_by_hand(forget=None):
    """Gates, states and the share of good after each word, in numpy from the weights; ``forget`` holds that gate."""
    net = trained()["lstm"]
    x = net[0].weight.detach().numpy()[ids(words(FOOD)).astype(int)]
    w_ih, w_hh, b_ih, b_hh = (w.detach().numpy() for w in net[1].parameters())
    head, bias = (w.detach().numpy() for w in net[3].parameters())
    h, c, found = np.zeros(12), np.zeros(12), []
    for word in x:
        i, f, g, o = np.split(w_ih @ word + b_ih + w_hh @ h + b_hh, 4)
        i, f, o, g = *(1 / (1 + np.exp(-v)) for v in (i, f, o)), np.tanh(g)
        f = np.full(12, forget) if forget is not None else f
        c = f * c + i * g
        h = o * np.tanh(c)
        good = torch.from_numpy(head @ h + bias).softmax(0)[1].item()
        found.append({"i": i, "f": f, "g": g, "o": o, "c": c, "h": h, "good": good})
    return found


@pytest.mark.parametrize("letter", "ifgoch")
def test_each_row_has_the_numbers_of_the_gate(read, letter):
    hand = read(f"gates?cell=lstm1.{letter}[5,4]")
    assert hand.total == pytest.approx(float(lstm_by_hand()[5][letter][4]), abs=1e-5)
    expect(hand.caption).to_contain_text("At “not”, unit 5")
    if letter == "c":
        assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-9)
        for name in ("forget f", "state before", "store i", "candidate g"):
            expect(hand.page.get_by_test_id("equation")).to_contain_text(name)


def test_a_held_gate_changes_state_and_answer_beside_the_untouched(read):
    hand = read("gates")
    hand.unfold("Hold a gate").click()
    hand.choose("Hold a gate", "forget f")
    hand.choose("at", "0")
    expect(hand.panel("input")).to_contain_text("f is held at 0 % for all units at every word")
    hand.page.keyboard.press("Escape")
    hand.link_has(hold="forget f", **{"held-at": "0"})
    held, free = lstm_by_hand(0.0), lstm_by_hand()
    for cell, value in (
        ("lstm1.f[4,2]", 0.0),
        ("lstm1.c[8,3]", held[8]["c"][3]),
        ("lstm0.c[8,3]", free[8]["c"][3]),
        ("lstm_softmax1[8,1]", held[8]["good"]),
        ("lstm_softmax0[8,1]", free[8]["good"]),
    ):
        hand.open(f"gates?hold=forget+f&held-at=0&cell={cell}")
        assert hand.total == pytest.approx(float(value), abs=1e-5), cell


def test_one_unit_at_one_word_is_held(read):
    hand = read("gates?hold=forget+f&held-at=100&held-unit=3&held-word=6&cell=lstm1.f[5,2]")
    assert hand.total == 1
    expect(hand.panel("input")).to_contain_text("f is held at 100 % for unit 3 at “not”")
    hand.press("ArrowDown")
    hand.selected("lstm1.f[5,3]")
    assert hand.total == pytest.approx(float(lstm_by_hand()[5]["f"][3]), abs=1e-5)


def test_the_pinned_gate_is_held(read):
    hand = read("gates?cell=lstm1.o[6,2]&held-at=0")
    hand.unfold("Hold a gate").click()
    hand.page.get_by_role("button", name="Hold the pinned cell").click()
    expect(hand.panel("input")).to_contain_text("o is held at 0 % for unit 3 at “bad”")
    assert hand.total == 0


def test_the_way_back_ends_at_the_words_numbers(read):
    hand = read("gates?cell=lstm_embedding1[5,4]")
    weight = trained()["lstm"][0].weight[int(ids(words(FOOD))[5]), 4]
    assert hand.total == pytest.approx(weight.item(), abs=1e-6)
    hand.open("gates?cell=lstm1.g[5,4]")
    hand.page.get_by_test_id("equation-term").first.click()
    hand.page.locator(".inner .terms").last.get_by_role("button").first.click()
    hand.selected("lstm_embedding1[5,0]")


def test_the_four_steps_are_played_and_named(read):
    hand = read("gates?cell=lstm1.c[3,4]")
    hand.press("Home")
    for name, cell in (("forget", "f"), ("store", "g"), ("update", "c"), ("output", "h")):
        expect(hand.page.get_by_text(f"word 1 of 9 · {name}")).to_be_visible()
        hand.selected(f"lstm1.{cell}[0,4]")
        hand.page.get_by_role("button", name="Step forward").click()
    hand.selected("lstm1.f[1,4]")


def test_the_textbooks_z_is_one_less_torchs(read):
    hand = read("gates?network=GRU&cell=gru1.z[5,4]")
    own = hand.total
    hand.choose("Notation", "Textbook")
    expect(hand.page.get_by_text("The usual figure of a GRU has z the other way round")).to_be_visible()
    hand.open("gates?network=Both&notation=Textbook&cell=gru1.z_textbook[5,4]")
    assert hand.total == pytest.approx(1 - own, abs=1e-6)
    assert float(hand.torch_prints("z")[-1]) == pytest.approx(hand.total, abs=1e-5)


def test_nameable_units_lead_to_their_cells(read):
    hand = read("gates")
    expect(hand.page.get_by_role("heading", name="What do the LSTM’s units go with?")).to_be_visible()
    expect(
        hand.page.get_by_text(
            re.compile(r"correlation [+−]0\.\d\d: (they rise together|one falls where the other rises)")
        )
    ).to_have_count(6)
    card = hand.page.get_by_test_id("stColumn").filter(has_text="the word before was a negation").last
    card.get_by_role("button", name=re.compile("^Show ., unit")).click()
    after_not = ["The", "food", "was", "good", ",", "not", "bad", "at", "all"].index("not") + 1
    expect(hand.stage).to_have_attribute("data-selected", re.compile(rf"^lstm1\.[ifgoch]\[{after_not},\d+\]$"))


@pytest.mark.parametrize(
    "query", ["cell=lstm1.g[3,2]", "hold=output+o&held-at=50&cell=lstm1.h[7,1]", "network=Both&cell=gru_softmax1[8,1]"]
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"gates?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)
