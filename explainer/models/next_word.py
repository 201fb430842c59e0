"""A network that says which word comes next, and how it learns: rows of numbers for words, a GRU over them, and the same rows
once more, by which the state is asked how well each word would fit.

It takes word numbers (B, T) and gives logits (B, T, 2000) of the word after each. Its last layer has no weights of its own but the
biases: its rows are the embedding's (Press & Wolf 2017). ``assets/next-word.safetensors`` has the weights in half precision, a
quarter of the room that they take twice and whole; what ships and what was measured is the network so rounded.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.core.building import Weights
from explainer.core.steps import Step
from explainer.data.novels import BEGIN, SIZE, Paragraph, novels
from explainer.models.digits import count
from explainer.models.store import shipped
from explainer.training.fit import Examples, Progress, Settings, Task, fit

FILE = "next-word"
WIDTH, STATE = 64, 128
ROWS, ASKED = "0.weight", "3.weight"
LENGTH = 32
BATCH = 32
RATE, STEPS = 0.02, 600
JUDGED = 60


class Writer(nn.Sequential):
    """The four layers; the last one asks the rows of the first."""

    def __init__(self) -> None:
        super().__init__(
            nn.Embedding(SIZE, WIDTH),
            nn.GRU(WIDTH, STATE, batch_first=True),
            nn.Linear(STATE, WIDTH),
            nn.Linear(WIDTH, SIZE),
        )
        rows, asked = self[0], self[3]
        assert isinstance(rows, nn.Embedding)
        assert isinstance(asked, nn.Linear)
        nn.init.normal_(rows.weight, std=WIDTH**-0.5)
        nn.init.zeros_(asked.bias)
        asked.weight = rows.weight

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows, loop, to_row, asked = self
        return asked(to_row(loop(rows(x))[0]))

    def after(self, x: torch.Tensor) -> torch.Tensor:
        """The state (H,) that the words (T,) leave; zeros where there are none."""
        if not len(x):
            return torch.zeros(STATE)
        rows, loop, *_ = self
        with torch.no_grad():
            return loop(rows(x))[0][-1]

    def logits(self, numbers: np.ndarray) -> torch.Tensor:
        """Logits (T, 2000) of what comes after each of these words (T,), without gradients."""
        with torch.no_grad():
            return self(torch.from_numpy(numbers)[None])[0]


@cache
def weights_of() -> int:
    """How many numbers it learns."""
    return count(Writer())


def halved(weights: Weights) -> Weights:
    """As they ship: in half precision, the rows once."""
    return {name: w.half() for name, w in weights.items() if name != ASKED}


def whole(weights: Weights) -> Weights:
    """As the network holds them, of those that ship."""
    return {**{name: w.float() for name, w in weights.items()}, ASKED: weights[ROWS].float()}


@cache
def kept() -> Step[Weights]:
    """The weights that ship, as the network holds them, with the Python that reads them."""
    read = shipped(FILE).named("halves")
    text = f'{{**{{name: w.float() for name, w in halves.items()}}, "{ASKED}": halves["{ROWS}"].float()}}'
    return Step(whole(read.value), replace(read.python, text=text))


def with_weights(weights: Weights) -> Writer:
    """A network with these, to be used and not learned further."""
    net = Writer()
    net.load_state_dict(weights)
    return net.eval()


@cache
def trained() -> Writer:
    """The network that ships."""
    return with_weights(kept().value)


def pieces(of: Sequence[Paragraph], length: int = LENGTH) -> Examples:
    """Words (N, T) in the order of the text, so many in a row, and the word after each (N, T)."""
    whole = torch.from_numpy(np.concatenate([p.numbers for p in of]))
    n = (len(whole) - 1) // length
    return whole[: n * length].view(n, length), whole[1 : n * length + 1].view(n, length)


def _loss(logits: torch.Tensor, following: torch.Tensor) -> torch.Tensor:
    """Cross-entropy in the mean over all words; where a paragraph begins is not foretold."""
    return functional.cross_entropy(logits.flatten(0, 1), following.flatten(), ignore_index=BEGIN)


def _first_right(net: nn.Module, x: torch.Tensor, following: torch.Tensor) -> float:
    """The share of words (N, T) whose likeliest follower is the one that follows."""
    with torch.no_grad():
        right = net(x).argmax(-1) == following
    return float(right[following != BEGIN].float().mean())


WRITING = Task(_loss, _first_right)


@cache
def to_learn() -> Examples:
    return pieces(novels().part("learn"))


@cache
def to_judge() -> Examples:
    """A part of what is there to tune by: what is shown while it learns."""
    x, following = pieces(novels().part("tune"))
    return x[:JUDGED], following[:JUDGED]


def settings(seed: int, steps: int = STEPS, reports: int = 2, rate: float = RATE) -> Settings:
    """The rule by which it learns: so many steps, the rate falling to zero, nothing stopped early."""
    return Settings(seed, rate, batch=BATCH, steps=steps, reports=reports, falling=True)


@dataclass(frozen=True)
class WriterRecipe:
    """A network from a seed, by the rule by which the one that ships learned: a recipe for a run on screen."""

    seed: int = 1
    steps: int = STEPS

    def run(self) -> Iterator[Progress]:
        """The training; how often its first guess is right is measured on chapters that nobody learns from."""
        return fit(Writer, to_learn(), to_judge(), settings(self.seed, self.steps, 12), task=WRITING)

    def net(self, progress: Progress) -> Writer:
        """The network as it was at a report."""
        return progress.into(Writer())
