r"""Rows of a table put together, as bags of words are, and rows that are shortened before they are looked up.

.. math:: y[b,d] = \operatorname{reduce}_{k \in b}\; a_k\, w[x_k, d]

Source: torch's documentation of ``EmbeddingBag`` and of ``max_norm`` of ``Embedding``.
"""

from __future__ import annotations

import torch

from explainer.core.call import Call, Declared, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Function, Index, Part, table, var
from explainer.core.places import moved
from explainer.ops.axes import BATCH

_MODES = ("sum", "mean", "max")
_SAID = {
    "sum": "{count} rows add up to {value}.",
    "mean": "{value} is the mean of {count} rows.",
    "max": "{value} is the largest of {count} rows.",
}
# torch adds it to a norm before it divides by it.
_NORM_EPS = 1e-7


@declares("embedding_bag", "_embedding_bag")
def embedding_bag(call: Call) -> Declared:
    """The bags; which rows each one holds comes on the way."""
    weight, indices, offsets = call["weight"], call["indices"], call["offsets"].values
    reduce, scales = _MODES[call["mode"] or 0], call["per_sample_weights"]
    ends = (
        offsets[1:]
        if call["include_last_offset"]
        else torch.cat([offsets[1:], offsets.new_tensor([len(indices.values)])])
    )
    starts = offsets[:-1] if call["include_last_offset"] else offsets
    padding = call["padding_idx"]
    padding = None if padding is None or (call.op.startswith("_") and padding < 0) else padding % weight.shape[0]
    bags = [
        [k for k in range(start, end) if padding is None or indices.values[k] != padding]
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
    ]
    most = max(1, *(len(bag) for bag in bags), 0)
    where = torch.tensor([bag + [-1] * (most - len(bag)) for bag in bags])
    row = _rows(call, indices, where)
    of = [Factor(weight.name, (row, var("u")), "skip")]
    if isinstance(scales, Ref):
        place = table(call.held("place", where), "n", "k")
        of.append(Factor(scales.name, (place,), "skip"))
    parts = [Part(tuple(of), (("k", most, "word"),))]
    if reduce != "sum" and not all(bags):
        empty = table(tuple(-1 if bag else 0 for bag in bags), "n")
        parts.append(Part((Factor(call.held("nothing", torch.zeros(1)), (empty,), "skip"),), label="empty bag"))
    cell = Cell((BATCH, ("u", "number")), tuple(parts), (_SAID[reduce],), reduce=reduce)
    return [cell, *(None for _ in call.out[1:])]


def _rows(call: Call, indices: Ref, where: torch.Tensor) -> Index:
    """The rows that each bag holds, below zero where it holds no more, as a tensor on the way that is read as a table."""
    none = torch.tensor([-1])
    size, out = len(indices.values), (BATCH, ("k", "word"))
    whole = not (where < 0).any()
    sources = [indices] if whole else [indices, Ref(call.held("none", none), none)]
    cell = moved(call, sources, torch.where(where < 0, size, where), out)
    values = torch.where(where < 0, -1, indices.values[where]) if size else where
    return table(call.step("rows", values, cell).name, "n", "k")


@declares("embedding_renorm")
def renorm(call: Call) -> Cell:
    r"""Rows that are looked up and longer than :math:`m` are shortened, :math:`w\, m / (\|w\| + 10^{-7})`; the others stay."""
    weight, longest, p = call["self"], float(call["max_norm"]), float(call["norm_type"])
    looked_up = torch.zeros(weight.shape[0], dtype=torch.bool)
    looked_up[call["indices"].values.reshape(-1)] = True
    through, function = _norm(p)
    row = Factor(weight.name, (var("i"), var("d")), through=through[0], by=through[1])
    said = ("{value} is how long the row is.",)
    cell = Cell((("i", "row"),), (Part((row,), (("d", weight.shape[1], "number"),)),), said, function=function)
    norm = call.step("norm", weight.values.norm(p, 1), cell)
    shortened = looked_up & (norm.values > longest)
    yes, no = (
        table(call.held(f"rows{k}", torch.where(rows, 0, -1)), "i") for k, rows in enumerate((shortened, ~shortened))
    )
    one = call.held("number", torch.ones(1))
    parts = (
        Part((Factor(weight.name, (var("i") + yes, var("u")), "skip", through="scaled", by=(longest,)),)),
        Part((Factor(weight.name, (var("i") + no, var("u")), "skip"),)),
        Part((Factor(norm.name, (var("i") + yes,), "skip", through="shifted", by=(_NORM_EPS,)),), label="norm"),
        Part((Factor(one, (no,), "skip"),), label="as it is"),
    )
    return Cell(
        (("i", "row"), ("u", "number")), parts, ("{value}: no row is longer than it may be.",), reduce="quotient"
    )


def _norm(p: float) -> tuple[tuple[str, tuple[float, ...]], Function]:
    """What each number passes and what their sum does."""
    if p == 2:
        return ("square", ()), ("sqrt",)
    if p == 1:
        return ("abs", ()), ("identity",)
    raise Undeclared
