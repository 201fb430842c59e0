"""The network that says what is where: six convolutions over a sheet of 80 x 112 pixels, 18,710 weights.

Two of them go in steps of two, so that a cell of the last maps, 20 x 28, stands for 4 x 4 pixels. Each cell says fourteen numbers:
ten scores, one a digit, and how far the edges of the box lie from the cell's middle: to the left, up, to the right and down, in
eights of pixels. The fourth convolution reads every second cell (dilation 2): a cell sees 39 x 39 pixels, more than a digit.

What is learned of a sheet are the cells in the midst of a digit: that they say it, and where it ends. All others say nothing.
``assets/detection.safetensors`` ships with the app; ``make detection`` trains it anew. With it come networks
of the same layers whose last gives another answer: one box for the whole sheet, or of which digit each cell has ink.

The weights begin as large as ReLU needs them (He et al. 2015): as torch begins, six layers let next to nothing through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import torch
from torch import nn
from torch.nn import functional

from explainer.data.sheets import HEIGHT, NOTHING, WIDTH, Sheet
from explainer.models.store import loaded

CLASSES, SIDES = 10, 4
FIRST, MAPS = 12, 24
STRIDE, SCALE = 4, 8
ROWS, COLUMNS = HEIGHT // STRIDE, WIDTH // STRIDE
MIDST = 0.22
AT_REST = -4.0
QUIET = 0.3
NAME = "detection"


def trunk() -> nn.Sequential:
    """(B, 1, 80, 112) -> 24 maps (B, 24, 20, 28), of any other size a quarter of it."""
    net = nn.Sequential(
        nn.Conv2d(1, FIRST, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(FIRST, MAPS, 3, 2, 1), nn.ReLU(),
        nn.Conv2d(MAPS, MAPS, 3, padding=1), nn.ReLU(),
        nn.Conv2d(MAPS, MAPS, 3, padding=2, dilation=2), nn.ReLU(),
        nn.Conv2d(MAPS, MAPS, 3, padding=1), nn.ReLU(),
    )  # fmt: skip
    for layer in net:
        if isinstance(layer, nn.Conv2d) and layer.bias is not None:
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
            nn.init.zeros_(layer.bias)
    return net


def network() -> nn.Sequential:
    """(B, 1, 80, 112) -> (B, 14, 20, 28): ten logits and four distances. It begins by saying nothing anywhere."""
    last = nn.Conv2d(MAPS, CLASSES + SIDES, 1)
    _begin(last, torch.tensor([AT_REST] * CLASSES + [1.0] * SIDES))
    return nn.Sequential(*trunk(), last)


def _begin(last: nn.Conv2d | nn.Linear, said: torch.Tensor) -> None:
    """A last layer that says little else than this to begin with."""
    assert last.bias is not None
    with torch.no_grad():
        last.weight *= QUIET
        last.bias.copy_(said)


def _flat() -> list[nn.Module]:
    return [nn.Flatten(), nn.Linear(MAPS * ROWS * COLUMNS, SIDES)]


def _pooled() -> list[nn.Module]:
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(MAPS, SIDES)]


HEADS: Mapping[str, Callable[[], list[nn.Module]]] = MappingProxyType({"flatten": _flat, "pooled": _pooled})
"""What makes one box of all maps: a weight for each map and place, or one for each map's mean."""


def one_box(head: str) -> nn.Sequential:
    """(B, 1, 80, 112) -> (B, 4): the edges of the only box, left, top, right and bottom, in eights of pixels. It begins at a
    box in the middle."""
    layers = HEADS[head]()
    last = layers[-1]
    assert isinstance(last, nn.Linear)
    _begin(last, torch.tensor([0.4 * WIDTH, 0.35 * HEIGHT, 0.6 * WIDTH, 0.65 * HEIGHT]) / SCALE)
    return nn.Sequential(*trunk(), *layers)


def segments() -> nn.Sequential:
    """(B, 1, 80, 112) -> (B, 10, 20, 28): of which digit each cell has ink, as logits."""
    return nn.Sequential(*trunk(), nn.Conv2d(MAPS, CLASSES, 1))


@cache
def trained() -> nn.Sequential:
    """The network that ships."""
    net = network()
    loaded(net, NAME, "boxes")
    return net


