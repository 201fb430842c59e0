"""Which pixels an answer depends on, asked in two ways. Both functions are shown to visitors as they stand here."""

from __future__ import annotations

import torch
from torch import nn


def gradient(net: nn.Module, x: torch.Tensor, digit: int) -> torch.Tensor:
    """What the logit of a digit gains for each pixel of x (1, 26, 26) made a little brighter."""
    picture = x[None].clone().requires_grad_()
    return torch.autograd.grad(net(picture)[0, digit], picture)[0][0]


def removal(net: nn.Module, x: torch.Tensor, digit: int, patch: int) -> torch.Tensor:
    """What the logit of a digit loses when the patch x patch pixels around each place of x (1, 26, 26) are made black."""
    rows, columns = x.shape[-2:]
    near = [(torch.arange(n)[:, None] - torch.arange(n)).abs() <= patch // 2 for n in (rows, columns)]
    kept = ~(near[0][:, None, :, None] & near[1][None, :, None, :]).reshape(rows * columns, 1, rows, columns)
    with torch.no_grad():
        lost = net(x[None])[0, digit] - net(x * kept)[:, digit]
    return lost.reshape(1, rows, columns)
