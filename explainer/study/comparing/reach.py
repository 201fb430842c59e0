"""How far back, or how far around, what a network holds at one place depends on what it was given.

A cell of a map depends on the pixels or words in its field and on nothing else. A state depends on every word before it, on
some so little that nobody would notice. Both are lengths of gradients, in shares of the largest: one scale. The functions up to
``field`` are shown to visitors as they stand here.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn


def held(net: nn.Sequential, rows: torch.Tensor) -> torch.Tensor:
    """(N, units): what a network holds after the numbers of words (N, T, D): the last state, or of a convolution the cells of
    all maps at the last place but one, whose fields are whole."""
    if isinstance(net[1], nn.RNNBase):
        states, _ = net[1](rows)
        return states[:, -1]
    return net[2](net[1](rows))[:, :, -2]


def by_gradient(net: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """For each word of sentences of one length, (N, T), how strongly what is held depends on its numbers: the length of all
    its gradients together (Frobenius' norm of the Jacobian)."""
    rows = net[0](x.long()).detach().requires_grad_()
    units = held(net, rows).sum(0)
    found = [torch.autograd.grad(unit, rows, retain_graph=True)[0] for unit in units]
    return torch.stack(found).square().sum((0, 3)).sqrt()


def by_deletion(net: nn.Sequential, x: torch.Tensor) -> torch.Tensor:
    """For each word of sentences of one length, (N, T), how far what is held moves when the word is left out, in shares of its
    length."""
    with torch.no_grad():
        rows = net[0](x.long())
        whole = held(net, rows)
        without = [held(net, torch.cat([rows[:, :t], rows[:, t + 1 :]], 1)) for t in range(x.shape[1])]
    return torch.stack([(one - whole).norm(dim=1) for one in without], 1) / whole.norm(dim=1, keepdim=True)


def in_shares(strengths: torch.Tensor) -> torch.Tensor:
    """(N, T) in shares of each sentence's largest."""
    return strengths / strengths.amax(1, keepdim=True)


def field(layers: nn.Module, x: torch.Tensor, cell: tuple[int, int]) -> torch.Tensor:
    """(H, W): how strongly the cells of all maps at a place depend on each pixel of pictures (N, 1, H, W), the mean of all."""
    pictures = x.clone().requires_grad_()
    maps = layers(pictures)[:, :, cell[0], cell[1]].sum(0)
    found = [torch.autograd.grad(one, pictures, retain_graph=True)[0] for one in maps]
    return torch.stack(found).square().sum((0, 2)).sqrt().mean(0)


def box(strengths: torch.Tensor) -> tuple[slice, slice]:
    """The rows and columns outside of which every number of (H, W) is zero. Raises ``ValueError`` where all are."""
    rows, columns = (np.flatnonzero((strengths.numpy() > 0).any(axis)) for axis in (1, 0))
    return slice(int(rows.min()), int(rows.max()) + 1), slice(int(columns.min()), int(columns.max()) + 1)


def by_ring(strengths: torch.Tensor) -> list[float]:
    """From the middle of that box outwards, ring by ring to the picture's edge, the mean of each, in shares of the largest."""
    far = [
        np.abs(np.arange(size) - (part.start + part.stop - 1) / 2)
        for size, part in zip(strengths.shape, box(strengths), strict=True)
    ]
    ring = np.floor(np.maximum(far[0][:, None], far[1][None, :])).astype(int)
    means = [float(strengths.numpy()[ring == k].mean()) for k in range(ring.max() + 1)]
    return [mean / max(means) for mean in means]
