"""What is measured on networks that read digits."""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.data import changes
from explainer.models.recipes import held_out
from explainer.training.fit import accuracy

MOVES = (0, 1, 2, 4)


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
