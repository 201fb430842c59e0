"""Random modules, composed of whatever operations torch has a declaration for here, and random declarations by themselves."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from explainer.core.declaration import Cell, Factor, Index, Part, table, var

MOST_NUMBERS = 300


class Composed(nn.Module):
    """Steps, each a function of some of what was made before; what nothing reads comes out."""

    def __init__(self, steps, count):
        super().__init__()
        self.steps, self.count = steps, count
        self.layers = nn.ModuleList([f for f, _ in steps if isinstance(f, nn.Module)])

    def forward(self, *given):
        made = list(given)
        for step, of in self.steps:
            made.append(step(*(made[k] for k in of)))
        read = {k for _, of in self.steps for k in of}
        return tuple(x for k, x in enumerate(made) if k not in read and k >= self.count)


class States(nn.Module):
    """What a recurrent layer gives at every step."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        return self.layer(x)[0]


def _numbers(draw, *shape):
    generator = torch.Generator().manual_seed(draw(st.integers(0, 10_000)))
    return torch.randn(shape, generator=generator)


def _dim(draw, x):
    return draw(st.integers(-x.ndim, x.ndim - 1))


CURVES = [
    torch.relu, torch.tanh, torch.sigmoid, torch.exp, torch.expm1, torch.abs, torch.neg, torch.square, torch.erf, torch.atan,
    torch.sin, torch.cos, torch.floor, torch.ceil, torch.round, torch.trunc, torch.sign, torch.log1p, torch.sqrt, torch.rsqrt,
    torch.reciprocal, torch.asinh, torch.sinh, F.gelu, F.silu, F.mish, F.selu, F.softplus, F.softsign, F.hardswish,
    F.hardsigmoid, F.logsigmoid, F.tanhshrink, F.relu6, torch.frac, torch.isnan, torch.logical_not,
]  # fmt: skip


@st.composite
def curve(draw, x):
    # Torch itself takes a number as double for single cells and as single for many at once: no number here is both.
    slope, low, high = (draw(st.floats(-2, 2, width=32, allow_subnormal=False)) for _ in range(3))
    more = [
        lambda x: F.leaky_relu(x, slope),
        lambda x: F.elu(x, abs(slope)),
        lambda x: x.clamp(low),
        lambda x: x.clamp(max=high),
        lambda x: x.clamp(min(low, high), max(low, high)),
        lambda x: F.hardshrink(x, abs(low)),
        lambda x: F.softshrink(x, abs(low)),
        lambda x: F.threshold(x, low, high),
        lambda x: F.gelu(x, approximate="tanh"),
        lambda x: x**slope,
        lambda x: x.abs() ** 3,
        lambda x: x > low,
        lambda x: x.clamp(max=0.1) == 0.1,
        lambda x: x * slope + low,
        lambda x: low - x,
        lambda x: slope / x,
        lambda x: x // 0.5,
        lambda x: x % 0.75,
    ]
    return draw(st.sampled_from(CURVES + more))


BETWEEN = [
    torch.add, torch.sub, torch.mul, torch.div, torch.maximum, torch.minimum, torch.atan2, torch.gt, torch.le, torch.eq,
    torch.floor_divide, lambda x, y: torch.where(x > y, x, y * 2), lambda x, y: torch.add(x, y, alpha=0.5),
    lambda x, y: torch.lerp(x, y, 0.3), lambda x, y: torch.addcmul(x, x, y, value=0.5), lambda x, y: x.masked_fill(y > 0, 1.5),
]  # fmt: skip


@st.composite
def between(draw, x):
    """Of this and of another one, that broadcasts with it."""
    other = _numbers(draw, *(draw(st.sampled_from([n, 1])) for n in x.shape[draw(st.integers(0, x.ndim)) :])).to(
        x.dtype
    )
    function = draw(st.sampled_from(BETWEEN))
    return lambda x: function(x, other)


