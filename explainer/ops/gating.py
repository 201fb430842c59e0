r"""What every gate and state of a recurrent layer is, and what its cells are made of, from what its kind says in ``kinds.py``.

Where its tensors and weights stand is the layer's own: a chapter's, word by word (``recurrent.py``), or any layer as torch
runs it, in batches, from any first state (``sequence.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import torch

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.ops.axes import Out
from explainer.ops.kinds import Gate, Kind, Of, State

UNIT = ("k", "unit")
THROUGH: dict[str, tuple[Callable[[torch.Tensor], torch.Tensor], str]] = {
    "identity": (lambda x: x, "{}"),
    "sigmoid": (torch.sigmoid, "{}.sigmoid()"),
    "tanh": (torch.tanh, "{}.tanh()"),
    "relu": (torch.relu, "{}.relu()"),
    "one_minus": (lambda x: 1 - x, "(1 - {})"),
}
Letters = Mapping[str, torch.Tensor]


def _alone(gate: Gate, value: torch.Tensor) -> dict[str, torch.Tensor]:
    return {gate.letter: value}


def gate_values(
    kind: Kind,
    of_input: torch.Tensor,
    of_state: torch.Tensor,
    used: Callable[[Gate, torch.Tensor], dict[str, torch.Tensor]] = _alone,
) -> dict[str, torch.Tensor]:
    """Each gate (..., H) by letter, from its sums over the input and over the state before, (..., gates * H), biases
    included; ``used`` says as what a gate goes on."""
    found: dict[str, torch.Tensor] = {}
    sums = (x.chunk(len(kind.gates), -1) for x in (of_input, of_state))
    for gate, a, b in zip(kind.gates, *sums, strict=True):
        found |= used(gate, THROUGH[gate.function][0](a + (found[gate.reset] * b if gate.reset else b)))
    return found


def product_values(state: State, now: Letters, before: Letters) -> list[torch.Tensor]:
    """What a state is the sum of."""
    return [reduce(torch.mul, (of_value(of, now, before) for of in product.of)) for product in state.made]


def of_value(of: Of, now: Letters, before: Letters) -> torch.Tensor:
    """A gate or state as a factor."""
    return THROUGH[of.through][0]((before if of.before else now)[of.letter])


@dataclass(frozen=True)
class Read:
    """A tensor that a layer reads: how ``wide`` it is, and in which column its weights begin."""

    name: str
    wide: int
    begin: int = 0


def side_by_side(found: Iterable[tuple[str, int]]) -> tuple[Read, ...]:
    """Tensors, by name and width, that are read as one."""
    reads: list[Read] = []
    for name, wide in found:
        reads.append(Read(name, wide, reads[-1].begin + reads[-1].wide if reads else 0))
    return tuple(reads)


def from_either(reads: Sequence[Read], out: Out, at: Callable[[Index], tuple[Index, ...]]) -> Cell:
    """What two directions give, side by side."""
    parts = tuple(Part((Factor(one.name, at(var("k") - one.begin), "skip"),)) for one in reads)
    return Cell((*out, UNIT), parts, ("{value}, from one of the two directions.",))


@dataclass(frozen=True)
class Wired:
    """Where one layer in one direction finds what it reads.

    ``out`` are a step's coordinates, ``name`` a letter's tensor, ``here`` the place of a unit's index at this step, and
    ``before`` a state of the step before, which may be kept in several places. ``w_ih`` (gates * H, inputs) and ``w_hh``
    (gates * H, ``handed``) are names, and so are the biases, where there are any.
    """

    kind: Kind
    out: Out
    reads: tuple[Read, ...]
    name: Callable[[str], str]
    here: Callable[[Index], tuple[Index, ...]]
    before: Callable[[str, Index], Iterable[Factor]]
    size: int
    handed: int
    w_ih: str
    w_hh: str
    b_ih: str | None
    b_hh: str | None

    def cells(self) -> dict[str, Cell]:
        """Of every gate and state, by letter."""
        out, cells = (*self.out, UNIT), {}
        for n, gate in enumerate(self.kind.gates):
            parts = tuple(self._sums(n * self.size, gate))
            cells[gate.letter] = Cell(out, parts, (gate.sentence,), function=(gate.function,), share=gate.is_share)
        return cells | {s.letter: Cell(out, tuple(self._products(s)), (s.sentence,)) for s in self.kind.states}

    def _products(self, state: State) -> Iterator[Part]:
        for product in state.made:
            late = next((of for of in product.of if of.before), None)
            for handed in self.before(late.letter, var("k")) if late else (None,):
                factors = (
                    replace(handed, called=of.called) if handed and of.before else self._now(of) for of in product.of
                )
                yield Part(tuple(factors), label=product.label)

    def _now(self, of: Of) -> Factor:
        return Factor(self.name(of.letter), self.here(var("k")), through=of.through, called=of.called)

    def _sums(self, row: int, gate: Gate) -> Iterator[Part]:
        """Input part, its bias, recurrent part, its bias; the gate that resets stands before the last two."""
        at = var("k") + row
        reset = (self._now(Of(gate.reset)),) if gate.reset else ()
        for read in self.reads:
            of = Factor(read.name, self.here(var("d"))), Factor(self.w_ih, (at, var("d") + read.begin))
            yield Part(of, (("d", read.wide, "input"),), "input")
        if self.b_ih is not None:
            yield Part((Factor(self.b_ih, (at,)),), label="bias_ih")
        for state in self.before("h", var("j")):
            yield Part((*reset, state, Factor(self.w_hh, (at, var("j")))), (("j", self.handed, "unit"),), "state")
        if self.b_hh is not None:
            yield Part((*reset, Factor(self.b_hh, (at,))), label="bias_hh")
