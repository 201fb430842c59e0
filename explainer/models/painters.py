"""Painters and the slow way, as trainings: what each learns from, its losses, and the settings by which it does.

A painter learns once from many pictures, and then paints any other at one go. The slow way learns no network: what its steps
change are the pixels of one painting. Beside them stands what only takes over a style's colours.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial

import numpy as np
import skimage.data
import torch
from PIL import Image, ImageOps
from skimage.exposure import match_histograms
from torch import nn

from explainer.data import styles
from explainer.data.pictures import cells, sample
from explainer.models.painting import MARGIN, Look, content, content_loss, look_of, painter, within
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, Task, fit

SIDE, STYLE_SIDE = 192, 256
SLOW_SIDE, SLOW_STYLE_SIDE = 96, 128
PAINTER_CONTENT, SLOW_CONTENT = 0.02, 0.05
"""How much the content loss counts beside the style loss."""

BEYOND = 10.0
"""How much it costs to leave the numbers from 0 to 1."""

HELD_OUT = ("Cat", "Coffee")
VALIDATION = ("Astronaut", "Rocket")
LEARNED_FROM = ("Photographer", "Coins", "Horse", "Moon", "Page")
MORE = (
    "brick",
    "grass",
    "gravel",
    "text",
    "retina",
    "immunohistochemistry",
    "hubble_deep_field",
    "colorwheel",
    "clock",
)
CROP = 64
CROPS = 400
FEW = 8
JUDGE = 100
"""The seed of the filters by which paintings are judged, which nothing was made to please."""

FLAT = 1e-4

PAINTING = Settings(rate=0.004, batch=4, steps=700, reports=8, falling=True)
SLOWLY = Settings(rate=0.2, batch=1, steps=120, reports=13, falling=True)


def as_tensor(picture: np.ndarray, side: int) -> torch.Tensor:
    """A picture, uint8 (side, side, 3), as a painter sees it: float32 (3, side, side) from 0 to 1."""
    return torch.from_numpy(cells(picture, colour=True, side=side))


@cache
def look(name: str, side: int = STYLE_SIDE, seed: int = 0) -> Look:
    """How a style of ours is measured."""
    return look_of(as_tensor(styles.style(name), side), seed)


def _large(name: str) -> Image.Image:
    """A picture to learn from, at least as large as a painting."""
    if name in MORE:
        image = Image.fromarray(getattr(skimage.data, name)()).convert("RGB")
        return image.reduce(max(1, min(image.size) // 300))
    return Image.fromarray(sample(name))


@cache
def pictures(names: tuple[str, ...] = (*LEARNED_FROM, *MORE), count: int = CROPS, seed: int = 0) -> Examples:
    """Squares cut out of pictures, with what a painter sees around them, (N, 3, 88, 88), and their :func:`content` within:
    smaller or larger, mirrored or on their side, their colours exchanged, paler or darker."""
    chance = np.random.default_rng(seed)
    found = []
    side = CROP + 2 * MARGIN
    for k in range(count):
        image = _large(names[k % len(names)])
        cut = chance.uniform(0.45, 1) * min(image.size)
        left, top = (chance.uniform(0, length - cut) for length in image.size)
        part = image.resize((side, side), Image.Resampling.BILINEAR, (left, top, left + cut, top + cut))
        values = np.asarray(ImageOps.mirror(part) if chance.random() < 0.5 else part).astype(np.float32) / 255
        turned = np.rot90(values, int(chance.integers(4)))[..., chance.permutation(3)] ** chance.uniform(0.6, 1.6)
        found.append(chance.uniform(0.6, 1) * turned + chance.uniform(0, 0.25) * (1 - turned))
    x = torch.from_numpy(np.stack(found).clip(0, 1).transpose(0, 3, 1, 2).astype(np.float32).copy())
    return x, content(within(x))


def task(of: Look, weight: float, framed: bool = True) -> Task:
    """To paint like a style: both losses, and as score how much nearer to it paintings are than the pictures were, which come
    ``framed`` by what a painter sees around them, or not."""

    def loss(painted: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
        beyond = (painted - painted.detach().clamp(0, 1)).square().mean()
        return (
            of.loss(painted, pooled=True).mean()
            + weight * content_loss(content(painted), wanted).mean()
            + BEYOND * beyond
        )

    def score(net: nn.Module, x: torch.Tensor, wanted: torch.Tensor) -> float:
        with torch.no_grad():
            few = x[:FEW]
            before = of.loss(within(few) if framed else few)
            return max(0.0, 1 - float(of.loss(net(few)).mean() / before.mean()))

    return Task(loss, score)


@dataclass(frozen=True)
class PainterRecipe:
    """A painter that learns one of our styles."""

    style: str
    settings: Settings = PAINTING
    weight: float = PAINTER_CONTENT

    def run(self) -> Iterator[Progress]:
        x, wanted = pictures()
        unseen = pictures(VALIDATION, 8, 1)
        return fit(painter, (x, wanted), unseen, self.settings, task=task(look(self.style), self.weight))

    def net(self, progress: Progress) -> nn.Sequential:
        """The painter as it was at a report."""
        return progress.into(painter())


def shipped(style: str) -> nn.Module:
    """The painter of a style that ships."""
    return loaded(painter(), "style", style)


class Canvas(nn.Module):
    """A painting whose pixels are what is learned, kept in the style's own colours; whatever it is asked, it shows itself."""

    def __init__(self, start: torch.Tensor, of: Look) -> None:
        super().__init__()
        self._back, self._middle = torch.linalg.inv(of.axes), of.middle[:, None, None]
        away = start - of.middle[:, None, None]
        self.paint = nn.Parameter(torch.einsum("cd,dhw->chw", of.axes, away))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return (torch.einsum("cd,dhw->chw", self._back, self.paint) + self._middle)[None]


