"""Doors to the chapters, each with a small drawing of the numbers that the chapter opens with.

A drawing is data: which tensors of the chapter's first trace are drawn where, and when they appear. The browser
(``explainer/stage/doors``) draws them; a kind of part is one record here and one function there. Boxes are left, top, width
and height on a sheet of 134 by 92, or as wide as the drawing says; times are shares of one round.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import streamlit as st

from explainer.views.panels import Scale

Box = tuple[float, float, float, float]
Span = tuple[float, float]
ALWAYS: Span = (0, 0)
MOST: Span = (0, 0.8)
_KNOWN = "doors"


@dataclass(frozen=True)
class Part:
    """What every kind has: the tensor it draws, where, and from when to when it appears."""

    kind: ClassVar[str]
    tensor: str
    box: Box
    born: Span = ALWAYS

    @property
    def tensors(self) -> tuple[str, ...]:
        """All that it needs."""
        return (self.tensor,)


@dataclass(frozen=True)
class Cells(Part):
    """Maps as coloured cells, one after the other and each in reading order; ``across`` is how many stand side by side;
    the channels of a colour picture may be drawn ``together``.

    A table of numbers by word stands on end, a word a column. Of its columns ``only`` has the one that the chapter's first
    cell names, where it ends a row; ``ring`` outlines so many words up to the newest. A single row stands ``per`` beside each
    other where that is given. ``limit`` is the value of full colour where
    others are drawn by the same, else the tensor's own largest.
    """

    kind: ClassVar[str] = "cells"
    scale: Scale = "signed"
    across: int = 1
    together: bool = False
    words: bool = False
    only: bool = False
    ring: int = 0
    label: str = ""
    limit: float = 0
    per: int = 0


@dataclass(frozen=True)
class Window(Part):
    """Outlines on ``tensor``, drawn at ``box``, what the cell of ``of`` that is being born is made of: ``size`` cells each
    way, in steps of ``stride``."""

    kind: ClassVar[str] = "window"
    of: str = ""
    size: int = 3
    stride: int = 1
    crop: int = 0

    @property
    def tensors(self) -> tuple[str, ...]:
        return self.tensor, self.of


@dataclass(frozen=True)
class Ring(Part):
    """Outlines on ``tensor``, drawn at ``box``, the cells from a row and column on, so many each way: ``field``."""

    kind: ClassVar[str] = "ring"
    field: tuple[int, int, int, int] = (0, 0, 1, 1)


@dataclass(frozen=True)
class Blank(Part):
    """Places beside each other for what is not made here: as many as ``tensor`` has cells."""

    kind: ClassVar[str] = "blank"


@dataclass(frozen=True)
class Pooled(Part):
    """The ``crop`` strongest-centred cells each way of ``of``, born one after the other in the box's right, from the boxes of
    ``size`` cells of ``tensor`` in its left."""

    kind: ClassVar[str] = "pooled"
    of: str = ""
    size: int = 2
    crop: int = 4

    @property
    def tensors(self) -> tuple[str, ...]:
        return self.tensor, self.of


@dataclass(frozen=True)
class Loupe(Part):
    """A walk over a picture, which stands in the box's left, and the four numbers under it in its right."""

    kind: ClassVar[str] = "loupe"


@dataclass(frozen=True)
class Dots(Part):
    """A dot for every so many cells: across what goes in, ``tensor``, up what comes out, ``of``."""

    kind: ClassVar[str] = "dots"
    of: str = ""
    every: int = 9

    @property
    def tensors(self) -> tuple[str, ...]:
        return self.tensor, self.of


@dataclass(frozen=True)
class Bars(Part):
    """Shares: the largest in ink. ``down`` stands them below each other. Of a table by word, ``last`` shows how the answer that
    is largest after the last word grew, a bar for each word."""

    kind: ClassVar[str] = "bars"
    down: bool = False
    last: bool = False


@dataclass(frozen=True)
class Counts(Part):
    """How often each word of a vocabulary comes, of those that come at all: written, column by column. ``second`` stands below
    it, and ``difference`` under a line."""

    kind: ClassVar[str] = "counts"
    second: str = ""
    difference: str = ""

    @property
    def tensors(self) -> tuple[str, ...]:
        return self.tensor, self.second, self.difference


@dataclass(frozen=True)
class Boxed(Part):
    """The ``tensor``, a sheet, and one after the other, the surest first, the boxes with these ``edges`` that its ``scores`` say
    from ``least`` on, without those that share more than ``allowed`` with a surer one."""

    kind: ClassVar[str] = "boxed"
    scores: str = ""
    edges: str = ""
    least: float = 0.5
    allowed: float = 0.5

    @property
    def tensors(self) -> tuple[str, ...]:
        return self.tensor, self.scores, self.edges


@dataclass(frozen=True)
class Drawing:
    """Parts on a sheet that is so ``wide`` and ``high``."""

    parts: tuple[Part, ...]
    wide: float = 134
    high: float = 92

    @property
    def tensors(self) -> frozenset[str]:
        return frozenset(name for part in self.parts for name in part.tensors)


@dataclass(frozen=True)
class Door:
    """A chapter as home shows it: where it is, what it is called and asks, to which part it belongs, and its drawing, if it
    has one."""

    url: str
    title: str
    question: str
    part: str
    drawing: Drawing | None = None


def these(doors: tuple[Door, ...], pages: Mapping[str, st.Page]) -> None:
    """The doors there are from now on, in the order of the chapters, and the page behind each."""
    st.session_state[_KNOWN] = doors, pages


def known() -> tuple[Door, ...]:
    doors, _ = st.session_state[_KNOWN]
    return tuple(doors)


def page(url: str) -> st.Page | None:
    """The page of a chapter of that name, if there is one."""
    _, pages = st.session_state[_KNOWN]
    found: st.Page | None = pages.get(url)
    return found


def way(urls: tuple[str, ...]) -> tuple[str, Door] | None:
    """The first of these chapters that there is, and how to lead there: it may be the best of them or only the nearest."""
    here = first(urls)
    if not here:
        return None
    return f"{'Open' if here.url == urls[0] else 'Nearest here:'} {here.title} →", here


def first(urls: tuple[str, ...]) -> Door | None:
    """The first of these chapters that there is."""
    here = {door.url: door for door in known()}
    return next((here[url] for url in urls if url in here), None)
