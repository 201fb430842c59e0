"""A single layer on a single example: the lean way for what a page opens again and again. What its cells are made of is found by
watching it run, once for each way in which it is set and each shape that it reads."""

from __future__ import annotations

from collections.abc import Hashable

import torch
from torch import nn

from explainer.core.batch import batch_of, one_of
from explainer.core.declaration import Cell, UnsupportedLayer
from explainer.core.watch import Watch

_SOURCE = "<"
_MOST_KNOWN = 2000
_known: dict[Hashable, Cell] = {}


def cell_of(layer: nn.Module, x: torch.Tensor, source: str) -> tuple[torch.Tensor, Cell]:
    """What a layer gives for ``x`` without its batch, and what a cell of that is made of: of ``source``, and of the layer's own
    numbers by their names. Raises :class:`UnsupportedLayer` where that takes more than one step."""
    key = _setting(layer, x)
    if key not in _known:
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = _watched(layer, x[None])
    return layer(x[None])[0], _known[key].renamed({_SOURCE: source})


def _setting(layer: nn.Module, x: torch.Tensor) -> Hashable:
    """Everything on which a declaration depends: never the numbers."""
    told = tuple((name, value) for name, value in vars(layer).items() if name[0] != "_" and isinstance(value, Hashable))
    own = tuple((name, tuple(w.shape)) for name, w in (*layer.named_parameters(), *layer.named_buffers()))
    return type(layer), told, own, tuple(x.shape), x.dtype


def _watched(layer: nn.Module, batch: torch.Tensor) -> Cell:
    own = dict(layer.named_parameters()) | dict(layer.named_buffers())
    watch = Watch({_SOURCE: batch} | own, lambda _: None)
    with torch.inference_mode(), watch:
        y = layer(batch)
    key = watch.tensors.key_of(y)
    made = next((one for one in watch.tensors.born if one.key == key), None)
    if made is None or made.cell is None or not made.made_of <= watch.tensors.before.keys():
        raise UnsupportedLayer(f"{type(layer).__name__} takes more than one step as it is set; record it by itself.")
    found = batch_of(watch.tensors.born, watch.tensors.before, [_SOURCE], asked=True)
    if key not in found.axes:
        raise UnsupportedLayer(f"{type(layer).__name__} does not keep the examples of a batch apart as it is set.")
    shapes = {name: tuple(one.values.shape) for name, one in watch.tensors.before.items()} | {key: tuple(y.shape)}
    alone = one_of(made, found.axes, 0, shapes, {}).cell
    assert alone is not None
    return alone
