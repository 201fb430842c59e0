"""Finding digits without learning where: every connected piece of ink gets a box, and is read as the digit that looks most like it.

What counts as ink, how wide a gap is bridged, how small or how unlike any digit a piece may be and how many neighbours vote is
chosen on sheets of digits that are neither learned from nor held out (:func:`chosen`), from all of ``CHOICES``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import torch
from skimage.measure import label, regionprops
from skimage.morphology import dilation, footprint_rectangle

from explainer.data.sheets import Sheet, cropped, resized, to_learn
from explainer.study.boxes import Tally, tally

SIDE = 20


@dataclass(frozen=True)
class Rule:
    """``ink`` from which on a pixel counts, ``bridge`` the pixels by which ink grows before pieces are told apart, ``smallest``
    the height below which a piece is left out, ``unlike`` the distance to the nearest digit from which on it is,
    ``neighbours`` how many digits vote."""

    ink: float
    bridge: int
    smallest: int
    unlike: float
    neighbours: int


@dataclass(frozen=True)
class Pieces:
    """``boxes`` float32 (N, 4) and ``what`` (N,) digit each is read as, the most alike first."""

    boxes: np.ndarray
    what: np.ndarray


CHOICES: tuple[tuple[float, ...], ...] = ((0.2, 0.35, 0.5), (0, 1), (8, 11, 14), (4.5, 5.25, 6.0, 99.0), (1, 3))


def framed(patch: np.ndarray) -> np.ndarray:
    """A piece of ink (h, w) as large as it can be in the middle of 20 x 20, its brightest ink at 1: float32 (20, 20)."""
    tall, wide = patch.shape
    scale = SIDE / max(tall, wide)
    tall, wide = max(1, round(tall * scale)), max(1, round(wide * scale))
    frame = np.zeros((SIDE, SIDE), np.float32)
    top, left = (SIDE - tall) // 2, (SIDE - wide) // 2
    frame[top : top + tall, left : left + wide] = resized(patch / max(float(patch.max()), 1e-6), tall, wide)
    return frame


@cache
def _known() -> tuple[torch.Tensor, torch.Tensor]:
    """The digits to learn from as they are compared, (N, 400), and which each is."""
    of = to_learn()
    frames = [framed(cropped(image.astype(np.float32) / 255)) for image in of.images]
    return torch.from_numpy(np.stack(frames)).flatten(1), torch.from_numpy(of.labels)


def _parts(ink: np.ndarray, least: float, bridge: int) -> list[tuple[int, int, int, int]]:
    """The boxes of connected ink (80, 112): left, top, right, bottom."""
    dark = ink >= least
    grown = dilation(dark, footprint_rectangle((2 * bridge + 1, 2 * bridge + 1))) if bridge else dark
    regions = label(grown, connectivity=2) * dark
    return [(r.bbox[1], r.bbox[0], r.bbox[3], r.bbox[2]) for r in regionprops(regions)]


def _nearest(
    ink: np.ndarray, boxes: Sequence[tuple[int, int, int, int]], most: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """For each box the distances (N, most) to the digits most like it, the nearest first, and which these are."""
    known, labels = _known()
    frames = torch.from_numpy(np.stack([framed(ink[top:bottom, left:right]) for left, top, right, bottom in boxes]))
    far, which = torch.cdist(frames.flatten(1), known).topk(most, largest=False)
    return far, labels[which]


def pieces(ink: np.ndarray, by: Rule) -> Pieces:
    """What the rule finds on a sheet, float32 (1, 80, 112)."""
    boxes = [box for box in _parts(ink[0], by.ink, by.bridge) if box[3] - box[1] >= by.smallest]
    if not boxes:
        return Pieces(np.zeros((0, 4), np.float32), np.zeros(0, np.int64))
    return _read(boxes, *_nearest(ink[0], boxes, by.neighbours), by)


def _read(boxes: Sequence[tuple[int, int, int, int]], far: torch.Tensor, which: torch.Tensor, by: Rule) -> Pieces:
    """Those that look like a digit, by a vote of the nearest."""
    votes = which[:, : by.neighbours].mode(1).values if by.neighbours > 1 else which[:, 0]
    nearest = far[:, 0]
    order = nearest.argsort(stable=True)
    order = order[(nearest < by.unlike)[order]]
    return Pieces(np.array(boxes, np.float32)[order.numpy()], votes[order].numpy())


def against(found: Pieces, sheet: Sheet, reading: bool = True) -> Tally:
    """How that does on a sheet whose digits are known."""
    got, true = (torch.from_numpy(boxes) for boxes in (found.boxes, sheet.boxes))
    return tally(got, torch.from_numpy(found.what), true, torch.from_numpy(sheet.labels), reading)


def chosen(of: Sequence[Sheet]) -> tuple[Rule, Tally]:
    """The rule that does best on these sheets, by the share of boxes drawn and digits missed that is right, and how it does."""
    inks, bridges, smallest, unlike, neighbours = CHOICES
    totals: dict[Rule, Tally] = {}
    for sheet, ink, bridge in product(of, inks, bridges):
        every = [box for box in _parts(sheet.ink[0], ink, int(bridge)) if box[3] - box[1] >= min(smallest)]
        far, which = _nearest(sheet.ink[0], every, int(max(neighbours))) if every else (torch.zeros(0, 1),) * 2
        for low, most, votes in product(smallest, unlike, neighbours):
            by = Rule(ink, int(bridge), int(low), most, int(votes))
            large = [k for k, box in enumerate(every) if box[3] - box[1] >= low]
            got = _read([every[k] for k in large], far[large], which[large], by) if large else pieces(0 * sheet.ink, by)
            totals[by] = totals.get(by, Tally()) + against(got, sheet)
    best = max(totals, key=lambda by: totals[by].agreed)
    return best, totals[best]
