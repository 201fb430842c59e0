"""The counter: its shares are shares, agree with counting by hand, and what tunes it never sees what it is tested on."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.models.ngrams import counted, perplexity, tuned
from explainer.models.sampling import at_temperature, bent, drawn

SEQUENCES = st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=12), min_size=1, max_size=5)


@given(SEQUENCES, st.integers(1, 4), st.floats(0.05, 0.95), st.booleans(), st.lists(st.integers(0, 4), max_size=6))
def test_shares_sum_to_one_after_any_context_and_each_is_the_share_of_one(
    sequences: list[list[int]], order: int, discount: float, kinds: bool, context: list[int]
) -> None:
    counts = counted(sequences, order, 5, discount, kinds=kinds)
    shares = counts.shares(context)
    assert shares.sum() == pytest.approx(1)
    assert (shares > 0).all()
    np.testing.assert_allclose([counts.share(context, symbol) for symbol in range(5)], shares)


def test_a_pair_is_discounted_and_its_rest_shared_as_single_symbols_have_it() -> None:
    """0 1 0 2 0 1: 1 came twice after 0, 2 once; singly, 0 three times, 1 twice, 2 once."""
    counts = counted([[0, 1, 0, 2, 0, 1]], order=2, size=3, discount=0.5)
    single = [(3 - 0.5 + 1.5 / 3) / 6, (2 - 0.5 + 1.5 / 3) / 6, (1 - 0.5 + 1.5 / 3) / 6]
    after = [single[0] * 1 / 3, (2 - 0.5 + single[1]) / 3, (1 - 0.5 + single[2]) / 3]
    np.testing.assert_allclose(counts.shares([2, 0]), after)


def test_kinds_count_what_stood_before_not_how_often() -> None:
    """In 0 1 0 1 0 1 2 1, one stands after 0 and after 2: two kinds, though four times."""
    counts = counted([[0, 1, 0, 1, 0, 1, 2, 1]], order=2, size=3, discount=0.5, kinds=True)
    assert counts.tables[0][()] == {0: 1, 1: 2, 2: 1}


def test_what_repeats_is_foreseen_by_the_order_that_sees_it() -> None:
    """0 0 1 over and over: two symbols back tell all, one does not."""
    period = [0, 0, 1] * 30
    best, trials = tuned([period], [period], 2, orders=(1, 2, 3), start=2)
    assert best.order == 3
    assert len(trials) == 3 * 2 * 6
    assert perplexity(best, [period], start=2) == pytest.approx(min(trial.perplexity for trial in trials))


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=8), st.floats(0.2, 3))
def test_temperature_bends_shares_as_it_does_logits(logits: list[float], temperature: float) -> None:
    z = torch.tensor(logits, dtype=torch.double)
    expected = np.exp(z.numpy() / temperature)
    np.testing.assert_allclose(at_temperature(z, temperature).numpy(), expected / expected.sum())
    np.testing.assert_allclose(bent(z.softmax(-1), temperature).numpy(), expected / expected.sum())


def test_the_same_seed_draws_the_same_and_as_often_as_the_shares_say() -> None:
    shares = torch.tensor([0.1, 0.6, 0.3])
    draws = [[drawn(shares, g) for _ in range(2000)] for g in (torch.Generator().manual_seed(3) for _ in range(2))]
    assert draws[0] == draws[1]
    np.testing.assert_allclose(np.bincount(draws[0]) / 2000, shares.numpy(), atol=0.05)