@cache
def trained_one_box(head: str) -> nn.Sequential:
    """The network that ships and draws one box."""
    net = one_box(head)
    loaded(net, NAME, head)
    return net


@cache
def trained_segments() -> nn.Sequential:
    """The network that ships and says whose ink a cell has."""
    net = segments()
    loaded(net, NAME, "segments")
    return net


def middles(rows: int = ROWS, columns: int = COLUMNS) -> torch.Tensor:
    """(4, rows, columns): where each cell's middle lies, in pixels, from the left, the top, the left and the top."""
    down, across = torch.meshgrid(torch.arange(rows), torch.arange(columns), indexing="ij")
    return torch.stack([across, down, across, down]) * float(STRIDE) + STRIDE / 2


def outward() -> torch.Tensor:
    """(4,): which way an edge lies from the middle, and how many pixels a distance of 1 is."""
    return torch.tensor([-1.0, -1.0, 1.0, 1.0]) * SCALE


def edges_of(distances: torch.Tensor) -> torch.Tensor:
    """(…, 4, H, W) distances -> the edges, left, top, right and bottom in pixels."""
    return middles(*distances.shape[-2:]) + distances * outward()[:, None, None]


def target_of(sheet: Sheet) -> torch.Tensor:
    """(5, 20, 28): the digit that each cell is to say, -1 for none, and its four distances."""
    target = torch.zeros(1 + SIDES, ROWS, COLUMNS)
    target[0] = NOTHING
    middle = middles()
    for box, label in zip(torch.from_numpy(sheet.boxes), sheet.labels.tolist(), strict=True):
        aside = [(middle[k] - (box[k] + box[k + 2]) / 2).abs() for k in (0, 1)]
        reach = [max(STRIDE / 2, MIDST * float(box[k + 2] - box[k])) for k in (0, 1)]
        here = (aside[0] <= reach[0]) & (aside[1] <= reach[1])
        target[0][here] = label
        target[1:, here] = ((box[:, None, None] - middle) / outward()[:, None, None])[:, here]
    return target


def inked(sheet: Sheet) -> torch.Tensor:
    """(20, 28): the digit whose ink a cell has most of, -1 for none."""
    owner = torch.from_numpy(sheet.owner).long().reshape(ROWS, STRIDE, COLUMNS, STRIDE).permute(0, 2, 1, 3).flatten(2)
    counts = functional.one_hot(owner + 1, CLASSES + 1).sum(2)[..., 1:]
    most, which = counts.max(2)
    return torch.where(most > 0, which, NOTHING)


def loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Of outputs (B, 14, H, W) for targets (B, 5, H, W): the focal cross-entropy of each cell's ten scores (Lin et al. 2017)
    and, in the midst of digits, what the two boxes do not share of the box around both and how far their edges are apart; all by
    the number of these cells."""
    logits, distances = outputs[:, :CLASSES], outputs[:, CLASSES:]
    said = targets[:, 0].long()
    wanted = functional.one_hot(said.clamp(min=0), CLASSES).movedim(-1, 1) * (said >= 0)[:, None]
    wanted = wanted.to(logits)
    shares = logits.sigmoid()
    wrong = wanted * (1 - shares) + (1 - wanted) * shares
    each = functional.binary_cross_entropy_with_logits(logits, wanted, reduction="none") * wrong.square()
    here = said >= 0
    mine, true = (d.movedim(1, -1)[here] for d in (distances, targets[:, 1:]))
    least, most = torch.minimum(mine, true).clamp(min=0), torch.maximum(mine, true)
    shared, around = ((d[:, 0] + d[:, 2]) * (d[:, 1] + d[:, 3]) for d in (least, most))
    apart = 1 - shared / around
    far = functional.smooth_l1_loss(mine, true, reduction="none", beta=0.25).mean(1)
    return (each.sum() + (apart + far).sum()) / here.sum().clamp(min=1)


def segment_loss(outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Of logits (B, 10, H, W) for whose ink each cell has, (B, H, W), -1 for none: the mean cross-entropy of their scores, each
    by itself."""
    wanted = functional.one_hot(targets.clamp(min=0), CLASSES).movedim(-1, 1) * (targets >= 0)[:, None]
    return functional.binary_cross_entropy_with_logits(outputs, wanted.to(outputs))
