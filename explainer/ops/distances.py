r"""Distances between rows: :math:`\big(\sum_k |a_{ik} - b_{jk}|^p\big)^{1/p}`, by the differences on the way.

Of many rows torch takes :math:`\sqrt{\sum a^2 + \sum b^2 - 2 \sum a b}` instead; what is under the root comes on the way
then, since it is small where its terms are large. Source: torch's documentation of ``cdist`` and ``pdist``.
"""

from __future__ import annotations

import math

import torch

from explainer.core.call import Call, Ref, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.ops.axes import Out, axes

_MANY = 25
_SAID = ("{value} is how far apart they are.",)


def _length(difference: Ref, out: Out, p: float) -> Cell:
    """Of differences along the last dimension."""
    index = (*(var(name) for name, _ in out), var("k"))
    over = (("k", difference.shape[-1], "coordinate"),)
    if math.isinf(p):
        return Cell(out, (Part((Factor(difference.name, index, through="abs"),), over),), _SAID, reduce="max")
    if p == 2:
        return Cell(out, (Part((Factor(difference.name, index, through="square"),), over),), _SAID, function=("sqrt",))
    if p == 0:
        return Cell(out, (Part((Factor(difference.name, index, through="unequal_to", by=(0.0,)),), over),), _SAID)
    factor = Factor(difference.name, index, through="abs_power", by=(p,))
    return Cell(out, (Part((factor,), over),), _SAID, function=("power", 1 / p))


@declares("cdist", "_cdist_forward", "_euclidean_dist")
def cdist(call: Call) -> Cell:
    """Of every row of one to every row of the other."""
    a, b = call["x1"], call["x2"]
    p = 2.0 if call["p"] is None else float(call["p"])
    out = axes(len(call.shape))
    *lead, row, column = (name for name, _ in out)

    def at(x: Ref, name: str) -> tuple[Index, ...]:
        own = lead[len(lead) - (x.ndim - 2) :] if x.ndim > 2 else []
        return (*(Index() if n == 1 else var(k) for k, n in zip(own, x.shape, strict=False)), var(name), var("k"))

    first, second = at(a, row), at(b, column)
    of_many = (
        call.op == "euclidean_dist"
        or call["compute_mode"] == 1
        or (not call["compute_mode"] and max(a.shape[-2], b.shape[-2]) > _MANY)
    )
    if p == 2 and of_many:
        over = (("k", a.shape[-1], "coordinate"),)
        parts = (
            Part((Factor(a.name, first), Factor(a.name, first)), over),
            Part((Factor(b.name, second), Factor(b.name, second)), over),
            Part((Factor(a.name, first, through="scaled", by=(-2.0,)), Factor(b.name, second)), over),
        )
        square = call.step(
            "square",
            call.out.double().square().to(call.out.dtype),
            Cell(out, parts, ("{value}, the square of the distance.",), function=("relu",)),
        )
        return Cell(
            out, (Part((Factor(square.name, tuple(var(name) for name, _ in out)),)),), _SAID, function=("sqrt",)
        )
    full = (*out, ("k", "coordinate"))
    apart = Cell(
        full, (Part((Factor(a.name, first),)), Part((Factor(b.name, second, through="minus"),))), ("{value} apart.",)
    )
    difference = call.step("difference", a.values[..., :, None, :] - b.values[..., None, :, :], apart)
    return _length(difference, out, p)


@declares("pdist", "_pdist_forward")
def pdist(call: Call) -> Cell:
    """Of every row to those after it."""
    x = call["self"]
    first, second = torch.triu_indices(x.shape[0], x.shape[0], 1)
    out = (("n", "pair"),)
    at = tuple((table(tuple(rows.tolist()), "n"), var("k")) for rows in (first, second))
    parts = Part((Factor(x.name, at[0]),)), Part((Factor(x.name, at[1], through="minus"),))
    full = (*out, ("k", "coordinate"))
    difference = call.step("difference", x.values[first] - x.values[second], Cell(full, parts, ("{value} apart.",)))
    return _length(difference, out, 2.0 if call["p"] is None else float(call["p"]))
