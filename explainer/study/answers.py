"""What readers of opinions answer, and how often they are right."""

from __future__ import annotations

import numpy as np
import torch
from torch import nn

from explainer.data.pairs import PAIRS
from explainer.data.sentences import ids, words
from explainer.models.readers import Reader, opinions
from explainer.training.fit import accuracy


def says_good(net: nn.Module, words: np.ndarray) -> float:
    """The share that a network gives to "good" for a sentence (T,)."""
    if not len(words):
        return float("nan")
    with torch.no_grad():
        return float(net(torch.from_numpy(words)[None].long()).softmax(1)[0, 1])


def tested(net: nn.Module) -> dict[str, float]:
    """The share right of held-out pairs and of held-out shapes."""
    _, pairs, shapes = opinions()
    return {"pairs": accuracy(net, *pairs), "shapes": accuracy(net, *shapes)}


def pairs_right(net: Reader) -> set[int]:
    """The prepared pairs about both of whose sentences a network is right."""
    return {
        k
        for k, pair in enumerate(PAIRS)
        if all((says_good(net, ids(words(text))) > 0.5) == bool(label) for text, label in pair)
    }
