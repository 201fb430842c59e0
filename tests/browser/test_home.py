"""Home: its doors lead to the chapters and move a few at a time, and what a visitor has gets a verdict that a link keeps."""

import itertools
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explainer.data.choosing.kinds import KINDS
from explainer.data.choosing.questions import QUESTIONS, decides, verdict
from explainer.data.choosing.starts import STARTS
from explainer.shell.chapters import CHAPTERS, HOME
from explainer.shell.doors import DRAWINGS
from explainer.views.choosing import OTHER, START
from tests.browser.hand import IDLE
from tests.browser.test_after_convolution import mapped
from tests.browser.test_compare import PAINTED
from tests.browser.test_every_page import SIDEWAYS, SMALL_TARGETS, SMALL_TEXT
from tests.browser.visitors import SIZES

# Axe knows a link that skips by its standing before the page's first other link, and cannot tell where that is in a shadow.
SKIP = 'data-testid="stSkipToContent"'
MOVING = "a[data-moving]"
DRAWN = "a[data-drawn] canvas"
AT_ONCE = 3

# How many move, looked at in every frame for some seconds: the most at once, and who moved at all.
WATCHED = """() => new Promise(done => {
    const find = root => root.querySelector("[data-testid=map]")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const map = find(document), start = performance.now(), moved = new Set();
    let most = 0;
    const look = now => {
        const moving = [...map.querySelectorAll("a[data-moving]")];
        most = Math.max(most, moving.length);
        for (const door of moving) moved.add(door.getAttribute("href"));
        if (now - start < 9000) requestAnimationFrame(look); else done([most, [...moved]]);
    };
    requestAnimationFrame(look);
})"""

SOME_FRAMES = """async () => {
    for (let k = 0; k < 10; k++) await new Promise(requestAnimationFrame);
}"""
PIXELS = "canvas => canvas.toDataURL()"


@pytest.fixture
def come(visitors):
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


def door(page, chapter):
    return page.get_by_test_id("map").locator(f"a.door[href='{chapter.url}']")


def verdict_of(page, kind):
    expect(page.locator(".verdict")).to_contain_text(kind.verdict.reason)


def test_every_chapter_has_a_door_that_is_one_link_to_it(come):
    page = come()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    for chapter in CHAPTERS:
        expect(door(page, chapter)).to_contain_text(chapter.title)
        assert door(page, chapter).evaluate("a => a.href") == page.url.rstrip("/") + f"/{chapter.url}"
    assert page.get_by_test_id("map").locator("a.door a, a.door button").count() == 0


