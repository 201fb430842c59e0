"""One server and one Chromium for the browser tests of a worker, and a hand for working the stage."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.hand import IDLE, Hand
from tests.browser.reader import Reader
from tests.browser.visitors import Visitors
from tests.served import served
from tests.slow_line import slow_line

AWAY = 0.4  # seconds each way


@pytest.fixture(scope="session")
def base_url(pytestconfig):
    delay = pytestconfig.getoption("--line") / 1000
    with ExitStack() as stack:
        url, _ = stack.enter_context(served())
        yield stack.enter_context(slow_line(url, delay)).url if delay else url


@pytest.fixture(scope="session")
def visitors(browser, base_url):
    return Visitors(browser, base_url)


@pytest.fixture(scope="module")
def modules(browser, base_url):
    """A blank page of the server's origin, where the stage's modules can be imported."""
    page = browser.new_page()
    page.goto(f"{base_url}/stage/stage.css")
    yield page
    page.close()


@pytest.fixture
def visit(visitors):
    """Open a path as a new visitor, who skips the question unless ``asked``, and wait for its stage:
    ``visit("convolution", theme="dark")``."""

    def go(path, asked=False, **how):
        hand = Hand(visitors.arrive(**how), visitors.url)
        hand.open(path, asked)
        return hand

    yield go
    visitors.leave()


@pytest.fixture
def come_home(visitors):
    """Home as a new visitor finds it, once its map and the verdict stand there."""

    def go(path="", **how):
        page = visitors.arrive(**how)
        page.errors = []
        page.on("console", lambda said: page.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.goto(f"{visitors.url}/{path}")
        expect(page.get_by_test_id("map")).to_be_visible()
        expect(page.locator(".verdict")).to_be_visible()
        page.wait_for_selector(IDLE)
        return page

    yield go
    visitors.leave()


@pytest.fixture(scope="session")
def reader(browser, base_url):
    return Reader(Visitors(browser, base_url))


@pytest.fixture
def read(reader, request):
    """Turn to a path as one who has been reading for long, where a test asks what stands there and not how one came there:
    ``read("gates?cell=lstm1.f[5,4]")``; its question is skipped unless it is ``asked``."""
    failed = request.session.testsfailed
    yield reader.turn
    if request.session.testsfailed > failed:
        reader.leave()


@pytest.fixture(scope="session")
def line(base_url):
    with slow_line(base_url) as line:
        yield line


@pytest.fixture(scope="session")
def travellers(browser, line):
    return Visitors(browser, line.url)


@pytest.fixture
def visit_and_go_far(travellers, line):
    """The same, and once the page is there its visitor is moved far away: answers take their time from then on."""

    def go(path, **how):
        hand = Hand(travellers.arrive(**how), line.url)
        hand.open(path)
        line.delay = AWAY
        return hand

    yield go
    line.delay = 0
    travellers.leave()
