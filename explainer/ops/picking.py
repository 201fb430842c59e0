r"""Numbers picked out of others, by their order, and where they stood: sorted ones, the largest few, medians, those that differ.

Where a picked number stood is opened as a search: of the numbers that are like it, it is the first, or so many are passed over.
Source: torch's documentation of each.
"""

from __future__ import annotations

import torch

from explainer.core.call import Call, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.places import moved, places
from explainer.ops.axes import Out, axes
from explainer.ops.reducing import along

_STANDS = ("it stands at {value} of {count}, counted from 0.",)
_PICKED = ("{value}, picked from where it stood.",)


def passed_over(x: torch.Tensor, found: torch.Tensor) -> torch.Tensor:
    """How many numbers like the found ones stand before them, along the last dimension."""
    if not x.shape[-1]:
        return torch.zeros_like(found)
    ordered, order = x.sort(dim=-1, stable=True)
    before, after = ordered[..., :-1], ordered[..., 1:]
    new = (after != before) & ~((after != after) & (before != before))
    new = torch.cat([torch.ones_like(ordered[..., :1], dtype=torch.bool), new], -1)
    count = torch.arange(x.shape[-1]).expand(x.shape)
    rank = count - torch.where(new, count, 0).cummax(-1)[0]
    return torch.empty_like(order).scatter(-1, order, rank).gather(-1, found)


def place_of(call: Call, picked: Ref, before: torch.Tensor, among: Part, out: Out) -> Cell:
    """Where a picked number stands ``among`` others; ``before`` says how many like it are passed over."""
    here = tuple(var(name) for name, _ in out)
    passed = call.held("passed_over", before)
    wanted = Part((Factor(picked.name, here),), label="looked for")
    return Cell(out, (wanted, Part((Factor(passed, here),), label="passed over"), among), _STANDS, reduce="place")


@declares(
    "sort", "topk", "kthvalue", "mode", "median.dim", "nanmedian.dim", "max.dim", "min.dim", "cummax", "cummin", "msort"
)
def picked(call: Call) -> list[Cell]:
    """Numbers picked out along a dimension, and the places that they were picked from."""
    values, found = call.out
    x, dim = call["self"], call["dim"] if call["dim"] is not None else -1
    if not x.ndim:
        raise Undeclared
    dim %= x.ndim
    keep = values.ndim == x.ndim
    where = found if keep else found.unsqueeze(dim)
    taken = places(x.shape).gather(dim, where)
    before = passed_over(x.values.movedim(dim, -1), where.movedim(dim, -1)).movedim(-1, dim)
    out = axes(values.ndim)
    _, index, over = along(x, [dim], keep)
    if keep:
        index = tuple(var(f"r{d}") if d == dim else var(name) for d, (name, _) in enumerate(out))
    among = Part((Factor(x.name, index),), over)
    stands = place_of(call, Ref(call.named(0), values), before if keep else before.squeeze(dim), among, out)
    return [moved(call, [x], taken if keep else taken.squeeze(dim), out, sentence=_PICKED), stands]


@declares("median", "nanmedian")
def median(call: Call) -> Cell:
    """The middle one of all; of an even number, the lower of the two."""
    x = call["self"]
    same = (x.values == call.out) | ((x.values != x.values) & (call.out != call.out))
    return moved(call, [x], same.reshape(-1).int().argmax(), (), sentence=_PICKED)


@declares("_unique2", "unique_consecutive")
def unique(call: Call) -> list[Cell | None]:
    """Each number once, from where it stood first; which is which, and how many there are, stays closed."""
    x, values = call["self"], call.out[0]
    if call["dim"] is not None:
        raise Undeclared
    flat = x.values.reshape(-1)
    if call.op == "unique_consecutive":
        starts = torch.cat([torch.tensor([True]), flat[1:] != flat[:-1]]).nonzero().reshape(-1)
    else:
        starts = (flat[None] == values[:, None]).int().argmax(1)
    return [moved(call, [x], starts, axes(1), sentence=_PICKED), *(None for _ in call.out[1:])]
