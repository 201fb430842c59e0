r"""Painting one picture like another: what style and content are taken to be, and the painter that learns it.

Random filters that never learn answer at every place and at four sizes of a picture. *Style* is which of their answers go
together, anywhere: their means and covariances, from which all places are gone. *Content* is where they answer: other random
filters, to the picture without its colours, place by place.

.. math::
    \text{style} = \frac{1}{4} \sum_s \frac{1}{32} \Big( \sum_k \frac{(m_k - m_k^*)^2}{u_k^2}
        + \sum_{k,l} \frac{(C_{kl} - C_{kl}^*)^2}{u_k^2 u_l^2} \Big), \qquad
    \text{content} = 1 - \operatorname{mean}(z \cdot z^*)

with each filter's usual answer to the style as its unit :math:`u`, and the answers :math:`z` of mean 0 and spread 1. The
filters see colours by how far they vary in the style, so that a colour the style does not have counts at once.

Sources: Gatys et al. 2016 (style as what goes together); Ustyuzhaninov et al. 2016 (random filters at several sizes do for
textures); Johnson et al. 2016 and Ulyanov et al. 2016 (a network that learns to paint at once).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import nn
from torch.nn import functional

FILTERS, WINDOW, SIZES = 32, 7, 4
CONTENT_HALVED = 2
RARE = 0.1
MAPS, SLOPE = 16, 0.2
MARGIN = 12
"""How many pixels around it a painted pixel sees, on each side."""

GREY = (0.2126, 0.7152, 0.0722)
Moments = tuple[tuple[torch.Tensor, torch.Tensor], ...]


@cache
def filters(seed: int, channels: int = 3) -> torch.Tensor:
    """Random filters (32, channels, 7, 7). Three in four have length one and no answer to what is the same everywhere; every
    fourth answers with a mean over its window, of how much there is of some colour."""
    chance = torch.Generator().manual_seed(seed)
    found = torch.randn(FILTERS, channels, WINDOW, WINDOW, generator=chance)
    flat = found.mean((2, 3), keepdim=True)
    every_fourth = (torch.arange(FILTERS) % 4 == 0)[:, None, None, None]
    found = torch.where(every_fourth, flat.expand_as(found), found - flat)
    found = found / found.flatten(1).norm(dim=1)[:, None, None, None]
    return torch.where(every_fourth, found / WINDOW, found)


@dataclass(frozen=True)
class Look:
    """A style as it is measured: its colours' ``middle`` (3,) and ``axes`` (3, 3), along which they vary by one, the filters'
    ``weight`` (32, 3, 7, 7) and ``bias`` (32,) that see colours so, and the ``moments`` of their answers."""

    middle: torch.Tensor
    axes: torch.Tensor
    weight: torch.Tensor
    bias: torch.Tensor
    moments: Moments = ()

    def answers(self, x: torch.Tensor) -> list[torch.Tensor]:
        """What the filters answer to pictures (B, 3, H, W), below zero nothing, at each of four sizes: (B, 32, H', W') each."""
        found = []
        for _ in range(SIZES):
            found.append(functional.relu(functional.conv2d(framed(x, WINDOW // 2), self.weight, self.bias)))
            x = functional.avg_pool2d(x, 2)
        return found

    def loss(self, x: torch.Tensor, pooled: bool = False) -> torch.Tensor:
        """How far pictures (B, 3, H, W) are from the style: (B,), 0 where all moments are alike; ``pooled``, how far all of
        them are as if they were one, (1,)."""
        found = self.answers(x)
        if pooled:
            found = [one.transpose(0, 1).flatten(1)[None, ..., None] for one in found]
        return style_loss(moments(found), self.moments)


def look_of(picture: torch.Tensor, seed: int = 0) -> Look:
    """How a style (3, H, W) is measured, by the random filters of that seed."""
    colours = picture.flatten(1)
    middle = colours.mean(1)
    varied = torch.cov(colours) + RARE**2 * torch.eye(3)
    much, along = torch.linalg.eigh(varied)
    axes = along @ torch.diag(much.rsqrt()) @ along.T
    weight = torch.einsum("ocab,cd->odab", filters(seed), axes)
    look = Look(middle, axes, weight, -(weight.sum((2, 3)) @ middle))
    return Look(look.middle, look.axes, look.weight, look.bias, moments(look.answers(picture[None])))


def moments(answers: list[torch.Tensor]) -> Moments:
    """For each size the means (B, 32) of the answers over all places, and their covariances (B, 32, 32)."""
    found = []
    for one in answers:
        flat = one.flatten(2)
        mean = flat.mean(2)
        away = flat - mean[..., None]
        found.append((mean, away @ away.mT / flat.shape[2]))
    return tuple(found)


def style_loss(now: Moments, wanted: Moments) -> torch.Tensor:
    """How far the moments of pictures (B, …) are from those of a style (1, …): (B,)."""
    losses = []
    for (mean, varied), (mean_there, varied_there) in zip(now, wanted, strict=True):
        power = mean_there.square() + varied_there.diagonal(dim1=1, dim2=2)
        unit = (power + power.mean(1, keepdim=True)).rsqrt()
        means = ((mean - mean_there) * unit).square().sum(1)
        together = ((varied - varied_there) * unit[:, :, None] * unit[:, None, :]).square().sum((1, 2))
        losses.append((means + together) / FILTERS)
    return torch.stack(losses).mean(0)


def content(x: torch.Tensor) -> torch.Tensor:
    """What is where in pictures (B, 3, H, W): filters' answers to a quarter of their size, without colours, less their mean and
    by their spread, (B, 32, H', W')."""
    grey = (x * x.new_tensor(GREY)[:, None, None]).sum(1, keepdim=True)
    found = functional.conv2d(functional.avg_pool2d(grey, 2**CONTENT_HALVED), filters(0, 1))
    found = found - found.mean((2, 3), keepdim=True)
    return found / (found.square().mean((1, 2, 3), keepdim=True) + 1e-6).sqrt()


def content_loss(now: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """How little two pictures' :func:`content` goes together: (B,), 0 where everything is where it was, 1 where nothing is."""
    return 1 - (now * wanted).mean((1, 2, 3))


