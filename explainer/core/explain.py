r"""A cell of a trace, opened to its arithmetic: read its declaration, fetch the numbers, redo the sum.

The total is computed here, in double precision, from the terms and never taken from torch, so that the two can be
held against each other. The browser's ``stage/arithmetic`` reads the same declaration. All products of a part are fetched at
once; a term with its origin is made only when somebody looks at it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from explainer.core.declaration import Cell, Entries, Factor, Index, Part
from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS
from explainer.core.words import count_word, number, place, times_word

Coordinates = tuple[int, ...]
Source = tuple[str, Coordinates]
Read = Callable[[str], np.ndarray]
Where = Mapping[str, Any]


class Term(float):
    """One term of a cell, a number that remembers its origin.

    ``factors`` are the numbers multiplied, ``sources`` where each stands (``None`` beyond the edge), ``label`` says
    what it is, such as "bias". Terms of a softmax are the exponentials :math:`e^{x_k - \\max x}`.
    """

    factors: tuple[float, ...]
    sources: tuple[Source | None, ...]
    label: str

    def __new__(
        cls, value: float, factors: tuple[float, ...] = (), sources: tuple[Source | None, ...] = (), label: str = ""
    ) -> Term:
        self = super().__new__(cls, value)
        self.factors, self.sources, self.label = factors, sources, label
        return self

    @property
    def value(self) -> float:
        return float(self)


@dataclass(frozen=True)
class _Fetched:
    """A factor of every term of a part: its numbers (N,), where they stand (rank, N), and whether that is inside (N,)."""

    tensor: str
    numbers: np.ndarray
    at: np.ndarray
    inside: np.ndarray

    def sources(self) -> list[Source | None]:
        return [
            (self.tensor, tuple(at)) if inside else None
            for at, inside in zip(self.at.T.tolist(), self.inside.tolist(), strict=True)
        ]


@dataclass(frozen=True)
class _Products:
    """All terms of a part: the products (N,) and their factors."""

    values: list[float]
    factors: tuple[_Fetched, ...]
    label: str

    def terms(self, shown: Sequence[float]) -> list[Term]:
        numbers = zip(*(f.numbers.tolist() for f in self.factors), strict=True)
        sources = zip(*(f.sources() for f in self.factors), strict=True)
        return [Term(v, n, s, self.label) for v, n, s in zip(shown, numbers, sources, strict=True)]


@dataclass(frozen=True)
class Explanation:
    """What one cell is made of.

    ``value`` is torch's number, ``total`` the one recomputed from ``terms``; where the operation is a sum,
    ``sum(terms)`` is that total before the function on top. ``sources`` are the cells it was made from, weights
    included.
    """

    value: float
    total: float
    sentence: str
    _products: tuple[_Products, ...] = field(default=(), repr=False)
    _shown: tuple[float, ...] = field(default=(), repr=False)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        found: list[Term] = []
        for products in self._products:
            found += products.terms(self._shown[len(found) : len(found) + len(products.values)])
        return tuple(found)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        return tuple(source for term in self.terms for source in term.sources if source is not None)


def explain(cell: Cell, at: Coordinates, value: float, read: Read, shape: Coordinates, called: str = "") -> Explanation:
    """Open the cell at ``at`` of an output of ``shape``; ``read`` gives the tensor or weight of a name. ``called`` is what the
    cell is called where its numbers stand for something, such as words."""
    where = {name: k for (name, _), k in zip(cell.out, at, strict=True)}
    products = tuple(_products(part, where, read) for part in cell.parts)
    terms = [v for one in products for v in one.values]
    reduction, own = REDUCTIONS[cell.reduce], int(_coordinate(cell.own, where, read))
    shown = reduction.counts(terms, own)
    before = reduction.comes_to(shown, own)
    name, *parameters = cell.function
    total = FUNCTIONS[name](before, *parameters)
    count = sum(len(one.values) for one in products if not one.label or len(one.factors) > 1)
    return Explanation(
        value,
        total,
        _sentence(cell, called or place(cell.out, at, shape), count, before, total),
        products,
        tuple(shown),
    )


def _products(part: Part, where: Mapping[str, int], read: Read) -> _Products:
    sizes = tuple(size for _, size, _ in part.over)
    here: dict[str, Any] = dict(where)
    for d, (name, size, _) in enumerate(part.over):
        here[name] = np.arange(size).reshape((-1,) + (1,) * (len(sizes) - d - 1))
    fetched = [_fetch(factor, here, sizes, read) for factor in part.of]
    kept = np.ones(math.prod(sizes), dtype=bool)
    for factor, one in zip(part.of, fetched, strict=True):
        if factor.outside == "skip":
            kept &= one.inside
    if not kept.all():
        fetched = [_Fetched(f.tensor, f.numbers[kept], f.at[:, kept], f.inside[kept]) for f in fetched]
    values = fetched[0].numbers
    with np.errstate(all="ignore"):
        for one in fetched[1:]:
            values = values * one.numbers
    return _Products(values.tolist(), tuple(fetched), part.label)


def _fetch(factor: Factor, here: Where, sizes: Coordinates, read: Read) -> _Fetched:
    tensor = read(factor.tensor)
    count = math.prod(sizes)
    at = np.empty((len(factor.index), count), dtype=np.int64)
    for d, index in enumerate(factor.index):
        at[d] = np.broadcast_to(_coordinate(index, here, read), sizes).reshape(-1)
    inside = np.ones(count, dtype=bool)
    flat = len(factor.index) == 1 and tensor.ndim != 1
    for d in range(len(at)):
        inside &= (at[d] >= 0) & (at[d] < (tensor.size if flat else tensor.shape[d]))
    within = np.where(inside, at, 0)
    if flat and not (tensor.ndim and tensor.size):
        at = within = np.zeros((tensor.ndim, count), dtype=np.int64)
    elif flat:
        at = np.array(np.unravel_index(within[0], tensor.shape), dtype=np.int64).reshape(tensor.ndim, count)
        within = at
    numbers = np.where(inside, tensor[tuple(within)] if tensor.size else 0.0, 0.0).astype(np.float64)
    if factor.through != "identity":
        function = FUNCTIONS[factor.through]
        numbers = np.array([function(v, *factor.by) for v in numbers.tolist()])
    return _Fetched(factor.tensor, numbers, at, inside)


def _coordinate(index: Index, here: Where, read: Read) -> Any:
    """``Index.at`` for many values of the variables at once."""
    total: Any = index.const
    for name, k in index.terms:
        total = total + k * here[name]
    outside: Any = False
    for entries, by in index.tables:
        found = (read(entries) if isinstance(entries, str) else _array(entries))[tuple(here[name] for name in by)]
        outside = outside | (found < 0)
        total = total + np.asarray(found).astype(np.int64)
    return np.where(outside, -1, total) if index.tables else total


# Replaced, never formatted: a sentence may come out of a file.
_PLACEHOLDER = re.compile(r"\{(count|products|add|times|before|value)\}")
_ARRAYS: dict[int, tuple[Entries, np.ndarray]] = {}
_MOST_ARRAYS = 2000


def _array(entries: Entries) -> np.ndarray:
    """A table that is written out, as an array; kept, since a declaration is read again and again."""
    known = _ARRAYS.get(id(entries))
    if known is None or known[0] is not entries:
        if len(_ARRAYS) > _MOST_ARRAYS:
            _ARRAYS.clear()
        known = _ARRAYS[id(entries)] = (entries, np.array(entries))
    return known[1]


def _sentence(cell: Cell, where: str, count: int, before: float, total: float) -> str:
    said = cell.sentence[0] if len(cell.sentence) == 1 else cell.sentence[1 - (before > 0) + (before < 0)]
    words: dict[str, Callable[[], str]] = {
        "count": lambda: count_word(count),
        "products": lambda: f"{count_word(count)} product{'' if count == 1 else 's'}",
        "add": lambda: "adds" if count == 1 else "add",
        "times": lambda: times_word(round(total)) if math.isfinite(total) else f"{number(total)} times",
        "before": lambda: number(before),
        "value": lambda: number(total),
    }
    text = _PLACEHOLDER.sub(lambda found: words[found[1]](), said)
    return f"{where}: {text}" if where else text[:1].upper() + text[1:]
