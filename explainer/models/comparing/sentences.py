"""Networks that read sentences on tasks of other kinds: where order decides, where counts do, and where any length may come.

They are the eight readers of ``models/readers.py`` and learn by their settings; what each is right about with words as they
are stands in ``assets/readers.json`` and is not measured once more. ``assets/lengths.safetensors`` has a loop of each kind that
learned which opinion prevails, ``gru/majority`` and ``gru/lengths``: that of ``SHIPPED``, a seed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

import torch
from torch import nn
from torch.nn import functional

from explainer.data import shuffling
from explainer.data.sentences import Sentences, held_out_pairs, majority, to_learn
from explainer.data.vocabulary import PAD
from explainer.models.looping import Looping
from explainer.models.readers import KINDS, LEARNED, SETTINGS, TESTED, Reader, examples, reader, with_weights
from explainer.models.store import weights
from explainer.training.fit import Examples, Progress, Settings, fit

KIND = {kind.key: kind for kind in KINDS}
MIXED = tuple(range(1, 40, 2))
SHIPPED = 1
SHUFFLES: dict[str, Callable[[Examples], Examples]] = {
    "": lambda one: one,
    "alike": lambda one: (torch.from_numpy(shuffling.words_alike(one[0].numpy())), one[1]),
    "each": lambda one: (torch.from_numpy(shuffling.words_each(one[0].numpy())), one[1]),
}


@cache
def shipping(key: str, task: str) -> Reader:
    """A loop that ships, by the key of its kind and what it learned from, "majority" or "lengths"."""
    return with_weights(KIND[key], weights("lengths", f"{key}/{task}"))


def longer(x: torch.Tensor, length: int) -> torch.Tensor:
    """Sentences (N, T) with so much ``PAD`` behind them that they are ``length`` long, or as they are where that is less."""
    return functional.pad(x, (0, max(0, length - x.shape[1])), value=PAD)


def long_ones(opinions: int, count: int = TESTED) -> Sentences:
    """Held-out sentences with so many opinion words each, of which the more numerous side prevails."""
    return majority(count, 1_000 + opinions, opinions)


def prevailing(opinions: int, count: int = TESTED) -> Examples:
    """The same as numbers."""
    return examples(long_ones(opinions, count))


def _of_any_length() -> Sentences:
    found = [majority(LEARNED // len(MIXED), n, n) for n in MIXED]
    return Sentences(tuple(t for one in found for t in one.texts), tuple(k for one in found for k in one.labels))


@dataclass(frozen=True)
class Task:
    """What is learned from, and what is held out."""

    name: str
    learn: Callable[[], Sentences]
    held_out: Callable[[], Sentences]


TASKS = {
    "pairs": Task("new pairs of opposite words", lambda: to_learn(LEARNED), lambda: held_out_pairs(TESTED)),
    "majority": Task("which opinion prevails", lambda: majority(LEARNED), lambda: majority(TESTED, 7)),
    "lengths": Task("which opinion prevails, at any length", _of_any_length, lambda: majority(TESTED, 7)),
}


@cache
def _examples(task: str, shuffled: str) -> tuple[Examples, Examples]:
    of, shuffle = TASKS[task], SHUFFLES[shuffled]
    return shuffle(examples(of.learn())), shuffle(examples(of.held_out()))


@dataclass(frozen=True)
class SentenceRecipe:
    """A reader by the key of its kind, on one of ``TASKS``, from a seed; its words changed places by one of ``SHUFFLES``."""

    key: str
    task: str = "pairs"
    seed: int = 1
    shuffled: str = ""

    @property
    def settings(self) -> Settings:
        return replace(SETTINGS, seed=self.seed)

    def examples(self) -> tuple[Examples, Examples]:
        """What is learned from, and what is held out."""
        return _examples(self.task, self.shuffled)

    def make(self) -> Reader:
        """The network, untrained."""
        return reader(KIND[self.key])

    def run(self) -> Iterator[Progress]:
        """The training."""
        return fit(self.make, *self.examples(), self.settings)

    def net(self, progress: Progress) -> Reader:
        """The network as it was at a report."""
        return with_weights(KIND[self.key], progress.weights)


@dataclass(frozen=True)
class PaddedRecipe:
    """A recurrent reader that learns new pairs from sentences of ``length`` words, padding among them, and answers from its state
    after all of these: as is done where nobody tells it how long a sentence is."""

    key: str
    length: int
    seed: int = 1

    def make(self) -> nn.Sequential:
        """The network, untrained."""
        return Looping(*reader(KIND[self.key]))

    def run(self) -> Iterator[Progress]:
        """The training."""
        learn, rest = ((longer(x, self.length), labels) for x, labels in _examples("pairs", ""))
        return fit(self.make, learn, rest, replace(SETTINGS, seed=self.seed))
