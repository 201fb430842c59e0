"""Every operation against torch: nothing stays closed, each tensor that is given is torch's, and cells drawn from every tensor
add up to their values."""

import random

import numpy as np
import pytest
import torch
from torch.utils._pytree import tree_flatten

from explainer.core.call import DECLARED, declaration_of
from explainer.core.record import _traced
from tests.ops.table import activations, losses, names, numbers, pictures, products, reductions

CELLS = 3
# What stays closed: a sum over every way to align two sequences, which is no sum over ranges of cells.
CLOSED = {"CTCLoss none", "CTCLoss mean", "CTCLoss sum"}
CASES = [
    case for kind in (numbers, names, activations, reductions, products, pictures, losses) for case in kind.cases()
]
ODD = [case for kind in (numbers, activations, reductions) for case in kind.odd_cases()]
# What a total may be off by, of its value and its terms, by the type of the tensor; whole numbers by nothing.
KINDS = {"float16": 2e-3, "float32": 1e-5, "float64": 1e-12}


def opened(case, t, draw):
    """Cells of every tensor, their totals held against their values, which are the run's own."""
    for name, tensor in t.tensors.items():
        relative = KINDS.get(tensor.dtype.name, 0)
        for _ in range(CELLS if tensor.size else 0):
            index = tuple(draw.randrange(n) for n in tensor.shape)
            one = t.explain(name, index)
            if one.total == one.value or (one.total != one.total and one.value != one.value):
                continue
            within = relative * (abs(one.value) + sum(abs(term) for term in one.terms)) + 1e-37
            assert abs(one.total - one.value) <= within, (name, index, one)


def given_by_torch(case, kind, alone):
    """What torch gives without being watched, of the inputs, or of the first example alone where that is asked."""
    call, inputs = case.made(kind)
    size = inputs[0].shape[:1]
    torch.manual_seed(0)
    with torch.no_grad():
        found = call(*(x[:1] if alone and x.shape[:1] == size else x for x in inputs))
    return [x for x in tree_flatten(found)[0] if isinstance(x, torch.Tensor)]


def is_torchs(ours, theirs):
    """Whether a tensor is torch's, or one example of it; rounded otherwise where torch was asked to decompose."""
    theirs = theirs.numpy()
    candidates = [theirs, *(theirs.take(0, d) for d in range(theirs.ndim) if theirs.shape[d])]
    within = KINDS.get(ours.dtype.name, 0)
    return any(ours.shape == one.shape and np.allclose(ours, one, within, within, equal_nan=True) for one in candidates)


def check(case, kind, wrapped=lambda call: call):
    call, inputs = case.made(kind)
    torch.manual_seed(0)
    t = _traced(wrapped(call), inputs, {}, 0)
    assert case.name in CLOSED or not t.opaque, t.opaque
    ours = [t.read(name) for name in t.outputs]

    def fits(alone):
        theirs = given_by_torch(case, kind, alone)
        return all(any(is_torchs(one, other) for other in theirs) for one in ours)

    assert fits(False) or fits(True), ours
    opened(case, t, random.Random(case.name))


@pytest.mark.parametrize("case", ODD, ids=lambda case: case.name)
def test_what_is_no_number_opens_too(case):
    check(case, torch.float64)
    check(case, torch.float32)


def needing_gradients(call):
    """A forward that cannot run in inference mode: torch then shows other operations of what it does."""

    def forward(*inputs):
        with torch.enable_grad():
            x = torch.ones(2, requires_grad=True)
            torch.autograd.grad((x * x).sum(), x)
        assert not torch.is_inference_mode_enabled()
        return call(*inputs)

    return forward


@pytest.mark.filterwarnings("ignore:.*batchmean", "ignore:.*lazily", "ignore:.*divides the total loss")
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_an_operation_opens(case):
    check(case, torch.float32)
    check(case, torch.float64)
    check(case, torch.float32, needing_gradients)


# What is met only where indices are put, counted and reduced by, in test_sequence.py.
ELSEWHERE = {"bincount", "embedding_renorm", "index_reduce"}


def test_every_declaration_is_that_of_a_row(monkeypatch):
    met = set()

    def watched(name, declare):
        def declaring(call):
            met.add(name)
            return declare(call)

        return declaring

    for name, declare in list(DECLARED.items()):
        monkeypatch.setitem(DECLARED, name, watched(name, declare))
    declaration_of.cache_clear()
    for case in CASES:
        call, inputs = case.made(torch.float32)
        for one in (call, needing_gradients(call)):
            _traced(one, inputs, {}, 0)
    monkeypatch.undo()
    declaration_of.cache_clear()
    assert set(DECLARED) - met == ELSEWHERE
