"""Declarations out of a file that nobody vouches for: built one by one from JSON, or refused.

What comes out of here can be opened cell by cell, whatever stood in the file: every tensor that it reads is there, with as many
dimensions as it has indices; every variable is counted by the output or by a range; every function, reduction and rule for the
edge is one of ours, with as many parameters as it takes; a table has an entry for every value of its variables; no cell reads
more than ``MOST_READ``; no index leaves the range of whole numbers. Sentences are text with the placeholders that
``explain.py`` knows, which it fills by replacing them, so that nothing in them is ever carried out.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from explainer.core.declaration import Cell, Factor, Index, Part
from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS

# What opening a cell may take, in numbers of eight bytes: a sum of nearly ten million cells of a picture.
MOST_READ = 2**26
_EACH = 4
MOST_DIMENSIONS = 64
MOST_PARTS = 2**16
LONGEST_NAME = 300
LONGEST_TEXT = 1000

_LARGEST_NUMBER = 2**64
_LARGEST_INDEX = 2**62
_NAME = re.compile(r"[\w.:]+")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_OUTSIDE = ("zero", "skip")
NOT_FINITE = {"Infinity": math.inf, "-Infinity": -math.inf, "NaN": math.nan}

Sizes = Mapping[str, int]


class BadTrace(ValueError):
    """A file that is no trace, or one that cannot be opened; says what is wrong with it."""


def record(x: object, what: str, needed: Iterable[str], more: Iterable[str] = ()) -> dict[str, Any]:
    """An object with these fields and no others but ``more``."""
    if not isinstance(x, dict) or not set(needed) <= set(x) <= {*needed, *more}:
        raise BadTrace(f"{what} needs the fields {', '.join(needed)} and no others.")
    return x


def several(x: object, what: str, most: int) -> list[Any]:
    """A list that is not too long."""
    if not isinstance(x, list):
        raise BadTrace(f"{what} is no list.")
    if len(x) > most:
        raise BadTrace(f"{what} has {len(x):,} entries; up to {most:,} are read.")
    return x


def exactly(x: object, what: str, count: int) -> list[Any]:
    """A list of so many."""
    if not isinstance(x, list) or len(x) != count:
        raise BadTrace(f"{what} is no list of {count}.")
    return x


def text(x: object, what: str, longest: int = LONGEST_TEXT) -> str:
    """Text that can be shown: nothing in it is hidden or turns its surroundings."""
    if not isinstance(x, str) or len(x) > longest or not x.isprintable():
        raise BadTrace(f"{what} is not text of up to {longest:,} letters that can be shown.")
    return x


def name(x: object, what: str) -> str:
    """A name as traces give them."""
    if not isinstance(x, str) or len(x) > LONGEST_NAME or not _NAME.fullmatch(x):
        raise BadTrace(f"{what} has a name that no tensor can have.")
    return x


def whole(x: object, what: str, least: int = -_LARGEST_INDEX, most: int = _LARGEST_INDEX) -> int:
    """A whole number, which truth is not."""
    if type(x) is not int or not least <= x <= most:
        raise BadTrace(f"{what} is not a whole number from {least:,} to {most:,}.")
    return x


def number(x: object, what: str) -> float:
    """Any number; what is not finite is spelled out."""
    if type(x) is str and x in NOT_FINITE:
        return NOT_FINITE[x]
    if type(x) is int and abs(x) < _LARGEST_NUMBER:
        return x
    if type(x) is not float or not math.isfinite(x):
        raise BadTrace(f"{what} is not a number.")
    return x


def one_of(x: object, what: str, known: Iterable[str]) -> str:
    """A name of a closed list."""
    if not isinstance(x, str) or x not in known:
        raise BadTrace(f"{what} is not one that this version knows.")
    return x


def _arity(function: Callable[..., float]) -> tuple[int, int]:
    """How many parameters a function takes besides its number, at least and at most."""
    given = list(inspect.signature(function).parameters.values())[1:]
    return sum(p.default is p.empty for p in given), len(given)


ARITY = {key: _arity(function) for key, function in FUNCTIONS.items()}


def _parameters(key: str, given: list[Any], what: str) -> tuple[float, ...]:
    least, most = ARITY[key]
    if not least <= len(given) <= most:
        raise BadTrace(f"{what} gives {key} {len(given)} parameters; it takes {least} to {most}.")
    return tuple(float(number(one, what)) for one in given)


@dataclass(frozen=True)
class Known:
    """Every tensor and weight that a declaration may read."""

    arrays: Mapping[str, np.ndarray]
    _largest: dict[str, int] = field(default_factory=dict)

    def array(self, x: object, what: str) -> np.ndarray:
        """The tensor of a name."""
        if not isinstance(x, str) or x not in self.arrays:
            raise BadTrace(f"{what} reads a tensor that is not there.")
        return self.arrays[x]

    def largest(self, called: str, what: str) -> int:
        """The largest size of the numbers in a tensor that is looked up as a table."""
        if called not in self._largest:
            x = self.arrays[called]
            if x.dtype.kind == "f" and not np.isfinite(x).all():
                raise BadTrace(f"{what} looks up {called}, where some are no numbers.")
            ends = (int(x.min()), int(x.max())) if x.size else (0, 0)
            self._largest[called] = max(map(abs, ends))
        return self._largest[called]


def cell(x: object, called: str, known: Known) -> Cell:
    """How the cells of the tensor ``called`` are made. Raises :class:`BadTrace`."""
    said = record(x, called, ("out", "parts", "sentence", "reduce", "function", "own"), ("share",))
    shape = known.arrays[called].shape
    out = tuple(
        _coordinate(one, called) for one in exactly(said["out"], f"What counts the cells of {called}", len(shape))
    )
    sizes = _sizes(called, {}, zip((variable for variable, _ in out), shape, strict=True))
    parts = tuple(
        _part(one, called, sizes, known) for one in several(said["parts"], f"What {called} is made of", MOST_PARTS)
    )
    # A range of nothing is still laid out beside the others.
    taken = sum(
        math.prod(max(1, size) for _, size, _ in part.over) * sum(_EACH + len(f.index) for f in part.of)
        for part in parts
    )
    if taken > MOST_READ:
        raise BadTrace(
            f"A cell of {called} reads too much: it would take {taken:,} numbers to open, and may take {MOST_READ:,}."
        )
    terms = sum(math.prod(size for _, size, _ in part.over) for part in parts)
    reduce = one_of(said["reduce"], f"How {called} comes together", REDUCTIONS)
    if REDUCTIONS[reduce].takes_two and terms != 2:
        raise BadTrace(f"A cell of {called} has {terms:,} terms; {reduce} takes two.")
    sentence = several(said["sentence"], f"What is said of {called}", 3)
    if len(sentence) not in (1, 3):
        raise BadTrace(f"Of {called} one sentence is said, or three.")
    function = several(said["function"], f"The function of {called}", MOST_DIMENSIONS)
    key = one_of(function[0] if function else None, f"The function of {called}", FUNCTIONS)
    if said.get("share", False) not in (True, False):
        raise BadTrace(f"Whether {called} is a share is neither true nor false.")
    return Cell(
        out,
        parts,
        tuple(text(one, f"What is said of {called}") for one in sentence),
        reduce,
        (key, *_parameters(key, function[1:], called)),
        _index(said["own"], called, sizes, known),
        bool(said.get("share", False)),
    )


def _sizes(called: str, before: Sizes, more: Iterable[tuple[str, int]]) -> Sizes:
    found = dict(before)
    for variable, size in more:
        if variable in found:
            raise BadTrace(f"{called} counts twice by {variable}.")
        found[variable] = size
    return found


def _variable(x: object, called: str) -> str:
    if not isinstance(x, str) or len(x) > LONGEST_NAME or not _VARIABLE.fullmatch(x):
        raise BadTrace(f"{called} counts by something that is no variable.")
    return x


def _coordinate(x: object, called: str) -> tuple[str, str]:
    variable, word = exactly(x, f"A coordinate of {called}", 2)
    return _variable(variable, called), text(word, f"A word of {called}")


def _part(x: object, called: str, sizes: Sizes, known: Known) -> Part:
    said = record(x, f"A part of {called}", ("label", "over", "of"))
    over = tuple(_range(one, called) for one in several(said["over"], f"The ranges of {called}", MOST_DIMENSIONS))
    inner = _sizes(called, sizes, ((variable, size) for variable, size, _ in over))
    factors = several(said["of"], f"The factors of {called}", MOST_DIMENSIONS)
    if not factors:
        raise BadTrace(f"A part of {called} is made of nothing.")
    of = tuple(_factor(one, called, inner, known) for one in factors)
    return Part(of, over, text(said["label"], f"A label of {called}"))


def _range(x: object, called: str) -> tuple[str, int, str]:
    variable, size, word = exactly(x, f"A range of {called}", 3)
    return (
        _variable(variable, called),
        whole(size, f"A range of {called}", 0, MOST_READ),
        text(word, f"A word of {called}"),
    )


def _factor(x: object, called: str, sizes: Sizes, known: Known) -> Factor:
    said = record(x, f"A factor of {called}", ("tensor", "index", "outside"), ("through", "by", "called"))
    array = known.array(said["tensor"], called)
    index = several(said["index"], f"The indices of {called}", MOST_DIMENSIONS)
    if len(index) not in (1, array.ndim):
        raise BadTrace(
            f"{called} reads {said['tensor']}, which has {array.ndim} dimensions, with {len(index)} indices."
        )
    through = one_of(said.get("through", "identity"), f"What a factor of {called} passes", FUNCTIONS)
    by = several(said.get("by", []), f"The parameters of {called}", MOST_DIMENSIONS)
    return Factor(
        said["tensor"],
        tuple(_index(one, called, sizes, known) for one in index),
        one_of(said["outside"], f"What is beyond the edge for {called}", _OUTSIDE),  # type: ignore[arg-type]
        through,
        text(said.get("called", ""), f"A word of {called}"),
        _parameters(through, by, called),
    )


def _index(x: object, called: str, sizes: Sizes, known: Known) -> Index:
    said = record(x, f"An index of {called}", ("const", "terms"), ("tables",))
    terms = []
    for one in several(said["terms"], f"An index of {called}", MOST_DIMENSIONS):
        variable, times = exactly(one, f"An index of {called}", 2)
        terms.append((_counted(variable, called, sizes), whole(times, f"An index of {called}")))
    tables, furthest = [], abs(whole(said["const"], f"An index of {called}"))
    furthest += sum(abs(k) * max(0, sizes[variable] - 1) for variable, k in terms)
    for one in several(said.get("tables", []), f"The tables of {called}", MOST_DIMENSIONS):
        entries, by = exactly(one, f"A table of {called}", 2)
        by = tuple(_counted(v, called, sizes) for v in several(by, f"A table of {called}", MOST_DIMENSIONS))
        wanted = tuple(sizes[variable] for variable in by)
        if isinstance(entries, str):
            shape, far = known.array(entries, called).shape, known.largest(entries, called)
        else:
            entries, shape, far = _entries(entries, len(by), called)
        if len(shape) != len(wanted) or any(n < size for n, size in zip(shape, wanted, strict=True)):
            raise BadTrace(f"A table of {called} has the shape {shape}; its variables count {wanted}.")
        tables.append((entries, by))
        furthest += far
    if furthest > _LARGEST_INDEX:
        raise BadTrace(f"An index of {called} leads to place {furthest:,}.")
    return Index(said["const"], tuple(terms), tuple(tables))


def _counted(x: object, called: str, sizes: Sizes) -> str:
    if not isinstance(x, str) or x not in sizes:
        raise BadTrace(f"{called} uses a variable that nothing counts.")
    return x


def _entries(x: object, rank: int, called: str) -> tuple[Any, tuple[int, ...], int]:
    """A table that is written out, its shape, and the largest size of its numbers."""
    if rank == 0:
        entry = whole(x, f"A table of {called}")
        return entry, (), abs(entry)
    found = [_entries(one, rank - 1, called) for one in several(x, f"A table of {called}", _LARGEST_INDEX)]
    inner = {shape for _, shape, _ in found}
    if len(inner) > 1 or (not found and rank > 1):
        raise BadTrace(f"A table of {called} has rows of different lengths.")
    return (
        tuple(e for e, _, _ in found),
        (len(found), *next(iter(inner), ())),
        max((far for *_, far in found), default=0),
    )
