"""What a loop in somebody's program made, once for each step, as one tensor with a coordinate more that counts the steps.

Operations belong to one loop where the same ones, of the same modules and lines, follow each other again and again. They
become one where their declarations differ only by the step: in what they read of the step itself, of the step before, or at a
place that the step decides. What the first step reads instead of a step before stands in a part of its own, which is
left out everywhere else. A loop that cannot be told like that stays as it ran.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import torch

from explainer.core.declaration import Cell, Factor, Index, Part, Table, table, var
from explainer.core.versions import Born

STEP = "t"
FEWEST = 3
LONGEST = 400
_AXIS = (STEP, "step")
_HEAD = re.compile(r"^[^./]+")


def whole(key: str) -> str:
    """The key of all steps together, from that of the first."""
    return _HEAD.sub(lambda head: f"{head[0]}*", key)


class _Differs(Exception):
    """The steps of a loop are not alike."""


@dataclass
class Folded:
    """What is left: ``born`` in their order; ``where`` says, for the key of a step that is gone, in which tensor it is, and at
    which step."""

    born: list[Born]
    where: dict[str, tuple[str, int]] = field(default_factory=dict)


def folded(born: Sequence[Born], outputs: Iterable[str]) -> Folded:
    """Fold every loop of a run."""
    kept = Folded([])
    asked = set(outputs)
    held = {one.key: one for one in born if one.held}
    rows = [one for one in born if not one.held]
    marks = _marks(rows)
    ranks = {one.key: one.values.ndim for one in rows}
    at = 0
    while at < len(rows):
        period, count = _loop(marks, at)
        block = [rows[at + k * period : at + (k + 1) * period] for k in range(count)]
        made = _fold(block, held, kept.where, ranks) if count >= FEWEST else None
        if made is None:
            kept.born.append(rows[at])
            at += 1
            continue
        kept.born += made
        first = [one for one in made if not one.held]
        for t, step in enumerate(block):
            for one, all_steps in zip(step, first, strict=True):
                kept.where[one.key] = (all_steps.key, t)
        for step in block:
            kept.born += [_last(one, kept.where) for one in step if one.key in asked]
        at += period * count
    kept.born = [
        one if one.cell is None else replace(one, cell=_elsewhere(one.cell, kept.where, kept.born)) for one in kept.born
    ]
    used = {name for one in kept.born if one.cell is not None for name in one.cell.reads}
    kept.born += [one for key, one in held.items() if key in used]
    return kept


def _marks(rows: Sequence[Born]) -> list[int]:
    """A number for each, alike where the same operation of the same place in the program made the same shape."""
    known: dict[object, int] = {}
    return [
        known.setdefault(
            (
                one.op,
                one.key.partition(".")[2],
                tuple(id(m) for m, _ in one.spot.calls),
                one.spot.file,
                one.spot.number,
                tuple(one.values.shape),
                one.cell is None,
            ),
            len(known),
        )
        for one in rows
    ]


def _loop(marks: list[int], at: int) -> tuple[int, int]:
    """The period and the number of repetitions of what begins here, covering the most."""
    best, covered = (1, 1), 1
    here = marks[at]
    for period in range(1, min(LONGEST, (len(marks) - at) // FEWEST) + 1):
        if marks[at + period] != here:
            continue
        count = 1
        while marks[at + count * period : at + (count + 1) * period] == marks[at : at + period]:
            count += 1
        if count >= FEWEST and count * period > covered:
            best, covered = (period, count), count * period
    return best


def _fold(
    block: list[list[Born]], held: Mapping[str, Born], where: Mapping[str, tuple[str, int]], ranks: Mapping[str, int]
) -> list[Born] | None:
    """The steps of a loop as one tensor for each operation, with the numbers that they read; None where they are not alike."""
    place = {one.key: (t, q) for t, step in enumerate(block) for q, one in enumerate(step)}
    found: list[Born] = []
    try:
        for q, one in enumerate(block[0]):
            steps = [step[q] for step in block]
            fold = _Fold(steps, place, block[0], held, where, ranks)
            cell = None if one.cell is None else fold.cell()
            if one.cell is None and any(step.opaque for step in steps):
                raise _Differs
            found += fold.tables
            found.append(
                replace(one, key=whole(one.key), values=torch.stack([step.values for step in steps]), cell=cell)
            )
    except _Differs:
        return None
    return found


class _Fold:
    """One operation of a loop, all of its steps."""

    def __init__(
        self,
        steps: list[Born],
        place: Mapping[str, tuple[int, int]],
        first: list[Born],
        held: Mapping[str, Born],
        where: Mapping[str, tuple[str, int]],
        ranks: Mapping[str, int],
    ) -> None:
        self.steps, self.place, self.first, self.held, self.where = steps, place, first, held, where
        self.ranks = ranks
        self.tables: list[Born] = []
        self.count = len(steps)

    def cell(self) -> Cell:
        cells = [one.cell for one in self.steps if one.cell is not None]
        one = cells[0]
        if any(
            len(c.parts) != len(one.parts) or replace(c, parts=(), own=one.own) != replace(one, parts=()) for c in cells
        ):
            raise _Differs
        parts = [p for k in range(len(one.parts)) for p in self._part([c.parts[k] for c in cells])]
        own = self._index([c.own for c in cells])
        return replace(one, out=(_AXIS, *one.out), parts=tuple(parts), own=own)

    def _part(self, parts: list[Part]) -> list[Part]:
        one = parts[0]
        if any(p.over != one.over or p.label != one.label or len(p.of) != len(one.of) for p in parts):
            raise _Differs
        later: list[Factor] = []
        first: list[Factor] = []
        split = False
        for k in range(len(one.of)):
            ahead, begin = self._factor([p.of[k] for p in parts])
            split = split or begin is not None
            later.append(ahead)
            first.append(begin or ahead)
        if not split:
            return [replace(one, of=tuple(later))]
        gate = table(tuple(0 if t == 0 else -1 for t in range(self.count)), STEP)
        gated = [
            f if f is a else replace(f, index=_gated(f.index, gate), outside="skip")
            for f, a in zip(first, later, strict=True)
        ]
        return [replace(one, of=tuple(later)), replace(one, of=tuple(gated))]

    def _factor(self, factors: list[Factor]) -> tuple[Factor, Factor | None]:
        """The factor of every step, and, where the first step has another, that of the first."""
        one = factors[0]
        if any(
            replace(f, tensor="", index=()) != replace(one, tensor="", index=()) or len(f.index) != len(one.index)
            for f in factors
        ):
            raise _Differs
        names = [f.tensor for f in factors]
        at = [self.place.get(name) for name in names]
        if len(set(names)) == 1 and at[0] is None:
            return replace(one, index=self._indices(factors)), None
        if all(p is not None and p[0] == t and p[1] == (at[0] or p)[1] for t, p in enumerate(at)):
            q = at[0][1]  # type: ignore[index]
            return self._of_step(factors, q, var(STEP)), None
        rest = at[1:]
        if all(p is not None and p[0] == t and p[1] == rest[0][1] for t, p in enumerate(rest)):  # type: ignore[index]
            q = rest[0][1]  # type: ignore[index]
            later = self._of_step([factors[1], *factors[1:]], q, var(STEP) - 1)
            return replace(later, outside="skip"), one
        if all(name in self.held for name in names):
            return self._stacked(factors), None
        if all(name in self.where for name in names):
            return self._of_other_loop(factors), None
        raise _Differs

    def _of_step(self, factors: list[Factor], q: int, step: Index) -> Factor:
        source = self.first[q]
        index = self._indices(factors)
        if len(index) == 1 and source.values.ndim > 1:
            return replace(factors[0], tensor=whole(source.key), index=(index[0] + step * source.values.numel(),))
        return replace(factors[0], tensor=whole(source.key), index=(step, *index))

    def _of_other_loop(self, factors: list[Factor]) -> Factor:
        """What another loop made, step by step."""
        found = [self.where[f.tensor] for f in factors]
        other = found[0][0]
        if any(key != other for key, _ in found) or any(len(f.index) != self.ranks[f.tensor] for f in factors):
            raise _Differs
        step = self._index([Index(t) for _, t in found])
        return replace(factors[0], tensor=other, index=(step, *self._indices(factors)))

    def _stacked(self, factors: list[Factor]) -> Factor:
        """Numbers that each step reads of its own, together."""
        return replace(
            factors[0], tensor=self._table([f.tensor for f in factors]), index=(var(STEP), *self._indices(factors))
        )

    def _table(self, names: list[str]) -> str:
        values = [self.held[name].values for name in names]
        if any(v.shape != values[0].shape for v in values):
            raise _Differs
        key = whole(names[0])
        if all(one.key != key for one in self.tables):
            self.tables.append(replace(self.held[names[0]], key=key, values=torch.stack(values)))
        return key

    def _indices(self, factors: list[Factor]) -> tuple[Index, ...]:
        return tuple(self._index([f.index[d] for f in factors]) for d in range(len(factors[0].index)))

    def _index(self, indices: list[Index]) -> Index:
        """One coordinate for all steps: the same, or moved on from step to step."""
        one = indices[0]
        if all(i == one for i in indices):
            return one
        if any(i.terms != one.terms or len(i.tables) != len(one.tables) for i in indices):
            raise _Differs
        tables = tuple(self._looked_up([i.tables[k] for i in indices]) for k in range(len(one.tables)))
        consts = [i.const for i in indices]
        moved = Index(one.const, one.terms, tables)
        if len(set(consts)) == 1:
            return moved
        step = consts[1] - consts[0]
        if all(c == consts[0] + t * step for t, c in enumerate(consts)):
            return moved + var(STEP) * step
        least = min(consts)
        return Index(least, one.terms, tables) + table(tuple(c - least for c in consts), STEP)

    def _looked_up(self, found: list[Table]) -> Table:
        entries, by = found[0]
        if all(one == found[0] for one in found):
            return entries, by
        if any(b != by for _, b in found):
            raise _Differs
        if all(isinstance(e, str) and e in self.held for e, _ in found):
            return self._table([str(e) for e, _ in found]), (STEP, *by)
        written = tuple(e for e, _ in found if isinstance(e, tuple))
        if len(written) == len(found):
            return written, (STEP, *by)
        raise _Differs


def _gated(index: tuple[Index, ...], gate: Index) -> tuple[Index, ...]:
    return (index[0] + gate, *index[1:]) if index else (gate,)


def _elsewhere(cell: Cell, where: Mapping[str, tuple[str, int]], born: Sequence[Born]) -> Cell:
    """With the steps of a loop read where they are now."""
    if not any(f.tensor in where for f in cell.factors):
        return cell
    sizes = {one.key: one.values[0].numel() for one in born if one.values.ndim}
    ranks = {one.key: one.values.ndim - 1 for one in born}

    def moved(factor: Factor) -> Factor:
        if factor.tensor not in where:
            return factor
        key, t = where[factor.tensor]
        if len(factor.index) == 1 and ranks[key] != 1:
            return replace(factor, tensor=key, index=(factor.index[0] + t * sizes[key],))
        return replace(factor, tensor=key, index=(Index(t), *factor.index))

    parts = tuple(replace(part, of=tuple(moved(f) for f in part.of)) for part in cell.parts)
    return replace(cell, parts=parts)


def _last(one: Born, where: Mapping[str, tuple[str, int]]) -> Born:
    """A step that the run gave, as a tensor by itself."""
    loop, t = where[one.key]
    out = one.cell.out if one.cell is not None else tuple((f"n{d}", "") for d in range(one.values.ndim))
    index = (Index(t), *(var(name) for name, _ in out))
    cell = Cell(out, (Part((Factor(loop, index),)),), ("{value}, of this step.",))
    return replace(one, key=f"{one.key}>", cell=cell)
