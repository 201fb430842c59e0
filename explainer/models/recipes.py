"""What visitors train on screen: the digit network by their settings, all readers of opinions, all that must remember.

A recipe is equal to another where both give the same run, to the last digit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
import torch
from torch import nn

from explainer.data import changes
from explainer.data.digits import TRAINING, digits
from explainer.models import readers, remembering
from explainer.models.digits import count, mlp, network
from explainer.models.readers import Reader
from explainer.training.fit import Examples, Progress, Settings, fit

FEW = 200


@dataclass(frozen=True)
class DigitRecipe:
    """``kernels`` of both layers, how many ``digits`` are learned from, whether their labels are ``shuffled``; without
    ``convolutions`` a plain network with as many weights. ``moved`` is by how many cells each digit is moved at most, each time
    it is learned from."""

    settings: Settings
    kernels: tuple[int, int] = (8, 16)
    digits: int = TRAINING
    shuffled: bool = False
    convolutions: bool = True
    moved: int = 0

    def make(self) -> nn.Sequential:
        """The network, untrained."""
        return network(self.kernels) if self.convolutions else mlp(count(network(self.kernels)))

    def run(self) -> Iterator[Progress]:
        """The training."""
        disturb = partial(moved_at_random, most=self.moved) if self.moved else None
        return fit(self.make, digits_to_learn(self.digits, self.shuffled), held_out(), self.settings, disturb)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(self.make())


@cache
def _learning() -> Examples:
    learning, _ = digits()
    return torch.from_numpy(learning.inputs()), torch.from_numpy(learning.labels)


def digits_to_learn(count: int = TRAINING, shuffled: bool = False) -> Examples:
    """The first of the digits that are there to be learned from, with their labels or, ``shuffled``, each other's."""
    x, labels = (tensor[:count] for tensor in _learning())
    return x, labels[torch.randperm(count, generator=torch.Generator().manual_seed(0))] if shuffled else labels


@cache
def held_out() -> Examples:
    """The digits that no training here learns from."""
    _, rest = digits()
    return torch.from_numpy(rest.inputs()), torch.from_numpy(rest.labels)


def moved_at_random(x: torch.Tensor, generator: torch.Generator, most: int) -> torch.Tensor:
    """Digits (B, 1, H, W), each moved by up to so many cells to either side, and up or down."""
    moves = torch.randint(-most, most + 1, (len(x), 2), generator=generator).tolist()
    return torch.from_numpy(np.stack([changes.moved(one, *by) for one, by in zip(x.numpy(), moves, strict=True)]))


@dataclass(frozen=True)
class ReadersRecipe:
    """All kinds trained one after the other from one seed: a recipe for a run on screen."""

    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The reports of all trainings, in their order, counted as one."""
        learn, pairs, _ = readers.opinions()
        for k, kind in enumerate(readers.KINDS):
            settings = replace(readers.SETTINGS, seed=self.seed)
            for progress in fit(partial(readers.reader, kind), learn, pairs, settings):
                if k and not progress.step:
                    continue
                step, steps = progress.step + k * settings.steps, len(readers.KINDS) * settings.steps
                yield replace(progress, step=step, steps=steps)

    def done(self, history: Sequence[Progress]) -> dict[str, Progress]:
        """The last report of each network that is ready, by the key of its kind."""
        ends = {(k + 1) * readers.SETTINGS.steps: kind.key for k, kind in enumerate(readers.KINDS)}
        return {ends[p.step]: p for p in history if p.step in ends}

    def nets(self, history: Sequence[Progress]) -> dict[str, Reader]:
        """The networks that are ready, by the key of their kind."""
        kinds = {kind.key: kind for kind in readers.KINDS}
        return {key: readers.with_weights(kinds[key], p.weights) for key, p in self.done(history).items()}


@dataclass(frozen=True)
class RememberingRecipe:
    """Every kind trained afresh at one distance, one after the other: a recipe for a run on screen."""

    far: int
    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The reports of all trainings, in their order, counted as one."""
        settings = replace(remembering.SETTINGS, seed=self.seed, reports=7)
        for k, kind in enumerate(remembering.KINDS):
            for progress in remembering.at_one_distance(kind, self.far, settings):
                if k and not progress.step:
                    continue
                yield replace(
                    progress, step=progress.step + k * settings.steps, steps=len(remembering.KINDS) * settings.steps
                )

    def right(self, history: Sequence[Progress]) -> dict[str, float]:
        """The share right of each kind that is done."""
        ends = {(k + 1) * remembering.SETTINGS.steps: kind for k, kind in enumerate(remembering.KINDS)}
        return {ends[p.step]: p.accuracy for p in history if p.step in ends}
