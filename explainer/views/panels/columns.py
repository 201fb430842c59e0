"""Panels with a column for each word or step: what a network kept there, and where it looked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explainer.views.panels.panel import Panel, Scale


@dataclass(frozen=True)
class Strip:
    """Below each word the numbers of a tensor, ``per`` of them beside each other.

    ``label`` names the step it belongs to, ``letter`` is what it is called there; ``limit`` is the number of full colour,
    the largest there is unless given; ``handed`` on to the next word; ``before`` is the same tensor of an untouched run;
    ``torch`` is how torch returns the whole row and its last column; ``phase`` says at which of a word's steps it comes to
    be, at none where negative.
    """

    kind: ClassVar[str] = "strip"
    tensor: str
    label: str = ""
    letter: str = ""
    scale: Scale = "signed"
    limit: float | None = None
    handed: bool = False
    before: str | None = None
    torch: tuple[str, str] | None = None
    phase: int | None = None
    per: int | None = None


@dataclass(frozen=True)
class Picture:
    """Below each word a picture of its own: the cells of a tensor (T, H, W), or those of one ``channel`` of (T, C, H, W)."""

    kind: ClassVar[str] = "picture"
    tensor: str
    label: str = ""
    letter: str = ""
    scale: Scale = "grey"
    channel: int = 0


@dataclass(frozen=True)
class Answer:
    """Below each word the likeliest of the answers ``names``; of two, how far it is to the second."""

    kind: ClassVar[str] = "answer"
    tensor: str
    label: str
    names: tuple[str, ...]
    before: str | None = None
    phase: int | None = None


@dataclass(frozen=True)
class Level:
    """Below each word one number as a bar, which spans ``log`` powers of ten where that is given."""

    kind: ClassVar[str] = "level"
    tensor: str
    label: str
    letter: str = ""
    log: int | None = None


@dataclass(frozen=True)
class Legend:
    """What the ends of a scale mean."""

    scale: Scale
    low: str
    high: str


@dataclass(frozen=True, kw_only=True)
class Columns(Panel):
    """A column for each of ``words``, ``leftwards`` where they are read so, with what a network did there, row by row;
    ``folded`` into the one cell that they all are; ``slim`` ones are condensed before they scroll. ``unknown`` and ``marked`` are
    places in the sentence."""

    kind: ClassVar[str] = "columns"
    words: tuple[str, ...]
    rows: tuple[Strip | Answer | Level | Picture, ...]
    unknown: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    leftwards: bool = False
    folded: bool = False
    slim: bool = False
    legend: tuple[Legend, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Threads(Panel):
    """The ``words`` that were read above those that are ``said``, each with its states, the panel's tensor (T, H) and ``states``
    (S, H), and between them threads as thick as each word that is said ``looks``, a tensor (S, T), at each that was read; without
    looks the last state is all that is handed on. ``next`` is the tensor (S, V) of all that could be said, ``chosen`` what was.
    ``labels`` name the three rows; ``unknown`` are places in what was read, ``marked`` in what is said."""

    kind: ClassVar[str] = "threads"
    words: tuple[str, ...]
    said: tuple[str, ...]
    states: str
    next: str
    chosen: tuple[int, ...]
    labels: tuple[str, str, str]
    looks: str | None = None
    unknown: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    legend: tuple[Legend, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Lanes(Panel):
    """A lane for each of several ``runs`` of a network over ``words``, which differ in the one word ``at`` a place: how likely the
    right one of the answers ``names`` is after each word, the panel's tensor (T, N). Above, a line for each run; lines join
    where little in ``apart``, the squared distances of their states (T, N, N), tells them apart. ``answers`` is the tensor of all
    answers (T, N, C); the k-th is right for run k. ``own`` is the run of the sentence itself; ``unknown`` are places in it, which
    is read ``leftwards`` or not."""

    kind: ClassVar[str] = "lanes"
    words: tuple[str, ...]
    runs: tuple[str, ...]
    names: tuple[str, ...]
    apart: str
    answers: str
    at: int
    own: int
    unknown: tuple[int, ...] = ()
    leftwards: bool = False
    legend: tuple[Legend, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Paths(Panel):
    """The states of two sentences as two paths, ``leftwards`` where both are read so, that part after word ``fork``;
    ``second`` are tensors of the other axis."""

    kind: ClassVar[str] = "paths"
    tensors: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    fork: int
    second: tuple[str, ...] = ()
    leftwards: bool = False


@dataclass(frozen=True)
class Group:
    """A tensor of a recurrent layer's weights, and what its numbers belong to."""

    tensor: str
    title: str


@dataclass(frozen=True, kw_only=True)
class Weights(Panel):
    """The numbers in ``groups`` that the selected unit of the tensors ``of`` has learned, to be changed."""

    kind: ClassVar[str] = "weights"
    groups: tuple[Group, ...]
    of: tuple[str, ...]
