"""Recurrent layers, cells and packed sequences in every form, attention under every mask, bags and scattered sums."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pack_sequence, pad_packed_sequence

from explainer.core.record import _traced
from explainer.core.trace import Trace

LAYERS = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}


def opened(module: Callable[..., Any], *args: Any, tolerance: float = 1e-5, cells: int = 6, **kwargs: Any) -> Trace:
    """Its trace, by operation, none of it closed and cells of every tensor right."""
    t, rng = _traced(module, args, kwargs, 0), np.random.default_rng(0)
    assert not t.opaque
    for name, values in t.tensors.items():
        for _ in range(cells if values.size else 0):
            index = tuple(int(rng.integers(n)) for n in values.shape)
            e = t.explain(name, index)
            right = abs(e.total - e.value) <= tolerance * (abs(e.value) + sum(map(abs, e.terms)))
            assert right or e.total == e.value or (np.isnan(e.total) and np.isnan(e.value)), (
                name,
                index,
                e.value,
                e.total,
            )
    return t


def first_states(kind: str, rows: int, batch: int, size: int, projected: int = 0) -> Any:
    h, c = torch.randn(rows, batch, projected or size), torch.randn(rows, batch, size)
    return (h, c) if kind == "lstm" else h


@settings(max_examples=25, deadline=None)
@given(
    kind=st.sampled_from(sorted(LAYERS)), layers=st.integers(1, 2), both=st.booleans(), bias=st.booleans(),
    batch_first=st.booleans(),
    steps=st.integers(1, 5), batch=st.integers(1, 3), started=st.booleans(), double=st.booleans(), projected=st.booleans(),
)  # fmt: skip
def test_layer(
    kind: str, layers: int, both: bool, bias: bool, batch_first: bool, steps: int,
    batch: int, started: bool, double: bool, projected: bool,
) -> None:  # fmt: skip
    torch.manual_seed(steps + 10 * batch)
    more = {"proj_size": 2} if projected and kind == "lstm" else {}
    layer = LAYERS[kind](3, 4, layers, bias=bias, batch_first=batch_first, bidirectional=both, **more)
    x = torch.randn(batch, steps, 3) if batch_first else torch.randn(steps, batch, 3)
    hx = (first_states(kind, layers * (1 + both), batch, 4, more.get("proj_size", 0)),) if started else ()
    if double:
        layer, x = layer.double(), x.double()
        hx = tuple(tuple(s.double() for s in h) if isinstance(h, tuple) else h.double() for h in hx)
    t = opened(layer, x, *hx, tolerance=1e-12 if double else 1e-5)
    with torch.no_grad():
        output, last = layer(x, *hx)
    one = output[0] if batch_first else output[:, 0]
    name = f"{kind}1" if both else f"{kind}1.h" + ("_l1" if layers == 2 else "")
    assert np.allclose(t.tensors[name], one, atol=1e-6)
    ends = dict(zip(("h_n", "c_n"), last if kind == "lstm" else (last,), strict=False))
    for own, state in ends.items():
        assert np.allclose(t.tensors[f"{kind}1.{own}"], state[:, 0], atol=1e-6)
    assert t.outputs == (name, *(f"{kind}1.{own}" for own in ends))


def test_gates_are_those_of_the_cell() -> None:
    torch.manual_seed(0)
    layer, x = nn.LSTM(3, 4), torch.randn(6, 1, 3)
    t = opened(layer, x)
    h = c = np.zeros(4)
    w_ih, w_hh, b_ih, b_hh = (p.detach().double().numpy() for p in layer.parameters())
    for k in range(6):
        i, f, g, o = np.split(w_ih @ x[k, 0].double().numpy() + b_ih + w_hh @ h + b_hh, 4)
        i, f, g, o = 1 / (1 + np.exp(-i)), 1 / (1 + np.exp(-f)), np.tanh(g), 1 / (1 + np.exp(-o))
        c = f * c + i * g
        h = o * np.tanh(c)
        for own, values in dict(i=i, f=f, g=g, o=o, c=c, h=h).items():
            assert np.allclose(t.tensors[f"lstm1.{own}"][k], values, atol=1e-6), (own, k)


@settings(max_examples=15, deadline=None)
@given(
    kind=st.sampled_from(sorted(LAYERS)), both=st.booleans(), lengths=st.lists(st.integers(1, 5), min_size=1, max_size=4),
    started=st.booleans(), padding=st.sampled_from([0.0, -7.0]), batch_first=st.booleans(),
)  # fmt: skip
def test_packed(kind: str, both: bool, lengths: list[int], started: bool, padding: float, batch_first: bool) -> None:
    class Packed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.rnn = LAYERS[kind](3, 4, 2, bidirectional=both)

        def forward(self, x: torch.Tensor, lengths: torch.Tensor, *hx: Any) -> Any:
            packed = pack_padded_sequence(x, lengths, batch_first=batch_first, enforce_sorted=False)
            output, last = self.rnn(packed, *hx)
            return *pad_packed_sequence(output, padding_value=padding, total_length=6), last

    torch.manual_seed(len(lengths))
    net, batch = Packed(), len(lengths)
    x = torch.randn(batch, max(lengths), 3) if batch_first else torch.randn(max(lengths), batch, 3)
    hx = (first_states(kind, 4 if both else 2, batch, 4),) if started else ()
    t = opened(net, x, torch.tensor(lengths), *hx)
    with torch.no_grad():
        output, long, last = net(x, torch.tensor(lengths), *hx)
    for name, whole in zip(t.outputs, (output, long, *(last if kind == "lstm" else (last,))), strict=True):
        assert np.allclose(t.tensors[name].reshape(-1), whole.reshape(-1), atol=1e-6)


def test_packed_goes_in_and_comes_out() -> None:
    given_ = pack_sequence([torch.randn(3, 3), torch.randn(1, 3)])
    data = given_.data.clone()
    t = opened(nn.LSTM(3, 4), given_)
    assert t.outputs == ("lstm1.h", "input.batch_sizes", "lstm1.h_n", "lstm1.c_n")
    opened(lambda p: p.data.mul_(2) + 1, given_)
    assert torch.equal(given_.data, data)


@pytest.mark.parametrize("started", [False, True])
@pytest.mark.parametrize(
    "cell", [nn.RNNCell(3, 4), nn.RNNCell(3, 4, bias=False, nonlinearity="relu"), nn.GRUCell(3, 4), nn.LSTMCell(3, 4)]
)
def test_cell(cell: nn.RNNCellBase, started: bool) -> None:
    h = first_states("lstm" if isinstance(cell, nn.LSTMCell) else "gru", 1, 2, 4)
    hx = (tuple(s[0] for s in h) if isinstance(h, tuple) else h[0],) if started else ()
    x = torch.randn(2, 3)
    t = opened(cell, x, *hx)
    name = f"{type(cell).__name__.lower()}1"
    letters = {nn.RNNCell: "h", nn.GRUCell: "rznh", nn.LSTMCell: "ifgoch"}[type(cell)]
    assert [n for n in t.tensors if n.startswith(f"{name}.") and n[-2] == "."] == [f"{name}.{q}" for q in letters]
    with torch.no_grad():
        found = cell(x, *hx)
    assert np.allclose(t.tensors[f"{name}.h"], (found[0] if isinstance(found, tuple) else found)[0], atol=1e-6)


MASKS: dict[str, Callable[[], Any]] = {
    "none": lambda: None,
    "bool": lambda: torch.rand(5, 6) > 0.4,
    "blind": lambda: torch.ones(5, 6, dtype=torch.bool).index_fill(0, torch.tensor([2]), False),
    "float": lambda: torch.randn(2, 1, 5, 6),
    "infinite": lambda: torch.zeros(5, 6).masked_fill(torch.rand(5, 6) > 0.6, -torch.inf),
}


@pytest.mark.parametrize("heads", [4, 2, 1])
@pytest.mark.parametrize("mask", MASKS)
def test_attention(mask: str, heads: int) -> None:
    torch.manual_seed(heads)
    q, k, v, m = torch.randn(2, 4, 5, 8), torch.randn(2, heads, 6, 8), torch.randn(2, heads, 6, 7), MASKS[mask]()

    def attend(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        return F.scaled_dot_product_attention(q, k, v, attn_mask=m, scale=0.4, enable_gqa=heads > 1)

    t = opened(attend, q, k, v, cells=20)
    weights = t.tensors["scaled_dot_product_attention.weights"]
    assert np.allclose(weights.sum(-1)[..., [0, 1, 3, 4]], 1, atol=1e-6)
    assert np.allclose(t.tensors["scaled_dot_product_attention"], attend(q, k, v)[0], atol=1e-6)


@pytest.mark.parametrize("needed", [True, False])
def test_multihead_attention(needed: bool) -> None:
    torch.manual_seed(0)
    x, hidden = torch.randn(5, 2, 8), torch.tensor([[0, 0, 0, 0, 1], [0, 0, 1, 1, 1]]).bool()
    causal = nn.Transformer.generate_square_subsequent_mask(5)
    layer = nn.MultiheadAttention(8, 2, add_bias_kv=True, add_zero_attn=True, kdim=3, vdim=4)
    opened(
        layer,
        x,
        torch.randn(5, 2, 3),
        torch.randn(5, 2, 4),
        need_weights=needed,
        key_padding_mask=hidden,
        attn_mask=causal.isinf(),
    )
    opened(
        nn.MultiheadAttention(8, 2, batch_first=True),
        *[x.transpose(0, 1)] * 3,
        need_weights=needed,
        attn_mask=causal,
        is_causal=True,
    )


@pytest.mark.parametrize("mode", ["sum", "mean", "max"])
def test_bags(mode: str) -> None:
    bag = nn.EmbeddingBag(9, 4, mode=mode, padding_idx=0)
    t = opened(bag, torch.tensor([1, 2, 0, 3, 4, 4, 0]), torch.tensor([0, 3, 3, 6]), cells=16)
    weight = bag.weight.detach().numpy()
    together = {"sum": np.sum, "mean": np.mean, "max": np.max}[mode]
    expected = [together(weight[rows], axis=0) if rows else np.zeros(4) for rows in ([1, 2], [], [3, 4, 4], [])]
    assert np.allclose(t.tensors["embeddingbag1"], expected, atol=1e-6)


def test_weighted_bag() -> None:
    opened(nn.EmbeddingBag(9, 4, mode="sum"), torch.tensor([[1, 2, 3], [4, 4, 4]]), None, torch.randn(2, 3))


@pytest.mark.parametrize("norm", [1.0, 2.0])
def test_rows_are_shortened_and_left_as_they_were(norm: float) -> None:
    layer = nn.Embedding(9, 4, max_norm=1.0, norm_type=norm)
    weight = layer.weight.detach().clone()
    t = opened(layer, torch.tensor([[1, 2, 0], [2, 4, 4]]), cells=20)
    assert torch.equal(layer.weight, weight)
    assert np.abs(np.linalg.norm(t.tensors["embedding1"], norm, axis=-1) <= 1 + 1e-5).all()


@settings(max_examples=20, deadline=None)
@given(
    reduce=st.sampled_from(["sum", "prod", "mean", "amax", "amin"]),
    with_self=st.booleans(), dim=st.integers(0, 1), whole_rows=st.booleans(),
    seed=st.integers(0, 5),
)  # fmt: skip
def test_scattered(reduce: str, with_self: bool, dim: int, whole_rows: bool, seed: int) -> None:
    torch.manual_seed(seed)
    x, source = torch.randn(4, 4), torch.randn(6, 4) if dim == 0 else torch.randn(4, 6)
    index = torch.randint(0, 4, (source.shape[dim],))
    spread = index.unsqueeze(1 - dim).expand_as(source) if whole_rows else torch.randint(0, 4, source.shape)
    opened(lambda x, s: x.scatter_reduce(dim, spread, s, reduce, include_self=with_self), x, source)
    if reduce == "sum":
        t = opened(lambda x, s: x.index_add(dim, index, s, alpha=0.5), x, source)
        expected = x.index_add(dim, index, source, alpha=0.5)
        assert np.allclose(
            t.tensors["index_add"], expected if t.tensors["index_add"].ndim == 2 else expected[0], atol=1e-6
        )
    else:
        opened(lambda x, s: x.index_reduce(dim, index, s, reduce, include_self=with_self), x, source)


def test_counted_and_put() -> None:
    x = torch.tensor([3, 0, 3, 1])
    t = opened(lambda x: torch.bincount(x, minlength=6), x)
    assert t.tensors["bincount"].tolist() == [1, 1, 0, 2, 0, 0]
    opened(lambda x, w: torch.bincount(x, w), x, torch.randn(4))
    at = (torch.tensor([0, 1, 1]), torch.tensor([0, 2, 2]))
    opened(lambda x, v: x.index_put(at, v, accumulate=True), torch.randn(2, 3), torch.randn(3), cells=12)
    opened(lambda x, v: x.index_put(at, v, accumulate=True), torch.randn(2, 3), torch.randn(()), cells=12)
