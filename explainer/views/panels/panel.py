"""What every kind of panel has, and those kinds that stand in another's place or between two."""

from __future__ import annotations

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
