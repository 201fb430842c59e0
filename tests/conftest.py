"""What all tests share: chance that repeats, one thread of torch for each process, and the line to the app."""

import os

import pytest
from hypothesis import register_random

# As the server has it; more would only get in the way of the other worker. Read when torch is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")


def pytest_addoption(parser):
    parser.addoption("--line", type=float, default=0, metavar="MS", help="browser tests: delay the line, each way")


class Chance:
    """torch's own, as hypothesis sets it to the same state before each example."""

    def seed(self, number):
        import torch

        torch.manual_seed(number)

    def getstate(self):
        import torch

        return torch.get_rng_state()

    def setstate(self, state):
        import torch

        torch.set_rng_state(state)


CHANCE = Chance()
register_random(CHANCE)


@pytest.fixture(autouse=True)
def _the_same_chance_every_time():
    CHANCE.seed(0)
