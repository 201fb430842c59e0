"""A digit on a sheet, the networks that ship for it, and a field's picture: what the chapter on choosing shows."""

import numpy as np
import pytest
import torch

from explainer.core.chain import record
from explainer.core.steps import Python, Step, plain
from explainer.data.changes import on_sheet
from explainer.data.sentences import padded
from explainer.models import store
from explainer.models.comparing.sentences import SHIPPED as SEED_OF_LOOPS
from explainer.models.comparing.sentences import prevailing, shipping
from explainer.models.comparing.sizes import HEADS, OWN, SHEET, SHIPPED, at_size, pooled
from explainer.models.comparing.sizes import shipping as pooling
from explainer.study.comparing.reach import by_deletion, by_gradient
from explainer.training.fit import accuracy

FIGURES = store.figures("comparing")


def test_a_digit_stands_on_its_sheet_as_it_is_with_black_around_it():
    x = np.random.default_rng(0).random((1, 3, 4), dtype=np.float32)
    sheet = on_sheet(x, (6, 9), (2, 5))
    assert sheet.shape == (1, 6, 9)
    assert np.array_equal(sheet[:, 2:5, 5:9], x)
    assert sheet.sum() == pytest.approx(x.sum())


@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("mixed", [False, True])
def test_the_heads_that_ship_do_as_was_measured(head, mixed):
    by_size = FIGURES["sizes"]["heads"][head]["mixed" if mixed else "own"]
    at = FIGURES["sizes"]["settings"]["seeds"].index(SHIPPED)
    for size in (OWN, SHEET):
        measured = by_size[f"{size[0]} x {size[1]}"][at]
        assert accuracy(pooling(head, mixed), *at_size(size)) == pytest.approx(measured, abs=2e-3)


@pytest.mark.parametrize("key", ["rnn", "gru", "lstm"])
@pytest.mark.parametrize(("task", "learned"), [("majority", "own"), ("lengths", "mixed")])
def test_the_loops_that_ship_do_as_was_measured(key, task, learned):
    by_words = FIGURES["lengths"]["by words"][key][learned]
    at = FIGURES["lengths"]["settings"]["seeds"].index(SEED_OF_LOOPS)
    for opinions in (9, 77):
        assert accuracy(shipping(key, task), *prevailing(opinions)) == pytest.approx(
            by_words[f"{opinions + 3}"][at], abs=5e-3
        )


@pytest.mark.parametrize("head", HEADS)
def test_any_size_opens_to_its_arithmetic(head):
    net = pooled(head)
    t = record([plain(layer) for layer in net], Step(np.random.rand(1, 30, 37).astype(np.float32), Python("x")))
    with torch.no_grad():
        logits = net(torch.from_numpy(t.tensors["input"])[None])[0]
    assert np.allclose(t.tensors["linear1"], logits, atol=1e-5)
    name = {"mean": "avgpool1", "max": "pool3"}[head]
    maps = t.tensors["pool2"]
    whole = maps.mean((1, 2)) if head == "mean" else maps.max((1, 2))
    for k in range(len(maps)):
        opened = t.explain(name, (k, 0, 0))
        assert opened.total == pytest.approx(whole[k], abs=1e-5)
        assert len(opened.terms) == maps[k].size


def test_words_by_number_are_read_whatever_type_they_come_in():
    net = shipping("gru", "majority")
    x = torch.from_numpy(padded(["the food was good bad good"]))
    for measure in (by_gradient, by_deletion):
        assert torch.equal(measure(net, x), measure(net, x.float()))
