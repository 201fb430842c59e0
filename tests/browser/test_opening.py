"""What a page is before its framework has come, how that gives way to it, and what is fetched for it."""

import json
import re

import pytest
from playwright.sync_api import expect

from explainer.shell.chapters import STAGED
from tests.browser.hand import IDLE, Hand
from tests.browser.held_line import frames
from tests.browser.visitors import SIZES

QUESTIONS = {chapter.url: chapter.question for chapter in STAGED}
START = re.compile(r"/stage/start\.\w+\.json")
MOST_REQUESTS = 25

BOXES = """() => {
    const find = root => root.querySelector("[data-testid=stage]")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const question = document.querySelector("#opening h1") ?? document.querySelector("[data-testid=stMain] h1");
    return [question, find(document)].map(e => e.getBoundingClientRect()).map(({ left, top, width }) => [left, top, width]);
}"""

WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => shifts.push(...list.getEntries().map(entry => entry.value)))
        .observe({ type: "layout-shift", buffered: true });
"""

WATCH_POLICY = (
    'addEventListener("securitypolicyviolation", e => console.error("refused", e.violatedDirective, e.blockedURI));'
)


@pytest.fixture
def arrive(visitors):
    """Somebody who was never here, so that nothing is cached."""
    yield lambda **how: Hand(visitors.arrive(first=True, **how), visitors.url)
    visitors.leave()


@pytest.fixture(scope="module")
def prepared(browser, base_url):
    """The server has visited all its pages."""
    page = browser.new_page()
    for url in QUESTIONS:
        while not told(page, base_url, url)["first"]:
            frames(page)
    page.close()


def told(page, base_url, path):
    """What the server tells a page's script."""
    page.goto(f"{base_url}/stage/stage.css")
    return page.evaluate(
        """async path => {
            const page = new DOMParser().parseFromString(await (await fetch(path)).text(), "text/html");
            return JSON.parse(page.querySelector("script").dataset.told);
        }""",
        f"/{path}",
    )


def held(hand, what):
    """Hold back what the browser asks for by that address; call the answer to let it go."""
    routes = []
    hand.page.route(what, lambda route: routes.append(route))

    def let_go():
        while not routes:
            frames(hand.page)
        while routes:
            routes.pop().continue_()

    return let_go


@pytest.mark.parametrize("url", QUESTIONS)
def test_question_and_stage_stand_before_the_framework_where_the_page_then_has_them(arrive, prepared, url):
    """For few requests, none of which is refused."""
    hand = arrive()
    asked = []
    hand.page.on("request", lambda request: asked.append(request.url))
    hand.page.add_init_script(WATCH_POLICY)
    hand.page.add_init_script(WATCH_SHIFTS)
    let_go = held(hand, START)
    for width, height in SIZES.values():
        hand.page.set_viewport_size({"width": width, "height": height})
        asked.clear()
        hand.page.goto(f"{hand.base_url}/{url}")
        expect(hand.page.locator("#opening h1")).to_have_text(QUESTIONS[url])
        expect(hand.stage).to_have_attribute("data-ready", "true")
        frames(hand.page, 5)
        before = hand.page.evaluate(BOXES)
        let_go()
        hand.ready()
        expect(hand.page.locator("#opening")).to_have_count(0)
        expect(hand.page.locator("html")).to_have_class("dressed")
        after = hand.page.evaluate(BOXES)
        for early, late in zip(before, after, strict=True):
            assert early == pytest.approx(late, abs=1.5), width
        assert sum(hand.page.evaluate("shifts")) < 0.1, "what is called good"
        assert len([address for address in asked if address.startswith("http")]) <= MOST_REQUESTS
    assert hand.errors == []


MARKED = "one => one.stood = true"
CHOSEN = "[aria-checked=true]"
CORNER = "one => (({ x, y, width }) => [x, y, width])(one.getBoundingClientRect())"


