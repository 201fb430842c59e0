"""What can happen to a picture (channels, rows, columns): it is moved, set on a larger sheet, turned, covered with noise, or
single pixels are flipped."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from skimage.transform import rotate


def moved(x: np.ndarray, down: int, right: int, repeated: bool = False) -> np.ndarray:
    """Moved by whole pixels; from the edge comes black or, where ``repeated``, the edge once more."""
    far = max(abs(down), abs(right))
    wide = np.pad(x, ((0, 0), (far, far), (far, far)), mode="edge" if repeated else "constant")
    return wide[:, far - down :, far - right :][:, : x.shape[1], : x.shape[2]].copy()


def on_sheet(x: np.ndarray, size: tuple[int, int], place: tuple[int, int]) -> np.ndarray:
    """On black of ``size``, with its first cell at that row and column of it."""
    sheet = np.zeros((len(x), *size), x.dtype)
    (row, column), (height, width) = place, x.shape[1:]
    sheet[:, row : row + height, column : column + width] = x
    return sheet


def turned(x: np.ndarray, degrees: float) -> np.ndarray:
    """Turned to the left around the middle, between pixels by linear interpolation."""
    return np.stack([rotate(channel, degrees) for channel in x]).astype(np.float32)


def noisy(x: np.ndarray, amount: float, seed: int = 0) -> np.ndarray:
    """With normal noise of this standard deviation, cut to 0 and 1."""
    noise = np.random.default_rng(seed).normal(0, amount, x.shape)
    return np.clip(x + noise, 0, 1).astype(np.float32)


def flipped(x: np.ndarray, pixels: Sequence[tuple[int, int]]) -> np.ndarray:
    """Dark where a pixel was bright and bright where it was dark."""
    out = x.copy()
    for row, column in pixels:
        out[:, row, column] = 0 if x[0, row, column] > 0.5 else 1
    return out
