"""A scene, as data: what stands on a stage (:mod:`explainer.views.panels`), what is played, and what the visitor is asked.

A record travels under its fields' own names and without its defaults (``as_json``), so that the header stays small.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import Literal

from explainer.views.panels import Panel
from explainer.views.tour import Tour

Secret = Literal["all", "size", "sentence"]
_CELL = re.compile(r"([\w.:]+)\[((?:[0-9]{1,9}(?:,[0-9]{1,9}){0,63})?)\]")


@dataclass(frozen=True)
class Mark:
    """A named ring that stays on a cell, such as a guess."""

    tensor: str
    at: tuple[int, ...]
    label: str
    dashed: bool = False


@dataclass(frozen=True)
class Moves:
    """A tensor of pictures moves ``down`` and to the ``right`` by so many cells, black behind it, which is ``said`` meanwhile,
    and is back again."""

    tensor: str
    down: int
    right: int
    said: str


@dataclass(frozen=True)
class Reveal:
    """What the page asked is told: the ``guess`` in words, at the last panel of the tensor ``on``, whether Play shows it
    being made, and what ``moves`` meanwhile."""

    on: str
    guess: str = ""
    plays: bool = True
    moves: Moves | None = None


@dataclass(frozen=True)
class Centre:
    """A drawing, and the tensor that centres it and is to be followed with the pen."""

    drawing: str
    centred: str


@dataclass(frozen=True)
class Steps:
    """Play goes word by word, through these tensors at each, in steps that are called so; ``each`` is what a word is called, ``ms``
    how many milliseconds it takes. Of the tensors ``peaks`` a word's largest cell is selected, of others the one that is
    ``chosen`` for the word, or else the one in the same place as before."""

    tensors: tuple[str, ...]
    names: tuple[str, ...]
    backwards: bool = False
    each: str = "word"
    peaks: tuple[str, ...] = ()
    chosen: tuple[int, ...] = ()
    ms: int = 0


@dataclass(frozen=True)
class Checkpoints:
    """Play goes through a training, ``of`` steps long, by the weights that it had after each of ``steps``, of which the one
    ``at`` is on show. Each is a tensor of its own that is called by :func:`checkpoint_name` and has all the ``weights``, one
    behind the other."""

    steps: tuple[int, ...]
    of: int
    at: int
    weights: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """Boxes are found where the maps ``scores`` (C, H, W) are at least so much, with the ``edges`` (4, H, W) told there; of two
    that are more than ``allowed`` the same the less sure is dropped, or with ``all`` shown too. Play goes through them."""

    scores: str
    edges: str
    least: float
    allowed: float
    all: bool = False


def checkpoint_name(step: int) -> str:
    return f"checkpoint{step}"


@dataclass(frozen=True)
class Scene:
    """Panels in columns, the tensor that is played, and what the visitor is asked.

    ``veil`` says what of a tensor nobody is told while the page asks: "all", that is neither numbers nor size nor what a cell
    means, its "size" and how many cells there are to play, or the "sentence" about a cell; ``instead`` is said there. A click
    in the tensor ``ask`` answers, and is told by ``reveal``;
    ``meanings`` has, for each map of the played tensor, what a value above, at and below zero
    means; ``labels`` are tensors' words for the breadcrumb,
    ``words`` what a row's cells stand for, such as words or answers;
    ``first`` is the cell that is selected where none was asked for, the played tensor's first unless given; ``hint`` says
    what to do here; ``answers``
    names, for a tensor that can be changed, the one whose largest cell is selected then;
    ``readings`` say what a ``{value}`` of a tensor means that is made of nothing on show, ``says`` the same cell by cell;
    ``below`` has its panels one below the other on a narrow screen, however small they could be;
    ``closed`` leaves groups of terms closed until asked; ``wired`` joins every map
    to those it feeds, and a click opens a map in place: ``opened``, such as ``conv2[12]``, is the one that is, ``apart``
    names the tensors of convolutions' sub-totals; ``steps`` plays word by word instead of cell by cell,
    ``checkpoints`` through a training, ``finding`` through boxes; what is shown ``waits`` to go on until somebody sees it;
    ``breadth`` is the width in pixels at which its type has its natural size; ``spoken`` are the words that are meant by
    "word 3", ``own_words`` those of single layers, ``called`` those meant by another coordinate's numbers, ``axes`` what a
    tensor's coordinates are called; ``tour`` leads through all of it.
    """

    name: str
    columns: tuple[tuple[Panel, ...], ...]
    play: str
    labels: Mapping[str, str] = field(default_factory=dict)
    veil: Mapping[str, Secret] = field(default_factory=dict)
    instead: str = ""
    ask: str | None = None
    marks: tuple[Mark, ...] = ()
    reveal: Reveal | None = None
    meanings: tuple[tuple[str, str, str], ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: bool = False
    wired: bool = False
    below: bool = False
    apart: Mapping[str, str] = field(default_factory=dict)
    opened: str | None = None
    first: str | None = None
    hint: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    centre: Centre | None = None
    steps: Steps | None = None
    checkpoints: Checkpoints | None = None
    finding: Finding | None = None
    waits: bool = False
    breadth: int = 1200
    spoken: tuple[str, ...] = ()
    own_words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    axes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    called: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tour: Tour | None = None


def as_json(part: object) -> object:
    """A record as the browser reads it: its kind, if it has one, and its fields by their own names, without the defaults."""
    if is_dataclass(part) and not isinstance(part, type):
        own = {"kind": part.kind} if hasattr(part, "kind") else {}
        said = ((f.name, getattr(part, f.name), f) for f in fields(part))
        return own | {name: as_json(value) for name, value, f in said if value != _default(f)}
    if isinstance(part, Mapping):
        return {name: as_json(value) for name, value in part.items()}
    if isinstance(part, (tuple, list)):
        return [as_json(value) for value in part]
    return part


def as_record(part: object) -> dict[str, object]:
    """The same of one record."""
    found = as_json(part)
    assert isinstance(found, dict)
    return found


def _default(of: Field[object]) -> object:
    return of.default if of.default_factory is MISSING else of.default_factory()


Cell = tuple[str, tuple[int, ...]]
LONGEST_WAY = 32


def cell_name(tensor: str, at: Sequence[int]) -> str:
    """``("conv1", (0, 4, 7))`` -> ``conv1[0,4,7]``."""
    return f"{tensor}[{','.join(map(str, at))}]"


def parse_cell(text: str) -> Cell | None:
    """``conv1[0,4,7]`` -> ``("conv1", (0, 4, 7))``, ``loss[]`` -> ``("loss", ())``, or None; of a way of cells its last,
    which is the one on show."""
    way = parse_way(text)
    return way[-1] if way else None


def parse_way(text: str) -> tuple[Cell, ...]:
    """``relu1[0,4,7]~conv1[0,4,7]``, a cell and the way from it back to its sources; empty where it is none."""
    found = [_CELL.fullmatch(part) for part in text.split("~")]
    if not all(found) or len(found) > LONGEST_WAY:
        return ()
    return tuple((cell[1], tuple(int(k) for k in cell[2].split(",") if k)) for cell in found if cell)
