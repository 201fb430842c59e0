"""The novels, the network that says which word comes next, its rival and the keys they save: against torch, against counts made
all at once, and against the figures that ship."""

import numpy as np
import pytest
import torch
from torch import nn

from explainer.core.steps import Python, Step
from explainer.data.novels import BEGIN, MARKS, SIZE, novels, plain, together, words
from explainer.models import counter
from explainer.models.next_word import LENGTH, WriterRecipe, pieces, trained, weights_of
from explainer.models.ngrams import counted
from explainer.models.store import figures
from explainer.models.temperature import Tempered
from explainer.ops.going_on import GoingOn
from explainer.study.keys import keys, letters_needed, offered, suggestions, typed_out
from explainer.study.next_word import by_counts, by_network, measured
from explainer.views import next_word
from explainer.views.next_word import Shown, finished

FOUND = "next-word"
A_FEW = 60


def state(text, temperature=1.0):
    done, letters = finished(text)
    return Shown(text, tuple(words(done)), letters, temperature, None)


def by_hand(text, temperature=1.0):
    """The shares (V,) after a text by torch's GRU and the weights that ship."""
    w = trained().state_dict()
    loop = nn.GRU(64, 128, batch_first=True)
    loop.load_state_dict({name.removeprefix("1."): own for name, own in w.items() if name.startswith("1.")})
    rows = w["0.weight"][torch.tensor([BEGIN, *(word.number for word in words(text))])]
    with torch.no_grad():
        fits = w["2.weight"] @ loop(rows[None])[1][0, 0] + w["2.bias"]
        return ((w["0.weight"] @ fits + w["3.bias"]) / temperature).softmax(0).numpy()


@pytest.mark.parametrize(
    ("text", "heat"), [("", 1.0), ("she was ", 0.5), ("it is a truth universally zorbed, that ", 1.7)]
)
def test_the_shares_are_torchs_and_every_tensor_opens(text, heat):
    t = next_word.traced(state(text, heat))
    np.testing.assert_allclose(t.tensors["softmax1"][0], by_hand(text, heat), atol=1e-6)
    rng = np.random.default_rng(0)
    for name in t.cells:
        for _ in range(2):
            at = tuple(int(rng.integers(n)) for n in t.tensors[name].shape)
            assert t.explain(name, at).total == pytest.approx(float(t.tensors[name][at]), abs=2e-5), (name, at)
    assert "linear2.weight" not in t.weights


def test_a_loop_that_goes_on_says_what_the_whole_loop_says():
    torch.manual_seed(0)
    loop, x = nn.GRU(5, 7, batch_first=True), torch.rand(6, 5)
    with torch.no_grad():
        output, before = loop(x[None])[0][0], loop(x[None, :-1])[1][0]
    from explainer.core.chain import record

    t = record([Step(GoingOn(loop, before, "before"), Python("net"))], Step(x[-1:], Python("x")))
    np.testing.assert_allclose(t.tensors["gru1.h"][0], output[-1].numpy(), atol=1e-6)


def test_what_ships_is_in_half_precision_and_its_rows_are_used_twice():
    net = trained()
    assert net[0].weight is net[3].weight
    assert all(torch.equal(w, w.half().float()) for w in net.parameters())
    assert sum(p.numel() for p in net.parameters()) == weights_of() == figures(FOUND)["about"]["weights"]


def test_a_text_is_read_in_lower_case_with_its_marks():
    assert plain("“Mr. Darcy,” said she -- ‘well-bred’!") == [
        "mr", "darcy", ",", "said", "she", "—", "well", "-", "bred", "!",
    ]  # fmt: skip
    assert together("She was", [",", "well", "-", "bred", "."]) == "She was, well-bred."
    assert finished("it is Un") == ("it is ", "un")
    assert [word.number for word in words("zorbed")] == [1]


