"""Run a network and keep every tensor with the declaration of how its cells came about.

>>> t = trace(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()), picture)
>>> t.tensors.keys(), t.explain("conv1", (0, 4, 7)).sentence
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import prod
from typing import Any

import numpy as np
import torch
from torch import nn

from explainer.declaration import Cell, Factor, Part, var
from explainer.explain import Explanation, explain
from explainer.ops import Operation, operation_of
from explainer.recurrent import Held, unrolled
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

    def minus(self, name: str, a: str, b: str) -> Trace:
        """With a tensor more, one tensor less another of its shape."""
        axes = self.cells[a].out
        at = tuple(var(n) for n, _ in axes)
        parts = (Part((Factor(a, at),)), Part((Factor(b, at, through="minus"),)))
        cell = Cell(axes, parts, ("{value} is left.",))
        return replace(
            self, tensors={**self.tensors, name: self.tensors[a] - self.tensors[b]}, cells={**self.cells, name: cell}
        )

    def projected(self, name: str, states: str, direction: np.ndarray) -> Trace:
        """With a number more for each step of ``states`` (T, H): how far it lies in a direction (H,)."""
        weight = f"{name}.direction"
        products = Part(
            (Factor(states, (var("t"), var("k"))), Factor(weight, (var("k"),))), (("k", len(direction), "unit"),)
        )
        cell = Cell((("t", "word"),), (products,), ("{products} add up to {value}.",))
        values = (torch.from_numpy(self.tensors[states]) @ torch.from_numpy(direction)).numpy()
        return Trace({**self.tensors, name: values}, {**self.weights, weight: direction}, {**self.cells, name: cell})

    def main_directions(self, *states: str) -> np.ndarray:
        """(2, H): the two directions in which all these states (T, H) differ most, from torch's singular values."""
        every = torch.cat([torch.from_numpy(self.tensors[name]) for name in states])
        _, _, directions = torch.linalg.svd(every - every.mean(0), full_matrices=False)
        return directions[:2].numpy().copy()

    def one_minus(self, name: str, of: str) -> Trace:
        """With a tensor more, 1 less each cell of another."""
        axes = self.cells[of].out
        part = Part((Factor(of, tuple(var(n) for n, _ in axes), through="one_minus"),))
        cell = Cell(axes, (part,), ("1 less torch's, {value}.",))
        return replace(self, tensors={**self.tensors, name: 1 - self.tensors[of]}, cells={**self.cells, name: cell})

    def lengths(self, name: str, of: str) -> Trace:
        """With a tensor more, (T,): how long each step's vector of another, (T, H), is."""
        square = Part((Factor(of, (var("t"), var("k"))),) * 2, (("k", self.tensors[of].shape[1], "unit"),))
        said = ("{products}, each number times itself, add up to {before}; its root, the length, is {value}.",)
        cell = Cell((("t", "word"),), (square,), said, function=("sqrt",))
        values = np.linalg.norm(self.tensors[of], axis=1)
        return replace(self, tensors={**self.tensors, name: values}, cells={**self.cells, name: cell})

    def parting(self, a: str, b: str) -> int:
        """The last step at which the states of two sentences (T, H) are still the same, -1 where the first ones differ; one
        beyond the last where they never part."""
        same = [bool((x == y).all()) for x, y in zip(self.tensors[a], self.tensors[b], strict=False)]
        never = all(same) and len(self.tensors[a]) == len(self.tensors[b])
        return len(same) if never else [*same, False].index(False) - 1

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
    now = _with_batch(_batch_first(torch.as_tensor(x), layers), _rank(layers))
    tensors = {INPUT: now[0].numpy()}
    weights: dict[str, np.ndarray] = {}
    cells: dict[str, Cell] = {}
    names: Counter[str] = Counter()
    source = INPUT
    with torch.no_grad():
        for layer, op in layers:
            names[op.prefix] += 1
            name = f"{op.prefix}{names[op.prefix]}"
            named = {**dict(layer.named_parameters()), **dict(layer.named_buffers())}
            own = {key.removeprefix("layer."): tensor for key, tensor in named.items()}
            weights |= {f"{name}.{key}": w.detach().numpy().copy() for key, w in own.items()}
            renames = {key: f"{name}.{key}" for key in own}
            if isinstance(layer, nn.RNNBase | Held):
                opened = _run(partial(unrolled, name=name, source=source), layer, name, now[0])
                tensors |= {key: tensor.numpy().copy() for key, tensor in opened.tensors.items()}
                cells |= {key: _renamed(cell, renames) for key, cell in opened.cells.items()}
                now, source = opened.output[None], opened.last
                continue
            before = tuple(now.shape[1:])
            now = _run(_called, layer, name, now.long() if isinstance(layer, nn.Embedding) else now)
            declared = op.declare(layer, source, before, tuple(now.shape[1:]))
            cells[name] = _renamed(declared, renames)
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


def _batch_first(x: torch.Tensor, layers: list[tuple[nn.Module, Operation]]) -> torch.Tensor:
    """A recurrent layer may want the steps first, (T, B, …); here the batch is."""
    late = next((not one.batch_first for one, _ in layers if isinstance(one, nn.RNNBase)), False)
    if not late:
        return x
    whole = 2 if isinstance(layers[0][0], nn.Embedding) else 3
    return x.transpose(0, 1) if x.ndim == whole and x.shape[0] != 1 else x


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


def _called(layer: nn.Module, x: torch.Tensor) -> torch.Tensor:
    return layer(x)


def _run(call: Callable[[Any, torch.Tensor], Any], layer: nn.Module, name: str, x: torch.Tensor) -> Any:
    was, rank = layer.training, operation_of(layer).rank
    try:
        y = call(layer.eval(), x)
    except (RuntimeError, IndexError, ValueError, AssertionError) as error:
        shape = tuple(x.shape[-rank:] if rank else x.shape[1:])
        raise ShapeError(
            f"{name} cannot read an input of shape {shape}: {_wanted(layer)}. ({str(error).splitlines()[0]})"
        ) from error
    finally:
        layer.train(was)
    return y


def _wanted(layer: nn.Module) -> str:
    if isinstance(layer, nn.Linear):
        return f"the last dimension must be {layer.in_features}"
    if isinstance(layer, nn.RNNBase):
        return f"it works on (steps, {layer.input_size}) with at least one step"
    if isinstance(layer, nn.Embedding):
        return f"it works on whole numbers from 0 to {layer.num_embeddings - 1}"
    if isinstance(layer, nn.Conv1d):
        return f"it works on ({layer.in_channels}, steps) with steps at least as many as its kernel"
    channels = f"{layer.in_channels}" if isinstance(layer, nn.Conv2d) else "channels"
    return f"it works on ({channels}, height, width) with height and width at least as large as its kernel"


def _renamed(cell: Cell, names: Mapping[str, str]) -> Cell:
    """The declaration with other names for some of the tensors it reads."""

    def renamed(factor: Factor) -> Factor:
        index = tuple(i.renamed(names) for i in factor.index)
        return replace(factor, tensor=names.get(factor.tensor, factor.tensor), index=index)

    return replace(cell, parts=tuple(replace(part, of=tuple(map(renamed, part.of))) for part in cell.parts))
