r"""How the terms of a cell become one number: one entry each, here and in ``stage/arithmetic/reductions.js``.

An entry says what each term counts for and what they come to, in double precision. ``own`` is, for a softmax, the place
among the terms that the cell itself has, and for a count the number that is counted. Some take exactly two terms, one and the
other. A place takes what is looked for, how many like it are passed over, and then those among which it is looked for.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from explainer.core.functions import power, quotient

Numbers = Sequence[float]
_BITS = 64
_WHOLE = 2.0**63


def _as_they_are(terms: Numbers, own: int) -> Numbers:
    return terms


def total(terms: Numbers) -> float:
    """The exact sum, rounded once; where something is infinite or no number, what IEEE 754 says. One alone keeps its sign,
    a zero's too."""
    if len(terms) == 1:
        return terms[0]
    try:
        return math.fsum(terms)
    except (OverflowError, ValueError):
        return sum(terms)


def _exponentials(terms: Numbers, own: int) -> Numbers:
    top = largest(terms)
    return [math.exp(term - top) if term - top == term - top else math.nan for term in terms]


def largest(terms: Numbers) -> float:
    """The largest; no number where one of them is none."""
    return math.nan if any(term != term for term in terms) else max(terms, default=-math.inf) + 0.0


def _smallest(terms: Numbers) -> float:
    return math.nan if any(term != term for term in terms) else min(terms, default=math.inf) + 0.0


def _first(terms: Numbers, wanted: float) -> float:
    return float(
        next((k for k, term in enumerate(terms) if term == wanted or (wanted != wanted and term != term)), math.nan)
    )


def _at(terms: Numbers, own: int) -> float:
    """The one term that is the cell's own; no number where the edge left it out."""
    return terms[own] if 0 <= own < len(terms) else math.nan


def _log_sum(terms: Numbers) -> float:
    top = largest(terms)
    return top + math.log(total([math.exp(term - top) for term in terms])) if math.isfinite(top) else top


def _log_share(terms: Numbers, own: int) -> float:
    top = largest(terms)
    return _at(terms, own) - top - (_log_sum(terms) - top) if math.isfinite(top) else math.nan


def _place(terms: Numbers, own: int) -> float:
    wanted, before, *among = (*terms, math.nan, math.nan)[: max(2, len(terms))]
    alike = [k for k, term in enumerate(among) if term == wanted or (wanted != wanted and term != term)]
    return float(alike[int(before)]) if 0 <= before < len(alike) else math.nan


def _but_none(function: Callable[[float, float], float]) -> Callable[[float, float], float]:
    return lambda a, b: b if a != a else a if b != b else function(a, b)


def _hypotenuse(a: float, b: float) -> float:
    return math.nan if (a != a or b != b) and not (math.isinf(a) or math.isinf(b)) else math.hypot(a, b)


def _of_bits(function: Callable[[int, int], int]) -> Callable[[float, float], float]:
    return lambda a, b: float(function(int(a), int(b))) if abs(a) <= _WHOLE and abs(b) <= _WHOLE else math.nan


def _heaviside(a: float, b: float) -> float:
    return a if a != a else b if a == 0 else float(a > 0)


def _remainder(a: float, b: float) -> float:
    return math.nan if not b or not math.isfinite(a) else a % b


def _truncated(a: float, b: float) -> float:
    return math.nan if not b or not math.isfinite(a) else math.fmod(a, b)


def _floored(a: float, b: float) -> float:
    return float(a // b) if b and math.isfinite(a) else quotient(a, b) if not b else math.nan


def _of_two(function: Callable[[float, float], float]) -> Reduction:
    return Reduction(lambda terms, own: float(function(*terms)) if len(terms) == 2 else math.nan, takes_two=True)


@dataclass(frozen=True)
class Reduction:
    """``counts`` what each term counts for, ``comes_to`` what these come to: no number where the edge left too few."""

    comes_to: Callable[[Numbers, int], float]
    counts: Callable[[Numbers, int], Numbers] = _as_they_are
    takes_two: bool = False


REDUCTIONS: dict[str, Reduction] = {
    "sum": Reduction(lambda terms, own: total(terms)),
    "mean": Reduction(lambda terms, own: total(terms) / len(terms) if terms else math.nan),
    "max": Reduction(lambda terms, own: largest(terms)),
    "min": Reduction(lambda terms, own: _smallest(terms)),
    "product": Reduction(lambda terms, own: math.prod(terms)),
    "argmax": Reduction(lambda terms, own: _first(terms, largest(terms))),
    "argmin": Reduction(lambda terms, own: _first(terms, _smallest(terms))),
    "softmax": Reduction(lambda terms, own: _at(terms, own) / (total(terms) or math.nan), _exponentials),
    "log_softmax": Reduction(lambda terms, own: _log_share(terms, own)),
    "log_sum_exp": Reduction(lambda terms, own: _log_sum(terms)),
    "count": Reduction(lambda terms, own: total(terms), lambda terms, own: [float(term == own) for term in terms]),
    "place": Reduction(_place),
    "any": Reduction(lambda terms, own: float(any(terms))),
    "all": Reduction(lambda terms, own: float(all(terms))),
    "quotient": _of_two(quotient),
    "power": _of_two(power),
    "remainder": _of_two(_remainder),
    "fmod": _of_two(_truncated),
    "floor_quotient": _of_two(_floored),
    "atan2": _of_two(math.atan2),
    "hypot": _of_two(_hypotenuse),
    "copysign": _of_two(math.copysign),
    "heaviside": _of_two(_heaviside),
    "larger": _of_two(_but_none(max)),
    "smaller": _of_two(_but_none(min)),
    "either": _of_two(lambda a, b: bool(a) != bool(b)),
    "bits_and": _of_two(_of_bits(operator.and_)),
    "bits_or": _of_two(_of_bits(operator.or_)),
    "bits_xor": _of_two(_of_bits(operator.xor)),
    "bits_up": _of_two(_of_bits(lambda a, b: a << b if 0 <= b < _BITS else 0)),
    "bits_down": _of_two(_of_bits(lambda a, b: a >> b if 0 <= b < _BITS else 0)),
    "equal": _of_two(lambda a, b: a == b),
    "unequal": _of_two(lambda a, b: a != b),
    "above": _of_two(lambda a, b: a > b),
    "at_least": _of_two(lambda a, b: a >= b),
    "below": _of_two(lambda a, b: a < b),
    "at_most": _of_two(lambda a, b: a <= b),
}
