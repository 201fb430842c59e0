"""Pictures to paint like, each drawn by a few lines of code here, so that nobody's work is copied: brush strokes that follow a
flow, a mosaic of stones, ink hatched on paper.

A style is kept as a picture is: uint8 of shape (side, side, 3).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image, ImageDraw

SIDE = 256
_FINE = 2  # drawn so many times as large, and made smaller, so that edges are soft

Colour = tuple[int, int, int]


def _sheet(ground: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    sheet = Image.new("RGB", (_FINE * SIDE, _FINE * SIDE), ground)
    return sheet, ImageDraw.Draw(sheet)


def _done(sheet: Image.Image) -> np.ndarray:
    return np.asarray(sheet.resize((SIDE, SIDE), Image.Resampling.BOX))


def _shaded(colour: Colour, by: float) -> Colour:
    """Brighter where ``by`` is above zero, darker where it is below."""
    red, green, blue = (round(min(255, max(0, c + by))) for c in colour)
    return red, green, blue


def strokes() -> np.ndarray:
    """Thousands of short strokes of thick paint in night blues and yellows, along a flow with two whirls."""
    chance = np.random.default_rng(7)
    sheet, draw = _sheet((24, 42, 92))
    blues: tuple[Colour, ...] = ((22, 48, 116), (36, 84, 160), (72, 132, 196), (128, 180, 214), (18, 30, 66))
    yellows: tuple[Colour, ...] = ((238, 198, 72), (250, 226, 132), (214, 146, 44))
    size = _FINE * SIDE
    whirls = ((0.3 * size, 0.35 * size, 1), (0.74 * size, 0.66 * size, -1))
    for _ in range(5200):
        x, y = chance.uniform(0, size, 2)
        near = min(math.hypot(x - wx, y - wy) for wx, wy, _ in whirls) / size
        along = [0.9, 0.35 * math.sin(x / 70)]
        for wx, wy, turn in whirls:
            pull = 2.4 * math.exp(-(((x - wx) ** 2 + (y - wy) ** 2) / (0.2 * size) ** 2))
            far = math.hypot(x - wx, y - wy) + 1
            along[0] += -turn * pull * (y - wy) / far
            along[1] += turn * pull * (x - wx) / far
        angle = math.atan2(along[1], along[0])
        paint = yellows if chance.random() < (0.5 if near < 0.09 else 0.1) else blues
        colour = _shaded(paint[chance.integers(len(paint))], chance.normal(0, 10))
        long, wide = chance.uniform(16, 34), int(chance.integers(5, 9))
        end = x + long * math.cos(angle), y + long * math.sin(angle)
        draw.line([(x, y), end], colour, wide)
        for at in ((x, y), end):
            draw.circle(at, wide / 2 - 0.5, colour)
    return _done(sheet)


def mosaic() -> np.ndarray:
    """Small stones of warm colours and a few cold ones, with dark mortar between them."""
    chance = np.random.default_rng(3)
    stones: tuple[Colour, ...] = (
        (206, 84, 46), (232, 160, 76), (244, 218, 168), (150, 52, 44), (38, 110, 122), (88, 158, 150), (250, 240, 214)
    )  # fmt: skip
    sheet, draw = _sheet((34, 28, 30))
    size, each = _FINE * SIDE, 22
    for row in range(-1, size // each + 1):
        for column in range(-1, size // each + 1):
            x = column * each + (each / 2 if row % 2 else 0) + chance.normal(0, 1.5)
            y = row * each + 7 * math.sin(column / 3) + chance.normal(0, 1.5)
            corners = [(x, y), (x + each - 5, y), (x + each - 5, y + each - 5), (x, y + each - 5)]
            rough = [(a + chance.normal(0, 1.8), b + chance.normal(0, 1.8)) for a, b in corners]
            band = math.sin(row / 2.5) + math.sin(column / 4 + row / 7)
            at = int((band + 2) / 4 * len(stones) + chance.integers(-1, 2)) % len(stones)
            draw.polygon(rough, _shaded(stones[at], chance.normal(0, 9)))
    return _done(sheet)


def hatching() -> np.ndarray:
    """Ink on paper: lines in two directions, closer and thicker where it is darker."""
    chance = np.random.default_rng(5)
    sheet, draw = _sheet((243, 234, 214))
    size = _FINE * SIDE
    for angle, share in ((0.8, 1.0), (-0.7, 0.55)):
        for _ in range(int(2600 * share)):
            x, y = chance.uniform(0, size, 2)
            dark = 0.5 + 0.5 * math.sin(x / 62 + 1.3 * math.sin(y / 90)) * math.cos(y / 71)
            if chance.random() > dark**1.5:
                continue
            turn = angle + 0.25 * math.sin(y / 120) + chance.normal(0, 0.05)
            long = chance.uniform(18, 44)
            to = x + long * math.cos(turn), y + long * math.sin(turn)
            draw.line([(x, y), to], _shaded((34, 30, 48), chance.normal(0, 8)), int(chance.integers(2, 5)))
    return _done(sheet)


STYLES: dict[str, Callable[[], np.ndarray]] = {"Strokes": strokes, "Mosaic": mosaic, "Hatching": hatching}
NAMES = tuple(STYLES)


@cache
def style(name: str) -> np.ndarray:
    """A style by its name in ``NAMES``, uint8 (256, 256, 3)."""
    return STYLES[name]()
