"""Figures that were measured, as people read them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from explainer.core import words
from explainer.core.words import count_word, number


def percent(share: float, decimals: int = 0) -> str:
    """``13 %`` or ``13.4 %``, as the stage says it."""
    return words.percent(share, decimals)


def spread(values: Sequence[float], said: Callable[[float], str] = percent, unit: str = "") -> str:
    """What several seeds came to, from the least to the most: shares as ``84 %``, or ``84 % to 100 %``; other numbers as they are
    ``said``, with their ``unit`` behind the last."""
    low, high = said(min(values)), said(max(values))
    return f"{low}{unit}" if low == high else f"{low} to {high}{unit}"


def exact(shares: Sequence[float]) -> str:
    """The same to a tenth of a percent: 99.6 % is not all."""
    return spread(shares, lambda share: percent(share, 1))


PARTS = {2: "half", 3: "a third", 4: "a quarter", 5: "a fifth", 10: "a tenth"}


def portion(share: float) -> str:
    """``a fifth``, and where there is no such word ``13 %``."""
    return next((said for of, said in PARTS.items() if abs(of * share - 1) < 1e-6), percent(share))


def power(value: float) -> str:
    """One digit and a power of ten: ``7e−6``."""
    return f"{value:.0e}".replace("e-0", "e−").replace("e-", "e−")


def left(share: float) -> str:
    """What is left of something, where that may be very little: ``0.15``, ``0.004``, or ``7e−6``."""
    if share >= 0.01:
        return number(share)
    if share >= 0.0001:
        return f"{share:.3f}" if share >= 0.001 else f"{share:.4f}"
    return power(share)


def signed(value: float) -> str:
    """``+0.50`` or ``−0.50``; a zero, to two decimals, has no sign."""
    said = number(round(value, 2))
    return f"+{said}" if round(value, 2) > 0 else said


def many(things: Collection[object]) -> str:
    """How many, in words up to twelve."""
    return count_word(len(things))


def said(count: int) -> str:
    """In words up to twelve."""
    return count_word(count)


def ranges(*ends: int) -> dict[str, range]:
    """``0 to 20``, ``21 to 40`` and so on, up to each of ``ends``, for numbers that nobody guesses exactly; ``0`` where a range
    holds nothing else."""
    bounds = list(zip((0, *(end + 1 for end in ends)), ends, strict=False))
    return {f"{a} to {b}" if a < b else str(a): range(a, b + 1) for a, b in bounds}


def within(count: int, found: Mapping[str, range]) -> str:
    """The range in which a number lies, by its name."""
    return next(name for name, numbers in found.items() if count in numbers)
