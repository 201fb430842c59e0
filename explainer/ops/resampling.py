r"""Pictures in another size, and read off at places that a grid says.

Making larger or smaller is the same along each dimension by itself: an output is a few of the input's cells by their
shares, and the shares of all dimensions are multiplied. Which they are says torch: it resamples the identity matrix along
one dimension, and what is not zero in a row stays.

A grid opens in steps: of every output its ``column`` and ``row`` (and ``slice``) in the input, between cells, the shares that
the cells next to it have along each, ``column_shares`` and so on, and the sum. Sources: torch's documentation of
``interpolate``, ``grid_sample`` and ``affine_grid``; Keys 1981 for the cubic; Jaderberg et al. 2015.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import torch
from torch.nn import functional

from explainer.core.call import Call, Ref, declares
from explainer.core.declaration import Cell, Factor, Function, Index, Part, table, var
from explainer.core.places import LONGEST_WRITTEN
from explainer.ops.axes import BATCH, Out, spatial

_MIXED = ("{value}: what lies near it, each by its share.",)
_TAP = ("a", "b", "e")
_CUBIC, _NEAREST = 2, 1
_BORDER, _REFLECTION = 1, 2
_LINEAR = torch.ops.aten.upsample_linear1d.default
# Of the kinds that torch has for two dimensions only, the first keeps its size.
_FLAT = {
    "upsample_bicubic2d": torch.ops.aten.upsample_bicubic2d.default,
    "upsample_bilinear2d_aa": torch.ops.aten._upsample_bilinear2d_aa.default,
    "upsample_bicubic2d_aa": torch.ops.aten._upsample_bicubic2d_aa.default,
    "upsample_lanczos2d_aa": torch.ops.aten._upsample_lanczos2d_aa.default,
}


@declares(
    "upsample_linear1d", "upsample_bilinear2d", "upsample_trilinear3d", "upsample_bicubic2d",
    "_upsample_bilinear2d_aa", "_upsample_bicubic2d_aa",
)  # fmt: skip
def upsample(call: Call) -> Cell:
    r""":math:`y[c,i,j] = \sum_{a,b} s[i,a]\, t[j,b]\; x[c,\, p[i,a],\, q[j,b]]`, with shares and places from torch."""
    x = call.x
    dims = x.ndim - 2
    out = (BATCH, ("o", "map"), *spatial(dims))
    places, shares, over = [], [], []
    for d, ((name, word), tap) in enumerate(zip(spatial(dims), _TAP, strict=False)):
        matrix = _resampled(call, x.shape[2 + d], call.shape[2 + d], _scale(call, d, dims), x.values.dtype)
        where, share = _taps(matrix)
        places.append(_table(call, where, f"places{d}", name, tap))
        shares.append(Factor(call.held(f"shares{d}", share), (var(name), var(tap)), called="share"))
        over.append((tap, share.shape[1], word))
    read = Factor(x.name, (var("n"), var("o"), *places), "skip")
    return Cell(out, (Part((read, *shares), tuple(over)),), _MIXED)


def _scale(call: Call, d: int, dims: int) -> float | None:
    """How many times as large a dimension becomes, where that was said instead of a size."""
    if call["scale_factors"] is not None:
        return float(call["scale_factors"][d])
    named = call["scales"] if dims == 1 else call[f"scales_{'dhw'[3 - dims + d]}"]
    return None if named is None else float(named)


def _resampled(call: Call, size: int, made: int, scale: float | None, kind: torch.dtype) -> torch.Tensor:
    """Row by row what each output along a dimension takes of each input, (made, size)."""
    eye = torch.eye(size, dtype=kind if kind == torch.float64 else torch.float32)[None]
    flat = _FLAT.get(call.op)
    if flat is None:
        return _LINEAR(eye, [made], call["align_corners"], scale)[0].T
    return flat(eye[None], [size, made], call["align_corners"], None, scale)[0, 0].T


def _taps(matrix: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The columns of a matrix's rows that are not zero, filled up with -1, and what stands there."""
    taken = matrix != 0
    longest = max(1, int(taken.sum(1).max()))
    columns = taken.double().argsort(dim=1, descending=True, stable=True)[:, :longest]
    there = taken.gather(1, columns)
    return torch.where(there, columns, -1), matrix.gather(1, columns).double()


def _table(call: Call, where: torch.Tensor, own: str, *by: str) -> Index:
    """Places as a table, written out where it is short."""
    if where.numel() <= LONGEST_WRITTEN and where.ndim == 2:
        return table(tuple(tuple(row) for row in where.tolist()), *by)
    return table(call.held(own, where), *by)


@declares("affine_grid_generator")
def affine_grid(call: Call) -> Cell:
    r""":math:`y[i,j] = \theta\,(x_j, y_i, 1)`: each place of an output, turned, scaled and shifted."""
    theta = call["theta"]
    dims = theta.shape[1]
    kind = theta.values.dtype
    unit = torch.eye(dims + 1, dtype=kind)[:dims][None]
    own = functional.affine_grid(unit, [1, 1, *call["size"][2:]], call["align_corners"])[0]
    base = torch.cat([own, torch.ones_like(own[..., :1])], -1)
    place = spatial(dims)
    names = tuple(var(name) for name, _ in place)
    of = Factor(theta.name, (var("n"), var("k"), var("m"))), Factor(call.held("places", base), (*names, var("m")))
    return Cell(
        (BATCH, *place, ("k", "coordinate")),
        (Part(of, (("m", dims + 1, "coordinate"),)),),
        ("{products} {add} up to {value}.",),
    )


