"""Where numbers that only move stood before, against the numbers themselves."""

import numpy as np
import pytest
import torch

from explainer import trace

LONG = 256  # with the others more than numpy's unravel_index takes rightly as they stand

MOVES = {
    "pieces": lambda x: torch.cat([piece * 2 for piece in x.split([1, 1], -1)], -1),
    "a slice": lambda x: x[..., 1:] * 2,
    "turned": lambda x: x.flip(1)[..., :1] * 2,
}


@pytest.mark.parametrize("what", MOVES)
def test_what_moves_in_long_tensors_is_told_rightly(what):
    x = torch.arange(2 * LONG * 98.0).reshape(2, LONG, 7, 7, 2)
    t, chance = trace(MOVES[what], x), np.random.default_rng(0)
    for name in t.cells:
        shape = t.read(name).shape
        for at in [tuple(n - 1 for n in shape), *(tuple(map(int, chance.integers(shape))) for _ in range(20))]:
            cell = t.explain(name, at)
            assert cell.total == cell.value
