"""Several sentences read side by side: torch's own batch, and every cell opens to what made it, in its own run alone."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explainer.core.alongside import alongside
from explainer.core.chain import record
from explainer.core.derived import apart, own_share
from explainer.core.steps import Python, Step, child, plain, tensor

KINDS = {"rnn1": nn.RNN, "gru1": nn.GRU, "lstm1": nn.LSTM}


@st.composite
def networks(draw):
    """A reader of as many answers as there are sentences, and the sentences (N, T)."""
    torch.manual_seed(draw(st.integers(0, 10_000)))
    name, many = draw(st.sampled_from(list(KINDS))), draw(st.integers(2, 5))
    layer = KINDS[name](3, draw(st.integers(1, 4)), batch_first=True)
    net = nn.ModuleList([nn.Embedding(7, 3), layer, nn.Linear(layer.hidden_size, many)])
    long = draw(st.integers(1, 6))
    words = draw(st.lists(st.lists(st.integers(0, 6), min_size=long, max_size=long), min_size=many, max_size=many))
    return name, net, torch.tensor(words)


def read(net, words):
    """The trace of all sentences."""
    step = Step(net, Python("net"))
    layers = [child(step, 0), child(step, 1), child(step, 2), plain(nn.Softmax(-1))]
    runs = [record(layers, Step(x, Python(f"x_{k}", (f"x_{k} = {tensor(x)}",)))) for k, x in enumerate(words)]
    t = own_share(alongside(runs, "country"), "right", "softmax1", "{value}")
    return apart(t, "apart", f"{next(n.partition('.')[0] for n in t.tensors if n.endswith('.h'))}.h", "country")


@settings(max_examples=40, deadline=None)
@given(networks(), st.data())
def test_runs_are_torchs_batch_and_open(drawn, data):
    name, net, words = drawn
    t = read(net, words)
    with torch.no_grad():
        states, _ = net[1](net[0](words))
        shares = net[2](states).softmax(-1)
    np.testing.assert_allclose(t.tensors[f"{name}.h"], states.transpose(0, 1), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(t.tensors["softmax1"], shares.transpose(0, 1), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(t.tensors["right"], torch.diagonal(shares, dim1=0, dim2=2), rtol=1e-5, atol=1e-6)
    between = torch.cdist(states.transpose(0, 1), states.transpose(0, 1)) ** 2
    np.testing.assert_allclose(t.tensors["apart"], between, rtol=1e-4, atol=1e-5)
    for cell in t.cells:
        at = tuple(data.draw(st.integers(0, n - 1)) for n in t.tensors[cell].shape)
        opened = t.explain(cell, at)
        assert opened.total == pytest.approx(opened.value, rel=1e-4, abs=1e-6), cell
        of_runs = [s for s in opened.sources if s[0] in t.tensors]
        mine = set(at[1:3]) if cell == "apart" else {at[1]}
        assert {place[1] for _, place in of_runs} <= mine, "made of its own run"


@settings(max_examples=8, deadline=None)
@given(networks())
def test_the_torch_that_is_written_gives_them_again(drawn):
    _, net, words = drawn
    t = read(net, words)
    for name, values in t.tensors.items():
        left = {"net": net}
        exec(t.written(name, (0,) * values.ndim), left)
        np.testing.assert_allclose(left["t"][name].detach(), values, rtol=1e-5, atol=1e-6, err_msg=name)
