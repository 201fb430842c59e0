r"""Layers that look at a whole sentence, and that torch does not have: counts, pairs, windows, the largest and the last.

They are told how long each sentence of a batch is, (B,); without lengths every word counts. ``PAD`` stands behind the
shorter ones.
"""

from __future__ import annotations

import torch
from torch import nn
from torch.nn import functional

from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.core.registry import Shape, operation, spelt_out
from explainer.data.vocabulary import PAD

Lengths = torch.Tensor | None


class Counts(nn.Module):
    """How often each of ``size`` numbers occurs: (B, T) -> (B, size). ``PAD`` is not counted."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        counts = torch.zeros(len(x), self.size)
        counts.scatter_add_(1, x.long(), torch.ones(x.shape))
        counts[:, PAD] = 0
        return counts


def _counts_written(layer: Counts, call: str, source: str, y: Shape) -> str:
    return f"({source}[:, None] == torch.arange({layer.size})).float().sum(0)"


@operation(Counts, "counts", _counts_written, rank=1)
def counts(layer: Counts, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[v] = \sum_t [x[t] = v]`."""
    each = Part((Factor(source, (var("t"),)),), (("t", x[0], "word"),))
    return Cell(
        (("v", "word of the vocabulary"),),
        (each,),
        ("it occurs {times}.", "it does not occur.", ""),
        reduce="count",
        own=var("v"),
    )


class Pairs(nn.Module):
    """Each word with the next as one number: (B, T) -> (B, T - 1), first * size + second; pairs with ``PAD`` are none."""

    size: torch.Tensor

    def __init__(self, size: int) -> None:
        super().__init__()
        self.register_buffer("size", torch.tensor([float(size)]))

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        first, second = x[:, :-1], x[:, 1:]
        return torch.where(second != PAD, first * self.size.to(x.dtype) + second, PAD)


def _pairs_written(layer: Pairs, call: str, source: str, y: Shape) -> str:
    return f"{source}[:-1] * {float(layer.size)} + {source}[1:]"


@operation(Pairs, "pairs", _pairs_written, rank=1, holds=spelt_out)
def pairs(layer: Pairs, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t] = n\,x[t] + x[t+1]` with a vocabulary of :math:`n`."""
    first = Part((Factor("size", (Index(),)), Factor(source, (var("t"),))))
    second = Part((Factor(source, (var("t") + 1,)),))
    return Cell((("t", "pair"),), (first, second), ("the two words' numbers as one: {value}.",))


class Window(nn.Module):
    """The last ``size`` words: (B, T, D) -> (B, size, D), zeros before a shorter sentence."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        ends = torch.full((len(x),), x.shape[1]) if lengths is None else lengths
        wide = functional.pad(x, (0, 0, self.size, 0))
        at = ends[:, None] + torch.arange(self.size)
        return wide[torch.arange(len(x))[:, None], at]


def _window_written(layer: Window, call: str, source: str, y: Shape) -> str:
    return f"nn.functional.pad({source}, (0, 0, {layer.size}, 0))[-{layer.size}:]"


@operation(Window, "window", _window_written, rank=2)
def window(layer: Window, source: str, x: Shape, y: Shape) -> Cell:
    """The last words as they are; zeros before the first."""
    at = var("t") + (x[0] - layer.size)
    return Cell(
        (("t", "place"), ("d", "number")), (Part((Factor(source, (at, var("d"))),)),), ("{value}, as it came.",)
    )


class Turned(nn.Module):
    """(B, T, D) -> (B, D, T), as torch's convolutions over time want it."""

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        return x.transpose(1, 2)


def _turned_written(layer: Turned, call: str, source: str, y: Shape) -> str:
    return f"{source}.T"


@operation(Turned, "turned", _turned_written, rank=2)
def turned(layer: Turned, source: str, x: Shape, y: Shape) -> Cell:
    """Rows and columns exchanged."""
    same = Part((Factor(source, (var("t"), var("d"))),))
    return Cell((("d", "number"), ("t", "word")), (same,), ("{value}, moved here unchanged.",))


class Strongest(nn.Module):
    """The largest over time: (B, C, T) -> (B, C)."""

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        if lengths is not None:
            beyond = torch.arange(x.shape[2]) >= lengths[:, None]
            x = x.masked_fill(beyond[:, None], -torch.inf)
        return x.amax(2)


def _strongest_written(layer: Strongest, call: str, source: str, y: Shape) -> str:
    return f"{source}.amax(1)"


@operation(Strongest, "strongest", _strongest_written, rank=2)
def strongest(layer: Strongest, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[c] = \max_t x[c,t]`."""
    each = Part((Factor(source, (var("c"), var("t"))),), (("t", x[1], "word"),))
    return Cell((("c", "map"),), (each,), ("{value} is the largest of {count}.",), reduce="max")


class Last(nn.Module):
    """The state after the last word: (B, T, H) -> (B, H)."""

    def forward(self, x: torch.Tensor, lengths: Lengths = None) -> torch.Tensor:
        return x[:, -1] if lengths is None else x[torch.arange(len(x)), lengths - 1]


def _last_written(layer: Last, call: str, source: str, y: Shape) -> str:
    return f"{source}[-1]"


@operation(Last, "last", _last_written, rank=2)
def last(layer: Last, source: str, x: Shape, y: Shape) -> Cell:
    """The state after the last word."""
    same = Part((Factor(source, (Index(x[0] - 1), var("k"))),))
    return Cell((("k", "unit"),), (same,), ("{value}, the state after the last word.",))
