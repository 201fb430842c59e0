"""What becomes of a tune that is gone on with, by the network or by the counter: how much was copied, how often it comes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.data.tunes import HOLD, RUN, in_bars, runs, tunes
from explainer.models.ngrams import Counts
from explainer.models.sampling import at_temperature, bent, drawn
from explainer.models.tune_counts import BEFORE, counter


def gone_on(
    net: nn.Sequential, begun: Sequence[Sequence[int]], count: int, temperature: float, seed: int
) -> list[list[int]]:
    """``count`` steps more of each tune (N of one length, with the symbol that begins it), drawn one after the other."""
    embedding, loop, linear = net
    generator = torch.Generator().manual_seed(seed)
    found = []
    with torch.no_grad():
        states, handed = loop(embedding(torch.tensor(begun)))
        for _ in range(count):
            shares = at_temperature(linear(states[:, -1]), temperature)
            found.append(torch.multinomial(shares, 1, generator=generator))
            states, handed = loop(embedding(found[-1]), handed)
    return torch.cat(found, 1).tolist()


def counted_on(counts: Counts, begun: Sequence[int], count: int, temperature: float, seed: int) -> list[int]:
    """The same by the counter, of one tune."""
    generator = torch.Generator().manual_seed(seed)
    steps = list(begun)
    for _ in range(count):
        steps.append(drawn(bent(torch.from_numpy(shares_after(counts, steps)), temperature), generator))
    return steps[len(begun) :]


def shares_after(counts: Counts, steps: Sequence[int]) -> np.ndarray:
    """How likely the counter takes each symbol to be next, (V,), after all of these."""
    return counts.shares(steps[len(steps) - counts.order + 1 :] if counts.order > 1 else ())


def counted_shares(begun: Sequence[int], temperature: float) -> np.ndarray:
    """(T, V): the same after each step of a tune that is begun as counters get it, at a temperature."""
    counts, first = counter(), BEFORE
    rows = [bent(torch.from_numpy(shares_after(counts, begun[:t])), temperature) for t in range(first, len(begun) + 1)]
    return torch.stack(rows).float().numpy()


@dataclass(frozen=True)
class Copy:
    """Steps from ``first`` up to ``end`` stand in the tune ``name``, there ``shift`` semitones lower."""

    first: int
    end: int
    name: str
    shift: int


@cache
def _known() -> tuple[np.ndarray, np.ndarray]:
    """Each run of the tunes that were learned from, as a sorted number (N,), and where it stands (N, 2): in which tune, from which
    step on."""
    found = {run: (k, at) for k, tune in enumerate(tunes()["learned"]) for at, run in runs(tune.steps)}
    keys = _keys(list(found))
    order = keys.argsort()
    return keys[order], np.array(list(found.values()))[order]


def _keys(found: Sequence[bytes]) -> np.ndarray:
    """Runs (N,) as numbers, which hardly ever are the same where they are not."""
    halves = np.frombuffer(b"".join(found), dtype=np.uint64).reshape(-1, 2)
    with np.errstate(over="ignore"):
        return halves[:, 0] * np.uint64(0x9E3779B97F4A7C15) + (halves[:, 1] ^ (halves[:, 1] >> np.uint64(29)))


def copies(steps: Sequence[int], first: int = 0) -> list[Copy]:
    """Stretches from step ``first`` on, ``RUN`` steps long at least, that stand so in a tune that was learned from, in whatever
    key; none overlaps another."""
    found: list[Copy] = []
    known, places = _known()
    for at, run in runs(steps[first:]):
        begin = first + at
        k = int(known.searchsorted(_keys([run]))[0])
        if (found and begin < found[-1].end) or k == len(known) or known[k] != _keys([run])[0]:
            continue
        tune, there = tunes()["learned"][places[k][0]], int(places[k][1])
        shift = steps[begin] - tune.steps[there]
        long = _same(steps[begin:], tune.steps[there:], shift)
        if long >= RUN:
            found.append(Copy(begin, begin + long, tune.name, shift))
    return found


def _same(a: Sequence[int], b: Sequence[int], shift: int) -> int:
    """For how many steps both are the same, but for the key."""
    for k, (one, other) in enumerate(zip(a, b, strict=False)):
        if (one == HOLD) != (other == HOLD) or (one != HOLD and one - other != shift):
            return k
    return min(len(a), len(b))


def returns(steps: Sequence[int], bar: int, first: int) -> int:
    """How many of the bars from number ``first`` on, counted from 0, are the same as one before."""
    bars = in_bars(steps, bar)
    return sum(own in bars[:k] for k, own in enumerate(bars) if k >= first)
