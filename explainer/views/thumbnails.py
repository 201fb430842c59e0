"""Choices that are told apart by their looks: small pictures of what a page sees, in place of their names.

They stay native widgets with their names, which is what links, keys and screen readers go by. The pictures stand side by
side on a sheet that the app serves (``SHEETS``), in the order of the options; ``trays.css`` shows each option its own.
What only this session has travels with the page.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from io import BytesIO

import numpy as np
import streamlit as st
from PIL import Image

from explainer.data import sheets
from explainer.data.digits import example
from explainer.data.pictures import CELLS, NAMES, SAMPLES, cells, sample
from explainer.data.styles import STYLES, style
from explainer.models import kernels

FOLDER = "thumbnails"
EXAMPLES = 100
_TILE = 105  # pixels that every size of a kernel divides
_GAP = 3
_COLOURS = ((217, 95, 14), (58, 128, 205))  # above and below zero; what is near it lets the page through


def of_picture(picture: np.ndarray) -> np.ndarray:
    """A picture, uint8 (side, side, 3), as the chapters see it: uint8 (26, 26)."""
    return np.round(255 * cells(picture, colour=False)[0]).astype(np.uint8)


def in_colour(picture: np.ndarray) -> np.ndarray:
    """A picture, uint8 (side, side, 3), small: uint8 (52, 52, 3)."""
    return np.round(255 * cells(picture, colour=True, side=2 * CELLS)).astype(np.uint8).transpose(1, 2, 0)


def of_sheet(ink: np.ndarray) -> np.ndarray:
    """A sheet of digits, float32 (1, 80, 112) from 0 to 1, on black: uint8 (56, 56)."""
    _, height, width = ink.shape
    square = np.zeros((width, width), dtype=np.float32)
    square[(width - height) // 2 :][:height] = ink[0]
    return np.round(255 * square.reshape(width // 2, 2, width // 2, 2).max((1, 3))).astype(np.uint8)


def of_kernel(weight: np.ndarray) -> np.ndarray:
    """A kernel (size, size) in the colours of its numbers: uint8 (105, 105, 4)."""
    size = len(weight)
    strength = np.abs(weight) / (np.abs(weight).max() or 1)
    tile = np.zeros((size, size, 4), dtype=np.uint8)
    tile[..., :3] = np.where((weight >= 0)[..., None], *_COLOURS)
    tile[..., 3] = np.round(255 * strength)
    large = np.kron(tile, np.ones((_TILE // size, _TILE // size, 1), dtype=np.uint8))
    for at in range(_TILE // size, _TILE, _TILE // size):
        large[at - 1 : at + _GAP - 1, :, 3] = large[:, at - 1 : at + _GAP - 1, 3] = 0
    return large


def png(pictures: Iterable[np.ndarray]) -> bytes:
    """Pictures of one size side by side."""
    file = BytesIO()
    Image.fromarray(np.concatenate(list(pictures), axis=1)).save(file, "PNG", optimize=True)
    return file.getvalue()


def _examples(digit: int) -> bytes:
    return png(example(digit, k) for k in range(EXAMPLES))


def _kernels(size: int) -> bytes:
    return png(of_kernel(kernel.make(size)) for kernel in kernels.KERNELS.values())


SHEETS: Mapping[str, Callable[[], bytes]] = {
    "pictures": lambda: png(of_picture(sample(name)) for name in NAMES),
    "styles": lambda: png(in_colour(style(name) if name in STYLES else sample(name)) for name in (*STYLES, *SAMPLES)),
    "digits": lambda: png(example(digit) for digit in range(10)),
    "sheets": lambda: png(of_sheet(sheets.example(which)) for which in range(sheets.EXAMPLES)),
    **{f"digit-{digit}": partial(_examples, digit) for digit in range(10)},
    **{f"kernels-{size}": partial(_kernels, size) for size in kernels.SIZES},
}


@contextmanager
def tray(label: str, key: str) -> Iterator[None]:
    """A popover for what is chosen by its looks. Where there is room it opens over the page's question (``trays.css``), so that
    whatever it changes stays in view."""
    with (
        st.popover(label, key=f"open-{key}"),
        st.container(key=f"tray-{key}", horizontal=True, vertical_alignment="center", gap="small"),
    ):
        yield


@contextmanager
def shown(key: str, sheet: str, own: Mapping[int, np.ndarray | None] | None = None) -> Iterator[None]:
    """The setting ``key`` within, shown by what is on a sheet; ``own`` has pictures of options that are not on it, by their
    places, or None for those of which there is none yet."""
    rules = [f".st-key-thumbs-{key} {{ --sheet: url({FOLDER}/{sheet}.png); }}"]
    for place, picture in (own or {}).items():
        option = f".st-key-thumbs-{key} [data-variant]:nth-child({place + 1})"
        if picture is None:
            rules.append(f'{option} {{ --shown: none; }} {option}::before {{ content: "✎" / ""; }}')
        else:
            data = b64encode(png([picture])).decode()
            rules.append(f"{option} {{ --shown: url(data:image/png;base64,{data}) center / cover; }}")
    with st.container(key=f"thumbs-{key}"):
        yield
        st.html(f"<style>{' '.join(rules)}</style><i></i>")  # styles alone would be put elsewhere, and stay there
