r"""What a cell is made of, as data.

Nearly every layer says: for each output index, reduce products of cells over some ranges, then apply a function,

.. math:: y[\mathrm{out}] = f\Big(\operatorname{reduce}_{\mathrm{parts}}\;\operatorname{reduce}_{\mathrm{ranges}}
          \prod_{\mathrm{factors}} \mathrm{tensor}[\mathrm{index}]\Big)

A :class:`Cell` is that sentence written down. It holds no numbers of the network's, so the same declaration is read
by ``explain.py`` here and, sent as JSON, by ``stage/arithmetic`` in the browser. Indices are written as mathematics:
``i * stride + a * dilation - padding``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal


class UnsupportedLayer(TypeError):
    """A layer, or a setting of one, that has no declaration."""


Outside = Literal["zero", "skip"]
Entries = int | tuple["Entries", ...]
Function = tuple[str, *tuple[float, ...]]


@dataclass(frozen=True)
class Index:
    """One coordinate: ``const + sum(factor * variable) + sum(table[variables])``, all integers.

    A table is written out, or is a tensor called by its name, such as the words of a sentence that an embedding looks
    up. An entry below zero by itself (``-1``) puts the coordinate outside, which is how windows of unequal size, as
    adaptive pooling has them, leave a place empty.
    """

    const: int = 0
    terms: tuple[tuple[str, int], ...] = ()
    tables: tuple[tuple[tuple[Entries, ...] | str, tuple[str, ...]], ...] = ()

    def __add__(self, other: Index | int) -> Index:
        if isinstance(other, int):
            return replace(self, const=self.const + other)
        return Index(self.const + other.const, self.terms + other.terms, self.tables + other.tables)

    def __sub__(self, other: int) -> Index:
        return self + -other

    def __mul__(self, times: int) -> Index:
        return Index(self.const * times, tuple((name, k * times) for name, k in self.terms), self.tables)

    def at(self, where: Mapping[str, int], read: Callable[[str], Any]) -> int:
        """The coordinate for these values of the variables; ``read`` gives the tensor of a name."""
        total = self.const + sum(k * where[name] for name, k in self.terms)
        for table, by in self.tables:
            entry: Any = read(table) if isinstance(table, str) else table
            for name in by:
                entry = entry[where[name]]
            if entry < 0:
                return -1
            total += int(entry)
        return total

    def renamed(self, names: Mapping[str, str]) -> Index:
        """With other names for the tensors it looks up."""
        return replace(self, tables=tuple((names.get(t, t) if isinstance(t, str) else t, by) for t, by in self.tables))

    def as_json(self) -> dict[str, object]:
        out: dict[str, object] = {"const": self.const, "terms": self.terms}
        return out | {"tables": self.tables} if self.tables else out


def var(name: str) -> Index:
    """The variable itself, as an index."""
    return Index(terms=((name, 1),))


def table(entries: tuple[Entries, ...] | str, *by: str) -> Index:
    """``entries[by[0]][by[1]]…``, entries or the name of a tensor that has them; a negative entry stands outside."""
    return Index(tables=((entries, by),))


@dataclass(frozen=True)
class Factor:
    """A cell of another tensor. ``outside`` says what stands beyond its edge: a zero, or nothing (the term is left out).
    ``through`` is a function of ``functions.FUNCTIONS`` that the cell passes first, ``called`` what the number is to a
    reader.

    With one coordinate for a tensor of more dimensions, the coordinate runs over its storage in row-major order: that
    makes Flatten and reshape views and nothing else.
    """

    tensor: str
    index: tuple[Index, ...]
    outside: Outside = "zero"
    through: str = "identity"
    called: str = ""

    def renamed(self, names: Mapping[str, str]) -> Factor:
        """With other names for the tensors it reads."""
        index = tuple(i.renamed(names) for i in self.index)
        return replace(self, tensor=names.get(self.tensor, self.tensor), index=index)

    def as_json(self) -> dict[str, object]:
        out: dict[str, object] = {
            "tensor": self.tensor,
            "index": [i.as_json() for i in self.index],
            "outside": self.outside,
        }
        if self.through != "identity":
            out["through"] = self.through
        return out | {"called": self.called} if self.called else out


@dataclass(frozen=True)
class Part:
    """Products over ranges, for instance all of a kernel's, or the bias alone (no range).

    ``over`` maps a range's variable to its size and its word for the screen.
    """

    of: tuple[Factor, ...]
    over: tuple[tuple[str, int, str], ...] = ()
    label: str = ""

    def as_json(self) -> dict[str, object]:
        return {"label": self.label, "over": self.over, "of": [f.as_json() for f in self.of]}


@dataclass(frozen=True)
class Cell:
    """How any one cell of an output is made.

    ``out`` names the output's coordinates and their words; ``reduce`` is one of ``reductions.REDUCTIONS``, ``function`` is
    applied to the reduced number, a name of ``functions.FUNCTIONS`` and its parameters; ``own`` is, for softmax, the
    position within the range that the cell itself has, and for a count the number that is counted. ``sentence`` has one
    text, or three for a total above, at and below zero; it may use ``{count}``, ``{products}`` that
    ``{add}`` up, ``{before}``, ``{value}``, ``{times}``.
    Where every cell is a ``share``, from 0 to 1, as gates and probabilities are, that is said.
    """

    out: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    sentence: tuple[str, ...]
    reduce: str = "sum"
    function: Function = ("identity",)
    own: Index = field(default_factory=Index)
    share: bool = False

    def renamed(self, names: Mapping[str, str]) -> Cell:
        """With other names for some of the tensors it reads."""
        parts = tuple(replace(part, of=tuple(factor.renamed(names) for factor in part.of)) for part in self.parts)
        return replace(self, parts=parts)

    def as_json(self) -> dict[str, object]:
        out: dict[str, object] = {
            "out": self.out,
            "parts": [p.as_json() for p in self.parts],
            "sentence": self.sentence,
            "reduce": self.reduce,
            "function": self.function,
            "own": self.own.as_json(),
        }
        return out | {"share": True} if self.share else out
