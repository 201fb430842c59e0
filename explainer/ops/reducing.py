r"""Reductions along dimensions: sums, means, extremes, variances, norms, softmax.

Source: torch's documentation of each.
"""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.call import Call, Declare, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Function, Index, Part, var
from explainer.ops.axes import Out, axes

_SAID = {
    "sum": "{count} add up to {value}.",
    "mean": "{value} is the mean of {count}.",
    "max": "{value} is the largest of {count}.",
    "min": "{value} is the smallest of {count}.",
    "product": "{value} is the product of {count}.",
    "argmax": "the largest of {count} stands at {value}, counted from 0.",
    "argmin": "the smallest of {count} stands at {value}, counted from 0.",
}
Dims = int | Sequence[int] | None


def dims_of(dim: Dims, rank: int) -> tuple[int, ...]:
    """The dimensions that are meant, all of them where none is named."""
    named = [] if dim is None else [dim] if isinstance(dim, int) else list(dim)
    return tuple(d % rank for d in named if rank) if named else tuple(range(rank))


def along(x: Ref, dims: Sequence[int], keep: bool) -> tuple[Out, tuple[Index, ...], tuple[tuple[str, int, str], ...]]:
    """The output's coordinates, the source's indices, and the ranges, of a reduction."""
    out = axes(x.ndim if keep else x.ndim - len(dims))
    names = iter(out)
    index, over = [], []
    for d, n in enumerate(x.shape):
        if d in dims:
            over.append((f"r{d}", n, "cell"))
            index.append(var(f"r{d}"))
            if keep:
                next(names)
        else:
            index.append(var(next(names)[0]))
    return out, tuple(index), tuple(over)


def reduced(
    call: Call,
    reduce: str,
    function: Function = ("identity",),
    through: str = "identity",
    by: tuple[float, ...] = (),
    said: str = "",
) -> Cell:
    """One number of many along ``dim``."""
    x = call["self"] if isinstance(call["self"], Ref) else call["input"]
    out, index, over = along(x, dims_of(call["dim"], x.ndim), bool(call["keepdim"]))
    part = Part((Factor(x.name, index, through=through, by=by),), over)
    return Cell(out, (part,), (said or _SAID[reduce],), reduce=reduce, function=function)


def _plain(reduce: str) -> Declare:
    return lambda call: reduced(call, reduce)


declares("sum")(_plain("sum"))
declares("mean")(_plain("mean"))
declares("amax", "max")(_plain("max"))
declares("amin", "min")(_plain("min"))
declares("prod")(_plain("product"))
declares("argmax")(_plain("argmax"))
declares("argmin")(_plain("argmin"))
declares("any")(lambda call: reduced(call, "any", said="{value}: whether any of {count} is not zero."))
declares("all")(lambda call: reduced(call, "all", said="{value}: whether none of {count} is zero."))
declares("logsumexp", "special_logsumexp")(
    lambda call: reduced(call, "log_sum_exp", said="{value} is the logarithm of what {count} exponentials add up to.")
)
declares("count_nonzero")(
    lambda call: reduced(call, "sum", through="unequal_to", by=(0.0,), said="{value} of {count} are not zero.")
)


@declares("linalg_vector_norm", "norm")
def norm(call: Call) -> Cell:
    r""":math:`(\sum |x|^p)^{1/p}`."""
    p = next((call[k] for k in ("ord", "p") if call[k] is not None), 2)
    if isinstance(p, str):
        raise Undeclared
    p = float(p)
    said = "{value} is how long these {count} are together."
    if p == 2:
        return reduced(call, "sum", ("sqrt",), "square", said=said)
    if p == 1:
        return reduced(call, "sum", through="abs", said=said)
    if p in (float("inf"), float("-inf")):
        return reduced(call, "max" if p > 0 else "min", through="abs")
    if p == 0:
        return reduced(call, "sum", through="unequal_to", by=(0.0,), said="{value} of {count} are not zero.")
    return reduced(call, "sum", ("power", 1 / p), "abs_power", (p,), said)


