r"""Pooling of one, two and three dimensions: the largest, the mean, in windows or adaptively.

Source: torch's documentation of each.
"""

from __future__ import annotations

import torch

from explainer.core.call import Call, Declared, Ref, declares
from explainer.core.declaration import Cell, Factor, Index, Outside, Part, table, var
from explainer.core.places import done, moved, places
from explainer.ops.axes import WINDOW, Out, in_each, of_maps, spatial
from explainer.ops.picking import passed_over, place_of

_LARGEST = ("{value} is the largest of {count}.",)
_MEAN = ("{value} is the mean of {count}.",)


def _dims(call: Call) -> int:
    return int(next(c for c in call.op if c.isdigit()))


@declares("max_pool1d", "max_pool2d", "max_pool3d")
def max_pool(call: Call) -> Declared:
    r""":math:`y[c,i,j] = \max_{a,b} x[c,\, i s + a d - p,\, j s + b d - p]`; what is outside does not take part."""
    return _largest(call)


def _largest(call: Call) -> Cell:
    dims = _dims(call)
    x = call["self"]
    size = in_each(call["kernel_size"], dims)
    stride = in_each(call["stride"] or size, dims)
    padding, dilation = in_each(call["padding"], dims), in_each(call["dilation"], dims)
    out, lead = of_maps(x.ndim, dims)
    at = tuple(
        var(name) * s + var(a) * d - p
        for (name, _), a, s, d, p in zip(spatial(dims), WINDOW, stride, dilation, padding, strict=False)
    )
    over = tuple((a, k, word) for a, k, (_, word) in zip(WINDOW, size, spatial(dims), strict=False))
    return Cell(out, (Part((Factor(x.name, (*lead, var("o"), *at), "skip"),), over),), _LARGEST, reduce="max")


@declares("max_pool1d_with_indices", "max_pool2d_with_indices", "max_pool3d_with_indices")
def max_pool_with_places(call: Call) -> list[Cell]:
    """The same, and where in its map each of them stands."""
    return [_largest(call), _places(call, _dims(call))]


def _places(call: Call, dims: int) -> Cell:
    """Where in its map the number that was taken stands, counted through from 0."""
    x = call["self"]
    values, found = call.out
    out, lead = of_maps(x.ndim, dims)
    flat = found.flatten(-dims)
    before = passed_over(x.values.flatten(-dims), flat).reshape(found.shape)
    inner = [f"p{d}" for d in range(dims)]
    over = tuple((p, n, word) for p, n, (_, word) in zip(inner, x.shape[x.ndim - dims :], spatial(dims), strict=True))
    among = Part((Factor(x.name, (*lead, var("o"), *(var(p) for p in inner))),), over)
    return place_of(call, Ref(call.named(0), values), before, among, out)


@declares("fractional_max_pool2d", "fractional_max_pool3d")
def fractional_max_pool(call: Call) -> list[Cell]:
    """The largest of windows whose edges are drawn, and where in its map each of them stands."""
    x = call["self"]
    dims = _dims(call)
    found = call.out[1]
    taken = places(x.shape).flatten(-dims).gather(-1, found.flatten(-dims)).reshape(found.shape)
    out, _ = of_maps(x.ndim, dims)
    return [moved(call, [x], taken, out, sentence=("{value} is the largest of its window.",)), _places(call, dims)]


@declares("max_unpool2d", "max_unpool3d")
def max_unpool(call: Call) -> Cell:
    """Each number back where it stood; the rest is zero."""
    x = call["self"]
    out, _ = of_maps(x.ndim, _dims(call))
    return moved(call, [x], done(lambda where: call.again(self=where), places(x.shape, 1)) - 1, out)


