"""Operations that move numbers and change none. Where each cell stood before is told by doing the operation to the places
(``core/places.py``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch

from explainer.core.call import Call, Ref, Undeclared, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.core.places import move, moved, places
from explainer.ops.axes import axes
from explainer.ops.elementwise import one
from explainer.ops.scattering import accumulated

_FROM_SELF = (
    "view", "_unsafe_view", "reshape", "flatten", "unflatten", "squeeze", "unsqueeze", "transpose",
    "permute", "swapaxes", "swapdims", "t", "numpy_T", "mT", "movedim", "moveaxis", "select", "slice",
    "narrow", "expand", "expand_as", "broadcast_to", "diagonal", "as_strided", "ravel", "view_as", "reshape_as",
    "flip", "fliplr", "flipud", "roll", "rot90", "repeat", "tile", "repeat_interleave", "index_select", "gather",
    "take", "take_along_dim", "index", "masked_select", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle",
    "unfold", "diag", "diag_embed", "upsample_nearest1d", "upsample_nearest2d",
    "upsample_nearest3d", "_upsample_nearest_exact1d", "_upsample_nearest_exact2d", "_upsample_nearest_exact3d",
    "squeeze_copy", "adjoint",
)  # fmt: skip


@declares(*_FROM_SELF)
def moves(call: Call) -> Cell:
    """The same numbers elsewhere."""
    name = next((k for k in ("self", "input", "tensor") if isinstance(call[k], Ref)), None)
    if name is None:
        raise Undeclared
    return move(call, call[name], axes(len(call.shape)), lambda x: _done(call, **{name: x}))


def _done(call: Call, **others: torch.Tensor) -> torch.Tensor:
    found = call.again(**others)
    return found if isinstance(found, torch.Tensor) else found[0]


@declares(
    "split",
    "split_with_sizes",
    "chunk",
    "unbind",
    "tensor_split",
    "unsafe_split",
    "unsafe_chunk",
    "hsplit",
    "vsplit",
    "dsplit",
)
def pieces(call: Call) -> list[Cell]:
    """Several tensors that have the numbers of one."""
    x = call["self"]
    found = call.again(self=places(x.shape))
    return [moved(call, [x], piece, axes(piece.ndim), f"part{k}.") for k, piece in enumerate(found)]


@declares("broadcast_tensors", "meshgrid")
def each(call: Call) -> list[Cell]:
    """Each tensor over the coordinates of all."""
    given = call["tensors"]
    found = call.again(tensors=[places(x.shape) for x in given])
    return [moved(call, [x], y, axes(y.ndim), f"part{k}.") for k, (x, y) in enumerate(zip(given, found, strict=True))]


@declares("cat", "concat", "concatenate")
def cat(call: Call) -> Cell:
    """One after the other along a dimension: of each what lies within it."""
    given = [x for x in call["tensors"] if x.shape != (0,)]
    out, dim = axes(len(call.shape)), call["dim"] % len(call.shape)
    parts, before = [], 0
    for x in given:
        at = tuple(var(name) - before if d == dim else var(name) for d, (name, _) in enumerate(out))
        parts.append(Part((Factor(x.name, at, "skip"),)))
        before += x.shape[dim]
    return Cell(out, tuple(parts), ("{value}, moved here unchanged.",))


@declares("stack")
def stack(call: Call) -> Cell:
    """One beside the other along a new dimension."""
    given: Sequence[Ref] = call["tensors"]
    return _together(call, given, lambda found: call.again(tensors=found))


@declares("hstack", "vstack", "dstack", "column_stack", "row_stack", "block_diag", "cartesian_prod")
def stacked(call: Call) -> Cell:
    """The same by other names."""
    given: Sequence[Ref] = call["tensors"]
    return _together(call, given, lambda found: call.again(tensors=found))


def _together(call: Call, given: Sequence[Ref], again: object) -> Cell:
    firsts, count = [], 0
    for x in given:
        firsts.append(places(x.shape, count + 1))
        count += x.values.numel()
    return moved(call, given, again(firsts) - 1, axes(len(call.shape)))  # type: ignore[operator]


@declares("where.self", "where.ScalarOther", "where.ScalarSelf", "where.Scalar")
def where(call: Call) -> Cell:
    """One of two numbers, as the condition says."""
    out = axes(len(call.shape))
    return chosen(call, call["condition"], call["self"], call["other"], out)


def chosen(call: Call, condition: Ref, yes: object, no: object, out: tuple[tuple[str, str], ...]) -> Cell:
    """``yes`` where a condition holds, else ``no``; both are read only where they are taken."""
    shape = call.shape
    taken = condition.values.bool().broadcast_to(shape)
    parts = []
    for k, (x, here) in enumerate(((yes, taken), (no, ~taken))):
        known = isinstance(x, Ref)
        factor = one(call, x, out) if known else Factor(call.held(f"number{k}", _number(call, x)), (Index(),))
        name = call.held(f"taken{k}", torch.where(here, 0, -1))
        gate = table(name, *(n for n, _ in out))
        index = (*factor.index[:-1], factor.index[-1] + gate) if factor.index else (gate,)
        parts.append(Part((Factor(factor.tensor, index, "skip"),)))
    return Cell(out, tuple(parts), ("{value}, as the condition says.",))


def _number(call: Call, value: object) -> torch.Tensor:
    """A number as it stands in the output: whole, or true, if that is."""
    return torch.tensor([value], dtype=call.out.dtype).double()


@declares("masked_fill")
def masked_fill(call: Call) -> Cell:
    """One number wherever a mask says so."""
    return chosen(call, call["mask"], call["value"], call["self"], axes(len(call.shape)))


@declares("tril", "triu")
def triangle(call: Call) -> Cell:
    """What lies on one side of a diagonal; the rest is zero."""
    x = call["self"]
    found = call.again(self=places(x.shape) + 1) - 1
    return moved(call, [x], found, axes(x.ndim))


@declares("copy")
def copy(call: Call) -> Cell:
    """Written over with other numbers."""
    out = axes(len(call.shape))
    return Cell(out, (Part((one(call, call["src"], out),)),), ("{value}, written here.",))


@declares("fill", "zero")
def fill(call: Call) -> Cell:
    """Written over with one number."""
    out = axes(len(call.shape))
    value = 0.0 if call.op == "zero" else call["value"]
    return Cell(out, (Part((one(call, value, out),)),), ("{value}, written here.",))


@declares("scatter", "index_put", "index_copy", "masked_scatter", "select_scatter", "slice_scatter", "index_fill")
def written(call: Call) -> Cell:
    """Some numbers written over with others: where each of them came from."""
    if call["accumulate"]:
        return accumulated(call)
    x = call["self"]
    source = next((k for k in ("src", "values", "source", "value") if call[k] is not None), "")
    other = call[source]
    if call["reduce"]:
        raise Undeclared
    if isinstance(other, Ref):
        found = call.again(self=places(x.shape), **{source: places(other.shape, x.values.numel())})
        return moved(call, [x, other], found, axes(x.ndim))
    found = call.again(self=places(x.shape), **{source: x.values.numel()})
    number = Ref(call.held("number", _number(call, other)), torch.zeros(1))
    return moved(call, [x, number], found, axes(x.ndim))


@declares(
    "pad",
    "constant_pad_nd",
    "reflection_pad1d",
    "reflection_pad2d",
    "reflection_pad3d",
    "replication_pad1d",
    "replication_pad2d",
    "replication_pad3d",
)
def pad(call: Call) -> Cell:
    """More around the edge: one number, or what is near it once more."""
    x, mode, value = call["self"], call["mode"] or "constant", call["value"] or 0.0
    out = axes(x.ndim)
    if call.op not in {"pad", "constant_pad_nd"} or mode != "constant":
        found = call.again(self=places(x.shape).double()).long()
        return moved(call, [x], found, out)
    amounts = [0] * (2 * x.ndim - len(call["pad"])) + list(reversed(list(call["pad"])))
    lows = amounts[1::2]
    at = tuple(var(name) - low for (name, _), low in zip(out, lows, strict=True))
    kept = Part((Factor(x.name, at, "skip" if value else "zero"),))
    if not value:
        return Cell(out, (kept,), ("{value}, moved here unchanged.",))
    inside = torch.zeros(call.shape, dtype=torch.bool)
    inside[tuple(slice(max(0, low), low + n) for low, n in zip(lows, x.shape, strict=True))] = True
    number = Ref(call.held("number", _number(call, value)), torch.zeros(1))
    rim = moved(call, [number], torch.where(inside, -1, 0), out).parts[0].of[0]
    return Cell(out, (kept, Part((replace(rim, outside="skip"),))), ("{value}, moved here unchanged.",))


@declares("im2col")
def im2col(call: Call) -> Cell:
    """Windows as columns."""
    x = call["self"]
    found = call.again(self=places(x.shape).double() + 1).long() - 1
    return moved(call, [x], found, axes(len(call.shape)))
