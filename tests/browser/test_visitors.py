"""Who visits knows nothing of who was here before, though the browser is lent on."""

import pytest

from tests.browser.hand import IDLE

REMEMBER = """() => {
    localStorage.who = sessionStorage.who = "me";
    document.cookie = "who=me";
    return new Promise(done => { const db = indexedDB.open("who"); db.onsuccess = () => { db.result.close(); done(); }; });
}"""
REMEMBERED = """async () => [localStorage.who, sessionStorage.who, document.cookie.includes("who"),
    (await indexedDB.databases()).length, history.length, innerWidth, matchMedia("(prefers-color-scheme: dark)").matches]"""


@pytest.fixture
def blank(visitors):
    """A visitor at an address of the app where nothing happens."""

    def go(**how):
        page = visitors.arrive(**how)
        page.goto(f"{visitors.url}/stage/stage.css")
        return page

    yield go
    visitors.leave()


def test_nothing_is_remembered(blank, visitors):
    page = blank(size="phone", theme="dark")
    page.context.route("**/nowhere", lambda route: route.abort())
    page.evaluate(REMEMBER)
    browser = page.context
    visitors.leave()
    page = blank()
    assert page.context is browser
    assert page.evaluate(REMEMBERED) == [None, None, False, 0, 2, 1280, False]
    assert page.evaluate("async () => (await fetch('/nowhere')).status") == 404


def test_visitors_at_the_same_time_are_strangers(blank):
    one, other = blank(), blank()
    one.evaluate(REMEMBER)
    assert other.evaluate(REMEMBERED)[:4] == [None, None, False, 0]


def test_what_is_fetched_once_is_there_for_the_next_and_not_for_who_comes_first(visitors):
    def found(**how):
        """What a visitor's browser had already."""
        page, had = visitors.arrive(**how), []
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        network.on("Network.requestServedFromCache", lambda told: had.append(told["requestId"]))
        network.on("Network.responseReceived", lambda told: told["response"]["fromDiskCache"] and had.append(told))
        page.goto(visitors.url)
        page.wait_for_selector(IDLE)
        visitors.leave()
        return had

    found()
    assert found()
    assert not found(first=True)
