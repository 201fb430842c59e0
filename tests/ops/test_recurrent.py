"""Recurrent layers opened: every state is torch's, every cell's arithmetic gives it, by torch's names and order."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import ShapeError, UnsupportedLayer, trace
from explainer.data.sentences import ids
from explainer.models.readers import trained
from explainer.ops.recurrent import Held
from explainer.study.units import corpus, correlations, nameable, table
from tests.layers import foresees, onward, readers, recurrent


def one(x, layer):
    """The sentence without the batch, wherever that stands."""
    return x if x.ndim == 2 else x[0] if layer.batch_first else x[:, 0]


@settings(max_examples=80, deadline=None)
@given(recurrent(), st.data())
def test_states_are_torchs_and_every_cell_opens(drawn, data):
    layer, x = drawn
    t = trace(layer, x)
    with torch.no_grad():
        output, last = layer(one(x, layer))
    h_n = last[0] if isinstance(last, tuple) else last
    prefix = {nn.RNN: "rnn1", nn.GRU: "gru1", nn.LSTM: "lstm1"}[type(layer)]
    final = prefix if layer.bidirectional else list(t.cells)[-1]
    np.testing.assert_allclose(t.tensors[final], output.numpy(), rtol=1e-5, atol=1e-5)
    row = 0
    for k in range(layer.num_layers):
        for back in ("", "_reverse")[: 2 if layer.bidirectional else 1]:
            states = t.tensors[f"{prefix}.h{f'_l{k}' if k else ''}{back}"]
            np.testing.assert_allclose(states[0 if back else -1], h_n[row].numpy(), rtol=1e-5, atol=1e-5)
            if isinstance(layer, nn.LSTM):
                cell = t.tensors[f"{prefix}.c{f'_l{k}' if k else ''}{back}"]
                np.testing.assert_allclose(cell[0 if back else -1], last[1][row].numpy(), rtol=1e-5, atol=1e-5)
            row += 1
    for name in t.cells:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[name].shape)
        opened = t.explain(name, at)
        assert opened.total == pytest.approx(opened.value, rel=1e-4, abs=1e-5), name


@settings(max_examples=60, deadline=None)
@given(st.one_of(readers(), onward(), foresees()), st.data())
def test_what_reads_sentences_or_looks_at_states_opens_too(drawn, data):
    net, words = drawn
    t = trace(net, words)
    for name in t.cells:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[name].shape)
        opened = t.explain(name, at)
        assert opened.total == pytest.approx(opened.value, rel=1e-4, abs=1e-5), name


def test_an_lstms_gates_are_in_torchs_order():
    layer = nn.LSTM(2, 3, batch_first=True)
    x = torch.randn(4, 2)
    t = trace(layer, x)
    assert [n for n in t.tensors if n != "input"] == [f"lstm1.{q}" for q in "ifgoch"]
    w_ih, w_hh, b_ih, b_hh = (p.detach().double() for p in layer.parameters())
    before = torch.from_numpy(t.tensors["lstm1.h"][1]).double()
    gates = w_ih @ x[2].double() + b_ih + w_hh @ before + b_hh
    for letter, values in zip("ifgo", gates.chunk(4), strict=True):
        expected = values.tanh() if letter == "g" else values.sigmoid()
        np.testing.assert_allclose(t.tensors[f"lstm1.{letter}"][2], expected.numpy(), atol=1e-6)


def test_a_grus_update_gate_near_one_keeps():
    layer = nn.GRU(2, 3, batch_first=True)
    with torch.no_grad():
        layer.bias_ih_l0[3:6] = 50
    t = trace(nn.Sequential(layer), torch.randn(5, 2))
    assert [n for n in t.tensors if n != "input"] == [f"gru1.{q}" for q in "rznh"]
    np.testing.assert_allclose(t.tensors["gru1.z"], 1)
    np.testing.assert_allclose(t.tensors["gru1.h"], 0, atol=1e-6)


def test_a_state_names_its_parts():
    t = trace(nn.RNN(2, 3, batch_first=True), torch.randn(4, 2))
    opened = t.explain("rnn1.h", (2, 1))
    assert [term.label for term in opened.terms] == ["input"] * 2 + ["bias_ih"] + ["state"] * 3 + ["bias_hh"]
    assert np.tanh(sum(opened.terms)) == pytest.approx(opened.value, abs=1e-6)
    assert opened.terms[3].sources == (("rnn1.h", (1, 0)), ("rnn1.weight_hh_l0", (1, 0)))
    first = t.explain("rnn1.h", (0, 1))
    assert [term.sources[0] for term in first.terms if term.label == "state"] == [None] * 3


@pytest.mark.parametrize(
    ("module", "x", "error", "words"),
    [
        (nn.GRU(2, 3), torch.zeros(4, 5), ShapeError, ["gru1", "(4, 5)", "(steps, 2)"]),
        (nn.Embedding(4, 2), torch.tensor([1.0, 9.0]), ShapeError, ["embedding1", "0 to 3"]),
        (nn.Conv1d(2, 3, 5), torch.zeros(2, 3), ShapeError, ["conv1", "(2, steps)"]),
    ],
)
def test_what_cannot_be_read_is_named(module, x, error, words):
    with pytest.raises(error) as raised:
        trace(module, x)
    assert all(word in str(raised.value) for word in words), str(raised.value)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(nn.LSTM, "ifgo"), (nn.GRU, "rzn")]), st.data(), st.floats(0, 1, width=32), st.integers(0, 10_000)
)
def test_a_held_gate_has_its_value_and_the_rest_follows_from_it(kind, data, value, seed):
    torch.manual_seed(seed)
    make, letters = kind
    layer, x = make(3, 4, batch_first=True), torch.randn(5, 3)
    letter = data.draw(st.sampled_from(letters))
    unit, word = (data.draw(st.one_of(st.none(), st.integers(0, n))) for n in (3, 4))
    t = trace(Held(layer, letter, value, 5, unit, word), x)
    name = {nn.LSTM: "lstm1", nn.GRU: "gru1"}[make]
    gates = {q: t.tensors[f"{name}.{q}"] for q in [*letters, "h"]}
    held = np.zeros((5, 4), bool)
    held[slice(None) if word is None else word, slice(None) if unit is None else unit] = True
    np.testing.assert_allclose(gates[letter][held], value, atol=1e-6)
    np.testing.assert_array_equal(gates[letter][~held], t.tensors[f"{name}.{letter}_free"][~held])
    if make is nn.LSTM:
        c, h = by_hand_lstm(gates)
        np.testing.assert_allclose(t.tensors["lstm1.c"], c, atol=1e-5)
    else:
        h = by_hand_gru(gates)
    np.testing.assert_allclose(gates["h"], h, atol=1e-5)
    free = layer(x)[0].detach().numpy()
    first = 0 if word is None else word
    np.testing.assert_allclose(gates["h"][:first], free[:first], atol=1e-5)
    for cell in t.cells:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[cell].shape)
        assert t.explain(cell, at).total == pytest.approx(t.explain(cell, at).value, rel=1e-4, abs=1e-5), cell


def by_hand_lstm(g):
    c, states = np.zeros(4), []
    for i, f, cand in zip(g["i"], g["f"], g["g"], strict=True):
        c = f * c + i * cand
        states.append(c)
    return np.array(states), g["o"] * np.tanh(states)


def by_hand_gru(g):
    h, states = np.zeros(4), []
    for z, n in zip(g["z"], g["n"], strict=True):
        h = (1 - z) * n + z * h
        states.append(h)
    return np.array(states)


def test_a_gate_that_is_not_there_cannot_be_held():
    with pytest.raises(UnsupportedLayer, match="'z'"):
        Held(nn.LSTM(2, 3), "z", 0, 4)


def test_units_are_named_by_their_correlation():
    net = trained()["lstm"]
    sentences = corpus()[:60]
    numbers = table(net, sentences)
    layer, rows = net[1], net[0]
    every = []
    for sentence in sentences:
        with torch.no_grad():
            every.append(layer(rows(torch.from_numpy(ids(sentence)).long()))[0])
    np.testing.assert_allclose(numbers["h"], torch.cat(every).numpy(), atol=1e-5)
    feature = np.array([float(w.read in ("not", "never", "hardly")) for s in sentences for w in s])
    found = correlations(numbers["h"], feature)
    for unit in range(12):
        assert found[unit] == pytest.approx(np.corrcoef(numbers["h"][:, unit], feature)[0, 1])
    best = nameable(net)
    assert best[0].r == max((u.r for u in best), key=abs)
    assert abs(best[0].r) > 0.5


@settings(max_examples=40, deadline=None)
@given(recurrent())
def test_gates_are_declared_as_shares_and_nothing_else_is(drawn):
    layer, x = drawn
    t = trace(layer, x)
    shares = {name for name, cell in t.cells.items() if cell.share}
    letters = {nn.RNN: "", nn.GRU: "rz", nn.LSTM: "ifo"}[type(layer)]
    assert shares == {name for name in t.cells if "." in name and name.partition(".")[2][0] in letters}
    assert all(t.tensors[name].min() >= 0 and t.tensors[name].max() <= 1 for name in shares)


def test_a_held_gate_is_a_share_as_it_is_used_and_by_itself():
    t = trace(Held(nn.LSTM(3, 2), "f", 0.5, 4), torch.randn(4, 3))
    assert {name for name, cell in t.cells.items() if cell.share} == {f"lstm1.{q}" for q in ("i", "f", "f_free", "o")}
