"""What stands on a stage, as data: one frozen record for each kind of panel, and the scene they make together.

A new kind is one record here and ``stage/panels/<kind>.js`` and ``.css`` there; the browser dispatches on ``kind``. A
record travels under its fields' own names and without its defaults (``as_json``), so that the header stays small.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass
from typing import ClassVar, Literal

from explainer.views.tour import Tour

Scale = Literal["signed", "grey", "probability"]
Secret = Literal["all", "size", "sentence"]
_CELL = re.compile(r"([\w.]+)\[([0-9]{1,6}(?:,[0-9]{1,6}){0,9})\]")


@dataclass(frozen=True)
class Panel:
    """What every kind has: the tensor it stands for, its words, and the width it asks for beside the others."""

    kind: ClassVar[str]
    tensor: str
    title: str
    note: str = ""
    grow: float = 1


@dataclass(frozen=True, kw_only=True)
class Map(Panel):
    """A tensor's channels as tiles of coloured cells.

    ``scale`` is "signed" (blue, zero, orange), "grey" or "probability"; ``pad`` draws that many zeros around; ``names``
    are the channels' words; ``together`` shows a colour picture whole beside its channels; ``shared`` is one colour scale
    for all maps, ``alike`` are other tensors that it is shared with, ``least`` is the least number of full colour;
    ``changed`` are cells to mark, flat; ``compact`` puts many maps close together, so many beside each other; ``plain`` has
    no legend; ``field`` outlines what the selected cell can see; ``flip`` lets a cell be turned from dark to bright;
    ``only`` shows so many channels from one on, ``without`` leaves a hole where a channel would be.
    """

    kind: ClassVar[str] = "map"
    scale: Scale = "signed"
    pad: int | None = None
    names: tuple[str, ...] = ()
    together: bool = False
    shared: bool = True
    alike: tuple[str, ...] = ()
    least: float = 0
    changed: tuple[int, ...] = ()
    compact: int | None = None
    field: bool = False
    flip: bool = False
    plain: bool = False
    only: tuple[int, int] | None = None
    without: int | None = None


@dataclass(frozen=True, kw_only=True)
class Veil(Panel):
    """What stands in the place of a panel of the kind ``over`` while that would answer what the page asks."""

    kind: ClassVar[str] = "veil"
    over: str


@dataclass(frozen=True, kw_only=True)
class Plus(Panel):
    """Where sub-totals come together, with the ``bias``, a tensor, that is added to what the ``weight`` makes; ``channel`` is
    the map's."""

    kind: ClassVar[str] = "plus"
    bias: str
    weight: str
    channel: int


@dataclass(frozen=True, kw_only=True)
class Table(Panel):
    """Every number of one channel written out, the channels called ``names``."""

    kind: ClassVar[str] = "table"
    scale: Scale = "signed"
    names: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Draw(Panel):
    """A pad to draw on."""

    kind: ClassVar[str] = "draw"


@dataclass(frozen=True, kw_only=True)
class Kernel(Panel):
    """The numbers of the selected map's kernel, to be changed, with ``bias`` the tensor of theirs and ``names`` the channels';
    ``small`` where it stands below its map."""

    kind: ClassVar[str] = "kernel"
    bias: str | None = None
    names: tuple[str, ...] = ()
    small: bool = False


@dataclass(frozen=True, kw_only=True)
class Curve(Panel):
    """The function that made the tensor, with the selected cell's way through it."""

    kind: ClassVar[str] = "curve"


@dataclass(frozen=True, kw_only=True)
class Histogram(Panel):
    """How bright the cells are, with a line to drag at minus the tensor ``threshold``."""

    kind: ClassVar[str] = "histogram"
    threshold: str


@dataclass(frozen=True, kw_only=True)
class Bars(Panel):
    """Shares, one bar for each of ``names``, beside where they stood ``before`` something was changed."""

    kind: ClassVar[str] = "bars"
    names: tuple[str, ...] = ()
    before: tuple[float, ...] | None = None


@dataclass(frozen=True, kw_only=True)
class Row(Panel):
    """A row of words (``texts``), or one number for each of some words (``labels``): the tensor's cells ``cells``.

    ``marked`` and ``unknown`` are places in the row, which runs ``leftwards`` where its sentence does; with ``order`` words
    can be exchanged, and the edit that tells so goes by that name.
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
    ``folded`` into the one cell that they all are. ``unknown`` and ``marked`` are places in the sentence."""

    kind: ClassVar[str] = "columns"
    words: tuple[str, ...]
    rows: tuple[Strip | Answer | Level, ...]
    unknown: tuple[int, ...] = ()
    marked: tuple[int, ...] = ()
    leftwards: bool = False
    folded: bool = False
    legend: tuple[Legend, ...] = ()


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


