r"""Numbers gathered where indices send them: each cell is made of those that land in it.

.. math:: y[c] = \operatorname{reduce}\big(x[c],\; \{ s[k] : \mathrm{index}[k] = c \}\big)

Which these are stands in a table: where all numbers of a row land together, as messages between the nodes of a graph do, by
the row alone. Source: torch's documentation of ``index_add``, ``scatter_reduce`` and ``bincount``.
"""

from __future__ import annotations

from math import prod

import numpy as np
import torch

from explainer.core.call import Call, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.places import indices, places
from explainer.ops.axes import axes

# A table has a row as long as the fullest cell's for every cell.
LARGEST_TABLE = 4_000_000
_SAID = {
    "sum": "{count} land here and add up to {value}.",
    "product": "{count} land here and make {value}.",
    "mean": "{value} is the mean of the {count} that land here.",
    "max": "{value} is the largest of the {count} that land here.",
    "min": "{value} is the smallest of the {count} that land here.",
}
_REDUCTIONS = {
    "sum": "sum", "add": "sum", "prod": "product", "multiply": "product", "mean": "mean", "amax": "max", "amin": "min",
}  # fmt: skip


def landing(target: np.ndarray, count: int) -> np.ndarray:
    """Which of the numbers (M,) land in each of ``count`` cells, by their order, (count, most), -1 where there are no more."""
    order = np.argsort(target, kind="stable")
    sizes = np.bincount(target, minlength=count)
    most = int(sizes.max(initial=1))
    if count * most > LARGEST_TABLE:
        raise Undeclared
    found = np.full((count, most), -1)
    sent = target[order]
    found[sent, np.arange(len(sent)) - (np.cumsum(sizes) - sizes)[sent]] = order
    return found


def gathered(
    call: Call,
    x: Ref,
    source: Ref | float,
    target: torch.Tensor,
    origin: torch.Tensor,
    reduce: str,
    with_self: bool = True,
) -> Cell:
    """Of numbers that land anywhere: ``target`` are their places in ``x``, ``origin`` those in the source."""
    out = axes(x.ndim)
    names = tuple(name for name, _ in out)
    which = landing(target.reshape(-1).numpy(), x.values.numel())
    places_ = origin.expand(target.shape).reshape(-1).numpy()
    where = np.where(which < 0, -1, places_[which]).reshape(*x.shape, -1)
    if isinstance(source, Ref):
        index = indices(call, where, source.shape, (*names, "k"), "from")
        factor = Factor(source.name, index or _gate(call, where, (*names, "k")), "skip")
    else:
        number = call.held("number", torch.tensor([source], dtype=torch.float64))
        factor = Factor(number, _gate(call, where, (*names, "k")), "skip")
    own = tuple(var(name) for name in names)
    if not with_self:
        alone = np.where((where >= 0).any(-1), -1, 0)
        own = (
            (*own[:-1], own[-1] + _gate(call, alone, names, "alone")[0]) if own else _gate(call, alone, names, "alone")
        )
    return _cell(x, out, own, factor, where.shape[-1], reduce)


def _gate(call: Call, where: np.ndarray, names: tuple[str, ...], own: str = "lands") -> tuple[Index, ...]:
    return (table(call.held(own, torch.from_numpy(np.where(where < 0, -1, 0))), *names),)


def _rows(
    call: Call,
    x: Ref,
    source: Ref,
    dim: int,
    index: torch.Tensor,
    reduce: str,
    with_self: bool = True,
    alpha: float = 1,
) -> Cell:
    """Of whole rows that land together."""
    out = axes(x.ndim)
    which = landing(index.reshape(-1).numpy(), x.shape[dim] if x.ndim else 1)
    along = out[dim][0] if out else ""
    found = table(call.held("from", torch.from_numpy(which)), along, "k")
    at = [var(name) for name, _ in out]
    own = list(at)
    if not with_self:
        own[dim] = at[dim] + table(tuple(np.where((which >= 0).any(1), -1, 0).tolist()), along)
    through = ("scaled", (float(alpha),)) if alpha != 1 else ("identity", ())
    factor = Factor(source.name, (*at[:dim], found, *at[dim + 1 :]), "skip", through=through[0], by=through[1])
    return _cell(x, out, tuple(own), factor, which.shape[1], reduce)


