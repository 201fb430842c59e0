"""A network written as torch: its layers as torch itself prints them, then what differs from the weights it was given.

Both are read off the network that is on show, so that whatever was done to it (a kernel edited, silenced, or both) is
in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from explainer.core.steps import Python, Step, number, tensor

Weights = dict[str, torch.Tensor]
A_FEW = 4


def built(name: str, net: nn.Module, weights: Step[Weights] | None = None) -> Step[nn.Module]:
    """``net`` in a variable called ``name``: built, given ``weights`` where there are such, and what differs from them."""
    lines = [f"{name} = {_written(net)}"]
    if weights:
        lines.append(weights.python.doing(f"{name}.load_state_dict({{}})", weights.value))
    lines += _differences(name, net, weights.value if weights else {})
    python = Python(name, tuple(lines))
    return Step(net, python.needing(weights.python) if weights else python)


def _written(module: nn.Module) -> str:
    if not isinstance(module, nn.Sequential):
        return _layer(module)
    rows = [_written(child).replace("\n", "\n    ") for child in module]
    chain = all(_is_torch(child) and not isinstance(child, nn.RNNBase) for child in module)
    lines = "".join(f"\n    {row.replace('  #', ',  #') if '  #' in row else row + ','}" for row in rows)
    return f"nn.Sequential({lines}\n)" if chain else f"nn.ModuleList([{lines}\n])"


def _layer(layer: nn.Module) -> str:
    """A layer of ours has learned nothing: it only keeps its place among the others."""
    return f"nn.{layer!r}" if _is_torch(layer) else f"nn.Identity()  # {type(layer).__name__} has learned nothing"


def _is_torch(module: nn.Module) -> bool:
    return type(module).__module__.startswith("torch.nn.")


def _differences(name: str, net: nn.Module, before: Weights) -> Iterator[str]:
    for key, values in net.state_dict().items():
        layer, _, own = key.rpartition(".")
        if layer and not _is_torch(net.get_submodule(layer)):
            continue
        path = f"{name}{''.join(f'[{part}]' for part in layer.split('.') if part)}.{own}.data"
        old = before.get(key)
        if old is None:
            yield f"{path} = {tensor(values)}"
        elif not torch.equal(old, values):
            yield from _rows(path, old, values)


def _rows(path: str, old: torch.Tensor, new: torch.Tensor) -> Iterator[str]:
    """Single numbers where a few differ, else each first dimension's rows that do."""
    differ = old != new
    if int(differ.sum()) <= A_FEW:
        for at in differ.nonzero().tolist():
            yield f"{path}[{', '.join(map(str, at))}] = {number(float(new[tuple(at)]))}"
        return
    for k in (
        differ.flatten(1).any(1).nonzero().flatten().tolist() if new.ndim > 1 else differ.nonzero().flatten().tolist()
    ):
        yield f"{path}[{k}] = {tensor(new[k]) if new[k].any() else 0}"
