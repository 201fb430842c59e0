"""In which order a recurrent layer goes through a sequence, and where each step, the one before and the last one stand: of padded
sequences, of packed ones, and of a cell's single step.

Coordinates are those of :class:`Order`'s ``out``, and a unit's own index comes last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import torch

from explainer.core.declaration import Index, table, var
from explainer.ops.axes import BATCH, Out

_STEP = ("t", "step")
At = tuple[Index, ...]
Rows = list[list[int]]


@dataclass(frozen=True)
class Order:
    """``out`` are the coordinates of a sequence's tensors. ``here``, ``before``, ``begin`` and ``last`` place a unit's index: at
    this step, at the one before (``None`` where there is never one), in a row of the first states, and at the last step of
    example ``n``.

    ``walked`` gives the input (B, D) of each step in the layer's order and how many examples are live, ``together`` puts (B, H)
    of each step into one tensor, ``shifted`` moves such a tensor by one step and puts the first state where there is none,
    ``ended`` puts a last state (B, H) in the place of what such a tensor has at the last steps.
    """

    out: Out
    here: Callable[[Index], At]
    before: Callable[[Index], At | None]
    begin: Callable[[Index, Index], At]
    last: Callable[[Index], At]
    walked: Callable[[torch.Tensor], Iterator[tuple[torch.Tensor, int]]]
    together: Callable[[Sequence[torch.Tensor]], torch.Tensor]
    shifted: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    ended: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]


def padded(steps: int, batch_first: bool, reverse: bool) -> Order:
    """Sequences of equal length, (T, B, ·) or (B, T, ·)."""
    starts = table(tuple(0 if t == (steps - 1 if reverse else 0) else -1 for t in range(steps)), "t")

    def at(time: Index, unit: Index) -> At:
        return (var("n"), time, unit) if batch_first else (time, var("n"), unit)

    def walked(x: torch.Tensor) -> Iterator[tuple[torch.Tensor, int]]:
        x = x.transpose(0, 1) if batch_first else x
        yield from ((now, len(now)) for now in (x.flip(0) if reverse else x))

    def together(found: Sequence[torch.Tensor]) -> torch.Tensor:
        return torch.stack(list(found)[:: -1 if reverse else 1], int(batch_first))

    def shifted(states: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        one, time = first.unsqueeze(int(batch_first)), int(batch_first)
        rest = states.narrow(time, int(reverse), steps - 1)
        return torch.cat([rest, one] if reverse else [one, rest], time)

    def ended(states: torch.Tensor, last: torch.Tensor) -> torch.Tensor:
        return states.select_scatter(last, int(batch_first), 0 if reverse else steps - 1)

    return Order(
        out=(BATCH, _STEP) if batch_first else (_STEP, BATCH),
        here=lambda unit: at(var("t"), unit),
        before=lambda unit: at(var("t") + (1 if reverse else -1), unit),
        begin=lambda row, unit: (row + starts, var("n"), unit),
        last=lambda unit: at(Index(0 if reverse else steps - 1), unit),
        walked=walked,
        together=together,
        shifted=shifted,
        ended=ended,
    )


def packed(sizes: Sequence[int], reverse: bool) -> Order:
    """Sequences one after the other, step by step, (rows, ·): of step t the ``sizes[t]`` longest."""
    firsts = [0, *accumulate(sizes)]
    steps = [range(start, start + size) for start, size in zip(firsts, sizes, strict=False)]
    lengths = [sum(size > b for size in sizes) for b in range(sizes[0])]
    before, begin = [-1] * firsts[-1], [-1] * firsts[-1]
    for t, rows in enumerate(steps):
        for b, row in enumerate(rows):
            near = t + 1 if reverse else t - 1
            if 0 <= near < lengths[b]:
                before[row] = firsts[near] + b
            else:
                begin[row] = b
    rows_last = [b if reverse else firsts[length - 1] + b for b, length in enumerate(lengths)]
    ends = table(tuple(rows_last), "n")
    earlier, starts = table(tuple(before), "t"), table(tuple(begin), "t")

    def walked(x: torch.Tensor) -> Iterator[tuple[torch.Tensor, int]]:
        yield from ((x[rows.start : rows.stop], len(rows)) for rows in (reversed(steps) if reverse else steps))

    def shifted(states: torch.Tensor, first: torch.Tensor) -> torch.Tensor:
        none = torch.tensor(before) < 0
        return torch.where(none[:, None], first[torch.tensor(begin)], states[torch.tensor(before)])

    return Order(
        out=(("t", "row"),),
        here=lambda unit: (var("t"), unit),
        before=lambda unit: (earlier, unit),
        begin=lambda row, unit: (row, starts, unit),
        last=lambda unit: (ends, unit),
        walked=walked,
        together=lambda found: torch.cat(list(found)[:: -1 if reverse else 1]),
        shifted=shifted,
        ended=lambda states, last: states.index_copy(0, torch.tensor(rows_last), last),
    )


def single() -> Order:
    """One step alone, (B, ·): before it is only what was given."""
    return Order(
        out=(BATCH,),
        here=lambda unit: (var("n"), unit),
        before=lambda unit: None,
        begin=lambda row, unit: (var("n"), unit),
        last=lambda unit: (var("n"), unit),
        walked=lambda x: iter([(x, len(x))]),
        together=lambda found: found[0],
        shifted=lambda states, first: first,
        ended=lambda states, last: last,
    )
