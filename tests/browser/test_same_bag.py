"""The same-bag duel: counts that subtract to zero beside states that part."""

import itertools
import re

import numpy as np
import pytest
from playwright.sync_api import expect
from torch import nn

from explainer import trace
from explainer.data.pairs import PAIRS
from explainer.data.sentences import ids, words
from explainer.models.readers import trained
from explainer.study.answers import says_good

A, B = PAIRS[0][0][0], PAIRS[0][1][0]
LONG = 90_000


def all_eight(hand):
    """The table of all networks, unfolded."""
    table = hand.page.get_by_role("region", name="Eight networks")
    if not table.is_visible():
        hand.page.get_by_text("All eight networks").click()
    expect(table).to_be_visible()
    return table


def row(hand, name):
    return all_eight(hand).get_by_role("row", name=re.compile(f"^{name} [0-9]")).get_by_role("cell").all_inner_texts()


def cells(hand, tensor):
    return hand.panel(tensor).locator(".row-cell span").all_inner_texts()


def test_the_two_vectors_subtract_to_zero_cell_by_cell(read):
    hand = read("same-bag")
    assert cells(hand, "A.words") == ["the", "food", "was", "good", ",", "not", "bad", "at", "all"]
    assert cells(hand, "A.counts") == cells(hand, "B.counts") == ["1"] * 9
    assert cells(hand, "difference") == ["0"] * 9
    hand.panel("A.counts").locator(".row-cell span").nth(3).click()
    expect(hand.caption).to_have_text("Count A “bad”: It occurs once.")
    labels = [t.locator("small").first.inner_text() for t in hand.page.get_by_test_id("equation-term").all()]
    assert labels == [f"“{word}”" for word in cells(hand, "A.words")]
    assert (hand.total, sum(hand.terms)) == (1, 1)
    expect(hand.page.get_by_text("the same bag", exact=True)).to_be_visible()


def test_each_network_answers_as_it_does_by_itself(read):
    hand = read("same-bag")
    for name, key in (("RNN", "rnn"), ("1-D convolution", "conv"), ("Bag of word pairs", "pairs"), ("LSTM", "lstm")):
        shown = [float(c.rstrip("%")) / 100 for c in row(hand, name)[-2:]]
        expected = [says_good(trained()[key], ids(words(text))) for text in (A, B)]
        assert shown == pytest.approx(expected, abs=6e-4), name
    for name in ("Bag of words", "Bag, hidden layer"):
        assert row(hand, name)[-1] == row(hand, name)[-2]


def test_on_a_phone_the_table_is_scrolled_by_key(visit):
    hand = visit("same-bag", size="phone")
    table = all_eight(hand)
    assert len(table.get_by_role("rowheader").all()) == 8
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    table.focus()
    hand.page.keyboard.press("ArrowRight")
    expect(table).to_be_focused()
    hand.page.wait_for_function("() => document.activeElement.scrollLeft > 0")


@pytest.mark.parametrize("model", ["RNN", "GRU", "LSTM"])
def test_the_states_run_together_and_part_at_the_first_word_that_differs(read, model):
    hand = read(f"same-bag?model={model}&cell=B.state.h[4,7]")
    t = trace(nn.Sequential(*trained()[model.lower()]), ids(words(B)))
    assert hand.total == pytest.approx(float(t.tensors[f"{model.lower()}1.h"][4, 7]), abs=1e-5)
    expect(hand.page.get_by_test_id("paths")).to_contain_text("one up to here")
    fork = hand.page.locator(".paths .fork").bounding_box()
    third = hand.page.locator(".paths g.together circle").nth(2).bounding_box()
    assert fork["x"] + fork["width"] / 2 == pytest.approx(third["x"] + third["width"] / 2, abs=1)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_where_they_part_is_written_beside_it_and_over_no_word(visit, size):
    hand = visit("same-bag", size=size)
    for model, show in itertools.product(("RNN", "GRU", "LSTM"), ("Paths", "Plane")):
        hand.turn(f"same-bag?model={model}&bag-show={show}", asked=False)
        written_beside(hand, (model, show))


def written_beside(hand, what):
    fork = hand.page.locator(".paths .fork").bounding_box()
    said = hand.page.get_by_text("one up to here").bounding_box()
    middle = [said[at] + said[long] / 2 - fork[at] - fork[long] / 2 for at, long in (("x", "width"), ("y", "height"))]
    assert abs(middle[0]) < said["width"] / 2 + 90, what
    assert abs(middle[1]) < 90, what
    words = [word for word in hand.page.locator(".paths g text").all() if word.text_content()]
    assert words
    for word in words:
        box = word.bounding_box()
        apart = [
            box[at] + box[long] <= said[at] + 1 or said[at] + said[long] <= box[at] + 1
            for at, long in (("x", "width"), ("y", "height"))
        ]
        assert any(apart), (what, word.text_content())


def test_a_point_of_the_path_opens_to_its_24_products(read):
    hand = read("same-bag?model=RNN&cell=A.path[5]")
    states = trace(nn.Sequential(*trained()["rnn"]), ids(words(A))).tensors["rnn1.h"]
    others = trace(nn.Sequential(*trained()["rnn"]), ids(words(B))).tensors["rnn1.h"]
    every = np.concatenate([states, others])
    direction = np.linalg.svd(every - every.mean(0))[2][0]
    assert abs(hand.total) == pytest.approx(abs(float(states[5] @ direction)), abs=1e-4)
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-5)