@dataclass(frozen=True)
class SlowRecipe:
    """The slow way with a ``picture`` and a ``style``, both as the bytes of uint8 (3, side, side), and ``filters`` drawn with a
    seed; it starts from the picture in the style's colours."""

    picture: bytes = field(repr=False)
    style: bytes = field(repr=False)
    filters: int = 0
    settings: Settings = SLOWLY
    weight: float = SLOW_CONTENT

    @classmethod
    def of(cls, picture: np.ndarray, style: np.ndarray, filters: int = 0) -> SlowRecipe:
        """With pictures as they are kept, uint8 (side, side, 3)."""
        return cls(_bytes(picture, SLOW_SIDE), _bytes(style, SLOW_STYLE_SIDE), filters)

    @property
    def content(self) -> torch.Tensor:
        """The picture, (3, 96, 96)."""
        return _tensor(self.picture)

    @property
    def wanted(self) -> torch.Tensor:
        """The style, (3, 128, 128)."""
        return _tensor(self.style)

    @property
    def look(self) -> Look:
        """How the style is measured."""
        return _measured(self.style, self.filters)

    def make(self) -> Canvas:
        return Canvas(coloured(self.content, self.wanted), self.look)

    def run(self) -> Iterator[Progress]:
        x = self.content[None]
        known = x, content(x)
        return fit(self.make, known, known, self.settings, task=task(self.look, self.weight, framed=False))

    def painting(self, progress: Progress) -> torch.Tensor:
        """The painting at a report, (3, 96, 96) from 0 to 1."""
        with torch.no_grad():
            return progress.into(self.make())(self.content)[0].clamp(0, 1)


def _bytes(picture: np.ndarray, side: int) -> bytes:
    values: np.ndarray = np.round(255 * cells(picture, colour=True, side=side)).astype(np.uint8)
    return values.tobytes()


def _tensor(data: bytes) -> torch.Tensor:
    values = np.frombuffer(data, np.uint8)
    side = math.isqrt(values.size // 3)
    return torch.from_numpy(values.reshape(3, side, side).astype(np.float32) / 255)


@lru_cache(maxsize=32)
def _measured(style: bytes, filters: int) -> Look:
    return look_of(_tensor(style), filters)


def losses(look: Look, picture: torch.Tensor, painting: torch.Tensor) -> tuple[float, float]:
    """How far a painting (3, side, side) is from a style, and from the picture that it was made of."""
    with torch.no_grad():
        away = content_loss(content(painting[None]), content(picture[None]))
        return float(look.loss(painting[None])), float(away)


def colours(picture: torch.Tensor, style: torch.Tensor, share: float = 1.0) -> tuple[torch.Tensor, torch.Tensor]:
    """The matrix (3, 3) and the numbers added (3,) that give a picture (3, H, W) the mean and the covariance of a style's
    colours (3, H', W') and move colours least (Pitié & Kokaram 2007), or a ``share`` of the way there."""
    here, there = picture.flatten(1), style.flatten(1)
    varied, wanted = (torch.cov(one) + FLAT * torch.eye(3) for one in (here, there))
    root, inverse = _power(varied, 0.5), _power(varied, -0.5)
    change = inverse @ _power(root @ wanted @ root, 0.5) @ inverse
    change = share * change + (1 - share) * torch.eye(3)
    middle = share * there.mean(1) + (1 - share) * here.mean(1)
    return change, middle - change @ here.mean(1)


def coloured(picture: torch.Tensor, style: torch.Tensor, share: float = 1.0) -> torch.Tensor:
    """A picture (3, H, W) with a style's colours, from 0 to 1."""
    change, added = colours(picture, style, share)
    return (torch.einsum("cd,dhw->chw", change, picture) + added[:, None, None]).clamp(0, 1)


def colours_only(picture: torch.Tensor, style: str) -> nn.Sequential:
    """The same as a network for this picture: one convolution whose windows are one pixel."""
    net = nn.Sequential(nn.Conv2d(3, 3, 1), nn.Hardtanh(0.0, 1.0))
    change, added = colours(picture, as_tensor(styles.style(style), STYLE_SIDE))
    net.load_state_dict({"0.weight": change[:, :, None, None], "0.bias": added})
    return net.eval()


def _power(matrix: torch.Tensor, by: float) -> torch.Tensor:
    values, along = torch.linalg.eigh(matrix)
    return along @ torch.diag(values.clamp_min(1e-8) ** by) @ along.T


def histograms(picture: torch.Tensor, style: torch.Tensor, share: float = 1.0) -> torch.Tensor:
    """A picture (3, H, W) whose every channel has a style's histogram, or a ``share`` of the way there."""
    moved = match_histograms(picture.numpy(), style.numpy(), channel_axis=0)
    return picture + share * (torch.from_numpy(moved).to(picture.dtype) - picture)


RIVALS = {"mean and covariance": coloured, "histograms": histograms}
SHARES = (0.5, 0.75, 1.0)


def rivals() -> Iterator[tuple[str, float, Callable[[torch.Tensor, torch.Tensor], torch.Tensor]]]:
    """What only takes over colours, in the ways among which the best is chosen on validation pictures."""
    for name, way in RIVALS.items():
        for share in SHARES:
            yield name, share, partial(way, share=share)
