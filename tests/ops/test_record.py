"""What a recording of any module says besides its numbers: names, lines, decisions, loops, one example; and what it leaves."""

import random
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from explainer import UnsupportedLayer, trace


class Block(nn.Module):
    def __init__(self, wide):
        super().__init__()
        self.conv1 = nn.Conv2d(wide, wide, 3, padding=1)
        self.bn1 = nn.BatchNorm2d(wide)
        self.relu = nn.ReLU(inplace=True)

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        y = y + x
        return self.relu(y)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.MaxPool2d(2))
        self.layer1 = Block(4)
        self.layer2 = Block(4)
        self.fc = nn.Linear(4, 3)

    def forward(self, picture):
        x = self.layer2(self.layer1(self.features(picture)))
        x = functional.adaptive_avg_pool2d(x, 1).flatten(1)
        if x[0, 0].item() > -100:
            x = 2 * x
        return {"logits": self.fc(x), "features": x}


@pytest.fixture(scope="module")
def net():
    torch.manual_seed(0)
    return Net().eval()


def test_names_are_those_of_the_attributes_and_what_comes_again_is_counted(net):
    t = trace(net, torch.randn(1, 1, 12, 12))
    assert list(t.tensors)[:12] == [
        "picture", "features.conv1", "features.relu1", "features.pool1", "layer1.conv1", "layer1.bn1", "layer1.relu",
        "layer1.add", "layer1.relu:2", "layer2.conv1", "layer2.bn1", "layer2.relu",
    ]  # fmt: skip
    assert t.weights["layer2.bn1.running_var"].shape == (4,)
    assert t.tensors["layer1.add"].shape == (4, 5, 5)
    assert t.outputs == ("fc", "mul")


def test_a_tensor_knows_the_line_that_made_it(net):
    line = trace(net, torch.randn(1, 1, 12, 12)).source("layer2.add")
    assert line == "y = y + x"
    assert line.file == __file__
    assert Path(__file__).read_text().splitlines()[line.number - 1].strip() == line
    with pytest.raises(KeyError, match=r"layer2\.add"):
        trace(net, torch.randn(1, 1, 12, 12)).source("layer3.add")


def test_what_the_program_read_is_told(net):
    x = torch.randn(1, 1, 12, 12)
    t = trace(net, x)
    (decided,) = t.decided
    assert decided.value == float(t.tensors[decided.tensor])
    assert "-100" in decided.line


