"""Numbers, places and counts as the explainer says them; ``stage/arithmetic/words.js`` says them alike.

Two decimals, a true minus sign, places counted from one as people do.
"""

from __future__ import annotations

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def number(value: float) -> str:
    """``-0.5`` -> ``−0.50``; never a minus before zero."""
    text = f"{abs(value):.2f}"
    return f"−{text}" if value < 0 and float(text) else text


def count_word(n: int) -> str:
    """Words up to twelve, then figures with a separator for thousands."""
    return _COUNTS[n] if n < len(_COUNTS) else f"{n:,}"


def place(out: tuple[tuple[str, str], ...], at: tuple[int, ...], shape: tuple[int, ...]) -> str:
    """``Map 3, row 5, column 8``; a dimension with a single entry goes unsaid, unless it is all there is."""
    said = [f"{word} {k + 1}" for (_, word), k, n in zip(out, at, shape, strict=True) if n > 1]
    text = ", ".join(said or [f"{out[-1][1]} {at[-1] + 1}"])
    return text[0].upper() + text[1:]
