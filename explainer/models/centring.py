r"""From what a visitor drew to what the digit network reads: scaled and centred as its digits were.

MNIST's digits were scaled to fit 20 x 20 and put so that their centre of mass is in the middle. Here every pixel of the
result is a mean of at most 4 x 4 pixels of the drawing,

.. math:: y[i,j] = \sum_{a,b<4} r[i,a]\; c[j,b]\; x[r_0[i] + a,\; c_0[j] + b],

with weights and first rows and columns that depend on the drawing alone. ``stage/arithmetic/centring.js`` computes the same while
the pen moves.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Part, table, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import PLACE

SIDE = 26
BOX = 20
TAPS = 4
FAINT = 0.05


class Centring(nn.Module):
    """``rows`` and ``columns`` (26, 4) are the weights; ``rows_from`` and ``columns_from`` (26,) where each begins.

    It needs nothing of ours, so that its source can go elsewhere."""

    rows_from: torch.Tensor
    columns_from: torch.Tensor

    def __init__(self, rows: np.ndarray, rows_from: np.ndarray, columns: np.ndarray, columns_from: np.ndarray) -> None:
        super().__init__()
        self.rows = nn.Parameter(torch.from_numpy(rows))
        self.columns = nn.Parameter(torch.from_numpy(columns))
        self.register_buffer("rows_from", torch.from_numpy(rows_from))
        self.register_buffer("columns_from", torch.from_numpy(columns_from))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(B, 1, H, W) -> (B, 1, 26, 26)."""
        tall = self.matrix(self.rows, self.rows_from, x.shape[-2])
        wide = self.matrix(self.columns, self.columns_from, x.shape[-1])
        return tall @ x @ wide.T

    def matrix(self, weights: torch.Tensor, start: torch.Tensor, size: int) -> torch.Tensor:
        """(26, size), each row's four weights where they belong."""
        taps = weights.shape[1]
        places = (start.long()[:, None] + torch.arange(taps)).clamp(max=size - 1)
        return torch.zeros(len(weights), size).scatter_add(1, places, weights)

    def of(self, drawing: np.ndarray) -> np.ndarray:
        """(1, H, W) -> (1, 26, 26)."""
        with torch.no_grad():
            return self(torch.from_numpy(drawing)[None])[0].numpy()


def _written(layer: Centring, call: str, source: str, y: Shape) -> str:
    return f"{call}({source}[None])[0]"


@operation(Centring, "centred", _written, rank=3)
def centred(layer: Centring, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[i,j] = \sum_{a,b} r[i,a]\, c[j,b]\, x[r_0[i] + a,\, c_0[j] + b]`."""
    row, column = table("rows_from", "i") + var("a"), table("columns_from", "j") + var("b")
    pixels = Part(
        (
            Factor(source, (var("c"), row, column)),
            Factor("rows", (var("i"), var("a"))),
            Factor("columns", (var("j"), var("b"))),
        ),
        (("a", TAPS, "row"), ("b", TAPS, "column")),
    )
    return Cell((("c", "channel"), *PLACE[1:]), (pixels,), ("{value} is what {count} pixels of the drawing come to.",))


def centring(drawing: np.ndarray) -> Centring:
    """For a drawing (1, H, W): its ink's bounding box to 20 pixels, its centre of mass to the middle.

    An empty drawing is only made smaller.
    """
    ink = drawing[0]
    side = len(ink)
    there = ink > FAINT
    if not there.any():
        return _placed(side, side / SIDE, side / 2, side / 2)
    rows, columns = np.flatnonzero(there.any(1)), np.flatnonzero(there.any(0))
    longest = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    mass = ink.sum(dtype=np.float64)
    places = np.arange(side) + 0.5
    middle = (float(places @ ink.sum(1, dtype=np.float64) / mass), float(places @ ink.sum(0, dtype=np.float64) / mass))
    return _placed(side, longest / BOX, *middle)


def as_it_is(side: int) -> Centring:
    """For a digit of the data, which was centred long ago: only made smaller."""
    return _placed(side, side / SIDE, side / 2, side / 2)


def _placed(side: int, scale: float, row: float, column: float) -> Centring:
    return Centring(*_weights(side, scale, row), *_weights(side, scale, column))


def _weights(side: int, scale: float, middle: float) -> tuple[np.ndarray, np.ndarray]:
    """For each of 26 places, how much of each of four pixels lies in its window, and the first of them.

    The window is ``scale`` pixels wide, at least one, around ``middle + (place - 13) * scale``.
    """
    width = max(1.0, scale)
    left = middle + (np.arange(SIDE) + 0.5 - SIDE / 2) * scale - width / 2
    first = np.clip(np.floor(left), 0, side - TAPS)
    pixels = first[:, None] + np.arange(TAPS)
    covered = np.minimum(pixels + 1, left[:, None] + width) - np.maximum(pixels, left[:, None])
    return (np.clip(covered, 0, None) / width).astype(np.float32), first.astype(np.float32)