@declares("avg_pool1d", "avg_pool2d", "avg_pool3d")
def avg_pool(call: Call) -> Cell:
    r""":math:`y[c,i,j]`: the mean of a window; padding counts as zeros, or not at all (``count_include_pad``). A window that
    ``ceil_mode`` lets hang over counts no more than what of it lies within the padding."""
    dims = _dims(call)
    x = call["self"]
    size = in_each(call["kernel_size"], dims)
    stride, padding = in_each(call["stride"] or size, dims), in_each(call["padding"], dims)
    out, lead = of_maps(x.ndim, dims)
    counted = call["count_include_pad"] is not False
    divisor = call["divisor_override"]
    at: list[Index] = []
    for d, ((name, _), a) in enumerate(zip(spatial(dims), WINDOW, strict=False)):
        length, n = call.shape[len(call.shape) - dims + d], x.shape[x.ndim - dims + d]
        reach = [[i * stride[d] + k - padding[d] for k in range(size[d])] for i in range(length)]
        if counted and not divisor and call["ceil_mode"] and any(r >= n + padding[d] for row in reach for r in row):
            return _ragged(call, x, out, lead, size, stride, padding, dims)
        at.append(var(name) * stride[d] + var(a) - padding[d])
    outside: Outside = "zero" if counted or divisor else "skip"
    over = tuple((a, k, word) for a, k, (_, word) in zip(WINDOW, size, spatial(dims), strict=False))
    part = Part((Factor(x.name, (*lead, var("o"), *at), outside),), over)
    if divisor:
        return Cell(
            out, (part,), ("{value}: what {count} add up to, by the divisor.",), function=("scaled", 1 / divisor)
        )
    return Cell(out, (part,), _MEAN, reduce="mean")


def _ragged(
    call: Call,
    x: Ref,
    out: Out,
    lead: tuple[Index, ...],
    size: list[int],
    stride: list[int],
    padding: list[int],
    dims: int,
) -> Cell:
    """Windows that hang over the padding: of each what it counts, as weights along every dimension."""

    factors, at = [], []
    for d, ((name, _), a) in enumerate(zip(spatial(dims), WINDOW, strict=False)):
        length, n = call.shape[len(call.shape) - dims + d], x.shape[x.ndim - dims + d]
        rows = []
        for i in range(length):
            reach = [i * stride[d] + k - padding[d] for k in range(size[d])]
            within = [r for r in reach if r < n + padding[d]]
            rows.append([(0 <= r < n) / max(1, len(within)) for r in reach])
        name_ = call.held(f"share{d}", torch.tensor(rows, dtype=torch.float64))
        factors.append(Factor(name_, (var(name), var(a))))
        at.append(var(name) * stride[d] + var(a) - padding[d])
    over = tuple((a, k, word) for a, k, (_, word) in zip(WINDOW, size, spatial(dims), strict=False))
    part = Part((Factor(x.name, (*lead, var("o"), *at), "skip"), *factors), over)
    return Cell(out, (part,), ("{value} is the mean of what the window holds.",))


@declares(
    "adaptive_avg_pool1d",
    "adaptive_avg_pool2d",
    "adaptive_avg_pool3d",
    "_adaptive_avg_pool2d",
    "_adaptive_avg_pool3d",
)
def adaptive_avg_pool(call: Call) -> Cell:
    r"""The mean over rows :math:`\lfloor iH/H'\rfloor` to :math:`\lceil (i+1)H/H'\rceil - 1`, columns likewise."""
    return _adaptive(call, "mean", _MEAN)


@declares("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d")
def adaptive_max_pool(call: Call) -> list[Cell]:
    """The largest over the same windows, and where in its map each of them stands."""
    return [_adaptive(call, "max", _LARGEST), _places(call, _dims(call))]


def _adaptive(call: Call, reduce: str, sentence: tuple[str, ...]) -> Cell:
    dims = _dims(call)
    x = call["self"] if isinstance(call["self"], Ref) else call["input"]
    out, lead = of_maps(x.ndim, dims)
    shape = call.shape
    rows = [adaptive(x.shape[x.ndim - dims + d], shape[len(shape) - dims + d]) for d in range(dims)]
    at = tuple(_window(entries, name, a) for entries, (name, _), a in zip(rows, spatial(dims), WINDOW, strict=False))
    over = tuple((a, len(entries[0]), word) for entries, a, (_, word) in zip(rows, WINDOW, spatial(dims), strict=False))
    return Cell(out, (Part((Factor(x.name, (*lead, var("o"), *at), "skip"),), over),), sentence, reduce=reduce)


def _window(entries: tuple[tuple[int, ...], ...], name: str, a: str) -> Index:
    """As a sum of multiples where all windows are alike."""
    step = entries[1][0] - entries[0][0] if len(entries) > 1 else 0
    regular = all(entry == i * step + k for i, row in enumerate(entries) for k, entry in enumerate(row))
    return var(name) * step + var(a) if regular else table(entries, name, a)


def adaptive(size: int, out: int) -> tuple[tuple[int, ...], ...]:
    """For each output the inputs of its window, filled up with -1 to one length."""
    windows = [range(i * size // out, -(-(i + 1) * size // out)) for i in range(out)]
    longest = max(map(len, windows))
    return tuple(tuple(w) + (-1,) * (longest - len(w)) for w in windows)
