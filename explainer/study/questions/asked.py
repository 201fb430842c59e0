"""What a question is, as data: what is asked and shown, the answers to choose from, and where its stage stands.

A wrong answer is a mistake that people make, carried through to the number or the words that it leads to; ``why`` says which.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from explainer.core.words import count_word, number

MISTAKES = 3
FEWEST = 2
TRIES = 2_000

Value = str | int | Sequence[str]
Look = Literal["grey", "signed", "plain"]


@dataclass(frozen=True)
class Place:
    """A ``cell`` pinned on the stage of the page with that address, under ``settings``, by what the library calls them."""

    page: str
    cell: str
    settings: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Grid:
    """A small table of numbers: a picture's are ``grey``, from 0 to 1; those of kernels and maps are ``signed``. ``heads`` name
    the columns."""

    title: str
    rows: tuple[tuple[float, ...], ...]
    look: Look = "signed"
    heads: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True)
class Line:
    """A sentence."""

    said: str


@dataclass(frozen=True)
class Option:
    """An answer; ``why`` says where it comes from, for the right one too. ``place`` is its own stage, where it has one."""

    said: str
    why: str
    place: Place | None = None


@dataclass(frozen=True)
class Question:
    """``kind`` names the generator, ``title`` what it is about; ``right`` is one of the ``options``, ``place`` its stage."""

    kind: str
    title: str
    asked: str
    shown: tuple[Grid | Line, ...]
    options: tuple[Option, ...]
    right: int
    place: Place

    def place_of(self, k: int) -> Place:
        """The stage that shows why an answer is wrong, or right."""
        return self.options[k].place or self.place


class TooAlike(ValueError):
    """Too few of the mistakes lead to answers of their own; other numbers are needed."""


def among(
    rng: random.Random, right: Option, mistakes: Iterable[Option], few: int = FEWEST
) -> tuple[tuple[Option, ...], int]:
    """The right answer and up to three mistakes that lead elsewhere, in no order, and where among them the right one stands.
    Raises :class:`TooAlike` where the mistakes are fewer than ``few``."""
    distinct = {one.said: one for one in mistakes if one.said != right.said}
    if len(distinct) < few:
        raise TooAlike
    chosen = rng.sample([*distinct.values()], min(MISTAKES, len(distinct)))
    options = [right, *chosen]
    rng.shuffle(options)
    return tuple(options), options.index(right)


def apart(values: Sequence[float], by: float) -> bool:
    """Whether no two of them are closer than that."""
    ordered = sorted(values)
    return all(b - a >= by for a, b in itertools.pairwise(ordered))


@dataclass(frozen=True)
class Slip:
    """A mistake that leads to a number, ``why``, and its own stage, where it has one."""

    value: float
    why: str
    place: Place | None = None


def told_apart(right: float, slips: Iterable[Slip], by: float) -> list[Option]:
    """Those that lead to numbers no closer than that to the right one and to each other, as answers; the first of equals."""
    kept: list[Slip] = []
    for one in slips:
        if apart([right, *(other.value for other in kept), one.value], by):
            kept.append(one)
    return [Option(number(one.value), one.why, one.place) for one in kept]


def times(n: int, what: str) -> str:
    """``one kernel``, ``four kernels``"""
    return f"{count_word(n)} {what}{'' if n == 1 else 's'}"
