"""Which operation a layer is, and everything that is known of it: one entry for each, made where it is declared."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

import torch
from torch import nn

from explainer.core.declaration import Cell, UnsupportedLayer
from explainer.core.program import Line
from explainer.core.single import cell_of
from explainer.core.steps import tensor

Shape = tuple[int, ...]
L = TypeVar("L", bound=nn.Module)
Declare = Callable[[L, str, Shape, Shape], Cell]
Rank = int | Literal["any"] | None


@dataclass(frozen=True)
class Reading:
    """Where a layer stands: ``name`` is its tensors', ``source`` the tensor that it reads, ``call`` the Python for it."""

    name: str
    source: str
    call: str


@dataclass(frozen=True)
class Opened:
    """What a layer left behind: its tensors without the batch, with their cells and the torch that makes them, in the
    order in which they came about, and which of them, ``last``, the next layer reads."""

    tensors: dict[str, torch.Tensor]
    cells: dict[str, Cell]
    lines: dict[str, Line]
    last: str


Open = Callable[[L, torch.Tensor, Reading], Opened]
Write = Callable[[L, str, str, Shape], str]


def learned(layer: nn.Module) -> dict[str, torch.Tensor]:
    """A layer's parameters and buffers by their names."""
    return dict(layer.named_parameters()) | dict(layer.named_buffers())


def read_off(layer: nn.Module, call: str, key: str) -> str:
    """The Python for a number that a layer holds."""
    return f"{call}.{key}.detach()"


def spelt_out(layer: nn.Module, call: str, key: str) -> str:
    """The same for a layer that is written out and not there to be asked."""
    return tensor(learned(layer)[key].detach())


def _another_shape(layer: nn.Module) -> str:
    return "its input has another shape"


def _batch_first(layer: nn.Module) -> bool:
    return False


@dataclass(frozen=True)
class Operation(Generic[L]):
    """``prefix`` names a layer's tensors (``conv1``), ``open`` runs it, ``holds`` is the Python for a number that it holds.

    ``rank`` is how many dimensions it wants without the batch: "any" where it takes whatever there is, None where the
    layers after it decide. ``wants`` says what works, for a message, ``cast`` is the type it reads, ``steps_first`` whether
    a batch comes second.
    """

    prefix: Callable[[L], str]
    open: Open[L]
    holds: Callable[[L, str, str], str] = read_off
    rank: Rank = None
    wants: Callable[[L], str] = _another_shape
    cast: torch.dtype = torch.float32
    steps_first: Callable[[L], bool] = _batch_first


OPERATIONS: dict[type[nn.Module], Operation[Any]] = {}


def called(layer: nn.Module, call: str, source: str, y: Shape) -> str:
    """A layer called on a tensor."""
    return f"{call}({source})"


def operation(
    module: type[L],
    prefix: str,
    write: Write[L] = called,
    rank: Rank = None,
    wants: Callable[[L], str] = _another_shape,
    cast: torch.dtype = torch.float32,
    holds: Callable[[L, str, str], str] = read_off,
) -> Callable[[Declare[L]], Declare[L]]:
    """Register a module by the declaration of its cells.

    The declaration gets the layer, the name of what it reads, that tensor's shape and the output's, without the batch.
    Tensors called as a parameter or buffer of the layer (``weight``, ``bias``) mean its own. ``write`` gives the torch that
    makes the output without a batch, from the layer, the Python for it, that for what it reads, and the output's shape;
    the rest are fields of :class:`Operation`.
    """

    def register(declare: Declare[L]) -> Declare[L]:
        def made(one: L, x: torch.Tensor, source: str) -> tuple[torch.Tensor, Cell]:
            y = one(x[None])[0]
            return y, declare(one, source, tuple(x.shape), tuple(y.shape))

        _enter(module, prefix, made, write, holds=holds, rank=rank, wants=wants, cast=cast)
        return declare

    return register


def _enter(
    module: type[L],
    prefix: str,
    made: Callable[[L, torch.Tensor, str], tuple[torch.Tensor, Cell]],
    write: Write[L],
    **known: Any,
) -> None:
    """Register a module that makes one tensor of one, with what a cell of that is made of."""

    def opened(one: L, x: torch.Tensor, at: Reading) -> Opened:
        y, cell = made(one, x, at.source)
        text = write(one, at.call, f't["{at.source}"]', tuple(y.shape))
        return Opened({at.name: y}, {at.name: cell}, {at.name: Line(f't["{at.name}"] = {text}', (at.name,))}, at.name)

    OPERATIONS[module] = Operation(lambda one: prefix, opened, **known)


def layer(
    module: type[L],
    prefix: str,
    write: Write[L] = called,
    rank: Rank = None,
    wants: Callable[[L], str] = _another_shape,
    cast: torch.dtype = torch.float32,
    words: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Register a layer of torch's, whose cells are those of the operation that it runs. ``words`` are what the chapters call
    some coordinates; the rest is as for :func:`operation`."""

    def made(one: L, x: torch.Tensor, source: str) -> tuple[torch.Tensor, Cell]:
        y, cell = cell_of(one, x, source)
        return y, _called(cell, words)

    _enter(module, prefix, made, write, rank=rank, wants=wants, cast=cast)


def _called(cell: Cell, words: Mapping[str, str]) -> Cell:
    out = tuple((name, words.get(word, word)) for name, word in cell.out)
    parts = tuple(
        replace(p, over=tuple((n, size, words.get(word, word)) for n, size, word in p.over)) for p in cell.parts
    )
    return replace(cell, out=out, parts=parts)


def operation_of(layer: nn.Module) -> Operation[Any]:
    """The operation for a layer; raises :class:`UnsupportedLayer` naming it and what is supported."""
    try:
        return OPERATIONS[type(layer)]
    except KeyError:
        known = ", ".join(sorted(m.__name__ for m in OPERATIONS))
        own = " with a forward of its own" if isinstance(layer, nn.Sequential) else ""
        raise UnsupportedLayer(f"{type(layer).__name__}{own} is not supported; supported are {known}.") from None


def prefix_of(layer: nn.Module) -> str:
    """What a layer without a name is counted by: ``conv`` for ``conv1``; where nobody said it, its class without dimensions."""
    known = OPERATIONS.get(type(layer))
    return known.prefix(layer) if known else re.sub(r"\d+d$", "", type(layer).__name__).lower()