@declares("grid_sampler", "grid_sampler_2d", "grid_sampler_3d")
def grid_sample(call: Call) -> Cell:
    r""":math:`y[c,i,j] = \sum_{a,b} s[i,j,a]\, t[i,j,b]\; x[c,\, p[i,j,a],\, q[i,j,b]]`."""
    x, grid = call["input"], call["grid"]
    dims = x.ndim - 2
    mode, padding, corners = call["interpolation_mode"], call["padding_mode"], bool(call["align_corners"])
    place = (BATCH, *spatial(dims))
    here = tuple(var(name) for name, _ in place)
    reads: list[Index] = []
    shares, over = [], []
    for d, ((_, word), tap) in enumerate(zip(spatial(dims), _TAP, strict=False)):
        size = x.shape[2 + d]
        kept = _kept(padding, size, corners)
        at = _coordinate(
            call, grid, dims - 1 - d, size, corners, kept if mode != _CUBIC else ("identity",), word, place
        )
        lasts = range(-1, 3) if mode == _CUBIC else range(2)
        if mode == _NEAREST:
            near = at.values.double().round()
            where = torch.where((near >= 0) & (near < size), near, -1).long()
            reads.append(table(call.held(f"{word}_taken", where), *(name for name, _ in place)))
            continue
        taps = at.values.double().floor()[..., None] + torch.tensor([float(k) for k in lasts], dtype=torch.float64)
        if mode == _CUBIC:
            taps = _padded(taps, padding, size, corners)
        where = torch.where((taps >= 0) & (taps < size), taps, -1).long()
        reads.append(table(call.held(f"{word}_taken", where), *(name for name, _ in place), tap))
        share = _shares(call, at, "cubic" if mode == _CUBIC else "tent", lasts, word, place, tap)
        shares.append(Factor(share.name, (*here, var(tap)), called="share"))
        over.append((tap, len(lasts), word))
    read = Factor(x.name, (var("n"), var("o"), *reads), "skip" if shares else "zero")
    out = (BATCH, ("o", "map"), *spatial(dims))
    return Cell(out, (Part((read, *shares), tuple(over)),), _MIXED if shares else ("{value}, from the nearest cell.",))


def _kept(padding: int, size: int, corners: bool) -> Function:
    """What keeps a coordinate within the input."""
    if padding == _BORDER:
        return ("clamp", 0.0, size - 1.0)
    return ("reflected", *_ends(size, corners), 0.0, size - 1.0) if padding == _REFLECTION else ("identity",)


def _ends(size: int, corners: bool) -> tuple[float, float]:
    """Where a coordinate is reflected: at the middles of the outermost cells, or at their edges."""
    return (0.0, size - 1.0) if corners else (-0.5, size - 0.5)


def _padded(x: torch.Tensor, padding: int, size: int, corners: bool) -> torch.Tensor:
    """Coordinates as they are kept within the input, by torch's own steps."""
    if padding == _BORDER:
        return x.clamp(0, size - 1)
    if padding == _REFLECTION:
        low, high = _ends(size, corners)
        if low == high:
            return torch.zeros_like(x)
        away = (x - low).abs()
        turns, extra = (away / (high - low)).floor(), away.fmod(high - low)
        return torch.where(turns % 2 == 0, low + extra, high - extra).clamp(0, size - 1)
    return x


def _coordinate(call: Call, grid: Ref, k: int, size: int, corners: bool, kept: Function, word: str, place: Out) -> Ref:
    r"""A coordinate in cells: :math:`(g + 1)(n - 1)/2`, or where the edges are meant by -1 and 1, :math:`((g + 1)\,n - 1)/2`."""
    half = (size - 1) / 2 if corners else size / 2
    middle = (size - 1) / 2
    own = grid.values.select(-1, k)
    found = (own + 1) * half if corners else ((own + 1) * size - 1) / 2
    padding = {"clamp": _BORDER, "reflected": _REFLECTION}.get(kept[0], 0)
    values = _padded(found, padding, size, corners)
    at = (*(var(name) for name, _ in place), Index(k))
    parts = (
        Part((Factor(grid.name, at, through="scaled", by=(half,)),)),
        Part((Factor(call.held(f"middle_{word}", torch.tensor(middle, dtype=torch.float64)), ()),), label="middle"),
    )
    return call.step(
        word, values, Cell(place, parts, ("{value}: where in the input it is read, counted from 0.",), function=kept)
    )


def _shares(call: Call, at: Ref, curve: str, lasts: Sequence[int], word: str, place: Out, tap: str) -> Ref:
    """What each of the cells next to a coordinate counts for."""
    between = at.values.double()[..., None]
    apart = between - between.floor() - torch.tensor(list(lasts), dtype=torch.float64)
    values = _CURVES[curve](apart).to(at.values.dtype)
    here = tuple(var(name) for name, _ in place)
    parts = []
    for n, k in enumerate(lasts):
        only = table(tuple(0 if m == n else -1 for m in range(len(lasts))), tap)
        factor = Factor(at.name, (*here[:-1], here[-1] + only), "skip", through=curve, by=(float(k),))
        parts.append(Part((factor,)))
    cell = Cell((*place, (tap, "neighbour")), tuple(parts), ("{value} is its share, by how near it is.",))
    return call.step(f"{word}_shares", values, cell)


def _cubic(x: torch.Tensor, a: float = -0.75) -> torch.Tensor:
    x = x.abs()
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    return torch.where(x <= 1, near, ((a * x - 5 * a) * x + 8 * a) * x - 4 * a)


_CURVES: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "tent": lambda x: 1 - x.abs(),
    "cubic": _cubic,
}
