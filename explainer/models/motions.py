"""Four networks that read a clip of eight frames, and say how what is in it moves.

A network takes frames (B, T, 36, 36), from 0 to 1 or as bytes, and gives logits (B, 8). The one with a loop has an answer after
each frame, (B, T, 8), and learns from all of them; the last one counts. It and the bag take any number of frames, the stack takes
eight as channels, and one frame is one frame.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn
from torch.nn import functional

from explainer.data.digits import digits
from explainer.data.motions import FRAMES, MOTIONS, SIDE, Clips, clips
from explainer.models.digits import count
from explainer.models.frame_layers import Mean, OneFrame, over_frames
from explainer.models.looping import through
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, Task, fit

CLASSES = len(MOTIONS)
FIRST, SECOND, STATE = 8, 12, 32
WINDOW, STRIDE = 5, 3
NEXT, NEXT_STRIDE = 3, 2
MAP = (SIDE - WINDOW) // STRIDE + 1
SMALL = (MAP - NEXT) // NEXT_STRIDE + 1
BROAD = SECOND * SMALL * SMALL


class Watcher(nn.Sequential):
    """Layers in a row, whose convolutions go over ``each`` frame by itself or over all as channels. Frames that come as bytes, a
    quarter of the room, are read from 0 to 1."""

    def __init__(self, *layers: nn.Module, each: bool) -> None:
        super().__init__(*layers)
        self.each = each

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x / 255 if x.dtype == torch.uint8 else x
        for layer in self:
            x = over_frames(layer, x) if self.each and isinstance(layer, nn.Conv2d) else through(layer, x)
        return x


@dataclass(frozen=True)
class Kind:
    """``make`` gives its layers, whose convolutions go over ``each`` frame or over all; ``key`` is its name in files, ``rate`` what
    it learns by."""

    key: str
    name: str
    make: Callable[[], list[nn.Module]]
    each: bool
    rate: float


def _each_frame() -> list[nn.Module]:
    first, second = nn.Conv2d(1, FIRST, WINDOW, STRIDE), nn.Conv2d(FIRST, SECOND, NEXT, NEXT_STRIDE)
    return [first, nn.ReLU(), second, nn.ReLU(), nn.Flatten(2)]


def _at_once(channels: int, first: int, second: int) -> list[nn.Module]:
    convolutions = nn.Conv2d(channels, first, WINDOW, STRIDE), nn.Conv2d(first, second, NEXT, NEXT_STRIDE)
    return [
        convolutions[0],
        nn.ReLU(),
        convolutions[1],
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(second * SMALL * SMALL, CLASSES),
    ]


WHICH = -1
HIDDEN = STATE


def _bag() -> list[nn.Module]:
    before = [*_each_frame(), nn.Linear(BROAD, HIDDEN), nn.ReLU()]
    return [*before, Mean(), nn.Linear(HIDDEN, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, CLASSES)]


def _loop() -> list[nn.Module]:
    return [*_each_frame(), nn.GRU(BROAD, STATE, batch_first=True), nn.Linear(STATE, CLASSES)]


KINDS = (
    Kind("one", "One frame", lambda: [OneFrame(WHICH), *_at_once(1, FIRST, 2 * SECOND)], False, 0.003),
    Kind("bag", "Bag of frames", _bag, True, 0.003),
    Kind("stack", "Frames as channels", lambda: _at_once(FRAMES, FIRST, SECOND), False, 0.01),
    Kind("gru", "CNN + GRU", _loop, True, 0.01),
)
BY_KEY = {kind.key: kind for kind in KINDS}


def watcher(key: str) -> Watcher:
    """A network of that kind, untrained."""
    return Watcher(*BY_KEY[key].make(), each=BY_KEY[key].each)


@cache
def weights_of(key: str) -> int:
    """How many numbers a network of that kind learns."""
    return count(watcher(key))


@cache
def trained(key: str) -> Watcher:
    """The network of that kind that ships."""
    net = watcher(key)
    loaded(net, "video", key)
    return net


def last(logits: torch.Tensor) -> torch.Tensor:
    """The answer that counts (B, 8): the only one, or the one after the last frame."""
    return logits if logits.ndim == 2 else logits[:, -1]


def _loss(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy, in the mean over all answers."""
    if logits.ndim == 2:
        return functional.cross_entropy(logits, labels)
    return functional.cross_entropy(logits.flatten(0, 1), labels.repeat_interleave(logits.shape[1]))


def right(net: nn.Module, frames: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of clips (N, T, 36, 36) whose motion is the likeliest answer in the end."""
    with torch.no_grad():
        return float((last(net(frames)).argmax(1) == labels).float().mean())


WATCHING = Task(_loss, right)


LEARNED, TESTED, VALIDATED = 3_000, 600, 300
BATCH, STEPS, REPORTS = 32, 1_500, 11
FILMED, JUDGED, TUNED = 1, 2, 3


@cache
def to_learn() -> Examples:
    """Clips (N, 8, 36, 36) of digits that are there to be learned from, and their motions (N,)."""
    learning, _ = digits()
    return as_examples(clips(learning, LEARNED, FILMED))


@cache
def held_out(count: int = TESTED) -> Examples:
    """Clips of digits that nobody learns from, each both ways."""
    _, rest = digits()
    return as_examples(clips(rest, count, JUDGED).both_ways())


def to_tune() -> Examples:
    """Clips to choose rates by, each both ways: of digits to learn from that no clip to learn from has."""
    learning, _ = digits()
    return as_examples(clips(learning, VALIDATED, TUNED, first=LEARNED).both_ways())


def as_examples(found: Clips) -> Examples:
    return found.frames, found.labels


def settings(key: str, seed: int, reports: int = REPORTS) -> Settings:
    """The rule by which all of them learn."""
    return Settings(seed, BY_KEY[key].rate, batch=BATCH, steps=STEPS, reports=reports, falling=True)


@dataclass(frozen=True)
class WatcherRecipe:
    """A network of the kind ``key``, from a seed: a recipe for a run on screen."""

    key: str
    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The training; how it does is measured on a part of the clips held out."""
        rule = settings(self.key, self.seed)
        return fit(lambda: watcher(self.key), to_learn(), held_out(VALIDATED), rule, task=WATCHING)

    def net(self, progress: Progress) -> Watcher:
        """The network as it was at a report."""
        return progress.into(watcher(self.key))