def _cell(
    x: Ref, out: tuple[tuple[str, str], ...], own: tuple[Index, ...], factor: Factor, most: int, reduce: str
) -> Cell:
    before = Part((Factor(x.name, own, "skip"),), label="before")
    return Cell(out, (before, Part((factor,), (("k", most, "source"),))), (_SAID[reduce],), reduce=reduce)


@declares("scatter_add", "scatter_reduce", "scatter.reduce", "scatter.value_reduce")
def scatter(call: Call) -> Cell:
    """Each number along ``dim`` where its own index says."""
    x, index = call["self"], call["index"].values
    source = call["src"] if isinstance(call["src"], Ref) else float(call["value"])
    reduce, with_self = _REDUCTIONS[call["reduce"] or "sum"], call["include_self"] is not False
    if not x.ndim:
        raise Undeclared
    dim = call["dim"] % x.ndim
    line = index.narrow_copy(dim, 0, index.shape[dim])
    for d in range(x.ndim):
        line = line if d == dim or not line.shape[d] else line.narrow(d, 0, 1)
    others = [n for d, n in enumerate(x.shape) if d != dim]
    in_rows = others == [n for d, n in enumerate(index.shape) if d != dim] and bool((index == line).all())
    if isinstance(source, Ref) and source.shape == tuple(index.shape) and in_rows:
        return _rows(call, x, source, dim, line, reduce, with_self)
    target = torch.zeros(index.shape, dtype=torch.int64)
    for d, n in enumerate(index.shape):
        across = index if d == dim else torch.arange(n).reshape([-1 if e == d else 1 for e in range(x.ndim)])
        target = target + across * prod(x.shape[d + 1 :])
    of_source = places(source.shape) if isinstance(source, Ref) else torch.zeros(index.shape, dtype=torch.int64)
    origin = of_source[tuple(slice(n) for n in index.shape)]
    return gathered(call, x, source, target, origin, reduce, with_self)


@declares("index_add", "index_reduce")
def index_add(call: Call) -> Cell:
    r""":math:`y[i] = x[i] + \alpha \sum_{k: \mathrm{index}[k] = i} s[k]` for rows along ``dim``, or another reduction of them."""
    x, source = call["self"], call["source"]
    reduce, with_self = _REDUCTIONS[call["reduce"] or "sum"], call["include_self"] is not False
    alpha = float(call["alpha"] if call["alpha"] is not None else 1)
    if not x.ndim or source.ndim != x.ndim:
        raise Undeclared
    return _rows(call, x, source, call["dim"] % x.ndim, call["index"].values, reduce, with_self, alpha)


def accumulated(call: Call) -> Cell:
    """``index_put`` where what is put is added to what is there, as often as it is put."""
    x, values = call["self"], call["values"]
    at = [slice(None) if one is None else one.values for one in call["indices"]]
    target = places(x.shape)[tuple(at)]
    return gathered(call, x, values, target, places(values.shape), "sum")


@declares("bincount")
def bincount(call: Call) -> Cell:
    """How often each number occurs, or what the weights of those places add up to."""
    x, weights = call["self"], call["weights"]
    part = Part((Factor(x.name, (var("k"),)),), (("k", x.shape[0], "place"),))
    if weights is None:
        return Cell((("u", "number"),), (part,), ("it occurs {times}.",), reduce="count", own=var("u"))
    found = table(call.held("from", torch.from_numpy(landing(x.values.numpy(), len(call.out)))), "u", "k")
    of = Factor(weights.name, (found,), "skip")
    most = int(x.values.bincount().max()) if x.values.numel() else 1
    return Cell((("u", "number"),), (Part((of,), (("k", most, "place"),)),), (_SAID["sum"],))
