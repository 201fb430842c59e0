"""Which words an answer depends on, by gradient and by leaving each out. The first three functions are shown to visitors as
they stand here.

Log-odds and not the loss, which is nearly zero wherever an answer is sure; in double precision.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata, spearmanr
from torch import nn

from explainer.models.readers import Reader

APART = 1 / 3


def log_odds(net: nn.Sequential, rows: torch.Tensor, label: int) -> torch.Tensor:
    """How far the label's logit lies above all others together, from the numbers of words (N, T, D)."""
    output, _ = net[1](rows)
    logits = net[3](output[:, -1])
    others = torch.arange(logits.shape[1]) != label
    return logits[:, label] - logits[:, others].logsumexp(1)


def by_gradient(net: nn.Sequential, words: torch.Tensor, label: int) -> torch.Tensor:
    """For each word (T,) how long the gradient of the log-odds is at its numbers."""
    rows = net[0](words.long()).detach().requires_grad_()
    return torch.autograd.grad(log_odds(net, rows[None], label).sum(), rows)[0].norm(dim=1)


def by_deletion(net: nn.Sequential, words: torch.Tensor, label: int) -> torch.Tensor:
    """For each word (T,) by how much the log-odds fall without it."""
    rows = net[0](words.long()).detach()
    shorter = torch.stack([torch.cat([rows[:k], rows[k + 1 :]]) for k in range(len(rows))])
    return (log_odds(net, rows[None], label) - log_odds(net, shorter, label)).detach()


@dataclass(frozen=True)
class Influence:
    """``odds`` are the label's log-odds with all words; for each word (T,) ``gradient`` and ``deletion``; ``apart`` are the
    words whose places in the two orders differ by a third of the sentence or more, ``agreement`` Spearman's rank correlation,
    None where one has no order, ``without`` the label of the likeliest answer when each word is left out (T,)."""

    odds: float
    gradient: np.ndarray
    deletion: np.ndarray
    apart: tuple[int, ...]
    agreement: float | None
    without: tuple[int, ...]


def influence(net: Reader, words: np.ndarray, label: int) -> Influence:
    """Of a sentence of two words or more, (T,)."""
    exact, x = deepcopy(net).double(), torch.from_numpy(words)
    gradient, deletion = (of(exact, x, label).numpy() for of in (by_gradient, by_deletion))
    fallen = np.abs(deletion)
    places = [rankdata(-values) for values in (gradient, fallen)]
    apart = tuple(int(k) for k in np.flatnonzero(np.abs(places[0] - places[1]) >= len(x) * APART))
    ordered = len(set(places[0])) > 1 and len(set(places[1])) > 1
    agreement = float(spearmanr(gradient, fallen).statistic) if ordered else None
    with torch.no_grad():
        odds = float(log_odds(exact, exact[0](x.long())[None], label))
        without = tuple(int(net(torch.cat([x[:k], x[k + 1 :]])[None].long()).argmax()) for k in range(len(x)))
    return Influence(odds, gradient, deletion, apart, agreement, without)
