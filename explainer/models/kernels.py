r"""Named kernels of any odd size, and edited ones as text for a link.

Edges and blurs come from two rows of numbers: the binomial smoothing :math:`(1, 2, 1)/4`, widened by convolving it with
itself, and the difference :math:`(-1, 0, 1)`; a two-dimensional kernel is their outer product.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

SIZES = (1, 3, 5, 7)
MOST = 8
RANDOM = "Random"
LARGEST = (
    1_000  # of a number that a visitor changes: whatever follows from it stays a float32; the browser's is the same
)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True)
class Kernel:
    """``make`` gives (size, size); ``reads`` says what an answer above, at and below zero means, if it can be said."""

    make: Callable[[int], np.ndarray]
    reads: tuple[str, str, str] = ("", "", "")


def _smooth(size: int) -> np.ndarray:
    row = np.ones(1)
    for _ in range(size // 2):
        row = np.convolve(row, [0.25, 0.5, 0.25])
    return row


def _difference(size: int) -> np.ndarray:
    return np.convolve([-1.0, 0.0, 1.0], _smooth(size - 2)) if size > 1 else np.zeros(1)


def _identity(size: int) -> np.ndarray:
    kernel = np.zeros((size, size))
    kernel[size // 2, size // 2] = 1
    return kernel


def _gaussian(size: int) -> np.ndarray:
    return np.outer(_smooth(size), _smooth(size))


def _rising(size: int) -> np.ndarray:
    return (_vertical(size) + _horizontal(size)) / 2


def _vertical(size: int) -> np.ndarray:
    return np.outer(_smooth(size), _difference(size))


def _horizontal(size: int) -> np.ndarray:
    return _vertical(size).T


def _reads(bright: str, dark: str) -> tuple[str, str, str]:
    return (
        f"the {bright} is brighter than the {dark}.",
        f"the {bright} and the {dark} are equally bright.",
        f"the {bright} is darker than the {dark}.",
    )


KERNELS: dict[str, Kernel] = {
    "Vertical edges": Kernel(_vertical, _reads("right side", "left")),
    "Horizontal edges": Kernel(_horizontal, _reads("lower side", "upper")),
    "Falling edges": Kernel(_rising, _reads("lower right", "upper left")),
    "Rising edges": Kernel(lambda size: _rising(size)[:, ::-1].copy(), _reads("lower left", "upper right")),
    "Laplacian": Kernel(lambda size: 4 * (_gaussian(size) - _identity(size)), _reads("neighbourhood", "middle")),
    "Outline": Kernel(lambda size: _identity(size) - 1 / size**2, _reads("middle", "neighbourhood")),
    "Sharpen": Kernel(lambda size: 2 * _identity(size) - _gaussian(size)),
    "Emboss": Kernel(lambda size: _rising(size) * 2 + _identity(size)),
    "Vertical line": Kernel(
        lambda size: np.outer(_smooth(size), np.where(np.arange(size) == size // 2, 1.0, -1 / max(size - 1, 1))),
        _reads("middle column", "rest"),
    ),
    "Blur": Kernel(lambda size: np.full((size, size), 1 / size**2)),
    "Gaussian blur": Kernel(_gaussian),
    "Identity": Kernel(_identity),
}


def weights(names: Sequence[str], size: int, channels: int, seed: int = 0) -> np.ndarray:
    """(len(names), channels, size, size) float32. In colour each channel's slice is the kernel shared out evenly."""
    rng = np.random.default_rng(seed)
    slices = [
        rng.normal(0, 0.5, (channels, size, size)).round(2)
        if name == RANDOM
        else np.repeat(KERNELS[name].make(size)[None] / channels, channels, axis=0)
        for name in names
    ]
    return np.stack(slices).astype(np.float32)


def written(
    weight: Sequence[float] | np.ndarray,
    bias: Sequence[float] | np.ndarray,
    plain: np.ndarray,
    plain_bias: np.ndarray | None = None,
) -> str:
    """The kernels that differ from ``plain`` as text for a link: ``2: 0.1 0 -0.1 … 0`` for the second, its bias last.
    Without ``plain_bias`` biases were zero."""
    weight = np.asarray(weight, dtype=np.float32).reshape(plain.shape)
    usual = np.zeros(len(plain)) if plain_bias is None else plain_bias
    rows = [
        f"{k + 1}: " + " ".join(_short(v) for v in (*weight[k].ravel(), bias[k]))
        for k in range(len(weight))
        if bias[k] != usual[k] or not np.array_equal(weight[k], plain[k])
    ]
    return "; ".join(rows)


def _short(value: float) -> str:
    """The fewest digits that give the float32 back."""
    return np.format_float_positional(np.float32(value), unique=True, trim="-")


def read(text: str, plain: np.ndarray, plain_bias: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The inverse of :func:`written`: weights like ``plain`` and biases. Raises ``ValueError`` that says what does not fit."""
    weight = plain.copy()
    bias = np.zeros(len(plain), dtype=np.float32) if plain_bias is None else plain_bias.copy()
    for row in filter(str.strip, text.split(";")):
        number, _, values = row.partition(":")
        k = int(number) - 1 if re.fullmatch(r" *[0-9]{1,4} *", number) else -1
        if not 0 <= k < len(plain):
            raise ValueError(f"each begins with its place, from 1 to {len(plain)}, and a colon")
        found = values.split()
        if len(found) != plain[0].size + 1:
            raise ValueError(f"kernel {k + 1} has {plain[0].size} numbers and a bias")
        numbers = np.array([within(v) for v in found], dtype=np.float32)
        weight[k], bias[k] = numbers[:-1].reshape(plain[0].shape), numbers[-1]
    return weight, bias


def within(text: str) -> float:
    """A number as people write it. Raises ``ValueError`` for any other text, and for one beyond ``LARGEST``."""
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    if not abs(value) <= LARGEST:
        raise ValueError(f"numbers from −{LARGEST:,} to {LARGEST:,} work")
    return value
