r"""What stands around a convolution: grey from colours, a threshold, activations, pooling, and what two convolutions in a
row amount to."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "ReLU": nn.ReLU,
    "Leaky ReLU": lambda: nn.LeakyReLU(0.1),
    "Sigmoid": nn.Sigmoid,
    "Tanh": nn.Tanh,
    "GELU": nn.GELU,
}
MADE = {"Leaky ReLU": "LeakyReLU(0.1)", **{name: f"{name}()" for name in ("ReLU", "Sigmoid", "Tanh", "GELU")}}


class Step(nn.Module):
    r""":math:`y = 1` where :math:`x + b > 0`, else 0: a threshold of :math:`-b`."""

    def __init__(self, threshold: float) -> None:
        super().__init__()
        self.bias = nn.Parameter(torch.tensor([-threshold]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (x + self.bias > 0).to(x.dtype)


def grey() -> nn.Conv2d:
    """Colour to grey as a convolution of 1 x 1: the eye's shares of red, green and blue (ITU-R BT.709)."""
    layer = nn.Conv2d(3, 1, 1, bias=False)
    with torch.no_grad():
        layer.weight.copy_(torch.tensor([0.2125, 0.7154, 0.0721]).reshape(1, 3, 1, 1))
    return layer


def activated(name: str, value: float) -> float:
    """One number through an activation."""
    return float(ACTIVATIONS[name]()(torch.tensor(value)))


def pools(window: int, stride: int, padding: int) -> tuple[nn.MaxPool2d, nn.AvgPool2d, nn.AdaptiveAvgPool2d]:
    """The largest, the mean, and the mean of the whole map."""
    return nn.MaxPool2d(window, stride, padding), nn.AvgPool2d(window, stride, padding), nn.AdaptiveAvgPool2d(1)


def in_a_row(*modules: nn.Module) -> nn.Sequential:
    """One network of these, in this order."""
    return nn.Sequential(*modules)


def shares() -> nn.Module:
    """Logits to shares of one."""
    return nn.Softmax(-1)


def strip(convolution: nn.Module) -> nn.Sequential:
    """A convolution, ReLU and 2 x 2 max pooling in a row: how a feature map is born."""
    return in_a_row(convolution, nn.ReLU(), nn.MaxPool2d(2))


def collapsed(first: nn.Conv2d, second: nn.Conv2d) -> nn.Conv2d:
    r"""The one convolution that two in a row amount to when nothing stands between them (stride 1, no padding).

    .. math:: K[o,c] = \sum_m w_2[o,m] * w_1[m,c], \qquad b[o] = b_2[o] + \sum_{m,a,b} w_2[o,m,a,b]\, b_1[m]

    with :math:`*` the full two-dimensional convolution: kernels of 3 x 3 make one of 5 x 5.
    """
    kernel = functional.conv_transpose2d(second.weight, first.weight)
    out, channels, height, width = kernel.shape
    one = nn.Conv2d(channels, out, (height, width))
    with torch.no_grad():
        one.weight.copy_(kernel)
        if first.bias is not None and second.bias is not None and one.bias is not None:
            one.bias.copy_(second.bias + second.weight.sum(dim=(2, 3)) @ first.bias)
    return one
