"""What a visitor does with a page that has a stage, in a visitor's words."""

import contextlib
import io
from urllib.parse import parse_qs, urlparse

from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from explainer.shell.chapters import CHAPTERS
from explainer.views.link import KNOWN

WITHOUT = [f"/{chapter.url}" for chapter in CHAPTERS if not chapter.stage]
IDLE = "[data-testid=stApp][data-test-script-state=notRunning]"

# Looked for in every frame, in shadow roots too: Playwright's own waiting looks only once a second after a while. What is
# fetched when it is first needed leaves a skeleton in its place, and pushes what is below it once it is there; before all
# else there is the opening.
READY = """([idle, without]) => {
    const find = root => root.querySelector("[data-testid=stage][data-ready=true]")
        ?? [...root.querySelectorAll("*")].map(e => e.shadowRoot && find(e.shadowRoot)).find(Boolean);
    const staged = root => root.querySelector(".stage-host")
        ?? [...root.querySelectorAll("*")].some(e => e.shadowRoot && staged(e.shadowRoot));
    const waiting = document.querySelector("#opening, [data-testid=stSkeleton]");
    const plain = without.some(page => location.pathname.endsWith(page)) && !staged(document);
    const stage = plain ? document.querySelector("h1") : find(document);
    return document.querySelector(idle) && !waiting && stage;
}"""

