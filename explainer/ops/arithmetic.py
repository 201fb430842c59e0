r"""Operations of several tensors at the same place, with broadcasting: arithmetic, comparisons, bounds, what is true.

Source: torch's documentation of each.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from explainer.core.call import Call, Ref, declares
from explainer.core.declaration import Cell, Factor, Part, var
from explainer.ops.axes import Out, axes
from explainer.ops.elementwise import one, pointwise


def added(call: Call, terms: list[Part]) -> Cell:
    """A sum of products at the same place."""
    return Cell(axes(len(call.shape)), tuple(terms), ("{value} is what they add up to.",))


@declares("add")
def add(call: Call) -> Cell:
    r""":math:`x + \alpha y`; of truths, whether one of them is."""
    if call.out.dtype == torch.bool:
        return _pair(call, "any", call["self"], call["other"])
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


@declares("mul", "multiply")
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
    cell = _pair(call, "floor_quotient" if mode == "floor" else "quotient", call["self"], call["other"])
    return replace(cell, function=("trunc",)) if mode == "trunc" else cell


def _pair(call: Call, reduce: str, x: Any, y: Any, sentence: str = "{value} is what comes of the two.") -> Cell:
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
        return _pair(
            call, reduce, call["self"], next(call[k] for k in ("other", "exponent", "values") if call[k] is not None)
        )

    declares(*_names)(_declare)


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
    # Of whole numbers torch takes only the whole part of what it multiplies by.
    by = float(call["value"]) if call.out.dtype.is_floating_point else float(int(call["value"]))
    product = Part((_times(call, call["tensor1"], out, by), one(call, call["tensor2"], out)))
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


declares("clamp_min")(lambda call: _bound(call, "min", torch.inf, lower=True))
declares("clamp_max")(lambda call: _bound(call, "max", -torch.inf, lower=False))


def _bound(call: Call, name: str, open_end: float, lower: bool) -> Cell:
    if isinstance(call[name], Ref):
        return _pair(call, "max" if lower else "min", call["self"], call[name])
    return pointwise(call, "clamp", *((float(call[name]), open_end) if lower else (open_end, float(call[name]))))