@dataclass(frozen=True)
class Mark:
    """A named ring that stays on a cell, such as a guess."""

    tensor: str
    at: tuple[int, ...]
    label: str
    dashed: bool = False


@dataclass(frozen=True)
class Centre:
    """A drawing, and the tensor that centres it and is to be followed with the pen."""

    drawing: str
    centred: str


@dataclass(frozen=True)
class Steps:
    """Play goes word by word, through these tensors at each, in steps that are called so."""

    tensors: tuple[str, ...]
    names: tuple[str, ...]
    backwards: bool = False


@dataclass(frozen=True)
class Checkpoints:
    """Play goes through a training, ``of`` steps long, by the weights that it had after each of ``steps``, of which the one
    ``at`` is on show. Each is a tensor of its own that is called by :func:`checkpoint_name` and has all the ``weights``, one
    behind the other."""

    steps: tuple[int, ...]
    of: int
    at: int
    weights: tuple[str, ...]


def checkpoint_name(step: int) -> str:
    return f"checkpoint{step}"


@dataclass(frozen=True)
class Scene:
    """Panels in columns, the tensor that is played, and what the visitor is asked.

    ``veil`` says what of a tensor nobody is told while the page asks: "all", that is neither numbers nor size nor what a cell
    means, its "size" and how many cells there are to play, or the "sentence" about a cell; ``instead`` is said there. A click
    in the tensor ``ask`` answers; ``meanings`` has, for each map of the played tensor, what a value above, at and below zero
    means; ``labels`` are tensors' words for the breadcrumb,
    ``words`` those of a row's cells;
    ``first`` is the cell that is selected where none was asked for, the played tensor's first unless given; ``hint`` says
    what to do here; ``answers``
    names, for a tensor that can be changed, the one whose largest cell is selected then;
    ``readings`` say what a ``{value}`` of a tensor means that is made of nothing on show, ``says`` the same cell by cell;
    ``closed`` leaves groups of terms closed until asked; ``wired`` joins every map
    to those it feeds, and a click opens a map in place: ``opened``, such as ``conv2[12]``, is the one that is, ``apart``
    names the tensors of convolutions' sub-totals; ``steps`` plays word by word instead of cell by cell,
    ``checkpoints`` through a training; what is shown ``waits`` to go on until somebody sees it;
    ``breadth`` is the width in pixels at which its type has its natural size; ``spoken`` are the words that are meant by
    "word 3", ``axes`` what a tensor's coordinates are called; ``tour`` leads through all of it.
    """

    name: str
    columns: tuple[tuple[Panel, ...], ...]
    play: str
    labels: Mapping[str, str] = field(default_factory=dict)
    veil: Mapping[str, Secret] = field(default_factory=dict)
    instead: str = ""
    ask: str | None = None
    marks: tuple[Mark, ...] = ()
    meanings: tuple[tuple[str, str, str], ...] = ()
    readings: Mapping[str, str] = field(default_factory=dict)
    says: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    closed: bool = False
    wired: bool = False
    apart: Mapping[str, str] = field(default_factory=dict)
    opened: str | None = None
    first: str | None = None
    hint: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    centre: Centre | None = None
    steps: Steps | None = None
    checkpoints: Checkpoints | None = None
    waits: bool = False
    breadth: int = 1200
    spoken: tuple[str, ...] = ()
    axes: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
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


def _default(of: Field[object]) -> object:
    return of.default if of.default_factory is MISSING else of.default_factory()


Cell = tuple[str, tuple[int, ...]]
LONGEST_WAY = 32


def cell_name(tensor: str, at: Sequence[int]) -> str:
    """``("conv1", (0, 4, 7))`` -> ``conv1[0,4,7]``."""
    return f"{tensor}[{','.join(map(str, at))}]"


def parse_cell(text: str) -> Cell | None:
    """``conv1[0,4,7]`` -> ``("conv1", (0, 4, 7))``, or None; of a way of cells its last, which is the one on show."""
    way = parse_way(text)
    return way[-1] if way else None


def parse_way(text: str) -> tuple[Cell, ...]:
    """``relu1[0,4,7]~conv1[0,4,7]``, a cell and the way from it back to its sources; empty where it is none."""
    found = [_CELL.fullmatch(part) for part in text.split("~")]
    if not all(found) or len(found) > LONGEST_WAY:
        return ()
    return tuple((cell[1], tuple(int(k) for k in cell[2].split(","))) for cell in found if cell)
