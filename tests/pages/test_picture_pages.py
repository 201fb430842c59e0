"""What the chapters on pictures and digits do with what a visitor did, without a browser."""

import numpy as np
import pytest

from explainer.models import digits, kernels
from explainer.models.recipes import DigitRecipe
from explainer.training.fit import Settings
from explainer.training.turns import Turns
from explainer.views import digit, runs
from tests.pages.visits import traces_of, visited


def kernel_text(k, values):
    return f"{k}: " + " ".join(map(str, values))


def test_shuffled_labels_are_trained_by_the_kernels_that_were_chosen(monkeypatch):
    page = visited("training", {"kernels": "2 and 4", "train-seed": "5", "rate": "0.03"})
    next(b for b in page.button if b.label.startswith("See it")).click()
    monkeypatch.setattr(runs, "go_on", lambda run, waiting: None)
    page.run()
    recipe = page.session_state["training-run"].recipe
    assert (recipe.kernels, recipe.settings.seed, recipe.settings.rate) == ((2, 4), 5, 0.03)
    assert (recipe.digits, recipe.shuffled) == (200, True)


@pytest.mark.parametrize("leave", [runs.pause, runs.forget], ids=["stops or leaves the page", "begins anew"])
def test_a_place_is_given_back_at_once(leave, monkeypatch):
    turns, session = Turns(lambda who: True, most=1), {}
    monkeypatch.setattr(runs, "_turns", lambda: turns)
    monkeypatch.setattr(runs.st, "session_state", session)
    runs.begin("a-run", DigitRecipe(Settings(steps=2, reports=2), digits=20))
    assert runs.place() == 0
    assert turns.ask("another") == 1
    leave("a-run")
    assert turns.ask("another") == 0


def test_an_edit_keeps_what_was_edited_in_a_kernel_that_is_silent(monkeypatch):
    edited = kernel_text(2, [*range(9), 0.5])
    settings = {digit.FIRST.key: [2], "kernel1": edited}
    monkeypatch.setattr(digit, "now", lambda setting: setting.start)
    monkeypatch.setattr(digit, "chosen", lambda setting: settings.get(setting.key, []))
    monkeypatch.setattr(digit, "written", lambda setting: settings.get(setting.key, ""))
    monkeypatch.setattr(digit, "put", lambda setting, value: settings.update({setting.key: value}))
    usual = [w.detach().numpy() for w in digits.trained()[0].parameters()]
    weight, bias = (values.copy() for values in usual)
    weight[1], bias[1], weight[4, 0, 1, 1] = 0, 0, 7
    values = {"conv1.weight": weight.ravel().tolist(), "conv1.bias": bias.tolist()}
    digit.kept(values, digit.shown("3", []))
    again, biases = kernels.read(settings["kernel1"], *usual)
    np.testing.assert_array_equal(again[1].ravel(), range(9))
    assert (biases[1], again[4, 0, 1, 1]) == (0.5, 7)


def test_a_kernel_both_edited_and_silenced_is_silent_on_screen():
    (t,) = traces_of("network", {"kernel1": kernel_text(2, [*range(9), 0.5]), "silent1": "2"})[:1]
    assert not t.weights["conv1.weight"][1].any()
    assert not t.tensors["conv1"][1].any()
