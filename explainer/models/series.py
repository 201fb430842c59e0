"""Networks that foresee: a recurrent one reads the last values of a series, and says by how much each later one differs from the
last.

A network takes windows (B, T, 1) that :func:`scaled` made of values, and gives changes (B, K), one for each of the steps ``ahead``;
:func:`foreseen` makes values of these. What is scaled by was measured on the part that is learned from.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from explainer.data.series import PARTS, SHARES, SUNSPOTS, TEMPERATURE, part, series
from explainer.models.digits import count
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, Task, fit

Reading = Literal["level", "anchored"]
BATCH, REPORTS = 64, 11
LEARN, CHOOSE, HELD_OUT = PARTS


@dataclass(frozen=True)
class Kind:
    """What is foreseen: its ``key`` in files, its ``name``, the series that are learned from together, how many ``units`` the state
    has, how long the ``window`` is and how far ``ahead`` it looks, in ``step``s. Where it is ``relative`` differences are shares
    of the last value, as those of prices are. ``reading`` says whether the network is given a window's values by how far they
    are from the mean or from the window's last. ``rate`` and ``steps`` are what it learns by."""

    key: str
    name: str
    names: tuple[str, ...]
    units: int
    window: int
    ahead: tuple[int, ...]
    step: str
    relative: bool
    reading: Reading
    rate: float
    steps: int

    @property
    def own(self) -> bool:
        """Whether these are a visitor's numbers."""
        return not self.names


KINDS = (
    Kind("shares", "Shares", tuple(SHARES), 16, 20, (1, 5, 20), "day", True, "anchored", 0.03, 800),
    Kind("temperature", TEMPERATURE, (TEMPERATURE,), 16, 24, (1, 6, 24), "hour", False, "anchored", 0.03, 1_200),
    Kind("sunspots", SUNSPOTS, (SUNSPOTS,), 8, 22, (1, 5), "year", False, "level", 0.003, 600),
)
BY_KEY = {kind.key: kind for kind in KINDS}
OWN = Kind("own", "Your own", (), 16, 20, (1, 5, 20), "row", False, "anchored", 0.01, 800)


@dataclass(frozen=True)
class Scale:
    """By what differences are measured: the ``mean`` of what is learned from, and its ``spread``, for a relative kind that of the
    changes from one step to the next."""

    mean: float
    spread: float


@dataclass(frozen=True)
class Windows:
    """``values`` (N, T) up to the places ``ends`` (N,) in their series, and what came ``after`` (N, K); none of them is missing."""

    values: np.ndarray
    after: np.ndarray
    ends: np.ndarray


def scale(values: np.ndarray, relative: bool) -> Scale:
    """The scale of a series (N,), by the part that is learned from."""
    _, end = part(len(values), LEARN)
    learned = values[:end]
    changes = learned[1:] / learned[:-1] - 1 if relative else learned
    return Scale(float(np.nanmean(learned)), float(np.nanstd(changes)) or 1.0)


def windows(values: np.ndarray, kind: Kind, which: str, length: int = 0) -> Windows:
    """All windows, of the kind's length unless another is given, whose answers lie in a part of a series (N,). They may begin in
    the part before it, which is known by then."""
    first, end = part(len(values), which)
    length = length or kind.window
    ends = np.arange(max(length, first) - 1, end - max(kind.ahead))
    seen = values[ends[:, None] - np.arange(length)[::-1]]
    after = values[ends[:, None] + np.array(kind.ahead)]
    whole = np.isfinite(seen).all(1) & np.isfinite(after).all(1)
    return Windows(seen[whole], after[whole], ends[whole])


def scaled(values: np.ndarray, kind: Kind, by: Scale, reading: Reading = "level") -> np.ndarray:
    """Windows (N, T) as they are read."""
    last = values[:, -1:]
    if kind.relative:
        return (values / last - 1) / by.spread
    return (values - (last if reading == "anchored" else by.mean)) / by.spread


def changes(found: Windows, kind: Kind, by: Scale) -> np.ndarray:
    """By how much what came after (N, K) differs from the last value."""
    last = found.values[:, -1:]
    return (found.after - last) / by.spread / (last if kind.relative else 1)


