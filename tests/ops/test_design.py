"""Who may import whom: app -> shell -> pages -> views -> the library, which knows nothing of Streamlit."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LIBRARY = ("explainer.data", "explainer.nets", "explainer.ops", "explainer.trace", "explainer.explain",
           "explainer.declaration", "explainer.functions", "explainer.words", "explainer.training", "explainer.turns")  # fmt: skip
FORBIDDEN = {
    "library": ("streamlit", "plotly", "explainer.views", "explainer.shell", "pages"),
    "views": ("explainer.shell", "pages"),
    "pages": ("torch", "numpy", "explainer.ops", "explainer.trace", "explainer.explain", "explainer.declaration"),
    "shell": ("torch", "numpy", "explainer.views", "explainer.nets", "explainer.data", "explainer.trace"),
}


def part(path):
    folder = path.relative_to(ROOT).parts
    if folder[0] == "pages":
        return "pages"
    return folder[1] if folder[1] in ("views", "shell") else "library"


def imported(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


FILES = [p for folder in ("explainer", "pages") for p in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_arrows_between_the_parts_hold(path):
    for name in imported(path):
        for forbidden in FORBIDDEN[part(path)]:
            assert name != forbidden, f"{path.name} imports {name}"
            assert not name.startswith(forbidden + "."), f"{path.name} imports {name}"


def test_every_chapter_is_a_page_and_every_page_a_chapter():
    from explainer.shell.chapters import CHAPTERS

    files = {p.name for p in (ROOT / "pages").glob("*.py")} - {"home.py"}
    assert {c.file for c in CHAPTERS} == files
    assert len({c.url for c in CHAPTERS}) == len(CHAPTERS)
