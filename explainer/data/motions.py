"""Handwritten digits that move, grow and turn: eight motions, each of which, played backwards, is another.

The handwriting is real (``data/digits.py``), the motion is computed: nobody filmed it. A clip goes along its way in steps of
unequal size, and its middle, not its beginning, is what is drawn at random: place, size and angle there say nothing of where it
goes. So a clip played backwards is as likely a clip as any, of the opposite motion.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from explainer.data.digits import SIDE as DIGIT
from explainer.data.digits import Digits

SIDE = 36
FRAMES = 8
MOTIONS = ("left", "right", "up", "down", "grows", "shrinks", "turns left", "turns right")
SIZES, ANGLES = (0.6, 0.8), 20.0
FAR, GROWN, TURNED = (7.0, 15.0), (1.6, 2.4), (50.0, 130.0)
UNEVEN = (0.3, 1.7)
SHORTEST = 4
REACH = 10.5
MARGIN = 0.5
AT_ONCE = 250
OWN_SIZE = 0.7


def opposite(motion: int) -> int:
    """What a motion is when it is played backwards."""
    return motion ^ 1


@dataclass(frozen=True)
class Clips:
    """``frames`` uint8 (N, T, 36, 36), white ink on black; ``labels`` (N,) the motion of each, by its place in ``MOTIONS``."""

    frames: torch.Tensor
    labels: torch.Tensor

    def both_ways(self) -> Clips:
        """These, and behind them the same played backwards, each of which is the opposite motion."""
        return Clips(torch.cat([self.frames, self.frames.flip(1)]), torch.cat([self.labels, self.labels ^ 1]))


def progress(count: int, frames: int, generator: torch.Generator, rests: bool = False) -> torch.Tensor:
    """(count, frames) from -0.5 to 0.5: how far along its way each clip is at each frame, in steps of unequal size. Where it
    ``rests`` it stands still before and after a part of its own, of ``SHORTEST`` frames at least."""
    low, high = UNEVEN
    steps = low + (high - low) * torch.rand(count, frames - 1, generator=generator)
    if rests:
        long = torch.randint(SHORTEST, frames + 1, (count, 1), generator=generator)
        first = (torch.rand(count, 1, generator=generator) * (frames - long + 1)).long()
        place = torch.arange(frames - 1)
        steps = steps * ((place >= first) & (place < first + long - 1))
    along = torch.cat([torch.zeros(count, 1), steps.cumsum(1) / steps.sum(1, keepdim=True)], 1)
    return along - 0.5


def filmed(images: np.ndarray, motions: torch.Tensor, along: torch.Tensor, generator: torch.Generator) -> Clips:
    """A clip of each of the digits ``images`` (N, 26, 26), uint8, by its own of ``motions`` (N,), at each frame so far ``along``
    its way (N, T)."""
    count = len(images)

    def between(low: float, high: float) -> torch.Tensor:
        return low + (high - low) * torch.rand(count, generator=generator)

    kind, sign = motions // 2, 1.0 - 2.0 * (motions % 2)
    size, angle = between(*SIZES), between(-ANGLES, ANGLES)
    far, grown, turned = between(*FAR), between(*map(math.log, GROWN)), between(*TURNED)
    way = along * sign[:, None]
    sizes = size[:, None] * torch.exp(way * (grown * (kind == 2))[:, None])
    angles = angle[:, None] + way * (turned * (kind == 3))[:, None]
    reach = REACH * sizes.amax(1) + MARGIN
    places = []
    for axis in (1, 0):  # rows, along which up and down go, then columns
        moves = far * (kind == axis)
        room = (SIDE - 2 * reach - moves).clamp(min=0)
        middle = SIDE / 2 + room * (torch.rand(count, generator=generator) - 0.5)
        places.append(middle[:, None] - way * moves[:, None])
    drawn = [
        placed(torch.from_numpy(images[k : k + AT_ONCE]), *(x[k : k + AT_ONCE] for x in (*places, sizes, angles)))
        for k in range(0, count, AT_ONCE)
    ]
    return Clips(torch.cat(drawn).round().to(torch.uint8), motions)


def placed(
    images: torch.Tensor, rows: torch.Tensor, columns: torch.Tensor, sizes: torch.Tensor, angles: torch.Tensor
) -> torch.Tensor:
    """(N, T, 36, 36): digits (N, 26, 26) with their middle at these rows and columns (N, T), so much larger (N, T), turned left by
    so many degrees (N, T), between pixels by linear interpolation."""
    count, frames = rows.shape
    turn, scale = angles.flatten().deg2rad(), SIDE / DIGIT / sizes.flatten()
    right, down = (2 * at.flatten() / SIDE - 1 for at in (columns, rows))
    a, b = turn.cos() * scale, turn.sin() * scale
    affine = torch.stack(
        [torch.stack([a, -b, -a * right + b * down], 1), torch.stack([b, a, -b * right - a * down], 1)], 1
    )
    x = images.float().repeat_interleave(frames, 0)[:, None]
    grid = functional.affine_grid(affine, [len(x), 1, SIDE, SIDE], align_corners=False)
    return functional.grid_sample(x, grid, align_corners=False).reshape(count, frames, SIDE, SIDE)


def clips(digits: Digits, count: int, seed: int, frames: int = FRAMES, rests: bool = False, first: int = 0) -> Clips:
    """So many of these digits, from the ``first`` on, by all motions in turn."""
    generator = torch.Generator().manual_seed(seed)
    along = progress(count, frames, generator, rests)
    return filmed(digits.images[first : first + count], torch.arange(count) % len(MOTIONS), along, generator)


def clip(digit: np.ndarray, motion: str, frames: int = FRAMES, seed: int = 1) -> np.ndarray:
    """float32 (T, 36, 36) from 0 to 1: a digit (1, 26, 26), from 0 to 1, that goes by one of ``MOTIONS``."""
    generator = torch.Generator().manual_seed(seed)
    along = progress(1, frames, generator)
    image = np.round(255 * digit).astype(np.uint8)
    found = filmed(image, torch.tensor([MOTIONS.index(motion)]), along, generator)
    return (found.frames[0].numpy() / 255).astype(np.float32)


def on_sheet(digit: np.ndarray) -> np.ndarray:
    """float32 (1, 36, 36): a digit (1, 26, 26) in the middle, as large as most are in the middle of a clip."""
    middle, size = torch.full((1, 1), SIDE / 2), torch.full((1, 1), OWN_SIZE)
    return placed(torch.from_numpy(digit), middle, middle, size, torch.zeros(1, 1))[0].numpy()


def backwards(frames: np.ndarray) -> np.ndarray:
    """The last frame first."""
    return frames[::-1].copy()


def chosen(frames: int, count: int = FRAMES) -> list[int]:
    """Which of so many frames stand for all where ``count`` are wanted: evenly spread, some more than once where there are
    fewer."""
    return [round(k * (frames - 1) / (count - 1)) for k in range(count)]
