r"""A cell of a trace, opened to its arithmetic: read its declaration, fetch the numbers, redo the sum.

The total is computed here, in double precision, from the terms and never taken from torch, so that the two can be
held against each other. The browser's ``stage/arithmetic`` reads the same declaration.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np

from explainer.core.declaration import Cell, Factor, Part
from explainer.core.functions import FUNCTIONS
from explainer.core.reductions import REDUCTIONS
from explainer.core.words import count_word, number, place, times_word

Coordinates = tuple[int, ...]
Source = tuple[str, Coordinates]
Read = Callable[[str], np.ndarray]


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
class Explanation:
    """What one cell is made of.

    ``value`` is torch's number, ``total`` the one recomputed from ``terms``; where the operation is a sum,
    ``sum(terms)`` is that total before the function on top. ``sources`` are the cells it was made from, weights
    included.
    """

    value: float
    terms: tuple[Term, ...]
    total: float
    sources: tuple[Source, ...]
    sentence: str


def explain(cell: Cell, at: Coordinates, value: float, read: Read, shape: Coordinates) -> Explanation:
    """Open the cell at ``at`` of an output of ``shape``; ``read`` gives the tensor or weight of a name."""
    where = {name: k for (name, _), k in zip(cell.out, at, strict=True)}
    terms = [term for part in cell.parts for term in _terms(part, where, read)]
    before, total, terms = _reduce(cell, where, terms, read)
    sources = tuple(source for term in terms for source in term.sources if source is not None)
    return Explanation(value, tuple(terms), total, sources, _sentence(cell, at, shape, terms, before, total))


def _terms(part: Part, where: Mapping[str, int], read: Read) -> Iterator[Term]:
    names = [name for name, _, _ in part.over]
    for steps in product(*(range(size) for _, size, _ in part.over)):
        here = {**where, **dict(zip(names, steps, strict=True))}
        found = [_fetch(factor, here, read) for factor in part.of]
        if any(f is None for f in found):
            continue
        numbers = tuple(FUNCTIONS[factor.through](f[0]) for f, factor in zip(found, part.of, strict=True) if f)
        yield Term(math.prod(numbers), numbers, tuple(f[1] for f in found if f), part.label)


def _fetch(factor: Factor, here: Mapping[str, int], read: Read) -> tuple[float, Source | None] | None:
    tensor = read(factor.tensor)
    at = tuple(index.at(here, read) for index in factor.index)
    if len(at) == 1 and tensor.ndim != 1:
        at = tuple(int(k) for k in np.unravel_index(at[0], tensor.shape))
    if all(0 <= k < n for k, n in zip(at, tensor.shape, strict=True)):
        return float(tensor[at]), (factor.tensor, at)
    return None if factor.outside == "skip" else (0.0, None)


def _reduce(cell: Cell, where: Mapping[str, int], terms: list[Term], read: Read) -> tuple[float, float, list[Term]]:
    """The number before the function on top, the total after it, and the terms as they are to be shown."""
    reduction, own = REDUCTIONS[cell.reduce], cell.own.at(where, read)
    counted = reduction.counts(terms, own)
    before = reduction.comes_to(counted, own)
    name, *parameters = cell.function
    shown = [Term(value, t.factors, t.sources, t.label) for value, t in zip(counted, terms, strict=True)]
    return before, FUNCTIONS[name](before, *parameters), shown


def _sentence(cell: Cell, at: Coordinates, shape: Coordinates, terms: list[Term], before: float, total: float) -> str:
    said = cell.sentence[0] if len(cell.sentence) == 1 else cell.sentence[1 - (before > 0) + (before < 0)]
    count = sum(not term.label or len(term.factors) > 1 for term in terms)
    text = said.format(
        count=count_word(count),
        products=f"{count_word(count)} product{'' if count == 1 else 's'}",
        add="adds" if count == 1 else "add",
        times=times_word(round(total)) if "{times}" in said else "",
        before=number(before),
        value=number(total),
    )
    return f"{place(cell.out, at, shape)}: {text}"
