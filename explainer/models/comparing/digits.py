"""Networks of five makes that read a digit, and how each learns: all by one rule.

The first four learn about as many numbers as the digit network of the other chapters. Each network goes through its digits
``PASSES`` times, in ``LEAST`` steps at least, while its rate falls to zero; nothing is stopped early and the digits held out
decide nothing. Each rate is the one of ``RATES`` by which it was right most often, in the mean of several seeds, about
``VALIDATED`` of the digits to learn from when it had not learned these (``tuning`` in ``assets/comparing.json``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

from explainer.data import shuffling
from explainer.data.digits import SIDE, TRAINING
from explainer.models.digits import CLASSES, count, mlp, network
from explainer.models.looping import Looping
from explainer.models.recipes import digits_to_learn, held_out
from explainer.models.sentence_layers import Last
from explainer.training.fit import Examples, Progress, Settings, fit

PASSES, LEAST, BATCH = 8, 400, 64
RATES = (0.003, 0.01, 0.03)
VALIDATED = 1_500
RNN_UNITS, LSTM_UNITS, WIDE = 56, 24, 128


def _by_rows(layer: Callable[..., nn.RNNBase], units: int) -> nn.Sequential:
    return Looping(nn.Flatten(1, 2), layer(SIDE, units, batch_first=True), Last(), nn.Linear(units, CLASSES))


def _wide() -> nn.Sequential:
    return nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, WIDE), nn.ReLU(), nn.Linear(WIDE, CLASSES))


@dataclass(frozen=True)
class Rival:
    """``make`` gives a network (B, 1, 26, 26) -> logits (B, 10), untrained; ``rate`` is what it learns by."""

    name: str
    make: Callable[[], nn.Sequential]
    rate: float


RIVALS = {
    "cnn": Rival("CNN", network, 0.01),
    "lstm": Rival("LSTM, row by row", lambda: _by_rows(nn.LSTM, LSTM_UNITS), 0.01),
    "rnn": Rival("RNN, row by row", lambda: _by_rows(nn.RNN, RNN_UNITS), 0.01),
    "mlp": Rival("MLP, as many weights", lambda: mlp(count(network())), 0.01),
    "wide": Rival(f"MLP, {WIDE} hidden", _wide, 0.01),
}


def settings(rate: float, seed: int, examples: int, passes: int = PASSES, reports: int = 21) -> Settings:
    """The rule for so many examples."""
    steps = max(LEAST, passes * -(-examples // BATCH))
    return Settings(seed, rate, batch=BATCH, steps=steps, reports=reports, falling=True)


@dataclass(frozen=True)
class RivalRecipe:
    """A network by its key among ``RIVALS``, from a seed, learning so many ``digits``; ``shuffled`` are their pixels and those of
    the digits held out, all the same way."""

    key: str
    seed: int = 1
    digits: int = TRAINING
    shuffled: bool = False

    @property
    def settings(self) -> Settings:
        return settings(RIVALS[self.key].rate, self.seed, self.digits)

    def examples(self) -> tuple[Examples, Examples]:
        """What is learned from, and what is held out."""
        (x, labels), rest = _shuffled() if self.shuffled else (digits_to_learn(), held_out())
        return (x[: self.digits], labels[: self.digits]), rest

    def make(self) -> nn.Sequential:
        """The network, untrained."""
        return RIVALS[self.key].make()

    def run(self) -> Iterator[Progress]:
        """The training."""
        return fit(self.make, *self.examples(), self.settings)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(self.make())


@cache
def _shuffled() -> tuple[Examples, Examples]:
    learning, rest = (
        (torch.from_numpy(shuffling.pixels_alike(x.numpy())), labels) for x, labels in (digits_to_learn(), held_out())
    )
    return learning, rest


def to_tune() -> tuple[Examples, Examples]:
    """Of the digits to learn from, those to try a rate with and those to judge it by."""
    x, labels = digits_to_learn()
    return (x[:-VALIDATED], labels[:-VALIDATED]), (x[-VALIDATED:], labels[-VALIDATED:])
