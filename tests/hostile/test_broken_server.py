"""A server without any of the files that ship, parts of which fail: what visitors see, and what is logged."""

import re
import shutil
import urllib.error
import urllib.request

import pytest
from playwright.sync_api import expect

from explainer.views.part import WRONG
from tests.served import ROOT, served

SECRET = "nobody is told this"
FAIL = f"""

def fail(*given):
    raise RuntimeError({SECRET!r} + __file__)
"""
# A run never ends, and says how often it asked for its turn and in how many threads.
ENDLESS = """
ask = place

def place():
    asked = st.session_state.setdefault("asked", [])
    asked.append(threading.current_thread())
    st.text(f"asked {len(asked)} times by {len(set(asked))}")
    return ask()

Run.advance = lambda run, seconds: time.sleep(0.1) if run.history else run.history.append(next(run.going_on))
"""
BROKEN = {
    "views/convolution.py": "try_padding = fail",
    "views/prediction.py": "usual = settle; settle = lambda *said: fail() if 'place' in said else usual(*said)",
    "views/relu.py": "usual = shown; shown = lambda state, *rest: fail() if state.stride == 2 else usual(state, *rest)",
    "views/pooling.py": "fail()",
    "views/runs.py": ENDLESS,
    "shell/frame.py": "home = fail",
    "server/opening.py": "usual = routes; routes = lambda: [Route('/stage/broken', fail), *usual()]",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of the server, its folder, and what it logged so far."""
    root = tmp_path_factory.mktemp("server")
    for name in ("explainer", "pages", ".streamlit"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", root)
    for name, broken in BROKEN.items():
        with (root / "explainer" / name).open("a") as file:
            file.write(FAIL + broken + "\n")
    log = root / "log"
    with log.open("w") as errors, served(root=root, log=errors) as (url, _):
        yield url, root, log.read_text


@pytest.fixture
def visit(page, server):
    url, root, _ = server

    def go(path):
        page.goto(f"{url}/{path}")
        return page

    yield go
    assert SECRET not in page.content()
    assert str(root) not in page.content()


def wrong(page):
    return page.get_by_role("alert").filter(has_text=WRONG)


def stage_is_there(page):
    expect(page.get_by_test_id("stage")).to_have_attribute("data-ready", "true")


def test_a_callback_that_fails_leaves_page_and_settings(visit, server):
    page = visit("convolution?stride=2")
    stage_is_there(page)
    page.get_by_role("button", name="Skip", exact=True).click()
    for button in ("See it: size 3, padding 1", "Next: where will it light up?"):
        page.get_by_role("button", name=button).click()
        expect(wrong(page)).to_have_count(1)
        stage_is_there(page)
    expect(page.get_by_role("radiogroup", name="Stride").get_by_role("radio", name="2")).to_be_checked()
    assert page.url.endswith("convolution?stride=2")
    page.get_by_role("radiogroup", name="Stride").get_by_role("radio", name="3").click()
    expect(wrong(page)).to_have_count(0)
    _, _, log = server
    assert "Traceback" in log()
    assert SECRET in log()


def test_a_view_that_fails_for_a_link_works_without_it(visit):
    page = visit("relu?stride=2")
    expect(wrong(page)).to_be_visible()
    expect(page.get_by_role("heading", name="What you saw")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("^Next: "))).to_be_visible()
    page.get_by_role("link", name="Begin anew").click()
    stage_is_there(page)
    expect(wrong(page)).to_have_count(0)


def test_a_page_that_does_not_load_has_a_way_on(visit):
    page = visit("pooling")
    expect(wrong(page)).to_be_visible()
    page.get_by_role("link", name="← ReLU").click()
    stage_is_there(page)


def test_what_fails_outside_of_a_page_is_the_same_sentence(visit):
    page = visit("")
    expect(wrong(page)).to_be_visible()
    expect(page.get_by_text("Networks that look").first).to_be_visible()


def test_passes_and_what_is_done_between_them_have_one_thread(visit):
    """Which is why the thread is who has a turn; and one trains without the files that ship."""
    page = visit("memory?distance=5")

    def passes(least):
        asked = f"[{least}-9]|[1-9][0-9]+"
        expect(page.get_by_text(re.compile(rf"^asked ({asked}) times by 1$"))).to_be_visible()

    page.get_by_role("button", name="Train all four here").click()
    passes(2)
    page.get_by_role("radio", name="Gradient").click()
    expect(page.get_by_role("radio", name="Gradient")).to_be_checked()
    passes(4)
    page.get_by_role("radio", name="Recall").click()
    passes(6)


def test_a_page_without_its_files_says_so(visit):
    page = visit("gates")
    expect(page.get_by_role("alert")).to_contain_text("This needs the file assets/readers.safetensors")
    expect(page.get_by_role("heading", name="What you saw")).to_be_visible()


PATHS = (
    "stage/broken", "stage/nothing.js", "stage/..%2f..%2fapp.py", "stage//etc/passwd", "stage/%00", "stage/%ff", "stage/arithmetic",
    "media/nothing.png", "_stcore/nothing", "_stcore/upload_file/a/b", "_stcore/bidi-components/nothing/at.js",
    "component/nothing/at.js", "app/static/nothing", "~/+/_stcore/stream", "nowhere.py", "%2e%2e/%2e%2e/app.py", "a" * 5000,
)  # fmt: skip


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path[:30])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "NONSENSE"])
def test_the_net_is_told_nothing_of_the_insides(server, method, path):
    url, root, _ = server
    try:
        answer = urllib.request.urlopen(urllib.request.Request(f"{url}/{path}", method=method))
    except urllib.error.HTTPError as refused:
        answer = refused
    said = answer.read().decode(errors="replace")
    assert (answer.code >= 500) == (path == "stage/broken" and method in ("GET", "HEAD"))
    for inside in (str(root), "Traceback", "site-packages", SECRET):
        assert inside not in said