def test_the_parts_are_chapters_of_their_own_and_begin_with_a_beginning():
    parts = [novels().part(of) for of in ("learn", "tune", "held out")]
    about = figures(FOUND)["about"]
    for part, name in zip(parts, ("learned from", "tuned by", "held out"), strict=True):
        assert sum(len(p.numbers) - 1 for p in part) == about[name]
        assert all(p.numbers[0] == BEGIN and BEGIN not in p.numbers[1:] for p in part)
    x, following = pieces(parts[1])
    assert x.shape[1] == LENGTH
    assert torch.equal(x.flatten()[1:], following.flatten()[:-1])


def test_the_counter_counts_what_all_counts_together_say():
    found = figures(FOUND)["counter"]
    assert (found["order"], found["kinds"]) == (counter.ORDER, True)
    every = counted(counter.sequences(novels().part("learn")), counter.ORDER, SIZE, found["discount"], kinds=True)
    for p in novels().part("held out")[:12]:
        begun = counter.begun(p.numbers.tolist())
        for t in range(2, min(len(begun), 14)):
            whole = every.shares(begun[t - 2 : t])
            np.testing.assert_allclose(counter.near(begun[t - 2 : t]).shares(begun[t - 2 : t]), whole, rtol=1e-12)
            np.testing.assert_allclose(counter.shares(*begun[t - 2 : t]), whole, atol=1e-6)


def test_letters_needed_are_found_by_typing_them():
    shares = np.random.default_rng(1).random(SIZE)
    shares[5:9] = shares[5]
    vocabulary = novels().vocabulary
    for k in range(2, 160):
        typed = next((n for n in range(len(vocabulary[k])) if k in suggestions(shares, vocabulary[k][:n])), None)
        assert letters_needed(shares, k) == (typed if offered()[k] else None)
        size = len(vocabulary[k])
        full = 1 if vocabulary[k] in MARKS else size + 1
        assert typed_out(k, size) == full
        assert keys(shares, k, size) == (full if typed is None or not offered()[k] else typed + 1)


def test_what_was_measured_is_measured_again():
    found, part = figures(FOUND), novels().part("held out")
    mine = measured(by_network(trained()), part)
    own = found["network"]["held out"]
    assert mine.perplexity == pytest.approx(own["perplexity"][0], rel=0.002)
    assert mine.first == pytest.approx(own["first guess right"][0], abs=0.002)
    assert mine.saved == pytest.approx(own["keys saved"][0], abs=0.002)


def test_on_the_same_paragraphs_the_counter_by_one_context_is_the_counter_by_all():
    found, part = figures(FOUND)["counter"], novels().part("held out")[:A_FEW]
    every = counted(counter.sequences(novels().part("learn")), counter.ORDER, SIZE, found["discount"], kinds=True)

    def one_by_one(p):
        begun = counter.begun(p.numbers.tolist())
        for t in range(2, len(begun)):
            yield counter.shares(*begun[t - 2 : t])

    a, b = measured(by_counts(every), part), measured(one_by_one, part)
    assert a.perplexity == pytest.approx(b.perplexity, rel=1e-4)
    assert a.saved == pytest.approx(b.saved, abs=1e-3)


def test_the_rivals_are_those_that_did_best_on_other_chapters():
    found = figures(FOUND)
    tried = found["counters tried"]
    assert min(one[3] for one in tried) == found["counter"]["perplexity"]
    assert len({one[0] for one in tried}) > 2
    assert found["rivals"]["commonest"]["held out"]["keys saved"] < found["rivals"]["counter"]["held out"]["keys saved"]


def test_the_pairs_end_alike_and_the_network_offers_others():
    for a, b in next_word.pairs():
        assert [w.read for w in words(a)][-2:] == [w.read for w in words(b)][-2:]
        assert all(word.known for word in (*words(a), *words(b)))
        assert not set(suggestions(by_hand(a))) & set(suggestions(by_hand(b)))
        assert next_word.twin(f"{a} ") == b


def test_a_run_is_the_same_again_and_learns():
    one, other = (list(WriterRecipe(3, 12).run()) for _ in range(2))
    assert [p.loss for p in one] == [p.loss for p in other]
    assert one[-1].loss < one[0].loss
    assert Tempered(0.5)(torch.ones(2)).tolist() == [2, 2]
