"""Gradients through time: autograd's, by another way, and every cell opens to what made it."""

from copy import deepcopy

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional

from explainer.core.steps import Python, Step
from explainer.data import far_countries
from explainer.models import remembering, store
from explainer.models.make.remembering import BACK, SEEDS, fade
from explainer.ops.backward import through_time
from explainer.study import influence

KINDS = {"rnn1": nn.RNN, "gru1": nn.GRU, "lstm1": nn.LSTM}


@st.composite
def networks(draw):
    torch.manual_seed(draw(st.integers(0, 10_000)))
    name = draw(st.sampled_from(list(KINDS)))
    relu = {"nonlinearity": "relu"} if name == "rnn1" and draw(st.booleans()) else {}
    layer = KINDS[name](3, draw(st.integers(1, 4)), batch_first=True, bias=True, **relu)
    rows, head = nn.Embedding(7, 3), nn.Linear(layer.hidden_size, 4)
    words = np.array(draw(st.lists(st.integers(0, 6), min_size=1, max_size=6)), dtype=np.float32)
    return name, rows, layer, head, words, draw(st.integers(0, 3))


def by_the_rest_of_the_sentence(rows, layer, head, words, label, t):
    """The gradient at the state after word ``t``: the layer begins there anew, from that state."""
    x = rows(torch.from_numpy(words).long()).detach()
    _, state = layer(x[: t + 1])
    state = tuple(s.detach() for s in state) if isinstance(state, tuple) else state.detach()
    h = (state[0] if isinstance(state, tuple) else state).requires_grad_()
    start = (h, state[1]) if isinstance(state, tuple) else h
    last = layer(x[t + 1 :], start)[0][-1] if t + 1 < len(x) else h[0]
    loss = functional.cross_entropy(head(last)[None], torch.tensor([label]))
    return torch.autograd.grad(loss, h)[0][0].numpy()


@settings(max_examples=60, deadline=None)
@given(networks(), st.data())
def test_gradients_are_autograds_and_open(drawn, data):
    name, *network = drawn
    rows, layer, head, words, label = network
    net = nn.ModuleList([rows, layer, nn.Identity(), head])
    t = through_time(Step(net, Python("net")), Step(words, Python("x")), label)
    for step in range(len(network[3])):
        expected = by_the_rest_of_the_sentence(*network, step)
        np.testing.assert_allclose(t.tensors[f"{name}.dh"][step], expected, rtol=1e-4, atol=1e-6)
    for cell in t.cells:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[cell].shape)
        opened = t.explain(cell, at)
        assert opened.total == pytest.approx(opened.value, rel=1e-4, abs=1e-6), cell


def log_odds(logits, label):
    """Of one answer against all others, by their exponentials."""
    others = logits[torch.arange(len(logits)) != label]
    return logits[label] - others.exp().sum().log()


@pytest.mark.parametrize("kind", remembering.KINDS)
def test_influence_is_the_gradient_and_the_log_odds_without_a_word(kind):
    net = deepcopy(remembering.trained(remembering.learned_at(kind, 20))).double()
    words, labels = remembering.examples(12, 20, 3)
    found = influence.influence(net, words[0].numpy(), int(labels[0]))
    odds = log_odds(net(words[:1])[0], int(labels[0]))
    for t in (0, 3, 9):
        shorter = net(torch.cat([words[:1, :t], words[:1, t + 1 :]], dim=1))[0]
        assert found.deletion[t] == pytest.approx((odds - log_odds(shorter, int(labels[0]))).item(), rel=1e-5, abs=1e-9)
        assert found.without[t] == int(shorter.argmax())
    order = {
        name: np.argsort(np.argsort(-np.abs(values)))
        for name, values in vars(found).items()
        if name in ("gradient", "deletion")
    }
    assert found.apart == tuple(np.flatnonzero(np.abs(order["gradient"] - order["deletion"]) >= len(words[0]) / 3))


def right(key, far):
    """What a network that ships gets right, so many words after the country."""
    x, labels = remembering.examples(far, remembering.TESTED, 1)
    with torch.no_grad():
        return (remembering.trained(key)(x).argmax(1) == labels).float().mean().item()


@pytest.mark.parametrize("kind", remembering.KINDS)
def test_the_networks_that_ship_remember_as_measured(kind):
    figures = store.figures("remembering")
    seeds = figures["about"]["seeds"]
    assert len(seeds) >= 5
    assert figures["about"]["settings"]["steps"] == remembering.SETTINGS.steps
    for far in (5, 20, 80):
        best = max(figures["growing"][kind][str(far)])
        assert right(remembering.learned_at(kind), far) == pytest.approx(best, abs=0.02)
    for far in remembering.SHOWN:
        shares = figures["afresh"][kind][str(far)]
        shown = shares[seeds.index(figures["shown"][kind][str(far)])]
        assert shown == sorted(shares)[len(shares) // 2], "neither the luckiest nor the unluckiest"
        assert right(remembering.learned_at(kind, far), far) == pytest.approx(shown, abs=0.01)


def test_the_fade_is_measured_again():
    faded = store.figures("remembering")["faded"]
    for kind, bias, letter, key in (
        ("rnn", None, "h", "RNN"),
        ("lstm", 1.0, "h", "LSTM, forget bias 1"),
        ("lstm", 3.0, "c", "LSTM, forget bias 3"),
    ):
        assert fade(kind, bias, SEEDS[0], letter) == pytest.approx(faded[letter][key][0], rel=1e-3)
    assert store.figures("remembering")["about"]["faded over"] == BACK
    assert max(faded["h"]["RNN"]) < min(faded["h"]["LSTM, forget bias 1"])
    for key, at_c in faded["c"].items():
        assert min(at_c) > max(faded["h"][key]), "what the forget gate hands back fades less"


def test_a_run_at_one_distance_repeats_and_is_the_one_that_was_measured():
    reports = list(remembering.at_one_distance("rnn", 5, remembering.SETTINGS))
    assert reports[-1].accuracy == pytest.approx(store.figures("remembering")["afresh"]["rnn"]["5"][0], abs=0.01)


def test_a_sentence_has_its_country_as_far_back_as_asked():
    for far in (4, 5, 17, 80):
        found = far_countries.at_distance(far, 30)
        for text, label in zip(found.texts, found.labels, strict=True):
            first, *rest = text.split()
            assert far_countries.LANGUAGES[first] == far_countries.CLASSES[label]
            assert len(rest) == far
            assert not set(rest) & set(far_countries.LANGUAGES)
            assert set(rest) <= set(far_countries.vocabulary())
