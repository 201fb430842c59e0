r"""Convolutions and pooling, by torch's names.

Sources: Dumoulin & Visin 2016 for the convolution's indices; torch's documentation of each module for the rest.
"""

from __future__ import annotations

from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Outside, Part, UnsupportedLayer, table, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import PLACE
from explainer.ops.products import weighted

Size = int | tuple[int, ...]


def _pair(value: Size) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


def _wants_plane(layer: nn.Module) -> str:
    channels = layer.in_channels if isinstance(layer, nn.Conv2d) else "channels"
    return f"it works on ({channels}, height, width) with height and width at least as large as its kernel"


def _wants_steps(layer: nn.Conv1d) -> str:
    return f"it works on ({layer.in_channels}, steps) with steps at least as many as its kernel"


def _group(channels: int, groups: int, out: int) -> tuple[int, Index]:
    """How many channels a map reads, and which: its group's."""
    each = channels // groups
    if groups == 1:
        return each, var("c")
    return each, var("c") + table(tuple(o // (out // groups) * each for o in range(out)), "o")


@operation(nn.Conv2d, "conv", rank=3, wants=_wants_plane)
def conv2d(layer: nn.Conv2d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o,i,j] = b[o] + \sum_{c,a,b} w[o,c,a,b]\; x[c,\, i s + a d - p,\, j s + b d - p]`, zero outside."""
    if layer.padding_mode != "zeros":
        raise UnsupportedLayer(f"Conv2d with padding_mode={layer.padding_mode!r} is not supported; 'zeros' is.")
    (sh, sw), (dh, dw), (kh, kw) = _pair(layer.stride), _pair(layer.dilation), _pair(layer.kernel_size)
    left, _, top, _ = layer._reversed_padding_repeated_twice
    channels, channel = _group(x[0], layer.groups, y[0])
    row, column = var("i") * sh + var("a") * dh - top, var("j") * sw + var("b") * dw - left
    products = Part(
        (Factor(source, (channel, row, column)), Factor("weight", (var("o"), var("c"), var("a"), var("b")))),
        (("c", channels, "channel"), ("a", kh, "row"), ("b", kw, "column")),
    )
    return weighted(PLACE, products, layer.bias is not None)


@operation(nn.Conv1d, "conv", rank=2, wants=_wants_steps)
def conv1d(layer: nn.Conv1d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o,t] = b[o] + \sum_{c,a} w[o,c,a]\, x[c,\, t s + a d - p]`, zero outside."""
    if layer.padding_mode != "zeros":
        raise UnsupportedLayer(f"Conv1d with padding_mode={layer.padding_mode!r} is not supported; 'zeros' is.")
    channels, channel = _group(x[0], layer.groups, y[0])
    left = layer._reversed_padding_repeated_twice[0]
    at = var("t") * layer.stride[0] + var("a") * layer.dilation[0] - left
    products = Part(
        (Factor(source, (channel, at)), Factor("weight", (var("o"), var("c"), var("a")))),
        (("a", layer.kernel_size[0], "word"), ("c", channels, "number")),
    )
    return weighted((("o", "map"), ("t", "word")), products, layer.bias is not None)


@operation(nn.MaxPool2d, "pool", rank=3, wants=_wants_plane)
def max_pool2d(layer: nn.MaxPool2d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[c,i,j] = \max_{a,b} x[c,\, i s + a d - p,\, j s + b d - p]`; what is outside does not take part."""
    if layer.return_indices:
        raise UnsupportedLayer("MaxPool2d with return_indices=True is not supported; leave it False.")
    window = _window(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    part = Part((Factor(source, window, "skip"),), _window_ranges(layer.kernel_size))
    return Cell(PLACE, (part,), ("{value} is the largest of {count}.",), reduce="max")


def _window(size: Size, stride: Size | None, padding: Size, dilation: Size = 1) -> tuple[Index, Index, Index]:
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride or size), _pair(padding), _pair(dilation)
    return var("o"), var("i") * sh + var("a") * dh - ph, var("j") * sw + var("b") * dw - pw


def _window_ranges(size: Size) -> tuple[tuple[str, int, str], ...]:
    kh, kw = _pair(size)
    return ("a", kh, "row"), ("b", kw, "column")


_MEAN = ("{value} is the mean of {count}.",)


@operation(nn.AvgPool2d, "avgpool", rank=3, wants=_wants_plane)
def avg_pool2d(layer: nn.AvgPool2d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[c,i,j] = \frac1{k_h k_w}\sum_{a,b} x[\dots]`; padding counts as zeros, or not at all (``count_include_pad``)."""
    if layer.divisor_override or (layer.ceil_mode and layer.count_include_pad):
        raise UnsupportedLayer(
            "AvgPool2d with divisor_override, or ceil_mode with count_include_pad, is not supported."
        )
    outside: Outside = "zero" if layer.count_include_pad else "skip"
    window = _window(layer.kernel_size, layer.stride, layer.padding)
    part = Part((Factor(source, window, outside),), _window_ranges(layer.kernel_size))
    return Cell(PLACE, (part,), _MEAN, reduce="mean")


@operation(nn.AdaptiveAvgPool2d, "avgpool", rank=3, wants=_wants_plane)
def adaptive_avg_pool2d(layer: nn.AdaptiveAvgPool2d, source: str, x: Shape, y: Shape) -> Cell:
    r"""The mean over rows :math:`\lfloor iH/H'\rfloor` to :math:`\lceil (i+1)H/H'\rceil - 1`, columns likewise."""
    rows, columns = _adaptive(x[1], y[1]), _adaptive(x[2], y[2])
    index = (var("o"), table(rows, "i", "a"), table(columns, "j", "b"))
    part = Part((Factor(source, index, "skip"),), _window_ranges((len(rows[0]), len(columns[0]))))
    return Cell(PLACE, (part,), _MEAN, reduce="mean")


def _adaptive(size: int, out: int) -> tuple[tuple[int, ...], ...]:
    """For each output the inputs of its window, filled up with -1 to one length."""
    windows = [range(i * size // out, -(-(i + 1) * size // out)) for i in range(out)]
    longest = max(map(len, windows))
    return tuple(tuple(w) + (-1,) * (longest - len(w)) for w in windows)
