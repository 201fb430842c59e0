r"""Boxes (N, 4), left, top, right and bottom in pixels: how far two are the same, which are doubles, which are right.

Two boxes are compared by what they share of what they cover together, intersection over union,

.. math:: \mathrm{IoU}(a, b) = \frac{|a \cap b|}{|a \cup b|}.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

RIGHT_FROM = 0.5
"""From which overlap on a box counts as the one that was meant."""


def overlaps(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """Boxes (N, 4) and (M, 4) -> (N, M): what each two share, of what they cover together."""
    low, high = torch.maximum(a[:, None, :2], b[None, :, :2]), torch.minimum(a[:, None, 2:], b[None, :, 2:])
    shared = (high - low).clamp(min=0).prod(2)
    covered = [(c[:, 2:] - c[:, :2]).clamp(min=0).prod(1) for c in (a, b)]
    return shared / (covered[0][:, None] + covered[1][None] - shared).clamp(min=1e-6)


def doubles(boxes: torch.Tensor, allowed: float) -> torch.Tensor:
    """Of boxes (N, 4), the surest first, for each the place (N,) of the surer one that it overlaps most and because of which it
    is dropped, being the same by more than ``allowed``; -1 where it is kept."""
    same = overlaps(boxes, boxes)
    dropped_by = torch.full((len(boxes),), -1)
    for k in range(len(boxes)):
        kept = (dropped_by[:k] < 0).nonzero().flatten()
        if len(kept) and same[k, kept].max() > allowed:
            dropped_by[k] = kept[same[k, kept].argmax()]
    return dropped_by


@dataclass(frozen=True)
class Found:
    """Boxes, the surest first: ``what`` (N,) digit each is said to hold, with which ``share`` (N,), at which ``row`` and
    ``column`` (N,) of the maps, its ``boxes`` (N, 4), and ``dropped_by`` (N,) which surer one, -1 where it is kept."""

    what: torch.Tensor
    share: torch.Tensor
    row: torch.Tensor
    column: torch.Tensor
    boxes: torch.Tensor
    dropped_by: torch.Tensor

    @property
    def kept(self) -> torch.Tensor:
        """Which of them are no doubles, (N,)."""
        return self.dropped_by < 0


def found(scores: torch.Tensor, edges: torch.Tensor, least: float, allowed: float) -> Found:
    """The boxes of all cells whose surest score, of maps (10, H, W), is at least so much; ``edges`` (4, H, W) are theirs."""
    surest, what = scores.max(0)
    rows, columns = (surest >= least).nonzero(as_tuple=True)
    order = surest[rows, columns].argsort(descending=True, stable=True)
    rows, columns = rows[order], columns[order]
    boxes = edges[:, rows, columns].T
    return Found(what[rows, columns], surest[rows, columns], rows, columns, boxes, doubles(boxes, allowed))


@dataclass(frozen=True)
class Tally:
    """How many boxes are ``right``, how many were ``drawn``, and how many digits ``there`` are."""

    right: int = 0
    drawn: int = 0
    there: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.drawn + other.drawn, self.there + other.there)

    @property
    def precision(self) -> float:
        """The share of the boxes drawn that is right; 1 where none was drawn."""
        return self.right / self.drawn if self.drawn else 1.0

    @property
    def recall(self) -> float:
        """The share of the digits that was found."""
        return self.right / self.there if self.there else 1.0

    @property
    def agreed(self) -> float:
        """Of all that was drawn or there, the share on which both agree."""
        every = self.drawn + self.there - self.right
        return self.right / every if every else 1.0


def tally(
    boxes: torch.Tensor, what: torch.Tensor, true: torch.Tensor, labels: torch.Tensor, reading: bool = True
) -> Tally:
    """Boxes (N, 4), the surest first, held against the true ones (M, 4): each is right that is the same by half as a digit that
    no surer box has, and, where ``reading`` counts, says which it is."""
    same = overlaps(boxes, true) if len(boxes) and len(true) else torch.zeros(len(boxes), len(true))
    free = torch.ones(len(true), dtype=torch.bool)
    right = 0
    for k in range(len(boxes)):
        fits = same[k] * free * ((labels == what[k]) if reading else 1)
        if len(true) and fits.max() >= RIGHT_FROM:
            free[int(fits.argmax())] = False
            right += 1
    return Tally(right, len(boxes), len(true))