def foreseen(found: Windows, said: np.ndarray, kind: Kind, by: Scale) -> np.ndarray:
    """The values (N, K) that changes (N, K) come to."""
    last = found.values[:, -1:]
    return last + said * by.spread * (last if kind.relative else 1)


class Forecaster(nn.Sequential):
    """A GRU, and what its last state says: (B, T, 1) -> (B, K)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        loop, ends = self
        answer: torch.Tensor = ends(loop(x)[0][:, -1])
        return answer


def forecaster(kind: Kind) -> Forecaster:
    """A network of that kind, untrained."""
    return Forecaster(nn.GRU(1, kind.units, batch_first=True), nn.Linear(kind.units, len(kind.ahead)))


@cache
def trained(key: str) -> Forecaster:
    """The network of that kind that ships."""
    net = forecaster(BY_KEY[key])
    loaded(net, "series", key)
    return net


@cache
def weights_of(kind: Kind) -> int:
    """How many numbers a network of that kind learns."""
    return count(forecaster(kind))


def examples(values: np.ndarray, kind: Kind, which: str) -> Examples:
    """What is learned from, or judged by, of one series: windows (N, T, 1) and changes (N, K)."""
    found, by = windows(values, kind, which), scale(values, kind.relative)
    x = scaled(found.values, kind, by, kind.reading)[..., None]
    return torch.from_numpy(x.astype(np.float32)), torch.from_numpy(changes(found, kind, by).astype(np.float32))


def together(kind: Kind, which: str) -> Examples:
    """The same of all series of a kind that ships."""
    every = [examples(series(name).values, kind, which) for name in kind.names]
    x, y = zip(*every, strict=True)
    return torch.cat(x), torch.cat(y)


def said(net: nn.Module, found: Windows, kind: Kind, by: Scale) -> np.ndarray:
    """What a network foresees from windows: values (N, K)."""
    x = torch.from_numpy(scaled(found.values, kind, by, kind.reading)[..., None].astype(np.float32))
    with torch.no_grad():
        return foreseen(found, net(x).numpy().astype(np.float64), kind, by)


def _against_the_last(net: nn.Module, x: torch.Tensor, y: torch.Tensor) -> float:
    """By how much a network is wrong, in shares of how wrong the last value is."""
    with torch.no_grad():
        return float((net(x) - y).abs().sum() / y.abs().sum().clamp_min(1e-9))


FORESEEING = Task(functional.mse_loss, _against_the_last)


def settings(kind: Kind, seed: int, reports: int = REPORTS) -> Settings:
    """The rule by which all of a kind learn."""
    return Settings(seed, kind.rate, batch=BATCH, steps=kind.steps, reports=reports, falling=True)


@dataclass(frozen=True)
class SeriesRecipe:
    """A network of the kind ``key``, from a seed: a recipe for a run on screen."""

    key: str
    seed: int = 1

    @property
    def kind(self) -> Kind:
        return BY_KEY[self.key]

    def run(self) -> Iterator[Progress]:
        """The training, judged on the way by the part that is chosen by."""
        kind = self.kind
        make = lambda: forecaster(kind)  # noqa: E731
        return fit(make, together(kind, LEARN), together(kind, CHOOSE), settings(kind, self.seed), task=FORESEEING)

    def net(self, progress: Progress) -> Forecaster:
        """The network as it was at a report."""
        return progress.into(forecaster(self.kind))


@dataclass(frozen=True)
class OwnRecipe:
    """The same on the numbers of a visitor's, which are ``packed`` into it."""

    packed: str
    seed: int = 1

    @property
    def kind(self) -> Kind:
        return OWN

    @property
    def values(self) -> np.ndarray:
        """The numbers, float64 (N,)."""
        return np.frombuffer(zlib.decompress(base64.b64decode(self.packed)), np.float64)

    def run(self) -> Iterator[Progress]:
        """The training, on the first part of the numbers, judged on the way by the second."""
        values, make = self.values, lambda: forecaster(OWN)
        learn, choose = (examples(values, OWN, which) for which in (LEARN, CHOOSE))
        return fit(make, learn, choose, settings(OWN, self.seed), task=FORESEEING)

    def net(self, progress: Progress) -> Forecaster:
        """The network as it was at a report."""
        return progress.into(forecaster(OWN))


def packed(values: np.ndarray) -> str:
    """Numbers as a text."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(values, dtype=np.float64).tobytes(), 9)).decode()
