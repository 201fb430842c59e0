"""Networks that read sixty letters, and say whether they hold a splice site, and of which kind.

A network takes letters as rows of ones (B, 4, 60) and gives logits (B, 3). The same kernels slide in two of them: one has a weight
for each of their answers at each place, of the other only each kernel's strongest answer is left, wherever it stood. Two more read
letter by letter, and answer after the last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial

import torch
from torch import nn

from explainer.data.genome import KINDS as CLASSES
from explainer.data.genome import LENGTH, LETTERS, Strands, learning, strands
from explainer.models.digits import count
from explainer.models.sentence_layers import Strongest
from explainer.models.store import loaded
from explainer.training.fit import Disturb, Examples, Progress, Settings, fit

KERNELS, WINDOW, STATE = 8, 7, 32
PLACES = LENGTH - WINDOW + 1
FAR = 10
BATCH, STEPS, LONGER, REPORTS = 64, 800, 2_000, 16


class ByLetter(nn.Module):
    """A recurrent layer that reads letters (B, 4, L) one after the other: its state after the last (B, H)."""

    def __init__(self, layer: nn.RNNBase) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        states, _ = self.layer(x.transpose(1, 2))
        return states[:, -1]


@dataclass(frozen=True)
class Kind:
    """``make`` gives the network, untrained; ``key`` is its name in files, ``rate`` what it learns by, for so many ``steps``."""

    key: str
    name: str
    make: Callable[[], nn.Sequential]
    rate: float
    steps: int = STEPS


def _places(kernels: int = KERNELS, window: int = WINDOW) -> nn.Sequential:
    convolution = nn.Conv1d(len(LETTERS), kernels, window)
    return nn.Sequential(convolution, nn.ReLU(), nn.Flatten(), nn.Linear(kernels * (LENGTH - window + 1), len(CLASSES)))


def _strongest(kernels: int = KERNELS, window: int = WINDOW) -> nn.Sequential:
    convolution = nn.Conv1d(len(LETTERS), kernels, window)
    return nn.Sequential(convolution, nn.ReLU(), Strongest(), nn.Linear(kernels, len(CLASSES)))


def _loop(layer: type[nn.GRU] | type[nn.RNN]) -> nn.Sequential:
    return nn.Sequential(ByLetter(layer(len(LETTERS), STATE, batch_first=True)), nn.Linear(STATE, len(CLASSES)))


KINDS = (
    Kind("places", "Every place", _places, 0.003),
    Kind("strongest", "Only the strongest", _strongest, 0.01),
    Kind("gru", "GRU", partial(_loop, nn.GRU), 0.01, LONGER),
    Kind("rnn", "RNN", partial(_loop, nn.RNN), 0.003, LONGER),
)
BY_KEY = {kind.key: kind for kind in KINDS}


@cache
def weights_of(key: str) -> int:
    """How many numbers a network of that kind learns."""
    return count(BY_KEY[key].make())


@cache
def trained(key: str) -> nn.Sequential:
    """The network of that kind that ships."""
    net = BY_KEY[key].make()
    loaded(net, "genome", key)
    return net


def as_examples(found: Strands) -> Examples:
    return torch.from_numpy(found.inputs()), torch.from_numpy(found.labels)


@cache
def held_out() -> Examples:
    """Strands that nobody learns from, and by which nothing was chosen."""
    return as_examples(strands()[1])


def rolled(x: torch.Tensor, generator: torch.Generator, most: int = FAR) -> torch.Tensor:
    """Strands (B, 4, L), each moved by up to so many letters to either side: what falls off at one end comes in at the other."""
    by = torch.randint(-most, most + 1, (len(x), 1), generator=generator)
    at = (torch.arange(x.shape[2]) - by) % x.shape[2]
    return x.gather(2, at[:, None].expand_as(x))


def settings(key: str, seed: int, reports: int = REPORTS) -> Settings:
    """The rule by which all of them learn."""
    kind = BY_KEY[key]
    return Settings(seed, kind.rate, batch=BATCH, steps=kind.steps, reports=reports, falling=True)


@dataclass(frozen=True)
class GenomeRecipe:
    """A network of the kind ``key``, from a seed, which also says what of the strands it learns from; ``moved`` where each strand
    is moved a little each time: a recipe for a run on screen."""

    key: str
    seed: int = 1
    moved: bool = False

    def run(self) -> Iterator[Progress]:
        """The training; how it does is measured on what is held out, which decides nothing."""
        learn, _ = learning(self.seed)
        disturb: Disturb | None = rolled if self.moved else None
        return fit(BY_KEY[self.key].make, as_examples(learn), held_out(), settings(self.key, self.seed), disturb)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(BY_KEY[self.key].make())