@st.composite
def reducing(draw, x):
    d, keep = _dim(draw, x), draw(st.booleans())
    return draw(
        st.sampled_from([
            lambda x: x.sum(d, keepdim=keep),
            lambda x: x.mean(d, keepdim=keep),
            lambda x: x.amax(d, keepdim=keep),
            lambda x: x.amin(d, keepdim=keep),
            lambda x: x.max(d, keepdim=keep)[0],
            lambda x: x.argmax(d, keepdim=keep),
            lambda x: x.prod(d, keepdim=keep),
            lambda x: x.var(d, unbiased=False, keepdim=keep),
            lambda x: x.std(d, unbiased=False, keepdim=keep),
            lambda x: x.norm(dim=d, keepdim=keep),
            lambda x: x.logsumexp(d, keepdim=keep),
            lambda x: (x > 0).any(d, keepdim=keep),
            lambda x: x.sum(),
            lambda x: x.mean(),
            lambda x: x.max(),
        ])
    )  # fmt: skip


@st.composite
def along(draw, x):
    """Of a dimension, which stays."""
    d = _dim(draw, x)
    return draw(
        st.sampled_from([
            lambda x: x.softmax(d),
            lambda x: x.log_softmax(d),
            lambda x: F.softmin(x, d),
            lambda x: F.normalize(x, dim=d),
            lambda x: x.cumsum(d),
            lambda x: F.layer_norm(x, x.shape[-1:]),
            lambda x: F.rms_norm(x, x.shape[-1:]),
        ])
    )  # fmt: skip


@st.composite
def moving(draw, x):
    d, e = _dim(draw, x), _dim(draw, x)
    n = x.shape[d]
    start, stop = sorted((draw(st.integers(0, n - 1)), draw(st.integers(1, n))))
    step, by = draw(st.integers(1, 2)), draw(st.integers(-2, 2))
    order = torch.tensor(draw(st.lists(st.integers(0, n - 1), min_size=1, max_size=4)))
    return draw(
        st.sampled_from([
            lambda x: x.transpose(d, e),
            lambda x: x.flip(d),
            lambda x: x.roll(by, d),
            lambda x: x.reshape(-1),
            lambda x: x.reshape(-1, x.shape[-1]) * 1,
            lambda x: x.unsqueeze(d),
            lambda x: x.squeeze(),
            lambda x: x.movedim(d, e),
            lambda x: x.narrow(d, start, max(1, stop - start)),
            lambda x: x[..., ::step],
            lambda x: x.index_select(d, order),
            lambda x: x.repeat_interleave(2, d),
            lambda x: torch.cat([x, x * 2], d),
            lambda x: torch.stack([x, x + 1], d),
            lambda x: x.chunk(2, d)[0],
            lambda x: torch.cat([part * k for k, part in enumerate(x.split(1, d), 1)], d),
            lambda x: F.pad(x, (1, 2)),
            lambda x: F.pad(x, (0, 1), value=2.5),
            lambda x: x.T if x.ndim == 2 else x.contiguous(),
            lambda x: x.expand(2, *x.shape),
            lambda x: x.tril() if x.ndim > 1 else x,
        ])
    )  # fmt: skip