def test_of_a_batch_one_example_is_kept(net):
    x = torch.randn(5, 1, 12, 12)
    with torch.no_grad():
        expected = net(x)["logits"]
    for example in (0, 3):
        t = trace(net, x, example=example)
        np.testing.assert_allclose(t.tensors["fc"].reshape(-1), expected[example], rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(t.tensors["picture"].reshape(12, 12), x[example, 0])
    with pytest.raises(IndexError, match="0 to 4"):
        trace(net, x, example=5)


def test_a_loop_is_one_tensor_with_a_coordinate_for_its_steps():
    torch.manual_seed(0)
    cell, head = nn.Linear(3 + 4, 4), nn.Linear(4, 2)

    def read(x):
        h = torch.zeros(4)
        for word in x:
            h = torch.tanh(cell(torch.cat((word, h))))
        return head(h)

    x = torch.randn(6, 3)
    t = trace(read, x)
    (states,) = [tensor for name, tensor in t.tensors.items() if name == "tanh"]
    h = torch.zeros(4)
    for step, word in enumerate(x):
        h = torch.tanh(cell(torch.cat((word, h)))).detach()
        np.testing.assert_allclose(states[step], h, atol=1e-6)
        for unit in range(4):
            opened = t.explain("tanh", (step, unit))
            assert opened.total == pytest.approx(opened.value, abs=1e-6)


class Harsh(nn.Module):
    """Does to itself and to what it is given whatever a forward can."""

    def __init__(self, fails):
        super().__init__()
        self.fails = fails
        self.seen = []
        self.register_buffer("count", torch.zeros(1))
        self.weight = nn.Parameter(torch.ones(3))
        self.weight.grad = torch.full((3,), 7.0)

    def forward(self, x):
        self.count += 1
        self.seen.append(x)
        self.later = x
        self.eval() if self.training else self.train()
        with torch.no_grad():
            self.weight.mul_(2)
            x.add_(1)
        torch.rand(3), random.random(), np.random.rand()
        if self.fails:
            raise ValueError("as it is")
        return self.weight * x


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("training", [False, True])
def test_a_module_and_its_input_are_left_as_they_were(fails, training):
    module, x = Harsh(fails).train(training), torch.ones(3)
    states = torch.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist()
    if fails:
        with pytest.raises(ValueError, match=r"^as it is\b") as raised:
            trace(module, x)
        assert any("Harsh" in note and "(3,)" in note for note in raised.value.__notes__)
    else:
        assert bool(trace(module, x).notes) == training
    assert module.training == training
    assert (module.count.item(), module.seen, module.weight.tolist()) == (0, [], [1, 1, 1])
    assert module.weight.grad.tolist() == [7, 7, 7]
    assert not hasattr(module, "later")
    assert not module._forward_hooks
    assert x.tolist() == [1, 1, 1]
    assert states == (torch.get_rng_state().tolist(), random.getstate(), np.random.get_state()[1].tolist())
    assert torch.is_grad_enabled()


def test_an_error_says_in_which_module_and_what_shapes_reached_it(net):
    with pytest.raises(RuntimeError) as raised:
        trace(net, torch.randn(1, 2, 12, 12))
    (note,) = raised.value.__notes__
    assert "features.0" in note
    assert "(1, 2, 12, 12)" in note


@pytest.mark.parametrize(
    ("module", "x", "works"),
    [
        (lambda: nn.LazyLinear(3), torch.ones(1, 2), "run it once"),
        (lambda: torch.jit.script(nn.Sequential(nn.Linear(2, 2))), torch.ones(1, 2), "made from"),
        (lambda: nn.Linear(2, 2, device="meta"), torch.ones(1, 2), "to_empty"),
        (lambda: nn.Linear(2, 2), torch.ones(1, 2, dtype=torch.complex64), "view_as_real"),
        (lambda: nn.Linear(2, 2), torch.ones(1, 2).to_sparse(), "to_dense"),
        (lambda: nn.Linear(2, 2), torch.ones(1, 2, device="meta"), "materialize"),
        (lambda: nn.Linear(2, 2), torch.quantize_per_tensor(torch.ones(1, 2), 0.1, 0, torch.quint8), "dequantize"),
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning", "ignore::FutureWarning")
def test_what_has_no_numbers_to_see_is_refused_with_what_works(module, x, works):
    with pytest.raises(UnsupportedLayer, match=works) as raised:
        trace(module(), x)
    assert str(raised.value).count(". ") == 0


def test_what_is_very_large_is_kept_with_a_warning():
    with pytest.warns(UserWarning, match="10,240,000 numbers.*MB"):
        t = trace(lambda x: x.expand(3200, 3200) + 1, torch.ones(1, 3200))
    assert t.explain("add", (5, 5)).total == 2


def test_where_gradients_are_needed_inside_they_are_there():
    def energy(x):
        x = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad((x**3).sum(), x)
        return x - 0.1 * slope

    x = torch.tensor([1.0, -2.0, 0.5])
    t = trace(energy, x)
    (last,) = t.outputs
    np.testing.assert_allclose(t.tensors[last], x - 0.3 * x**2, rtol=1e-6)


def test_dictionaries_go_in_and_come_out_by_name():
    given = {"a": torch.ones(3), "b": torch.zeros(3)}
    t = trace(lambda batch, *, scale: {"y": [batch["a"] * scale, batch["b"]]}, given, scale=torch.tensor(2.0))
    assert list(t.tensors)[:3] == ["batch.a", "batch.b", "scale"]
    assert t.outputs[1] == "batch.b"


def test_a_gradient_through_an_lstm_is_open_and_torch_is_left_as_it_was():
    class Nudged(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn, self.head = nn.LSTM(3, 4, batch_first=True), nn.Linear(4, 1)

        def forward(self, x):
            with torch.enable_grad():
                x = x.detach().clone().requires_grad_(True)
                (slope,) = torch.autograd.grad(self.head(self.rnn(x)[0][:, -1]).sum(), x)
            return x.detach() - 0.1 * slope

    torch.manual_seed(0)
    module, x, was = Nudged(), torch.randn(1, 5, 3), torch.backends.mkldnn.enabled
    t = trace(module, x)
    assert not t.opaque
    assert torch.backends.mkldnn.enabled == was
    np.testing.assert_allclose(t.read(t.outputs[0]), module(x), 1e-5, 1e-6)