def test_home_stands_before_the_framework_and_is_the_one_that_stays(arrive, prepared):
    """Where it was, whatever letters come, with its doors' numbers drawn once; a door leads there before that, too."""
    hand = arrive()
    numbers = []
    hand.page.on("request", lambda request: "/doors/" in request.url and numbers.append(request.url))
    hand.page.add_init_script(WATCH_SHIFTS)
    let_go = held(hand, START)
    for width, height in SIZES.values():
        hand.page.goto("about:blank")  # what comes into view as the window grows is fetched too
        hand.page.set_viewport_size({"width": width, "height": height})
        numbers.clear()
        hand.page.goto(hand.base_url)
        there = hand.page.get_by_test_id("map")
        expect(hand.page.locator("#opening").get_by_test_id("map")).to_be_visible()
        frames(hand.page, 5)
        there.evaluate(MARKED)
        choosing = hand.page.get_by_test_id("choosing")
        choosing.evaluate(MARKED)
        before = [one.evaluate(CORNER) for one in (there, choosing)]
        let_go()
        expect(hand.page.locator("#opening")).to_have_count(0)
        expect(hand.page.locator("html")).to_have_class("dressed")
        for one, was in zip((there, choosing), before, strict=True):
            assert one.evaluate("one => one.stood")
            assert one.evaluate(CORNER) == pytest.approx(was, abs=1.5)
        assert sum(hand.page.evaluate("shifts")) < 0.1, "what is called good"
        assert len(numbers) == len(set(numbers))
    hand.page.goto(hand.base_url)
    hand.page.locator("#opening").get_by_role("link", name="Pixels").click()
    hand.page.wait_for_url("**/pixels")
    assert hand.errors == []


def test_what_is_chosen_before_the_framework_has_come_stays_chosen_and_is_told(arrive, prepared):
    """In the address at once, undone by Back, with the focus where it was; the server then knows it."""
    hand = arrive()
    let_go = held(hand, START)
    hand.page.goto(hand.base_url)
    there = hand.page.get_by_test_id("choosing")
    kinds = there.get_by_role("radiogroup", name="What do you have?")
    kinds.get_by_role("radio", name="Photo").click()
    assert hand.page.url.endswith("/?have=Photo")
    kinds.get_by_role("radio", name="Prices").click()
    expect(there.locator(".verdict")).to_contain_text("Yesterday’s price")
    hand.page.go_back()
    expect(kinds.locator(CHOSEN)).to_have_text("Photo")
    kinds.get_by_role("radio", name="Photo").press("ArrowRight")
    expect(kinds.locator(CHOSEN)).to_have_text("Video")
    there.evaluate(MARKED)
    let_go()
    expect(hand.page.locator("#opening")).to_have_count(0)
    assert there.evaluate("choosing => choosing.stood")
    expect(kinds.locator(":focus")).to_have_text("Video")
    hand.page.wait_for_selector(IDLE)
    expect(kinds.locator(CHOSEN)).to_have_text("Video")
    hand.link_has(have="Video")
    hand.page.get_by_test_id("map").get_by_role("link", name="Pixels").click()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(QUESTIONS["pixels"])
    hand.page.get_by_role("link", name="Kernel & Loop").first.click()
    expect(kinds.locator(CHOSEN)).to_have_text("Video")
    assert hand.errors == []


def test_what_is_undone_before_the_framework_has_come_stays_undone(arrive, prepared):
    hand = arrive()
    let_go = held(hand, START)
    hand.page.goto(hand.base_url)
    kinds = hand.page.get_by_role("radiogroup", name="What do you have?")
    kinds.get_by_role("radio", name="Photo").click()
    hand.page.go_back()
    expect(kinds.locator(CHOSEN)).to_have_text("Genome")
    let_go()
    expect(hand.page.locator("#opening")).to_have_count(0)
    hand.page.wait_for_selector(IDLE)
    hand.link_has()
    expect(kinds.locator(CHOSEN)).to_have_text("Genome")
    kinds.get_by_role("radio", name="Table").click()
    hand.link_has(have="Table")


