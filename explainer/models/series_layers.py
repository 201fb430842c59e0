"""Layers that look at a series, and that torch does not have: the window that is read, its values as a network reads them, and what
its answers come to."""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.registry import Shape, operation, spelt_out
from explainer.core.steps import number
from explainer.models.series import Kind, Scale

PLACES = "places"
STEP, AHEAD = ("t", "step"), ("k", "step ahead")


class Window(nn.Module):
    """The values at ``places`` (T,) of a series: (B, N) -> (B, T)."""

    places: torch.Tensor

    def __init__(self, first: int, length: int) -> None:
        super().__init__()
        self.register_buffer(PLACES, torch.arange(first, first + length, dtype=torch.float32))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, self.places.long()]


def _window_written(layer: Window, call: str, source: str, y: Shape) -> str:
    first = int(layer.places[0])
    return f"{source}[{first}:{first + len(layer.places)}]"


@operation(Window, "window", _window_written, rank=1, holds=spelt_out)
def window(layer: Window, source: str, x: Shape, y: Shape) -> Cell:
    """Values of the series, from the first in the window to the last."""
    same = Part((Factor(source, (table(PLACES, "t"),)),))
    return Cell((STEP,), (same,), ("{value}, as it was.",))


class AsRead(nn.Module):
    """Values (B, T) as a network reads them, (B, T, 1): by how many spreads they are above the mean or, ``anchored``, above the
    last; ``relative``, by which share of the last. ``by`` is one over the spread, ``minus`` what is taken away."""

    by: torch.Tensor
    minus: torch.Tensor

    def __init__(self, kind: Kind, scale: Scale) -> None:
        super().__init__()
        self.relative, self.anchored = kind.relative, kind.reading == "anchored"
        self.register_buffer("by", torch.tensor([1 / scale.spread]))
        away = 1.0 if self.relative or self.anchored else scale.mean
        self.register_buffer("minus", torch.tensor([-away / scale.spread]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        last = x[:, -1:]
        if self.relative:
            return (x / last * self.by + self.minus)[..., None]
        return (x * self.by + self.minus * (last if self.anchored else 1))[..., None]


def _read_written(layer: AsRead, call: str, source: str, y: Shape) -> str:
    by, minus = number(float(layer.by[0])), number(float(layer.minus[0]))
    if layer.relative:
        return f"({source} / {source}[-1] * {by} + {minus})[:, None]"
    return f"({source} * {by} + {minus}{f' * {source}[-1]' if layer.anchored else ''})[:, None]"


@operation(AsRead, "read", _read_written, rank=1, holds=spelt_out)
def as_read(layer: AsRead, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t] = x[t] / s - m / s`, where :math:`m` is the mean or the last; of a relative kind
    :math:`x[t] / x[T] / s - 1 / s`."""
    last = (Index(x[0] - 1),)
    value, by, minus = (
        Factor(source, (var("t"),), called="value"),
        Factor("by", (Index(),)),
        Factor("minus", (Index(),)),
    )
    over = (Factor(source, last, through="reciprocal", called="one over the last"),) if layer.relative else ()
    taken = (Factor(source, last, called="the last"),) if layer.anchored and not layer.relative else ()
    parts = Part((value, *over, by)), Part((*taken, minus), label="taken away")
    return Cell((STEP, ("d", "number")), parts, ("{value} is how the network reads it.",))


class Foreseen(nn.Module):
    """What changes (B, K) come to, (B, K): added to the ``last`` value of the window, after times the ``spread`` and, of a relative
    kind, times the last value."""

    spread: torch.Tensor

    def __init__(self, kind: Kind, scale: Scale, last: float, window: str) -> None:
        super().__init__()
        self.relative, self.last, self.window = kind.relative, last, (window, kind.window)
        self.register_buffer("spread", torch.tensor([scale.spread]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.last + x * self.spread * (self.last if self.relative else 1)


def _foreseen_written(layer: Foreseen, call: str, source: str, y: Shape) -> str:
    last, spread = f't["{layer.window[0]}"][-1]', number(float(layer.spread[0]))
    return f"{last} + {source} * {spread}{f' * {last}' if layer.relative else ''}"


@operation(Foreseen, "foreseen", _foreseen_written, rank=1, holds=spelt_out)
def foreseen(layer: Foreseen, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[k] = l + s\,x[k]` with the last value :math:`l`; of a relative kind :math:`l + s\,l\,x[k]`."""
    name, length = layer.window
    last = Factor(name, (Index(length - 1),), called="last value")
    change = Factor(source, (var("k"),), called="change")
    spread = Factor("spread", (Index(),), called="spread")
    parts = (
        Part((last,), label="the last value"),
        Part((change, spread, *((last,) if layer.relative else ())), label="the change"),
    )
    return Cell((AHEAD,), parts, ("the last value and the change come to {value}.",))
