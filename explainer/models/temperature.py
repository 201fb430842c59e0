r"""Logits over a temperature, before a softmax makes shares of them. It is a tensor, which can be dragged.

.. math:: y[t,o] = z[t,o] / \tau
"""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.registry import Shape, operation, spelt_out


class Tempered(nn.Module):
    """Logits divided by a temperature, of the same shape."""

    temperature: torch.Tensor

    def __init__(self, temperature: float) -> None:
        super().__init__()
        self.register_buffer("temperature", torch.tensor([temperature]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x / self.temperature


def _divided(layer: Tempered, call: str, source: str, y: Shape) -> str:
    return f"{source} / {float(layer.temperature):g}"


@operation(Tempered, "tempered", _divided, rank=2, holds=spelt_out)
def tempered(layer: Tempered, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o] = x[o] / \tau`."""
    by = Factor("temperature", (Index(),), through="reciprocal", called="1 / temperature")
    product = Part((Factor(source, (var("t"), var("o"))), by))
    return Cell((("t", "word"), ("o", "logit")), (product,), ("{value}, divided by the temperature.",))
