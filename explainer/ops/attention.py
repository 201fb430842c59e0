r"""Scaled dot-product attention, opened in steps: ``scores``, with a mask ``masked``, ``weights``, and what these let through.

.. math:: \operatorname{softmax}\Big(\frac{q k^\top}{\sqrt d} + m\Big)\, v

Where a mask hides everything from a query, torch gives zeros and not what :math:`0/0` is. The steps are kept in no less than
single precision, as torch keeps them to itself. Sources: Vaswani et al. 2017; torch's documentation.
"""

from __future__ import annotations

import math

import torch

from explainer.core.call import Call, Declared, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.ops.axes import BATCH, Out, axes
from explainer.ops.elementwise import broadcast
from explainer.ops.reducing import softmax_along

_SCORES = ("{products} come to {before}, scaled to {value}.",)
_MASKED = ("{value}: the score and what the mask says.",)
_SEEN = ("{value}; where a mask hides everything, zero.",)


@declares("scaled_dot_product_attention", "_scaled_dot_product_flash_attention_for_cpu")
def attention(call: Call) -> Declared:
    """The output; on the way come the scores, the mask where there is one, and the shares of attention."""
    query, key, value = call["query"], call["key"], call["value"]
    if call["dropout_p"]:
        raise Undeclared
    given = call.out if isinstance(call.out, torch.Tensor) else call.out[0]
    kind = torch.float64 if query.values.dtype == torch.float64 else torch.float32
    scale = float(call["scale"] if call["scale"] is not None else 1 / math.sqrt(query.shape[-1]))
    heads = query.shape[-3] if call["enable_gqa"] and query.ndim > 2 else None
    q, k = query.values.double(), _shared(key, heads).double()
    scores = (q @ k.transpose(-1, -2)) * scale
    out = _coordinates(scores.ndim, "source")
    row, column = var(out[-2][0]), var(out[-1][0])
    factors = _at(query, out, row, var("d")), _at(key, out, column, var("d"), heads)
    products = Part(factors, (("d", query.shape[-1], "number"),))
    held = call.step("scores", scores.to(kind), Cell(out, (products,), _SCORES, function=("scaled", scale)))
    if mask := _mask(call, scores):
        held = _masked(call, held, mask, out)
    share = call.step("weights", *_shares(call, held, out))
    own = _coordinates(given.ndim, "number")
    row, column = var(own[-2][0]), var(own[-1][0])
    part = Part(
        (_at(share, own, row, var("s")), _at(value, own, var("s"), column, heads)), (("s", key.shape[-2], "source"),)
    )
    cell = Cell(own, (part,), ("{products} {add} up to {value}.",))
    return cell if isinstance(call.out, torch.Tensor) else [cell, *(None for _ in call.out[1:])]


def _coordinates(rank: int, last: str) -> Out:
    """Of four dimensions, which is how nearly everybody has them, it is known what they are."""
    return (BATCH, ("h", "head"), ("i", "place"), ("j", last)) if rank == 4 else axes(rank)


def _shared(x: Ref, heads: int | None) -> torch.Tensor:
    """With each head as often as there are queries' heads that share it."""
    return x.values if heads is None else x.values.repeat_interleave(heads // x.shape[-3], -3)


def _at(x: Ref, out: Out, row: Index, column: Index, heads: int | None = None) -> Factor:
    """A factor at a row and a column, and at the output's other coordinates; ``heads`` of queries may share its own."""
    names = [name for name, _ in out[:-2]]
    names = names[len(names) - (x.ndim - 2) :]
    lead = [Index() if n == 1 else var(name) for name, n in zip(names, x.shape[:-2], strict=True)]
    if heads is not None and x.shape[-3] not in (1, heads):
        lead[-1] = table(tuple(h // (heads // x.shape[-3]) for h in range(heads)), names[-1])
    return Factor(x.name, (*lead, row, column))


def _mask(call: Call, scores: torch.Tensor) -> Ref | None:
    if call["is_causal"]:
        seen = torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
        return Ref(call.held("causal", seen), seen)
    mask: Ref | None = call["attn_mask"]
    return mask


def _masked(call: Call, scores: Ref, mask: Ref, out: Out) -> Ref:
    """A mask is added to the scores: of truths, 0 where it is true and minus infinity where it is false."""
    m = mask.values
    truths = m.dtype == torch.bool
    added = torch.zeros(m.shape, dtype=torch.double).masked_fill(~m, -torch.inf) if truths else m.double()
    own = Part((Factor(scores.name, tuple(var(name) for name, _ in out)),))
    hidden = Part((broadcast(mask, out, "log" if truths else "identity"),), label="mask")
    return call.step(
        "masked", (scores.values.double() + added).to(scores.values.dtype), Cell(out, (own, hidden), _MASKED)
    )


def _shares(call: Call, scores: Ref, out: Out) -> tuple[torch.Tensor, Cell]:
    """The shares of attention, with what their cells are made of."""
    shares, cell = (
        scores.values.double().softmax(-1).to(scores.values.dtype),
        softmax_along(call, scores, scores.ndim - 1),
    )
    blind = (scores.values == -torch.inf).all(-1)
    if not blind.any():
        return shares, cell
    undefined = call.step("softmax", shares, cell)
    rows, at = [name for name, _ in out[:-1]], [var(name) for name, _ in out]
    seeing, hidden = (
        table(call.held(own, torch.where(here, 0, -1)), *rows) for own, here in (("seeing", ~blind), ("blind", blind))
    )
    zero = Factor(call.held("zero", torch.zeros(1)), (hidden,), "skip")
    parts = Part((Factor(undefined.name, (*at[:-1], at[-1] + seeing), "skip"),)), Part((zero,))
    return shares.masked_fill(blind[..., None], 0.0), Cell(out, parts, _SEEN, share=True)


@declares("_safe_softmax")
def safe_softmax(call: Call) -> Cell:
    """The same by itself."""
    x = call["self"]
    if call["dim"] % max(1, x.ndim) != x.ndim - 1:
        raise Undeclared
    return _shares(call, x, axes(x.ndim))[1]
