"""What an answer costs whatever machine makes it: multiplications by learned weights, and how many of them must wait for others."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import torch
from torch import nn

CONVOLUTIONS = (nn.Conv1d, nn.Conv2d)


def multiply_adds(net: nn.Module, x: torch.Tensor) -> int:
    """How often a learned weight is multiplied by a number and added to others on the way of one example, x (1, …). Biases,
    looking up a word's numbers and what is done to numbers without weights are not counted."""
    return sum(_each(net, x, _products))


def in_a_row(net: nn.Module, x: torch.Tensor) -> int:
    """How many steps with weights wait for one another: a layer is one, a recurrent layer one for each word or row."""
    return sum(_each(net, x, lambda layer, given, made: given.shape[1] if isinstance(layer, nn.RNNBase) else 1))


def _products(layer: nn.Module, given: torch.Tensor, made: torch.Tensor) -> int:
    if isinstance(layer, nn.RNNBase):
        matrices = sum(w.numel() for name, w in layer.named_parameters() if name.startswith("weight"))
        return given.shape[1] * matrices
    weight = layer.weight
    assert isinstance(weight, torch.Tensor)
    return prod(made.shape[1:]) * weight[0].numel()


def _each(net: nn.Module, x: torch.Tensor, of: Callable[[nn.Module, torch.Tensor, torch.Tensor], int]) -> list[int]:
    """A number of each layer that multiplies by weights, of what it is given (1, …) and what it makes."""
    found: list[int] = []

    def seen(layer: nn.Module, given: tuple[torch.Tensor, ...], made: torch.Tensor | tuple[torch.Tensor, ...]) -> None:
        found.append(of(layer, given[0], made[0] if isinstance(made, tuple) else made))

    layers = [one for one in net.modules() if isinstance(one, (*CONVOLUTIONS, nn.Linear, nn.RNNBase))]
    hooks = [layer.register_forward_hook(seen) for layer in layers]
    try:
        with torch.no_grad():
            net(x)
    finally:
        for hook in hooks:
            hook.remove()
    return found
