"""A network that goes on with a tune, a step at a time, and its rival, which counts what came after the last few steps.

Symbols (B, T) go in, those of ``data/tunes.py``, the first of which says how many steps a bar has; what comes out after each are
logits (B, T, V) of the step that follows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import nn
from torch.nn import functional

from explainer.data.tunes import HOLD, PITCHES, READ, STARTS, SYMBOLS, Tune, tunes
from explainer.models.digits import count
from explainer.models.looping import Looping
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, Task, fit

WIDTH, STATE = 24, 96
LONGEST = 128
UNKNOWN = -100
BATCH, STEPS, REPORTS, RATE = 32, 500, 11, 0.01
MISHEARD = 0.1
MOVED = (0,)


def player() -> Looping:
    """Untrained."""
    return Looping(nn.Embedding(READ, WIDTH), nn.GRU(WIDTH, STATE, batch_first=True), nn.Linear(STATE, SYMBOLS))


@cache
def weights() -> int:
    """How many numbers it learns."""
    return count(player())


@cache
def trained() -> Looping:
    """The one that ships."""
    net = player()
    loaded(net, "music")
    return net


def moved(found: Sequence[Tune], by: Sequence[int]) -> tuple[Tune, ...]:
    """All of these higher by each of so many semitones, as far as a fiddle reaches."""
    higher = [(tune, up) for up in by for tune in found if all(k == HOLD or 0 <= k + up < PITCHES for k in tune.steps)]
    return tuple(Tune(t.name, t.bar, tuple(k if k == HOLD else k + up for k in t.steps)) for t, up in higher)


def as_examples(found: tuple[Tune, ...], longest: int = LONGEST) -> Examples:
    """Symbols (N, T) and those that follow them (N, T), ``UNKNOWN`` behind the end. Longer tunes are cut into pieces at a bar."""
    pieces = [
        (STARTS[tune.bar], *tune.steps[k : k + longest // tune.bar * tune.bar])
        for tune in found
        for k in range(0, len(tune.steps), longest // tune.bar * tune.bar)
    ]
    most = max(map(len, pieces)) - 1
    x, targets = torch.zeros(len(pieces), most, dtype=torch.long), torch.full((len(pieces), most), UNKNOWN)
    for k, piece in enumerate(pieces):
        x[k, : len(piece) - 1], targets[k, : len(piece) - 1] = torch.tensor(piece[:-1]), torch.tensor(piece[1:])
    return x, targets


def loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, in the mean over all steps that there are."""
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=UNKNOWN)


def right(net: nn.Module, x: torch.Tensor, targets: torch.Tensor) -> float:
    """The share of steps (N, T) that were the likeliest."""
    with torch.no_grad():
        there = targets != UNKNOWN
        return float((net(x).argmax(2) == targets)[there].float().mean())


PLAYING = Task(loss, right)


def misheard(share: float, x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """Symbols (B, T), a share of them replaced by any other: who cannot rely on each step learns less of tunes by heart."""
    other = torch.randint(0, SYMBOLS, x.shape, generator=generator)
    return torch.where(torch.rand(x.shape, generator=generator) < share, other, x)


@cache
def to_learn() -> Examples:
    return as_examples(moved(tunes()["learned"], MOVED))


@cache
def held_out() -> Examples:
    return as_examples(tunes()["held out"])


def settings(seed: int, reports: int = REPORTS, rate: float = RATE) -> Settings:
    """The rule by which it learns."""
    return Settings(seed, rate, batch=BATCH, steps=STEPS, reports=reports, falling=True)


@dataclass(frozen=True)
class PlayerRecipe:
    """The network, from a seed: a recipe for a run on screen."""

    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The training; how it does is measured on the tunes held out."""
        return fit(player, to_learn(), held_out(), settings(self.seed), partial(misheard, MISHEARD), PLAYING)

    def net(self, progress: Progress) -> Looping:
        """The network as it was at a report."""
        return progress.into(player())
