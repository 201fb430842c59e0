r"""Operations that go over tensors cell by cell: arithmetic with broadcasting, comparisons, and every activation.

Source: torch's documentation of each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from explainer.core.call import Call, Declare, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Function, Index, Part, var
from explainer.ops.axes import Out, axes

CURVE = ("{before} becomes {value}.",)
_KEPT = ("{before} is above zero, so it stays.", "Zero stays zero.", "{before} is below zero, so it becomes 0.")


def broadcast(ref: Ref, out: Out, through: str = "identity", by: tuple[float, ...] = ()) -> Factor:
    """A factor at the output's place: coordinates that a tensor lacks, or has once, are left out."""
    names = out[len(out) - ref.ndim :] if ref.ndim else ()
    index = tuple(Index() if n == 1 else var(name) for (name, _), n in zip(names, ref.shape, strict=True))
    return Factor(ref.name, index, through=through, by=by)


def one(call: Call, x: Any, out: Out, through: str = "identity", by: tuple[float, ...] = ()) -> Factor:
    """A tensor at the output's place, or a number, kept as a tensor of one cell."""
    if isinstance(x, Ref):
        return broadcast(x, out, through, by)
    name = call.held(f"number{len(call.steps) or ''}", _number(call, x).double())
    return Factor(name, (), through=through, by=by)


def _number(call: Call, x: Any) -> torch.Tensor:
    """A number as torch takes it: 0.1 beside numbers of single precision is the single 0.1, or nothing would equal it."""
    kind = torch.result_type(call.x.values, x)
    return torch.tensor(x, dtype=kind if kind == torch.float32 else torch.float64)


def pointwise(call: Call, *function: *Function, sentence: tuple[str, ...] = CURVE, share: bool = False) -> Cell:
    """One cell in, the cell at the same place out, through a function and its parameters."""
    out = axes(len(call.shape))
    return Cell(out, (Part((broadcast(call.x, out),)),), sentence, function=function, share=share)


def _curve(name: str, share: bool = False, sentence: tuple[str, ...] = CURVE) -> Declare:
    return lambda call: pointwise(call, name, share=share, sentence=sentence)


_CURVES = (
    "tanh", "exp", "exp2", "expm1", "log", "log1p", "log2", "log10", "abs", "sign", "floor", "ceil", "trunc", "frac",
    "sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "asinh", "acosh", "atanh", "erf", "erfc", "sqrt",
    "square", "reciprocal", "silu", "mish", "selu", "hardsigmoid", "hardswish", "log_sigmoid", "angle", "sinc",
    "lgamma",
)  # fmt: skip
for _name in _CURVES:
    declares(_name)(_curve(_name))
declares("relu")(_curve("relu", sentence=_KEPT))
declares("sigmoid")(_curve("sigmoid", share=True))
declares("neg")(_curve("minus"))
declares("rsqrt")(lambda call: pointwise(call, "rsqrt", 0.0))
declares("relu6")(lambda call: pointwise(call, "clamp", 0.0, 6.0))
declares("logical_not")(_curve("not"))
declares("signbit")(_curve("is_negative"))
declares("isnan")(_curve("is_nan"))
declares("isinf")(_curve("is_inf"))
declares("sigmoid_", "special_expit")(_curve("sigmoid", share=True))
declares("absolute")(_curve("abs"))
declares("sgn")(_curve("sign"))
declares("fix")(_curve("trunc"))
declares("gelu")(lambda call: pointwise(call, "gelu_tanh" if call["approximate"] == "tanh" else "gelu"))
declares("round")(lambda call: pointwise(call, "round", float(call["decimals"] or 0)))
declares("elu")(lambda call: pointwise(call, "elu", *(float(call[k]) for k in ("alpha", "scale", "input_scale"))))
declares("celu")(lambda call: pointwise(call, "elu", float(call["alpha"]), 1.0, 1 / float(call["alpha"])))
declares("softplus")(lambda call: pointwise(call, "softplus", float(call["beta"]), float(call["threshold"])))
declares("hardtanh")(lambda call: pointwise(call, "clamp", float(call["min_val"]), float(call["max_val"])))
declares("hardshrink")(lambda call: pointwise(call, "hardshrink", float(call["lambd"])))
declares("softshrink")(lambda call: pointwise(call, "softshrink", float(call["lambd"])))
declares("threshold")(lambda call: pointwise(call, "threshold", float(call["threshold"]), float(call["value"])))
declares("softsign")(_curve("softsign"))
declares("tanhshrink")(_curve("tanhshrink"))


@declares("dropout", "alpha_dropout", "feature_dropout", "feature_alpha_dropout", "native_dropout")
def dropout(call: Call) -> Cell:
    """Nothing in ``eval()``; a forward that drops all the same, ``F.dropout(x)``, is shown with what was drawn."""
    if call["train"] and call["p"]:
        raise Undeclared
    return pointwise(call, "identity", sentence=("{value}: nothing is dropped in eval().",))


