r"""Functions that go over a tensor cell by cell.

Source: torch's documentation of each module.
"""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from explainer.core.declaration import Cell, Factor, Function, Part, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import axes


def pointwise(source: str, y: Shape, sentence: tuple[str, ...], *function: *Function) -> Cell:
    """One cell in, the cell at the same place out."""
    out = axes(len(y))
    return Cell(out, (Part((Factor(source, tuple(var(n) for n, _ in out)),)),), sentence, function=function)


_CURVE = ("{before} becomes {value}.",)


@operation(nn.ReLU, "relu")
def relu(layer: nn.ReLU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = \max(0, x)`."""
    sentence = ("{before} is above zero, so it stays.", "Zero stays zero.", "{before} is below zero, so it becomes 0.")
    return pointwise(source, y, sentence, "relu")


@operation(nn.LeakyReLU, "leaky")
def leaky_relu(layer: nn.LeakyReLU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = x` above zero, :math:`\alpha x` below."""
    slope = layer.negative_slope
    below = f"{{before}} is below zero, so {slope:g} of it is kept: {{value}}."
    sentence = ("{before} is above zero, so it stays.", "Zero stays zero.", below)
    return pointwise(source, y, sentence, "leaky_relu", slope)


@operation(nn.Tanh, "tanh")
def tanh(layer: nn.Tanh, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = \tanh x`."""
    return pointwise(source, y, _CURVE, "tanh")


@operation(nn.Sigmoid, "sigmoid")
def sigmoid(layer: nn.Sigmoid, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = 1 / (1 + e^{-x})`."""
    return replace(pointwise(source, y, _CURVE, "sigmoid"), share=True)


@operation(nn.GELU, "gelu")
def gelu(layer: nn.GELU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = x\,\Phi(x)`, with the normal distribution's :math:`\Phi` or its tanh approximation."""
    return pointwise(source, y, _CURVE, "gelu_tanh" if layer.approximate == "tanh" else "gelu")
