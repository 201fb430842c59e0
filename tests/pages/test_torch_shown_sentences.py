"""The torch that the chapters on sentences show: for every tensor and weight of every view a program that runs by itself in
the project's folder and gives what is on screen."""

import contextlib
import io
from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
import torch

from explainer.models import readers
from explainer.models.recipes import ReadersRecipe
from explainer.views import code
from explainer.views.runs import Run
from tests.pages.visits import ROOT, visited

KINDS = ("RNN", "GRU", "LSTM")
OWN = "I, Ünal, grew up in Spain’s 🙂 north, but <b>not</b> in Greece! I speak"
VIEWS = {
    "sequences": [
        {},
        *({"idea": "Window", "window-of": n} for n in (1, 5, 17, 20)),
        {"idea": "Window", "window-of": 20, "sentence": "Boston"},
        *({"idea": idea, "sentence": said} for idea in ("Bag", "Loop") for said in ("", OWN)),
    ],
    "same-bag": [
        *({"model": model, "bag-show": show} for model, show in zip(KINDS, ("Paths", "Plane", "All states"), strict=True)),
        {"sentence": OWN, "against": "bad"},
        {"sentence": "good", "against": "good"},
    ],
    "unroll": [
        *({"cell-kind": kind} for kind in KINDS),
        {"form": "Folded", "sentence": OWN},
        {"weights": "weight_hh_l0[3,5]=0.8 bias_ih_l0[0]=-1.25 nonsense"},
        {"weights": " ".join(f"weight_ih_l0[{k},{k + 1}]=0.{k}" for k in range(1, 9))},
    ],
    "gates": [
        *({"network": network, "notation": n} for network in ("LSTM", "GRU", "Both") for n in ("torch", "Textbook")),
        *(
            {"network": "LSTM", "hold": gate, "held-at": at}
            for gate, at in (("forget f", 0), ("store i", 25), ("candidate g", 50), ("output o", 75))
        ),
        *(
            {"network": "GRU", "hold": gate, "held-unit": 3, "held-word": 6, "notation": "Textbook"}
            for gate in ("reset r", "update z", "candidate n")
        ),
        {"network": "Both", "hold": "forget f", "held-unit": 12},
        {"network": "Both", "hold": "update z", "held-word": 2, "notation": "Textbook", "sentence": OWN},
    ],
    "memory": [
        *({"memory-show": show, "memory-kind": kind} for show in ("Recall", "Influence") for kind in KINDS),
        *({"learned": at, "memory-kind": kind} for at, kind in (("5", "GRU"), ("growing", "LSTM"))),
        {"country": "i grew up in france 🙂"},
        *(
            {"memory-show": "Gradient", "memory-kind": kind, "when": when}
            for kind, when in product(KINDS, ("Before training", "After training"))
        ),
        *({"memory-show": "Gradient", "memory-kind": "LSTM", "forget-bias": bias} for bias in range(1, 6)),
        {"memory-show": "Gradient", "memory-kind": "LSTM", "forget-bias": 4, "when": "After training"},
        *({"memory-show": show, "country": "france 🙂"} for show in ("Gradient", "Influence")),
    ],
}  # fmt: skip


@pytest.fixture
def opened(monkeypatch):
    """Open a page and give back the trace, the scene and the cell whose torch it shows."""
    shown, drawn = [], []
    monkeypatch.setattr("explainer.views.component.pack", lambda t, *rest: drawn.append(t) or b"")
    monkeypatch.setattr(code, "show_torch", lambda *what: shown.append(what))
    monkeypatch.chdir(ROOT)

    def go(url, session=None, **query):
        visited(url, {key: str(value) for key, value in query.items()}, session)
        t, scene, cell = shown[-1]
        assert t is drawn[-1], "the torch is of what is on the stage"
        return t, scene, cell

    return go


@cache
def ran(program):
    """The tensors that a program leaves behind, and what it prints last."""
    left, printed, threads = {}, io.StringIO(), torch.get_num_threads()
    with contextlib.redirect_stdout(printed), torch.random.fork_rng(devices=[]):
        exec(program, left)
    torch.set_num_threads(threads)
    return {name: tensor.detach().numpy() for name, tensor in left["t"].items()}, float(printed.getvalue().split()[-1])


def holds(t):
    for name in (*t.tensors, *t.weights):
        values = t.read(name)
        at = tuple(2 * n // 3 for n in values.shape)
        tensors, printed = ran(t.written(name, at))
        np.testing.assert_allclose(tensors[name], values, rtol=1e-5, atol=1e-5, err_msg=name)
        assert tensors[name].shape == values.shape
        assert printed == pytest.approx(float(values[at]), rel=1e-5, abs=1e-5), name


@pytest.mark.parametrize(
    ("url", "query"), [(url, query) for url, queries in VIEWS.items() for query in queries], ids=str
)
def test_every_cell_of_every_view_is_written_as_torch(opened, url, query):
    t, scene, cell = opened(url, **query)
    holds(t)
    name, at = code.selected(t, scene, cell)
    assert ran(t.written(name, at))[1] == pytest.approx(float(t.read(name)[at]), rel=1e-5, abs=1e-5)


def test_nothing_that_was_learned_goes_unwritten(opened):
    for url, queries in VIEWS.items():
        t, _, _ = opened(url, **queries[-1])
        assert set(t.lines) == {*t.tensors, *t.weights}


def test_changed_weights_are_in_the_torch(opened):
    t, _, _ = opened("unroll", weights="weight_hh_l0[3,5]=0.8")
    assert "net[1].weight_hh_l0.data[3, 5] = 0.8" in t.written("softmax1", (8, 1))


def test_networks_that_were_trained_here_are_trained_again_by_the_torch(opened, monkeypatch):
    monkeypatch.setattr(readers, "SETTINGS", replace(readers.SETTINGS, steps=6))
    run = ReadersRecipe.run
    found = cache(lambda recipe: tuple(run(recipe)))
    monkeypatch.setattr(ReadersRecipe, "run", lambda recipe: iter(found(recipe)))
    recipe = ReadersRecipe(seed=3)
    history = list(found(recipe))
    for kind, ready in (("GRU", len(history)), ("LSTM", len(history)), ("LSTM", len(history) - 1)):
        trained = {"readers-run": Run(recipe, iter(()), history[:ready])}
        t, _, _ = opened("same-bag", model=kind, session=trained)
        shown = t.written("A.state.h", (1, 1))
        assert ("recipe = ReadersRecipe(seed=3)" in shown) == (ready == len(history))
        holds(t)


@pytest.mark.parametrize("said", ["good\x00", "good \u202e bad", "a\u2028b", "\x1b[31m", '"""', "\\", "#"])
def test_what_a_visitor_writes_stays_in_its_comment(opened, said):
    t, _, _ = opened("unroll", sentence=f"good {said} bad")
    tensors, _ = ran(t.written("softmax1", (0, 0)))
    np.testing.assert_allclose(tensors["softmax1"], t.read("softmax1"), atol=1e-5)


def test_a_program_that_does_something_else_is_found(opened):
    t, _, _ = opened("unroll")
    wrong = replace(t.lines["input"], before=(*t.lines["input"].before, "x = x * 0"))
    with pytest.raises(AssertionError):
        holds(replace(t, lines={**t.lines, "input": wrong}))
