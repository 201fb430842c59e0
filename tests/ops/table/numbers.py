"""Arithmetic, comparisons and curves, of numbers of any shape."""

import operator
from itertools import product

import torch
from torch.nn import functional as F

from tests.ops.table.case import ODD, Case, Drawn, mask, positive, share, whole

SHAPES = [((3, 4), (3, 4)), ((3, 4), (4,)), ((3, 1), (1, 4)), ((3, 4), ()), ((2, 3, 4), (3, 1))]

TWO = [
    torch.add,
    torch.sub,
    torch.mul,
    torch.div,
    torch.maximum,
    torch.minimum,
    torch.fmax,
    torch.fmin,
    torch.remainder,
    torch.fmod,
    torch.floor_divide,
    torch.atan2,
    torch.eq,
    torch.ne,
    torch.gt,
    torch.ge,
    torch.lt,
    torch.le,
    torch.hypot,
    torch.copysign,
    torch.logaddexp,
    torch.logaddexp2,
    torch.rsub,
    torch.heaviside,
    torch.logical_and,
    torch.logical_or,
    torch.logical_xor,
    torch.bitwise_and,
    torch.bitwise_or,
    torch.bitwise_xor,
]
OF_TRUTH = (torch.bitwise_and, torch.bitwise_or, torch.bitwise_xor)

ONE = [
    "abs",
    "neg",
    "exp",
    "exp2",
    "expm1",
    "log",
    "log1p",
    "log2",
    "log10",
    "sqrt",
    "rsqrt",
    "square",
    "reciprocal",
    "sign",
    "sgn",
    "signbit",
    "floor",
    "ceil",
    "round",
    "trunc",
    "frac",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "erf",
    "erfc",
    "sigmoid",
    "logit",
    "relu",
    "positive",
    "deg2rad",
    "rad2deg",
    "sinc",
    "isnan",
    "isinf",
    "isfinite",
    "isposinf",
    "isneginf",
    "logical_not",
    "nan_to_num",
    "lgamma",
    "angle",
    "clone",
    "conj",
]

WITH_SCALARS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
    operator.eq,
    operator.ne,
    operator.gt,
    operator.ge,
    operator.lt,
    operator.le,
]


def _in_place(work):
    """On numbers of the run's own, which are read before and after."""

    def call(x, *others):
        y = x * 2
        work(y, *others)
        return y + 1

    return call


def _set(at, value):
    def call(x):
        y = x * 2
        y[at] = value
        return y + 1

    return call


IN_PLACE = {
    "iadd": (_in_place(lambda y, z: y.add_(z, alpha=2)), (4,)),
    "isub": (_in_place(operator.isub), ()),
    "imul": (_in_place(operator.imul), (3, 1)),
    "itruediv": (_in_place(operator.itruediv), (3, 4)),
    "relu_": (_in_place(torch.relu_), None),
    "clamp_": (_in_place(lambda y: y.clamp_(-1, 1)), None),
    "exp_": (_in_place(torch.exp_), None),
    "sigmoid_": (_in_place(torch.sigmoid_), None),
    "pow_": (_in_place(lambda y: y.pow_(2)), None),
    "mul_scalar": (_in_place(lambda y: y.mul_(3)), None),
    "neg_": (_in_place(torch.neg_), None),
    "zero_": (_in_place(torch.zero_), None),
    "fill_": (_in_place(lambda y: y.fill_(1.5)), None),
    "copy_": (_in_place(lambda y, z: y.copy_(z)), (4,)),
    "tanh_": (_in_place(torch.tanh_), None),
    "addcmul_": (_in_place(lambda y, z: y.addcmul_(z, z, value=0.5)), (3, 4)),
    "addcdiv_": (_in_place(lambda y, z: y.addcdiv_(z, z.exp())), (3, 4)),
    "lerp_": (_in_place(lambda y, z: y.lerp_(z, 0.3)), (3, 4)),
    "masked_fill_": (_in_place(lambda y: y.masked_fill_(y > 0, -1.0)), None),
    "set_row": (_set(1, 5.0), None),
    "set_slice": (_set((slice(None), slice(0, 4, 2)), -1.0), None),
    "set_list": (_set([0, 2], 3.0), None),
    "set_mask": (lambda x: _set(x > 0, 9.0)(x), None),
    "set_cell": (_set((0, 1), 3.0), None),
    "set_negative": (_set((..., -1), 3.0), None),
    "index_fill_": (_in_place(lambda y: y.index_fill_(1, torch.tensor([0, 3]), 2.5)), None),
    "out": (_in_place(lambda y, z: torch.mul(z, z, out=y)), (3, 4)),
    "index_add_": (_in_place(lambda y, z: y.index_add_(1, torch.tensor([0, 3, 3]), z)), (3, 3)),
    "index_copy_": (_in_place(lambda y, z: y.index_copy_(1, torch.tensor([0, 3]), z)), (3, 2)),
    "scatter_": (_in_place(lambda y, z: y.scatter_(1, whole(3, 2, below=4).sort(1)[0], z)), (3, 2)),
    "scatter_number": (_in_place(lambda y: y.scatter_(1, whole(3, 2, below=4), 2.0)), None),
    "scatter_add_": (_in_place(lambda y, z: y.scatter_add_(1, whole(3, 4, below=4), z)), (3, 4)),
    "scatter_reduce": (lambda x, z: x.scatter_reduce(1, whole(3, 4, below=4), z, "amax"), (3, 4)),
    "accumulate": (_in_place(lambda y, z: y.index_put_((torch.tensor([0, 0, 2]),), z, accumulate=True)), (3, 4)),
    "row_twice": (lambda x: _in_place(lambda y: y[0].add_(y[1]))(x), None),
    "swap": (_in_place(lambda y: y[:, 0].copy_(y[:, 1])), None),
    "random": (_in_place(lambda y: y.mul_(0)), None),
}


