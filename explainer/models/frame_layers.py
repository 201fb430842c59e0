"""Layers that look at frames, and that torch does not have: a convolution over each of them, a sheet carried along a path, one
frame of several, the mean of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import torch
from torch import nn
from torch.nn import functional

from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.registry import Shape, operation, spelt_out
from explainer.data.motions import SIDE

ROWS, COLUMNS = "rows_from", "columns_from"
Path = Sequence[tuple[int, int]]


class EachFrame(nn.Module):
    """A convolution over every frame, as a trace shows it: (B, T, H, W) or (B, T, C, H, W) -> (B, T, O, h, w). To torch the frames
    are the batch."""

    def __init__(self, layer: nn.Conv2d) -> None:
        super().__init__()
        self.weight, self.bias, self.stride = layer.weight, layer.bias, layer.stride[0]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        assert self.bias is not None
        return over_frames(partial(functional.conv2d, weight=self.weight, bias=self.bias, stride=self.stride), x)


def over_frames(convolution: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """A convolution of pictures over each frame of clips (B, T, H, W) or (B, T, C, H, W)."""
    x = x[:, :, None] if x.ndim == 4 else x
    return convolution(x.flatten(0, 1)).unflatten(0, x.shape[:2])


def _conv_written(layer: EachFrame, call: str, source: str, y: Shape) -> str:
    return f"{call}({source}[:, None])" if layer.weight.shape[1] == 1 else f"{call}({source})"


@operation(EachFrame, "conv", _conv_written, rank=3)
def each_frame(layer: EachFrame, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t,o,i,j] = b[o] + \sum_{c,a,b} w[o,c,a,b]\; x[t,c,\, i s + a,\, j s + b]`."""
    _, channels, tall, wide = layer.weight.shape
    at = (var("i") * layer.stride + var("a"), var("j") * layer.stride + var("b"))
    channel = (var("c"),) if len(x) == 4 else ()
    over = (("c", channels, "channel"), ("a", tall, "row"), ("b", wide, "column"))
    own = Factor("weight", tuple(var(k) for k in "ocab"))
    products = Part((Factor(source, (var("t"), *channel, *at)), own), over)
    bias = Part((Factor("bias", (var("o"),)),), label="bias")
    out = (("t", "frame"), ("o", "map"), ("i", "row"), ("j", "column"))
    return Cell(out, (products, bias), ("{products} and the bias add up to {value}.",))


class Carried(nn.Module):
    """A sheet (B, 1, H, W) moved by whole cells, differently in each of T frames: (B, T, H, W), black behind it. Around the
    sheet are ``SIDE`` black cells, and ``rows_from`` and ``columns_from`` (T,) say where in that each frame begins, so that none is
    below zero. ``path`` has how far down and how far to the right each is moved."""

    rows_from: torch.Tensor
    columns_from: torch.Tensor

    def __init__(self, path: Path) -> None:
        super().__init__()
        for name, k in ((ROWS, 0), (COLUMNS, 1)):
            self.register_buffer(name, torch.tensor([float(SIDE - place[k]) for place in path]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        wide = functional.pad(x[:, 0], (SIDE, SIDE, SIDE, SIDE))
        corners = zip(self.rows_from.long().tolist(), self.columns_from.long().tolist(), strict=True)
        return torch.stack([wide[:, r : r + SIDE, c : c + SIDE] for r, c in corners], 1)


def _carried_written(layer: Carried, call: str, source: str, y: Shape) -> str:
    wide = f"nn.functional.pad({source}[0], ({SIDE},) * 4)"
    places = list(zip(layer.rows_from.long().tolist(), layer.columns_from.long().tolist(), strict=True))
    return f"torch.stack([{wide}[r : r + {SIDE}, c : c + {SIDE}] for r, c in {places}])"


@operation(Carried, "carried", _carried_written, rank=3, holds=spelt_out)
def carried(layer: Carried, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t,i,j] = x[i + r[t] - s,\, j + c[t] - s]` with :math:`s` black cells around."""
    row, column = (table(name, "t") + var(k) - SIDE for name, k in ((ROWS, "i"), (COLUMNS, "j")))
    same = Part((Factor(source, (Index(), row, column)),))
    return Cell(
        (("t", "frame"), ("i", "row"), ("j", "column")), (same,), ("{value}, a cell of the digit, moved here.",)
    )


class OneFrame(nn.Module):
    """One of the frames, ``which``, counted from 0, or from the end where it is below zero: (B, T, H, W) -> (B, 1, H, W)."""

    def __init__(self, which: int) -> None:
        super().__init__()
        self.which = which

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, self.which][:, None]


def _one_written(layer: OneFrame, call: str, source: str, y: Shape) -> str:
    return f"{source}[{layer.which}][None]"


@operation(OneFrame, "frame", _one_written, rank=3)
def one_frame(layer: OneFrame, source: str, x: Shape, y: Shape) -> Cell:
    """That frame as it is."""
    at = layer.which % x[0]
    same = Part((Factor(source, (Index(at), var("i"), var("j"))),))
    return Cell((("o", "map"), ("i", "row"), ("j", "column")), (same,), ("{value}, as it came.",))


class Mean(nn.Module):
    """The mean over all frames, whatever their order: (B, T, K) -> (B, 1, K)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.mean(1, keepdim=True)


def _mean_written(layer: Mean, call: str, source: str, y: Shape) -> str:
    return f"{source}.mean(0, keepdim=True)"


@operation(Mean, "mean", _mean_written, rank=2)
def mean(layer: Mean, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[k] = \frac{1}{T} \sum_t x[t,k]`."""
    each = Part((Factor(source, (var("t"), var("k"))),), (("t", x[0], "frame"),))
    return Cell((("m", "mean"), ("k", "number")), (each,), ("{value} is the mean of {count} frames.",), reduce="mean")


class Final(nn.Module):
    """The answer that counts, the one after the last frame: (B, T, K) -> (B, K)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, -1]


def _final_written(layer: Final, call: str, source: str, y: Shape) -> str:
    return f"{source}[-1]"


@operation(Final, "final", _final_written, rank=2)
def final(layer: Final, source: str, x: Shape, y: Shape) -> Cell:
    """The last answer as it is."""
    same = Part((Factor(source, (Index(x[0] - 1), var("o"))),))
    return Cell((("o", "answer"),), (same,), ("{value}, as it was after the last frame.",), share=True)
