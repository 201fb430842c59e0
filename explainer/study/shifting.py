r"""How much of a map changes when its picture is moved, before pooling and after it.

.. math:: \text{change}(y, y') = \frac{\text{mean}\,|y - y'|}{\text{mean}\,|a - b|}

with a, b any two of the numbers of both y and y'.

0 where nothing changed, 1 where the numbers might as well have been shuffled, 2 where all that was high is low. It has its scale
from the map it is asked of, so that maps of fewer cells and of larger or smaller numbers are compared fairly: neither does a
mean seem steadier because it is smaller, nor a maximum less steady because it is larger. One number has no places to be
shuffled among; of the whole map's it is told which share of its value changed (:func:`altered`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch.nn import functional

from explainer.data.changes import moved

FARTHEST = 8
DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))

Reduce = Callable[[torch.Tensor], torch.Tensor]
Measure = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
NOTICED = 0.1


def change(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Of maps (..., H, W), for each of them (...)."""
    both = torch.cat([before.flatten(-2), after.flatten(-2)], dim=-1).double()
    n = both.shape[-1]
    weight = 2 * torch.arange(n, dtype=torch.double) - n + 1
    unlike = 2 * (both.sort(dim=-1).values * weight).sum(-1) / n**2
    differ = (before - after).double().abs().mean(dim=(-2, -1))
    return torch.where(differ > 0, differ / unlike, 0.0)


def altered(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Of one number each (..., 1, 1), for each (...): its change as a share of the larger of the two."""
    larger = torch.maximum(before.abs(), after.abs()).double()
    differ = (before - after).double().abs()
    return torch.where(differ > 0, differ / larger, 0.0)[..., 0, 0]


def counted(before: torch.Tensor, after: torch.Tensor) -> torch.Tensor:
    """Of maps (..., H, W), for each (...) the share of its cells that differ by more than a tenth of the largest there was."""
    noticed = NOTICED * before.amax(dim=(-2, -1), keepdim=True)
    return ((before - after).abs() > noticed).double().mean(dim=(-2, -1))


def moves(pictures: np.ndarray, by: int) -> torch.Tensor:
    """Pictures (N, C, H, W) moved by so many cells each way, edges repeated: (4, N, C, H, W)."""
    n, channels, height, width = pictures.shape
    flat = pictures.reshape(n * channels, height, width)
    found = [moved(flat, down * by, right * by, repeated=True) for down, right in DIRECTIONS]
    return torch.from_numpy(np.stack(found)).unflatten(1, (n, channels))


def curves(
    pictures: np.ndarray, net: Reduce, ways: Mapping[str, tuple[Reduce, Measure]], farthest: int = FARTHEST
) -> dict[str, np.ndarray]:
    """By how much what each of the ``ways`` makes of the K maps that ``net`` gives of each of N pictures (N, C, H, W)
    changes when they are moved by 0, 1, … cells: for each way (4, N, K, distances), the directions as in ``DIRECTIONS``."""
    found: dict[str, list[torch.Tensor]] = {name: [] for name in ways}
    with torch.no_grad():
        start = net(torch.from_numpy(pictures))
        still = {name: reduce(start) for name, (reduce, _) in ways.items()}
        for by in range(farthest + 1):
            maps = torch.stack([net(x) for x in moves(pictures, by)])
            for name, (reduce, measure) in ways.items():
                each = [measure(still[name], reduce(one)) for one in maps]
                found[name].append(torch.stack(each))
    return {name: torch.stack(each, dim=-1).numpy() for name, each in found.items()}


def quartiles(found: np.ndarray) -> list[list[float]]:
    """For each distance of (…, D) the numbers below which a quarter, half and three quarters of all others are."""
    return np.quantile(found.reshape(-1, found.shape[-1]), (0.25, 0.5, 0.75), axis=0).T.round(3).tolist()


def whole(maps: torch.Tensor) -> torch.Tensor:
    """The mean of each map."""
    return maps.mean(dim=(-2, -1), keepdim=True)


def strongest(maps: torch.Tensor) -> torch.Tensor:
    """The largest of each map."""
    return maps.amax(dim=(-2, -1), keepdim=True)


def every_second(maps: torch.Tensor) -> torch.Tensor:
    """A step of two without a window: one number kept, one dropped, both ways."""
    return maps[..., ::2, ::2]


def blurred_first(maps: torch.Tensor) -> torch.Tensor:
    """The same of maps (N, K, H, W) that were smoothed by (1, 2, 1)/4 both ways before, edges repeated."""
    row = torch.tensor([0.25, 0.5, 0.25])
    smooth = torch.outer(row, row).expand(maps.shape[1], 1, 3, 3)
    wide = functional.pad(maps, (1, 1, 1, 1), mode="replicate")
    return every_second(functional.conv2d(wide, smooth, groups=maps.shape[1]))


def every(maps: torch.Tensor) -> torch.Tensor:
    """The maps as they are."""
    return maps


def largest(window: int, step: int, padding: int = 0) -> Reduce:
    """The largest of each box."""
    return lambda maps: functional.max_pool2d(maps, window, step, padding)


def mean(window: int, step: int, padding: int = 0) -> Reduce:
    """The mean of each box."""
    return lambda maps: functional.avg_pool2d(maps, window, step, padding)


def peak(reduce: Reduce) -> Reduce:
    """The strongest response that is left of each map."""
    return lambda maps: strongest(reduce(maps))
