"""What is measured on a network is measured once, and not taken for another network's."""

from dataclasses import replace

import pytest

from explainer.nets.learning import Recipe
from explainer.nets.readers import Readers, trained
from explainer.training import Settings
from explainer.views import measured

DIGITS = Recipe(Settings())
CASES = {
    "when_moved": (
        measured.learning,
        [(r,) for r in (DIGITS, replace(DIGITS, convolutions=False), replace(DIGITS, settings=Settings(seed=2)))],
    ),
    "tested": (measured.readers, [(r, k) for r in (None, Readers(1), Readers(2)) for k in ("bag", "gru")]),
}


@pytest.mark.parametrize("name", CASES)
def test_each_network_is_measured_once(name, monkeypatch):
    library, networks = CASES[name]
    measure, calls = getattr(measured, name), []
    monkeypatch.setattr(library, name, lambda net: calls.append(net) or len(calls))
    measure.clear()
    try:
        found = [[measure(*which, object()) for which in networks] for _ in range(2)]
    finally:
        measure.clear()
    assert found[0] == found[1] == list(range(1, len(networks) + 1))


def test_the_pairs_that_a_network_is_right_about_are_its_own():
    found = {key: measured.right_about(None, key, net) for key, net in trained().items()}
    assert found == {key: measured.right_about.__wrapped__(None, key, net) for key, net in trained().items()}
    assert found["bag"] != found["gru"]
