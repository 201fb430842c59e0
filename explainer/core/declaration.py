r"""What a cell is made of, as data.

Nearly every layer says: for each output index, reduce products of cells over some ranges, then apply a function,

.. math:: y[\mathrm{out}] = f\Big(\operatorname{reduce}_{\mathrm{parts}}\;\operatorname{reduce}_{\mathrm{ranges}}
          \prod_{\mathrm{factors}} \mathrm{tensor}[\mathrm{index}]\Big)

A :class:`Cell` is that sentence written down. It holds no numbers of the network's, so the same declaration is read
by ``explain.py`` here and, sent as JSON, by ``stage/arithmetic`` in the browser. Indices are written as mathematics:
``i * stride + a * dilation - padding``.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal


class UnsupportedLayer(TypeError):
    """A module, or an input, that cannot be opened; says what works instead."""


Outside = Literal["zero", "skip"]
Entries = int | tuple["Entries", ...]
Table = tuple[tuple[Entries, ...] | str, tuple[str, ...]]
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
    tables: tuple[Table, ...] = ()

    def __add__(self, other: Index | int) -> Index:
        if isinstance(other, int):
            return Index(self.const + other, self.terms, self.tables)
        return Index(self.const + other.const, self.terms + other.terms, self.tables + other.tables)

    def __sub__(self, other: int) -> Index:
        return self + -other

    def __mul__(self, times: int) -> Index:
        return Index(self.const * times, tuple((name, k * times) for name, k in self.terms), self.tables)

    @property
    def variables(self) -> set[str]:
        """The variables that it depends on."""
        return {name for name, _ in self.terms} | {name for _, by in self.tables for name in by}

    def renamed(self, names: Mapping[str, str]) -> Index:
        """With other names for the tensors it looks up."""
        if not self.tables:
            return self
        return replace(self, tables=tuple((names.get(t, t) if isinstance(t, str) else t, by) for t, by in self.tables))

    def as_json(self) -> dict[str, object]:
        out: dict[str, object] = {"const": self.const, "terms": self.terms}
        return out | {"tables": self.tables} if self.tables else out


def var(name: str) -> Index:
    """The variable itself, as an index."""
    return Index(terms=((name, 1),))


def as_parameters(values: Iterable[float]) -> list[float | str]:
    """JSON has no infinities and none that is no number: they travel by the names under which a browser reads them."""
    return [v if math.isfinite(v) else "NaN" if v != v else "Infinity" if v > 0 else "-Infinity" for v in values]


def table(entries: tuple[Entries, ...] | str, *by: str) -> Index:
    """``entries[by[0]][by[1]]…``, entries or the name of a tensor that has them; a negative entry stands outside."""
    return Index(tables=((entries, by),))


@dataclass(frozen=True)
class Factor:
    """A cell of another tensor. ``outside`` says what stands beyond its edge: a zero, or nothing (the term is left out).
    ``through`` is a function of ``functions.FUNCTIONS`` that the cell passes first, ``by`` its parameters, ``called`` what
    the number is to a reader.

    With one coordinate for a tensor of more dimensions, the coordinate runs over its storage in row-major order: that
    makes Flatten and reshape views and nothing else.
    """

    tensor: str
    index: tuple[Index, ...]
    outside: Outside = "zero"
    through: str = "identity"
    called: str = ""
    by: tuple[float, ...] = ()

    def renamed(self, names: Mapping[str, str]) -> Factor:
        """With other names for the tensors it reads."""
        return self.of(names.get(self.tensor, self.tensor), tuple(i.renamed(names) for i in self.index))

    def of(self, tensor: str, index: tuple[Index, ...]) -> Factor:
        """The same of another tensor's cell."""
        return Factor(tensor, index, self.outside, self.through, self.called, self.by)

    def as_json(self) -> dict[str, object]:
        out: dict[str, object] = {
            "tensor": self.tensor,
            "index": [i.as_json() for i in self.index],
            "outside": self.outside,
        }
        if self.through != "identity":
            out["through"] = self.through
        if self.by:
            out["by"] = as_parameters(self.by)
        return out | {"called": self.called} if self.called else out


@dataclass(frozen=True)
class Part:
    """Products over ranges, for instance all of a kernel's, or the bias alone (no range).

    ``over`` maps a range's variable to its size and its word for the screen.
    """

    of: tuple[Factor, ...]
    over: tuple[tuple[str, int, str], ...] = ()
    label: str = ""

    def made(self, of: tuple[Factor, ...]) -> Part:
        """The same of other factors."""
        return Part(of, self.over, self.label)

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

    @property
    def factors(self) -> Iterator[Factor]:
        """Every factor of every part."""
        return (factor for part in self.parts for factor in part.of)

    @property
    def reads(self) -> set[str]:
        """The tensors that it is made of, or looks places up in."""
        looked_up = {t for f in self.factors for index in f.index for t, _ in index.tables if isinstance(t, str)}
        return {f.tensor for f in self.factors} | looked_up

    def renamed(self, names: Mapping[str, str]) -> Cell:
        """With other names for some of the tensors it reads."""
        return self.made(self.out, tuple(p.made(tuple(f.renamed(names) for f in p.of)) for p in self.parts), self.own)

    def made(self, out: tuple[tuple[str, str], ...], parts: tuple[Part, ...], own: Index) -> Cell:
        """The same of other parts, at other coordinates."""
        return Cell(out, parts, self.sentence, self.reduce, self.function, own, self.share)

    def as_json(self) -> dict[str, object]:
        name, *parameters = self.function
        out: dict[str, object] = {
            "out": self.out,
            "parts": [p.as_json() for p in self.parts],
            "sentence": self.sentence,
            "reduce": self.reduce,
            "function": (name, *as_parameters(parameters)),
            "own": self.own.as_json(),
        }
        return out | {"share": True} if self.share else out
