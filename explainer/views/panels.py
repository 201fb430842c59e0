"""What stands on a stage, kind by kind: one frozen record for each kind of panel.

A new kind is one record here and ``stage/panels/<kind>.js`` and ``.css`` there; the browser dispatches on ``kind``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

Scale = Literal["signed", "grey", "probability"]


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

    ``scale`` is "signed" (blue, zero, orange), "grey" or "probability"; ``pad`` draws that many zeros around; ``names`` are the
    channels' words; ``together`` shows a colour picture whole beside its channels, ``whole`` without them; ``shared`` is one
    colour scale for all maps, ``alike`` are other tensors that it is shared with, ``least`` is the least number of full colour;
    ``changed`` are cells to mark, flat; where it ``waits`` they and the note, which torch found, are not told while a number is
    in the hand; ``compact`` puts many maps close together, so many beside each other; ``plain`` has no legend; ``field`` outlines
    what the selected cell can see; ``flip`` lets a cell be turned from dark to bright; ``slides`` lets the picture be dragged,
    which is moved down and right by so many cells, up to ``reach`` each way along one line or, on a sheet that is larger,
    anywhere in its ``room``, from and to how far down and how far right; ``only`` shows so many channels from one on, ``without``
    leaves a hole where a channel would be; ``outline`` frames a part, by its first row and column and how many of each;
    ``beside`` outlines, in every map, the place of the cell that is selected in another tensor's of this size.
    """

    kind: ClassVar[str] = "map"
    scale: Scale = "signed"
    pad: int | None = None
    names: tuple[str, ...] = ()
    together: bool = False
    whole: bool = False
    shared: bool = True
    alike: tuple[str, ...] = ()
    least: float = 0
    changed: tuple[int, ...] = ()
    waits: bool = False
    compact: int | None = None
    field: bool = False
    flip: bool = False
    slides: tuple[int, int] | None = None
    reach: int = 0
    room: tuple[tuple[int, int], tuple[int, int]] | None = None
    plain: bool = False
    only: tuple[int, int] | None = None
    without: int | None = None
    outline: tuple[int, int, int, int] | None = None
    beside: bool = False


@dataclass(frozen=True, kw_only=True)
class Veil(Panel):
    """What stands in the place of a panel of the kind ``over`` while that would answer what the page asks."""

    kind: ClassVar[str] = "veil"
    over: str


@dataclass(frozen=True, kw_only=True)
class Refused(Panel):
    """Where nothing more can be made of the tensor: ``why`` in plain words, and ``torch``'s own."""

    kind: ClassVar[str] = "refused"
    why: str
    torch: str


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


@dataclass(frozen=True)
class Given:
    """A box that was found elsewhere: its ``edges``, left, top, right and bottom in pixels, what it says, and whether it is a
    rival's, which is ``dashed``."""

    edges: tuple[float, float, float, float]
    label: str
    dashed: bool = False


@dataclass(frozen=True, kw_only=True)
class Sheet(Panel):
    """A sheet to draw on with a ``pen`` so thick, in cells from its middle, or where it is ``still`` only to be looked at. Where it
    ``finds``, the boxes stand on it that the scene's maps say, one of whose cells is ``stride`` of its own wide; boxes that are
    ``given`` stand there until something is drawn."""

    kind: ClassVar[str] = "sheet"
    finds: bool = False
    given: tuple[Given, ...] = ()
    still: bool = False
    pen: float = 1.3
    stride: int = 1


@dataclass(frozen=True, kw_only=True)
class Scores(Panel):
    """What all maps of the tensor say at the selected place, a bar for each of ``names``."""

    kind: ClassVar[str] = "scores"
    names: tuple[str, ...] = ()


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
class Choices(Panel):
    """The likeliest ``few`` of ``names`` at the step that is meant, of which one was ``chosen``; where several beginnings are
    ``kept``, those after each step with the share that each has of all."""

    kind: ClassVar[str] = "choices"
    names: tuple[str, ...]
    chosen: tuple[int, ...]
    few: int
    kept: tuple[tuple[tuple[str, float], ...], ...] | None = None


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
class Copied:
    """Steps from ``first`` up to ``end`` that stand so elsewhere, in what has that ``name``."""

    first: int
    end: int
    name: str


@dataclass(frozen=True, kw_only=True)
class Roll(Panel):
    """A tune as a piano roll: a column for each of ``total`` steps, a row for each pitch from ``lowest``, as MIDI counts them. The
    panel's tensor (T, V) has the shares of what each step may be; the symbols are the pitches upwards and, last, ``hold``, and are
    called ``names``. Of ``steps`` the first ``begun`` were given; ``rival`` has others instead of those that follow, and ``counts``
    is its tensor of shares. Stretches that are ``copied`` are marked; ``bar`` is how many steps a bar has."""

    kind: ClassVar[str] = "roll"
    names: tuple[str, ...]
    lowest: int
    bar: int
    total: int
    begun: int
    steps: tuple[int, ...]
    rival: tuple[int, ...] = ()
    counts: str = ""
    copied: tuple[Copied, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Keys(Panel):
    """The keys of a piano, to begin a tune of at most ``most`` steps on, of so many ``ms`` each. What is played goes on behind
    ``steps``, or begins anew where these are not the visitor's: ``own``. The symbols are a roll's."""

    kind: ClassVar[str] = "keys"
    names: tuple[str, ...]
    lowest: int
    steps: tuple[int, ...]
    most: int
    ms: int
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class Carry(Panel):
    """A sheet, the panel's tensor, that is carried by hand: where each of the ``frames``, a tensor (T, H, W), begins in it and the
    black around it is in ``rows`` and ``columns``, two tensors (T,)."""

    kind: ClassVar[str] = "carry"
    rows: str
    columns: str
    frames: str


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


@dataclass(frozen=True)
class Line:
    """A curve along a series, called ``name``: its ``values`` from the place ``begin`` on, None where there is none."""

    name: str
    values: tuple[float | None, ...]
    begin: int


@dataclass(frozen=True, kw_only=True)
class Timeline(Panel):
    """A series, the panel's tensor (N,), along time, the moments called ``times``, some of which stand as ``ticks``; it is called
    ``truth`` among the ``lines`` that foretell it, which are ``moved`` back by so many steps.

    With ``places``, a tensor (T,), a cursor is dragged along it: these are the places of what is read, the last of which is one of
    ``ends``. What is ``foretold``, a tensor (K,), so many steps ``ahead`` of the last, is said with so many ``decimals``; a step is
    called ``step``."""

    kind: ClassVar[str] = "timeline"
    times: tuple[str, ...]
    ticks: tuple[tuple[int, str], ...] = ()
    truth: str = ""
    lines: tuple[Line, ...] = ()
    moved: int = 0
    places: str | None = None
    foretold: str | None = None
    ahead: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    decimals: int = 1
    step: str = "step"
