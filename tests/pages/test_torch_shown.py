"""The torch that is shown is true: for every tensor of every view it prints the number that is on screen."""

import contextlib
import io
import random

import numpy as np
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
        {"open": "conv2[5]", "digit": "The picture"},
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


@pytest.mark.parametrize(
    ("url", "query"),
    [
        ("convolution", {"picture": "Your own", "colours": "Colour"}),
        ("pixels", {"picture": "Your own", "pixels-show": "Draw"}),
        ("network", {"digit": "Drawn", "right": "1"}),
        ("network", {"digit": "The picture", "picture": "Your own"}),
    ],
)
def test_what_a_visitor_brought_or_drew_goes_along(url, query, monkeypatch):
    monkeypatch.chdir(ROOT)
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (60, 60, 3), dtype=np.uint8)
    ink = rng.random((1, 52, 52), dtype=np.float32)
    t = traces_of(url, query, {"own-picture": picture, "own-drawing": ink})[-1]
    if "drawing" in t.tensors and "Drawn" in query.values():
        np.testing.assert_array_equal(t.tensors["drawing"], ink)
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