def spread(call: Call, x: Ref, dims: Sequence[int], correction: float) -> tuple[Ref, Ref]:
    """The mean and the variance along dimensions, kept, as tensors on the way."""
    out, index, over = along(x, dims, True)
    kind = x.values if x.values.is_floating_point() else x.values.float()
    mean = kind.double().mean(dim=tuple(dims), keepdim=True)
    held = call.step(
        "mean", mean.to(kind.dtype), Cell(out, (Part((Factor(x.name, index),), over),), (_SAID["mean"],), reduce="mean")
    )
    full = axes(x.ndim)
    at = tuple(var(name) for name, _ in full)
    within = tuple(Index() if d in dims else var(name) for d, (name, _) in enumerate(full))
    apart = Cell(
        full,
        (Part((Factor(x.name, at),)), Part((Factor(held.name, within, through="minus"),), label="mean")),
        ("{value} from the mean.",),
    )
    far = call.step("deviation", kind - held.values, apart)
    count = 1
    for d in dims:
        count *= x.shape[d]
    divisor = count - correction
    squares = Part((Factor(far.name, index), Factor(far.name, index)), over)
    value = (far.values.double() ** 2).sum(dim=tuple(dims), keepdim=True) / (divisor if divisor else float("nan"))
    cell = Cell(
        out,
        (squares,),
        ("{value}: the squares add up to {before}, by {count}.",),
        function=("scaled", 1 / divisor if divisor else float("nan")),
    )
    return held, call.step("variance", value.to(kind.dtype), cell)


def _correction(call: Call) -> float:
    if call["correction"] is not None:
        return float(call["correction"])
    return 0.0 if call["unbiased"] is False else 1.0


def _of_variance(call: Call, function: Function) -> Cell:
    x = call["self"]
    dims = dims_of(call["dim"], x.ndim)
    _, variance = spread(call, x, dims, _correction(call))
    keep = bool(call["keepdim"])
    out = axes(len(call.shape))
    names = iter(out)
    index = tuple(Index() if d in dims else var(next(names)[0]) if not keep else var(out[d][0]) for d in range(x.ndim))
    return Cell(out, (Part((Factor(variance.name, index),)),), ("{value}, of the variance.",), function=function)


declares("var")(lambda call: _of_variance(call, ("identity",)))
declares("std")(lambda call: _of_variance(call, ("sqrt",)))


@declares("var_mean", "std_mean")
def with_mean(call: Call) -> list[Cell]:
    """The variance, or its root, and the mean."""
    first = _of_variance(call, ("sqrt",) if call.op == "std_mean" else ("identity",))
    return [first, reduced(call, "mean")]


def softmax_along(call: Call, x: Ref, dim: int, reduce: str = "softmax", through: str = "identity") -> Cell:
    """:math:`e^{x_i} / \\sum_k e^{x_k}`, or its logarithm, along a dimension."""
    out = axes(x.ndim)
    index = tuple(var("k") if d == dim else var(name) for d, (name, _) in enumerate(out))
    many = x.shape[dim] if x.shape else 1
    part = Part((Factor(x.name, index, through=through),), (("k", many, "class"),))
    said = f"its exponential, divided by the sum of {'both' if many == 2 else 'all {count}'}, is {{value}}."
    if reduce == "log_softmax":
        said = "the logarithm of its share of {count} is {value}."
    own = var(out[dim][0]) if out else Index()
    return Cell(out, (part,), (said,), reduce=reduce, own=own, share=reduce == "softmax")


@declares("softmax", "_softmax", "special_softmax")
def softmax(call: Call) -> Cell:
    r""":math:`y[i] = e^{x[i]} / \sum_k e^{x[k]}`."""
    x = call["self"]
    return softmax_along(call, x, call["dim"] % max(1, x.ndim))


@declares("log_softmax", "_log_softmax", "special_log_softmax")
def log_softmax(call: Call) -> Cell:
    r""":math:`y[i] = x[i] - \log \sum_k e^{x[k]}`."""
    x = call["self"]
    return softmax_along(call, x, call["dim"] % max(1, x.ndim), "log_softmax")


@declares("cumsum")
def cumsum(call: Call) -> Cell:
    r""":math:`y[i] = \sum_{k \le i} x[k]`."""
    return _running(call, "sum", "{count} so far add up to {value}.")


@declares("cumprod")
def cumprod(call: Call) -> Cell:
    r""":math:`y[i] = \prod_{k \le i} x[k]`."""
    return _running(call, "product", "{count} so far make {value}.")


@declares("logcumsumexp")
def logcumsumexp(call: Call) -> Cell:
    r""":math:`y[i] = \log \sum_{k \le i} e^{x[k]}`."""
    return _running(call, "log_sum_exp", "{value} is the logarithm of what {count} exponentials so far add up to.")


def _running(call: Call, reduce: str, said: str) -> Cell:
    x = call["self"]
    dim, out = call["dim"] % max(1, x.ndim), axes(x.ndim)
    index = tuple(var(name) - 0 if d != dim else var(name) + var("k") * -1 for d, (name, _) in enumerate(out))
    return Cell(
        out,
        (Part((Factor(x.name, index, "skip"),), (("k", x.shape[dim] if x.shape else 1, "step"),)),),
        (said,),
        reduce=reduce,
    )
