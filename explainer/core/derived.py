"""What is derived from a trace: more tensors, each with its declaration and its torch, and what can be asked of tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import torch

from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.program import Line
from explainer.core.steps import Python, written_out
from explainer.core.trace import Trace

Place = tuple[int, ...]


def sub_totals(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """(O, C, I, J): what each channel of a picture (C, H, W) gives each map of a convolution (O, C, a, b) without padding,
    before they are added up."""
    out, channels, *window = weight.shape
    each = weight.transpose(0, 1).reshape(out * channels, 1, *window)
    return torch.conv2d(x[None], each, groups=channels)[0].unflatten(0, (channels, out)).transpose(0, 1)


def of_sub_totals(t: Trace, name: str) -> Cell:
    """How a cell of the sub-totals of a convolution is made: of one channel's products alone."""
    products = t.cells[name].parts[0]
    (channel, _, word), *window = products.over
    first, *place = t.cells[name].out
    return Cell(
        (first, (channel, word), *place), (replace(products, over=tuple(window)),), ("{products} {add} up to {value}.",)
    )


def with_sub_totals(t: Trace, name: str, called: str) -> Trace:
    """With a tensor more, (O, C, I, J), the sub-totals of a convolution without padding and in steps of one."""
    cell, function = of_sub_totals(t, name), written_out(sub_totals)
    source, weight = (factor.tensor for factor in cell.parts[0].of)
    values = sub_totals(torch.from_numpy(t.tensors[source]), torch.from_numpy(t.weights[weight])).numpy()
    line = Line(f't["{called}"] = {function.text}(t["{source}"], t["{weight}"])', (called,), function.before)
    return t.with_tensor(called, values, line, cell)


def bent(t: Trace, name: str, before: str) -> Trace:
    """The trace with a ReLU, ``name``, and the sum ``before`` it as one tensor: that of the ReLU, made of what the sum is."""
    cell = replace(t.cells[before], function=("relu",), sentence=("with what is below zero cut off, {value} is left.",))
    first, last = t.lines[before], t.lines[name]
    summed = first.code.partition(" = ")[2]
    code = last.code.replace(f't["{before}"]', summed)
    line = Line(code, (name,), (*first.before, *last.before), (*first.imports, *last.imports))
    tensors = {n: x for n, x in t.tensors.items() if n != before}
    cells = {n: c for n, c in t.cells.items() if n != before} | {name: cell}
    return replace(
        t, tensors=tensors, cells=cells, lines={n: x for n, x in t.lines.items() if n != before} | {name: line}
    )


def minus(t: Trace, name: str, a: str, b: str) -> Trace:
    """With a tensor more, one tensor less another of its shape."""
    axes = t.cells[a].out
    at = tuple(var(n) for n, _ in axes)
    cell = Cell(axes, (Part((Factor(a, at),)), Part((Factor(b, at, through="minus"),))), ("{value} is left.",))
    line = Line(f't["{name}"] = t["{a}"] - t["{b}"]', (name,))
    return t.with_tensor(name, t.tensors[a] - t.tensors[b], line, cell)


def one_minus(t: Trace, name: str, of: str) -> Trace:
    """With a tensor more, 1 less each cell of another."""
    axes = t.cells[of].out
    part = Part((Factor(of, tuple(var(n) for n, _ in axes), through="one_minus"),))
    line = Line(f't["{name}"] = 1 - t["{of}"]', (name,))
    cell = Cell(axes, (part,), ("1 less torch's, {value}.",), share=t.cells[of].share)
    return t.with_tensor(name, 1 - t.tensors[of], line, cell)


def lengths(t: Trace, name: str, of: str) -> Trace:
    """With a tensor more, (T,): how long each step's vector of another, (T, H), is."""
    square = Part((Factor(of, (var("t"), var("k"))),) * 2, (("k", t.tensors[of].shape[1], "unit"),))
    said = ("{products}, each number times itself, {add} up to {before}; its root, the length, is {value}.",)
    line = Line(f't["{name}"] = t["{of}"].norm(dim=1)', (name,))
    cell = Cell((("t", "word"),), (square,), said, function=("sqrt",))
    return t.with_tensor(name, np.linalg.norm(t.tensors[of], axis=1), line, cell)


def own_share(t: Trace, name: str, of: str, said: str) -> Trace:
    """With a tensor more, (T, N): of the shares (T, N, N) that N runs give to N answers, each run's to its own answer."""
    cell = t.cells[of]
    step, run, _ = cell.out
    line = Line(f't["{name}"] = t["{of}"].diagonal(dim1=1, dim2=2)', (name,))
    values = np.diagonal(t.tensors[of], axis1=1, axis2=2).copy()
    return t.with_tensor(name, values, line, replace(cell, out=(step, run), own=var(run[0]), sentence=(said,)))


