"""Orders taken away: pixels or words in another place, the same way everywhere or each time another way.

What is shuffled the same way everywhere lost nothing: the order can be undone. What was near is near no more.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from explainer.data.vocabulary import PAD

SEED = 0


def pixels_alike(x: np.ndarray) -> np.ndarray:
    """Pictures (N, C, H, W) whose pixels changed places, in every picture the same way."""
    order = np.random.default_rng(SEED).permutation(x.shape[2] * x.shape[3])
    return x.reshape(*x.shape[:2], -1)[:, :, order].reshape(x.shape)


def words_alike(rows: np.ndarray) -> np.ndarray:
    """Sentences (N, T), ``PAD`` behind the shorter ones, whose words changed places, in all of one length the same way."""
    return _reordered(rows, lambda length: np.random.default_rng((SEED, length)).permutation(length))


def words_each(rows: np.ndarray) -> np.ndarray:
    """Sentences (N, T) likewise, each in an order of its own."""
    rng = np.random.default_rng(SEED)
    return _reordered(rows, rng.permutation)


def _reordered(rows: np.ndarray, order: Callable[[int], np.ndarray]) -> np.ndarray:
    out = rows.copy()
    for row, words in zip(out, rows, strict=True):
        length = int((words != PAD).sum())
        row[:length] = words[order(length)]
    return out
