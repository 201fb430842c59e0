"""The counter that the keyboard's network is measured against: what followed the last two words in the same chapters.

It is ``ngrams.py``'s, with the order and the discount that ``make next-word`` found best on the chapters to tune by. A page asks
for one context after another; counting only what that needs takes a few milliseconds and no room, where all counts together would
take a hundred megabytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache

import numpy as np

from explainer.data.novels import BEGIN, SIZE, Paragraph, novels
from explainer.models.ngrams import Counts, Table
from explainer.models.store import figures

ORDER = 3
KEPT = 200


def begun(numbers: Sequence[int]) -> list[int]:
    """Words with as many beginnings before them as a counter looks back, so that beginnings are contexts like others. ``numbers``
    begin with one."""
    return [BEGIN] * (ORDER - 2) + list(numbers)


def sequences(of: Sequence[Paragraph]) -> list[list[int]]:
    """What is counted: each paragraph, begun."""
    return [begun(p.numbers.tolist()) for p in of]


@cache
def _text() -> np.ndarray:
    """All that is learned from in a row, (N,)."""
    return np.array([n for one in sequences(novels().part("learn")) for n in one])


@cache
def _newest() -> Counter[int]:
    """After how many different words each word came."""
    x = _text()
    pairs = np.unique(np.stack([x[:-1], x[1:]]), axis=1)
    inside = (pairs[1] != BEGIN) | (pairs[0] == BEGIN)
    words, times = np.unique(pairs[1][inside], return_counts=True)
    return Counter(dict(zip(words.tolist(), times.tolist(), strict=True)))


def near(context: Sequence[int]) -> Counts:
    """The counts that the shares after this context need: after the last two words how often each word came, after the last of
    them with how many different words before it, and after how many different words at all."""
    x, (one, other) = _text(), tuple(context[-2:])
    here = (x[1:-1] == other) & ((x[2:] != BEGIN) | (other == BEGIN))
    if other == BEGIN:
        here &= x[:-2] == BEGIN
    places = np.flatnonzero(here)
    before, after = x[places], x[places + 2]
    seen = after[(before == one) & (after != BEGIN)]
    kinds = np.unique(np.stack([before, after]), axis=1)[1] if len(places) else after
    kinds = kinds[kinds != BEGIN]
    tables: list[Table] = [{(): _newest()}, {}, {}]
    for k, found, key in ((1, kinds, (other,)), (2, seen, (one, other))):
        if len(found):
            words, times = np.unique(found, return_counts=True)
            tables[k][key] = Counter(dict(zip(words.tolist(), times.tolist(), strict=True)))
    return Counts(tuple(tables), SIZE, discount())


@cache
def discount() -> float:
    """What each count gives away, as it was tuned."""
    return float(figures("next-word")["counter"]["discount"])


@lru_cache(KEPT)
def opened(one: int, other: int) -> np.ndarray:
    """What the shares after these two words are made of, float32 (3, V): what was counted, each less its discount, as shares; what
    the shorter context says; and the part that is left for that, V times."""
    counts = near((one, other))
    shorter = Counts(counts.tables[:-1], SIZE, counts.discount).shares((other,))
    followers = counts.tables[-1].get((one, other), Counter())
    kept, left = np.zeros(SIZE), 1.0
    if followers:
        kept[list(followers)] = (np.fromiter(followers.values(), float) - counts.discount) / followers.total()
        left = counts.discount * len(followers) / followers.total()
    return np.stack([kept, shorter, np.full(SIZE, left)]).astype(np.float32)


def shares(one: int, other: int) -> np.ndarray:
    """How likely each word is after these two, (V,)."""
    kept, shorter, left = opened(one, other)
    return kept + left * shorter
