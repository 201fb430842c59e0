"""How far back a loss reaches, and which words an answer depends on, by gradient and by leaving each out."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata, spearmanr

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
    """What the log-odds of the right answer depend on, for each word (T,): ``gradient``, how long their gradient is at its
    numbers, and ``deletion``, by how much they fall without it. ``apart`` are the words whose places in the two orders differ
    by a third of the sentence or more, ``agreement`` Spearman's rank correlation, ``without`` the label of the likeliest
    answer when each word is left out (T,)."""

    gradient: np.ndarray
    deletion: np.ndarray
    apart: tuple[int, ...]
    agreement: float
    without: tuple[int, ...]


def influence(net: Reader, words: np.ndarray, label: int) -> Influence:
    r"""Of a sentence of two words or more. Log-odds, :math:`z_y - \log \sum_{k \neq y} e^{z_k}`, and not the loss, which is
    nearly zero wherever an answer is sure."""
    net = deepcopy(net).double()
    x = torch.from_numpy(words).long()
    rows = net[0](x).detach().requires_grad_()

    def logits(of: torch.Tensor) -> torch.Tensor:
        for layer in list(net)[1:]:
            of = layer(of)
            of = of[0] if isinstance(of, tuple) else of
        return of

    def odds(of: torch.Tensor) -> torch.Tensor:
        others = torch.arange(of.shape[1]) != label
        return of[:, label] - of[:, others].logsumexp(1)

    (gradient,) = torch.autograd.grad(odds(logits(rows[None])).sum(), rows)
    shorter = torch.stack([torch.cat([rows[:t], rows[t + 1 :]]) for t in range(len(x))]).detach()
    with torch.no_grad():
        answers = logits(shorter)
        fallen = (odds(logits(rows[None])) - odds(answers)).numpy()
    by_gradient = gradient.norm(dim=1).numpy()
    places = [rankdata(-values) for values in (by_gradient, np.abs(fallen))]
    apart = tuple(int(t) for t in np.flatnonzero(np.abs(places[0] - places[1]) >= len(x) * APART))
    agreement = float(spearmanr(by_gradient, np.abs(fallen)).statistic)
    return Influence(by_gradient, fallen, apart, agreement, tuple(answers.argmax(1).tolist()))
