"""Layers that follow each other, each with the torch that it is written as: what the chapters show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import prod
from typing import Any

import numpy as np
import torch
from torch import nn

from explainer.core.declaration import UnsupportedLayer
from explainer.core.program import Line
from explainer.core.registry import Opened, Operation, Rank, Reading, learned, operation_of
from explainer.core.steps import Python, Step, child
from explainer.core.trace import INPUT, Trace

Layer = tuple[nn.Module, Python, Operation[Any]]


class ShapeError(ValueError):
    """An input that the network cannot read; says the shape it has and what would work."""


def record(modules: Sequence[Step[nn.Module]], x: Step[np.ndarray] | Step[torch.Tensor], example: int = 0) -> Trace:
    """Run supported layers, or ``nn.Sequential`` of them, nested too, each with the Python for it, on one example.

    ``x`` is with or without a batch. Raises :class:`~explainer.core.declaration.UnsupportedLayer`
    for a layer without a declaration and :class:`ShapeError` for an input that a layer cannot read. Layers run as in
    ``eval()``, without gradients, and the module is left as it was.
    """
    layers = [found for module in modules for found in _layers(module)]
    now, said = _one_example(
        torch.as_tensor(x.value),
        x.text if isinstance(x.value, torch.Tensor) else f"torch.from_numpy({x.text})",
        layers,
        example,
    )
    given = Line(f't["{INPUT}"] = {said}', (INPUT,), x.python.before, x.python.imports)
    t = Trace({INPUT: now.numpy().copy()}, {}, {}, {INPUT: given})
    names: Counter[str] = Counter()
    source = INPUT
    with torch.no_grad():
        for layer, python, op in layers:
            prefix = op.prefix(layer)
            names[prefix] += 1
            at = Reading(f"{prefix}{names[prefix]}", source, python.text)
            opened = _open(layer, op, now, at)
            t = t.joined(_left_behind(layer, op, opened, at, python))
            now, source = opened.tensors[opened.last], opened.last
    return t


def _left_behind(layer: nn.Module, op: Operation[Any], opened: Opened, at: Reading, python: Python) -> Trace:
    own = learned(layer)
    names = {key: f"{at.name}.{key}" for key in own}
    held = {n: Line(f't["{n}"] = {op.holds(layer, at.call, key)}', (n,)) for key, n in names.items()}
    lines = {
        n: Line(
            line.code,
            line.makes,
            tuple(dict.fromkeys((*python.before, *line.before))),
            (*python.imports, *line.imports),
        )
        for n, line in (held | opened.lines).items()
    }
    return Trace(
        {n: tensor.numpy().copy() for n, tensor in opened.tensors.items()},
        {names[key]: w.detach().numpy().copy() for key, w in own.items()},
        {n: cell.renamed(names) for n, cell in opened.cells.items()},
        lines,
    )


def _layers(step: Step[nn.Module]) -> Iterator[Layer]:
    """The layers of a module in the order in which they run, each with the Python for it."""
    module, python = step.value, step.python
    if isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward:
        for k in range(len(module)):
            yield from _layers(child(step, k))
    else:
        yield module, python, operation_of(module)


def _rank(layers: list[Layer]) -> Rank:
    """How many dimensions the first layer that cares wants without the batch; None where none does."""
    return next((op.rank for _, _, op in layers if op.rank), None)


def _one_example(x: torch.Tensor, said: str, layers: list[Layer], example: int) -> tuple[torch.Tensor, str]:
    """``x`` as float32 and without a batch, and the Python for it.

    A recurrent layer may want the steps first, (T, B, …): the batch then comes second.
    """
    rank = _rank(layers)
    batched = x.ndim == rank + 1 if isinstance(rank, int) else x.ndim in (2, 4) and x.shape[0] == 1
    if batched:
        second = x.shape[0] != 1 and any(op.steps_first(layer) for layer, _, op in layers)
        held = x.shape[1 if second else 0]
        if not 0 <= example < held:
            raise IndexError(f"The input of shape {tuple(x.shape)} holds {held}: example must be from 0 to {held - 1}.")
        x, said = (x[:, example], f"{said}[:, {example}]") if second else (x[example], f"{said}[{example}]")
    if not prod(x.shape):
        raise ShapeError(f"The input of shape {tuple(x.shape)} is empty.")
    if x.dtype != torch.float32:
        said = f"{said}.float()"
    return x.detach().to("cpu", torch.float32, copy=True), said


def can_chain(module: object) -> bool:
    """Whether a module is a layer, or ``nn.Sequential`` of layers, that can be written as torch, all in float32."""
    if not isinstance(module, nn.Module) or any(
        x.is_floating_point() and x.dtype != torch.float32 for x in (*module.parameters(), *module.buffers())
    ):
        return False
    try:
        list(_layers(Step(module, Python("net"))))
    except UnsupportedLayer:
        return False
    return not any(m._forward_hooks or m._forward_pre_hooks for m in module.modules())


def _open(layer: nn.Module, op: Operation[Any], x: torch.Tensor, at: Reading) -> Opened:
    was = layer.training
    try:
        if isinstance(op.rank, int) and x.ndim < op.rank:
            raise ValueError(f"{x.ndim} dimensions, {op.rank} wanted")
        return op.open(layer.eval(), x.to(op.cast, copy=True), at)
    except (RuntimeError, IndexError, ValueError, AssertionError) as error:
        shape = tuple(x.shape)
        raise ShapeError(
            f"{at.name} cannot read an input of shape {shape}: {op.wants(layer)}. ({str(error).splitlines()[0]})"
        ) from error
    finally:
        layer.train(was)
