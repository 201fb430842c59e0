"""How far back: a country to recall, the gradient on its way back, and which words the answer hangs on."""

import re
from copy import deepcopy

import pytest
import torch
from playwright.sync_api import expect
from torch.nn import functional

from explainer.data import far_countries
from explainer.data.sentences import ids, words
from explainer.models import remembering
from explainer.study.influence import influence

FAR = 16


def asked():
    """Word numbers (T,) of the sentence that the page opens with, and the label that is right."""
    found = words(far_countries.whole("france", FAR), far_countries.vocabulary())
    return torch.from_numpy(ids(found)).long(), far_countries.CLASSES.index("French")


def gradient_at(net, x, label, t):
    """The gradient at the state after word ``t``, by torch's layer begun anew there."""
    rows, layer, _, head = net
    _, state = layer(rows(x[: t + 1]).detach())
    h, *c = (s.detach() for s in (state if isinstance(state, tuple) else (state,)))
    h.requires_grad_()
    rest = rows(x[t + 1 :]).detach()
    last = layer(rest, (h, *c) if c else h)[0][-1] if len(rest) else h[0]
    return torch.autograd.grad(functional.cross_entropy(head(last)[None], torch.tensor([label])), h)[0][0]


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_the_answer_after_every_word_is_torchs(read, kind):
    hand = read(f"memory?memory-kind={kind.upper()}&cell=softmax1[{FAR},0]")
    x, label = asked()
    with torch.no_grad():
        share = remembering.trained()[kind](x[None]).softmax(1)[0]
    assert label == 0
    assert hand.total == pytest.approx(float(share[0]), abs=1e-5)


@pytest.mark.parametrize(("kind", "bias"), [("rnn", None), ("lstm", 3.0)])
def test_the_gradient_is_autograds_and_is_played_backwards(read, kind, bias):
    more = f"&forget-bias={bias:g}" if bias else ""
    hand = read(f"memory?memory-show=Gradient&memory-kind={kind.upper()}{more}&cell={kind}1.dh[9,4]")
    net, (x, label) = remembering.seeded(kind, 1, bias), asked()
    assert hand.total == pytest.approx(float(gradient_at(net, x, label, 9)[4]), rel=1e-4)
    assert sum(hand.terms) == pytest.approx(hand.total, rel=1e-6)
    hand.open(f"memory?memory-show=Gradient&memory-kind={kind.upper()}{more}&cell={kind}1.length[9]")
    assert hand.total == pytest.approx(float(gradient_at(net, x, label, 9).norm()), rel=1e-4)
    hand.page.get_by_role("button", name="Unpin").click()
    hand.press("Home")
    hand.selected(f"{kind}1.dh[{FAR},0]")
    hand.page.get_by_role("button", name="Step forward").click()
    hand.selected(f"{kind}1.dh[{FAR - 1},0]")
    hand.page.get_by_role("button", name="Play").click()
    expect(hand.page.get_by_text(f"word {FAR - 2} of {FAR + 1}")).to_be_visible()
    expect(hand.panel("input").locator(".column-word").nth(3)).to_have_class(re.compile("to-come"))


def test_words_are_marked_where_gradient_and_deletion_disagree(read):
    hand = read("memory?memory-show=Influence&memory-kind=GRU&cell=influence.deletion[0]")
    x, label = asked()
    net = deepcopy(remembering.trained()["gru"]).double()
    odds, without = (net(of[None])[0] for of in (x, x[1:]))
    fallen = (odds[0] - odds[1:].logsumexp(0)) - (without[0] - without[1:].logsumexp(0))
    assert label == 0
    assert hand.total == pytest.approx(fallen.item(), rel=1e-4)
    said = far_countries.CLASSES[int(without.argmax())]
    expect(hand.page.get_by_text(f"Without “france” it says {said}")).to_be_visible()
    apart = influence(remembering.trained()["gru"], x.numpy(), label).apart
    chips = hand.panel("input").locator(".column-word")
    marked = [k for k in range(len(x)) if "marked" in chips.nth(k).get_attribute("class")]
    assert tuple(marked) == apart
    expect(hand.page.get_by_text(f"{len(apart)} of {len(x)} words")).to_be_visible()


def test_the_dial_moves_the_country_and_a_sentence_of_ones_own_moves_the_dial(read):
    hand = read("memory")
    dial = hand.page.get_by_role("slider", name="Words since the country")
    dial.press("ArrowRight")
    expect(hand.panel("input").locator(".column-word")).to_have_count(FAR + 2)
    line = hand.page.get_by_role("textbox", name="Sentence")
    expect(line).to_have_value(far_countries.whole("france", FAR + 1))
    line.fill("Japan is where I grew up. I speak fluent")
    line.press("Enter")
    expect(dial).to_have_value("9")
    expect(hand.panel("input").locator(".column-word").first).to_have_text("japan")


def test_a_country_that_is_brought_along_is_asked_for(visit):
    hand = visit("sequences?sentence=I+grew+up+in+Spain.+I+speak+fluent")
    for _ in range(4):
        hand.go_on()
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("How far back")
    expect(hand.panel("input").locator(".column-word")).to_have_text(
        ["i", "grew", "up", "in", "spain", ".", "i", "speak", "fluent"]
    )
    expect(hand.page.get_by_role("slider", name="Words since the country")).to_have_value("4")


@pytest.mark.parametrize("text", ["The food was good", " ", "<b>🙂</b> שלום", "word " * 5_000])
def test_a_sentence_without_a_country_is_answered(read, text):
    hand = read("memory")
    line = hand.page.get_by_role("textbox", name="Sentence")
    line.fill(text)
    line.press("Enter")
    expect(hand.page.get_by_text("There is no country with words around it")).to_be_visible()
    expect(hand.panel("input").locator(".column-word").first).to_have_text("france")
    assert hand.errors == []


def test_all_four_are_trained_here_at_one_distance(read):
    hand = read("memory?distance=5")
    hand.page.get_by_role("button", name="Train all four here, at 5").click()
    told = hand.page.get_by_text(
        re.compile(r"Trained here at 5 words, seed 1: RNN \d+%, GRU \d+%, LSTM \d+%, LSTM, forget bias 1 \d+%")
    )
    expect(told).to_be_visible(timeout=60_000)
    *_, last = remembering.at_one_distance("rnn", 5, remembering.SETTINGS)
    expect(told).to_contain_text(f"RNN {last.accuracy:.0%}")
    expect(hand.page.get_by_text("RNN, here")).to_be_visible()


@pytest.mark.parametrize(
    "query",
    [
        "memory-kind=RNN&cell=rnn1.h[4,7]",
        "memory-show=Gradient&memory-kind=LSTM&forget-bias=2&cell=lstm1.dh[6,1]",
        "memory-show=Influence&cell=influence.gradient[2]",
    ],
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"memory?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, rel=1e-4)
