"""Every activation of torch, with the settings that change what it does."""

import inspect

from torch import nn
from torch.nn import functional as F
from torch.nn.modules import activation

from tests.ops.table.case import ODD, Case

# What an activation needs that it has no default for, or other settings than those.
SETTINGS = {
    "Threshold": [(0.1, 20.0)],
    "GLU": [(0,), (1,), (-1,)],
    "PReLU": [(), (3,)],
    "Softmax": [(0,), (1,), (-1,)],
    "LogSoftmax": [(0,), (-1,)],
    "Softmin": [(0,), (1,)],
    "GELU": [(), ("tanh",)],
    "LeakyReLU": [(), (0.3,)],
    "ELU": [(), (2.0,)],
    "CELU": [(), (2.0,)],
    "Softplus": [(), (2.0, 1.0)],
    "Hardtanh": [(), (-0.5, 0.7)],
    "Softshrink": [(), (0.3,)],
    "Hardshrink": [(), (0.3,)],
}
ACTIVATIONS = [name for name in activation.__all__ if name != "MultiheadAttention"]


def cases():
    for name in ACTIVATIONS:
        for setting in SETTINGS.get(name, [()]):
            shape = (2, 3, 4, 4) if name == "Softmax2d" or setting == (3,) else (2, 6, 4)
            layer = getattr(activation, name)
            yield Case(f"{name}{setting}", layer(*setting), (shape,))
            if "inplace" in inspect.signature(layer).parameters:
                yield Case(
                    f"{name}{setting} in place",
                    nn.Sequential(nn.Hardtanh(-2, 2), layer(*setting, inplace=True)),
                    (shape,),
                )
    for work in (
        F.relu,
        F.softmax,
        F.log_softmax,
        F.gelu,
        F.hardtanh,
        F.rrelu,
        F.logsigmoid,
        F.dropout,
        F.alpha_dropout,
        F.feature_alpha_dropout,
    ):
        given = {"dim": 1} if "softmax" in work.__name__ else {"training": False} if "drop" in work.__name__ else {}
        yield Case(f"F.{work.__name__}", lambda x, work=work, given=given: work(x, **given), ((3, 4),))
    for layer in (nn.Dropout(0.4), nn.Dropout1d(), nn.AlphaDropout(), nn.FeatureAlphaDropout()):
        yield Case(type(layer).__name__, layer, ((2, 3, 4),))


def odd_cases():
    # Torch's own GELU gives no number for an infinite one, in float32 and in places only.
    for name in [one for one in ACTIVATIONS if one not in {"Softmax2d", "GELU"}]:
        for setting in SETTINGS.get(name, [()]):
            if setting != (3,):
                yield Case(f"odd {name}{setting}", getattr(activation, name)(*setting), (ODD,))
