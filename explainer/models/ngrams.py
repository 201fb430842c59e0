r"""Counting what came next: the rival of every network that goes on with a sequence.

A counter of ``order`` :math:`n` looks at the last :math:`n - 1` symbols, no further. A context that was seen rarely says
little, so each count gives away a discount, and what was given away is shared as the shorter context has it:

.. math:: p_n(w \mid c) = \frac{\max(N(c w) - d, 0) + d \, |\{v : N(c v) > 0\}| \; p_{n-1}(w \mid c')}{N(c)},
          \qquad p_0(w) = \frac{1}{V}

where :math:`c'` is :math:`c` without its first symbol (interpolated absolute discounting: Ney, Essen & Kneser 1994). With
``kinds``, shorter contexts count how many different symbols stood before, instead of how often (Kneser & Ney 1995), which
does better for words. `tuned` tries orders, discounts and both ways of counting on validation data.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

Context = tuple[int, ...]
Table = dict[Context, Counter[int]]


@dataclass(frozen=True)
class Counts:
    """What followed each context: ``tables[k]`` for the last ``k`` symbols. Symbols are numbers below ``size``; ``discount``
    is above 0 and below 1."""

    tables: tuple[Table, ...]
    size: int
    discount: float

    @property
    def order(self) -> int:
        return len(self.tables)

    def seen(self, context: Sequence[int]) -> Iterator[Counter[int]]:
        """What followed its last symbols, the shortest context first, as far back as it was met."""
        for k, table in enumerate(self.tables[: len(context) + 1]):
            followers = table.get(tuple(context[len(context) - k :]))
            if followers is None:
                return
            yield followers

    def shares(self, context: Sequence[int]) -> np.ndarray:
        """How likely each symbol is next, (V,)."""
        shares = np.full(self.size, 1 / self.size)
        for followers in self.seen(context):
            total = followers.total()
            shares *= self.discount * len(followers) / total
            shares[list(followers)] += (np.fromiter(followers.values(), float) - self.discount) / total
        return shares

    def share(self, context: Sequence[int], symbol: int) -> float:
        """How likely that one is next."""
        share = 1 / self.size
        for followers in self.seen(context):
            share = (
                max(followers[symbol] - self.discount, 0) + self.discount * len(followers) * share
            ) / followers.total()
        return share


def counted(
    sequences: Iterable[Sequence[int]], order: int, size: int, discount: float, *, kinds: bool = False
) -> Counts:
    """Counts of all sequences. No context reaches over the beginning of one: who wants beginnings told apart begins each with
    symbols of their own."""
    tables: tuple[Table, ...] = tuple(defaultdict(Counter) for _ in range(order))
    for sequence in sequences:
        for t, symbol in enumerate(sequence):
            for k in range(min(order, t + 1)):
                tables[k][tuple(sequence[t - k : t])][symbol] += 1
    if kinds:
        tables = (*(before(longer) for longer in tables[1:]), tables[-1])
    return Counts(tuple(dict(table) for table in tables), size, discount)


def before(longer: Table) -> Table:
    """For each context without its first symbol: in how many of ``longer`` contexts each symbol followed."""
    kinds: Table = defaultdict(Counter)
    for context, followers in longer.items():
        kinds[context[1:]].update(followers.keys())
    return kinds


def perplexity(counts: Counts, sequences: Iterable[Sequence[int]], start: int = 0) -> float:
    """Of how many equally likely symbols the counter would be as unsure, over all symbols from place ``start`` on."""
    logs = [
        -math.log(counts.share(sequence[max(0, t - counts.order + 1) : t], sequence[t]))
        for sequence in sequences
        for t in range(start, len(sequence))
    ]
    return math.exp(sum(logs) / len(logs))


@dataclass(frozen=True)
class Trial:
    """One setting tried, and its ``perplexity`` on validation data."""

    order: int
    discount: float
    kinds: bool
    perplexity: float


def tuned(
    training: Sequence[Sequence[int]],
    validation: Sequence[Sequence[int]],
    size: int,
    *,
    orders: Iterable[int] = range(1, 7),
    discounts: Sequence[float] = (0.3, 0.5, 0.6, 0.7, 0.8, 0.9),
    start: int = 0,
) -> tuple[Counts, list[Trial]]:
    """The counter that does best on validation data, and every trial. Held-out data have no say."""
    trials, best = [], None
    for order in orders:
        for kinds in (False, True):
            counts = counted(training, order, size, discounts[0], kinds=kinds)
            for discount in discounts:
                counts = replace(counts, discount=discount)
                trials.append(Trial(order, discount, kinds, perplexity(counts, validation, start)))
                if best is None or trials[-1].perplexity < best[0]:
                    best = (trials[-1].perplexity, counts)
    assert best is not None, "no order was tried"
    return best[1], trials
