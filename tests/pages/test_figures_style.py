"""Percents stand alike wherever a visitor reads them: a number, a space at which no line breaks, the sign."""

import ast
import json
import re

import pytest
from google.protobuf.json_format import MessageToDict

from explainer.core.words import percent
from explainer.shell.chapters import CHAPTERS
from explainer.views import charts, component
from explainer.views.scene import as_json
from tests.pages.visits import ROOT, visited

BADLY = re.compile("\\d[^\\S\N{NO-BREAK SPACE}]*%(?![0-9A-F]{2})")
UNREAD = re.compile(r"<style.*?</style>|<[^>]*>|\]\([^)]*\)", re.DOTALL)
MORE = (
    ("gates", {"hold": "forget f", "held-at": "25", "network": "Both"}),
    ("sequences", {"idea": "Bag"}),
    ("sequences", {"idea": "Loop"}),
    ("pooling", {"moved": "→"}),
    ("relu", {"activation": "GELU"}),
    ("memory", {"show": "Gradient"}),
)
SOURCES = [
    *sorted((ROOT / "pages").rglob("*.py")),
    *(path for path in sorted((ROOT / "explainer").rglob("*.py")) if "make" not in path.parts),
]


def strings(found):
    """Every text within something."""
    if isinstance(found, str):
        if found.startswith(("{", "[")):
            try:
                return strings(json.loads(found))
            except ValueError:
                pass
        return [found]
    if isinstance(found, dict):
        return [text for value in found.values() for text in strings(value)]
    if isinstance(found, (list, tuple)):
        return [text for value in found for text in strings(value)]
    return []


def elements(node):
    """What stands in a page, in its order."""
    children = getattr(node, "children", None)
    if children is None:
        return [node]
    return [one for child in children.values() for one in elements(child)]


def read_on(app):
    """All texts of a page, as somebody reads them."""
    texts = [text for one in elements(app._tree) for text in strings(MessageToDict(one.proto))]
    return [UNREAD.sub(" ", text) for text in texts]


@pytest.mark.parametrize(("page", "query"), [*((c.url, {}) for c in CHAPTERS), *MORE], ids=str)
def test_every_percent_of_a_page_is_written_alike(page, query, monkeypatch):
    scenes, packed = [], component.pack

    def keep(trace, scene, *rest):
        scenes.append(scene)
        return packed(trace, scene, *rest)

    monkeypatch.setattr(component, "pack", keep)
    app = visited(page, query)
    texts = read_on(app)
    for skip in [button for button in app.button if button.label == "Skip"]:
        skip.click().run()
        texts += read_on(app)
    texts += [text for scene in scenes for text in strings(as_json(scene))]
    assert [text for text in texts if BADLY.search(text)] == []


@pytest.mark.parametrize("text", ["84% to", "84 % to", "0.5\t%", "100%."])
def test_such_texts_are_found(text):
    assert BADLY.search(text)
    assert not BADLY.search(re.sub(r"\s?%", "\N{NO-BREAK SPACE}%", text))


def test_half_a_percent_is_one():
    assert percent(0.125) == "13\N{NO-BREAK SPACE}%"
    assert percent(0.1234, 1) == "12.3\N{NO-BREAK SPACE}%"
    assert charts.PERCENT.endswith("}\N{NO-BREAK SPACE}%")


def percents_of_its_own(path):
    """Numbers that a module writes as percents without the one function that does."""
    for text in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.JoinedStr)):
        for value, after in zip(text.values, [*text.values[1:], None], strict=True):
            if isinstance(value, ast.FormattedValue):
                spec = ast.unparse(value.format_spec) if value.format_spec else ""
                follows = str(after.value) if isinstance(after, ast.Constant) else ""
                if spec.endswith("%'") or re.match(r"\s%|%(?![\w,;)])", follows):
                    yield f"{path.name}: {ast.unparse(value)}"


def test_nobody_writes_a_percent_of_their_own():
    """What is said once something was trained, or to somebody who was wrong, has its figures from the same place."""
    assert len(SOURCES) > 100
    assert [found for path in SOURCES if path.name != "words.py" for found in percents_of_its_own(path)] == []


def test_nor_does_the_stage():
    """Where a style has a length there is none to read, and one module has the function that writes them all."""
    stage = ROOT / "explainer" / "stage"
    modules = [path for path in stage.rglob("*.js") if path != stage / "arithmetic" / "words.js"]
    assert len(modules) > 50
    code = {path.name: re.sub(r"/\*.*?\*/|//[^\n]*", "", path.read_text(), flags=re.DOTALL) for path in modules}
    found = [
        (name, line) for name, text in code.items() for line in text.splitlines() if re.search(r"(\}|\d) ?%\S?", line)
    ]
    assert [one for one in found if not re.search(r"style\.|setProperty|gradient|\w% ", one[1])] == []
