"""The training loop: repeatable to the last digit, honest about failure, and the turns in which visitors train."""

from dataclasses import replace

import pytest
import torch
from torch import nn
from torch.nn import functional

from explainer.models.recipes import DigitRecipe, held_out
from explainer.study.digits import finite, silent_maps
from explainer.study.moved import MOVES, when_moved
from explainer.training.fit import OPTIMISERS, Settings, Task, fit
from explainer.training.turns import Turns

SHORT = Settings(steps=12, reports=5)
TOY = (torch.randn(40, 3, generator=torch.Generator().manual_seed(0)), torch.arange(40) % 2)


def toy(settings, **more):
    return list(fit(lambda: nn.Linear(3, 2), TOY, TOY, settings, **more))


def same(a, b):
    return a.loss == b.loss and all(torch.equal(a.weights[k], b.weights[k]) for k in a.weights)


def test_the_same_seed_gives_the_same_run_to_the_last_digit():
    recipe = DigitRecipe(replace(SHORT, seed=7))
    first, second, other = (list(r.run()) for r in (recipe, recipe, DigitRecipe(replace(SHORT, seed=8))))
    assert all(same(a, b) for a, b in zip(first, second, strict=True))
    assert not same(first[0], other[0])


def test_a_run_that_is_interrupted_goes_on_as_if_it_had_not_been():
    whole = toy(SHORT)
    run = fit(lambda: nn.Linear(3, 2), TOY, TOY, SHORT)
    first = [next(run), next(run)]
    torch.manual_seed(123)
    torch.randn(5)
    assert all(same(a, b) for a, b in zip(whole, [*first, *run], strict=True))


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_a_step_is_torchs_own(optimiser):
    settings = Settings(steps=3, reports=4, batch=40, rate=0.1, optimiser=optimiser, seed=5)
    found = toy(settings)
    torch.manual_seed(5)
    net = nn.Linear(3, 2)
    steps = OPTIMISERS[optimiser](net.parameters(), lr=0.1)
    for progress in found[1:]:
        loss = functional.cross_entropy(net(TOY[0]), TOY[1])
        steps.zero_grad()
        loss.backward()
        steps.step()
        assert progress.loss == pytest.approx(loss.item(), rel=1e-5)
        torch.testing.assert_close(progress.weights["weight"], net.weight.detach(), rtol=1e-5, atol=1e-6)


def test_another_task_is_learned_by_its_own_loss_and_judged_by_its_own_score():
    x, targets = TOY[0], TOY[0] @ torch.tensor([[1.0], [-2.0], [0.5]])
    near = Task(functional.mse_loss, lambda net, x, y: float(((net(x) - y).abs() < 0.1).float().mean()))
    settings = Settings(steps=300, rate=0.05, batch=40, reports=2)
    first, last = fit(lambda: nn.Linear(3, 1), (x, targets), (x, targets), settings, task=near)
    assert first.accuracy < last.accuracy == 1
    torch.testing.assert_close(last.weights["weight"], torch.tensor([[1.0, -2.0, 0.5]]), atol=0.05, rtol=0)


def test_reports_are_even_and_have_the_start_and_the_end():
    found = toy(Settings(steps=100, reports=41, batch=8))
    assert len(found) == 41
    assert [p.step for p in found[:3]] == [0, 2, 5]
    assert found[-1].step == found[-1].steps == 100


def test_a_loss_that_is_no_number_ends_the_run():
    found = toy(Settings(steps=50, reports=5, rate=1e38, optimiser="SGD"))
    assert found[-1].failed
    assert found[-1].step < 50
    assert not any(p.failed for p in found[:-1])


def test_leaving_the_global_seed_alone():
    torch.manual_seed(1)
    expected = torch.rand(3)
    torch.manual_seed(1)
    toy(SHORT)
    assert torch.equal(torch.rand(3), expected)


def test_the_rate_falls_to_zero_where_asked():
    falling = toy(Settings(steps=200, reports=201, batch=40, rate=0.3, falling=True))
    last, before = falling[-1].weights["weight"], falling[-2].weights["weight"]
    early, first = falling[1].weights["weight"], falling[0].weights["weight"]
    assert (last - before).abs().max() < 1e-3 * (early - first).abs().max()


def test_it_learns_digits_and_by_heart_what_makes_no_sense():
    good = list(DigitRecipe(Settings(steps=170, reports=2, falling=True)).run())[-1]
    assert good.accuracy > 0.93
    nonsense = list(DigitRecipe(Settings(reports=2), digits=200, shuffled=True).run())[-1]
    assert nonsense.seen > 0.9
    assert nonsense.accuracy < 0.2


def test_moved_digits_are_tested_by_whole_pixels():
    recipe = DigitRecipe(Settings(steps=120, reports=2))
    net = recipe.net(list(recipe.run())[-1])
    found = when_moved(net)
    x, labels = held_out()
    by = MOVES[2]
    moved = functional.pad(x, (by, 0))[..., : x.shape[-1]]
    with torch.no_grad():
        assert found[0] == pytest.approx((net(x).argmax(1) == labels).float().mean().item())
        assert found[2] == pytest.approx((net(moved).argmax(1) == labels).float().mean().item())
    assert found[3] < found[0]


def test_a_dead_network_is_found_out():
    recipe = DigitRecipe(Settings())
    net = recipe.make()
    assert silent_maps(net) != (16, 16)
    with torch.no_grad():
        net[3].bias.fill_(-1e6)
    assert silent_maps(net) == (16, 16)
    assert finite(net)
    with torch.no_grad():
        net[3].bias[0] = float("nan")
    assert not finite(net)


def test_two_at_once_and_the_others_in_their_order():
    turns = Turns(lambda who: True)
    assert [turns.ask(who) for who in "abcd"] == [0, 0, 1, 2]
    assert turns.ask("a") == 0
    turns.leave("b")
    assert [turns.ask(who) for who in "cda"] == [0, 1, 0]


def test_a_place_is_lost_by_whoever_is_no_more():
    alive = {"a", "b"}
    turns = Turns(alive.__contains__, most=1)
    assert (turns.ask("a"), turns.ask("b")) == (0, 1)
    alive.remove("a")
    assert turns.ask("b") == 0
