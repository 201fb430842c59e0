"""The network that reads digits: two convolutions, each with ReLU and pooling, and a linear layer; 5,258 weights.

``assets/digits.safetensors`` ships with the app; ``make weights`` trains it anew.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.data.digits import SIDE
from explainer.models.store import loaded
from explainer.training.fit import Settings

CLASSES = 10
KERNELS = (8, 16)
SETTINGS = Settings(seed=4, rate=0.006, batch=64, steps=60 * 133, reports=13, falling=True)
"""What the network that ships learned by."""
UP_TO = {"conv1": 1, "pool1": 3, "conv2": 4, "pool2": 6}
"""How many layers a tensor on the way is made by."""


def network(kernels: tuple[int, int] = KERNELS) -> nn.Sequential:
    """(B, 1, 26, 26) -> logits (B, 10). Shapes 24, 12, 10, 5 on the way."""
    first, second = kernels
    side = ((SIDE - 2) // 2 - 2) // 2
    return nn.Sequential(
        nn.Conv2d(1, first, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(first, second, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(second * side * side, CLASSES),
    )  # fmt: skip


def mlp(weights: int) -> nn.Sequential:
    """A network without convolutions with as near as can be as many weights: (B, 1, 26, 26) -> logits (B, 10)."""
    hidden = max(1, round((weights - CLASSES) / (SIDE * SIDE + 1 + CLASSES)))
    return nn.Sequential(nn.Flatten(), nn.Linear(SIDE * SIDE, hidden), nn.ReLU(), nn.Linear(hidden, CLASSES))


def count(net: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(weight.numel() for weight in net.parameters())


@cache
def trained() -> nn.Sequential:
    """The network that ships."""
    net = network()
    loaded(net, "digits")
    return net


def with_weights(net: nn.Sequential, weights: dict[str, np.ndarray]) -> nn.Sequential:
    """A copy in which these weights, by their names in ``state_dict()``, are others."""
    shape = {name: tensor.shape for name, tensor in net.state_dict().items()}
    copy = network((shape["0.weight"][0], shape["3.weight"][0]))
    copy.load_state_dict(net.state_dict() | {name: torch.from_numpy(w) for name, w in weights.items()})
    return copy.eval()


def probabilities(net: nn.Module, x: np.ndarray) -> np.ndarray:
    """A digit (1, 26, 26) -> (10,)."""
    with torch.no_grad():
        return net(torch.from_numpy(x)[None]).softmax(1)[0].numpy()
