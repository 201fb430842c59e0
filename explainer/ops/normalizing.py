r"""Normalization: of a batch by what was learned of it, of a layer, a group, an instance, by the root of the mean square.

Each opens in steps: ``norm.mean`` and ``norm.variance`` (with ``norm.deviation`` between them), then

.. math:: y = (x - \mu) \cdot \frac{1}{\sqrt{\sigma^2 + \epsilon}} \cdot w + b.

Sources: Ioffe & Szegedy 2015; Ba et al. 2016; Ulyanov et al. 2016; Wu & He 2018; Zhang & Sennrich 2019.
"""

from __future__ import annotations

from math import prod

from explainer.core.call import Call, Declared, Ref, declares
from explainer.core.declaration import Cell, Factor, Index, Part, var
from explainer.ops.axes import BATCH, Out, axes, spatial
from explainer.ops.reducing import along, spread

_SAID = ("{value}: its distance from the mean, in standard deviations.",)
_SCALED = ("{value}: its distance from the mean, in standard deviations, scaled and shifted.",)


def _channels(rank: int) -> Out:
    """Coordinates where the second dimension counts channels."""
    if rank == 2:
        return (BATCH, ("u", "feature"))
    return (BATCH, ("o", "map"), *spatial(rank - 2)) if rank <= 5 else axes(rank)


def _normal(out: Out, x: Factor, mean: Factor | None, root: Factor, weight: Factor | None, bias: Factor | None) -> Cell:
    """The sum of what each part of the fraction gives."""
    scale = (root,) if weight is None else (root, weight)
    parts = [Part((x, *scale), label="number")]
    if mean is not None:
        parts.append(Part((mean, *scale), label="mean"))
    if bias is not None:
        parts.append(Part((bias,), label="bias"))
    return Cell(out, tuple(parts), _SAID if weight is None and bias is None else _SCALED)


def _at(ref: object, *index: Index) -> Factor | None:
    return Factor(ref.name, index) if isinstance(ref, Ref) else None


@declares(
    "batch_norm",
    "native_batch_norm",
)
def batch_norm(call: Call) -> Declared:
    r""":math:`y = (x - \mu_c) / \sqrt{\sigma_c^2 + \epsilon} \cdot w_c + b_c`, with what training kept of each channel."""
    x, mean, variance = call["input"], call["running_mean"], call["running_var"]
    if call["training"] or call["train"] or not isinstance(mean, Ref):
        return _of_itself(call, x, [d for d in range(x.ndim) if d != 1], _channels(x.ndim))
    out = _channels(x.ndim)
    at, c = tuple(var(name) for name, _ in out), var(out[1][0])
    eps = float(call["eps"])
    root = Factor(variance.name, (c,), through="rsqrt", by=(eps,), called="1 ÷ standard deviation")
    less = Factor(mean.name, (c,), through="minus", called="mean")
    return _normal(out, Factor(x.name, at), less, root, _at(call["weight"], c), _at(call["bias"], c))


def _of_itself(call: Call, x: Ref, dims: list[int], out: Out) -> Cell:
    """By its own mean and variance along dimensions, with weights for each of the second."""
    mean, variance = spread(call, x, dims, 0)
    at = tuple(var(name) for name, _ in out)
    kept = tuple(Index() if d in dims else one for d, one in enumerate(at))
    root = Factor(variance.name, kept, through="rsqrt", by=(float(call["eps"]),), called="1 ÷ standard deviation")
    less = Factor(mean.name, kept, through="minus", called="mean")
    return _normal(out, Factor(x.name, at), less, root, _at(call["weight"], at[1]), _at(call["bias"], at[1]))


@declares("instance_norm")
def instance_norm(call: Call) -> Declared:
    """Each map of each example by itself."""
    x = call["input"]
    if not call["use_input_stats"]:
        return batch_norm(call)
    return _of_itself(call, x, list(range(2, x.ndim)), _channels(x.ndim))


