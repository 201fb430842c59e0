r"""How the terms of a cell become one number: one entry each, here and in ``stage/arithmetic/reductions.js``.

An entry says what each term counts for and what they come to, in double precision. ``own`` is, for a softmax, the place
among the terms that the cell itself has, and for a count the number that is counted.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Numbers = Sequence[float]


def _as_they_are(terms: Numbers, own: int) -> Numbers:
    return terms


def _exponentials(terms: Numbers, own: int) -> Numbers:
    top = max(terms)
    return [math.exp(term - top) for term in terms]


@dataclass(frozen=True)
class Reduction:
    """``counts`` what each term counts for, ``comes_to`` what these come to."""

    comes_to: Callable[[Numbers, int], float]
    counts: Callable[[Numbers, int], Numbers] = _as_they_are


REDUCTIONS: dict[str, Reduction] = {
    "sum": Reduction(lambda terms, own: math.fsum(terms)),
    "mean": Reduction(lambda terms, own: math.fsum(terms) / len(terms)),
    "max": Reduction(lambda terms, own: max(terms, default=-math.inf) + 0.0),
    "softmax": Reduction(lambda terms, own: terms[own] / math.fsum(terms), _exponentials),
    "count": Reduction(lambda terms, own: math.fsum(terms), lambda terms, own: [float(term == own) for term in terms]),
}
