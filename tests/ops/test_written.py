"""The torch that a trace writes makes its numbers, over random networks; and networks are written as they are."""

import contextlib
import io

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import trace
from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Python, Step, asked, do, embedded, plain
from explainer.data.changes import moved
from explainer.models import digits, store
from explainer.models.centring import Centring, centring
from tests.layers import networks, readers, recurrent


def printed(program, **given):
    """The number that a program prints last."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(program, given)
    return float(out.getvalue().splitlines()[-1])


@settings(max_examples=120, deadline=None)
@given(st.one_of(networks(), recurrent(), readers()), st.data())
def test_every_tensor_is_made_by_the_torch_written_for_it(drawn, data):
    net, x = drawn
    t = trace(net, x)
    name = data.draw(st.sampled_from([*t.tensors, *t.weights]))
    at = tuple(data.draw(st.integers(0, n - 1)) for n in t.read(name).shape)
    program = t.written(name, at)
    assert printed(program, net=net, x=x) == pytest.approx(float(t.read(name)[at]), rel=1e-5, abs=1e-5), program


def test_a_program_makes_no_more_than_its_cell_needs():
    t = trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.MaxPool2d(2)), torch.rand(1, 8, 8))
    assert "relu1" not in t.written("conv1", (0, 1, 1))
    assert "conv1" not in t.written("input", (0, 1, 1))


def test_a_changed_network_is_written_with_its_changes():
    changes = {"0.bias": np.arange(8, dtype=np.float32), "3.weight": np.zeros((16, 8, 3, 3), dtype=np.float32)}
    net = digits.with_weights(digits.trained(), changes)
    net[7].weight.data[3, 5] = 0.25
    step = built("net", net, store.shipped("digits"))
    made: dict = {}
    exec("\n".join(("import torch", "from torch import nn", *step.python.imports, *step.python.before)), made)
    for key, values in net.state_dict().items():
        assert torch.equal(made["net"].state_dict()[key], values), key
    assert "net[7].weight.data[3, 5] = 0.25" in step.python.before


def test_steps_write_the_calls_that_made_them():
    ink = embedded(np.eye(52, dtype=np.float32)[None]).named("ink")
    place: Step[Centring] = do(centring, ink).named("place")
    x = do(moved, asked(place, place.value.of, ink), 1, -2, repeated=True).named("x")
    t = record([plain(nn.ReLU())], x)
    assert printed(t.written("relu1", (0, 9, 9))) == t.tensors["relu1"][0, 9, 9] == x.value[0, 9, 9]
    assert "x = moved(place.of(ink), 1, -2, repeated=True)" in t.written("relu1", (0, 9, 9))


def test_what_has_no_text_is_refused():
    with pytest.raises(TypeError, match="ndarray has no text"):
        do(moved, np.zeros((1, 2, 2)), 0, 1)


def test_a_sequential_with_a_forward_of_its_own_is_not_taken_for_its_layers():
    class Doubled(nn.Sequential):
        def forward(self, x):
            return 2 * super().forward(x)

    t = trace(Doubled(nn.ReLU()), torch.ones(1, 2, 2))
    (last,) = t.outputs
    np.testing.assert_array_equal(t.tensors[last], [[[2, 2], [2, 2]]])


def test_a_layer_in_place_leaves_what_it_read():
    x = torch.tensor([[[-1.0, 2.0]]])
    t = trace(nn.Sequential(nn.ReLU(inplace=True), nn.Conv2d(1, 1, 1), nn.LeakyReLU(0.5, inplace=True)), x)
    np.testing.assert_array_equal(t.tensors["input"], [[[-1, 2]]])
    for name in t.cells:
        opened = t.explain(name, (0, 0, 0))
        assert opened.total == pytest.approx(opened.value, abs=1e-6), name
    assert x[0, 0, 0] == -1


def test_a_picture_without_channels_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"conv1 cannot read an input of shape \(8, 8\): it works on \(1, height"):
        trace(nn.Conv2d(1, 2, 3), torch.zeros(8, 8))


def test_python_that_needs_something_has_it_once():
    a = Python("a", ("a = 1",), ("import a",))
    both = Python("a + b", ("b = a",)).needing(a, a)
    assert both.before == ("a = 1", "b = a")
    assert both.imports == ("import a",)
