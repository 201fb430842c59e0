"""One server and one Chromium for all browser tests, and a hand for working the stage."""

import pytest

from tests.browser.hand import Hand
from tests.chromium import executable
from tests.served import served

SIZES = {"desktop": (1280, 720), "phone": (390, 844), "projector": (1920, 1080)}


@pytest.fixture(scope="session")
def base_url():
    with served() as (url, _):
        yield url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": executable(),
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture
def visit(browser, base_url):
    """Open a path as a new visitor and wait for its stage: ``visit("convolution", theme="dark")``."""
    contexts = []

    def go(path, size="desktop", theme="light", **options):
        width, height = SIZES[size]
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=theme, **options)
        contexts.append(context)
        hand = Hand(context.new_page(), base_url)
        hand.open(path)
        return hand

    yield go
    for context in contexts:
        context.close()
