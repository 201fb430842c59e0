r"""Layers that turn a wave into a picture whose x is time, and that read such a picture column by column.

The ear is a convolution along the wave whose kernels nobody learned: for each band of pitch a cosine and a sine under a window.
How loud the band is does not depend on where in its swing the wave was cut:

.. math:: y[k,t] = \sqrt{c[k,t]^2 + s[k,t]^2}, \qquad z[k,t] = \ln(1 + 100\, y[k,t]).

Bands are a semitone apart, the highest first, so that low is below; a window is ``SWINGS`` of its band's swings long, so that a
chord moved in pitch is the same shape moved, but never longer than the kernel: below ``SAME_FROM`` bands blur.
"""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.registry import Shape, operation
from explainer.data.sounds import RATE, SAMPLES

BANDS, LOWEST_BAND = 48, 55
WINDOW, HOP = 512, 192
FRAMES = (SAMPLES - WINDOW) // HOP + 1
SWINGS = 16.8
SAME_FROM = SWINGS * RATE / WINDOW
QUIET = 100.0


def listening(bands: int, lowest: int, window: int, swings: float, rate: int) -> torch.Tensor:
    """(2 x bands, 1, window): a cosine for each band, the highest first, a semitone apart down to ``lowest``, and a sine for
    each, both under a window that is ``swings`` of the band's swings long if the kernel has room for so many."""
    pitch = lowest + torch.arange(bands - 1, -1, -1, dtype=torch.float64)[:, None]
    hertz = 440 * 2 ** ((pitch - 69) / 12)
    t = torch.arange(window, dtype=torch.float64) - (window - 1) / 2
    long = (swings * rate / hertz).clamp(max=window)
    under = torch.where(t.abs() < long / 2, 0.5 + 0.5 * torch.cos(2 * torch.pi * t / long), 0.0)
    under = 2 * under / under.sum(1, keepdim=True)
    turned = 2 * torch.pi * hertz * t / rate
    return torch.cat([under * torch.cos(turned), under * torch.sin(turned)])[:, None].float()


class Loudness(nn.Module):
    """How loud each band is, whatever its phase, (B, 2 K, T) -> (B, K, T): the root of its cosine's and its sine's squares."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        cosine, sine = x.chunk(2, 1)
        return (cosine.square() + sine.square()).sqrt()


def _loud_written(layer: Loudness, call: str, source: str, y: Shape) -> str:
    return f"({source}[:{y[0]}].square() + {source}[{y[0]}:].square()).sqrt()"


@operation(Loudness, "loud", _loud_written, rank=2)
def loudness(layer: Loudness, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[k,t] = \sqrt{c[k,t]^2 + s[k,t]^2}`."""
    parts = tuple(
        Part((Factor(source, (var("k") + first, var("t"))),) * 2, label=f"{name} squared")
        for first, name in ((0, "cosine"), (y[0], "sine"))
    )
    said = ("the squares add up to {before}; their root is {value}.",)
    return Cell((("k", "band"), ("t", "moment")), parts, said, function=("sqrt",))


class Logarithm(nn.Module):
    """The picture that is read, (B, K, T) -> (B, 1, K, T): ten times as loud is as many steps more, wherever it begins."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.log1p(QUIET * x)[:, None]


def _log_written(layer: Logarithm, call: str, source: str, y: Shape) -> str:
    return f"torch.log1p({QUIET:g} * {source})[None]"


@operation(Logarithm, "spectrogram", _log_written, rank=2)
def logarithm(layer: Logarithm, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[k,t] = \ln(1 + 100\, x[k,t])`."""
    same = Part((Factor(source, (var("i"), var("j")), through="scaled", by=(QUIET,)),))
    said = ("the logarithm of 1 more than {before} is {value}.",)
    return Cell((("c", "picture"), ("i", "band"), ("j", "moment")), (same,), said, function=("log1p",))


class Moments(nn.Module):
    """The picture's columns one after the other, (B, 1, K, T) -> (B, T, K)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, 0].transpose(1, 2)


def _moments_written(layer: Moments, call: str, source: str, y: Shape) -> str:
    return f"{source}[0].T"


@operation(Moments, "moments", _moments_written, rank=3)
def moments(layer: Moments, source: str, x: Shape, y: Shape) -> Cell:
    """The same, by columns."""
    same = Part((Factor(source, (Index(), var("k"), var("t"))),))
    return Cell((("t", "moment"), ("k", "band")), (same,), ("{value}, as it is in the picture.",))
