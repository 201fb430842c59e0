"""How far back a loss reaches, and which words it depends on, by gradient and by leaving each out."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata, spearmanr
from torch.nn import functional

from explainer.backward import through_time
from explainer.nets.reading import Reader
from explainer.trace import Trace

APART = 1 / 3


def traced(net: Reader, words: np.ndarray, label: int) -> Trace:
    """A recurrent reader over (T,) words, with the gradients of the loss of ``label``."""
    rows, layer, _, head = tuple(net)
    return through_time(rows, layer, head, words, label)  # type: ignore[arg-type]


def lengths(t: Trace) -> np.ndarray:
    """(T,): the length of the gradient at the state after each word."""
    return np.linalg.norm(next(tensor for name, tensor in t.tensors.items() if name.endswith(".dh")), axis=1)


def relative(net: Reader, words: np.ndarray, label: int) -> np.ndarray:
    """(T,): the same in shares of the last."""
    found = lengths(traced(net, words, label))
    return found / found[-1] if found[-1] else found


@dataclass(frozen=True)
class Influence:
    """For each word (T,): ``gradient``, the length of the loss's gradient at its numbers, and ``deletion``, by how much the
    loss rises without it; ``apart`` are the words whose places in the two orders differ by a third of the sentence or more;
    ``agreement`` is Spearman's rank correlation."""

    gradient: np.ndarray
    deletion: np.ndarray
    apart: tuple[int, ...]
    agreement: float


def influence(net: Reader, words: np.ndarray, label: int) -> Influence:
    """Of a sentence of two words or more, in double precision: a sure answer's loss is nearly zero."""
    net = deepcopy(net).double()
    x = torch.from_numpy(words).long()
    rows = net[0](x).detach().requires_grad_()
    target = torch.tensor([label])

    def loss(of: torch.Tensor) -> torch.Tensor:
        for layer in list(net)[1:]:
            of = layer(of)
            of = of[0] if isinstance(of, tuple) else of
        return functional.cross_entropy(of, target.expand(len(of)), reduction="none")

    (gradient,) = torch.autograd.grad(loss(rows[None]).sum(), rows)
    without = torch.stack([torch.cat([rows[:t], rows[t + 1 :]]) for t in range(len(x))]).detach()
    with torch.no_grad():
        risen = (loss(without) - loss(rows[None])).numpy()
    by_gradient = gradient.norm(dim=1).numpy()
    places = [rankdata(-values) for values in (by_gradient, risen)]
    apart = tuple(int(t) for t in np.flatnonzero(np.abs(places[0] - places[1]) >= len(x) * APART))
    return Influence(by_gradient, risen, apart, float(spearmanr(by_gradient, risen).statistic))