def apart(t: Trace, name: str, of: str, word: str) -> Trace:
    """With a tensor more, (T, N, N): the squared distance between the states (T, N, H) of each two runs after each step."""
    step, run, unit = t.cells[of].out
    over = ((unit[0], t.tensors[of].shape[2], unit[1]),)
    one, other = (Factor(of, (var(step[0]), var(who), var(unit[0]))) for who in (run[0], "other"))
    twice = replace(one, through="scaled", by=(-2.0,))
    parts = (
        Part((one, one), over, "its own squares"),
        Part((other, other), over, "the other’s"),
        Part((twice, other), over, "−2 × their products"),
    )
    said = ("the squared distance between the two states is {value}; at 0 nothing tells them apart.",)
    cell = Cell((step, run, ("other", word)), parts, said, function=("relu",))
    states = t.tensors[of]
    between = np.square(states[:, :, None] - states[:, None]).sum(axis=3)
    line = Line(f't["{name}"] = (t["{of}"][:, :, None] - t["{of}"][:, None]).square().sum(3)', (name,))
    return t.with_tensor(name, between, line, cell)


def main_directions(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """(2, H): the two directions in which all these states (T, H) differ most, each so that ``a`` ends on its far side."""
    every = torch.cat([a, b])
    _, _, directions = torch.linalg.svd(every - every.mean(0), full_matrices=False)
    toward = torch.where(directions @ (a[-1] - b[-1]) >= 0, 1.0, -1.0)
    return (directions * toward[:, None])[:2]


def projected(t: Trace, paths: Mapping[str, str], axes: tuple[str, ...]) -> Trace:
    """With numbers more for each step of two tensors of states (T, H): how far it lies in their main directions.

    ``paths`` maps what each is called to its states: ``A`` gives ``A.path`` and ``A.across`` with ``axes`` of these names.
    """
    first, second = paths.values()
    found = main_directions(*(torch.from_numpy(t.tensors[states]) for states in (first, second)))
    function = written_out(main_directions)
    for k, axis in enumerate(axes):
        for called, states in paths.items():
            name, weight = f"{called}.{axis}", f"{called}.{axis}.direction"
            made = f't["{weight}"] = {function.text}(t["{first}"], t["{second}"])[{k}]'
            t = t.with_weight(weight, found[k].numpy().copy(), Line(made, (weight,), function.before))
            product = (Factor(states, (var("t"), var("k"))), Factor(weight, (var("k"),)))
            products = Part(product, (("k", found.shape[1], "unit"),))
            cell = Cell((("t", "word"),), (products,), ("{products} {add} up to {value}.",))
            line = Line(f't["{name}"] = t["{states}"] @ t["{weight}"]', (name,))
            t = t.with_tensor(name, (torch.from_numpy(t.tensors[states]) @ found[k]).numpy(), line, cell)
    return t


def measured(t: Trace, name: str, values: np.ndarray, python: Python) -> Trace:
    """With a tensor more that was measured and not made by a layer, and the Python for it."""
    return t.with_tensor(name, values, Line(f't["{name}"] = {python.text}', (name,), python.before, python.imports))


def parting(t: Trace, a: str, b: str) -> int:
    """The last step at which the states of two sentences (T, H) are still the same, -1 where the first ones differ; one
    beyond the last where they never part."""
    same = [bool((x == y).all()) for x, y in zip(t.tensors[a], t.tensors[b], strict=False)]
    never = all(same) and len(t.tensors[a]) == len(t.tensors[b])
    return len(same) if never else [*same, False].index(False) - 1


def changed(now: np.ndarray, before: np.ndarray, by: float) -> Place:
    """The cells, flat, in which a tensor differs by more than ``by`` from another of its shape."""
    return tuple(int(k) for k in np.flatnonzero(np.abs(now - before) > by))


def largest(values: np.ndarray) -> float:
    """The largest magnitude in a tensor."""
    return float(np.abs(values).max())


def strongest(values: np.ndarray) -> Place:
    """The cell of the largest magnitude, the first of equals."""
    return tuple(int(k) for k in np.unravel_index(int(np.abs(values).argmax()), values.shape))


def sharpest(values: np.ndarray) -> Place:
    """The cell of a picture (C, H, W) that differs most from those around it."""
    around = np.pad(values, ((0, 0), (1, 1), (1, 1)), mode="edge")
    across, down = around[:, 1:-1, 2:] - around[:, 1:-1, :-2], around[:, 2:, 1:-1] - around[:, :-2, 1:-1]
    return strongest(np.hypot(across, down))


def newest(states: np.ndarray) -> Place:
    """The step and the unit at which a sentence's states (T, H) change most, from zeros on."""
    return strongest(np.diff(states, axis=0, prepend=np.zeros_like(states[:1])))


def behind(t: Trace, name: str, at: Place, until: str) -> Place:
    """The cell of the tensor ``until`` to which the strongest source of each cell leads back. Raises ``LookupError`` where
    none does."""
    seen: set[tuple[str, Place]] = set()
    while name != until and (name, at) not in seen:
        seen.add((name, at))
        terms = sorted(t.explain(name, at).terms, key=lambda term: -abs(term.value))
        sources = [source for term in terms for source in term.sources if source and source[0] in t.cells]
        if not sources:
            raise LookupError(f"{name} does not lead back to {until}.")
        name, at = sources[0]
    if name != until:
        raise LookupError(f"{name} leads back to itself and not to {until}.")
    return at


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's correlation of two tensors' cells; 0 where one of them is everywhere the same."""
    a, b = a.ravel(), b.ravel()
    return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else 0.0
