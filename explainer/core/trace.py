"""What a run left behind: every tensor, how its cells came about, and the torch that makes it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from explainer.core.declaration import Cell
from explainer.core.explain import Explanation, explain
from explainer.core.program import Line, program, renamed, tensors_in
from explainer.core.spot import SourceLine
from explainer.core.words import number, place

INPUT = "input"
Path = str | os.PathLike[str]


@dataclass(frozen=True)
class Decided:
    """A ``value`` that the program read of a ``tensor``, at a ``line``, and so may have branched on."""

    tensor: str
    value: object
    line: SourceLine


@dataclass(frozen=True)
class Trace:
    """``tensors`` in order of the run and without the batch, ``weights`` under ``layer.weight``, for each computed tensor its
    declaration in ``cells``, and for every tensor and weight of a chapter's network the torch that makes it in ``lines``.

    ``sources`` are the lines of the program that made them, ``decided`` what it read on its way, ``opaque`` the
    tensors that stay closed, each with its operation and what it was made of, ``outputs`` what the run gave, ``notes``
    what else is to be said."""

    tensors: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]
    cells: dict[str, Cell]
    lines: dict[str, Line] = field(default_factory=dict, repr=False)
    sources: dict[str, SourceLine] = field(default_factory=dict, repr=False)
    decided: tuple[Decided, ...] = ()
    opaque: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()

    def save(self, path: Path) -> None:
        """Write it into a file; see :func:`~explainer.core.saving.save`."""
        from explainer.core import saving  # which makes traces, and so needs this module

        saving.save(self, path)

    @staticmethod
    def load(path: Path) -> Trace:
        """One out of a file, whoever wrote it; see :func:`~explainer.core.saving.load`."""
        from explainer.core import saving

        return saving.load(path)

    def source(self, name: str) -> SourceLine:
        """The line of the program that made a tensor, with its file and number. Raises ``KeyError`` for one it did not make."""
        if name not in self.sources:
            raise KeyError(f"No line of the program made {name!r}; those made are {', '.join(self.sources)}.")
        return self.sources[name]

    def read(self, name: str) -> np.ndarray:
        """A tensor or a weight."""
        return self.tensors[name] if name in self.tensors else self.weights[name]

    def with_tensor(self, name: str, values: np.ndarray, line: Line, cell: Cell | None = None) -> Trace:
        """With a tensor more; without a cell it was measured, and opens no further."""
        return replace(
            self,
            tensors={**self.tensors, name: values},
            cells={**self.cells, name: cell} if cell else self.cells,
            lines={**self.lines, name: line},
        )

    def with_weight(self, name: str, values: np.ndarray, line: Line) -> Trace:
        """With numbers more that a declaration reads."""
        return replace(self, weights={**self.weights, name: values}, lines={**self.lines, name: line})

    def tied(self, weight: str, to: str) -> Trace:
        """With one tensor for two that are the same: whatever reads ``weight`` reads ``to``."""
        cells = {n: cell.renamed({weight: to}) for n, cell in self.cells.items()}
        weights = {n: own for n, own in self.weights.items() if n != weight}
        lines = {n: line for n, line in self.lines.items() if n != weight}
        return replace(self, weights=weights, cells=cells, lines=lines)

    def joined(self, other: Trace, names: Mapping[str, str] | None = None) -> Trace:
        """This trace with what ``other``, of the same input, adds to it: branches of one network. ``names`` gives layers
        of the other their names here; a layer whose name is in both is the same in both."""
        other = other.renamed(names or {})
        return Trace(
            self.tensors | other.tensors | self.tensors,
            self.weights | other.weights | self.weights,
            self.cells | other.cells | self.cells,
            self.lines | other.lines | self.lines,
        )

    def renamed(self, names: Mapping[str, str]) -> Trace:
        """The same trace with other names for some of its layers."""
        new = {}
        for name in (*self.tensors, *self.weights):
            layer, dot, own = name.partition(".")
            new[name] = names.get(layer, layer) + dot + own
        return Trace(
            {new[n]: t for n, t in self.tensors.items()},
            {new[n]: w for n, w in self.weights.items()},
            {new[n]: cell.renamed(new) for n, cell in self.cells.items()},
            {new[n]: renamed(line, new) for n, line in self.lines.items()},
        )

    def explain(self, name: str, index: tuple[int, ...], called: str = "") -> Explanation:
        """The arithmetic of one cell, ``called`` so where its numbers stand for something. Raises ``LookupError`` naming the
        tensor, its shape and what would work."""
        index = tuple(int(k) for k in np.asarray(index, dtype=int).reshape(-1))
        self.check(name, index)
        shape, value = self.read(name).shape, float(self.read(name)[index])
        if name not in self.cells:
            axes = (("c", "channel"), ("i", "row"), ("j", "column"))[-len(shape) :] if shape else ()
            axes = axes if len(axes) == len(shape) else tuple((f"n{d}", "place") for d in range(len(shape)))
            where = called or place(axes, index, shape)
            return Explanation(value, value, f"{where}{': ' if where else ''}{number(value)}, {self._came(name)}")
        return explain(self.cells[name], index, value, self.read, shape, called)

    def _came(self, name: str) -> str:
        """How a tensor without a declaration came about."""
        if name not in self.opaque:
            return "as it came in." if name not in self.sources else "made here, of nothing."
        op, of = self.opaque[name]
        return f"which {op.replace('_', ' ')} made of {', '.join(of) or 'nothing'}; it opens no further."

    def has(self, name: str, index: tuple[int, ...]) -> bool:
        """Whether there is such a cell."""
        try:
            self.check(name, index)
        except LookupError:
            return False
        return True

    def check(self, name: str, index: tuple[int, ...]) -> None:
        """Raise ``LookupError`` unless ``name`` is a tensor of this trace and ``index`` a cell of it."""
        if name not in self.tensors and name not in self.weights:
            raise KeyError(f"No tensor {name!r} in this trace; there are {', '.join(self.tensors)}.")
        shape = self.read(name).shape
        if len(index) != len(shape) or not all(0 <= k < n for k, n in zip(index, shape, strict=True)):
            ranges = ", ".join(f"0 to {n - 1}" for n in shape)
            raise IndexError(f"{name} has shape {shape}, so {index} is not a cell of it; use ({ranges}).")

    def written(self, name: str, index: tuple[int, ...], called: str = "") -> str:
        """A program in torch that makes this cell, ``called`` so, and no more than it needs, and prints it."""
        return program(self.lines_for(name), name, index, called)

    def lines_for(self, name: str) -> list[Line]:
        """The torch that makes a tensor, and no more than it needs, in order."""
        return list(dict.fromkeys(self._leading_to(name, set())))

    def _leading_to(self, name: str, seen: set[str]) -> Iterator[Line]:
        """The lines for a tensor, those it needs before it."""
        if name in seen or name not in self.lines:
            return
        line = self.lines[name]
        seen.update(line.makes)
        for read in dict.fromkeys(tensors_in(line.code)):
            yield from self._leading_to(read, seen)
        yield line
