"""The same numbers in another shape."""

from __future__ import annotations

from math import prod

from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import axes


def _reshaped(layer: nn.Flatten, call: str, source: str, y: Shape) -> str:
    return f"{source}.flatten()" if len(y) == 1 else f"{source}.reshape{y}"


@operation(nn.Flatten, "flatten", _reshaped, rank="any")
def flatten(layer: nn.Flatten, source: str, x: Shape, y: Shape) -> Cell:
    """The same numbers in the same order: a view of the storage."""
    out = axes(len(y))
    storage = sum((var(n) * prod(y[d + 1 :]) for d, (n, _) in enumerate(out)), Index())
    return Cell(out, (Part((Factor(source, (storage,)),)),), ("{value}, moved here unchanged.",))
