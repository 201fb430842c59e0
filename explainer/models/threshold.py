r"""A threshold as a layer: 1s and 0s from numbers."""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.registry import Shape, operation, spelt_out
from explainer.core.steps import number
from explainer.ops.axes import axes


class Threshold(nn.Module):
    r""":math:`y = 1` where :math:`x + b > 0`, else 0: a threshold of :math:`-b`."""

    def __init__(self, threshold: float) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.tensor([-threshold]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x + self.bias > 0).to(x.dtype)


def _written(layer: Threshold, call: str, source: str, y: Shape) -> str:
    return f"({source} > {number(-float(layer.bias))}).float()"


@operation(Threshold, "step", _written, holds=spelt_out)
def threshold(layer: Threshold, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = 1` where :math:`x + b > 0`, else 0."""
    out = axes(len(y))
    value = Part((Factor(source, tuple(var(n) for n, _ in out)),))
    bias = Part((Factor("bias", (Index(),)),), label="minus the threshold")
    sentence = (
        "{before} above the threshold, so it becomes 1.",
        "exactly the threshold, so it becomes 0.",
        "{before}: below the threshold, so it becomes 0.",
    )
    return Cell(out, (value, bias), sentence, function=("step",))
