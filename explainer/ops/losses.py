r"""Losses: what each number, or each example, costs, and the mean or the sum of it.

On the way come ``difference``, the two apart, where it goes on from there, and ``each``, what each costs, where it is
reduced. What is not here is decomposed by torch into steps that are. Source: torch's documentation of each.
"""

from __future__ import annotations

from collections.abc import Callable

import torch

from explainer.core.call import Call, Declare, Ref, declares
from explainer.core.declaration import Cell, Factor, Function, Part, table, var
from explainer.ops.axes import axes
from explainer.ops.elementwise import broadcast

_NONE, _MEAN = 0, 1
_ABOUT = {_MEAN: ("mean", "{value} is the mean of {count}."), 2: ("sum", "{count} add up to {value}.")}


def _reduced(each: Ref, reduction: int) -> Cell:
    reduce, said = _ABOUT[reduction]
    names = [f"r{d}" for d in range(each.ndim)]
    over = tuple((name, n, "number") for name, n in zip(names, each.shape, strict=True))
    return Cell((), (Part((Factor(each.name, tuple(var(name) for name in names)),), over),), (said,), reduce=reduce)


def _of_difference(name: str, *own: str) -> Declare:
    """Of how far a number is from what it should be."""

    def declare(call: Call) -> Cell:
        x, target = call["self"], call["target"]
        apart = x.values - target.values
        out = axes(apart.ndim)
        parts = Part((broadcast(x, out),)), Part((broadcast(target, out, "minus"),), label="target")
        difference = call.step("difference", apart, Cell(out, parts, ("{value} from what it should be.",)))
        through: Function = (name, *(float(call[k]) for k in own))
        cell = Cell(out, (Part((broadcast(difference, out),)),), ("{before} apart costs {value}.",), function=through)
        return _each(call, cell, lambda: call.again(reduction=_NONE))

    return declare


def _each(call: Call, cell: Cell, values: Callable[[], torch.Tensor]) -> Cell:
    """What each costs, or that reduced."""
    if call["reduction"] == _NONE:
        return cell
    return _reduced(call.step("each", values(), cell), call["reduction"])


declares("mse_loss")(_of_difference("square"))
declares("l1_loss")(_of_difference("abs"))
declares("huber_loss")(_of_difference("huber", "delta"))
declares("smooth_l1_loss")(_of_difference("smooth_l1", "beta"))


@declares("binary_cross_entropy")
def binary_cross_entropy(call: Call) -> Cell:
    r""":math:`-w\,(t \log p + (1 - t) \log(1 - p))`; torch takes no logarithm as less than -100."""
    p, target, weight = call["self"], call["target"], call["weight"]
    out = axes(p.ndim)
    here = broadcast(p, out).index
    own = (broadcast(weight, out),) if isinstance(weight, Ref) else ()
    parts = (
        Part((broadcast(target, out), Factor(p.name, here, through="surprise", called="−log"), *own), label="true"),
        Part(
            (broadcast(target, out, "one_minus"), Factor(p.name, here, through="surprise_of_not", called="−log"), *own),
            label="false",
        ),
    )
    return _each(
        call, Cell(out, parts, ("{value} is what the prediction costs.",)), lambda: call.again(reduction=_NONE)
    )


@declares("nll_loss_nd", "nll_loss_forward", "nll_loss2d_forward")
def nll_loss(call: Call) -> Cell | list[Cell | None]:
    r""":math:`-w_t\, x_t`, of the class :math:`t` that is right; the mean is by the sum of these weights."""
    x, target, weight = call["self"], call["target"], call["weight"]
    right = target.values.reshape(x.shape[:1] + x.shape[2:] if x.ndim > 1 else ())
    counted = right != call["ignore_index"]
    out = axes(right.ndim)
    names = [name for name, _ in out]
    plain = target.shape == tuple(right.shape) and bool((right[~counted] < 0).all())
    which = table(target.name if plain else call.held("right", torch.where(counted, right, -1)), *names)
    first = (var(names[0]),) if names else ()
    score = Factor(x.name, (*first, which, *(var(name) for name in names[1:])), "skip", "minus", "−score")
    own = Factor(weight.name, (which,), "skip", called="weight") if isinstance(weight, Ref) else None
    cell = Cell(out, (Part((score, own) if own else (score,)),), ("{value} is what the right class costs.",))
    taken = right.clamp(min=0)
    share = torch.where(counted, weight.values[taken] if own else x.values.new_ones(()), 0)
    scores = x.values.gather(1, taken.unsqueeze(1)).squeeze(1) if x.ndim > 1 else x.values[taken]
    found = _each(call, cell, lambda: torch.where(counted, -scores, 0) * share) if call["reduction"] != _MEAN else None
    if found is None:
        each = call.step("each", torch.where(counted, -scores, 0) * share, cell)
        found = _by_weights(call, each, share, own or Factor(call.held("counted", counted), tuple(map(var, names))))
    return found if isinstance(call.out, torch.Tensor) else [found, None]