@st.composite
def learned(draw, x):
    """A layer with weights, as the rank allows."""
    channels = x.shape[1] if x.ndim > 2 else x.shape[-1]
    bias, out, kernel = draw(st.booleans()), draw(st.integers(1, 3)), draw(st.integers(1, 3))
    padding, stride = draw(st.integers(0, 1)), draw(st.integers(1, 2))
    found = [nn.Linear(x.shape[-1], out, bias=bias), nn.LayerNorm(x.shape[-1]), nn.Identity()]
    if x.ndim == 2:
        found += [nn.PReLU(channels), nn.BatchNorm1d(channels), nn.GLU() if channels % 2 == 0 else nn.ReLU(True)]
    if x.ndim == 3:
        found += [
            nn.Conv1d(channels, out, kernel, stride, padding, bias=bias),
            nn.ConvTranspose1d(channels, out, kernel, stride, bias=bias),
            nn.MaxPool1d(kernel, stride),
            nn.AvgPool1d(kernel, stride),
            nn.AdaptiveAvgPool1d(out),
            nn.BatchNorm1d(channels),
            nn.GroupNorm(1, channels),
            States(nn.LSTM(x.shape[-1], out, kernel, bias, batch_first=padding == 1, bidirectional=stride == 2)),
            States(nn.GRU(x.shape[-1], out, batch_first=padding == 1)),
        ]
    if x.ndim == 4:
        found += [
            nn.Conv2d(channels, out, kernel, stride, padding, bias=bias),
            nn.ConvTranspose2d(channels, out, kernel, stride, bias=bias),
            nn.MaxPool2d(kernel, stride, padding=kernel // 2),
            nn.AvgPool2d(kernel, stride, padding=kernel // 2),
            nn.AdaptiveMaxPool2d(out),
            nn.AdaptiveAvgPool2d((out, 2)),
            nn.BatchNorm2d(channels),
            nn.InstanceNorm2d(channels),
            nn.Upsample(scale_factor=2),
            nn.ReflectionPad2d(padding),
        ]
    layer = draw(st.sampled_from(found)).to(x.dtype).eval()
    with torch.no_grad():
        for weight in layer.parameters():
            weight.copy_(_numbers(draw, *weight.shape) / 2)
        for name, buffer in layer.named_buffers():
            if name.endswith("var"):
                buffer.copy_(0.5 + _numbers(draw, *buffer.shape).square())
    return layer


@st.composite
def pairs(draw, x, y):
    """Of two that were made before."""
    if x.shape == y.shape and draw(st.booleans()):
        return draw(st.sampled_from([torch.add, torch.mul, torch.sub, lambda a, b: torch.cat([a, b], -1)]))
    if x.ndim > 1 and y.ndim > 1:
        return draw(
            st.sampled_from([lambda a, b: a.flatten(1).T @ b.flatten(1), lambda a, b: a.flatten(1) @ b.flatten(1).T])
        )
    return lambda a, b: a.reshape(-1)[:1] * b.reshape(-1)


KINDS = [curve, between, reducing, along, moving, learned]


@st.composite
def composed(draw):
    """``(module, inputs)``: one to six operations in a row, with branches, on inputs of any rank, in single or double precision."""
    dtype = draw(st.sampled_from([torch.float32, torch.float32, torch.float64]))
    rank = draw(st.integers(1, 4))
    shape = [draw(st.integers(1, 4)) if d < 2 else draw(st.integers(2, 5)) for d in range(rank)]
    given = [_numbers(draw, *shape).to(dtype)]
    made, steps = list(given), []
    for _ in range(draw(st.integers(1, 6))):
        k = draw(st.sampled_from(range(len(made)))) if draw(st.integers(0, 3)) == 0 else len(made) - 1
        x = made[k]
        if len(made) > 1 and draw(st.integers(0, 4)) == 0:
            of = (k, draw(st.sampled_from(range(len(made)))))
            step = draw(pairs(made[of[0]], made[of[1]]))
        else:
            of = (k,)
            kinds = (
                KINDS if x.ndim and x.is_floating_point() else [curve, between, moving] if x.ndim else [curve, between]
            )
            step = draw(draw(st.sampled_from(kinds))(x))
        try:
            with torch.no_grad():
                y = step(*(made[k] for k in of))
        except (RuntimeError, ValueError, IndexError, TypeError):
            continue
        if 0 < y.numel() <= MOST_NUMBERS and y.dtype in (torch.float32, torch.float64, torch.bool, torch.int64):
            steps.append((step, of))
            made.append(y)
    return Composed(steps, len(given)).eval(), given


THROUGH = [
    ("identity",), ("relu",), ("exp",), ("minus",), ("square",), ("reciprocal",), ("is_nan",), ("scaled", -0.5),
    ("clamp", -1.0, float("inf")), ("clamp", float("-inf"), 0.25), ("unequal_to", 0.0), ("power", 3.0), ("scaled", float("nan")),
]  # fmt: skip
STEADY = [("identity",), ("tanh",), ("scaled", 2.0), ("clamp", -2.0, float("inf")), ("relu",)]
OF_MANY = ["sum", "mean", "max", "min", "product", "any", "all", "log_sum_exp", "count"]
OF_SOME = ["softmax", "log_softmax", "argmax", "argmin"]
OF_TWO = ["quotient", "power", "remainder", "fmod", "atan2", "equal", "above", "at_most", "max"]


@st.composite
def declarations(draw):
    """``(cell, shape, tensors)``: a cell as no operation may ever have it, of tensors of any rank, with tables, with places
    outside and numbers that are none."""
    out = tuple((f"o{d}", "cell") for d in range(draw(st.integers(0, 2))))
    shape = tuple(draw(st.integers(1, 3)) for _ in out)
    reduce = draw(st.sampled_from(OF_MANY * 2 + OF_SOME + OF_TWO))
    tensors: dict[str, np.ndarray] = {}
    parts = []
    for p in range(2 if reduce in OF_TWO else 1 if reduce in OF_SOME else draw(st.integers(1, 2))):
        least = 1 if reduce in OF_SOME else 0
        ranges = 0 if reduce in OF_TWO else draw(st.integers(least, 2))
        over = tuple((f"r{r}", draw(st.integers(least, 3)), "cell") for r in range(ranges))
        sizes = dict(zip((n for n, _ in out), shape, strict=True)) | {name: size for name, size, _ in over}
        ways = ["zero"] if reduce in OF_TWO + OF_SOME else ["zero", "skip"]
        of = tuple(draw(_factor(f"x{p}{f}", sizes, ways, tensors)) for f in range(draw(st.integers(1, 2))))
        parts.append(Part(of, over, draw(st.sampled_from(["", "bias"]))))
    own = Index(draw(st.integers(0, 1)) if reduce == "count" else 0)
    return Cell(out, tuple(parts), ("{count}: {value}.",), reduce, draw(st.sampled_from(STEADY)), own), shape, tensors


@st.composite
def _factor(draw, name, sizes, ways, tensors):
    dims = tuple(draw(st.sampled_from([1, 2, 3, 3, 0])) for _ in range(draw(st.integers(0, 3))))
    values = _numbers(draw, *dims).numpy()
    if values.size and draw(st.integers(0, 5)) == 0:
        values = values.copy()
        values.reshape(-1)[-1] = draw(st.sampled_from([np.nan, np.inf, -np.inf, 0.0]))
    tensors[name] = values
    count = 1 if draw(st.booleans()) else len(dims)
    index = tuple(draw(_index(f"{name}{d}", sizes, tensors)) for d in range(count))
    through, *by = draw(st.sampled_from(THROUGH))
    return Factor(name, index, draw(st.sampled_from(ways)), through, by=tuple(by))


@st.composite
def _index(draw, name, sizes, tensors):
    found = Index(draw(st.integers(-2, 2)))
    for variable in sizes:
        if draw(st.booleans()):
            found += var(variable) * draw(st.sampled_from([1, 1, 2, -1]))
    if sizes and draw(st.integers(0, 2)) == 0:
        outer = [name for name in sizes if name.startswith("o")] or sorted(sizes)
        by = draw(
            st.lists(
                st.sampled_from(draw(st.sampled_from([outer, sorted(sizes)]))), min_size=1, max_size=2, unique=True
            )
        )
        entries = np.array(draw(st.lists(st.integers(-1, 2), min_size=9, max_size=9)))
        entries = entries.reshape(3, 3)[: sizes[by[0]], : sizes[by[-1]]] if len(by) > 1 else entries[: sizes[by[0]]]
        if draw(st.booleans()):
            tensors[f"{name}t"] = entries.astype(np.float32)
            return found + table(f"{name}t", *by)
        if entries.size:
            found += table(_tuples(entries), *by)
    return found


def _tuples(entries):
    return tuple(_tuples(one) if one.ndim else int(one) for one in entries)
