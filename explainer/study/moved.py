"""What becomes of a network's answers when digits move: one way to move them, for every page.

They move by whole cells; black comes in behind them, and what passes the edge is cut off
(:func:`explainer.data.changes.moved`). Moved digits are the held-out ones, moved all alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.data import changes
from explainer.models.digits import trained
from explainer.models.recipes import held_out
from explainer.training.fit import Examples, accuracy

FAR = 4
FARTHEST = 8
SHIFTS = tuple(range(-FARTHEST, FARTHEST + 1))
AXES = {"right": (0, 1), "down": (1, 0)}
MOVES = (0, 1, 2, FAR)
HUNDRED = 100


@dataclass(frozen=True)
class Reading:
    """For each of N digits: whether it is read as what it is (``right``), its own class's ``logit``, by how much that is ahead
    of the largest other (``margin``), its own class's ``share``, and the largest share of any class (``sure``)."""

    right: np.ndarray
    logit: np.ndarray
    margin: np.ndarray
    share: np.ndarray
    sure: np.ndarray


def moved(x: torch.Tensor, down: int, right: int) -> torch.Tensor:
    """Digits (N, 1, H, W), each moved by so many cells."""
    return torch.from_numpy(changes.moved(x[:, 0].numpy(), down, right)[:, None])


def reading(net: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> Reading:
    """How a network reads digits (N, 1, H, W) with labels (N,)."""
    with torch.no_grad():
        logits = net(x)
    shares, own = logits.softmax(1), functional.one_hot(labels, logits.shape[1]).bool()
    others = logits.masked_fill(own, -torch.inf).amax(1)
    found = (logits.argmax(1) == labels, logits[own], logits[own] - others, shares[own], shares.amax(1))
    return Reading(*(values.numpy() for values in found))


def along(axis: str, measure: Callable[[int, int], float]) -> list[float]:
    """A measure of a move (down, right) at each of ``SHIFTS`` along an axis."""
    down, right = AXES[axis]
    return [measure(down * by, right * by) for by in SHIFTS]


def when_moved(net: nn.Module) -> tuple[float, ...]:
    """The share of held-out digits right after they moved to the right by each of ``MOVES``."""
    return tuple(share_right(net, 0, by) for by in MOVES)


def share_right(net: nn.Module, down: int, right: int) -> float:
    """The share of held-out digits right after all moved so."""
    return accuracy(net, _held_out(down, right), held_out()[1])


def cut_off(down: int, right: int) -> float:
    """The mean share of its ink that a held-out digit loses over the edge when it moves so."""
    ink, left = (x.sum((1, 2, 3)) for x in (held_out()[0], _held_out(down, right)))
    return float((1 - left / ink).mean())


@cache
def hundred() -> Examples:
    """The first held-out digits that the network that ships reads right, a hundred of them."""
    x, labels = held_out()
    right = np.flatnonzero(reading(trained(), x, labels).right)[:HUNDRED]
    return x[right], labels[right]


def still_right(net: nn.Module, moves: Sequence[tuple[int, int]]) -> list[int]:
    """How many of those hundred a network reads right after each move (down, right)."""
    x, labels = hundred()
    return [int(reading(net, moved(x, *by), labels).right.sum()) for by in moves]


@lru_cache(maxsize=len(MOVES))
def _held_out(down: int, right: int) -> torch.Tensor:
    return moved(held_out()[0], down, right)