def _by_weights(call: Call, each: Ref, share: torch.Tensor, own: Factor) -> Cell:
    """What they cost by what they count."""
    out = axes(each.ndim)
    index = tuple(var(name) for name, _ in out)
    over = tuple((name, n, "example") for (name, _), n in zip(out, each.shape, strict=True))
    counts = call.step("counts", share, Cell(out, (Part((own,)),), ("{value} is what it counts.",)))
    total = Cell((), (Part((Factor(counts.name, index),), over),), ("{count} add up to {value}.",))
    whole = call.step("count", share.sum(), total)
    part = Part((Factor(each.name, index), Factor(whole.name, (), through="reciprocal", called="1 ÷ count")), over)
    return Cell((), (part,), ("{value}: what they cost, by what they count.",))


@declares("multilabel_margin_loss", "multilabel_margin_loss_forward")
def multilabel_margin_loss(call: Call) -> Cell | list[Cell | None]:
    r""":math:`\frac1C \sum_{j \in T} \sum_{i \notin T} \max(0, 1 - (x_j - x_i))`.

    The classes :math:`T` end at the first below zero."""
    x, target = call["self"], call["target"]
    classes = x.shape[-1]
    right = torch.where(target.values.lt(0).int().cummax(-1)[0].bool(), -1, target.values)
    taken = torch.zeros((*right.shape[:-1], classes + 1), dtype=torch.bool).scatter(
        -1, right.where(right >= 0, classes), True
    )
    other = torch.where(taken[..., :-1], -1, torch.arange(classes))
    lead = axes(len(x.shape) - 1)
    names = [name for name, _ in lead]
    here = tuple(var(name) for name in names)
    of_right, of_other = table(call.held("right", right), *names, "t"), table(call.held("other", other), *names, "q")
    # Each of the pair is read where both take part: 0 added, or nothing there.
    if_right = table(call.held("is_right", right.clamp(max=0)), *names, "t")
    if_other = table(call.held("is_other", other.clamp(max=0)), *names, "q")
    parts = (
        Part((Factor(call.held("margin_wanted", torch.ones(1)), (if_right + if_other,), "skip"),), label="margin"),
        Part((Factor(x.name, (*here, of_right + if_other), "skip", "minus"),), label="right"),
        Part((Factor(x.name, (*here, of_other + if_right), "skip"),), label="other"),
    )
    full = (*lead, ("t", "right class"), ("q", "class"))
    scores = x.values.gather(-1, right.clamp(min=0))
    lacking = (1 - scores[..., :, None] + x.values[..., None, :]).relu()
    lacking = torch.where((right >= 0)[..., :, None] & (other >= 0)[..., None, :], lacking, 0)
    margin = call.step("margin", lacking, Cell(full, parts, ("{value} is lacking.",), function=("relu",)))
    over = (("t", classes, "right class"), ("q", classes, "class"))
    of = Factor(margin.name, (*here, var("t"), var("q")))
    cell = Cell(
        lead,
        (Part((of,), over),),
        ("{value}: what is lacking, by the number of classes.",),
        function=("scaled", 1 / classes),
    )
    found = _each(call, cell, lambda: lacking.sum((-1, -2)) / classes) if lead else cell
    return found if isinstance(call.out, torch.Tensor) else [found, None]
