r"""Sums of products with weights, and rows looked up in them.

Source: torch's documentation of ``Linear`` and ``Embedding``.
"""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import Cell, Factor, Part, UnsupportedLayer, table, var
from explainer.core.registry import Shape, operation
from explainer.ops.axes import axes


def weighted(out: tuple[tuple[str, str], ...], products: Part, bias: bool) -> Cell:
    """A sum of products with, or without, a bias for each output ``o``."""
    if not bias:
        return Cell(out, (products,), ("{products} {add} up to {value}.",))
    added = Part((Factor("bias", (var("o"),)),), label="bias")
    return Cell(out, (products, added), ("{products} and the bias add up to {value}.",))


@operation(nn.Linear, "linear", rank=1, wants=lambda layer: f"the last dimension must be {layer.in_features}")
def linear(layer: nn.Linear, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[o] = b[o] + \sum_i w[o,i]\, x[i]`, over the last dimension."""
    lead = axes(len(y))[:-1]
    products = Part(
        (Factor(source, (*(var(n) for n, _ in lead), var("k"))), Factor("weight", (var("o"), var("k")))),
        (("k", layer.in_features, "input"),),
    )
    return weighted((*lead, ("o", "output")), products, layer.bias is not None)


def _wants_words(layer: nn.Embedding) -> str:
    return f"it works on whole numbers from 0 to {layer.num_embeddings - 1}"


def _looked_up(layer: nn.Embedding, call: str, source: str, y: Shape) -> str:
    return f"{call}({source}.long())"


@operation(nn.Embedding, "embedding", _looked_up, rank=1, wants=_wants_words, cast=torch.long)
def embedding(layer: nn.Embedding, source: str, x: Shape, y: Shape) -> Cell:
    r""":math:`y[t,d] = w[x[t], d]`: a row of the table, looked up."""
    if layer.max_norm is not None:
        raise UnsupportedLayer("Embedding with max_norm is not supported; leave it None.")
    looked_up = Part((Factor("weight", (table(source, "t"), var("d"))),))
    return Cell((("t", "word"), ("d", "number")), (looked_up,), ("{value}, from the word's row of the table.",))
