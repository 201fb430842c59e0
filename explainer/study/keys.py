"""How many keys a text takes with three suggestions above the keyboard, told once for what is measured and for what is on screen.

A word is its letters and the space after it. Three words stand above the keyboard, those that are most likely and begin with
the letters so far; taking one of them is one key and writes the space, too. Who types takes the word as soon as it stands there. A
mark is one key, whoever suggests. A word that is not in the vocabulary is never suggested.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np

from explainer.data.novels import MARKS, SIZE, novels
from explainer.data.vocabulary import UNKNOWN

SUGGESTED = 3
MARK_KEYS = 1


@cache
def offered() -> np.ndarray:
    """Which of the vocabulary are words, and may be suggested, (V,)."""
    return np.array([k > UNKNOWN and word not in MARKS for k, word in enumerate(novels().vocabulary)])


@cache
def alike() -> np.ndarray:
    """How many letters two words begin with alike, (V, V)."""
    words = novels().vocabulary
    longest = max(map(len, words))
    letters = np.array([[ord(c) for c in word.ljust(longest, "\0")] for word in words])
    ends = letters[:, None, :] != letters[None]
    ends |= letters[None] == 0
    return np.where(ends.any(-1), ends.argmax(-1), longest).astype(np.uint8)


def suggestions(shares: np.ndarray, letters: str = "") -> list[int]:
    """The three most likely words that begin so, by their numbers; of equals the more frequent."""
    words = novels().vocabulary
    ranked = np.argsort(-shares, kind="stable")
    found = (int(k) for k in ranked if offered()[k] and words[k].startswith(letters))
    return [k for k, _ in zip(found, range(SUGGESTED), strict=False)]


def letters_needed(shares: np.ndarray, word: int) -> int | None:
    """How many of a word's letters must be typed until it is among the three; None where it never is, or no sooner than all of
    it is typed."""
    if not offered()[word]:
        return None
    own = shares[word]
    before = (shares > own) | ((shares == own) & (np.arange(SIZE) < word))
    same = alike()[word][before & offered()]
    size = len(novels().vocabulary[word])
    ahead = np.bincount(same, minlength=size + 1)[::-1].cumsum()[::-1]
    needed = int(np.argmax(ahead < SUGGESTED)) if (ahead < SUGGESTED).any() else size
    return needed if needed < size else None


def typed_out(number: int, letters: int) -> int:
    """The keys of a word of so many letters, or of a mark, with nobody's help."""
    mark = number > UNKNOWN and not offered()[number]
    return MARK_KEYS if mark else letters + 1


def keys(shares: np.ndarray, number: int, letters: int) -> int:
    """The keys of the same with three suggestions by these shares (V,)."""
    needed = letters_needed(shares, number)
    return typed_out(number, letters) if needed is None else needed + 1


def saved(full: Sequence[int], helped: Sequence[int]) -> float:
    """The share of keys that nobody need type."""
    return 1 - sum(helped) / sum(full) if sum(full) else 0.0
