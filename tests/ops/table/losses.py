"""The losses of torch.nn, each with every way to reduce it."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.ops.table.case import Case, positive, share, shares, whole

REDUCTIONS = ("none", "mean", "sum")
_SIGNS = torch.tensor([1, -1, 1])
_CLASSES = torch.tensor([1, 0, 4])


def _each(name, make, *inputs):
    for how in REDUCTIONS:
        yield Case(f"{name} {how}", make(how), inputs)


def cases():
    x, same = (3, 5), (3, 5)
    truth = whole(3, 5, below=2).double()
    yield from _each("L1Loss", lambda r: nn.L1Loss(reduction=r), x, same)
    yield from _each("MSELoss", lambda r: nn.MSELoss(reduction=r), x, same)
    yield from _each("SmoothL1Loss", lambda r: nn.SmoothL1Loss(reduction=r, beta=0.5), x, same)
    yield from _each("SmoothL1Loss 0", lambda r: nn.SmoothL1Loss(reduction=r, beta=0.0), x, same)
    yield from _each("HuberLoss", lambda r: nn.HuberLoss(reduction=r, delta=0.7), x, same)
    yield from _each("BCELoss", lambda r: nn.BCELoss(reduction=r), share(3, 5), truth)
    yield from _each("BCELoss weight", lambda r: nn.BCELoss(torch.rand(5), reduction=r), share(3, 5), share(3, 5))
    yield from _each("BCEWithLogitsLoss", lambda r: nn.BCEWithLogitsLoss(reduction=r), x, truth)
    yield from _each(
        "BCEWithLogitsLoss weights",
        lambda r: nn.BCEWithLogitsLoss(torch.rand(5), pos_weight=torch.rand(5), reduction=r),
        x,
        share(3, 5),
    )
    yield from _each("KLDivLoss", lambda r: nn.KLDivLoss(reduction=r), x, shares(3, 5))
    yield from _each("KLDivLoss log", lambda r: nn.KLDivLoss(reduction=r, log_target=True), x, same)
    yield Case("KLDivLoss batchmean", nn.KLDivLoss(reduction="batchmean"), (x, shares(3, 5)))
    yield from _each("PoissonNLLLoss", lambda r: nn.PoissonNLLLoss(reduction=r), x, whole(3, 5).double())
    yield from _each(
        "PoissonNLLLoss plain",
        lambda r: nn.PoissonNLLLoss(False, True, reduction=r),
        positive(3, 5),
        whole(3, 5).double(),
    )
    yield from _each("GaussianNLLLoss", lambda r: nn.GaussianNLLLoss(full=True, reduction=r), x, same, positive(3, 5))
    yield from _each("HingeEmbeddingLoss", lambda r: nn.HingeEmbeddingLoss(0.8, reduction=r), x, truth * 2 - 1)
    yield from _each("CosineEmbeddingLoss", lambda r: nn.CosineEmbeddingLoss(0.1, reduction=r), x, same, _SIGNS)
    yield from _each("MarginRankingLoss", lambda r: nn.MarginRankingLoss(0.3, reduction=r), (3,), (3,), _SIGNS)
    yield from _each("TripletMarginLoss", lambda r: nn.TripletMarginLoss(reduction=r), x, same, same)
    yield from _each(
        "TripletMarginLoss swap", lambda r: nn.TripletMarginLoss(0.5, 1, swap=True, reduction=r), x, same, same
    )
    yield from _each(
        "TripletMarginWithDistanceLoss", lambda r: nn.TripletMarginWithDistanceLoss(reduction=r), x, same, same
    )
    yield from _each("SoftMarginLoss", lambda r: nn.SoftMarginLoss(reduction=r), x, truth * 2 - 1)
    yield from _each("MultiMarginLoss", lambda r: nn.MultiMarginLoss(reduction=r), x, _CLASSES)
    yield from _each("MultiMarginLoss 2", lambda r: nn.MultiMarginLoss(2, 0.7, torch.rand(5), reduction=r), x, _CLASSES)
    yield from _each(
        "MultiLabelMarginLoss",
        lambda r: nn.MultiLabelMarginLoss(reduction=r),
        x,
        torch.tensor([[1, 3, -1, 0, 2], [0, -1, 2, 2, 2], [-1, 0, 0, 0, 0]]),
    )
    yield from _each("MultiLabelSoftMarginLoss", lambda r: nn.MultiLabelSoftMarginLoss(reduction=r), x, truth)
    yield from _each(
        "MultiLabelSoftMarginLoss weight", lambda r: nn.MultiLabelSoftMarginLoss(torch.rand(5), reduction=r), x, truth
    )
    yield from _each("NLLLoss", lambda r: nn.NLLLoss(reduction=r), x, _CLASSES)
    yield from _each("NLLLoss weight", lambda r: nn.NLLLoss(torch.rand(5), ignore_index=0, reduction=r), x, _CLASSES)
    yield from _each("NLLLoss one", lambda r: nn.NLLLoss(reduction=r), (5,), torch.tensor(2))
    yield from _each("NLLLoss 2d", lambda r: nn.NLLLoss(torch.rand(5), reduction=r), (2, 5, 3, 4), whole(2, 3, 4))
    yield from _each("NLLLoss steps", lambda r: nn.NLLLoss(reduction=r), (2, 5, 3), whole(2, 3))
    for name, given in {
        "": {},
        "weight": {"weight": torch.rand(5)},
        "smooth": {"label_smoothing": 0.2},
        "both": {"weight": torch.rand(5), "label_smoothing": 0.1},
        "ignore": {"ignore_index": 4},
        "ignore smooth": {"ignore_index": 4, "label_smoothing": 0.1},
    }.items():
        yield from _each(
            f"CrossEntropyLoss {name}", lambda r, given=given: nn.CrossEntropyLoss(reduction=r, **given), x, _CLASSES
        )
        yield from _each(
            f"CrossEntropyLoss 2d {name}",
            lambda r, given=given: nn.CrossEntropyLoss(reduction=r, **given),
            (2, 5, 3, 2),
            whole(2, 3, 2),
        )
        if "ignore" not in name:
            yield from _each(
                f"CrossEntropyLoss shares {name}",
                lambda r, given=given: nn.CrossEntropyLoss(reduction=r, **given),
                x,
                shares(3, 5),
            )
    yield from _each("CrossEntropyLoss one", lambda r: nn.CrossEntropyLoss(reduction=r), (5,), torch.tensor(2))
    yield from _each(
        "CTCLoss",
        lambda r: nn.CTCLoss(reduction=r),
        (6, 2, 5),
        whole(2, 3, low=1),
        torch.tensor([6, 5]),
        torch.tensor([3, 2]),
    )
    yield Case("F.mse_loss weight", lambda p, t, w: F.mse_loss(p, t, weight=w), (x, same, share(3, 5)))
    yield Case("mse by hand", lambda p, t: ((p - t) ** 2).mean(), (x, same))
    if hasattr(nn, "LinearCrossEntropyLoss"):
        yield from _each(
            "LinearCrossEntropyLoss", lambda r: nn.LinearCrossEntropyLoss(4, 5, reduction=r), (3, 4), _CLASSES
        )
