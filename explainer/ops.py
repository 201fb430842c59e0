r"""Each operation: which torch module it is, and the declaration of what its cells are made of.

A new operation is one decorated function here. It gets the layer, the name of what it reads, that tensor's shape and
the output's, without the batch, and returns a :class:`~explainer.declaration.Cell`. Tensors called as a parameter or
buffer of the layer (``weight``, ``bias``) mean its own. Nothing else has to know the operation: tracing, arithmetic,
highlights, lines and sentences all follow.

Sources: Dumoulin & Visin 2016 for the convolution's indices; torch's documentation of each module for the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import prod
from typing import Any

from torch import nn

from explainer.declaration import Cell, Factor, Index, Outside, Part, UnsupportedLayer, table, var
from explainer.nets.centring import TAPS, Centring
from explainer.nets.layers import Step
from explainer.nets.reading import Counts, Last, Pairs, Strongest, Turned, Window
from explainer.recurrent import Held

Shape = tuple[int, ...]
Declare = Callable[[Any, str, Shape, Shape], Cell]

PLACE = (("o", "map"), ("i", "row"), ("j", "column"))


@dataclass(frozen=True)
class Operation:
    """``prefix`` names its tensors (``conv1``); ``rank`` is how many dimensions it wants without the batch, if it cares."""

    prefix: str
    rank: int | None
    declare: Declare


OPERATIONS: dict[type[nn.Module], Operation] = {}


def operation(module: type[nn.Module], prefix: str, rank: int | None = None) -> Callable[[Declare], Declare]:
    """Register a declaration for a torch module."""

    def register(declare: Declare) -> Declare:
        OPERATIONS[module] = Operation(prefix, rank, declare)
        return declare

    return register


def operation_of(layer: nn.Module) -> Operation:
    """The operation for a layer; raises :class:`UnsupportedLayer` naming it and what is supported."""
    if isinstance(layer, Held):
        return operation_of(layer.layer)
    try:
        return OPERATIONS[type(layer)]
    except KeyError:
        known = ", ".join(sorted(m.__name__ for m in OPERATIONS))
        raise UnsupportedLayer(f"{type(layer).__name__} is not supported; supported are {known}.") from None


def _pair(value: Any) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (int(value[0]), int(value[1]))


@operation(nn.Conv2d, "conv", rank=3)
def conv2d(layer: nn.Conv2d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o,i,j] = b[o] + \sum_{c,a,b} w[o,c,a,b]\; x[c,\, i s + a d - p,\, j s + b d - p]`, zero outside."""
    if layer.padding_mode != "zeros":
        raise UnsupportedLayer(f"Conv2d with padding_mode={layer.padding_mode!r} is not supported; 'zeros' is.")
    (sh, sw), (dh, dw), (kh, kw) = _pair(layer.stride), _pair(layer.dilation), _pair(layer.kernel_size)
    left, _, top, _ = layer._reversed_padding_repeated_twice
    channels = x[0] // layer.groups
    channel = var("c")
    if layer.groups > 1:
        per_group = y[0] // layer.groups
        channel = channel + table(tuple(o // per_group * channels for o in range(y[0])), "o")
    row, column = var("i") * sh + var("a") * dh - top, var("j") * sw + var("b") * dw - left
    products = Part(
        (Factor(source, (channel, row, column)), Factor("weight", (var("o"), var("c"), var("a"), var("b")))),
        (("c", channels, "channel"), ("a", kh, "row"), ("b", kw, "column")),
    )
    return _weighted(PLACE, products, layer.bias is not None)


def _weighted(out: tuple[tuple[str, str], ...], products: Part, bias: bool) -> Cell:
    """A sum of products with, or without, a bias for each output ``o``."""
    if not bias:
        return Cell(out, (products,), ("{products} add up to {value}.",))
    added = Part((Factor("bias", (var("o"),)),), label="bias")
    return Cell(out, (products, added), ("{products} and the bias add up to {value}.",))


@operation(nn.Linear, "linear")
def linear(layer: nn.Linear, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o] = b[o] + \sum_i w[o,i]\, x[i]`, over the last dimension."""
    lead = _axes(len(y))[:-1]
    products = Part(
        (Factor(source, (*(var(n) for n, _ in lead), var("k"))), Factor("weight", (var("o"), var("k")))),
        (("k", layer.in_features, "input"),),
    )
    return _weighted((*lead, ("o", "output")), products, layer.bias is not None)


def _axes(rank: int) -> tuple[tuple[str, str], ...]:
    """Names and words for the coordinates of a tensor whose meaning the operation does not know."""
    if rank == 3:
        return PLACE
    return tuple((f"n{d}", "place" if rank == 1 else f"place in dimension {d + 1}") for d in range(rank))


def _pointwise(source: str, y: Shape, sentence: tuple[str, ...], *function: Any) -> Cell:
    """One cell in, the cell at the same place out."""
    axes = _axes(len(y))
    return Cell(axes, (Part((Factor(source, tuple(var(n) for n, _ in axes)),)),), sentence, function=function)


_CURVE = ("{before} becomes {value}.",)


@operation(nn.ReLU, "relu")
def relu(layer: nn.ReLU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = \max(0, x)`."""
    sentence = ("{before} is above zero, so it stays.", "Zero stays zero.", "{before} is below zero, so it becomes 0.")
    return _pointwise(source, y, sentence, "relu")


@operation(nn.LeakyReLU, "leaky")
def leaky_relu(layer: nn.LeakyReLU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = x` above zero, :math:`\alpha x` below."""
    slope = layer.negative_slope
    below = f"{{before}} is below zero, so {slope:g} of it is kept: {{value}}."
    sentence = ("{before} is above zero, so it stays.", "Zero stays zero.", below)
    return _pointwise(source, y, sentence, "leaky_relu", slope)


@operation(nn.Tanh, "tanh")
def tanh(layer: nn.Tanh, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = \tanh x`."""
    return _pointwise(source, y, _CURVE, "tanh")


@operation(nn.Sigmoid, "sigmoid")
def sigmoid(layer: nn.Sigmoid, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = 1 / (1 + e^{-x})`."""
    return _pointwise(source, y, _CURVE, "sigmoid")


@operation(nn.GELU, "gelu")
def gelu(layer: nn.GELU, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = x\,\Phi(x)`, with the normal distribution's :math:`\Phi` or its tanh approximation."""
    return _pointwise(source, y, _CURVE, "gelu_tanh" if layer.approximate == "tanh" else "gelu")


@operation(Step, "step")
def step(layer: Step, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y = 1` where :math:`x + b > 0`, else 0."""
    axes = _axes(len(y))
    value = Part((Factor(source, tuple(var(n) for n, _ in axes)),))
    bias = Part((Factor("bias", (Index(),)),), label="minus the threshold")
    sentence = (
        "{before} above the threshold, so it becomes 1.",
        "exactly the threshold, so it becomes 0.",
        "{before}: below the threshold, so it becomes 0.",
    )
    return Cell(axes, (value, bias), sentence, function=("step",))


@operation(Centring, "centred", rank=3)
def centred(layer: Centring, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[i,j] = \sum_{a,b} r[i,a]\, c[j,b]\, x[r_0[i] + a,\, c_0[j] + b]`."""
    row, column = table("rows_from", "i") + var("a"), table("columns_from", "j") + var("b")
    pixels = Part(
        (
            Factor(source, (var("c"), row, column)),
            Factor("rows", (var("i"), var("a"))),
            Factor("columns", (var("j"), var("b"))),
        ),
        (("a", TAPS, "row"), ("b", TAPS, "column")),
    )
    return Cell((("c", "channel"), *PLACE[1:]), (pixels,), ("{value} is what {count} pixels of the drawing come to.",))


@operation(nn.MaxPool2d, "pool", rank=3)
def max_pool2d(layer: nn.MaxPool2d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[c,i,j] = \max_{a,b} x[c,\, i s + a d - p,\, j s + b d - p]`; what is outside does not take part."""
    if layer.return_indices:
        raise UnsupportedLayer("MaxPool2d with return_indices=True is not supported; leave it False.")
    window = _window(layer.kernel_size, layer.stride, layer.padding, layer.dilation)
    part = Part((Factor(source, window, "skip"),), _window_ranges(layer.kernel_size))
    return Cell(PLACE, (part,), ("{value} is the largest of {count}.",), reduce="max")


def _window(size: Any, stride: Any, padding: Any, dilation: Any = 1) -> tuple[Index, Index, Index]:
    (sh, sw), (ph, pw), (dh, dw) = _pair(stride or size), _pair(padding), _pair(dilation)
    return var("o"), var("i") * sh + var("a") * dh - ph, var("j") * sw + var("b") * dw - pw


def _window_ranges(size: Any) -> tuple[tuple[str, int, str], ...]:
    kh, kw = _pair(size)
    return ("a", kh, "row"), ("b", kw, "column")


_MEAN = ("{value} is the mean of {count}.",)


@operation(nn.AvgPool2d, "avgpool", rank=3)
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


@operation(nn.AdaptiveAvgPool2d, "avgpool", rank=3)
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


@operation(nn.Embedding, "embedding", rank=1)
def embedding(layer: nn.Embedding, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t,d] = w[x[t], d]`: a row of the table, looked up."""
    if layer.max_norm is not None:
        raise UnsupportedLayer("Embedding with max_norm is not supported; leave it None.")
    looked_up = Part((Factor("weight", (table(source, "t"), var("d"))),))
    return Cell((("t", "word"), ("d", "number")), (looked_up,), ("{value}, from the word's row of the table.",))


@operation(nn.Conv1d, "conv", rank=2)
def conv1d(layer: nn.Conv1d, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o,t] = b[o] + \sum_{c,a} w[o,c,a]\, x[c,\, t s + a d - p]`, zero outside."""
    if layer.padding_mode != "zeros":
        raise UnsupportedLayer(f"Conv1d with padding_mode={layer.padding_mode!r} is not supported; 'zeros' is.")
    channels = x[0] // layer.groups
    channel = var("c")
    if layer.groups > 1:
        per_group = y[0] // layer.groups
        channel = channel + table(tuple(o // per_group * channels for o in range(y[0])), "o")
    left = layer._reversed_padding_repeated_twice[0]
    at = var("t") * layer.stride[0] + var("a") * layer.dilation[0] - left
    products = Part(
        (Factor(source, (channel, at)), Factor("weight", (var("o"), var("c"), var("a")))),
        (("a", layer.kernel_size[0], "word"), ("c", channels, "number")),
    )
    return _weighted((("o", "map"), ("t", "word")), products, layer.bias is not None)


@operation(Counts, "counts", rank=1)
def counts(layer: Counts, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[v] = \sum_t [x[t] = v]`."""
    each = Part((Factor(source, (var("t"),)),), (("t", x[0], "word"),))
    return Cell(
        (("v", "word of the vocabulary"),), (each,), ("it occurs {value} times.",), reduce="count", own=var("v")
    )


@operation(Pairs, "pairs", rank=1)
def pairs(layer: Pairs, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t] = n\,x[t] + x[t+1]` with a vocabulary of :math:`n`."""
    first = Part((Factor("size", (Index(),)), Factor(source, (var("t"),))))
    second = Part((Factor(source, (var("t") + 1,)),))
    return Cell((("t", "pair"),), (first, second), ("the two words' numbers as one: {value}.",))


@operation(Window, "window", rank=2)
def window(layer: Window, source: str, x: Shape, y: Shape) -> Cell:
    """The last words as they are; zeros before the first."""
    at = var("t") + (x[0] - layer.size)
    return Cell(
        (("t", "place"), ("d", "number")), (Part((Factor(source, (at, var("d"))),)),), ("{value}, as it came.",)
    )


@operation(Turned, "turned", rank=2)
def turned(layer: Turned, source: str, x: Shape, y: Shape) -> Cell:
    """Rows and columns exchanged."""
    same = Part((Factor(source, (var("t"), var("d"))),))
    return Cell((("d", "number"), ("t", "word")), (same,), ("{value}, moved here unchanged.",))


@operation(Strongest, "strongest", rank=2)
def strongest(layer: Strongest, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[c] = \max_t x[c,t]`."""
    each = Part((Factor(source, (var("c"), var("t"))),), (("t", x[1], "word"),))
    return Cell((("c", "map"),), (each,), ("{value} is the largest of {count}.",), reduce="max")


@operation(Last, "last", rank=2)
def last(layer: Last, source: str, x: Shape, y: Shape) -> Cell:
    """The state after the last word."""
    same = Part((Factor(source, (Index(x[0] - 1), var("k"))),))
    return Cell((("k", "unit"),), (same,), ("{value}, the state after the last word.",))


def _unrolled(layer: nn.RNNBase, source: str, x: Shape, y: Shape) -> Cell:
    """Recurrent layers have a tensor for each gate and state: ``recurrent.py`` declares them."""
    raise UnsupportedLayer(f"{type(layer).__name__} is opened step by step.")


for recurrent, prefix in ((nn.RNN, "rnn"), (nn.GRU, "gru"), (nn.LSTM, "lstm")):
    operation(recurrent, prefix, rank=2)(_unrolled)


@operation(nn.Flatten, "flatten")
def flatten(layer: nn.Flatten, source: str, x: Shape, y: Shape) -> Cell:
    """The same numbers in the same order: a view of the storage."""
    axes = _axes(len(y))
    storage = sum((var(n) * prod(y[d + 1 :]) for d, (n, _) in enumerate(axes)), Index())
    return Cell(axes, (Part((Factor(source, (storage,)),)),), ("{value}, moved here unchanged.",))


@operation(nn.Softmax, "softmax")
def softmax(layer: nn.Softmax, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[i] = e^{x[i]} / \sum_k e^{x[k]}`, along ``dim`` (counted with the batch, as torch does)."""
    axis = layer.dim if layer.dim is not None else -1
    axis = axis - 1 if axis >= 0 else axis + len(y)
    if not 0 <= axis < len(y):
        raise UnsupportedLayer(f"Softmax over dim={layer.dim} runs over the batch; use dim=-1.")
    axes = _axes(len(y))
    index = tuple(var("k") if d == axis else var(n) for d, (n, _) in enumerate(axes))
    part = Part((Factor(source, index),), (("k", x[axis], "class"),))
    sentence = ("its exponential, divided by the sum of all {count}, is {value}.",)
    return Cell(axes, (part,), sentence, reduce="softmax", own=var(axes[axis][0]))
