"""The digit network with a head that any size goes into: the mean of each map, or its largest number, and nothing of where.

``assets/sizes.safetensors`` has one of each that ``make compare`` measures, by :func:`key_of`: that of ``SHIPPED``, a seed.

What comes before the head is the digit network's own, ``network()[:BEFORE_THE_HEAD]``: weights that slide over whatever there is.
Such heads learn slowly: they go through the digits twice as often as the networks of ``digits.py``, by a rate that was found in
the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.data import changes
from explainer.data.digits import SIDE
from explainer.models.comparing.digits import PASSES, settings
from explainer.models.digits import CLASSES, KERNELS, UP_TO, network
from explainer.models.recipes import digits_to_learn, held_out
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, fit

Size = tuple[int, int]
OWN: Size = (SIDE, SIDE)
SHEET: Size = (40, 52)
LARGER: Size = (60, 78)
SEED = 0
PASSES_OF_HEADS = 2 * PASSES
RATES_OF_HEADS = (0.003, 0.01, 0.02, 0.03)
BEFORE_THE_HEAD = UP_TO["pool2"]
SHIPPED = 1


@dataclass(frozen=True)
class Head:
    """``pool`` is what makes one number of a map; ``rate`` what a network with this head learns by."""

    name: str
    pool: Callable[[], nn.Module]
    rate: float


HEADS = {
    "mean": Head("global mean", lambda: nn.AdaptiveAvgPool2d(1), 0.02),
    "max": Head("global maximum", lambda: nn.AdaptiveMaxPool2d(1), 0.01),
}


def pooled(head: str) -> nn.Sequential:
    """(B, 1, H, W) of any size from 10 x 10 on -> logits (B, 10)."""
    maps = list(network().children())[:BEFORE_THE_HEAD]
    return nn.Sequential(*maps, HEADS[head].pool(), nn.Flatten(), nn.Linear(KERNELS[1], CLASSES))


def size_name(size: Size) -> str:
    """What a size is called among the figures."""
    return f"{size[0]} x {size[1]}"


def key_of(head: str, mixed: bool) -> str:
    """What a network is called among those that ship."""
    return f"{head}/{'mixed' if mixed else 'own'}"


@cache
def shipping(head: str, mixed: bool) -> nn.Sequential:
    """The network that ships."""
    net = pooled(head)
    loaded(net, "sizes", key_of(head, mixed))
    return net


def on_sheet(x: torch.Tensor, size: Size, generator: torch.Generator) -> torch.Tensor:
    """Digits (B, 1, h, w) -> (B, 1, *size), each on black at a place of its own."""
    free = torch.tensor([whole - own + 1 for whole, own in zip(size, x.shape[2:], strict=True)])
    places = (torch.rand(len(x), 2, generator=generator) * free).long().tolist()
    sheets = [changes.on_sheet(one, size, (row, column)) for one, (row, column) in zip(x.numpy(), places, strict=True)]
    return torch.from_numpy(np.stack(sheets))


def at_size(size: Size) -> Examples:
    """The digits held out, on sheets of a size."""
    x, labels = held_out()
    return on_sheet(x, size, torch.Generator().manual_seed(SEED)), labels


def on_any_sheet(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """A batch on sheets of one size, drawn between the digits' own and ``SHEET``."""
    size = [int(torch.randint(own, most + 1, (), generator=generator)) for own, most in zip(OWN, SHEET, strict=True)]
    return on_sheet(x, (size[0], size[1]), generator)


@dataclass(frozen=True)
class SizeRecipe:
    """A network by the key of its head, from a seed; ``mixed`` where it learns on sheets of all sizes up to ``SHEET``."""

    head: str
    seed: int = 1
    mixed: bool = False

    @property
    def settings(self) -> Settings:
        return settings(HEADS[self.head].rate, self.seed, len(digits_to_learn()[1]), PASSES_OF_HEADS)

    def make(self) -> nn.Sequential:
        """The network, untrained."""
        return pooled(self.head)

    def run(self) -> Iterator[Progress]:
        """The training, judged at the digits' own size."""
        return fit(self.make, digits_to_learn(), held_out(), self.settings, on_any_sheet if self.mixed else None)

    def net(self, progress: Progress) -> nn.Sequential:
        """The network as it was at a report."""
        return progress.into(self.make())
