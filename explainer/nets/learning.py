"""What a visitor's training of the digit network is made of: examples, network, and how it is tested."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.data import changes
from explainer.data.digits import digits
from explainer.nets.digits import count, mlp, network
from explainer.training import Examples, Progress, Settings, accuracy, fit

MOVES = (0, 1, 2, 4)


@dataclass(frozen=True)
class Recipe:
    """``kernels`` of both layers, how many ``digits`` are learned from, whether their labels are ``shuffled``; without
    ``convolutions`` a plain network with as many weights."""

    settings: Settings
    kernels: tuple[int, int] = (8, 16)
    digits: int = 8_500
    shuffled: bool = False
    convolutions: bool = True

    def make(self) -> nn.Sequential:
        """The network, untrained."""
        return network(self.kernels) if self.convolutions else mlp(count(network(self.kernels)))

    def run(self) -> Iterator[Progress]:
        """The training."""
        return fit(self.make, _examples(self.digits, self.shuffled), held_out(), self.settings)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        net = self.make()
        net.load_state_dict(progress.weights)
        return net.eval()


@cache
def _learning() -> Examples:
    learning, _ = digits()
    return torch.from_numpy(learning.inputs()), torch.from_numpy(learning.labels)


def _examples(count: int, shuffled: bool) -> Examples:
    x, labels = (tensor[:count] for tensor in _learning())
    return x, labels[torch.randperm(count, generator=torch.Generator().manual_seed(0))] if shuffled else labels


@cache
def held_out() -> Examples:
    """1,500 digits that no training here learns from."""
    _, rest = digits()
    return torch.from_numpy(rest.inputs()), torch.from_numpy(rest.labels)


@cache
def _moved(by: int) -> torch.Tensor:
    x, _ = held_out()
    return torch.from_numpy(changes.moved(x[:, 0].numpy(), 0, by)[:, None]) if by else x


def when_moved(net: nn.Module) -> tuple[float, ...]:
    """The share of held-out digits right after they moved to the right by each of ``MOVES``."""
    return tuple(accuracy(net, _moved(by), held_out()[1]) for by in MOVES)


def silent_maps(net: nn.Sequential) -> tuple[int, int]:
    """How many maps of the last ReLU answer 0 to every held-out digit, of how many."""
    with torch.no_grad():
        maps = net[:5](held_out()[0][:500])
    dead = (maps.amax(dim=(0, 2, 3)) == 0).sum()
    return int(dead), maps.shape[1]


def finite(net: nn.Module) -> bool:
    """Whether every weight is still a number."""
    return all(bool(np.isfinite(w.detach().numpy()).all()) for w in net.parameters())
