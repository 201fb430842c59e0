r"""What kernels that slide over letters look for, as letters.

A kernel is shown every window of many strands. Of the few that it answers most to, it is counted how often each letter stands at
each of its places, :math:`p`. A logo (Schneider & Stephens 1990) draws a place as high as it says something, in bits, less what so
few windows would say by chance,

.. math:: 2 + \sum_a p_a \log_2 p_a - \frac{3}{2 n \ln 2},

and of that height each letter has its share :math:`p`.
"""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from explainer.data.genome import LETTERS

FEW = 200
SAYS = 0.5
ANY = "·"


def logos(kernels: torch.Tensor, first: torch.Tensor, x: torch.Tensor) -> np.ndarray:
    """float32 (K, 4, w): the height in bits of each letter at each place of the kernels (K, 4, w) with ``first`` (K,) as biases,
    over strands (N, 4, L)."""
    with torch.no_grad():
        maps = functional.conv1d(x, kernels, first).relu()
    windows = x.unfold(2, kernels.shape[2], 1).transpose(1, 2)
    found = np.zeros(tuple(kernels.shape), dtype=np.float32)
    for k, own in enumerate(maps.transpose(0, 1)):
        most, which = own.flatten().topk(FEW)
        if most[0] > 0:
            found[k] = heights(windows.flatten(0, 1)[which[most > 0]].numpy())
    return found


def heights(windows: np.ndarray) -> np.ndarray:
    """(4, w) in bits, of windows (n, 4, w)."""
    p = windows.mean(0)
    says = 2 + np.where(p > 0, p * np.log2(np.maximum(p, 1e-9)), 0).sum(0) - 3 / (2 * len(windows) * np.log(2))
    return (p * np.maximum(0, says)).astype(np.float32)


def reads(logo: np.ndarray) -> str:
    """``··GTAA·``: the letters of a logo (4, w) that say something, a dot for each place that does not."""
    return "".join(LETTERS[int(own.argmax())] if own.max() >= SAYS else ANY for own in logo.T)