@declares("layer_norm", "native_layer_norm")
def layer_norm(call: Call) -> Cell:
    """Over the last dimensions."""
    x = call["input"]
    dims = list(range(x.ndim - len(call["normalized_shape"]), x.ndim))
    mean, variance = spread(call, x, dims, 0)
    out = axes(x.ndim)
    at = tuple(var(name) for name, _ in out)
    kept = tuple(Index() if d in dims else one for d, one in enumerate(at))
    root = Factor(variance.name, kept, through="rsqrt", by=(float(call["eps"]),), called="1 ÷ standard deviation")
    less = Factor(mean.name, kept, through="minus", called="mean")
    own = tuple(at[d] for d in dims)
    return _normal(out, Factor(x.name, at), less, root, _at(call["weight"], *own), _at(call["bias"], *own))


@declares("rms_norm")
def rms_norm(call: Call) -> Cell:
    r""":math:`y = x / \sqrt{\overline{x^2} + \epsilon} \cdot w`."""
    x = call["input"]
    if call["eps"] is None:
        import torch

        eps = torch.finfo(x.values.dtype).eps
    else:
        eps = float(call["eps"])
    dims = list(range(x.ndim - len(call["normalized_shape"]), x.ndim))
    out, index, over = along(x, dims, True)
    said = ("{value} is the mean of {count} squares.",)
    cell = Cell(out, (Part((Factor(x.name, index), Factor(x.name, index)), over),), said, reduce="mean")
    kind = x.values.dtype
    square = call.step("mean_square", x.values.double().square().mean(dim=dims, keepdim=True).to(kind), cell)
    full = axes(x.ndim)
    at = tuple(var(name) for name, _ in full)
    kept = tuple(Index() if d in dims else one for d, one in enumerate(at))
    root = Factor(square.name, kept, through="rsqrt", by=(eps,), called="1 ÷ root of the mean square")
    return _normal(full, Factor(x.name, at), None, root, _at(call["weight"], *(at[d] for d in dims)), None)


@declares("group_norm", "native_group_norm")
def group_norm(call: Call) -> Cell:
    """Each group of channels of each example by itself."""
    x = call["input"]
    groups = call["num_groups"] or call["group"]
    batch, channels, *place = x.shape
    each = channels // groups
    inner = each * prod(place)
    kind = x.values.dtype
    rows = Ref(x.name, x.values.reshape(batch, groups, inner))
    storage = var("n") * (channels * prod(place)) + var("g") * inner + var("k")
    over = (("k", inner, "cell"),)
    grouped = (BATCH, ("g", "group"))
    value = rows.values.double()
    mean_cell = Cell(
        grouped, (Part((Factor(x.name, (storage,)),), over),), ("{value} is the mean of {count}.",), reduce="mean"
    )
    mean = call.step("mean", value.mean(2).to(kind), mean_cell)
    square_cell = Cell(
        grouped,
        (Part((Factor(x.name, (storage,)), Factor(x.name, (storage,))), over),),
        ("{value} is the mean of {count} squares.",),
        reduce="mean",
    )
    square = call.step("mean_square", value.square().mean(2).to(kind), square_cell)
    centre = Factor(mean.name, (var("n"), var("g")))
    variance_cell = Cell(
        grouped,
        (
            Part((Factor(square.name, (var("n"), var("g"))),)),
            Part((Factor(mean.name, (var("n"), var("g")), through="minus"), centre)),
        ),
        ("{value}: the mean of the squares less the square of the mean.",),
    )
    variance = call.step("variance", (square.values.double() - mean.values.double().square()).to(kind), variance_cell)
    out = _channels(x.ndim)
    at = tuple(var(name) for name, _ in out)
    from explainer.core.declaration import table

    group = table(tuple(c // each for c in range(channels)), out[1][0])
    root = Factor(
        variance.name, (var("n"), group), through="rsqrt", by=(float(call["eps"]),), called="1 ÷ standard deviation"
    )
    less = Factor(mean.name, (var("n"), group), through="minus", called="mean")
    c = at[1]
    return _normal(out, Factor(x.name, at), less, root, _at(call["weight"], c), _at(call["bias"], c))
