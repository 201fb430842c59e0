"""Sheets of several digits: ours (MNIST's), each in a size and at a place of its own, with strokes among them that are none.

Digits come to be drawn on a sheet as a visitor would draw them: large or small, pale or bright, side by side and sometimes
touching. What lies among them is clutter: bends drawn by a formula, and pieces cut out of digits. A sheet's digits are those that
``assets/digits.npz`` has to learn from, to choose by, or held out, so that nothing is judged by a digit that was learned.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch.nn import functional

from explainer.data.digits import Digits, digits

HEIGHT, WIDTH = 80, 112
MOST, MOST_CLUTTER = 6, 6
CHOOSING = 1_000
"""How many of the digits to learn from are kept to choose settings by."""
TALL = (15.0, 32.0)
PALE = 0.6
INK = 0.2
TOUCH = 0.12
"""Of the smaller of two boxes, how much may be the other's too."""
NOTHING = -1
EXAMPLES = 10
_TRIES = 30


@dataclass(frozen=True)
class Sheet:
    """``ink`` float32 (1, 80, 112) from 0 to 1; ``boxes`` float32 (N, 4), left, top, right and bottom in pixels from the upper
    left corner; ``labels`` (N,) the digits in them; ``owner`` int8 (80, 112) the digit to which a pixel's ink belongs,
    ``NOTHING`` where there is none or clutter."""

    ink: np.ndarray
    boxes: np.ndarray
    labels: np.ndarray
    owner: np.ndarray


def _parts() -> dict[str, Digits]:
    learning, held_out = digits()
    to_learn = Digits(learning.images[:-CHOOSING], learning.labels[:-CHOOSING])
    return {
        "learn": to_learn,
        "choose": Digits(learning.images[-CHOOSING:], learning.labels[-CHOOSING:]),
        "held out": held_out,
    }


def to_learn() -> Digits:
    """The digits that sheets to learn from are made of."""
    return _parts()["learn"]


def sheets(part: str, count: int, seed: int, most: int = MOST) -> tuple[Sheet, ...]:
    """So many sheets of the digits to "learn" from, to "choose" by or "held out", with one to ``most`` digits each."""
    of, rng = _parts()[part], np.random.default_rng([seed, *part.encode()])
    return tuple(made(of, rng, int(rng.integers(1, most + 1))) for _ in range(count))


@cache
def _examples() -> tuple[Sheet, ...]:
    return sheets("held out", EXAMPLES, 1)


def example(which: int) -> np.ndarray:
    """The ink of one of the first sheets held out, float32 (1, 80, 112)."""
    return _examples()[which].ink.copy()


def drawn(values: list[float]) -> np.ndarray:
    """What a visitor drew, as float32 (1, 80, 112) from 0 to 1. Raises ``ValueError`` for anything else."""
    with np.errstate(over="ignore"):
        ink = np.array(values, dtype=np.float32)
    if ink.size != HEIGHT * WIDTH or not np.isfinite(ink).all():
        raise ValueError("This drawing did not arrive whole; please draw it again.")
    return np.clip(ink, 0, 1).reshape(1, HEIGHT, WIDTH)


def made(of: Digits, rng: np.random.Generator, count: int) -> Sheet:
    """One sheet with so many digits, where there is room for them, and clutter among them."""
    ink = np.zeros((HEIGHT, WIDTH), np.float32)
    owner = np.full((HEIGHT, WIDTH), NOTHING, np.int8)
    boxes: list[tuple[int, int, int, int]] = []
    labels: list[int] = []
    taken: list[tuple[int, int, int, int]] = []
    for _ in range(count):
        which = int(rng.integers(len(of.labels)))
        patch = _resized(of.images[which], rng)
        box = _place(patch.shape, taken, rng)
        if box is None:
            continue
        left, top, right, bottom = box
        seen = patch >= np.maximum(INK, ink[top:bottom, left:right])
        owner[top:bottom, left:right][seen] = of.labels[which]
        _drawn(ink, patch, box)
        boxes.append(box)
        taken.append(box)
        labels.append(int(of.labels[which]))
    for _ in range(int(rng.integers(0, MOST_CLUTTER + 1))):
        patch = _bend(rng) if rng.random() < 0.5 else _piece(of, rng)
        box = _place(patch.shape, taken, rng)
        if box is not None:
            _drawn(ink, patch, box)
            taken.append(box)
    where = np.array(boxes, np.float32).reshape(-1, 4)
    return Sheet(ink[None], where, np.array(labels, np.int64), owner)