@declares("log_sigmoid_forward")
def log_sigmoid(call: Call) -> list[Cell | None]:
    """The logarithm of the sigmoid, and what its gradient needs, which stays closed."""
    return [pointwise(call, "log_sigmoid"), None]


@declares("leaky_relu")
def leaky_relu(call: Call) -> Cell:
    r""":math:`y = x` above zero, :math:`\alpha x` below."""
    slope = float(call["negative_slope"])
    below = f"{{before}} is below zero, so {slope:g} of it is kept: {{value}}."
    return pointwise(
        call, "leaky_relu", slope, sentence=("{before} is above zero, so it stays.", "Zero stays zero.", below)
    )


@declares("rrelu", "rrelu_with_noise")
def rrelu(call: Call) -> Cell:
    """In ``eval()`` its slope is the mean of what it would draw from."""
    if call["training"]:
        raise Undeclared
    return pointwise(call, "leaky_relu", (float(call["lower"]) + float(call["upper"])) / 2)


@declares("clamp", "clip")
def clamp(call: Call) -> Cell:
    r""":math:`\min(\max(x, a), b)`; bounds may be tensors."""
    low, high = call["min"], call["max"]
    if not isinstance(low, Ref) and not isinstance(high, Ref):
        return pointwise(
            call, "clamp", -torch.inf if low is None else float(low), torch.inf if high is None else float(high)
        )
    raise Undeclared


declares("clamp_min")(lambda call: _bound(call, "min", torch.inf, lower=True))
declares("clamp_max")(lambda call: _bound(call, "max", -torch.inf, lower=False))


def _bound(call: Call, name: str, open_end: float, lower: bool) -> Cell:
    if isinstance(call[name], Ref):
        return _two(call, "max" if lower else "min", call["self"], call[name])
    return pointwise(call, "clamp", *((float(call[name]), open_end) if lower else (open_end, float(call[name]))))


@declares("to", "_to_copy", "type_as")
def cast(call: Call) -> Cell:
    """Another type: whole numbers lose what is behind the point, truth is whether it is not zero."""
    kind = call.out.dtype
    name = "identity" if kind.is_floating_point else "unequal_to" if kind == torch.bool else "trunc"
    return pointwise(call, name, *((0.0,) if kind == torch.bool else ()))


@declares("prelu", "_prelu_kernel")
def prelu(call: Call) -> Cell:
    r""":math:`\max(0, x) + a \min(0, x)`, with a learned slope for each channel."""
    x, slope = call["self"], call["weight"]
    out = axes(x.ndim)
    at = broadcast(x, out)
    index = (
        tuple(var(out[1][0]) for _ in slope.shape)
        if slope.ndim == 1 and slope.shape[0] > 1
        else tuple(Index() for _ in slope.shape)
    )
    if slope.ndim > 1:
        index = broadcast(slope, out).index
    kept = Part((Factor(x.name, at.index, through="relu"),), label="above zero")
    below = Part(
        (Factor(x.name, at.index, through="clamp", by=(-torch.inf, 0.0)), Factor(slope.name, index)), label="below zero"
    )
    return Cell(out, (kept, below), ("{before} becomes {value}.",))


def added(call: Call, terms: list[Part]) -> Cell:
    """A sum of products at the same place."""
    return Cell(axes(len(call.shape)), tuple(terms), ("{value} is what they add up to.",))


@declares("add", "_foreach_add")
def add(call: Call) -> Cell:
    r""":math:`x + \alpha y`; of truths, whether one of them is."""
    if call.out.dtype == torch.bool:
        return _two(call, "any", call["self"], call["other"])
    return _weighted_sum(call, float(call["alpha"] if call["alpha"] is not None else 1))


@declares("sub", "subtract")
def sub(call: Call) -> Cell:
    r""":math:`x - \alpha y`."""
    return _weighted_sum(call, -float(call["alpha"] if call["alpha"] is not None else 1))


@declares("rsub")
def rsub(call: Call) -> Cell:
    r""":math:`y - \alpha x`."""
    out, alpha = axes(len(call.shape)), float(call["alpha"] if call["alpha"] is not None else 1)
    return added(call, [Part((one(call, call["other"], out),)), Part((_times(call, call["self"], out, -alpha),))])


def _times(call: Call, x: Any, out: Out, by: float) -> Factor:
    if by == 1:
        return one(call, x, out)
    return one(call, x, out, "minus") if by == -1 else one(call, x, out, "scaled", (by,))


