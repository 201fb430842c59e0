"""How long it takes until a page is there, and home against an empty page."""

import statistics

from tests.served import served

HOME_READY = ["h1", "[data-testid=map]", ".verdict a[href]"]
TAKEN_OVER = [*HOME_READY, "body:not(:has(> #opening))"]

# The time since the page was asked for, in the first frame in which there is such an element, or one of each.
FIRST_SEEN = """where => {
    const find = (root, one) => root.querySelector(one)
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot, one)).find(Boolean);
    return [].concat(where).every(one => find(document, one)) ? performance.now() : null;
}"""


def opened(browser, url, path, ready):
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.goto(f"{url}/{path}", wait_until="domcontentloaded")
    took = page.wait_for_function(FIRST_SEEN, arg=ready, polling="raf").json_value()
    context.close()
    return took


def at_home(browser, url, report):
    """Home as the app itself serves it, once what it opens with is made, in turn with an empty page."""
    with served("app.py") as (app, _):
        prepared(browser, app)
        bare, home, taken = [], [], []
        for _ in range(9):
            bare.append(opened(browser, url, "empty", "h1"))
            home.append(opened(browser, app, "", HOME_READY))
            taken.append(opened(browser, app, "", TAKEN_OVER))
    empty, ready, over = map(statistics.median, (bare, home, taken))
    print(
        f"home opened: {ready:.0f} ms, an empty page {empty:.0f} ms, the framework has taken home over: {over:.0f} ms"
    )
    ratio = statistics.median(one / other for one, other in zip(home, bare, strict=True))
    report("home opened to map and verdict ready", ratio, 1.15, "x an empty page")


def prepared(browser, url):
    """Waits until home opens with a picture of itself: the server makes it when it starts."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_function(
        "() => fetch('/').then((response) => response.text()).then((told) => told.includes('stage/first/home.'))",
        polling=100,
    )
    page.close()
