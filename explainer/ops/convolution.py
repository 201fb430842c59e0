r"""Convolutions of one, two and three dimensions, and transposed ones.

Sources: Dumoulin & Visin 2016 for the indices; torch's documentation of each.
"""

from __future__ import annotations

from explainer.core.call import Call, Ref, declares
from explainer.core.declaration import Cell, Factor, Part, table, var
from explainer.ops.axes import WINDOW, in_each, of_maps, spatial

_SUM = ("{products} {add} up to {value}.",)
_WITH_BIAS = ("{products} and the bias add up to {value}.",)


def _bias(call: Call) -> tuple[Part, ...]:
    bias = call["bias"]
    return (Part((Factor(bias.name, (var("o"),)),), label="bias"),) if isinstance(bias, Ref) else ()


@declares("conv1d", "conv2d", "conv3d", "convolution")
def convolution(call: Call) -> Cell:
    r""":math:`y[o,i,j] = b[o] + \sum_{c,a,b} w[o,c,a,b]\; x[c,\, i s + a d - p,\, j s + b d - p]`, zero outside."""
    x, weight = call["input"] or call["self"], call["weight"]
    dims = weight.ndim - 2
    if call["transposed"]:
        return _transposed(call, x, weight, dims)
    stride, dilation = in_each(call["stride"], dims), in_each(call["dilation"], dims)
    padding, sizes, groups = call["padding"], weight.shape[2:], call["groups"] or 1
    if padding == "same":
        lows = [d * (k - 1) // 2 for d, k in zip(dilation, sizes, strict=True)]
    else:
        lows = [0] * dims if padding == "valid" else in_each(padding, dims)
    out, lead = of_maps(x.ndim, dims)
    place = [name for name, _ in spatial(dims)]
    window = WINDOW[:dims]
    at = tuple(var(i) * s + var(a) * d - p for i, a, s, d, p in zip(place, window, stride, dilation, lows, strict=True))
    channels, maps = weight.shape[1], weight.shape[0]
    channel = (
        var("c") if groups == 1 else var("c") + table(tuple(o // (maps // groups) * channels for o in range(maps)), "o")
    )
    words = [word for _, word in spatial(dims)]
    ranges = (("c", channels, "channel"), *zip(window, sizes, words, strict=True))
    over = ranges if dims > 1 else ranges[::-1]
    own = (var("o"), var("c"), *(var(a) for a in window))
    products = Part((Factor(x.name, (*lead, channel, *at)), Factor(weight.name, own)), over)
    bias = _bias(call)
    return Cell(out, (products, *bias), _WITH_BIAS if bias else _SUM)


@declares("conv_transpose1d", "conv_transpose2d", "conv_transpose3d")
def transposed(call: Call) -> Cell:
    r""":math:`y[o,i] = b[o] + \sum_{c,a} w[c,o,a]\; x[c, (i + p - a d) / s]`, where that is a whole number."""
    x, weight = call["input"], call["weight"]
    return _transposed(call, x, weight, weight.ndim - 2)


def _transposed(call: Call, x: Ref, weight: Ref, dims: int) -> Cell:
    stride, dilation, padding = (in_each(call[k], dims) for k in ("stride", "dilation", "padding"))
    groups = call["groups"] or 1
    out, lead = of_maps(x.ndim, dims)
    window = WINDOW[:dims]
    sizes, words = weight.shape[2:], [word for _, word in spatial(dims)]
    at = []
    for d, (name, _) in enumerate(spatial(dims)):
        length = call.shape[len(call.shape) - dims + d]
        rows = []
        for i in range(length):
            reach = [i + padding[d] - a * dilation[d] for a in range(sizes[d])]
            whole = [
                r // stride[d] if r % stride[d] == 0 and 0 <= r // stride[d] < x.shape[x.ndim - dims + d] else -1
                for r in reach
            ]
            rows.append(tuple(whole))
        at.append(table(tuple(rows), name, window[d]))
    each = weight.shape[0] // groups
    per = weight.shape[1]
    maps = per * groups
    if groups == 1:
        channel, own = var("c"), var("o")
    else:
        channel = var("c") + table(tuple(o // per * each for o in range(maps)), "o")
        own = table(tuple(o % per for o in range(maps)), "o")
    over = (("c", each, "channel"), *zip(window, sizes, words, strict=True))
    kernel = Factor(weight.name, (channel, own, *(var(a) for a in window)))
    products = Part((Factor(x.name, (*lead, channel, *at), "skip"), kernel), over)
    bias = _bias(call)
    return Cell(out, (products, *bias), _WITH_BIAS if bias else _SUM)
