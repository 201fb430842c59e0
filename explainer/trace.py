"""Run a network and keep every tensor with the declaration of how its cells came about.

>>> t = trace(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()), picture)
>>> t.tensors.keys(), t.explain("conv1", (0, 4, 7)).sentence
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from math import prod

import numpy as np
import torch
from torch import nn

from explainer.declaration import Cell, Factor
from explainer.explain import Explanation, explain
from explainer.ops import Operation, operation_of
from explainer.words import number, place

INPUT = "input"


class ShapeError(ValueError):
    """An input that the network cannot read; says the shape it has and what would work."""


@dataclass(frozen=True)
class Trace:
    """Everything a run left behind.

    ``tensors`` in order of the run and without the batch, ``weights`` under ``layer.weight``, and for each computed
    tensor, its declaration in ``cells``.
    """

    tensors: dict[str, np.ndarray]
    weights: dict[str, np.ndarray]
    cells: dict[str, Cell]

    def read(self, name: str) -> np.ndarray:
        """A tensor or a weight."""
        return self.tensors[name] if name in self.tensors else self.weights[name]

    def joined(self, other: Trace, names: Mapping[str, str]) -> Trace:
        """This trace with what ``other``, of the same input, adds to it: branches of one network. ``names`` gives layers
        of the other their names here; a layer whose name is in both is the same in both."""
        other = other.renamed(names)
        return Trace(
            self.tensors | other.tensors | self.tensors,
            self.weights | other.weights | self.weights,
            self.cells | other.cells | self.cells,
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
            {new[n]: _renamed(c, new) for n, c in self.cells.items()},
        )

    def explain(self, name: str, index: tuple[int, ...]) -> Explanation:
        """The arithmetic of one cell. Raises ``LookupError`` naming the tensor, its shape and what would work."""
        index = tuple(int(k) for k in np.atleast_1d(np.asarray(index, dtype=int)))
        self.check(name, index)
        shape, value = self.read(name).shape, float(self.read(name)[index])
        if name not in self.cells:
            axes = (("c", "channel"), ("i", "row"), ("j", "column"))[-len(shape) :]
            axes = axes if len(axes) == len(shape) else tuple((f"n{d}", "place") for d in range(len(shape)))
            said = f"{place(axes, index, shape)}: {number(value)}, as it came in."
            return Explanation(value, (), value, (), said)
        return explain(self.cells[name], index, value, self.read, shape)

    def has(self, name: str, index: tuple[int, ...]) -> bool:
        """Whether there is such a cell."""
        try:
            self.check(name, index)
        except LookupError:
            return False
        return True

    def changed(self, name: str, other: Trace | str, by: float) -> tuple[int, ...]:
        """The cells, flat, in which a tensor differs by more than ``by`` from the same of another trace, or from another
        tensor of this one."""
        before = self.tensors[other] if isinstance(other, str) else other.tensors[name]
        return tuple(int(k) for k in np.flatnonzero(np.abs(self.tensors[name] - before) > by))

    def largest_difference(self, name: str, other: str) -> float:
        """Between two tensors of one shape, the largest absolute difference of their cells."""
        return float(np.abs(self.tensors[name] - self.tensors[other]).max())

    def with_tensors(self, **tensors: np.ndarray) -> Trace:
        """With tensors more, which were measured and not made by a layer."""
        return replace(self, tensors=self.tensors | tensors)

    def largest(self, name: str) -> float:
        """The largest magnitude in a tensor."""
        return float(np.abs(self.tensors[name]).max())

    def correlation(self, name: str, other: str) -> float:
        """Pearson's correlation of two tensors' cells; 0 where one of them is everywhere the same."""
        a, b = self.tensors[name].ravel(), self.tensors[other].ravel()
        return float(np.corrcoef(a, b)[0, 1]) if a.std() and b.std() else 0.0

    def strongest(self, name: str) -> tuple[int, ...]:
        """The cell of the largest magnitude, the first of equals."""
        values = np.abs(self.tensors[name])
        return tuple(int(k) for k in np.unravel_index(int(values.argmax()), values.shape))

    def check(self, name: str, index: tuple[int, ...]) -> None:
        """Raise ``LookupError`` unless ``name`` is a tensor of this trace and ``index`` a cell of it."""
        if name not in self.tensors and name not in self.weights:
            raise KeyError(f"No tensor {name!r} in this trace; there are {', '.join(self.tensors)}.")
        shape = self.read(name).shape
        if len(index) != len(shape) or not all(0 <= k < n for k, n in zip(index, shape, strict=True)):
            ranges = ", ".join(f"0 to {n - 1}" for n in shape)
            raise IndexError(f"{name} has shape {shape}, so {index} is not a cell of it; use ({ranges}).")


def trace(module: nn.Module, x: torch.Tensor | np.ndarray) -> Trace:
    """Run ``module``, a supported layer or ``nn.Sequential`` of them, nested too, on one example.

    ``x`` is float32, with or without a batch dimension of one. Raises :class:`~explainer.ops.UnsupportedLayer` for a
    layer without a declaration and :class:`ShapeError` for an input that a layer cannot read. Layers run as in
    ``eval()``, without gradients, and the module is left as it was.
    """
    layers = [(layer, operation_of(layer)) for layer in _layers(module)]
    rank = _rank(layers)
    now = _with_batch(torch.as_tensor(x), rank)
    tensors = {INPUT: now[0].numpy()}
    weights: dict[str, np.ndarray] = {}
    cells: dict[str, Cell] = {}
    names: Counter[str] = Counter()
    source = INPUT
    with torch.no_grad():
        for layer, op in layers:
            names[op.prefix] += 1
            name = f"{op.prefix}{names[op.prefix]}"
            now, before = _run(layer, name, now), tuple(now.shape[1:])
            own = {**dict(layer.named_parameters()), **dict(layer.named_buffers())}
            weights |= {f"{name}.{key}": w.detach().numpy().copy() for key, w in own.items()}
            declared = op.declare(layer, source, before, tuple(now.shape[1:]))
            cells[name] = _renamed(declared, {key: f"{name}.{key}" for key in own})
            tensors[name] = now[0].numpy().copy()
            source = name
    return Trace(tensors, weights, cells)


def _layers(module: nn.Module) -> Iterator[nn.Module]:
    if isinstance(module, nn.Sequential):
        for child in module:
            yield from _layers(child)
    else:
        yield module


def _rank(layers: list[tuple[nn.Module, Operation]]) -> int | None:
    """How many dimensions the first layer that cares wants without the batch; None where none does."""
    for layer, op in layers:
        if isinstance(layer, nn.Flatten):
            return None
        if op.rank or isinstance(layer, nn.Linear):
            return op.rank or 1
    return None


def _with_batch(x: torch.Tensor, rank: int | None) -> torch.Tensor:
    """``x`` as float32 with a batch of one; ``rank`` is the number of dimensions wanted without it, if known."""
    x = x.detach().to("cpu", torch.float32, copy=True)
    batched = x.ndim == rank + 1 if rank else x.ndim in (2, 4) and x.shape[0] == 1
    if batched and x.shape[0] != 1:
        raise ShapeError(
            f"A trace shows one example, but the input of shape {tuple(x.shape)} holds {x.shape[0]}; pass x[0]."
        )
    if not batched:
        x = x[None]
    if not prod(x.shape):
        raise ShapeError(f"The input of shape {tuple(x.shape)} is empty.")
    return x


def _run(layer: nn.Module, name: str, x: torch.Tensor) -> torch.Tensor:
    was = layer.training
    try:
        y = layer.eval()(x)
    except (RuntimeError, IndexError, ValueError, AssertionError) as error:
        raise ShapeError(
            f"{name} cannot read an input of shape {tuple(x.shape[1:])}: {_wanted(layer)}. ({str(error).splitlines()[0]})"
        ) from error
    finally:
        layer.train(was)
    return y


def _wanted(layer: nn.Module) -> str:
    if isinstance(layer, nn.Linear):
        return f"the last dimension must be {layer.in_features}"
    channels = f"{layer.in_channels}" if isinstance(layer, nn.Conv2d) else "channels"
    return f"it works on ({channels}, height, width) with height and width at least as large as its kernel"


def _renamed(cell: Cell, names: Mapping[str, str]) -> Cell:
    """The declaration with other names for some of the tensors it reads."""

    def renamed(factor: Factor) -> Factor:
        index = tuple(i.renamed(names) for i in factor.index)
        return replace(factor, tensor=names.get(factor.tensor, factor.tensor), index=index)

    return replace(cell, parts=tuple(replace(part, of=tuple(map(renamed, part.of))) for part in cell.parts))
