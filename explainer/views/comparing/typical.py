"""Sentences differ in how far back a loop's last state depends on their words: which is typical, and by how much the others differ.

Measured on the loops that ship, as the page is read: a mean, which a few sentences raise, would not say what the most are like.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import torch

from explainer.models.comparing.sentences import long_ones, prevailing, shipping
from explainer.study.comparing.reach import by_gradient, in_shares
from explainer.study.comparing.tested import FAR_BACK, LOOPS, SENTENCES

TENTHS = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Differ:
    """What a word counts in that sentence of which a tenth has less, in the middle one, and in that of which a tenth has more."""

    low: float
    middle: float
    high: float


@cache
def _reach(key: str) -> torch.Tensor:
    """(sentences, T): by words back from the last one, in shares of each sentence's strongest."""
    return in_shares(by_gradient(shipping(key, "lengths"), prevailing(FAR_BACK, SENTENCES)[0])).flip(1)


@cache
def typical() -> str:
    """The sentence, of those that the means are of, that lies nearest to what is in the middle word by word, for all loops
    together."""
    found = [_reach(key) for key in LOOPS]
    far = sum((one - one.median(0).values).abs().sum(1) for one in found)
    return long_ones(FAR_BACK, SENTENCES).texts[int(torch.as_tensor(far).argmin())]


@cache
def differ(key: str, back: int) -> Differ:
    """How much sentences differ in what the word so far back counts for a loop."""
    low, middle, high = torch.quantile(_reach(key)[:, back], torch.tensor(TENTHS)).tolist()
    return Differ(low, middle, high)
