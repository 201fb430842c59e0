"""Numbers in shares of their sum."""

from __future__ import annotations

from torch import nn

from explainer.core.declaration import Cell, Factor, Part, UnsupportedLayer, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import axes


def _axis(layer: nn.Softmax, rank: int) -> int:
    """Which dimension without the batch a softmax runs over; torch counts with it."""
    axis = layer.dim if layer.dim is not None else -1
    axis = axis - 1 if axis >= 0 else axis + rank
    if not 0 <= axis < rank:
        raise UnsupportedLayer(f"Softmax over dim={layer.dim} runs over the batch; use dim=-1.")
    return axis


def _over_dim(layer: nn.Softmax, call: str, source: str, y: Shape) -> str:
    return f"{source}.softmax({_axis(layer, len(y))})"


@operation(nn.Softmax, "softmax", _over_dim)
def softmax(layer: nn.Softmax, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[i] = e^{x[i]} / \sum_k e^{x[k]}`, along ``dim`` (counted with the batch, as torch does)."""
    axis, out = _axis(layer, len(y)), axes(len(y))
    index = tuple(var("k") if d == axis else var(n) for d, (n, _) in enumerate(out))
    part = Part((Factor(source, index),), (("k", x[axis], "class"),))
    sentence = ("its exponential, divided by the sum of all {count}, is {value}.",)
    return Cell(out, (part,), sentence, reduce="softmax", own=var(out[axis][0]), share=True)
