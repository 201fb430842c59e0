"""What is measured on a network is measured once, and not taken for another network's."""

from dataclasses import replace

import pytest

from explainer.models.readers import trained
from explainer.models.recipes import DigitRecipe, ReadersRecipe
from explainer.study import answers, moved
from explainer.training.fit import Settings
from explainer.views import measured

DIGITS = DigitRecipe(Settings())
CASES = {
    "when_moved": (
        moved,
        [(r,) for r in (DIGITS, replace(DIGITS, convolutions=False), replace(DIGITS, settings=Settings(seed=2)))],
    ),
    "tested": (answers, [(r, k) for r in (None, ReadersRecipe(1), ReadersRecipe(2)) for k in ("bag", "gru")]),
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
