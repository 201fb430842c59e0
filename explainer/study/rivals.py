"""What a network that foresees has to beat: the last value, for temperatures that of the same hour a day before, and a ridge
regression on the last values, as well tuned as the network is.

A ridge regression is a weighted sum of the last ``k`` values and a constant, its weights kept small by ``strength``. It is given
the same scale and the same part to learn from, and asked for each step ahead by itself. ``k`` and ``strength`` are, of ``LAST`` and
``STRENGTHS``, those by which it is least wrong on the part that is chosen by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from explainer.data.series import PARTS
from explainer.models.series import Kind, Scale, Windows, changes, foreseen, scale, scaled, windows

LAST = (1, 2, 3, 5, 8, 12, 16, 24, 36, 48)
STRENGTHS = (0.0, 0.1, 1.0, 10.0, 100.0, 1_000.0, 10_000.0)
LEARN, CHOOSE, _ = PARTS
DAY = 24


@dataclass(frozen=True)
class Ridge:
    """For each step ahead the last ``k`` values it reads, its ``strength``, and its weights (k + 1,), the constant behind them."""

    last: tuple[int, ...]
    strength: tuple[float, ...]
    weights: tuple[np.ndarray, ...]

    def said(self, found: Windows, kind: Kind, by: Scale) -> np.ndarray:
        """What it foresees from windows: values (N, K)."""
        x = scaled(found.values, kind, by)
        every = [_with_one(x[:, x.shape[1] - k :]) @ w for k, w in zip(self.last, self.weights, strict=True)]
        return foreseen(found, np.stack(every, 1), kind, by)


def wrong(said: np.ndarray, found: Windows, kind: Kind) -> np.ndarray:
    """By how much values (N, K) are wrong, of a relative kind in percent of what came."""
    off = np.abs(said - found.after)
    return off / found.after * 100 if kind.relative else off


def last_value(found: Windows) -> np.ndarray:
    """The last value, whatever comes: (N, K)."""
    return np.repeat(found.values[:, -1:], found.after.shape[1], axis=1)


def day_before(found: Windows, kind: Kind) -> np.ndarray:
    """What was a day before that which is asked for: (N, K)."""
    return np.stack([found.values[:, ahead - DAY - 1] for ahead in kind.ahead], 1)


def ridge(every: Sequence[np.ndarray], kind: Kind) -> Ridge:
    """One that learned from series (N,) together, as well as it can be tuned."""
    longest = min(min(LAST[-1], len(values) // 6) for values in every)
    x, y = _together(every, kind, LEARN, longest)
    judged = [(windows(values, kind, CHOOSE, longest), scale(values, kind.relative)) for values in every]
    found: list[list[tuple[float, int, float, np.ndarray]]] = [[] for _ in kind.ahead]
    for k in [k for k in LAST if k <= longest]:
        own = _with_one(x[:, longest - k :])
        values, vectors = np.linalg.eigh(_centred(own))
        for strength in STRENGTHS:
            weights = _solved(own, y, values, vectors, strength)
            off = np.concatenate([_off(weights, k, one, kind, by) for one, by in judged]).mean(0)
            for n, at in enumerate(off):
                found[n].append((float(at), k, strength, weights[:, n]))
    best = [min(tried, key=lambda one: one[0]) for tried in found]
    _, last, strengths, weights_of = zip(*best, strict=True)
    return Ridge(last, strengths, weights_of)


def _off(weights: np.ndarray, k: int, found: Windows, kind: Kind, by: Scale) -> np.ndarray:
    x = scaled(found.values, kind, by)
    return wrong(foreseen(found, _with_one(x[:, x.shape[1] - k :]) @ weights, kind, by), found, kind)


def _together(every: Sequence[np.ndarray], kind: Kind, which: str, length: int) -> tuple[np.ndarray, np.ndarray]:
    seen = [(windows(values, kind, which, length), scale(values, kind.relative)) for values in every]
    return (
        np.concatenate([scaled(found.values, kind, by) for found, by in seen]),
        np.concatenate([changes(found, kind, by) for found, by in seen]),
    )


def _with_one(x: np.ndarray) -> np.ndarray:
    return np.concatenate([x, np.ones((len(x), 1))], 1)


def _centred(own: np.ndarray) -> np.ndarray:
    x = own[:, :-1] - own[:, :-1].mean(0)
    return x.T @ x


def _solved(own: np.ndarray, y: np.ndarray, values: np.ndarray, vectors: np.ndarray, strength: float) -> np.ndarray:
    """The weights (k + 1, K); the constant is free. What does not vary gets no weight."""
    x, middle = own[:, :-1], own[:, :-1].mean(0)
    most = max(float(values.max()), 1e-12)
    inverse = np.where(values > 1e-9 * most, 1 / np.maximum(values + strength, 1e-12 * most), 0)
    w = vectors @ (inverse[:, None] * (vectors.T @ ((x - middle).T @ (y - y.mean(0)))))
    return np.concatenate([w, (y.mean(0) - middle @ w)[None]])
