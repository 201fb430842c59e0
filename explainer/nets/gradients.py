r"""How a loss depends on each state of a recurrent network: :math:`\partial L / \partial h_t`, by torch's autograd.

The layer is run step by step (``explainer/recurrent.py``), so that every state is a tensor of its own that a gradient can
reach. Bengio et al. 1994.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.nets.reading import Reader
from explainer.recurrent import steps


def of_states(net: Reader, words: np.ndarray, label: int) -> np.ndarray:
    """(T, H): the gradient of the cross-entropy of ``label`` with respect to the state after each word of (T,)."""
    rows, layer, _, head = net
    assert isinstance(layer, nn.RNNBase)
    with torch.enable_grad():
        x = rows(torch.from_numpy(words).long()).detach()
        states = [step["h"] for step in steps(layer, x)]
        loss = functional.cross_entropy(head(states[-1])[None], torch.tensor([label]))
        found = torch.autograd.grad(loss, states)
    return torch.stack(found).numpy()


def lengths(net: Reader, words: np.ndarray, label: int) -> np.ndarray:
    """(T,): the length of that gradient after each word."""
    return np.linalg.norm(of_states(net, words, label), axis=1)


def faded(net: Reader, words: np.ndarray, label: int, steps_back: int) -> float:
    """How long the gradient is so many steps before the last, in shares of the last."""
    found = lengths(net, words, label)
    return float(found[-1 - steps_back] / found[-1])
