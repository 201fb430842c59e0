r"""Operations of one tensor that go over it cell by cell: functions, types and every activation.

Source: torch's documentation of each.
"""

from __future__ import annotations

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
    name = call.held(f"number{len(call.steps) or ''}", as_taken(call, x).double())
    return Factor(name, (), through=through, by=by)


def as_taken(call: Call, x: Any) -> torch.Tensor:
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
declares("special_expit")(_curve("sigmoid", share=True))
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


declares("bitwise_not")(lambda call: pointwise(call, "not" if call.out.dtype == torch.bool else "bits_turned"))


@declares("pow.Tensor_Scalar")
def pow_scalar(call: Call) -> Cell:
    r""":math:`x^p`."""
    p = float(as_taken(call, call["exponent"]))
    name = {2.0: "square", 3.0: "cube", 0.5: "sqrt", -1.0: "reciprocal"}.get(p)
    return pointwise(call, name) if name else pointwise(call, "power", p)
