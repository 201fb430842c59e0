"""Panels along time or a strand: a tune, a moving digit, values that come one after the other, letters of a gene, sounds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from explainer.views.panels.panel import Panel, Scale


@dataclass(frozen=True)
class Copied:
    """Steps from ``first`` up to ``end``, one's own or the ``rival``'s, that stand so elsewhere, in what has that ``name``."""

    first: int
    end: int
    name: str
    rival: bool = False


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
    ticks: tuple[tuple[int, str], ...]
    truth: str = ""
    lines: tuple[Line, ...] = ()
    moved: int = 0
    places: str | None = None
    foretold: str | None = None
    ahead: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    decimals: int = 1
    step: str = "step"


@dataclass(frozen=True, kw_only=True)
class Strand(Panel):
    """Letters of an ``alphabet`` (C, L), a 1 where each stands, to be changed; where none stands the cells of the tensor ``others``
    say what would become of the ``answer`` with that letter, a tensor whose cells are called ``answers``. A dashed line stands
    before the letter ``site``, ``changed`` are places to mark."""

    kind: ClassVar[str] = "strand"
    alphabet: tuple[str, ...]
    others: str
    answer: str
    answers: tuple[str, ...]
    site: int = 0
    changed: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Track(Panel):
    """Maps (K, P) along a strand of so many ``letters``, the first cell below the letter ``offset``, in rows with ``names``;
    before each row the logo of its kernel, of the tensor ``logos`` (K, C, w), in the letters of an ``alphabet``, behind it its
    number in the tensor ``peaks`` (K,), where that is given."""

    kind: ClassVar[str] = "track"
    letters: int
    names: tuple[str, ...]
    logos: str
    alphabet: tuple[str, ...]
    offset: int = 0
    site: int = 0
    peaks: str = ""


@dataclass(frozen=True, kw_only=True)
class Logo(Panel):
    """The kernel of the selected map, a tensor (K, C, w), by its numbers and by its logo, of the tensor ``logos``, in the letters
    of an ``alphabet``."""

    kind: ClassVar[str] = "logo"
    logos: str
    alphabet: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Wave(Panel):
    """A sound, the panel's tensor (1, N) with so many samples a second, its ``rate``, as a line along time, which can be heard.
    Below it, under the samples that the selected moment looks at, stand the two ``kernels``, a tensor (2 K, 1, M), of its band:
    a cosine and a sine, moved by ``hop`` samples from moment to moment; ``heard`` is the tensor (2 K, T) of what they answer, and
    ``after`` are those (…, K, T) that are made of it band by band. ``bands`` are called so."""

    kind: ClassVar[str] = "wave"
    rate: int
    hop: int
    kernels: str
    heard: str
    after: tuple[str, ...]
    bands: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Bands(Panel):
    """A tensor as a picture whose x is time, its cells as wide as there is room: (1, K, T), or where it is ``turned`` (T, K). Its
    rows are called ``rows``, those without a name go without; each is ``tall`` where that is given, else they share the room. Where
    it has a ``field``, what the selected cell can see is outlined."""

    kind: ClassVar[str] = "bands"
    rows: tuple[str, ...] = ()
    scale: Scale = "signed"
    turned: bool = False
    tall: int = 0
    field: bool = False
