"""Activations, pooling helpers and joined traces, against torch and numpy."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import trace
from explainer.core.derived import changed, largest
from explainer.models import convolution


@settings(max_examples=40, deadline=None)
@given(*[st.integers(1, 3)] * 3, st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
def test_two_convolutions_without_a_bend_are_the_one_computed(channels, between, out, k1, k2, seed):
    torch.manual_seed(seed)
    first, second = nn.Conv2d(channels, between, k1, bias=True), nn.Conv2d(between, out, k2, bias=True)
    x = torch.randn(1, channels, 9, 9)
    with torch.no_grad():
        one = convolution.collapsed(first, second)
        torch.testing.assert_close(one(x), second(first(x)), rtol=1e-4, atol=1e-4)
        assert one.kernel_size == (k1 + k2 - 1, k1 + k2 - 1)


def test_with_relu_between_no_longer():
    first, second = nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3)
    x = torch.randn(1, 1, 9, 9)
    with torch.no_grad():
        assert not torch.allclose(convolution.collapsed(first, second)(x), second(first(x).relu()), atol=1e-3)


@pytest.mark.parametrize("name", convolution.ACTIVATIONS)
def test_an_activation_of_one_number_is_torchs(name):
    own = getattr(nn, name.replace(" ", ""))
    expected = own(0.1) if name == "Leaky ReLU" else own()
    assert convolution.activated(name, 0.4) == pytest.approx(float(expected(torch.tensor(0.4))))


def test_branches_of_one_network_are_joined():
    x = torch.randn(1, 8, 8)
    conv = nn.Conv2d(1, 2, 3)
    first = trace(nn.Sequential(conv, nn.MaxPool2d(2)), x)
    joined = first.joined(trace(nn.Sequential(conv, nn.AvgPool2d(2)), x)).joined(
        trace(nn.Sequential(conv, nn.AdaptiveAvgPool2d(1)), x), {"avgpool1": "global1"}
    )
    assert list(joined.tensors) == ["input", "conv1", "pool1", "avgpool1", "global1"]
    for name in ("pool1", "avgpool1", "global1"):
        index = tuple(n - 1 for n in joined.tensors[name].shape)
        opened = joined.explain(name, index)
        assert opened.total == pytest.approx(opened.value, abs=1e-6)
        assert {source for source, _ in opened.sources} == {"conv1"}


def test_changes_are_counted_cell_by_cell():
    a, b = (trace(nn.ReLU(), torch.tensor([[[1.0, 2.0], [3.0, v]]])) for v in (4.0, 4.5))
    now, before = a.tensors["relu1"], b.tensors["relu1"]
    assert changed(now, before, 0.4) == (3,)
    assert changed(now, before, 0.6) == ()
    assert largest(now - before) == 0.5
