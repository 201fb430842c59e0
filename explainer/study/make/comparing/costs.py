"""What each network has to learn and to multiply."""

from __future__ import annotations

import torch
from torch import nn

from explainer.data.digits import SIDE
from explainer.data.pairs import PAIRS
from explainer.data.sentences import padded
from explainer.models.comparing.digits import RIVALS
from explainer.models.digits import count
from explainer.models.readers import KINDS, reader
from explainer.study.comparing.costs import in_a_row, multiply_adds

SENTENCE = PAIRS[0][0][0]


def sentence() -> torch.Tensor:
    """(1, T): what answers are counted and timed on."""
    return torch.from_numpy(padded([SENTENCE]))


def _of(net: nn.Module, x: torch.Tensor) -> dict[str, int]:
    return {"weights": count(net), "multiply-adds": multiply_adds(net, x), "in a row": in_a_row(net, x)}


def measured() -> dict[str, object]:
    """Of an answer about one digit, and about one sentence."""
    digit = torch.zeros(1, 1, SIDE, SIDE)
    return {
        "settings": {"digit": list(digit.shape[2:]), "sentence": SENTENCE, "words": sentence().shape[1]},
        "digits": {key: _of(rival.make(), digit) for key, rival in RIVALS.items()},
        "sentences": {kind.key: _of(reader(kind), sentence()) for kind in KINDS},
    }
