"""The torch that is shown is true: for every tensor of every view it prints the number that is on screen."""

import contextlib
import io
import random

import pytest

from tests.pages.visits import ROOT, traces_of

PIXELS = [{"pixels-show": show} for show in ("Numbers", "Threshold", "Draw", "Strip")]
VIEWS = {
    "pixels": [
        *PIXELS,
        *(view | {"colours": "Colour"} for view in PIXELS),
        {"pixels-show": "Threshold", "threshold": "31"},
    ],
    "convolution": [
        {},
        {"show": "Strip"},
        {"colours": "Colour", "size": "5", "stride": "2", "padding": "1", "more": "Blur"},
        {"numbers": "1: 1.5 0 0.25 -0.5 0 0.37 -0.25 0 0.25 0.5", "dilation": "2", "picture": "Digit 4"},
        {"kernel": "Random", "seed": "7", "colours": "Colour"},
    ],
    "relu": [
        *({"activation": name} for name in ("ReLU", "Leaky ReLU", "Sigmoid", "Tanh", "GELU")),
        {"relu-show": "Strip"},
        {"relu-show": "Two kernels", "second": "Blur"},
        {"relu-show": "Two kernels", "colours": "Colour", "numbers": "1: " + " ".join(map(str, range(27))) + " 0.5"},
    ],
    "pooling": [
        {},
        {"window": "3", "pool-stride": "1", "pool-padding": "1", "moved": "→", "colours": "Colour"},
        {"moved": "↑", "pooling-show": "Strip"},
    ],
    "network": [
        {},
        {"digit": "7", "example": "4", "right": "2", "down": "-1", "turn": "10", "noise": "5", "flips": "3.4 12.13"},
        {"silent1": "2", "silent2": "3", "kernel1": "2: 1 2 3 4 5 6 7 8 9 0.5; 4: 0 0 0 0 1 0 0 0 0 -1"},
        {"network-show": "One layer", "layer": "relu2", "digit": "The picture"},
        {"network-show": "Which pixels", "right": "1", "silent2": "5"},
        {"digit": "Drawn"},
    ],
    "training": [{"digit": "5", "kernels": "2 and 4", "learn-from": "200", "train-seed": "3"}],
}


@pytest.mark.parametrize(("page", "query"), [(page, query) for page, views in VIEWS.items() for query in views])
def test_every_cell_of_every_view_is_printed_by_its_torch(page, query, monkeypatch):
    monkeypatch.chdir(ROOT)
    for t in traces_of(page, query):
        assert_true_for_every_tensor(t)


def assert_true_for_every_tensor(t):
    rng = random.Random(0)
    for name in (*t.tensors, *t.weights):
        values = t.read(name)
        at = tuple(rng.randrange(n) for n in values.shape)
        printed = io.StringIO()
        program = t.written(name, at)
        with contextlib.redirect_stdout(printed):
            exec(compile(program, name, "exec"), {})
        shown = float(printed.getvalue().splitlines()[-1])
        assert shown == pytest.approx(float(values[at]), rel=1e-5, abs=1e-5), (name, at, program)
