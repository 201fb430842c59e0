r"""What a network that reads splice sites has to beat: rules and tables, from the dumbest on.

- the commonest answer;
- a bag of words of three letters each: how often each of the 64 comes, and a weight for each and each answer;
- the rule that introns begin with GT and end with AG: one look at four letters;
- position weights: how often each letter stands at each place, as naive Bayes has it, or a weight for each letter and place.

The linear ones are logistic regressions, by full batches until nothing falls any more, held back by :math:`\lambda \|w\|^2`; its
:math:`\lambda`, and what naive Bayes adds to each count, are to be chosen on strands to tune by.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import functional

from explainer.data.genome import KINDS, LENGTH, LETTERS, SITE, Strands, numbers, one_hot

WORD = 3
ROUNDS = 100
Says = Callable[[np.ndarray], np.ndarray]
"""Letters (N, 60) -> answers (N,), by their places in ``KINDS``."""
START, END = (numbers(word) for word in ("GT", "AG"))
BEGINS, ENDS, NEITHER = range(len(KINDS))


def right(says: Says, found: Strands) -> float:
    """The share of strands about which it is right."""
    return float((says(found.letters) == found.labels).mean())


def commonest(learn: Strands) -> Says:
    """Whatever the letters, the commonest answer."""
    answer = int(np.bincount(learn.labels).argmax())
    return lambda letters: np.full(len(letters), answer)


def rule(letters: np.ndarray) -> np.ndarray:
    """An intron begins after the middle where GT stands there, and ends before it where AG does; where both do, it begins."""
    begins = (letters[:, SITE : SITE + 2] == START).all(1)
    ends = (letters[:, SITE - 2 : SITE] == END).all(1)
    return np.where(begins, BEGINS, np.where(ends, ENDS, NEITHER))


def words(letters: np.ndarray) -> np.ndarray:
    """(N, 64): how often each word of three letters comes."""
    many = len(LETTERS)
    windows = np.lib.stride_tricks.sliding_window_view(letters.astype(np.int64), WORD, axis=1)
    found = windows @ many ** np.arange(WORD)[::-1]
    return np.stack([np.bincount(row, minlength=many**WORD) for row in found]).astype(np.float32)


def places(letters: np.ndarray) -> np.ndarray:
    """(N, 240): a one for each letter at its place."""
    return one_hot(letters).reshape(len(letters), -1)


def linear(of: Callable[[np.ndarray], np.ndarray], learn: Strands, held: float) -> Says:
    """A weight for each number that ``of`` finds and each answer, held back by ``held`` times their squares."""
    x, labels = torch.from_numpy(of(learn.letters)), torch.from_numpy(learn.labels)
    weight, bias = torch.zeros(x.shape[1], len(KINDS), requires_grad=True), torch.zeros(len(KINDS), requires_grad=True)
    optimiser = torch.optim.LBFGS([weight, bias], max_iter=ROUNDS, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = functional.cross_entropy(x @ weight + bias, labels) + held * weight.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    own, first = weight.detach().numpy(), bias.detach().numpy()
    return lambda letters: (of(letters) @ own + first).argmax(1)


def bayes(learn: Strands, added: float) -> Says:
    """How often each letter stands at each place, ``added`` to each count, as if letters did not know of each other."""
    classes = [learn.of(learn.labels == k) for k in range(len(KINDS))]
    counts = np.stack([one_hot(own.letters).sum(0) + added for own in classes])
    logs = np.log(counts / counts.sum(1, keepdims=True)).reshape(len(KINDS), len(LETTERS) * LENGTH)
    common = np.log([len(own.labels) for own in classes])
    return lambda letters: (places(letters) @ logs.T + common).argmax(1)


@dataclass(frozen=True)
class Rival:
    """``learned`` gives what a rival of that ``name`` says, from strands to learn from and one of what is ``tried`` for it."""

    key: str
    name: str
    learned: Callable[[Strands, float], Says]
    tried: tuple[float, ...]


def _linear(of: Callable[[np.ndarray], np.ndarray]) -> Callable[[Strands, float], Says]:
    return lambda learn, held: linear(of, learn, held)


HELD = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
ADDED = (0.01, 0.1, 1.0, 10.0)
RIVALS = (
    Rival("commonest", "The commonest answer", lambda learn, _: commonest(learn), (0,)),
    Rival("words", "Bag of three-letter words", _linear(words), HELD[1::2]),
    Rival("rule", "The rule: GT begins, AG ends", lambda learn, _: rule, (0,)),
    Rival("bayes", "Position weights, counted", bayes, ADDED),
    Rival("weights", "Position weights, learned", _linear(places), HELD),
)