def painter() -> nn.Sequential:
    """A network without padding: of (B, 3, H, W) it makes (B, 3, H - 24, W - 24) from 0 to 1, by 10,531 weights."""
    return nn.Sequential(
        nn.Conv2d(3, MAPS, 7),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(MAPS, MAPS, 3, dilation=2),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(MAPS, MAPS, 3, dilation=4),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(MAPS, MAPS, 3),
        nn.LeakyReLU(SLOPE),
        nn.Conv2d(MAPS, 3, 5),
        nn.Sigmoid(),
    )


def framed(x: torch.Tensor, by: int = MARGIN) -> torch.Tensor:
    """Pictures with what is seen beyond their edges: themselves, mirrored."""
    return functional.pad(x, (by,) * 4, mode="reflect")


def within(x: torch.Tensor) -> torch.Tensor:
    """Pictures without that."""
    return x[..., MARGIN:-MARGIN, MARGIN:-MARGIN]


def part(picture: np.ndarray, top: int, left: int, side: int, margin: int = MARGIN) -> np.ndarray:
    """What a painter needs of a picture (3, H, W) for ``side`` painted pixels each way from a row and a column on: with
    ``margin`` around, mirrored beyond the edges, (3, side + 2 margin, side + 2 margin)."""
    around = np.pad(picture, ((0, 0), (margin, margin), (margin, margin)), mode="reflect")
    return around[:, top : top + side + 2 * margin, left : left + side + 2 * margin].copy()


def mirrored(first: int, count: int, length: int) -> tuple[int, ...]:
    """Which of so many rows or columns stand at ``count`` places from ``first`` on, where those beyond an edge are its mirror."""
    last = length - 1
    return tuple(last - abs(last - abs(k)) for k in range(first, first + count))


def framed_picture(picture: np.ndarray, margin: int) -> torch.Tensor:
    """A picture (3, H, W) with what a painter sees beyond its edges."""
    return framed(torch.from_numpy(picture)[None], margin)[0]
