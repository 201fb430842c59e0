"""Operations by the other names that torch has for them, and as Python's own operators write into a tensor."""

import operator

import torch
from torch import nn
from torch.nn import functional as F

from tests.ops.table.case import Case, mask, share, whole

ONE = {
    "absolute": torch.absolute,
    "adjoint": lambda x: x.adjoint(),
    "clip": lambda x: x.clip(-0.5, 0.5),
    "clamp_max": lambda x: x.clamp_max(0.3),
    "clamp_min": lambda x: x.clamp_min(0.3),
    "fix": torch.fix,
    "flipud": torch.flipud,
    "fliplr": torch.fliplr,
    "matrix_H": lambda x: x.mH,
    "numpy_T": lambda x: x.T,
    "msort": torch.msort,
    "moveaxis": lambda x: x.moveaxis(0, 1),
    "ravel": torch.ravel,
    "relu6": F.relu6,
    "sigmoid_": torch.sigmoid_,
    "softsign": F.softsign,
    "tanhshrink": F.tanhshrink,
    "expit": torch.special.expit,
    "special softmax": lambda x: torch.special.softmax(x, 1),
    "special log_softmax": lambda x: torch.special.log_softmax(x, 1),
    "special logsumexp": lambda x: torch.special.logsumexp(x, 1),
    "nansum": torch.nansum,
    "squeeze_copy": lambda x: torch.squeeze_copy(x[:, None]),
    "swapdims": lambda x: x.swapdims(0, 1),
    "frobenius": lambda x: torch.norm(x, "fro"),
    "native_dropout": lambda x: torch.native_dropout(x, 0.5, False)[0],
    "channel_shuffle": lambda x: F.channel_shuffle(x.reshape(1, 4, 2, 2), 2),
    "unsafe_chunk": lambda x: torch.unsafe_chunk(x, 2, 1),
    "unsafe_split": lambda x: torch.unsafe_split(x, 2, 1),
    "vsplit": lambda x: x.vsplit(2),
    "hsplit": lambda x: x.hsplit(2),
    "dsplit": lambda x: x.reshape(2, 2, 4).dsplit(2),
}
TWO = {
    "arctan2": torch.arctan2,
    "concat": lambda x, y: torch.concat([x, y]),
    "concatenate": lambda x, y: torch.concatenate([x, y], 1),
    "row_stack": lambda x, y: torch.row_stack([x, y]),
    "column_stack": lambda x, y: torch.column_stack([x, y]),
    "divide": torch.divide,
    "multiply": torch.multiply,
    "subtract": torch.subtract,
    "greater": lambda x, y: torch.greater(x, y) * 0.5,
    "greater_equal": lambda x, y: torch.greater_equal(x, y) * 0.5,
    "less": lambda x, y: torch.less(x, y) * 0.5,
    "less_equal": lambda x, y: torch.less_equal(x, y) * 0.5,
    "not_equal": lambda x, y: torch.not_equal(x, y) * 0.5,
    "max.other": torch.max,
    "min.other": torch.min,
    "reshape_as": lambda x, y: x.reshape_as(y.reshape(2, 8)),
    "view_as": lambda x, y: x.view_as(y.reshape(2, 8)),
    "type_as": lambda x, y: x.type_as(y.double()) * y.double(),
}
WRITTEN = (operator.iand, operator.ior, operator.ixor, operator.ilshift, operator.irshift)


class _Packed(nn.Module):
    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, x):
        packed = nn.utils.rnn.pack_padded_sequence(x, torch.tensor([5, 3]), batch_first=True)
        return nn.utils.rnn.pad_packed_sequence(self.layer(packed)[0], batch_first=True)[0]


def _written(work):
    def forward(x, y):
        x = x.clone()
        return work(x, y) * 0.5

    return forward


def cases():
    """Every row."""
    for name, work in ONE.items():
        yield Case(name, work, (share(4, 4) if name == "expit" else (4, 4),))
    for name, work in TWO.items():
        yield Case(name, work, ((4, 4), (4, 4)))
    for work in WRITTEN:
        given = whole(3, 4, below=9), whole(4, below=4, low=1)
        yield Case(f"whole {work.__name__}", _written(work), given)
        yield Case(f"whole {work.__name__} 2", lambda x, work=work: _written(work)(x, 2), given[:1])
    yield Case("logical_and", lambda x, y: torch.logical_and(x, y) * 0.5, (mask(3, 4), mask(4)))
    for reduce in ("add", "multiply"):
        yield Case(
            f"scatter {reduce}",
            lambda x, i, y, reduce=reduce: x.scatter(0, i, y, reduce=reduce),
            ((4, 3), whole(2, 3, below=4), (2, 3)),
        )
        yield Case(
            f"scatter {reduce} number",
            lambda x, i, reduce=reduce: x.scatter(0, i, 0.7, reduce=reduce),
            ((4, 3), whole(2, 3, below=4)),
        )
    yield Case("unique_consecutive", lambda x: torch.unique_consecutive(x) * 0.5, (whole(9, below=3),))
    for kind in ("RNN", "GRU", "LSTM"):
        yield Case(kind, getattr(nn, kind)(3, 4, batch_first=True), ((2, 5, 3),))
        yield Case(f"{kind}Cell", getattr(nn, f"{kind}Cell")(3, 4), ((2, 3),))
        yield Case(f"{kind} packed", _Packed(getattr(nn, kind)(3, 4, batch_first=True)), ((2, 5, 3),))
    yield Case("RNN relu", nn.RNN(3, 4, nonlinearity="relu", batch_first=True), ((2, 5, 3),))
    yield Case("RNN relu packed", _Packed(nn.RNN(3, 4, nonlinearity="relu", batch_first=True)), ((2, 5, 3),))
    yield Case("RNNCell relu", nn.RNNCell(3, 4, nonlinearity="relu"), ((2, 3),))
    yield Case("shift", lambda x: torch.bitwise_left_shift(x, 2) + torch.bitwise_right_shift(x, 1), (whole(3, 4),))
