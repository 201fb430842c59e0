"""Pictures as small squares of numbers: the samples that ship with scikit-image, digits, shapes, and what a visitor brings
or draws.

A picture is kept as uint8 of shape (side, side, 3), cut square from the middle; what a network gets is float32 of shape
(channels, cells, cells) from 0 to 1.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import skimage.data
from PIL import Image, ImageOps
from skimage.color import rgb2gray

from explainer.data.decoding import KEPT_SIDE, PictureError
from explainer.data.digits import example
from explainer.data.opening import decoded
from explainer.data.shapes import SHAPES

CELLS = 26
PAD = 2 * CELLS
MAX_BYTES = 20 * 2**20

SAMPLES = {
    "Cat": "chelsea",
    "Photographer": "camera",
    "Astronaut": "astronaut",
    "Coffee": "coffee",
    "Coins": "coins",
    "Rocket": "rocket",
    "Horse": "horse",
    "Moon": "moon",
    "Page": "page",
    "Checkerboard": "checkerboard",
}

DIGITS = tuple(f"Digit {digit}" for digit in range(10))
NAMES = (*SAMPLES, *DIGITS, *SHAPES)

# Where the subject is, as fractions of the picture (top, left, side of the shorter edge); the middle for the others.
_CUTS = {
    "Cat": (0.0, 0.27, 0.9),
    "Photographer": (0.05, 0.2, 0.62),
    "Astronaut": (0.0, 0.2, 0.55),
    "Coins": (0.05, 0.05, 0.6),
}


@cache
def sample(name: str) -> np.ndarray:
    """A picture by its name in ``NAMES``, uint8 (side, side, 3)."""
    if name in DIGITS:
        return np.repeat(example(DIGITS.index(name))[..., None], 3, axis=-1)
    if name in SHAPES:
        return np.repeat(np.round(255 * SHAPES[name]()).astype(np.uint8)[..., None], 3, axis=-1)
    picture = getattr(skimage.data, SAMPLES[name])()
    if picture.dtype == bool:
        picture = picture.astype(np.uint8) * 255
    image = Image.fromarray(picture).convert("RGB")
    if name in _CUTS:
        top, left, side = (f * min(image.size) for f in _CUTS[name])
        left = _CUTS[name][1] * image.width
        image = image.crop((int(left), int(top), int(left + side), int(top + side)))
    side = min(*image.size, KEPT_SIDE)
    return np.asarray(ImageOps.fit(image, (side, side), Image.Resampling.BOX))


def drawn(values: list[float]) -> np.ndarray:
    """What a visitor drew, as float32 (1, 52, 52) from 0 to 1; raises :class:`PictureError` for anything else."""
    try:
        with np.errstate(over="ignore"):
            ink = np.array(values, dtype=np.float32)
    except (TypeError, ValueError, OverflowError):
        ink = np.array(np.nan)
    if ink.size != PAD * PAD or not np.isfinite(ink).all():
        raise PictureError("This drawing did not arrive whole; please draw it again.")
    return np.clip(ink, 0, 1).reshape(1, PAD, PAD)


def of_digit(image: np.ndarray) -> np.ndarray:
    """A digit of the data, uint8 (26, 26), on the pad: float32 (1, 52, 52)."""
    return np.kron(image, np.ones((2, 2)))[None].astype(np.float32) / 255


def ink_of(picture: np.ndarray) -> np.ndarray:
    """A picture on the pad, float32 (1, 52, 52) from 0 to 1: what is darker than bright paper, or brighter than a dark
    ground, is ink."""
    grey = cells(picture, colour=False, side=PAD)
    if np.median(grey) > 0.5:
        grey = 1 - grey
    low, high = grey.min(), grey.max()
    return ((grey - low) / (high - low) if high > low else np.zeros_like(grey)).astype(np.float32)


def of_drawing(ink: np.ndarray) -> np.ndarray:
    """A drawing as a picture, uint8 (52, 52, 3)."""
    return np.repeat(np.round(255 * ink[0, ..., None]).astype(np.uint8), 3, axis=-1)


def opened(data: bytes, remarks: list[str] | None = None) -> np.ndarray:
    """A visitor's file as uint8 (side, side, 3); what is not as it was meant is said in ``remarks``. Raises
    :class:`PictureError` for what cannot be shown (``decoding.read`` says how it is shown)."""
    if len(data) > MAX_BYTES:
        raise PictureError(f"This file has {len(data) / 1e6:.0f} MB; pictures up to 20 MB work.")
    picture, remark = decoded(data)
    if remark and remarks is not None:
        remarks.append(remark)
    return picture


def cells(picture: np.ndarray, colour: bool, side: int = CELLS) -> np.ndarray:
    """What the network sees: float32 (1 or 3, side, side) from 0 to 1, each cell the mean of the pixels it covers."""
    values = picture.astype(np.float32) / 255
    channels = values.transpose(2, 0, 1) if colour else rgb2gray(values)[None].astype(np.float32)
    return np.stack([np.asarray(Image.fromarray(c).resize((side, side), Image.Resampling.BOX)) for c in channels])
