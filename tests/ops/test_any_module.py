"""Modules composed at random: whatever torch made, every cell of it opens to the number that torch has."""

import warnings

import numpy as np
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.core.record import _traced
from tests.ops.drawn import composed

CLOSE = {np.dtype("float32"): 1e-5, np.dtype("float64"): 1e-12}


def some_cells(data, shape, count=3):
    """A few cells of a tensor, its last among them."""
    drawn = [tuple(data.draw(st.integers(0, n - 1)) for n in shape) for _ in range(count - 1)]
    return [*drawn, tuple(n - 1 for n in shape)]


def assert_is_what_comes_out(t, module, inputs):
    """All of it, or of one example, which was taken out of all or run alone."""
    with torch.no_grad():
        whole = [x.numpy() for x in module(*inputs)]
    assert len(t.outputs) == len(whole)
    for k, (name, values) in enumerate(zip(t.outputs, whole, strict=True)):
        held = t.read(name)
        ways = [values, *(values.take(0, d) for d in range(values.ndim))]
        found = any(held.size == way.size and _alike(held.ravel(), way.ravel()) for way in ways)
        assert found or _alike(held.ravel(), alone(module, inputs)[k]), name


def alone(module, inputs):
    with torch.no_grad():
        return [x.numpy().ravel() for x in module(*(x[:1] for x in inputs))]


def _alike(a, b):
    return np.allclose(a, b, rtol=1e-4, atol=1e-5, equal_nan=True)


def assert_opens(t, name, at):
    opened = t.explain(name, at)
    held = t.read(name)
    close = CLOSE.get(held.dtype, 1e-5)
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        total = np.float64(held.dtype.type(opened.total)) if held.dtype.kind == "f" else opened.total
        # What is smaller than any normal number torch's kernels may take for zero.
        least = np.finfo(held.dtype).tiny if held.dtype.kind == "f" else 0
        far = close * (abs(opened.value) + sum(map(abs, opened.terms))) + least
        same = (
            total == opened.value
            or (total != total and opened.value != opened.value)
            or abs(total - opened.value) <= far
        )
    assert same, (name, at, opened.value, opened.total, opened.terms[:5])


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(composed(), st.data())
def test_every_cell_of_what_torch_made_opens_to_torchs_number(drawn, data):
    module, inputs = drawn
    t = _traced(module, inputs, {}, 0)
    assert not t.opaque
    assert_is_what_comes_out(t, module, inputs)
    for name in t.cells:
        for at in some_cells(data, t.read(name).shape):
            assert_opens(t, name, at)
