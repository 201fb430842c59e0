"""Which coordinate of each tensor counts the examples of a batch, read off the declarations, and one example alone.

An operation that knows it calls that coordinate ``example``; from there it is followed to what the operation reads and to what
reads it, as long as each cell is made of cells of the same example. Where examples are mixed, as in a mean over all of
them, there is no batch to take one from: then everything stays as it ran.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import prod

import torch

from explainer.core.declaration import Cell, Entries, Factor, Index, Table
from explainer.core.versions import Born
from explainer.core.words import is_usual, usual

EXAMPLE = "example"
_MAP = "map"
# Farther outside than any coordinate could lead back.
_OUTSIDE = -(10**9)
_PLACES = {"row", "column", "slice", "step"}
Axes = dict[str, int]


class Mixed(Exception):
    """A cell is made of more than one example."""


@dataclass(frozen=True)
class Batch:
    """The coordinate that counts examples, by the key of each tensor that has one. ``alone`` has those of the inputs where one
    example has to be run by itself, since a reshape made it part of another coordinate, or, if ``mixed``, since a
    cell is made of several."""

    axes: Axes
    alone: Axes = field(default_factory=dict)
    mixed: bool = False


def batch_of(born: Sequence[Born], before: Mapping[str, Born], inputs: Sequence[str], asked: bool) -> Batch:
    """Find it. ``inputs`` are keys; ``asked`` says that somebody asked for one example, so that there must be a batch."""
    known = _told(born, EXAMPLE)
    others = {} if all(key in known for key in inputs) else _told(born, _MAP)
    rows = [key for key in inputs if before[key].values.ndim and (key in known or others.get(key) != 0)]
    first = next((key for key in rows if key in known), None) or next(
        (key for key in rows if asked or _looks_like_one(before[key].values)), None
    )
    if first is None:
        return Batch({})
    size = before[first].values.shape[known.get(first, 0)]
    told = {key: known[key] for key in rows if key in known and before[key].values.shape[known[key]] == size}
    guessed = {key: known.get(key, 0) for key in rows if before[key].values.shape[known.get(key, 0)] == size}
    starts = [start for start in (guessed, told, {first: known.get(first, 0)}) if start]
    for start in starts:
        try:
            return _whole(start, born, before, size)
        except Mixed:
            continue
    return Batch({}, starts[0] if size > 1 and (told or asked) else {}, mixed=True)


def _looks_like_one(x: torch.Tensor) -> bool:
    """Whether a tensor of which nobody says it holds a batch, as nearly everybody writes it: rows of numbers or of words, or
    pictures; what has three dimensions may as well be one picture."""
    return x.ndim in (2, 4, 5)


def _told(born: Sequence[Born], what: str) -> Axes:
    """Where operations say themselves which coordinate counts something, and what that means for what they read."""
    known: Axes = {}
    for one in reversed(born):
        if one.cell is None:
            continue
        axis = known.get(one.key)
        if axis is None:
            axis = next((d for d, (_, word) in enumerate(one.cell.out) if word == what), None)
            if what == _MAP and not _in_windows(one.cell):
                axis = None
        if axis is None or axis >= len(one.cell.out):
            continue
        known[one.key] = axis
        name = one.cell.out[axis][0]
        for factor in one.cell.factors:
            for d, index in enumerate(factor.index):
                if index == Index(terms=((name, 1),)) and len(factor.index) > 1:
                    known.setdefault(factor.tensor, d)
                for entries, by in index.tables:
                    if isinstance(entries, str) and name in by:
                        known.setdefault(entries, by.index(name))
    return known


def _whole(start: Axes, born: Sequence[Born], before: Mapping[str, Born], size: int) -> Batch:
    """Followed until nothing more is found: what was made for the whole batch tells of what is made of that."""
    known = start
    while True:
        found = _followed(known, born, before, size)
        loose = {key: axis for key, axis in _alike(found.axes, born, before, size).items() if key not in known}
        if not loose:
            return replace(found, alone=start if found.alone else {})
        known = known | loose


def _in_windows(cell: Cell) -> bool:
    """Whether a cell is made of windows of a map, as in a convolution: then what it calls a map is one."""
    return any(word in _PLACES for part in cell.parts for _, _, word in part.over)


def _followed(start: Axes, born: Sequence[Born], before: Mapping[str, Born], size: int) -> Batch:
    axes, merged = dict(start), False
    shapes = {key: tuple(one.values.shape) for key, one in before.items()} | {
        one.key: tuple(one.values.shape) for one in born
    }
    for one in born:
        if one.held:
            continue
        if one.cell is None:
            if one.key in axes:
                continue
            found = {axes[key] for key in one.of if key in axes}
            fits = [axis for axis in found if axis < one.values.ndim and one.values.shape[axis] == size]
            if found and not fits and size > 1:
                raise Mixed
            if fits:
                axes[one.key] = fits[0]
            continue
        places: set[int | None] = set()
        for factor in one.cell.factors:
            if factor.tensor in axes:
                place, whole = _place(
                    factor, axes[factor.tensor], shapes[factor.tensor], one.cell, shapes[one.key], size
                )
                merged = merged or not whole
                places.add(place)
            places |= _looked_up(factor, axes, one.cell, size)
        places.discard(None)
        if len(places) > 1:
            raise Mixed
        if places:
            axes[one.key] = places.pop()  # type: ignore[assignment]
    _check_loops(axes, born, shapes, size)
    return Batch(axes, start if merged and size > 1 else {})


def _check_loops(axes: Axes, born: Sequence[Born], shapes: Mapping[str, tuple[int, ...]], size: int) -> None:
    """What a loop reads of itself is made later, and was not known when its reader was followed: a step before is no example."""
    order = {one.key: k for k, one in enumerate(born)}
    for k, one in enumerate(born):
        if one.cell is None:
            continue
        for factor in one.cell.factors:
            if factor.tensor in axes and order.get(factor.tensor, -1) >= k:
                axis = axes[factor.tensor]
                place, _ = _place(factor, axis, shapes[factor.tensor], one.cell, shapes[one.key], size)
                if place != axes.get(one.key):
                    raise Mixed


def _place(
    factor: Factor, axis: int, shape: tuple[int, ...], cell: Cell, out: tuple[int, ...], size: int
) -> tuple[int | None, bool]:
    """Which coordinate of the output counts the examples of a factor, if any; and whether it could be taken out."""
    names = [name for name, _ in cell.out]
    if len(factor.index) == 1 and len(shape) > 1:
        return _stored(factor.index[0], axis, shape, names, out, size)
    index = factor.index[axis]
    for d, name in enumerate(names):
        if index == Index(terms=((name, 1),)) and out[d] == size:
            if any(name in dict(other.terms) for e, other in enumerate(factor.index) if e != axis):
                raise Mixed
            return d, True
    # Of one example nothing is left to choose, unless the place could also lie beyond it, as where two are put together.
    if size == 1 and index == Index():
        used = {name for other in factor.index for name in other.variables}
        kept = axis < len(names) and out[axis] == 1 and names[axis] not in used
        return (axis if kept else None), True
    raise Mixed


def _stored(
    index: Index, axis: int, shape: tuple[int, ...], names: list[str], out: tuple[int, ...], size: int
) -> tuple[int | None, bool]:
    """The same where the coordinate runs over storage, as after a reshape."""
    before, after = prod(shape[:axis]), prod(shape[axis + 1 :])
    terms = dict(index.terms)
    for d, name in enumerate(names):
        if out[d] == size and prod(out[:d]) == before and (size == 1 or terms.get(name) == after):
            return d, True
    return None, size == 1


def _looked_up(factor: Factor, axes: Axes, cell: Cell, size: int) -> set[int | None]:
    """The coordinates of the output that count the examples of a table of places that is itself of a batch."""
    found: set[int | None] = set()
    names = [name for name, _ in cell.out]
    for index in factor.index:
        for entries, by in index.tables:
            if isinstance(entries, str) and entries in axes:
                name = by[axes[entries]]
                if name in names:
                    found.add(names.index(name))
                elif size > 1:
                    raise Mixed
    return found


def _alike(axes: Axes, born: Sequence[Born], before: Mapping[str, Born], size: int) -> Axes:
    """Numbers made for a whole batch, such as a first state of zeros: everyone reads them example by example."""
    loose = {
        one.key: one for one in (*born, *before.values()) if one.cell is None and not one.held and one.key not in axes
    }
    votes: dict[str, set[int | None]] = {}
    for one in born:
        if one.cell is None or one.key not in axes:
            continue
        name = one.cell.out[axes[one.key]][0]
        for factor in one.cell.factors:
            if factor.tensor in loose and len(factor.index) == loose[factor.tensor].values.ndim:
                own = [d for d, index in enumerate(factor.index) if index == Index(terms=((name, 1),))]
                votes.setdefault(factor.tensor, set()).add(own[0] if len(own) == 1 else None)
    found = {}
    for key, where in votes.items():
        axis = next(iter(where))
        x = loose[key].values
        if len(where) == 1 and axis is not None and x.shape[axis] == size and not key.startswith("="):
            found[key] = axis
    return found


def one_of(
    born: Born, axes: Axes, example: int, shapes: Mapping[str, tuple[int, ...]], held: Mapping[str, Born]
) -> Born:
    """A tensor of one example alone, with its cell."""
    axis = axes.get(born.key)
    values = born.values if axis is None else born.values.select(axis, example)
    if born.cell is None:
        return replace(born, values=values)
    name = "" if axis is None else born.cell.out[axis][0]
    out = tuple(one for d, one in enumerate(born.cell.out) if d != axis)
    if axis is not None and all(is_usual(word) for _, word in out):
        out = tuple((own, word) for (own, _), word in zip(out, usual(len(out)), strict=True))
    parts = tuple(
        part.made(tuple(_alone(f, axes, name, example, shapes, held) for f in part.of)) for part in born.cell.parts
    )
    own = _fixed(born.cell.own, name, example, axes, held)
    return replace(born, values=values, cell=born.cell.made(out, parts, own))


def _alone(
    factor: Factor, axes: Axes, name: str, example: int, shapes: Mapping[str, tuple[int, ...]], held: Mapping[str, Born]
) -> Factor:
    axis = axes.get(factor.tensor)
    index = factor.index
    if axis is not None and len(index) == len(shapes[factor.tensor]) and len(index) > 0:
        index = tuple(one for d, one in enumerate(index) if d != axis)
        return factor.of(factor.tensor, tuple(_fixed(one, name, example, axes, held) for one in index))
    at = 0 if axis is not None else example
    return factor.of(factor.tensor, tuple(_fixed(one, name, at, axes, held) for one in index))


def _fixed(index: Index, name: str, example: int, axes: Axes, held: Mapping[str, Born]) -> Index:
    """With a number for the coordinate that counts examples."""
    if not index.tables and all(n != name for n, _ in index.terms):
        return index
    const = index.const + sum(k * example for n, k in index.terms if n == name)
    tables: list[Table] = []
    for entries, by in index.tables:
        rest = tuple(n for n in by if n != name)
        if isinstance(entries, str):
            counted = axes.get(entries)
            if counted is not None:
                rest = tuple(n for d, n in enumerate(by) if d != counted)
            tables.append((entries, rest if counted is not None or entries in held else by))
            continue
        chosen = _entry(entries, by.index(name), example) if name in by else entries
        if isinstance(chosen, tuple):
            tables.append((chosen, rest))
        else:
            const = const + chosen if chosen >= 0 else _OUTSIDE
    return Index(const, tuple(t for t in index.terms if t[0] != name), tuple(tables))


def _entry(entries: Entries, at: int, example: int) -> Entries:
    assert isinstance(entries, tuple)
    return entries[example] if at == 0 else tuple(_entry(one, at - 1, example) for one in entries)


def held_for(born: Sequence[Born], axes: Axes, example: int) -> dict[str, torch.Tensor]:
    """Tables of places that belong to one cell and count examples, of one of them."""
    found = {}
    for one in born:
        if one.cell is None or one.key not in axes:
            continue
        name = one.cell.out[axes[one.key]][0]
        for factor in one.cell.factors:
            for index in factor.index:
                for entries, by in index.tables:
                    if isinstance(entries, str) and name in by and entries not in axes:
                        found[entries] = by.index(name)
    return {one.key: one.values.select(found[one.key], example) for one in born if one.held and one.key in found}
