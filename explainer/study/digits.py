"""What is measured on networks that read digits."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from explainer.models.recipes import held_out


def silent_maps(net: nn.Sequential) -> tuple[int, int]:
    """How many maps of the last ReLU answer 0 to every held-out digit, of how many."""
    with torch.no_grad():
        maps = net[:5](held_out()[0][:500])
    dead = (maps.amax(dim=(0, 2, 3)) == 0).sum()
    return int(dead), maps.shape[1]


def finite(net: nn.Module) -> bool:
    """Whether every weight is still a number."""
    return all(bool(np.isfinite(w.detach().numpy()).all()) for w in net.parameters())


def slopes(kernels: torch.Tensor) -> np.ndarray:
    """For each kernel (K, 1, 3, 3) the share of its variation that is one even slope in some direction: all of it in a plain
    detector of edges, a quarter in noise, on average."""
    found = kernels[:, 0].flatten(1).double().numpy()
    side = kernels.shape[-1]
    rows, columns = np.mgrid[:side, :side].reshape(2, -1) - (side - 1) / 2
    varied = found - found.mean(1, keepdims=True)
    plane = np.stack([rows, columns]) / np.linalg.norm(rows)
    return ((varied @ plane.T) ** 2).sum(1) / (varied**2).sum(1)


def most_read(kernels: torch.Tensor, maps: int) -> np.ndarray:
    """For each kernel (K, C, 3, 3) the share of its weights' sizes that lies on the ``maps`` it weighs most of all C."""
    by_map = kernels.abs().sum((2, 3))
    return (by_map.sort(1, descending=True).values[:, :maps].sum(1) / by_map.sum(1)).numpy()
