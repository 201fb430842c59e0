"""What all tests share: chance that repeats, one thread of torch for each process, the browser, and the line to the app."""

import os

import pytest
from hypothesis import register_random
from playwright.sync_api import expect

from tests.chromium import executable

# As the server has it; more would only get in the way of the other worker. Read when torch is first imported.
os.environ.setdefault("OMP_NUM_THREADS", "1")


PATIENCE_MS = 20_000  # how long something may take is measured by the benchmarks; here it only has to come
expect.set_options(timeout=PATIENCE_MS)


def pytest_addoption(parser):
    parser.addoption("--line", type=float, default=0, metavar="MS", help="browser tests: delay the line, each way")
    parser.addoption("--times", type=int, default=1, metavar="N", help="hostile tests: so many times the examples")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": executable(),
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--process-per-site"],
    }


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