def _drawn(ink: np.ndarray, patch: np.ndarray, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    here = ink[top:bottom, left:right]
    np.maximum(here, patch, out=here)


def _place(
    shape: tuple[int, ...], taken: list[tuple[int, int, int, int]], rng: np.random.Generator
) -> tuple[int, int, int, int] | None:
    """Where a patch hides next to nothing of what is there; None where no such place was found."""
    tall, wide = shape
    for _ in range(_TRIES):
        top, left = int(rng.integers(0, HEIGHT - tall + 1)), int(rng.integers(0, WIDTH - wide + 1))
        box = (left, top, left + wide, top + tall)
        if all(_shared(box, other) <= TOUCH * min(_area(box), _area(other)) for other in taken):
            return box
    return None


def _area(box: tuple[int, int, int, int]) -> int:
    left, top, right, bottom = box
    return max(0, right - left) * max(0, bottom - top)


def _shared(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> int:
    left, top = max(one[0], other[0]), max(one[1], other[1])
    right, bottom = min(one[2], other[2]), min(one[3], other[3])
    return _area((left, top, right, bottom))


def cropped(ink: np.ndarray, least: float = INK) -> np.ndarray:
    """A picture (H, W) from 0 to 1 without the dark around its ink."""
    rows, columns = np.flatnonzero((ink >= least).any(1)), np.flatnonzero((ink >= least).any(0))
    return ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1] if len(rows) else ink


def resized(ink: np.ndarray, tall: int, wide: int) -> np.ndarray:
    """A picture (H, W) as so many rows and columns, between pixels by linear interpolation."""
    x = torch.from_numpy(np.ascontiguousarray(ink, np.float32))[None, None]
    return functional.interpolate(x, (tall, wide), mode="bilinear", align_corners=False, antialias=True)[0, 0].numpy()


def _resized(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A digit in another size, a little broader or slimmer, thicker or thinner, paler, without the dark around it."""
    ink = cropped(image.astype(np.float32) / 255)
    tall = float(np.exp(rng.uniform(*np.log(TALL))))
    wide = tall * ink.shape[1] / ink.shape[0] * rng.uniform(0.85, 1.2)
    patch = resized(ink, round(tall), min(WIDTH // 2, max(3, round(wide))))
    x = torch.from_numpy(patch)[None]
    thick, thin = functional.max_pool2d(x, 3, 1, 1), -functional.max_pool2d(-x, 3, 1, 1)
    how = float(rng.uniform(-0.35, 0.35))
    x = x + max(how, 0) * (thick - x) + max(-how, 0) * (thin - x)
    return _paler(cropped((x[0] / x.max()).numpy()), rng)


def _paler(patch: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return (np.clip(patch, 0, 1) * rng.uniform(PALE, 1)).astype(np.float32)


def _bend(rng: np.random.Generator) -> np.ndarray:
    """A bend as one stroke of a pen leaves it."""
    tall, wide = rng.integers(5, 25, 2)
    ends = rng.uniform(0, 1, (3, 2)) * (tall, wide)
    t = np.linspace(0, 1, 40)[:, None]
    way = (1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * ends[1] + t**2 * ends[2]
    rows, columns = np.mgrid[0 : tall + 2, 0 : wide + 2] + 0.5
    far = np.sqrt((rows[..., None] - 1 - way[:, 0]) ** 2 + (columns[..., None] - 1 - way[:, 1]) ** 2).min(-1)
    return _paler(cropped(np.clip(rng.uniform(0.8, 1.4) + 0.5 - far, 0, 1).astype(np.float32)), rng)


def _piece(of: Digits, rng: np.random.Generator) -> np.ndarray:
    """A piece cut out of a digit, too small to be read."""
    whole = _resized(of.images[int(rng.integers(len(of.images)))], rng)
    tall, wide = (max(3, int(n * rng.uniform(0.35, 0.6))) for n in whole.shape)
    top, left = (int(rng.integers(0, max(1, n - m + 1))) for n, m in zip(whole.shape, (tall, wide), strict=True))
    return cropped(whole[top : top + tall, left : left + wide].copy())
