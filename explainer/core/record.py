"""Record any module: run it once and keep every tensor with the declaration of how its cells came about.

>>> t = trace(nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU()), picture)
>>> t.tensors.keys(), t.explain("conv1", (0, 4, 7)).sentence
>>> t = trace(models.resnet18(), picture[None])
>>> t.explain("layer2.0.add", (3, 1, 1)).total, t.source("layer2.0.add")
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.utils._pytree import tree_map

from explainer.core.batch import Batch, batch_of, held_for, one_of
from explainer.core.chain import can_chain, record
from explainer.core.declaration import UnsupportedLayer
from explainer.core.loops import folded
from explainer.core.naming import Names, called, joined, paths
from explainer.core.registry import prefix_of
from explainer.core.run import Run, refuse, run
from explainer.core.steps import Python, Step
from explainer.core.trace import Decided, Trace
from explainer.core.versions import Born

MANY = 10_000_000
_EVAL = "The module is in training mode; it was recorded as in eval()."


def trace(module: Callable[..., Any], *inputs: Any, example: int = 0, **kwargs: Any) -> Trace:
    """Run ``module``, any ``nn.Module`` or function of tensors, once, and keep what every number in it is made of.

    ``inputs`` and ``kwargs`` are what its forward takes, tensors or arrays among them, in lists and dictionaries too. Where
    they hold a batch, one ``example`` of it is kept, and tensors are without that dimension, unless the module mixes
    examples. The module runs as in ``eval()`` and is left as it was, and so are the inputs.

    Raises :class:`~explainer.core.declaration.UnsupportedLayer`, with what works instead, where numbers cannot be seen; what the
    module's own forward raises comes through, with the name of the module and the shapes that it was given.
    """
    inputs, kwargs = tree_map(_tensor, inputs), tree_map(_tensor, kwargs)
    refuse(module, inputs, kwargs)
    if (
        len(inputs) == 1
        and not kwargs
        and isinstance(inputs[0], torch.Tensor)
        and inputs[0].dtype != torch.float64
        and can_chain(module)
    ):
        try:
            return record([Step(module, Python("net"))], Step(inputs[0], Python("x")), example)  # type: ignore[arg-type]
        except UnsupportedLayer:
            pass
    return _traced(module, inputs, kwargs, example)


def _tensor(x: Any) -> Any:
    return torch.from_numpy(x) if isinstance(x, np.ndarray) else x


def _traced(module: Callable[..., Any], inputs: Any, kwargs: Any, example: int) -> Trace:
    found = run(module, inputs, kwargs)
    tensors = found.watch.tensors
    given = [f"<{name}" for name in found.inputs]
    batch = batch_of(tensors.born, tensors.before, given, example > 0)
    sizes = [tensors.before[key].values.shape[axis] for key, axis in (batch.axes | batch.alone).items() if key in given]
    if sizes and not 0 <= example < sizes[0]:
        raise IndexError(f"The batch holds {sizes[0]}: example must be from 0 to {sizes[0] - 1}.")
    if batch.alone:
        lone = _alone(module, found, batch, inputs, kwargs, example)
        if lone:
            return lone
        batch = Batch({})
    if example and not any(key in batch.axes for key in given):
        raise IndexError(
            f"example={example} was asked for, but no batch was found in the input, or its examples are mixed."
        )
    return _assembled(module, found, batch.axes, example)


def _alone(
    module: Callable[..., Any], found: Run, batch: Batch, inputs: Any, kwargs: Any, example: int
) -> Trace | None:
    """One example run by itself, as a batch of one; None where it cannot be, or where the others change what comes out."""
    order = iter(found.inputs)
    seen: dict[int, Any] = {}

    def one(x: Any) -> Any:
        if not isinstance(x, torch.Tensor):
            return x
        if id(x) not in seen:
            axis = batch.alone.get(f"<{next(order, '')}")
            seen[id(x)] = x if axis is None else x.narrow(axis, example, 1)
        return seen[id(x)]

    try:
        lone = _traced(module, tree_map(one, inputs), tree_map(one, kwargs), 0)
    except Exception:
        return None
    size = next(found.watch.tensors.of(key).values.shape[axis] for key, axis in batch.alone.items())
    whole = [_numbers(found.watch.tensors.of(key).values) for key in found.outputs]
    alike = len(whole) == len(lone.outputs) and all(
        _is_example(x, lone.tensors.get(name), example, size) for x, name in zip(whole, lone.outputs, strict=False)
    )
    return lone if alike else None


def _is_example(whole: np.ndarray, one: np.ndarray | None, example: int, size: int) -> bool:
    """Whether what came out for one example alone is its part of what came out for all, along any dimension, or all of it."""
    if one is None:
        return False
    parts = [whole, *(whole.take(example, d) for d, n in enumerate(whole.shape) if n == size)]
    if whole.ndim and whole.shape[0] % size == 0:
        parts.append(whole.reshape(size, -1)[example])
    return any(
        x.size == one.size and np.allclose(x.ravel(), one.ravel(), rtol=1e-4, atol=1e-6, equal_nan=True) for x in parts
    )


def _assembled(module: object, found: Run, axes: dict[str, int], example: int) -> Trace:
    all_of = found.watch.tensors
    by_key = {one.key: one for one in all_of.born}
    kept = found.kept
    born = [one for one in all_of.born if one.key in kept]
    shapes = {key: tuple(one.values.shape) for key, one in (all_of.before | by_key).items()}
    holders = {one.key: one for one in born if one.held}
    tables = held_for(born, axes, example)
    alone = [
        replace(one, values=tables.get(one.key, one.values))
        if one.held
        else one_of(one, axes, example, shapes, holders)
        for one in born
    ]
    fold = folded(alone, found.outputs)
    given = Names()
    where = paths(module, prefix_of) if isinstance(module, nn.Module) else {}
    names = {f"<{name}": given.new(name) for name in found.inputs}
    names |= _own_names(module, where, all_of.before, kept, given)
    names |= called(fold.born, where, given)
    names |= {key: names[loop] for key, (loop, _) in fold.where.items() if key not in names}
    tensors = {
        names[f"<{name}"]: _numbers(one_of(all_of.before[f"<{name}"], axes, example, shapes, holders).values)
        for name in found.inputs
    }
    weights = {
        names[key]: _numbers(one.values)
        for key, one in all_of.before.items()
        if key in kept and not key.startswith("<")
    }
    cells, sources, opaque = {}, {}, {}
    for one in fold.born:
        name = names[one.key]
        if one.held:
            weights[name] = _numbers(one.values)
            continue
        tensors[name] = _numbers(one.values)
        sources[name] = one.spot.line
        if one.cell is not None:
            cells[name] = one.cell.renamed(names)
        elif one.opaque:
            opaque[name] = (one.op, tuple(names[key] for key in one.of if key in names))
    for name, values in tensors.items():
        if values.size > MANY:
            warnings.warn(
                f"{name} has {values.size:,} numbers; keeping them takes {values.nbytes / 2**20:,.0f} MB.", stacklevel=4
            )
    decided = tuple(Decided(names[d.key], d.value, d.spot.line) for d in found.watch.decided)
    notes = (_EVAL,) if found.was_training else ()
    outputs = tuple(names.get(f"{key}>") or names[key] for key in found.outputs)
    return Trace(tensors, weights, cells, sources=sources, decided=decided, opaque=opaque, notes=notes, outputs=outputs)


def _own_names(
    module: object, where: dict[int, str], before: dict[str, Born], kept: set[str], given: Names
) -> dict[str, str]:
    """What a module's own numbers are called, each once, and other tensors that were there before."""
    modules = module.named_modules() if isinstance(module, nn.Module) else ()
    names = {
        f"={joined(path, own)}": joined(where.get(id(one), ""), own)
        for path, one in modules
        for own in (*one._parameters, *one._buffers)
    }
    return {key: given.new(names.get(key, "constant")) for key in before if key in kept and not key.startswith("<")}


def _numbers(x: torch.Tensor) -> np.ndarray:
    """As numpy has them; what numpy has not, in float32, which is exact."""
    x = x.detach()
    return x.float().numpy() if x.dtype in (torch.bfloat16, torch.float16) else x.numpy()
