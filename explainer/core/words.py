"""Numbers, places and counts as the explainer says them; ``stage/arithmetic/words.js`` says them alike.

Two decimals, a true minus sign, places counted from one as people do.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


LEAST_WRITTEN_OUT = 1e-4
MOST_WRITTEN_OUT = 1e12


def number(value: float) -> str:
    """``-0.5`` -> ``−0.50``, ``0.0004`` -> ``0.0004``, ``0.00004`` -> ``4e−5``: two decimals, or where they would say
    nothing the first digit that counts; what is very large has three digits, ``1.20e15``."""
    if not math.isfinite(value):
        return "NaN" if value != value else "∞" if value > 0 else "−∞"
    size = abs(value)
    text = f"{size:.2f}" if size < MOST_WRITTEN_OUT else f"{size:.2e}".replace("e+", "e")
    if size and float(text) == 0:
        text = f"{size:.1g}" if size >= LEAST_WRITTEN_OUT else f"{size:.0e}".replace("e-0", "e−").replace("e-", "e−")
    return f"−{text}" if value < 0 else text


def percent(share: float, decimals: int = 0) -> str:
    """``13 %``, half a percent being one, or ``13.4 %``: its sign stays beside it at the end of a line."""
    said = f"{100 * share:.{decimals}f}" if decimals else str(math.floor(100 * share + 0.5))
    return f"{said}\N{NO-BREAK SPACE}%"


def count_word(n: int) -> str:
    """Words up to twelve, then figures with a separator for thousands."""
    return _COUNTS[n] if 0 <= n < len(_COUNTS) else f"{n:,}"


def listed(names: Sequence[str]) -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last


def times_word(n: int) -> str:
    """How often: once, twice, three times."""
    return {1: "once", 2: "twice"}.get(n, f"{count_word(n)} times")


def place(
    out: Sequence[tuple[str, str]],
    at: tuple[int, ...],
    shape: tuple[int, ...],
    names: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """``Map 3, row 5, column 8``; a dimension with a single entry goes unsaid, unless it is all there is. ``names`` has what
    stands for a coordinate's numbers, by what the coordinate is called."""
    said = []
    for (_, word), k, n in zip(out, at, shape, strict=True):
        own = (names or {}).get(word, ())
        if k < len(own):
            said.append(own[k])
        elif n > 1:
            said.append(f"{word} {k + 1}")
    text = ", ".join(said or [f"{word} {k + 1}" for (_, word), k in zip(out[-1:], at[-1:], strict=True)])
    if not text:
        return ""
    return text[0].upper() + text[1:]


def usual(rank: int) -> tuple[str, ...]:
    """What the coordinates of a tensor are called of which nobody knows what they mean."""
    if rank == 3:
        return ("map", "row", "column")
    return tuple("place" if rank == 1 else f"place in dimension {d + 1}" for d in range(rank))


def is_usual(word: str) -> bool:
    """Whether a coordinate is called so."""
    return word in usual(3) or word.startswith("place")
