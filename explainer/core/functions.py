r"""The functions that stand on top of a sum, one number in and one out, in double precision.

Each is torch's definition (``torch.nn.functional``); ``stage/arithmetic/functions.js`` has the same table for the browser, and the
property tests hold the two and torch equal. A slope is a derivative: of tanh at x, or where the function's value is y.
"""

from __future__ import annotations

import math
from collections.abc import Callable


def _sigmoid(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


FUNCTIONS: dict[str, Callable[..., float]] = {
    "identity": lambda x: x,
    "minus": lambda x: -x,
    "one_minus": lambda x: 1 - x,
    "step": lambda x: float(x > 0),
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x, slope: x if x >= 0 else slope * x,
    "tanh": math.tanh,
    "sigmoid": _sigmoid,
    "slope_of_tanh": lambda x: 1 - math.tanh(x) ** 2,
    "tanh_slope_at": lambda y: 1 - y * y,
    "sigmoid_slope_at": lambda y: y * (1 - y),
    "relu_slope_at": lambda y: float(y > 0),
    "sqrt": math.sqrt,
    "gelu": lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
    "gelu_tanh": lambda x: 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
}
