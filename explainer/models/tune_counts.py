"""The counter that goes on with tunes: looked up in the tunes themselves whenever it is asked, since its tables would fill some
hundred megabytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import numpy as np

from explainer.data.tunes import READ, STARTS, SYMBOLS, Tune, tunes
from explainer.models.ngrams import Counts
from explainer.models.store import figures
from explainer.models.tunes import moved

BEFORE = 12


def counted_from(tune: Tune) -> tuple[int, ...]:
    """A tune as counters get it: what begins it stands there so often that no order reaches beyond it."""
    return begun(tune.bar, tune.steps)


def begun(bar: int, steps: Sequence[int]) -> tuple[int, ...]:
    """The same of steps in bars of so many."""
    return (*(STARTS[bar],) * BEFORE, *steps)


@dataclass(frozen=True)
class Scanned(Counts):
    """Counts of the symbols ``data`` (N,) of all tunes, one behind the other, looked up where they are asked for. With ``kinds`` it
    is counted how many different symbols stood before a shorter context and what followed it."""

    data: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int8), repr=False)
    kinds: bool = False

    @cached_property
    def _after(self) -> list[np.ndarray]:
        """The places that follow each symbol."""
        there = np.flatnonzero(self.data < self.size)
        return [there[self.data[there - 1] == k] for k in range(READ)]

    @cached_property
    def _at_all(self) -> Counter[int]:
        return self._counts(np.concatenate(self._after), 0)

    def _counts(self, places: np.ndarray, k: int) -> Counter[int]:
        """How often each symbol stands at these places, or after how many different symbols before the last ``k``."""
        following = self.data[places].astype(int)
        if self.kinds and k < self.order - 1:
            pairs = np.bincount(
                self.data[places - k - 1].astype(int) * self.size + following, minlength=READ * self.size
            )
            counts = (pairs.reshape(READ, self.size) > 0).sum(0)
        else:
            counts = np.bincount(following, minlength=self.size)
        return Counter({int(symbol): int(counts[symbol]) for symbol in counts.nonzero()[0]})

    def seen(self, context: Sequence[int]) -> Iterator[Counter[int]]:
        yield self._at_all
        places = self._after[context[-1]] if context else np.zeros(0, int)
        for k in range(1, min(self.order, len(context) + 1)):
            places = places[self.data[places - k] == context[-k]]
            if not len(places):
                return
            yield self._counts(places, k)


def scanned(found: Iterable[Tune], order: int, discount: float, kinds: bool) -> Scanned:
    """The counter of these tunes."""
    data = np.concatenate([np.array(counted_from(tune), np.int8) for tune in found])
    return Scanned(({},) * order, SYMBOLS, discount, data, kinds)


@cache
def counter() -> Scanned:
    """The one that did best on the tunes to tune by."""
    best = figures("music")["tuning"]["counter"]["chosen"]
    return scanned(moved(tunes()["learned"], best["moved"]), best["order"], best["discount"], best["kinds"])
