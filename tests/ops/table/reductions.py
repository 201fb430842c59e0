"""What makes one number of many, along no dimension, one, or several, and what goes along one."""

import torch
from torch.nn import functional as F

from tests.ops.table.case import ODD, Case, whole

REDUCE = {
    "sum": torch.sum,
    "mean": torch.mean,
    "amax": torch.amax,
    "amin": torch.amin,
    "std": torch.std,
    "var": torch.var,
    "norm": torch.linalg.vector_norm,
    "logsumexp": lambda x, dim=(0, 1, 2), keepdim=False: torch.logsumexp(x, dim, keepdim),
    "nansum": torch.nansum,
    "nanmean": torch.nanmean,
    "count_nonzero": lambda x, dim=None, keepdim=False: torch.count_nonzero(x, dim),
    "all": torch.all,
    "any": torch.any,
    "norm1": lambda x, **k: torch.linalg.vector_norm(x, 1, **k),
    "norm3": lambda x, **k: torch.linalg.vector_norm(x, 3, **k),
    "norm0": lambda x, **k: torch.linalg.vector_norm(x, 0, **k),
    "norm_inf": lambda x, **k: torch.linalg.vector_norm(x, float("inf"), **k),
    "old_norm": lambda x, dim=None, keepdim=False: x.norm(2.5, dim, keepdim),
    "population": lambda x, dim=None, keepdim=False: torch.var(x, dim, correction=0, keepdim=keepdim),
    "aminmax": lambda x, dim=None, keepdim=False: x.aminmax(dim=dim, keepdim=keepdim).max,
}
REDUCE_ONE = {
    "max": torch.max,
    "min": torch.min,
    "argmax": torch.argmax,
    "argmin": torch.argmin,
    "prod": torch.prod,
    "median": torch.median,
    "nanmedian": torch.nanmedian,
}
ALWAYS_ALONG = {
    "cumsum": torch.cumsum,
    "cumprod": torch.cumprod,
    "cummax": lambda x, d: torch.cummax(x, d)[0],
    "cummin": lambda x, d: torch.cummin(x, d)[0],
    "logcumsumexp": torch.logcumsumexp,
    "softmax": torch.softmax,
    "log_softmax": torch.log_softmax,
    "softmin": F.softmin,
    "sort": lambda x, d: torch.sort(x, d)[0],
    "topk": lambda x, d: torch.topk(x, 2, d)[0],
    "kthvalue": lambda x, d: torch.kthvalue(x, 2, d)[0],
    "mode": lambda x, d: torch.mode(x, d)[0],
    "normalize": lambda x, d: F.normalize(x, dim=d),
    "normalize1": lambda x, d: F.normalize(x, p=1, dim=d),
    "cosine": lambda x, d: F.cosine_similarity(x, x.exp(), dim=d),
    "diff": lambda x, d: torch.diff(x, dim=d),
    "renorm": lambda x, d: torch.renorm(x, 2, d, 1.0),
    "var_mean": lambda x, d: torch.var_mean(x, d),
    "std_mean": lambda x, d: torch.std_mean(x, d),
    "max_both": lambda x, d: tuple(torch.max(x, d)),
    "min_both": lambda x, d: tuple(torch.min(x, d)),
    "quantile": lambda x, d: torch.quantile(x, 0.4, d),
    "argsort": torch.argsort,
    "sort_both": lambda x, d: tuple(torch.sort(x, d, descending=True)),
    "topk_both": lambda x, d: tuple(torch.topk(x, 2, d)),
    "unbind": lambda x, d: x.unbind(d)[0],
}


def cases():
    for name, work in REDUCE.items():
        several = name not in {"aminmax"}
        for given in (
            {},
            {"dim": 1},
            {"dim": 1, "keepdim": True},
            {"dim": (0, 2)},
            {"dim": (0, 2), "keepdim": True},
            {"dim": -1},
        ):
            if several or not isinstance(given.get("dim"), tuple):
                yield Case(f"{name} {given}", lambda x, work=work, given=given: work(x, **given), ((2, 3, 4),))
    for name, work in REDUCE_ONE.items():
        for given in ({}, {"dim": 1}, {"dim": 1, "keepdim": True}, {"dim": -1}):

            def call(x, work=work, given=given):
                y = work(x, **given)
                return y if isinstance(y, torch.Tensor) else y[0]

            yield Case(f"{name} {given}", call, ((2, 3, 4),))
    for name, work in ALWAYS_ALONG.items():
        for dim in (0, 1, -1):
            yield Case(f"{name} along {dim}", lambda x, work=work, dim=dim: work(x, dim), ((2, 3, 4),))
    yield Case("sum to type", lambda x: x.sum(dtype=torch.float64), ((3, 4),))
    yield Case("mean of whole", lambda x: x.float().mean() + x.sum(), (whole(3, 4),))
    yield Case("std of one cell more", lambda x: x.std(0, correction=0.5), ((3, 4),))
    yield Case("frobenius", torch.linalg.matrix_norm, ((3, 4),))
    for name in ("sort", "topk", "max", "mode", "median", "kthvalue"):
        given = (2,) if name in {"topk", "kthvalue"} else ()
        yield Case(
            f"{name} among equals",
            lambda x, name=name, given=given: tuple(getattr(x.relu(), name)(*given, dim=1)),
            ((3, 6),),
        )
    yield Case("pool among equals", lambda x: F.max_pool2d(x.relu().floor(), 2, return_indices=True), ((2, 3, 6, 6),))
    yield Case("softmax of one cell", lambda x: x.softmax(0), ((),))
    yield Case("trace", torch.trace, ((3, 3),))
    yield Case("dist", torch.dist, ((3, 4), (3, 4)))


def odd_cases():
    for name, work in (REDUCE | REDUCE_ONE).items():
        for given in ({"dim": 0}, {"dim": 1}):

            def call(x, work=work, given=given):
                y = work(x, **given)
                return y if isinstance(y, torch.Tensor) else y[0]

            yield Case(f"odd {name} {given}", call, (ODD,))