def _weighted_sum(call: Call, alpha: float) -> Cell:
    out = axes(len(call.shape))
    return added(call, [Part((one(call, call["self"], out),)), Part((_times(call, call["other"], out, alpha),))])


@declares("mul", "multiply", "logical_and.none")
def mul(call: Call) -> Cell:
    r""":math:`x\,y`."""
    out = axes(len(call.shape))
    return Cell(
        out, (Part((one(call, call["self"], out), one(call, call["other"], out))),), ("{value} is their product.",)
    )


@declares("div", "divide", "true_divide")
def div(call: Call) -> Cell:
    r""":math:`x / y`, rounded where that is asked."""
    mode = call["rounding_mode"]
    cell = _two(call, "floor_quotient" if mode == "floor" else "quotient", call["self"], call["other"])
    return replace(cell, function=("trunc",)) if mode == "trunc" else cell


def _two(call: Call, reduce: str, x: Any, y: Any, sentence: str = "{value} is what comes of the two.") -> Cell:
    out = axes(len(call.shape))
    return Cell(out, (Part((one(call, x, out),)), Part((one(call, y, out),))), (sentence,), reduce=reduce)


for _reduce, _names in {
    "max": ("maximum", "max.other"),
    "min": ("minimum", "min.other"),
    "larger": ("fmax",),
    "smaller": ("fmin",),
    "hypot": ("hypot",),
    "copysign": ("copysign",),
    "heaviside": ("heaviside",),
    "log_sum_exp": ("logaddexp",),
    "either": ("logical_xor",),
    "bits_and": ("bitwise_and", "__and__", "__iand__"),
    "bits_or": ("bitwise_or", "__or__", "__ior__"),
    "bits_xor": ("bitwise_xor", "__xor__", "__ixor__"),
    "bits_up": ("bitwise_left_shift", "__lshift__", "__ilshift__"),
    "bits_down": ("bitwise_right_shift", "__rshift__", "__irshift__"),
    "power": ("pow",),
    "remainder": ("remainder",),
    "fmod": ("fmod",),
    "floor_quotient": ("floor_divide",),
    "atan2": ("atan2", "arctan2"),
    "equal": ("eq",),
    "unequal": ("ne", "not_equal"),
    "above": ("gt", "greater"),
    "at_least": ("ge", "greater_equal"),
    "below": ("lt", "less"),
    "at_most": ("le", "less_equal"),
    "any": ("logical_or",),
    "all": ("logical_and",),
}.items():

    def _declare(call: Call, reduce: str = _reduce) -> Cell:
        return _two(
            call, reduce, call["self"], next(call[k] for k in ("other", "exponent", "values") if call[k] is not None)
        )

    declares(*_names)(_declare)

declares("bitwise_not", "__invert__")(
    lambda call: pointwise(call, "not" if call.out.dtype == torch.bool else "bits_turned")
)


@declares("pow.Tensor_Scalar")
def pow_scalar(call: Call) -> Cell:
    r""":math:`x^p`."""
    p = float(_number(call, call["exponent"]))
    name = {2.0: "square", 3.0: "cube", 0.5: "sqrt", -1.0: "reciprocal"}.get(p)
    return pointwise(call, name) if name else pointwise(call, "power", p)


@declares("lerp")
def lerp(call: Call) -> Cell:
    r""":math:`x + w (y - x)`."""
    out = axes(len(call.shape))
    x, y, w = (lambda through="identity", k=k: one(call, call[k], out, through) for k in ("self", "end", "weight"))
    return added(call, [Part((x(), w("one_minus"))), Part((y(), w()))])


@declares("addcmul")
def addcmul(call: Call) -> Cell:
    r""":math:`x + v\,a\,b`."""
    out = axes(len(call.shape))
    product = Part((_times(call, call["tensor1"], out, float(call["value"])), one(call, call["tensor2"], out)))
    return added(call, [Part((one(call, call["self"], out),)), product])


@declares("addcdiv")
def addcdiv(call: Call) -> Cell:
    r""":math:`x + v\,a / b`."""
    out = axes(len(call.shape))
    ratio = Part(
        (_times(call, call["tensor1"], out, float(call["value"])), one(call, call["tensor2"], out, "reciprocal"))
    )
    return added(call, [Part((one(call, call["self"], out),)), ratio])


@declares("glu")
def glu(call: Call) -> Cell:
    r""":math:`a \cdot \sigma(b)`, the two halves of a dimension."""
    x, out = call["self"], axes(call["self"].ndim)
    d = call["dim"] % x.ndim
    at = [var(name) for name, _ in out]
    half = [*at[:d], at[d] + x.shape[d] // 2, *at[d + 1 :]]
    part = Part((Factor(x.name, tuple(at)), Factor(x.name, tuple(half), through="sigmoid")))
    return Cell(out, (part,), ("{value} is what the second half lets through of the first.",))
