"""The same layers run on several inputs of one length, as one trace: so that what differs between the runs can be seen.

Each tensor has a coordinate more, the second, that counts the runs; the weights are there once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from explainer.core.declaration import Cell, Factor, Index, var
from explainer.core.program import Line, tensors_in
from explainer.core.trace import INPUT, Trace

_RUN = "run"


def alongside(runs: Sequence[Trace], word: str) -> Trace:
    """One trace of (T, runs, …) from traces of (T, …) that differ in their inputs alone. ``word`` is what a run is called."""
    first = runs[0]
    stacked = {name: np.stack([run.tensors[name] for run in runs], axis=1) for name in first.tensors}
    line = _loop(runs, first, stacked)
    weights = {name: line for name, line in first.lines.items() if name in first.weights}
    cells = {name: _counted(cell, stacked, word) for name, cell in first.cells.items()}
    return Trace(stacked, first.weights, cells, weights | dict.fromkeys(stacked, line))


def _counted(cell: Cell, stacked: Mapping[str, np.ndarray], word: str) -> Cell:
    """The cell of the run that it is itself of, made of cells of that run."""
    step, *rest = cell.out
    parts = tuple(part.made(tuple(_of_run(factor, stacked) for factor in part.of)) for part in cell.parts)
    return replace(cell, out=(step, (_RUN, word), *rest), parts=parts)


def _of_run(factor: Factor, stacked: Mapping[str, np.ndarray]) -> Factor:
    index = tuple(_looked_up(one, stacked) for one in factor.index)
    return factor.of(factor.tensor, (index[0], var(_RUN), *index[1:]) if factor.tensor in stacked else index)


def _looked_up(index: Index, stacked: Mapping[str, np.ndarray]) -> Index:
    """Places that a tensor of the run's own says, such as its words' rows in a table."""
    return replace(
        index, tables=tuple((of, (by[0], _RUN, *by[1:]) if of in stacked else by) for of, by in index.tables)
    )


def _loop(runs: Sequence[Trace], first: Trace, stacked: Mapping[str, np.ndarray]) -> Line:
    """The torch: every run's own input, then its tensors, one run after the other."""
    lines = list(dict.fromkeys(first.lines[name] for name in stacked if name != INPUT))
    given = [run.lines[INPUT] for run in runs]
    inputs = ", ".join(line.code.partition(" = ")[2] for line in given)
    body = [f'one = {{"{INPUT}": x}}']
    for line in lines:
        body += _named(line, stacked).splitlines()
    code = [f"each = []\nfor x in ({inputs}):", *(f"    {row}" for row in (*body, "each.append(one)"))]
    code.append("t |= {name: torch.stack([one[name] for one in each], 1) for name in each[0]}")
    every = (*given, *lines)
    return Line(
        "\n".join(code),
        tuple(stacked),
        tuple(dict.fromkeys(statement for line in every for statement in line.before)),
        tuple(dict.fromkeys(statement for line in every for statement in line.imports)),
    )


def _named(line: Line, stacked: Mapping[str, np.ndarray]) -> str:
    """A line's code about the run at hand."""
    code = line.code
    for name in tensors_in(code):
        if name in stacked:
            code = code.replace(f't["{name}"]', f'one["{name}"]')
    return code
