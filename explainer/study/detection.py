"""How networks that say what is where learn and are judged: on sheets of digits, box by box.

A sheet's boxes are told from its targets alone, which is what a training is given; a box is right as ``boxes.tally`` says.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.data.sheets import NOTHING, Sheet, sheets
from explainer.models import detection
from explainer.models.detection import CLASSES, SCALE, SIDES, edges_of
from explainer.study.boxes import Tally, found, overlaps, tally
from explainer.training.fit import Examples, Progress, Settings, Task, fit

LEAST, ALLOWED = 0.4, 0.3
"""From which score on a box is drawn, and how far two may be the same."""
SHEETS, TESTED, JUDGED = 1_200, 300, 50
SEED = 1
SETTINGS = Settings(seed=SEED, rate=0.006, batch=8, steps=1_300, reports=14, falling=True)
"""By what a visitor trains who changes nothing."""


def examples(of: Sequence[Sheet]) -> Examples:
    """Sheets (N, 1, 80, 112) and what is to be said of them (N, 5, 20, 28)."""
    return _inks(of), torch.stack([detection.target_of(sheet) for sheet in of])


def _inks(of: Sequence[Sheet]) -> torch.Tensor:
    return torch.from_numpy(np.stack([sheet.ink for sheet in of]))


def whole_boxes(target: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """What is to be said (5, 20, 28) -> the boxes (M, 4), in whole pixels, and digits (M,) on the sheet, each once."""
    rows, columns = (target[0] >= 0).nonzero(as_tuple=True)
    edges = edges_of(target[1:])[:, rows, columns].T
    every = torch.cat([edges.round(), target[0, rows, columns, None]], 1).unique(dim=0)
    return every[:, :SIDES], every[:, SIDES].long()


def told(net: nn.Module, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Sheets (N, 1, 80, 112) -> the scores (N, 10, 20, 28) and the edges (N, 4, 20, 28) that a network says."""
    with torch.no_grad():
        outputs = net(x)
    return outputs[:, :CLASSES].sigmoid(), edges_of(outputs[:, CLASSES:])


def judged(
    said: tuple[torch.Tensor, torch.Tensor],
    targets: torch.Tensor,
    least: float = LEAST,
    allowed: float = ALLOWED,
    reading: bool = True,
) -> Tally:
    """What was told of sheets, held against what is to be said of them (N, 5, 20, 28); where ``reading`` does not count, a box
    is right that is in its place."""
    total = Tally()
    for scores, edges, target in zip(*said, targets, strict=True):
        got = found(scores, edges, least, allowed)
        total += tally(got.boxes[got.kept], got.what[got.kept], *whole_boxes(target), reading)
    return total


def score(net: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> float:
    """Of all boxes drawn and all digits missed on the first sheets of these, the share that is right."""
    return judged(told(net, x[:JUDGED]), targets[:JUDGED]).agreed


DETECTING = Task(detection.loss, score)


@cache
def to_learn(count: int = SHEETS) -> Examples:
    """The sheets to learn from."""
    return examples(sheets("learn", count, SEED))


@cache
def to_choose() -> Examples:
    """Those to choose settings by."""
    return examples(sheets("choose", TESTED, SEED))


@cache
def held_out(count: int = TESTED) -> Examples:
    """Sheets of digits that nothing learned from."""
    return examples(sheets("held out", count, SEED))


@dataclass(frozen=True)
class BoxRecipe:
    """A network that learns boxes by these settings, from so many ``sheets``."""

    settings: Settings = SETTINGS
    sheets: int = SHEETS

    def run(self) -> Iterator[Progress]:
        """The training, judged on sheets of digits held out."""
        return fit(detection.network, to_learn(self.sheets), held_out(JUDGED), self.settings, task=DETECTING)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(detection.network())


def own_overlaps(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """Boxes (N, 4) and as many others -> (N,): how far each is the same as its own other."""
    return torch.cat([overlaps(a[None], b[None])[0] for a, b in zip(one, other, strict=True)])


@cache
def single(part: str, count: int) -> Examples:
    """Sheets with one digit each, and its box (N, 4) in eights of pixels."""
    of = sheets(part, count, SEED, most=1)
    return _inks(of), torch.from_numpy(np.concatenate([sheet.boxes for sheet in of])) / SCALE


def single_score(net: nn.Module, x: torch.Tensor, boxes: torch.Tensor) -> float:
    """How far the one box is the right one, on average."""
    with torch.no_grad():
        return float(own_overlaps(net(x), boxes).mean())


def _single_loss(outputs: torch.Tensor, boxes: torch.Tensor) -> torch.Tensor:
    return functional.smooth_l1_loss(outputs, boxes, beta=0.25)


@dataclass(frozen=True)
class OneBoxRecipe:
    """A network with this head learns the one box of sheets with one digit."""

    head: str
    settings: Settings
    sheets: int

    def run(self) -> Iterator[Progress]:
        """The training, judged on sheets of digits held out."""
        learn, rest = single("learn", self.sheets), single("held out", TESTED)
        task = Task(_single_loss, single_score)
        return fit(partial(detection.one_box, self.head), learn, rest, self.settings, task=task)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(detection.one_box(self.head))


def inks_right(net: nn.Module, x: torch.Tensor, owners: torch.Tensor) -> float:
    """Of the cells (N, H, W) of sheets with a digit's ink, or said to have some, the share that is said right."""
    with torch.no_grad():
        share, which = net(x).sigmoid().max(1)
    said = torch.where(share >= 0.5, which, NOTHING)
    either = (said >= 0) | (owners >= 0)
    return float((said == owners)[either].float().mean())
