"""The loop unrolled over a sentence: every state torch's, one set of weights, folded and played."""

import re

import pytest
import torch
from playwright.sync_api import expect
from torch import nn

from explainer.data.sentences import ids, words
from explainer.models.readers import trained

FOOD = "The food was good, not bad at all"


def alone(kind, text=FOOD, **changed):
    """Every state, (T, 12), and every share of good, (T,), by torch's own layer."""
    rows, layer, _, head = trained()[kind]
    copy = type(layer)(layer.input_size, layer.hidden_size, batch_first=True)
    copy.load_state_dict(layer.state_dict() | changed)
    with torch.no_grad():
        output, _ = copy(rows(torch.from_numpy(ids(words(text))).long())[None])
        return output[0], head(output[0]).softmax(1)[:, 1]


@pytest.mark.parametrize("kind", ["rnn", "gru", "lstm"])
def test_states_and_answers_are_those_of_torch(read, kind):
    states, good = alone(kind)
    hand = read(f"unroll?cell-kind={kind.upper()}&cell={kind}1.h[5,3]")
    assert hand.total == pytest.approx(float(states[5, 3]), abs=1e-5)
    hand.press("ArrowRight", "ArrowDown")
    hand.selected(f"{kind}1.h[6,4]")
    assert hand.total == pytest.approx(float(states[6, 4]), abs=1e-5)
    expect(hand.caption).to_contain_text("At “bad”, unit 5")
    hand.turn(f"unroll?cell-kind={kind.upper()}&cell=softmax1[8,1]")
    assert hand.total == pytest.approx(float(good[-1]), abs=1e-5)


def test_a_state_opens_to_its_four_parts(read):
    hand = read("unroll?cell=rnn1.h[5,3]")
    _, layer, *_ = trained()["rnn"]
    states, _ = alone("rnn")
    rows, *_ = trained()["rnn"]
    with torch.no_grad():
        x = rows(torch.tensor([int(ids(words(FOOD))[5])]))[0]
        parts = [layer.weight_ih_l0[3] @ x, layer.bias_ih_l0[3], layer.weight_hh_l0[3] @ states[4], layer.bias_hh_l0[3]]
    assert hand.terms == pytest.approx(torch.stack(parts).tolist(), abs=1e-5)
    assert float(torch.tensor(hand.terms).sum().tanh()) == pytest.approx(hand.total, abs=1e-6)


def test_one_weight_changes_every_column_in_the_hand_and_by_torch(visit):
    hand = visit("unroll?cell=softmax1[8,1]")
    number = hand.page.get_by_role("spinbutton", name="W_hh: times the state before, number 3")
    before = hand.total
    ring = hand.page.locator(".rings rect").first.bounding_box()
    box = number.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + 20, y)
    hand.page.mouse.move(x + 150, y)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    held = hand.total
    assert hand.page.locator(".rings rect").first.bounding_box() == ring, "rows stay where they are"
    hand.page.mouse.up()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    assert hand.total == pytest.approx(held, abs=1e-5)
    expect(hand.page.get_by_role("button", name="As it was: Weights of unit")).to_be_visible()
    weight = trained()["rnn"][1].weight_hh_l0.detach().clone()
    weight[0, 2] = round(float(weight[0, 2]) + 1.5, 4)
    _, good = alone("rnn", weight_hh_l0=weight)
    assert hand.total == pytest.approx(float(good[-1]), abs=1e-5)
    assert abs(hand.total - before) > 1e-4
    link = hand.link_has(cell="softmax1[8,1]", weights=f"weight_hh_l0[0,2]={weight[0, 2]:g}")
    hand.open(f"unroll?cell=softmax1[8,1]&weights={link['weights'][0]}")
    assert hand.total == pytest.approx(float(good[-1]), abs=1e-5)


def test_weights_stay_while_a_window_needs_more(read):
    hand = read("unroll")
    own = sum(w.numel() for w in nn.RNN(16, 12).parameters())
    for text in ("good", FOOD):
        line = hand.page.get_by_role("textbox", name="Sentence")
        line.fill(text)
        line.press("Enter")
        length = len(words(text))
        window = sum(w.numel() for w in nn.Linear(16 * length, 12).parameters())
        words_of = f"{length} words" if length > 1 else "1 word"
        note = hand.panel("input").locator(".note")
        expect(note).to_contain_text(
            f"same {own:,} weights in every column; a window of {words_of} into 12 units: {window:,},"
        )
        expect(hand.panel("input").locator(".column-word")).to_have_count(length)


def test_it_folds_into_one_cell_and_opens_again(read):
    hand = read("unroll")
    hand.choose("Form", "Folded")
    expect(hand.panel("input")).to_have_attribute("data-folded", "true")
    hand.link_has(form="Folded")
    hand.press("Home")
    expect(hand.caption).to_contain_text("At “the”")
    hand.choose("Form", "Unrolled")
    expect(hand.panel("input")).to_have_attribute("data-folded", "false")


def test_words_are_played_one_after_the_other(read):
    hand = read("unroll")
    chips = hand.panel("input").locator(".column-word")
    hand.page.get_by_role("button", name="Play").click()
    expect(hand.page.get_by_text("word 3 of 9")).to_be_visible()
    expect(chips.nth(7)).to_have_class(re.compile("to-come"))
    hand.page.get_by_role("button", name="Pause").click()
    hand.press("End")
    expect(chips.nth(8)).to_have_class(re.compile("now"))
    expect(hand.panel("input").locator(".to-come")).to_have_count(0)


def test_two_hundred_words_scroll_to_the_selected_one(read):
    text = " ".join(f"{FOOD}," for _ in range(30))
    hand = read(f"unroll?sentence={text}&cell=rnn1.h[180,3]")
    chips = hand.panel("input").locator(".column-word")
    expect(chips).to_have_count(200)
    states, _ = alone("rnn", text)
    assert hand.total == pytest.approx(float(states[180, 3]), abs=1e-5)
    body = hand.panel("input").locator(".body").bounding_box()
    at = chips.nth(180).bounding_box()
    assert body["x"] <= at["x"]
    assert at["x"] + at["width"] <= body["x"] + body["width"]
    for _ in range(3):
        hand.press("ArrowRight")
    hand.selected("rnn1.h[183,3]")
    scrolled = hand.panel("input").locator(".body")
    scrolled.evaluate("body => body.scrollTo(900, 0)")
    expect(chips.nth(9)).to_be_in_viewport()
    assert scrolled.evaluate("body => new Promise(done => requestAnimationFrame(() => done(body.scrollLeft)))") == 900
    hand.press("Home")
    hand.selected("rnn1.h[0,3]")
    assert chips.nth(0).bounding_box()["x"] >= body["x"]


@pytest.mark.parametrize("weights", ["weight_hh_l0[99,0]=1", "nonsense", "bias_ih_l0[0]=1e9"])
def test_a_weight_that_there_is_not_goes_unused(read, weights):
    hand = read(f"unroll?weights={weights}&cell=softmax1[8,1]")
    expect(hand.page.get_by_text("goes unused")).to_be_visible()
    hand.selected("softmax1[8,1]")
    assert hand.total == pytest.approx(float(alone("rnn")[1][-1]), abs=1e-5)


@pytest.mark.parametrize(
    "query", ["cell=rnn1.h[4,2]&weights=weight_hh_l0[3,5]=0.8", "cell-kind=LSTM&cell=lstm1.c[3,1]"]
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"unroll?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)
