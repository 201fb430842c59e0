r"""Operations that move numbers and change none: where each cell of the output stood before, as indices of its source.

Which place that is says the operation itself: it is done once more to the places instead of the numbers. Whatever they are
then, they are written as simply as they can be: as sums of multiples of the coordinates, of the source's own
dimensions where that is possible, else as a table by one coordinate, else as a table of all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod

import numpy as np
import torch

from explainer.core.call import Call, Ref, Shape
from explainer.core.declaration import Cell, Factor, Index, Part, table

Names = tuple[str, ...]
_MOVED = ("{value}, moved here unchanged.",)
LONGEST_WRITTEN = 4096


def places(shape: Shape, first: int = 0) -> torch.Tensor:
    """Every place in a tensor's storage, in its shape."""
    return torch.arange(first, first + prod(shape)).reshape(shape)


def moved(
    call: Call,
    sources: Sequence[Ref],
    found: torch.Tensor,
    out: tuple[tuple[str, str], ...],
    own: str = "",
    sentence: tuple[str, ...] = _MOVED,
) -> Cell:
    """The cell of an output whose every number is one of the sources', which are counted through; ``found`` has the output's
    shape and says which, below zero that there is none."""
    where = found.numpy()
    parts, first = [], 0
    for n, source in enumerate(sources):
        size = prod(source.shape)
        here = where - first
        if len(sources) > 1:
            here = np.where((here >= 0) & (here < size), here, -1)
        first += size
        if len(sources) == 1 or (here >= 0).any():
            index = indices(call, here, source.shape, tuple(n for n, _ in out), f"{own}from{n or ''}")
            parts.append(Part((Factor(source.name, index, "skip" if len(sources) > 1 else "zero"),)))
    return Cell(out, tuple(parts), sentence)


def indices(call: Call, where: np.ndarray, shape: Shape, names: Names, called: str) -> tuple[Index, ...]:
    """The indices into a source of this shape for places in its storage, one for each cell of an output."""
    if not where.size or not prod(shape):
        return (Index(),) * len(shape)
    outside = where < 0
    if not shape:
        # A single number has no coordinate, but may be read in some places only.
        return (_along(call, np.where(outside, -1, 0), names, f"{called}0"),) if outside.any() else ()
    # As one line, since numpy 2.4 takes wrong places out of long arrays whose last dimension counts one.
    coordinates = [c.reshape(where.shape) for c in np.unravel_index(np.where(outside, 0, where).reshape(-1), shape)]
    return tuple(
        _along(call, np.where(outside, -1, c) if outside.any() else c, names, f"{called}{d}")
        for d, c in enumerate(coordinates)
    )


def strided(flat: Index, shape: Shape, sizes: Mapping[str, int]) -> tuple[Index, ...]:
    """A place in storage as one index for each dimension, if every dimension's stays within it; else as it is."""
    if len(shape) == 1:
        return (flat,)
    consts = _digits(flat.const, shape)
    terms = {name: _digits(abs(k), shape) for name, k in flat.terms if sizes[name] > 1}
    found = []
    for d, n in enumerate(shape):
        own = tuple((name, digits[d]) for name, digits in terms.items() if digits[d])
        if consts[d] + sum(k * (sizes[name] - 1) for name, k in own) >= n:
            return (flat,)
        found.append(Index(consts[d], own))
    return tuple(found)


def _digits(place: int, shape: Shape) -> list[int]:
    """The coordinates of a place in storage."""
    found = []
    for n in reversed(shape[1:]):
        place, digit = divmod(place, n)
        found.append(digit)
    return [place, *reversed(found)]


def _affine(where: np.ndarray, names: Names) -> Index | None:
    """As a sum of multiples of the coordinates, if it is one and nothing stands outside."""
    const = int(where[(0,) * where.ndim])
    steps = [
        int(where[tuple(int(d == e) for e in range(where.ndim))]) - const if n > 1 else 0
        for d, n in enumerate(where.shape)
    ]
    if const < 0:
        return None
    grid: np.ndarray | int = const
    for d, step in enumerate(steps):
        if step:
            grid = grid + (np.arange(where.shape[d]) * step).reshape((-1,) + (1,) * (where.ndim - d - 1))
    if not np.array_equal(np.broadcast_to(grid, where.shape), where) or where.min() < 0:
        return None
    return Index(const, tuple((n, k) for n, k in zip(names, steps, strict=True) if k))


def _along(call: Call, where: np.ndarray, names: Names, called: str) -> Index:
    """One coordinate: a sum of multiples, or a table by one coordinate, or a table of all."""
    affine = _affine(where, names)
    if affine is not None:
        return affine
    for d, name in enumerate(names):
        line = where[tuple(slice(None) if e == d else 0 for e in range(where.ndim))]
        shaped = line.reshape((-1,) + (1,) * (where.ndim - d - 1))
        if len(line) <= LONGEST_WRITTEN and np.array_equal(np.broadcast_to(shaped, where.shape), where):
            return table(tuple(line.tolist()), name)
    return table(call.held(called, torch.from_numpy(np.ascontiguousarray(where))), *names)


def move(
    call: Call, source: Ref, out: tuple[tuple[str, str], ...], again: Callable[[torch.Tensor], torch.Tensor]
) -> Cell:
    """The cell of an operation that moves one source's numbers, told by doing it to their places."""
    without = torch.empty(source.shape, device="meta", dtype=source.values.dtype)
    try:
        view = again(without)
    except (RuntimeError, NotImplementedError):
        view = None
    if view is None or view.untyped_storage()._cdata != without.untyped_storage()._cdata:
        # Counted from 1, so that what an operation fills up with zeros is of no place.
        return moved(call, [source], done(again, places(source.shape, 1)) - 1, out)
    names = tuple(name for name, _ in out)
    steps = tuple((name, k) for name, k, n in zip(names, view.stride(), view.shape, strict=True) if n > 1 and k)
    flat = Index(int(view.storage_offset()), steps)
    index = strided(flat, source.shape, dict(zip(names, view.shape, strict=True))) if source.shape else ()
    return Cell(out, (Part((Factor(source.name, index),)),), _MOVED)


def done(again: Callable[[torch.Tensor], torch.Tensor], where: torch.Tensor) -> torch.Tensor:
    """An operation done to places, as whole numbers or, where it has no kernel for these, as doubles, which are exact."""
    try:
        return again(where)
    except (RuntimeError, NotImplementedError):
        return again(where.double()).long()
