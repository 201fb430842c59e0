r"""A convolution of given numbers, and what stands around it: grey from colours, activations, pooling, and what two
convolutions in a row amount to."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
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


def sliding(weight: np.ndarray, bias: np.ndarray, stride: int = 1, padding: int = 0, dilation: int = 1) -> nn.Conv2d:
    """A convolution with these numbers; ``weight`` is (out, in, size, size), ``bias`` (out,)."""
    out, channels, size, _ = weight.shape
    layer = nn.Conv2d(channels, out, size, stride=stride, padding=padding, dilation=dilation)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(weight))
        if layer.bias is not None:
            layer.bias.copy_(torch.from_numpy(bias))
    return layer


def map_side(n: int, size: int, stride: int, padding: int, dilation: int) -> int:
    r""":math:`\lfloor (n + 2p - d(k - 1) - 1) / s \rfloor + 1`, or 0 where the kernel fits nowhere (Dumoulin & Visin 2016)."""
    return max(0, (n + 2 * padding - dilation * (size - 1) - 1) // stride + 1)


def standing_over(place: int, side: int, size: int, stride: int, padding: int, dilation: int) -> int:
    """Which of a map's ``side`` rows (or columns) has its kernel centred nearest to this row of the picture."""
    return min(side - 1, max(0, round((place + padding - dilation * (size - 1) / 2) / stride)))


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
