"""Whatever somebody has is answered: every verdict can be reached, and the torch to start from runs."""

import itertools

import pytest
import torch

from explainer.data.choosing.kinds import KINDS
from explainer.data.choosing.questions import QUESTIONS, RULES, verdict
from explainer.data.choosing.starts import STARTS


def test_every_answer_has_a_verdict_and_every_verdict_an_answer():
    found = [verdict(*answers) for answers in itertools.product(*(q.options for q in QUESTIONS))]
    assert {id(one) for one in found} == {id(rule.verdict) for rule in RULES}


def test_every_kind_is_one_of_its_own():
    assert len({kind.key for kind in KINDS}) == len({kind.name for kind in KINDS}) == len(KINDS) >= 14
    assert {kind.verdict.family for kind in KINDS} == {"look", "remember", "both", "attention", "neither"}


def test_every_start_is_somebodys():
    assert {one.start for one in [kind.verdict for kind in KINDS] + [rule.verdict for rule in RULES]} == set(STARTS)


@pytest.mark.parametrize("name", STARTS)
def test_a_start_runs_as_it_stands_and_learns(name):
    """In a namespace of its own, and its loss falls where its weights follow their gradients."""
    torch.manual_seed(0)
    made = {}
    exec(STARTS[name], made)
    modules = [value for value in made.values() if isinstance(value, torch.nn.Module)]
    slopes = [p.grad for module in modules for p in module.parameters() if p.grad is not None]
    assert torch.isfinite(made["loss"])
    assert slopes
    assert all(torch.isfinite(slope).all() for slope in slopes)
    assert sum(float(slope.abs().sum()) for slope in slopes) > 0
