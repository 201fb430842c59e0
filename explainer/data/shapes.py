"""Small bright shapes on an empty ground, and stripes: pictures of which everything is known.

A shape is float32 from 0 to 1, at most seven cells a side, so that on the ground of 26 it can be moved by eight cells without
leaving it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from explainer.data.digits import example

SIDE = 26
LARGEST = 7
_ACROSS = np.arange(LARGEST)


def disc(across: int) -> np.ndarray:
    """A filled disc, (across, across)."""
    from_middle = np.arange(across) - (across - 1) / 2
    return (np.hypot(*np.meshgrid(from_middle, from_middle)) <= across / 2).astype(np.float32)


def stroke(rising: float, thick: int = 1) -> np.ndarray:
    """A straight stroke through the middle, (7, 7), that rises so many cells with each; upright where that is infinite."""
    down, right = np.meshgrid(_ACROSS - LARGEST // 2, _ACROSS - LARGEST // 2, indexing="ij")
    off = right if np.isinf(rising) else down + rising * right
    along = down if abs(rising) > 1 else right
    return ((off >= 0) & (off < thick) & (np.abs(along) <= LARGEST // 2)).astype(np.float32)


def corner(turns: int = 0, thick: int = 1) -> np.ndarray:
    """Two sides of a square, (7, 7), turned so many times by a quarter."""
    found = np.zeros((LARGEST, LARGEST), dtype=np.float32)
    found[-thick:] = found[:, :thick] = 1
    return np.rot90(found, turns).copy()


def cross() -> np.ndarray:
    """Two strokes across each other, (7, 7)."""
    return np.maximum(stroke(0), stroke(np.inf))


def ring() -> np.ndarray:
    """The edge of a disc, (7, 7)."""
    return disc(LARGEST) - np.pad(disc(LARGEST - 2), 1)


def small_digit(digit: int, which: int = 0) -> np.ndarray:
    """A handwritten digit cut to its ink and made small, (7, 7)."""
    ink = example(digit, which).astype(np.float32) / 255
    rows, columns = (np.flatnonzero(ink.max(axis=axis) > 0.2) for axis in (1, 0))
    cut = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    side = max(cut.shape)
    top, left = (side - cut.shape[0]) // 2, (side - cut.shape[1]) // 2
    square = np.pad(cut, ((top, side - cut.shape[0] - top), (left, side - cut.shape[1] - left)))
    share = np.zeros((LARGEST, side), dtype=np.float32)
    for k in range(LARGEST):
        covers = np.clip(
            np.minimum(np.arange(1, side + 1), (k + 1) * side / LARGEST)
            - np.maximum(np.arange(side), k * side / LARGEST),
            0,
            1,
        )
        share[k] = covers * LARGEST / side
    small: np.ndarray = share @ square @ share.T
    return small / small.max()


def on_ground(shape: np.ndarray, top: int | None = None, left: int | None = None) -> np.ndarray:
    """A shape on a black ground, (26, 26), in the middle unless said."""
    ground = np.zeros((SIDE, SIDE), dtype=np.float32)
    top, left = ((SIDE - side) // 2 if at is None else at for at, side in zip((top, left), shape.shape, strict=True))
    ground[top : top + shape.shape[0], left : left + shape.shape[1]] = shape
    return ground


def stripes(wide: int, across: bool = True, squares: bool = False) -> np.ndarray:
    """Bright and dark stripes of that width, (26, 26), side by side or, without ``across``, below each other; ``squares`` are
    a checkerboard."""
    place = np.arange(SIDE) // wide % 2
    found = np.broadcast_to(place, (SIDE, SIDE))
    if squares:
        found = (place[:, None] + place) % 2
    return (found if across else found.T).astype(np.float32).copy()


SHAPES: dict[str, Callable[[], np.ndarray]] = {
    "Dot": lambda: on_ground(disc(3)),
    "Stroke": lambda: on_ground(stroke(np.inf)),
    "Corner": lambda: on_ground(corner()),
    "Stripes": lambda: stripes(2),
}


def small() -> Iterator[np.ndarray]:
    """Discs, strokes, corners, a cross, a ring and small digits, each at most (7, 7)."""
    yield from (disc(across) for across in (1, 2, 3, 4, 5, 7))
    yield from (stroke(rising, thick) for rising in (0, 0.5, 1, 2, np.inf, -2, -1, -0.5) for thick in (1, 2))
    yield from (corner(turns, thick) for turns in range(4) for thick in (1, 2))
    yield from (cross(), ring())
    yield from (small_digit(digit) for digit in range(10))
