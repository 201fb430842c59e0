"""Panels of pictures, maps and kernels, what is drawn by hand, and what a picture comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explainer.views.panels.panel import Panel, Scale


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
