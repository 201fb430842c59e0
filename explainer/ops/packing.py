"""Sequences of unequal length put one after the other, step by step, without what pads them, and back."""

from __future__ import annotations

import torch

from explainer.core.call import Call, Declared, Ref, declares
from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.places import done, moved, places
from explainer.ops.axes import axes

_STEPS = (("t", "step"),)
_SEQUENCES = (("t", "sequence"),)


@declares("_pack_padded_sequence")
def pack(call: Call) -> Declared:
    """The rows, and how many sequences are that long, step by step."""
    x = call["input"]
    rows = done(lambda where: call.again(input=where)[0], places(x.shape))
    return [moved(call, [x], rows, axes(rows.ndim)), _longer(call, call["lengths"], call.out[1], _STEPS)]


@declares("_pad_packed_sequence")
def pad(call: Call) -> Declared:
    """Sequences beside each other again, padded with one number, and how long each is."""
    x = call["data"]
    size = x.values.numel()
    padding = torch.tensor([float(call["padding_value"])], dtype=torch.float64)
    found = done(lambda where: call.again(data=where, padding_value=size)[0], places(x.shape))
    sources = [x, Ref(call.held("padding", padding), padding)] if (found == size).any() else [x]
    return [moved(call, sources, found, axes(found.ndim)), _longer(call, call["batch_sizes"], call.out[1], _SEQUENCES)]


def _longer(call: Call, of: Ref, values: torch.Tensor, out: tuple[tuple[str, str], ...]) -> Cell:
    """How many numbers of ``of`` are above 0, above 1, and so on: lengths and sizes of steps are each that of the other."""
    least = torch.arange(len(values))
    pair = Part((Factor(of.name, (var("b"),)),)), Part((Factor(call.held("least", least), (var("t"),)),))
    said = ("{value}: whether it goes so far.",)
    far = call.step("far", of.values[None] > least[:, None], Cell((*out, ("b", "number")), pair, said, reduce="above"))
    part = Part((Factor(far.name, (var("t"), var("b"))),), (("b", len(of.values), "number"),))
    return Cell(out, (part,), ("{value} of {count} go so far.",))
