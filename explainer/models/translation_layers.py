r"""Dot-product attention of one sentence's states on another's, in layers that torch has no module for: scores, what their shares
let through, and that beside the state.

.. math:: e_{s,t} = h^{fr}_s \cdot h^{en}_t, \qquad a_s = \operatorname{softmax}(e_s), \qquad c_s = \sum_t a_{s,t}\, h^{en}_t

A layer is given the other tensor, and what a trace calls it. Sources: Bahdanau et al. 2015; Luong et al. 2015, whose dot this is.
"""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.registry import Shape, operation

SAID, READ, UNIT = ("s", "French word"), ("t", "English word"), ("k", "unit")


class _Beside(nn.Module):
    """A layer that reads ``states`` (T, H) of another tensor, ``source``, too; in a tuple, since they are nothing learned."""

    def __init__(self, source: str, states: torch.Tensor) -> None:
        super().__init__()
        self.source, self.held = source, (states,)

    @property
    def states(self) -> torch.Tensor:
        return self.held[0]


class Scores(_Beside):
    """The dot product of every state with every other: (B, S, H) -> (B, S, T)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.states.T


def _scores_written(layer: Scores, call: str, source: str, y: Shape) -> str:
    return f'{source} @ t["{layer.source}"].T'


@operation(Scores, "scores", _scores_written, rank=2)
def scores(layer: Scores, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`e[s,t] = \sum_k x[s,k]\, h[t,k]`."""
    of = Factor(source, (var("s"), var("k"))), Factor(layer.source, (var("t"), var("k")))
    products = Part(of, (("k", x[1], "unit"),))
    return Cell((SAID, READ), (products,), ("{products}, of the two states, {add} up to {value}.",))


class Shares(nn.Softmax):
    """Shares of a look, one for each that is looked at: (B, S, T) -> (B, S, T), each row adding up to 1."""

    def __init__(self) -> None:
        super().__init__(-1)


def _shares_written(layer: Shares, call: str, source: str, y: Shape) -> str:
    return f"{source}.softmax(1)"


@operation(Shares, "attention", _shares_written, rank=2)
def shares(layer: Shares, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`a[s,t] = e^{e[s,t]} / \sum_u e^{e[s,u]}`."""
    each = Part((Factor(source, (var("s"), var("u")), called="score"),), (("u", x[1], "English"),))
    said = ("its exponential, divided by the sum of all {count}, is {value}: so much of the look goes there.",)
    return Cell((SAID, READ), (each,), said, reduce="softmax", own=var("t"), share=True)


class Context(_Beside):
    """The other's states, each as much as it is looked at: (B, S, T) -> (B, S, H)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x @ self.states


def _context_written(layer: Context, call: str, source: str, y: Shape) -> str:
    return f'{source} @ t["{layer.source}"]'


@operation(Context, "context", _context_written, rank=2)
def context(layer: Context, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`c[s,k] = \sum_t a[s,t]\, h[t,k]`."""
    of = Factor(source, (var("s"), var("t"))), Factor(layer.source, (var("t"), var("k")))
    products = Part(of, (("t", x[1], "word"),))
    return Cell((SAID, UNIT), (products,), ("{products}, shares of the English states, {add} up to {value}.",))


class Joined(_Beside):
    """With another tensor beside it: (B, S, H) -> (B, S, 2 H)."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.cat([x, self.states.expand(len(x), -1, -1)], -1)


def _joined_written(layer: Joined, call: str, source: str, y: Shape) -> str:
    return f'torch.cat([{source}, t["{layer.source}"]], dim=1)'


@operation(Joined, "joined", _joined_written, rank=2)
def joined(layer: Joined, source: str, x: Shape, y: Shape) -> Cell:
    """One or the other, as it is."""
    here = Part((Factor(source, (var("s"), var("k")), "skip"),))
    there = Part((Factor(layer.source, (var("s"), var("k") - x[1]), "skip"),))
    return Cell((SAID, ("k", "number")), (here, there), ("{value}, as it came.",))
