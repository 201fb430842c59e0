"""Sums of products: matrices and vectors of every rank, einsum as people write it, weights, rows looked up, attention."""

import torch
from torch import nn
from torch.nn import functional as F

from tests.ops.table.case import Case, mask, whole

RANKS = {
    "vectors": ((4,), (4,)),
    "matrix, vector": ((3, 4), (4,)),
    "vector, matrix": ((4,), (4, 3)),
    "matrices": ((3, 4), (4, 5)),
    "stack, vector": ((2, 3, 4), (4,)),
    "vector, stack": ((3,), (2, 3, 4)),
    "stacks": ((2, 3, 4), (2, 4, 5)),
    "stack, matrix": ((2, 3, 4), (4, 5)),
    "one, stack": ((1, 3, 4), (2, 4, 5)),
    "grids": ((2, 1, 3, 4), (5, 4, 2)),
    "heads": ((2, 3, 4, 5), (2, 3, 5, 4)),
}
EINSUM = {
    "ij,jk->ik": ((3, 4), (4, 5)),
    "ij,jk": ((3, 4), (4, 5)),
    "bij,bjk->bik": ((2, 3, 4), (2, 4, 5)),
    "...ij,...jk->...ik": ((2, 3, 4), (2, 4, 5)),
    "...ij, jk": ((2, 3, 4), (4, 5)),
    "bhid,bhjd->bhij": ((2, 2, 3, 4), (2, 2, 5, 4)),
    "i...,i...->...": ((3, 1, 2), (3, 4, 2)),
    "...i,...i": ((2, 3), (4, 2, 3)),
    "i,j->ij": ((3,), (4,)),
    "ii": ((3, 3),),
    "ii->i": ((3, 3),),
    "...ii->...i": ((2, 3, 3),),
    "ij->ji": ((3, 4),),
    "abc->": ((2, 3, 4),),
    "i,ij,j->": ((3,), (3, 4), (4,)),
}
PRODUCTS = {
    "mm": (torch.mm, ((3, 4), (4, 5))),
    "mv": (torch.mv, ((3, 4), (4,))),
    "dot": (torch.dot, ((4,), (4,))),
    "vdot": (torch.vdot, ((4,), (4,))),
    "inner": (torch.inner, ((3, 4), (5, 4))),
    "outer": (torch.outer, ((3,), (4,))),
    "ger": (torch.ger, ((3,), (4,))),
    "bmm": (torch.bmm, ((2, 3, 4), (2, 4, 5))),
    "addr": (torch.addr, ((3, 4), (3,), (4,))),
    "kron": (torch.kron, ((2, 3), (3, 2))),
    "chain": (torch.linalg.multi_dot, None),
    "tensordot": (lambda a, b: torch.tensordot(a, b, ([1, 2], [0, 1])), ((2, 3, 4), (3, 4, 5))),
    "linalg": (torch.linalg.matmul, ((2, 3, 4), (4, 5))),
    "power": (lambda a: torch.linalg.matrix_power(a, 3), ((3, 3),)),
    "cosine": (F.cosine_similarity, ((3, 4), (3, 4))),
    "no bias": (F.linear, ((2, 3, 4), (5, 4))),
    "one output": (F.linear, ((2, 3, 4), (4,))),
    "bilinear": (F.bilinear, ((3, 4), (3, 5), (2, 4, 5), (2,))),
    "bilinear, no bias": (F.bilinear, ((3, 4), (3, 5), (2, 4, 5))),
    "attended": (F.scaled_dot_product_attention, ((2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 4))),
    "attended, no batch": (F.scaled_dot_product_attention, ((3, 4), (5, 4), (5, 6))),
    "attended, causal": (
        lambda q, k, v: F.scaled_dot_product_attention(q, k, v, is_causal=True, scale=0.3),
        ((2, 2, 3, 4), (2, 2, 3, 4), (2, 2, 3, 4)),
    ),
}


def cases():
    """Every row."""
    for name, shapes in RANKS.items():
        yield Case(f"matmul {name}", torch.matmul, shapes)
    for equation, shapes in EINSUM.items():
        yield Case(f"einsum {equation}", lambda *given, e=equation: torch.einsum(e, *given), shapes)
    for name, (work, shapes) in PRODUCTS.items():
        if name == "chain":
            yield Case(name, lambda *given, work=work: work(given), ((3, 4), (4, 2), (2, 5)))
        else:
            yield Case(name, work, shapes)
    for added, left, right, work in (
        ((3, 5), (3, 4), (4, 5), torch.addmm),
        ((5,), (3, 4), (4, 5), torch.addmm),
        ((3,), (3, 4), (4,), torch.addmv),
        ((2, 3, 5), (2, 3, 4), (2, 4, 5), torch.baddbmm),
        ((1, 1, 5), (2, 3, 4), (2, 4, 5), torch.baddbmm),
        ((3, 5), (2, 3, 4), (2, 4, 5), torch.addbmm),
    ):
        for alpha, beta in ((1, 1), (0.5, 2), (1, 0), (-1, 0.3)):
            yield Case(
                f"{work.__name__} {len(added)} {alpha} {beta}",
                lambda *given, work=work, alpha=alpha, beta=beta: work(*given, alpha=alpha, beta=beta),
                (added, left, right),
            )
    masked = (mask(3, 5) | torch.eye(3, 5).bool(), (2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 4))
    yield Case("attended, masked", lambda m, q, k, v: F.scaled_dot_product_attention(q, k, v, m), masked)
    yield Case(
        "attended, biased",
        lambda m, q, k, v: F.scaled_dot_product_attention(q, k, v, m),
        ((3, 5), (2, 2, 3, 4), (2, 2, 5, 4), (2, 2, 5, 4)),
    )
    yield Case("Embedding", nn.Embedding(5, 3, padding_idx=1), (whole(2, 4),))
    yield Case("embedding, a row", lambda i, w: F.embedding(i, w), (whole(4), (5, 3)))
    for mode in ("sum", "mean", "max"):
        yield Case(f"EmbeddingBag {mode}", nn.EmbeddingBag(5, 3, mode=mode), (whole(2, 4),))
    yield Case("one_hot", lambda i: F.one_hot(i, 6) * 0.5, (whole(2, 4),))
    yield Case("nll_loss", lambda x, y: F.nll_loss(x.log_softmax(1), y), ((4, 5), whole(4)))
    yield Case("nll_loss2d", lambda x, y: F.nll_loss(x.log_softmax(1), y), ((2, 5, 3, 3), whole(2, 3, 3)))
