"""The ear that turns a wave into a spectrogram, and three networks that say which kind of sound that is.

The ear has learned nothing (``models/sound_layers.py``). Its spectrograms (B, 1, 48, 40) are read by the same layers as digits,
whose kernels slide over time and pitch alike; by a loop, which gets one column after the other, with a weight of its own for each
band, and answers after each, (B, T, 8); and by a bag, which gets the mean of what is found in each column. All give logits (B, 8),
or (B, T, 8), of which the last counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

from explainer.data.sounds import KINDS as SOUNDS
from explainer.data.sounds import RATE, Sounds, sounds
from explainer.models.digits import count
from explainer.models.frame_layers import Mean
from explainer.models.looping import Looping
from explainer.models.motions import WATCHING, last
from explainer.models.sound_layers import (
    BANDS,
    HOP,
    LOWEST_BAND,
    SWINGS,
    WINDOW,
    Logarithm,
    Loudness,
    Moments,
    listening,
)
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, fit

CLASSES = len(SOUNDS)
FIRST, SECOND, STATE = 8, 16, 32
TALL, LONG = 9, 5
AT_ONCE = 200


@dataclass(frozen=True)
class Kind:
    """``make`` gives its layers; ``key`` is its name in files, ``rate`` what it learns by, in so many ``steps``."""

    key: str
    name: str
    make: Callable[[], list[nn.Module]]
    rate: float
    steps: int


def _convolved() -> list[nn.Module]:
    first, second = nn.Conv2d(1, FIRST, (TALL, LONG)), nn.Conv2d(FIRST, SECOND, LONG, 2)
    most = nn.AdaptiveMaxPool2d(1)
    return [first, nn.ReLU(), second, nn.ReLU(), most, nn.Flatten(), nn.Linear(SECOND, CLASSES)]


def _looped() -> list[nn.Module]:
    return [Moments(), nn.GRU(BANDS, STATE, batch_first=True), nn.Linear(STATE, CLASSES)]


def _bagged() -> list[nn.Module]:
    each = [Moments(), nn.Linear(BANDS, STATE), nn.ReLU(), Mean()]
    return [*each, nn.Linear(STATE, STATE), nn.ReLU(), nn.Linear(STATE, CLASSES)]


KINDS = (
    Kind("cnn", "CNN", _convolved, 0.003, 1_000),
    Kind("gru", "GRU", _looped, 0.01, 1_500),
    Kind("bag", "Bag of columns", _bagged, 0.01, 1_500),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def ear() -> nn.Conv1d:
    """The convolution along the wave, (B, 1, 8000) -> (B, 96, 40), whose kernels nobody learned."""
    layer = nn.Conv1d(1, 2 * BANDS, WINDOW, HOP, bias=False)
    layer.weight = nn.Parameter(listening(BANDS, LOWEST_BAND, WINDOW, SWINGS, RATE), requires_grad=False)
    return layer


@cache
def hearing() -> nn.Sequential:
    """From waves (B, 1, 8000) to spectrograms (B, 1, 48, 40)."""
    return nn.Sequential(ear(), Loudness(), Logarithm()).eval()


def spectrograms(waves: torch.Tensor) -> torch.Tensor:
    """(N, 1, 48, 40) of waves (N, 8000)."""
    with torch.no_grad():
        return torch.cat([hearing()(some[:, None]) for some in waves.split(AT_ONCE)])


def listener(key: str) -> Looping:
    """A network of that kind, untrained."""
    return Looping(*BY_KEY[key].make())


@cache
def weights_of(key: str) -> int:
    """How many numbers a network of that kind learns."""
    return count(listener(key))


@cache
def trained(key: str) -> Looping:
    """The network of that kind that ships."""
    net = listener(key)
    loaded(net, "sound", key)
    return net


def answers(net: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """(N,) the likeliest kind of each spectrogram in the end, by its place in ``KINDS``."""
    with torch.no_grad():
        return last(net(x)).argmax(1)


LEARNED, TESTED, VALIDATED = 3_000, 1_200, 600
BATCH, REPORTS = 32, 11
MADE, JUDGED, TUNED = 1, 2, 3


def as_examples(found: Sounds) -> Examples:
    return spectrograms(found.waves), found.labels


@cache
def to_learn() -> Examples:
    """Spectrograms (N, 1, 48, 40) of sounds to learn from, and their kinds (N,)."""
    return as_examples(sounds(LEARNED, MADE))


@cache
def held_out(count: int = TESTED) -> Examples:
    """Those of sounds that nobody learns from, of the same pitches."""
    return as_examples(sounds(count, JUDGED))


def to_tune() -> Examples:
    """Those of sounds to choose by, from a seed of their own."""
    return as_examples(sounds(VALIDATED, TUNED))


def settings(key: str, seed: int, reports: int = REPORTS) -> Settings:
    """The rule by which all of them learn."""
    kind = BY_KEY[key]
    return Settings(seed, kind.rate, batch=BATCH, steps=kind.steps, reports=reports, falling=True)


@dataclass(frozen=True)
class ListenerRecipe:
    """A network of the kind ``key``, from a seed: a recipe for a run on screen."""

    key: str
    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The training; how it does is measured on a part of the sounds held out."""
        rule = settings(self.key, self.seed)
        return fit(lambda: listener(self.key), to_learn(), held_out(VALIDATED), rule, task=WATCHING)

    def net(self, progress: Progress) -> Looping:
        """The network as it was at a report."""
        return progress.into(listener(self.key))