def test_all_states_as_heat_maps(read):
    hand = read("same-bag?model=RNN&bag-show=All+states")
    for side in "AB":
        expect(hand.panel(f"{side}.state.h")).to_have_attribute("data-shape", "9,12")
    expect(hand.panel("B.state.h")).to_contain_text("after the last word that both share")
    hand.hover("A.state.h", 3, 6)
    hand.selected("A.state.h[3,6]")
    labels = [t.locator("small").first.inner_text() for t in hand.page.get_by_test_id("equation-term").all()]
    assert labels == ["input", "bias_ih", "state", "bias_hh"]
    assert np.tanh(sum(hand.terms)) == pytest.approx(hand.total, abs=1e-5)


def test_sentences_that_are_one_to_a_network_never_part(read):
    hand = read("same-bag?sentence=good&against=good")
    expect(hand.page.get_by_text("one up to here")).to_be_hidden()
    hand = read("same-bag?sentence=🍕&against=🍔")
    expect(hand.page.get_by_text("the same bag", exact=True)).to_be_visible()
    expect(hand.panel("A.words").locator(".row-cell.marked")).to_have_count(0)


def test_another_view_of_the_states_begins_anew(read):
    hand = read("same-bag")
    for show, tensor in (("All states", "A.state.h"), ("Plane", "A.counts"), ("Paths", "A.counts")):
        hand.choose("Show", show)
        expect(hand.panel(tensor)).to_be_visible()
        hand.press("ArrowRight")
        expect(hand.caption).not_to_be_empty()
    assert hand.errors == []


def test_a_pair_of_ones_own_with_words_that_nobody_knows(read):
    hand = read("same-bag")
    line = hand.page.get_by_role("textbox", name="A", exact=True)
    line.fill("My fabulous soup was <b>good</b> 🍕")
    line.press("Enter")
    expect(hand.page.get_by_text(re.compile("In A no model knows .*“fabulous”"))).to_be_visible()
    expect(hand.panel("A.words").locator(".row-cell.unknown")).not_to_have_count(0)
    assert cells(hand, "A.words")[:4] == ["my", "fabulous", "soup", "was"]
    expect(hand.page.get_by_text("Not the same bag")).to_be_visible()
    assert hand.errors == []


@pytest.mark.parametrize("text", ["", "   ", "good", "good " * 10_000, "كان الطعام جيدا"])
def test_strange_sentences_are_answered(read, text):
    hand = read("same-bag")
    line = hand.page.get_by_role("textbox", name="B", exact=True)
    line.fill(text)
    line.press("Enter")
    if not text.strip():
        expect(hand.page.get_by_text("Sentence B has no words")).to_be_visible()
    elif len(text) > 100:
        expect(hand.page.get_by_text("Sentence B is long; its first 24 words are read.")).to_be_visible()
    else:
        expect(hand.panel("B.words").locator(".row-cell")).to_have_count(len(words(text)))
    assert "Traceback" not in hand.page.locator("body").inner_text()


def test_two_words_are_exchanged_by_dragging(read):
    hand = read("same-bag")
    chips = hand.panel("B.words").locator(".row-cell span")
    from_, to = chips.nth(3).bounding_box(), chips.nth(6).bounding_box()
    hand.page.mouse.move(from_["x"] + 9, from_["y"] + 9)
    hand.page.mouse.down()
    hand.page.mouse.move(to["x"] + 9, to["y"] + 9, steps=5)
    hand.page.mouse.up()
    hand.link_has(against="The food was good , not bad at all")
    expect(chips.nth(3)).to_have_text("good")
    assert cells(hand, "B.words") == cells(hand, "A.words")


def test_prepared_pairs_are_measured(read):
    hand = read("same-bag")
    hand.unfold("Pairs").click()
    hand.page.get_by_text("The room was clean, never dirty / The room was dirty, never clean").click()
    hand.link_has(sentence="The room was clean, never dirty", against="The room was dirty, never clean")
    right = sum(
        all((says_good(trained()["rnn"], ids(words(text))) > 0.5) == bool(label) for text, label in pair)
        for pair in PAIRS
    )
    hand.page.keyboard.press("Escape")
    all_eight(hand)
    expect(hand.page.get_by_text(re.compile(rf"Of the ten prepared pairs .* RNN: {right};"))).to_be_visible()


def test_all_are_trained_in_view(read):
    hand = read("same-bag")
    hand.page.get_by_role("button", name="Train all eight here").click()
    expect(hand.page.get_by_role("button", name="Back to the networks that ship")).to_be_visible(timeout=LONG)
    assert "100\xa0% here" in row(hand, "GRU")
    assert row(hand, "Bag of words")[-1] == row(hand, "Bag of words")[-2]


def test_the_grammar_is_shown_with_counts_and_examples(read):
    hand = read("same-bag")
    hand.page.get_by_text("What they learned from").click()
    expect(hand.page.get_by_text("16 things, 16 good and 16 bad words, 28 shapes to learn from")).to_be_visible()
    expect(hand.page.get_by_text("never {bad} , the {thing} was {good} at all")).to_be_visible()


def test_the_torch_that_is_shown_gives_the_number_on_screen(read):
    hand = read("same-bag?cell=B.state.h[6,3]&model=LSTM")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)