TURN = """to => {
    History.prototype.pushState.call(history, {}, "", to);
    dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""


SETTLED = """([stage, wide]) => {
    const main = document.querySelector("[data-testid=stMain]");
    const settled = main.scrollWidth <= main.clientWidth + 1 && !(stage?.getBoundingClientRect().right > wide);
    return settled && document.documentElement.clientWidth === wide;
}"""


def _knows(frame):
    """The server says that it went back, or forth (``explainer/views/link.py``): what ran before that does not count."""
    said = ForwardMsg.FromString(frame)
    return said.WhichOneof("type") == "page_info_changed" and KNOWN in said.page_info_changed.query_string


class Hand:
    def __init__(self, page, base_url):
        self.page = page
        self.base_url = base_url
        self.errors = []
        self.outside = []
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("request", self._asked)
        page.on("websocket", self._connected)

    def draw(self, *places, steps=5):
        """A stroke through places given as shares of the pad's width and height; what lifts the pen is given back."""
        box = self.page.get_by_test_id("pad").bounding_box()
        to = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in places]
        self.page.mouse.move(*to[0])
        self.page.mouse.down()
        for place in to[1:]:
            self.page.mouse.move(*place, steps=steps)
        return self.page.mouse.up

    def _heard(self, message):
        # Streamlit looks for its own base path under a deep link and takes the 404 in its stride.
        if message.type == "error" and "/_stcore/" not in message.location.get("url", ""):
            self.errors.append(message.text)

    def _asked(self, request):
        if request.url.startswith("http") and urlparse(request.url).hostname != "127.0.0.1":
            self.outside.append(request.url)

    def _connected(self, socket):
        if urlparse(socket.url).hostname != "127.0.0.1":
            self.outside.append(socket.url)
        self.socket = socket

    def open(self, path, asked=False):
        """Come to a page and, unless it is to be ``asked``, skip its question: then everything is there."""
        self.page.goto(f"{self.base_url}/{path}", wait_until="commit")
        self.ready()
        if not asked:
            self.skip()

    def turn(self, path, asked=True):
        """Come to another address as Back and Forward do, which is sooner than by a new visit."""
        with self.socket.expect_event("framereceived", _knows):
            self.page.evaluate(TURN, f"/{path}")
        chapter = next(chapter for chapter in CHAPTERS if chapter.url == path.split("?")[0])
        expect(self.page.get_by_role("heading", level=1)).to_have_text(chapter.question)
        self.ready()
        self.rests()
        if not asked:
            self.skip()

    def skip(self):
        """Skip what the page asks, if it does, as one for whom nothing is to move: then everything is there at once."""
        skip = self.page.get_by_test_id("stMain").get_by_role("button", name="Skip", exact=True)
        if skip.is_visible():
            still = self.page.evaluate("() => matchMedia('(prefers-reduced-motion: reduce)').matches")
            self.page.emulate_media(reduced_motion="reduce")
            skip.click()
            expect(skip).to_have_count(0)
            self.ready()
            self.page.emulate_media(reduced_motion="reduce" if still else "null")

    def ask(self):
        """Have the page ask once more, if its question was answered or skipped."""
        row = self.page.locator(".st-key-predict")
        for name in ("Next: where will it light up?", "Skip", "Predict again"):
            button = row.get_by_role("button", name=name, exact=True)
            open_already = name == "Skip" and row.get_by_role("radio").count()
            if button.is_visible() and not open_already:
                with self.runs():
                    button.click()
                expect(button).to_have_count(0)
        self.ready()

    def ready(self):
        """Wait until the stage stands, where the page has one, and the server has nothing more to say."""
        self.page.wait_for_function(READY, arg=[IDLE, WITHOUT])

    def go_on(self):
        """Follow the link to the next chapter, and wait until that is the one that is there."""
        link = self.page.get_by_test_id("stPageLink").filter(has_text="Next:").get_by_role("link")
        question = link.inner_text().removeprefix("Next: ").removesuffix(" →").strip()
        link.click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text(question)
        self.ready()
        self.skip()

    def lit(self, theme):
        """Turn the visitor's device to this theme, and wait until nothing on the page changes its colour any more."""
        self.page.emulate_media(color_scheme=theme)
        expect(self.page.locator(".stApp")).to_have_css("color-scheme", theme)
        self.page.wait_for_function("() => !document.getAnimations().some(one => one instanceof CSSTransition)")

    def settles(self):
        """Wait until the page has the width of its window: Streamlit's own frame takes its time to become narrow."""
        wide = self.page.viewport_size["width"]
        stage = self.stage.element_handle() if self.stage.count() else None
        self.page.wait_for_function(SETTLED, arg=[stage, wide])

    def sends(self):
        """A context that waits, at its end, until something has left for the server."""
        return self.socket.expect_event("framesent")

    @contextlib.contextmanager
    def runs(self):
        """A context that waits, at its end, until the server has gone through the page once more, and the page knows."""
        done = lambda frame: ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"  # noqa: E731
        with self.socket.expect_event("framereceived", done):
            yield
        self.rests()

    def rests(self):
        """Wait until the page has nothing left to do for what has come."""
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => scheduler.postTask(done, { priority: 'background' })))"
        )

    def answered(self):
        """Wait until torch has answered the last edit: its numbers stand on the stage."""
        expect(self.stage).to_have_attribute("data-source", "torch")

    @property
    def stage(self):
        return self.page.get_by_test_id("stage")

    @property
    def caption(self):
        return self.page.get_by_test_id("caption")

    @property
    def torch(self):
        """What unfolds under "Show the torch"."""
        return (
            self.page.get_by_test_id("stExpander").filter(has_text="Show the torch").get_by_test_id("stExpanderDetails")
        )

    @property
    def total(self):
        return float(self.page.get_by_test_id("equation-total").get_attribute("data-value"))

    @property
    def terms(self):
        return [float(t.get_attribute("data-value")) for t in self.page.get_by_test_id("equation-term").all()]

    def panel(self, tensor):
        return self.page.locator(f"[data-testid=panel][data-tensor='{tensor}']")

    def number(self, k):
        """The k-th editable number of the kernel."""
        return self.page.get_by_test_id("number").nth(k)

    def enter(self, k, text):
        """Type into the k-th number of the kernel."""
        self.number(k).click()
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    def selected(self, cell):
        expect(self.stage).to_have_attribute("data-selected", cell)

    def at(self, tensor, row, column):
        """Where a cell of the only map of a tensor's first panel is, in the window."""
        panel = self.panel(tensor).first
        *_, rows, columns = map(int, panel.get_attribute("data-shape").split(","))
        canvas = panel.locator("canvas")
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        return box["x"] + (column + 0.5) * box["width"] / columns, box["y"] + (row + 0.5) * box["height"] / rows

    def hover(self, tensor, row, column):
        self.page.mouse.move(*self.at(tensor, row, column))

    def click(self, tensor, row, column):
        self.page.mouse.click(*self.at(tensor, row, column))

    def press(self, *keys):
        self.stage.focus()
        for key in keys:
            self.page.keyboard.press(key)

    def choose(self, label, option):
        """An option of a row that stands on the page or in an open popover."""
        group = self.page.get_by_role("radiogroup", name=label, exact=True)
        group.get_by_role("radio", name=str(option), exact=True).click()

    def unfold(self, label):
        """The button of a popover whose label begins so."""
        return self.page.locator("[data-testid=stPopoverButton]:visible", has_text=label)

    def pick(self, label, option):
        """An option in the popover that is called after its choice."""
        self.unfold(f"{label}: ").click()
        self.choose(label, option)
        expect(self.unfold(f"{label}: {option}")).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_test_id("stPopoverBody")).to_have_count(0)

    def torch_prints(self, containing):
        """Run the torch that the page shows, once it contains this, and give back the lines it prints."""
        if not self.page.get_by_test_id("stCode").count():
            self.page.get_by_text("Show the torch").click()
        code = self.page.get_by_test_id("stCode").locator("code")
        expect(code).to_contain_text(containing)
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(code.inner_text(), {})
        return printed.getvalue().splitlines()

    def link_has(self, **values):
        """Wait until the address carries these values and no others."""
        self.page.wait_for_function(
            """wanted => {
                const found = {};
                for (const [k, v] of new URLSearchParams(location.search)) (found[k] ??= []).push(v);
                return JSON.stringify(Object.entries(found).sort()) === JSON.stringify(Object.entries(wanted).sort());
            }""",
            arg={k: v if isinstance(v, list) else [v] for k, v in values.items()},
        )
        return parse_qs(urlparse(self.page.url).query)
