r"""The functions that stand on top of a sum, or that a factor passes first: one number in and one out, in double precision.

Each is torch's definition (``torch.nn.functional``); ``stage/arithmetic/functions.js`` has the same table for the browser, and the
property tests hold the two and torch equal. A slope is a derivative: of tanh at x, or where the function's value is y.
Where a number leaves the range of doubles, it is infinite, and where there is none, it is no number, as torch has it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

_LARGEST_EXPONENT = 709.782712893384
_SELU_ALPHA, _SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def _exp(x: float) -> float:
    return math.exp(x) if x <= _LARGEST_EXPONENT or x != x else math.inf


def _log(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def _log1p(x: float) -> float:
    return math.log1p(x) if x > -1 else -math.inf if x == -1 else math.nan


def _expm1(x: float) -> float:
    return math.expm1(x) if x <= _LARGEST_EXPONENT or x != x else math.inf


def _sqrt(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def _reciprocal(x: float) -> float:
    return 1 / x if x else math.copysign(math.inf, x)


def quotient(a: float, b: float) -> float:
    """:math:`a / b` as IEEE 754 has it, which answers where Python raises."""
    if b:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1, b)


def power(x: float, p: float) -> float:
    """:math:`x^p` as C has it, which answers where Python raises."""
    try:
        y = math.pow(x, p)
    except OverflowError:
        return -math.inf if x < 0 and p % 2 == 1 else math.inf
    except ValueError:
        odd = p % 2 == 1
        return math.nan if x else math.copysign(math.inf, x) if odd else math.inf
    return y


def _softplus(x: float, beta: float = 1, threshold: float = 20) -> float:
    return x if x * beta > threshold else quotient(_log1p(_exp(x * beta)), beta)


def _within(x: float, low: float, high: float) -> float:
    return x if x != x else min(max(x, low), high)


def _sign(x: float) -> float:
    return float((x > 0) - (x < 0))


def _lgamma(x: float) -> float:
    if x != x or math.isinf(x):
        return abs(x)
    try:
        return math.inf if x <= 0 and x == math.floor(x) else math.lgamma(x)
    except OverflowError:
        return math.inf


def _behind_the_point(x: float) -> float:
    """What lies above the whole number below."""
    return x - math.floor(x) if math.isfinite(x) else math.nan


def _sinc(x: float) -> float:
    turned = math.pi * x
    return 1.0 if x == 0 else math.sin(turned) / turned if math.isfinite(turned) else math.nan


def _reflected(x: float, low: float, high: float, least: float, most: float) -> float:
    if low == high or not math.isfinite(x):
        return least
    turns, extra = divmod(abs(x - low), high - low)
    return _within(low + extra if turns % 2 == 0 else high - extra, least, most)


def _cubic(x: float, a: float = -0.75) -> float:
    x = abs(x)
    if x <= 1:
        return ((a + 2) * x - (a + 3)) * x * x + 1
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a if x < 2 else 0.0


def _round(x: float, decimals: float = 0) -> float:
    scale = power(10.0, decimals)
    return round(x * scale) / scale if scale and math.isfinite(x * scale) else x


def _whole(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: float(function(x)) if math.isfinite(x) else x


def _finite_only(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: function(x) if math.isfinite(x) else math.nan


def _of_range(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda x: function(x) if -1 <= x <= 1 else math.nan


def _elu(x: float, alpha: float, scale: float = 1, input_scale: float = 1) -> float:
    return scale * (x if x > 0 or x != x else alpha * _expm1(x * input_scale))


def _atanh(x: float) -> float:
    return math.atanh(x) if -1 < x < 1 else math.copysign(math.inf, x) if abs(x) == 1 else math.nan


def _overflowing(function: Callable[[float], float], negative: float) -> Callable[[float], float]:
    def found(x: float) -> float:
        try:
            return function(x)
        except OverflowError:
            return math.inf if x > 0 else negative

    return found


FUNCTIONS: dict[str, Callable[..., float]] = {
    "identity": lambda x: x,
    "minus": lambda x: -x,
    "one_minus": lambda x: 1 - x,
    "scaled": lambda x, by: x * by,
    "shifted": lambda x, by: x + by,
    "step": lambda x: float(x > 0),
    "relu": lambda x: x if x != x else max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x >= 0 else slope * x,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "slope_of_tanh": lambda x: 1 - math.tanh(x) ** 2,
    "tanh_slope_at": lambda y: 1 - y * y,
    "sigmoid_slope_at": lambda y: y * (1 - y),
    "relu_slope_at": lambda y: float(y > 0),
    "sqrt": _sqrt,
    "rsqrt": lambda x, eps=0.0: _reciprocal(_sqrt(x + eps if eps else x)),
    "square": lambda x: x * x,
    "cube": lambda x: x * x * x,
    "reciprocal": _reciprocal,
    "exp": _exp,
    "exp2": lambda x: power(2.0, x),
    "expm1": _expm1,
    "log": _log,
    "log1p": _log1p,
    "log2": lambda x: math.log2(x) if x > 0 else _log(x),
    "log10": lambda x: math.log10(x) if x > 0 else _log(x),
    "abs": abs,
    "sign": _sign,
    "is_negative": lambda x: float(math.copysign(1, x) < 0),
    "angle": lambda x: x if x != x else math.pi * (x < 0),
    "sinc": _sinc,
    "lgamma": _lgamma,
    "floor": _whole(math.floor),
    "ceil": _whole(math.ceil),
    "trunc": _whole(math.trunc),
    "frac": lambda x: math.fmod(x, 1.0) if math.isfinite(x) else math.nan,
    "round": _round,
    "sin": _finite_only(math.sin),
    "cos": _finite_only(math.cos),
    "tan": _finite_only(math.tan),
    "asin": _of_range(math.asin),
    "acos": _of_range(math.acos),
    "atan": math.atan,
    "sinh": _overflowing(math.sinh, -math.inf),
    "cosh": _overflowing(math.cosh, math.inf),
    "asinh": math.asinh,
    "acosh": lambda x: math.acosh(x) if x >= 1 else math.nan,
    "atanh": _atanh,
    "erf": math.erf,
    "erfc": math.erfc,
    "power": power,
    "abs_power": lambda x, p: power(abs(x), p),
    "power_of": lambda x, base: power(base, x),
    "clamp": _within,
    "reflected": _reflected,
    "tent": lambda x, past=0.0: max(0.0, 1 - abs(_behind_the_point(x) - past)),
    "cubic": lambda x, past=0.0: _cubic(_behind_the_point(x) - past),
    "gelu": lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "gelu_tanh": lambda x: 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x * x * x))),
    "silu": lambda x: x * _sigmoid(x),
    "mish": lambda x: x * math.tanh(_softplus(x)),
    "softplus": _softplus,
    "elu": _elu,
    "selu": lambda x: _elu(x, _SELU_ALPHA, _SELU_SCALE),
    "hardtanh": _within,
    "hardsigmoid": lambda x: _within(x + 3, 0, 6) / 6,
    "hardswish": lambda x: x * _within(x + 3, 0, 6) / 6,
    "hardshrink": lambda x, around: 0.0 if -around <= x <= around else x,
    "softshrink": lambda x, around: x - around if x > around else x + around if x < -around else x * 0,
    "surprise": lambda p: min(100.0, -_log(p)),
    "surprise_of_not": lambda p: min(100.0, -_log1p(-p)),
    "log_sigmoid": lambda x: min(x, 0.0) - _log1p(_exp(-abs(x))),
    "threshold": lambda x, above, instead: instead if x <= above else x,
    "not": lambda x: float(not x),
    "bits_turned": lambda x: float(~int(x)) if math.isfinite(x) else math.nan,
    "huber": lambda x, delta: 0.5 * x * x if abs(x) < delta else delta * (abs(x) - 0.5 * delta),
    "smooth_l1": lambda x, beta: 0.5 * x * x / beta if abs(x) < beta else abs(x) - 0.5 * beta,
    "is_nan": lambda x: float(x != x),
    "is_inf": lambda x: float(math.isinf(x)),
    "above": lambda x, than: float(x > than),
    "at_least": lambda x, than: float(x >= than),
    "below": lambda x, than: float(x < than),
    "at_most": lambda x, than: float(x <= than),
    "equal_to": lambda x, to: float(x == to),
    "unequal_to": lambda x, to: float(x != to),
}