def test_the_torch_opens_before_the_framework_and_stays_over_the_page_and_a_verdict_leads_on(arrive, prepared):
    hand = arrive()
    let_go = held(hand, START)
    hand.page.goto(hand.base_url)
    hand.page.get_by_role("button", name="The torch to start from").click()
    torch = hand.page.get_by_role("dialog")
    expect(torch).to_contain_text("loss.backward()")
    let_go()
    expect(hand.page.locator("#opening")).to_have_count(0)
    hand.rests()
    assert torch.evaluate("torch => torch.matches(':modal')")
    hand.page.keyboard.press("Escape")
    expect(torch).to_have_count(0)
    assert hand.page.get_by_role("button", name="The torch to start from").evaluate(
        "button => button.matches(':focus')"
    )
    hand.page.goto(hand.base_url)
    hand.page.locator("#opening").get_by_role("link", name="Genome →").click()
    hand.page.wait_for_url("**/genome")
    assert hand.errors == []


def test_a_link_with_settings_shows_its_question_alone(arrive, prepared):
    hand = arrive()
    let_go = held(hand, START)
    hand.page.goto(f"{hand.base_url}/convolution?stride=2")
    expect(hand.page.locator("#opening h1")).to_have_text(QUESTIONS["convolution"])
    assert told(hand.page.context.pages[0], hand.base_url, "convolution?stride=2")["first"] == ""
    let_go()
    hand.ready()
    expect(hand.page.locator("#opening")).to_have_count(0)
    hand.skip()
    assert hand.panel("conv1").get_attribute("data-shape") == "1,12,12"


@pytest.mark.parametrize("lost", [START, re.compile(r"/stage/stage\.\w+\.json"), re.compile(r"/stage/first/")])
def test_what_does_not_arrive_is_fetched_piece_by_piece(arrive, lost):
    hand = arrive()
    hand.page.route(lost, lambda route: route.abort())
    hand.open("convolution")
    expect(hand.page.locator("#opening")).to_have_count(0)
    hand.hover("conv1", 3, 3)
    hand.selected("conv1[0,3,3]")


def test_what_is_done_before_the_framework_has_come_is_done(arrive, prepared):
    hand = arrive()
    let_go = held(hand, START)
    hand.page.goto(f"{hand.base_url}/convolution")
    hand.click("input", 5, 8)
    hand.enter(0, "0.75")
    expect(hand.stage).to_have_attribute("data-source", "browser")
    let_go()
    hand.ready()
    hand.answered()
    hand.skip()
    hand.selected("conv1[0,4,7]")
    hand.page.wait_for_function("() => new URLSearchParams(location.search).get('numbers')?.includes('0.75')")
    assert hand.errors == []


def test_one_line_to_the_server_and_it_is_opened_at_once(arrive):
    hand = arrive()
    sockets = []
    hand.page.on("websocket", lambda socket: sockets.append(socket.url))
    let_go = held(hand, START)
    hand.page.goto(f"{hand.base_url}/convolution")
    while not sockets:
        frames(hand.page)
    let_go()
    hand.ready()
    assert len(sockets) == 1


def test_icons_are_never_read_as_words(arrive):
    hand = arrive()
    let_go = held(hand, "**/MaterialSymbols*")
    hand.open("convolution")
    icons = hand.page.get_by_test_id("stIconMaterial")
    assert icons.count() > 0
    for icon in icons.all():
        expect(icon).to_have_css("visibility", "hidden")
    let_go()
    expect(icons.first).to_have_css("visibility", "visible")


def test_home_and_pages_that_there_are_not_open_too(arrive):
    hand = arrive()
    for path in ("", "nowhere"):
        hand.page.goto(f"{hand.base_url}/{path}")
        hand.page.wait_for_selector(IDLE)
        expect(hand.page.locator("#opening")).to_have_count(0)
        expect(hand.page.get_by_role("heading", level=1)).to_be_visible()


def test_the_framework_is_told_what_it_would_have_asked_for(arrive):
    hand = arrive()
    page = told(hand.page, hand.base_url, "convolution")
    answer = hand.page.request.get(f"{hand.base_url}/_stcore/host-config").json()
    assert page["host"] == {name: value for name, value in answer.items() if value is not None}


def test_nothing_of_an_address_gets_into_the_page(arrive):
    """The document is written for its address: only names of chapters may appear in it."""
    hand = arrive()
    told_there = told(hand.page, hand.base_url, "convolution%22%3E%3Cscript%3Ealert(1)%3C/script%3E?x=%3Cb%3E")
    assert "alert" not in json.dumps(told_there)