def test_a_door_is_entered_without_loading_anew_and_by_the_keyboard(come):
    page = come()
    page.evaluate("window.same = true")
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    assert page.evaluate("window.same"), "what the session has is kept"
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)
    page.keyboard.press("Tab")
    door(page, CHAPTERS[2]).focus()
    assert door(page, CHAPTERS[2]).evaluate("a => getComputedStyle(a).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[2].question)


def test_a_door_is_entered_from_a_link_that_says_what_the_visitor_has(come):
    page = come("?have=Photo")
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    expect(page).to_have_url(re.compile(f"/{CHAPTERS[1].url}$"))


def test_a_door_opens_beside_where_a_browser_opens_links_beside(come):
    page = come()
    with page.context.expect_page() as beside:
        door(page, CHAPTERS[0]).click(button="middle")
    expect(beside.value.get_by_role("heading", level=1)).to_have_text(CHAPTERS[0].question)
    expect(page.get_by_role("heading", level=1)).to_have_text(HOME)


# Of a square map's cells in a door's drawing, how much redder than blue each is in its middle.
REDDER = """([canvas, [x, y, side], count]) => {
    const { data, width, height } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    const scale = Math.min(width / 134, height / 92), cell = side / count;
    const middle = (at, k, whole, drawn) => Math.floor((whole - drawn * scale) / 2 + scale * (at + (k + 0.5) * cell));
    return Array.from({ length: count * count }, (_, k) => {
        const at = 4 * (middle(y, Math.floor(k / count), height, 92) * width + middle(x, k % count, width, 134));
        return data[at] - data[at + 2];
    });
}"""


def test_doors_draw_the_numbers_that_their_chapters_open_with(come, base_url):
    """The convolution's map, once it is born, has the colours of the tensor's signs."""
    page = come(reduced_motion="reduce")
    page.get_by_test_id("map").locator("summary").click()
    for url in DRAWINGS:
        canvas = page.locator(f"a.door[href='{url}'][data-drawn] canvas")
        expect(canvas).to_have_count(1)
        page.wait_for_function(PAINTED, arg=canvas.element_handle())
    drawn = page.locator("a.door[href='convolution'] canvas").element_handle()
    answers = mapped().numpy().reshape(-1)
    redder = np.array(page.evaluate(REDDER, [drawn, [44, 2, 88], round(len(answers) ** 0.5)]))
    above, below = (redder[sign * answers > np.abs(answers).max() / 2] for sign in (1, -1))
    assert min(len(above), len(below)) > 3
    assert max(above) < 0 < min(below) or max(below) < 0 < min(above)
    assert page.errors == []
    other = page.request.get(f"{base_url}/stage/doors/nowhere.bin")
    assert other.status == 404


def test_at_most_three_move_at_once_and_all_get_their_turn(come):
    page = come()
    page.locator(MOVING).first.wait_for()
    most, moved = page.evaluate(WATCHED)
    assert most == AT_ONCE
    assert len(moved) > AT_ONCE, "when a round is over the next ones move"


def test_the_one_that_is_pointed_at_moves(come):
    page = come()
    page.locator(MOVING).nth(AT_ONCE - 1).wait_for()
    still = page.locator("a[data-drawn]:not([data-moving])").first
    url = still.get_attribute("href")
    still.hover()
    expect(page.locator(f"a[href='{url}'][data-moving]")).to_have_count(1)
    assert page.locator(MOVING).count() <= AT_ONCE


def test_nothing_moves_where_less_motion_is_wanted_nor_while_held(come):
    page = come(reduced_motion="reduce")
    page.locator(DRAWN).nth(2).wait_for()
    before = page.locator(DRAWN).nth(1).evaluate(PIXELS)
    door(page, CHAPTERS[1]).hover()
    page.evaluate(SOME_FRAMES)
    assert page.locator(MOVING).count() == 0
    assert page.locator(DRAWN).nth(1).evaluate(PIXELS) == before
    expect(page.get_by_role("button", name="Hold the pictures")).to_have_count(0)
    page.emulate_media(reduced_motion="no-preference")
    page.locator(MOVING).first.wait_for()
    page.get_by_role("button", name="Hold the pictures").click()
    expect(page.locator(MOVING)).to_have_count(0)
    page.get_by_role("button", name="Move the pictures").click()
    page.locator(MOVING).first.wait_for()


def test_what_is_out_of_view_does_not_move(come):
    page = come(size="phone")
    page.locator(MOVING).first.wait_for()
    page.locator(".verdict").scroll_into_view_if_needed()
    expect(page.locator(MOVING)).to_have_count(0)


def kinds_of(page):
    return page.get_by_role("radiogroup", name="What do you have?")


def chosen(page):
    """The one option that is chosen of what there is, which is the one that Tab comes to."""
    one = kinds_of(page).locator("[aria-checked=true]")
    expect(one).to_have_count(1)
    expect(one).to_have_attribute("tabindex", "0")
    expect(kinds_of(page).locator("[tabindex='0']")).to_have_count(1)
    return one.inner_text()


def test_every_kind_gets_its_verdict_at_once_and_by_the_browser_alone(come):
    """The answer stands before anything can have come back, and what comes changes nothing."""
    page = come()
    with page.expect_websocket() as socket:
        page.reload()
    page.get_by_test_id("map").wait_for()
    page.wait_for_selector(IDLE)
    expect(page.locator("#opening")).to_have_count(0)
    page.locator(".verdict").evaluate("verdict => verdict.stood = true")
    for kind in [*KINDS[1:], KINDS[0]]:
        said = (
            kinds_of(page)
            .get_by_role("radio", name=kind.name)
            .evaluate("radio => { radio.click(); return radio.getRootNode().querySelector('.verdict').innerText; }")
        )
        for one in (kind.verdict.said, kind.verdict.reason, kind.verdict.beat, kind.verdict.today):
            assert one in said
        assert chosen(page) == kind.name
    with socket.value.expect_event("framereceived", ran):
        kinds_of(page).get_by_role("radio", name="Genome").click()
    assert chosen(page) == "Genome"
    assert page.locator(".verdict").evaluate("verdict => verdict.stood")
    assert kinds_of(page).get_by_role("radio", name="Genome").evaluate("radio => radio.matches(':focus')")
    assert page.errors == []


def ran(frame):
    return ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


def test_what_is_chosen_is_in_the_link_which_brings_it_back(come):
    page = come()
    verdict_of(page, next(kind for kind in KINDS if kind.name == "Genome"))
    kinds_of(page).get_by_role("radio", name="Prices").click()
    assert page.url.endswith("?have=Prices"), "at once"
    prices = next(kind for kind in KINDS if kind.key == "prices")
    verdict_of(page, prices)
    verdict_of(come(page.url.rpartition("/")[2]), prices)
    by_hand = come("?have=next-word")
    verdict_of(by_hand, next(kind for kind in KINDS if kind.key == "next-word"))
    wrong = come("?have=porridge")
    expect(wrong.locator(".said")).to_contain_text("“porridge” is not among the choices; showing Genome")
    expect(wrong).to_have_url(re.compile("/$"))
    assert chosen(wrong) == "Genome"


def test_what_is_chosen_is_kept_over_another_page(come):
    page = come()
    kinds_of(page).get_by_role("radio", name="Music").click()
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    page.get_by_role("link", name="Kernel & Loop").first.click()
    verdict_of(page, next(kind for kind in KINDS if kind.key == "music"))
    expect(page).to_have_url(re.compile(r"\?have=Music$"))


def test_kinds_are_chosen_by_the_keyboard(come):
    page = come()
    kinds_of(page).get_by_role("radio", name="Genome").focus()
    names = [*(kind.name for kind in KINDS), OTHER]
    at = names.index("Genome")
    for key, to in [
        ("ArrowRight", at + 1),
        ("ArrowUp", at),
        ("End", -1),
        ("ArrowDown", 0),
        ("ArrowLeft", -1),
        ("Home", 0),
    ]:
        page.keyboard.press(key)
        assert chosen(page) == names[to]
        assert kinds_of(page).locator(":focus").inner_text() == names[to]
    verdict_of(page, KINDS[0])
    page.keyboard.press("Tab")
    assert page.locator(".verdict .way:focus").count(), "one stop for all of them"


def test_three_questions_answer_whoever_has_something_else_and_only_those_are_asked_that_decide(come):
    page = come("?have=else&near=No&before=No")
    expect(page.locator(".verdict")).to_contain_text("Neither")
    asked = [page.get_by_role("radiogroup", name=question.text) for question in QUESTIONS]
    expect(asked[2]).to_have_count(0)
    for answers in itertools.product(*(question.options for question in QUESTIONS)):
        for row, answer in zip(asked, answers, strict=True):
            if row.count():
                row.get_by_role("radio", name=answer, exact=True).click()
        assert bool(asked[2].count()) == decides(*answers[:2])
        found = verdict(*answers)
        for one in (found.said, found.reason, found.beat, found.today):
            expect(page.locator(".verdict")).to_contain_text(one)
    kinds_of(page).get_by_role("radio", name="Photo").click()
    for row in asked:
        expect(row).to_have_count(0)


def test_back_undoes_each_choice_and_forward_does_it_again(come):
    page = come()
    for option in ("Photo", OTHER):
        kinds_of(page).get_by_role("radio", name=option).click()
    near = page.get_by_role("radiogroup", name=QUESTIONS[0].text)
    near.get_by_role("radio", name="No").click()
    shown = [page.locator(".verdict").inner_text()]
    checked = near.locator("[aria-checked=true]")
    page.go_back()
    expect(checked).to_have_text("Yes")
    page.go_back()
    verdict_of(page, KINDS[0])
    page.go_back()
    verdict_of(page, next(kind for kind in KINDS if kind.name == "Genome"))
    expect(page).to_have_url(re.compile("/$"))
    for _ in range(3):
        page.go_forward()
    expect(checked).to_have_text("No")
    expect(page.locator(".verdict")).to_have_text(shown[0], use_inner_text=True)
    kinds_of(page).get_by_role("radio", name="Table").click()
    page.go_back()
    expect(checked).to_have_text("No")
    page.wait_for_selector(IDLE)
    expect(page).to_have_url(re.compile("near=No$"))
    assert page.errors == []


# Nobody may read what lies on the clipboard here: what went there.
WATCH_COPIES = """() => {
    const write = navigator.clipboard.writeText.bind(navigator.clipboard);
    navigator.clipboard.writeText = text => write(text).then(() => window.copied = text);
}"""


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_the_torch_to_start_from_opens_is_copied_and_gives_the_focus_back(come, size):
    page = come("?have=speech", size=size)
    page.context.grant_permissions(["clipboard-write"])
    page.evaluate(WATCH_COPIES)
    button = page.get_by_role("button", name=START)
    torch = page.get_by_role("dialog", name=START)
    button.click()
    expect(torch.locator("pre")).to_have_text(STARTS["speech"].strip("\n"))
    box = torch.bounding_box()
    width, height = SIZES[size]
    assert min(box["x"], box["y"]) >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= height
    assert torch.evaluate("torch => torch.scrollWidth - torch.clientWidth") <= 0
    torch.get_by_role("button", name="Copy").click()
    expect(torch.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("window.copied") == STARTS["speech"]
    for shut in (lambda: page.keyboard.press("Escape"), torch.get_by_role("button", name="Close").click):
        shut()
        expect(torch).to_have_count(0)
        assert button.evaluate("button => button.matches(':focus')")
        button.click()
        expect(torch.get_by_role("button", name="Copy", exact=True)).to_be_visible()


def test_the_torch_is_copied_where_a_browser_gives_nobody_its_clipboard_too(come):
    """As over a line that is not safe."""
    page = come("?have=digits")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("() => addEventListener('copy', () => window.copied = String(getSelection()))")
    page.get_by_role("button", name=START).click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("window.copied.trim()") == STARTS["digits"].strip()


def test_the_page_that_shows_it_is_a_click_away_and_a_link(come):
    page = come("?have=digits")
    link = page.get_by_role("link", name="Open Network")
    assert link.evaluate("a => new URL(a.href).pathname") == "/network"
    page.evaluate("window.same = true")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(next(c.question for c in CHAPTERS if c.url == "network"))
    assert page.evaluate("window.same")


def test_signs_are_seen_when_their_font_is_there(come):
    page = come()
    page.locator("html.dressed").wait_for(state="attached")
    seen = "radio => getComputedStyle(radio, '::before').visibility"
    sign = kinds_of(page).get_by_role("radio", name="Photo")
    assert sign.evaluate(seen) == "visible"
    page.evaluate("document.documentElement.classList.remove('dressed')")
    assert sign.evaluate(seen) == "hidden"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(come, theme):
    page = come("?have=opinion", theme=theme, reduced_motion="reduce")
    page.locator("html.dressed").wait_for(state="attached")
    for path in ("?have=opinion", "?have=else"):
        page.goto(page.url.partition("?")[0] + path)
        expect(page.locator(".verdict")).to_be_visible()
        page.wait_for_selector(IDLE)
        found = Axe().run(page).response["violations"]
        nodes = [(v["id"], n["html"][:150]) for v in found for n in v["nodes"]]
        assert [node for node in nodes if SKIP not in node[1]] == []


def test_it_fits_in_every_size(come):
    page = come("?have=else")
    for width, height in [*SIZES.values(), (820, 1180), (320, 640), (1100, 700)]:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_function("wide => document.documentElement.clientWidth === wide", arg=width)
        assert page.evaluate(SIDEWAYS) <= 1
        assert page.evaluate(SMALL_TEXT) == []
        assert page.evaluate(SMALL_TARGETS) == []
    width, height = SIZES["desktop"]
    page.set_viewport_size({"width": width, "height": height})
    box = page.get_by_test_id("map").bounding_box()
    assert box["y"] + box["height"] <= height, "the whole map is on the first screen"
    width, height = SIZES["phone"]
    page.set_viewport_size({"width": width, "height": height})
    first, second = (door(page, chapter).bounding_box() for chapter in CHAPTERS[:2])
    assert first["y"] == second["y"], "two abreast"


def test_no_chart_is_fetched_for_it(come):
    page = come()
    page.get_by_test_id("map").locator("summary").click()
    page.locator(DRAWN).nth(len(DRAWINGS) - 1).wait_for()
    fetched = page.evaluate("performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in fetched if "Plotly" in name]