def cases():
    for work, (a, b) in product(TWO, SHAPES):
        given = (mask(*a), mask(*b)) if work in OF_TRUTH else (a, b)
        yield Case(f"{work.__name__}{a}{b}", work, given)
    for name in ONE:
        yield Case(name, getattr(torch, name), ((3, 5),))
        yield Case(f"{name} above zero", getattr(torch, name), (share(3, 5),))
    for work, number in product(WITH_SCALARS, (2, 0.5, -1.5)):
        yield Case(f"x {work.__name__} {number}", lambda x, work=work, number=number: work(x, number), ((3, 4),))
        yield Case(f"{number} {work.__name__} x", lambda x, work=work, number=number: work(number, x), ((3, 4),))
        yield Case(f"one cell {work.__name__} {number}", lambda x, work=work, number=number: work(x, number), ((),))
    for p in (2, 3, 0.5, -1, 2.5, 0, 1, -2):
        yield Case(f"power {p}", lambda x, p=p: x**p, (positive(3, 4),))
    yield Case("power of tensors", torch.pow, (positive(3, 4), (4,)))
    yield Case("float_power", torch.float_power, (positive(3, 4), (4,)))
    yield Case("xlogy", torch.xlogy, ((3, 4), positive(4)))
    yield Case("ldexp", torch.ldexp, ((3, 4), whole(4)))
    for mode in ("floor", "trunc"):
        yield Case(f"div {mode}", lambda x, y, mode=mode: torch.div(x, y, rounding_mode=mode), ((3, 4), (4,)))
        yield Case(f"div {mode} scalar", lambda x, mode=mode: torch.div(x, 0.7, rounding_mode=mode), ((3, 4),))
    for work in (
        operator.floordiv,
        operator.mod,
        operator.and_,
        operator.or_,
        operator.xor,
        operator.lshift,
        operator.rshift,
        operator.truediv,
        operator.add,
        operator.mul,
        operator.sub,
    ):
        yield Case(
            f"whole {work.__name__}",
            lambda x, y, work=work: work(x, y) * 1.5,
            (whole(3, 4, low=-9, below=9), whole(4, low=1)),
        )
        yield Case(f"whole {work.__name__} 3", lambda x, work=work: work(x, 3) * 1.5, (whole(3, 4, low=-9, below=9),))
    yield Case("whole not", lambda x: ~x, (whole(3, 4, low=-9, below=9),))
    yield Case("not", lambda x: ~x, (mask(3, 4),))
    yield Case("add alpha", lambda x, y: torch.add(x, y, alpha=3), ((3, 4), (4,)))
    yield Case("sub alpha", lambda x, y: torch.sub(x, y, alpha=0.5), ((3, 4), (4,)))
    yield Case("rsub alpha", lambda x, y: torch.rsub(x, y, alpha=0.5), ((3, 4), (4,)))
    yield Case("lerp", lambda x, y: torch.lerp(x, y, 0.3), ((3, 4), (3, 4)))
    yield Case("lerp of tensors", torch.lerp, ((3, 4), (3, 4), (3, 4)))
    yield Case("addcmul", lambda x, y, z: torch.addcmul(x, y, z, value=0.3), ((3, 4), (3, 1), (4,)))
    yield Case(
        "addcmul whole", lambda x, y: torch.addcmul(x, x, y, value=1.7) * 0.5, (whole(3, 4, low=-3), whole(4, below=9))
    )
    yield Case("addcdiv", lambda x, y, z: torch.addcdiv(x, y, z, value=0.3), ((3, 4), (3, 1), positive(4)))
    for low, high in ((-0.5, 0.5), (None, 0.2), (0.1, None)):
        yield Case(f"clamp {low} {high}", lambda x, low=low, high=high: x.clamp(low, high), ((3, 4),))
    yield Case("clamp of tensors", torch.clamp, ((3, 4), Drawn((4,), lambda x: x - 1), Drawn((3, 1), lambda x: x + 1)))
    yield Case("clamp min of tensor", lambda x, y: x.clamp(min=y), ((3, 4), (4,)))
    yield Case("clamp max of tensor", lambda x, y: x.clamp(max=y), ((3, 4), (4,)))
    yield Case("types", lambda x: x.to(torch.int64).to(torch.float64) + x.bool(), ((3, 4),))
    yield Case("masks", lambda x, m: (x * m + x[:, :2].sum() * (~m).float()).masked_fill(m, 0.5), ((3, 4), mask(3, 4)))
    yield Case("where", lambda x, y: torch.where(x > y, x, y * 2), ((3, 4), (4,)))
    yield Case("where number", lambda x: torch.where(x > 0, x, -1.0) + torch.where(x > 0, 0.5, x), ((3, 4),))
    yield Case("where two numbers", lambda x: torch.where(x > 0, 0.5, -1.0), ((3, 4),))
    yield Case("masked_select", lambda x: x[x > 0] * 2, ((3, 4),))
    yield Case("masked_scatter", lambda x, y: x.masked_scatter(x > 0, y), ((3, 4), (12,)))
    yield Case("triangles", lambda x: x.tril(1) + x.triu(-1), ((4, 4),))
    for name, (call, other) in IN_PLACE.items():
        yield Case(f"in place {name}", call, ((3, 4),) + (() if other is None else (other,)))
    for p in (0.5, 1.0, 2.0, 3.0, float("inf")):
        yield Case(f"cdist {p}", lambda x, y, p=p: torch.cdist(x, y, p), ((2, 3, 4), (2, 5, 4)))
        yield Case(f"pairwise {p}", lambda x, y, p=p: F.pairwise_distance(x, y, p), ((3, 4), (3, 4)))
        yield Case(f"pdist {p}", lambda x, p=p: F.pdist(x, p), ((4, 3),))
    yield Case("cdist of many", torch.cdist, ((30, 4), (28, 4)))
    yield Case("cosine_similarity", F.cosine_similarity, ((3, 4), (3, 4)))
    yield Case("cosine over places", lambda x, y: F.cosine_similarity(x[:, None], y[None], dim=-1), ((3, 4), (5, 4)))


def odd_cases():
    for name in ONE:
        if name not in {"lgamma"}:
            yield Case(f"odd {name}", getattr(torch, name), (ODD,))
    for work in TWO:
        if work not in OF_TRUTH:
            yield Case(f"odd {work.__name__}", lambda x, work=work: work(x[:, :, None], x[:, None]), (ODD,))
    for work, number in product(WITH_SCALARS, (2, 0.5, -1.5, 0, float("inf"), float("nan"))):
        yield Case(f"odd x {work.__name__} {number}", lambda x, work=work, number=number: work(x, number), (ODD,))
        yield Case(f"odd {number} {work.__name__} x", lambda x, work=work, number=number: work(number, x), (ODD,))
    yield Case("odd where", lambda x: torch.where(x > 0, x, x * 0), (ODD,))
    yield Case("odd mask", lambda x: x.masked_fill(x != x, 0.0), (ODD,))
    yield Case("odd nan_to_num", lambda x: x.nan_to_num(1.0, 2.0, -3.0), (ODD,))
