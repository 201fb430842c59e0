"""Layers in a row, of which recurrent ones hand on their states alone."""

from __future__ import annotations

import torch
from torch import nn


def through(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    """What a layer makes of ``x``: of a recurrent one all its states, (B, T, H)."""
    return layer(x)[0] if isinstance(layer, nn.RNNBase) else layer(x)


class Looping(nn.Sequential):
    """Any layers in a row."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for layer in self:
            x = through(layer, x)
        return x
