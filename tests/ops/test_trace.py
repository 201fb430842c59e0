"""The library against torch: every tensor is torch's, and every cell's arithmetic gives torch's number."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import ShapeError, trace
from explainer.core.registry import OPERATIONS
from tests.layers import kinds_that_are_drawn, networks

DIGITS = nn.Sequential(
    nn.Conv2d(1, 8, 3), nn.ReLU(), nn.MaxPool2d(2),
    nn.Sequential(nn.Conv2d(8, 16, 3), nn.ReLU(), nn.MaxPool2d(2)),
    nn.Flatten(), nn.Linear(400, 10), nn.Softmax(-1),
)  # fmt: skip


def flat_layers(module):
    return [m for m in module.modules() if not isinstance(m, nn.Sequential)]


def run(module, x):
    """Every layer's output by torch alone, without the batch."""
    now, outputs = (x if x.ndim == 4 else x[None]), []
    with torch.no_grad():
        for layer in flat_layers(module):
            now = layer(now)
            outputs.append(now[0].numpy())
    return outputs


def test_the_random_networks_draw_every_operation():
    assert set(OPERATIONS) - kinds_that_are_drawn() == set()


@settings(max_examples=120, deadline=None)
@given(networks(), st.data())
def test_tensors_and_totals_are_torchs(drawn, data):
    module, x = drawn
    t = trace(module, x)
    assert len(t.tensors) == len(flat_layers(module)) + 1
    for (name, tensor), expected in zip(list(t.tensors.items())[1:], run(module, x), strict=True):
        np.testing.assert_array_equal(tensor, expected)
        index = tuple(data.draw(st.integers(0, n - 1)) for n in tensor.shape)
        opened = t.explain(name, index)
        assert opened.value == expected[index]
        assert opened.total == pytest.approx(float(expected[index]), rel=1e-5, abs=1e-5)
        for tensor_name, at in opened.sources:
            assert t.read(tensor_name)[at] is not None


def test_a_network_of_no_layers_keeps_its_input():
    x = torch.randn(1, 4, 4)
    np.testing.assert_array_equal(trace(nn.Sequential(), x).tensors["input"], x.numpy())


def test_terms_of_a_convolution_add_up_to_its_value():
    t = trace(DIGITS, torch.randn(1, 26, 26))
    opened = t.explain("conv2", (3, 4, 5))
    assert len(opened.terms) == 8 * 9 + 1
    assert sum(opened.terms) == pytest.approx(opened.value, abs=1e-5)
    assert opened.terms[-1].label == "bias"
    product = opened.terms[0]
    assert product.value == pytest.approx(product.factors[0] * product.factors[1])
    assert product.sources == (("pool1", (0, 4, 5)), ("conv2.weight", (3, 0, 0, 0)))


def test_names_shapes_and_order_are_those_of_the_network():
    t = trace(DIGITS, torch.randn(1, 1, 26, 26))
    assert {name: tensor.shape for name, tensor in t.tensors.items()} == {
        "input": (1, 26, 26), "conv1": (8, 24, 24), "relu1": (8, 24, 24), "pool1": (8, 12, 12),
        "conv2": (16, 10, 10), "relu2": (16, 10, 10), "pool2": (16, 5, 5),
        "flatten1": (400,), "linear1": (10,), "softmax1": (10,),
    }  # fmt: skip
    assert t.weights["conv2.weight"].shape == (16, 8, 3, 3)


def test_products_over_padding_are_zeros_without_a_source():
    t = trace(nn.Conv2d(1, 1, 3, padding=1), torch.ones(1, 4, 4))
    opened = t.explain("conv1", (0, 0, 0))
    outside = [term for term in opened.terms if None in term.sources]
    assert len(outside) == 5
    assert all(term == 0 for term in outside)


def test_max_pooling_leaves_out_what_is_outside():
    t = trace(nn.MaxPool2d(2, padding=1), -torch.ones(1, 4, 4))
    opened = t.explain("pool1", (0, 0, 0))
    assert (len(opened.terms), opened.total) == (1, -1)


def test_softmax_opens_to_exponentials_their_sum_and_the_division():
    logits = torch.tensor([1.0, 2.0, 3.0])
    opened = trace(nn.Softmax(-1), logits).explain("softmax1", (1,))
    assert opened.terms == pytest.approx(np.exp([-2, -1, 0]))
    assert opened.terms[1] / sum(opened.terms) == pytest.approx(opened.value)


@pytest.mark.parametrize(
    ("index", "said"),
    [((0, 0, 0), "Row 1, column 1: 0.30 is above zero, so it stays."),
     ((0, 0, 1), "Row 1, column 2: −0.40 is below zero, so it becomes 0."),
     ((0, 1, 0), "Row 2, column 1: Zero stays zero.")],
)  # fmt: skip
def test_sentences_say_what_happened(index, said):
    t = trace(nn.ReLU(), torch.tensor([[[0.3, -0.4], [0.0, 1.0]]]))
    assert t.explain("relu1", index).sentence == said


def test_an_input_cell_explains_itself():
    opened = trace(nn.ReLU(), torch.full((1, 2, 2), 0.25)).explain("input", (0, 1, 1))
    assert (opened.value, opened.terms, opened.sources) == (0.25, (), ())
    assert "0.25" in opened.sentence


def test_the_module_is_left_as_it_was():
    module = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU()).train()
    x = torch.randn(1, 5, 5, requires_grad=True)
    trace(module, x)
    assert module.training
    assert all(m.training for m in module)
    assert x.grad is None


@pytest.mark.parametrize(
    ("module", "x", "error", "words"),
    [
        (nn.Conv2d(3, 1, 3), (1, 5, 5), ShapeError, ["conv1", "(1, 5, 5)", "(3, height, width)"]),
        (nn.Conv2d(1, 1, 3), (1, 2, 2), ShapeError, ["conv1", "(1, 2, 2)", "kernel"]),
        (nn.Linear(4, 2), (5,), ShapeError, ["linear1", "(5,)", "4"]),
    ],
)
def test_what_cannot_be_traced_is_named(module, x, error, words):
    with pytest.raises(error) as raised:
        trace(module, torch.zeros(x))
    assert all(word in str(raised.value) for word in words), str(raised.value)


@pytest.mark.parametrize(
    ("name", "index", "words"),
    [
        ("conv1", (0, 3, 1), ["conv1", "(1, 3, 3)", "(0, 3, 1)", "0 to 2"]),
        ("conv1", (0, -1, 1), ["(0, -1, 1)"]),
        ("conv1", (0, 1), ["conv1", "(0, 1)"]),
        ("conv9", (0, 1, 1), ["conv9", "input, conv1"]),
    ],
)
def test_a_cell_that_is_not_there_is_named(name, index, words):
    t = trace(nn.Conv2d(1, 1, 3), torch.zeros(1, 5, 5))
    with pytest.raises(LookupError) as raised:
        t.explain(name, index)
    assert all(word in str(raised.value) for word in words), str(raised.value)
