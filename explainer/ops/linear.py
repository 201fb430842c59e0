r"""Sums of products: with weights, of matrices, by einsum; and rows looked up.

Source: torch's documentation of each.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from string import ascii_letters

from explainer.core.call import Call, Ref, declares
from explainer.core.declaration import Cell, Factor, Index, Part, table, var
from explainer.ops.axes import Out, axes
from explainer.ops.elementwise import broadcast

_SUM = ("{products} {add} up to {value}.",)
_WITH_BIAS = ("{products} and the bias add up to {value}.",)


@declares("linear")
def linear(call: Call) -> Cell:
    r""":math:`y[o] = b[o] + \sum_i w[o,i]\, x[i]`, over the last dimension."""
    x, weight, bias = call["input"], call["weight"], call["bias"]
    lead = axes(len(call.shape))[: x.ndim - 1]
    at = tuple(var(name) for name, _ in lead)
    if weight.ndim == 1:
        part = Part((Factor(x.name, (*at, var("k"))), Factor(weight.name, (var("k"),))), (("k", x.shape[-1], "input"),))
        return Cell(lead, (part,), _SUM)
    out = (*lead, ("u", "output"))
    part = Part(
        (Factor(x.name, (*at, var("k"))), Factor(weight.name, (var("u"), var("k")))), (("k", x.shape[-1], "input"),)
    )
    added = (Part((Factor(bias.name, (var("u"),)),), label="bias"),) if isinstance(bias, Ref) else ()
    return Cell(out, (part, *added), _WITH_BIAS if added else _SUM)


def product(call: Call, a: Ref, b: Ref) -> Cell:
    """A product of matrices, vectors and stacks of them, as ``matmul`` has it."""
    out = axes(len(call.shape))
    names = [var(name) for name, _ in out]
    rows, columns = a.ndim > 1, b.ndim > 1
    lead = names[: len(names) - rows - columns]
    row = names[len(lead) : len(lead) + rows]
    column = names[len(lead) + rows :]

    def batch(x: Ref) -> list[Index]:
        own = x.shape[:-2] if x.ndim > 2 else ()
        return [Index() if n == 1 else name for name, n in zip(lead[len(lead) - len(own) :], own, strict=True)]

    left = Factor(a.name, (*batch(a), *row, var("k")))
    right = Factor(b.name, (*batch(b), var("k"), *column))
    return Cell(out, (Part((left, right), (("k", a.shape[-1], "product"),)),), _SUM)


@declares("matmul", "mm", "bmm", "dot", "mv", "linalg_matmul")
def matmul(call: Call) -> Cell:
    r""":math:`y[i,j] = \sum_k a[i,k]\, b[k,j]`."""
    other = next(call[k] for k in ("other", "mat2", "tensor", "vec") if isinstance(call[k], Ref))
    return product(call, call["self"] if isinstance(call["self"], Ref) else call["input"], other)


@declares("outer", "ger")
def outer(call: Call) -> Cell:
    r""":math:`y[i,j] = a[i]\, b[j]`."""
    out = axes(2)
    a, b = call["self"], call["vec2"]
    return Cell(
        out, (Part((Factor(a.name, (var("n0"),)), Factor(b.name, (var("n1"),)))),), ("{value} is their product.",)
    )


@declares("addmm", "baddbmm", "addmv", "addbmm")
def addmm(call: Call) -> Cell:
    r""":math:`\beta c + \alpha\, a b`; of ``addbmm`` over the whole stack."""
    a = next(call[k] for k in ("mat1", "batch1", "mat") if isinstance(call[k], Ref))
    b = next(call[k] for k in ("mat2", "batch2", "vec") if isinstance(call[k], Ref))
    alpha, beta = (1.0 if call[k] is None else float(call[k]) for k in ("alpha", "beta"))
    if len(call.shape) == 2 and a.ndim == 3:
        stack, (row, column) = var("s"), axes(2)
        of = Factor(a.name, (stack, var(row[0]), var("k"))), Factor(b.name, (stack, var("k"), var(column[0])))
        cell = Cell((row, column), (Part(of, (("s", a.shape[0], "matrix"), ("k", a.shape[-1], "product"))),), _SUM)
    else:
        cell = product(call, a, b)
    (part,) = cell.parts
    left, right = part.of
    if alpha != 1:
        part = replace(part, of=(replace(left, through="scaled", by=(alpha,)), right))
    if not beta:
        return replace(cell, parts=(part,))
    c = call["self"]
    added = broadcast(c, cell.out) if beta == 1 else broadcast(c, cell.out, "scaled", (beta,))
    return Cell(cell.out, (part, Part((added,), label="bias")), _WITH_BIAS)


@declares("einsum")
def einsum(call: Call) -> Cell:
    """Products of cells over every letter that the output lacks."""
    given = call["tensors"]
    letters, right = _spelled(call["equation"].replace(" ", ""), [x.ndim for x in given])
    return _contracted(given, letters, right)


def _contracted(given: Sequence[Ref], letters: Sequence[str], right: str) -> Cell:
    """Products of tensors whose dimensions have these letters, over every letter that the output, ``right``, lacks."""
    sizes = {k: n for own, x in zip(letters, given, strict=True) for k, n in zip(own, x.shape, strict=True)}
    for own, x in zip(letters, given, strict=True):
        sizes.update({k: n for k, n in zip(own, x.shape, strict=True) if n > 1})
    out: Out = tuple((name, word) for name, (_, word) in zip([f"e{k}" for k in right], axes(len(right)), strict=True))
    factors = tuple(
        Factor(
            x.name,
            tuple(Index() if n == 1 < sizes[k] else var(f"e{k}") for k, n in zip(own, x.shape, strict=True)),
        )
        for own, x in zip(letters, given, strict=True)
    )
    over = tuple((f"e{k}", sizes[k], "product") for k in sizes if k not in right)
    return Cell(out, (Part(factors, over),), _SUM)


def _spelled(equation: str, ranks: list[int]) -> tuple[list[str], str]:
    """The letters of each tensor and of the output, those that an ellipsis stands for among them."""
    left, arrow, right = equation.partition("->")
    letters = left.split(",")
    free = [k for k in ascii_letters if k not in equation]
    hidden = [
        max(0, rank - len(own.replace("...", ""))) if "..." in own else 0
        for own, rank in zip(letters, ranks, strict=True)
    ]
    dots = "".join(free[: max(hidden)])
    if not arrow:
        right = "..." + "".join(sorted(k for k in set(left) - {",", "."} if left.count(k) == 1))
    spelled = [own.replace("...", dots[len(dots) - n :]) for own, n in zip(letters, hidden, strict=True)]
    return spelled, right.replace("...", dots)


@declares("bilinear")
def bilinear(call: Call) -> Cell:
    r""":math:`y[o] = b[o] + \sum_{i,j} x_1[i]\, w[o,i,j]\, x_2[j]`."""
    a, b, weight, bias = (call[k] for k in ("input1", "input2", "weight", "bias"))
    lead = axes(len(call.shape))[:-1]
    at = tuple(var(name) for name, _ in lead)
    of = (
        Factor(a.name, (*at, var("p"))),
        Factor(weight.name, (var("u"), var("p"), var("q"))),
        Factor(b.name, (*at, var("q"))),
    )
    part = Part(of, (("p", a.shape[-1], "input"), ("q", b.shape[-1], "input")))
    added = (Part((Factor(bias.name, (var("u"),)),), label="bias"),) if isinstance(bias, Ref) else ()
    return Cell((*lead, ("u", "output")), (part, *added), _WITH_BIAS if added else _SUM)


@declares("embedding")
def embedding(call: Call) -> Cell:
    r""":math:`y[t,d] = w[x[t], d]`: a row of the table, looked up."""
    weight, indices = call["weight"], call["indices"]
    lead = axes(len(call.shape))[:-1]
    row = table(indices.name, *(name for name, _ in lead)) if lead else table(indices.name)
    out = (*((name, "word" if len(lead) == 1 else word) for name, word in lead), ("u", "number"))
    return Cell(out, (Part((Factor(weight.name, (row, var("u"))),)),), ("{value}, from the word's row of the table.",))


@declares("one_hot")
def one_hot(call: Call) -> Cell:
    """1 at the place that is counted, else 0."""
    x = call["self"]
    lead = axes(len(call.shape))[:-1]
    at = tuple(var(name) for name, _ in lead)
    return Cell((*lead, ("u", "class")), (Part((Factor(x.name, at),)),), ("{value}.",), reduce="count", own=var("u"))


@declares("_trilinear")
def trilinear(call: Call) -> Cell:
    r""":math:`\sum a\, b\, c`, each of them with dimensions of one put in at ``expand``, over those of ``sumdim``: what
    ``bilinear`` is made of where gradients are needed."""
    given = [call[k] for k in ("i1", "i2", "i3")]
    added = [call[f"expand{n}"] for n in (1, 2, 3)]
    every = ascii_letters[: given[0].ndim + len(added[0])]
    letters = ["".join(k for d, k in enumerate(every) if d not in at) for at in added]
    summed = {every[d] for d in call["sumdim"]}
    return _contracted(given, letters, "".join(k for k in every if k not in summed))
