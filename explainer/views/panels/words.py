"""Panels of words in a row, and of what is written or said next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from explainer.views.panels.panel import Panel, Scale


@dataclass(frozen=True, kw_only=True)
class Row(Panel):
    """A row of words (``texts``), or one number for each of some words (``labels``): the tensor's cells ``cells``.

    ``marked`` and ``unknown`` are places in the row, which runs ``leftwards`` where its sentence does; with ``order`` words
    can be exchanged, and the edit that tells so goes by that name. Shares of answers that have ``names`` stand close together, in
    percent, below their title and the likeliest.
    """

    kind: ClassVar[str] = "row"
    cells: tuple[int, ...]
    scale: Scale = "signed"
    texts: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    unknown: tuple[int, ...] = ()
    leftwards: bool = False
    order: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Choices(Panel):
    """The likeliest ``few`` of ``names`` at the step that is meant, of which one was ``chosen``; where several beginnings are
    ``kept``, those after each step with the share that each has of all."""

    kind: ClassVar[str] = "choices"
    names: tuple[str, ...]
    chosen: tuple[int, ...]
    few: int
    kept: tuple[tuple[tuple[str, float], ...], ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Typing(Panel):
    """A keyboard below a line of ``text``, with three suggestions by each of two who say which word comes next: ``shares`` and
    ``rival`` are tensors (1, V) of what they say after the words that are finished, the scene's words of the coordinate ``names``;
    the first ``barred`` of these are no words, nor are those with
    the numbers of ``marks``, which are one key each. Where a word is finished here, its number goes to the
    panel's tensor (1,) and the tensor ``after`` (1, H) to ``before``. ``full`` has the keys of the text so far with nobody's help,
    ``helped`` those by each of the two; ``who`` are they called."""

    kind: ClassVar[str] = "typing"
    text: str
    shares: str
    rival: str
    before: str
    after: str
    names: str
    marks: Mapping[str, int]
    barred: int
    who: tuple[str, str]
    full: int
    helped: tuple[int, int]
    longest: int


@dataclass(frozen=True, kw_only=True)
class Likely(Panel):
    """The likeliest of the panel's tensor (1, V), and beside each what a ``rival``, another such tensor, says of it, hollow.
    ``temperature`` is a tensor (1,) that bends the shares, dragged between ``coldest`` and ``hottest``; ``names`` is the scene's
    coordinate that has their words; ``who`` are the two called."""

    kind: ClassVar[str] = "likely"
    rival: str
    temperature: str
    coldest: float
    hottest: float
    names: str
    who: tuple[str, str]
