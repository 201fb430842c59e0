"""What a visitor has is chosen on home: it gets its verdict at once, by the browser alone, and a link keeps it."""

import itertools
import re

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explainer.data.choosing.kinds import KINDS
from explainer.data.choosing.questions import QUESTIONS, decides, verdict
from explainer.data.choosing.starts import STARTS
from explainer.shell.chapters import CHAPTERS
from explainer.views.choosing import OTHER, START
from tests.browser.hand import IDLE
from tests.browser.test_home import door
from tests.browser.visitors import SIZES


def verdict_of(page, kind):
    expect(page.locator(".verdict")).to_contain_text(kind.verdict.reason)


def kinds_of(page):
    return page.get_by_role("radiogroup", name="What do you have?")


def chosen(page):
    """The one option that is chosen of what there is, which is the one that Tab comes to."""
    one = kinds_of(page).locator("[aria-checked=true]")
    expect(one).to_have_count(1)
    expect(one).to_have_attribute("tabindex", "0")
    expect(kinds_of(page).locator("[tabindex='0']")).to_have_count(1)
    return one.inner_text()


def test_every_kind_gets_its_verdict_at_once_and_by_the_browser_alone(come_home):
    """The answer stands before anything can have come back, and what comes changes nothing."""
    page = come_home()
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


def test_what_is_chosen_is_in_the_link_which_brings_it_back(come_home):
    page = come_home()
    verdict_of(page, next(kind for kind in KINDS if kind.name == "Genome"))
    kinds_of(page).get_by_role("radio", name="Prices").click()
    assert page.url.endswith("?have=Prices"), "at once"
    prices = next(kind for kind in KINDS if kind.key == "prices")
    verdict_of(page, prices)
    verdict_of(come_home(page.url.rpartition("/")[2]), prices)
    by_hand = come_home("?have=next-word")
    verdict_of(by_hand, next(kind for kind in KINDS if kind.key == "next-word"))
    wrong = come_home("?have=porridge")
    expect(wrong.locator(".said")).to_contain_text("“porridge” is not among the choices; showing Genome")
    expect(wrong).to_have_url(re.compile("/$"))
    assert chosen(wrong) == "Genome"


def test_what_is_chosen_is_kept_over_another_page(come_home):
    page = come_home()
    kinds_of(page).get_by_role("radio", name="Music").click()
    door(page, CHAPTERS[1]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(CHAPTERS[1].question)
    page.get_by_role("link", name="Kernel & Loop").first.click()
    verdict_of(page, next(kind for kind in KINDS if kind.key == "music"))
    expect(page).to_have_url(re.compile(r"\?have=Music$"))


def test_kinds_are_chosen_by_the_keyboard(come_home):
    page = come_home()
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


def test_three_questions_answer_whoever_has_something_else_and_only_those_are_asked_that_decide(come_home):
    page = come_home("?have=else&near=No&before=No")
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


def test_back_undoes_each_choice_and_forward_does_it_again(come_home):
    page = come_home()
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
def test_the_torch_to_start_from_opens_is_copied_and_gives_the_focus_back(come_home, size):
    page = come_home("?have=speech", size=size)
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


def test_the_torch_is_copied_where_a_browser_gives_nobody_its_clipboard_too(come_home):
    """As over a line that is not safe."""
    page = come_home("?have=digits")
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.evaluate("() => addEventListener('copy', () => window.copied = String(getSelection()))")
    page.get_by_role("button", name=START).click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("window.copied.trim()") == STARTS["digits"].strip()


def test_the_page_that_shows_it_is_a_click_away_and_a_link(come_home):
    page = come_home("?have=digits")
    link = page.get_by_role("link", name="Open Network")
    assert link.evaluate("a => new URL(a.href).pathname") == "/network"
    page.evaluate("window.same = true")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(next(c.question for c in CHAPTERS if c.url == "network"))
    assert page.evaluate("window.same")


def test_signs_are_seen_when_their_font_is_there(come_home):
    page = come_home()
    page.locator("html.dressed").wait_for(state="attached")
    seen = "radio => getComputedStyle(radio, '::before').visibility"
    sign = kinds_of(page).get_by_role("radio", name="Photo")
    assert sign.evaluate(seen) == "visible"
    page.evaluate("document.documentElement.classList.remove('dressed')")
    assert sign.evaluate(seen) == "hidden"


# A choice between two, and a server that says what it knows: whatever is said to it is kept, and what is chosen after each.
TALK = """async () => {
    const { Choosing } = await import("/stage/doors/choosing.js");
    const verdict = { said: "", reason: "", beat: "", today: "", start: "", way: null };
    const made = () => new Choosing({ said: "", start: "", asked: [{ key: "have", label: "", options: ["A", "B"], start: "A" }],
        kinds: [{ sign: "", verdict: 0 }, { sign: "", verdict: 0 }], answers: [], verdicts: [verdict], starts: {} });
    const said = [], now = [], send = one => said.push([one.n, one.now.have]);
    const knows = (heard, have, to) => { one.told({ heard, now: { have } }, to); now.push(one.now.have); };
    let one = made();
    knows(0, "A", null);
    one.choose("have", "B");
    knows(0, "A", send);
    knows(0, "A", send);
    one.choose("have", "A");
    knows(1, "B", send);
    knows(2, "B", send);
    one.destroy();
    history.replaceState({}, "", "?");
    one = made();
    knows(0, "A", null);
    history.replaceState({}, "", "?have=B");
    dispatchEvent(new PopStateEvent("popstate"));
    knows(0, "A", send);
    one.destroy();
    return [said, now];
}"""


def test_what_the_server_has_not_heard_is_said_to_it_and_what_is_older_is_not_heard(modules):
    """Before there is a way to it something is chosen; then while an older answer is under way; then it goes back by itself; and
    last, the visitor goes back or forth before there is a way."""
    said, now = modules.evaluate(TALK)
    assert said == [[1, "B"], [2, "A"], [2, "A"], [1, "B"]]
    assert now == ["A", "B", "B", "A", "B", "A", "B"]
