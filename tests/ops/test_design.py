"""Who may import whom: app -> server -> shell -> pages -> views -> {study, training, models} -> {core, ops, data}; ops -> core."""

import ast
import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from explainer.shell.chapters import CHAPTERS, STAGED

ROOT = Path(__file__).parents[2]
LIBRARY = ("core", "ops", "data", "training", "models", "study")
MAY_USE = {
    "core": {"core"},
    "ops": {"core", "ops"},
    "data": {"data"},
    "training": {"core", "training"},
    "models": {"core", "ops", "data", "training", "models"},
    "study": {"core", "ops", "data", "training", "models", "study"},
    "views": {*LIBRARY, "views"},
    "pages": {"views"},
    "shell": {"shell", "views"},
    "server": {"shell", "server"},
    "app": {*LIBRARY, "views", "shell", "server"},
    "explainer": {"core", "ops", "models"},
}
# Other people's packages that a part must do without.
MUST_NOT = {
    **{part: {"streamlit", "plotly"} for part in LIBRARY},
    "pages": {"torch", "numpy"},
    "shell": {"torch", "numpy"},
    "server": {"torch", "numpy"},
}
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "explainer").rglob("*.py"))]


def part_of(path):
    where = path.relative_to(ROOT).parts
    return (
        where[0].removesuffix(".py")
        if len(where) == 1 or where[0] == "pages"
        else where[1].partition("__init__")[0] or "explainer"
    )


def file_of(module):
    """The file of a module of ours, or None."""
    base = ROOT.joinpath(*module.split("."))
    return next((p for p in (base.with_suffix(".py"), base / "__init__.py") if p.exists()), None)


def where_defined(module, name):
    """The module that a name really comes from: through a package's face to where it stands."""
    if file_of(f"{module}.{name}"):
        return f"{module}.{name}"
    return next((where_defined(m, n) for m, n, as_ in names_of(file_of(module)) if as_ == name and file_of(m)), module)


@cache
def names_of(path):
    """What a file imports: the module, the name in it, if one is named, and what it is called here."""
    package = ".".join(path.relative_to(ROOT).with_suffix("").parts[:-1])
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found += [(name.name, "", name.asname or name.name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            module = ".".join([*above, node.module] if node.module else above) if node.level else node.module
            found += [(module, name.name, name.asname or name.name) for name in node.names]
    return found


def used(path):
    """The parts of ours, and the packages of others, that a file uses."""
    for module, name, _ in names_of(path):
        if file_of(module):
            yield part_of(file_of(where_defined(module, name) if name else module))
        else:
            yield module.partition(".")[0]


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_the_arrows_between_the_parts_hold(path):
    part = part_of(path)
    found = set(used(path))
    assert found & set(MAY_USE) <= MAY_USE[part], f"{part} uses {found & set(MAY_USE) - MAY_USE[part]}"
    assert not found & MUST_NOT.get(part, set()), f"{part} uses {found & MUST_NOT[part]}"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_what_makes_what_ships_is_of_use_to_nothing_else(path):
    if "make" not in path.relative_to(ROOT).parts:
        assert not [module for module, *_ in names_of(path) if ".make" in module]


def test_a_name_is_followed_through_a_packages_face():
    assert where_defined("explainer", "trace") == "explainer.core.record"
    assert where_defined("explainer", "models") == "explainer.models"


@pytest.mark.parametrize("part", MAY_USE)
def test_every_part_is_there(part):
    assert any(part_of(path) == part for path in FILES)


def test_the_library_loads_neither_streamlit_nor_any_data():
    code = "import sys, explainer; print(*(m for m in sys.modules if m.startswith(('streamlit', 'explainer.'))))"
    loaded = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert not [m for m in loaded if m.startswith("streamlit")]
    assert {m for m in loaded if m.startswith("explainer.data.")} <= {"explainer.data.vocabulary"}


def test_what_reruns_by_itself_fails_by_itself():
    """There is one way to stand on a page, and it is a part that says where it failed."""
    said = {path.relative_to(ROOT).as_posix() for path in FILES if "fragment(" in path.read_text()}
    assert said == {"explainer/views/part.py"}
    for chapter in CHAPTERS:
        page = ast.parse((ROOT / "pages" / chapter.file).read_text())
        made = {
            node.name
            for node in page.body
            if isinstance(node, ast.FunctionDef)
            for d in node.decorator_list
            if ast.unparse(d) == "part"
        }
        stand = [node.value for node in page.body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)]
        assert made or any(ast.unparse(call.func) == "page" for call in stand), chapter.file


def test_every_chapter_is_a_page_and_every_page_a_chapter():
    files = {p.name for p in (ROOT / "pages").glob("*.py")} - {"home.py"}
    assert {c.file for c in CHAPTERS} == files
    assert len({c.url for c in CHAPTERS}) == len(CHAPTERS)


def test_every_stage_has_a_place_before_the_framework_has_come():
    pages = json.loads((ROOT / "explainer" / "server" / "places.json").read_text())["pages"]
    assert set(pages) == {"home", *(chapter.url for chapter in STAGED)}, "make places measures them"


def test_the_readmes_table_is_the_table_of_chapters():
    rows = [f"`{c.url}` | {c.question}" for c in CHAPTERS]
    table = (ROOT / "README.md").read_text().split("## Chapters")[1].split("##")[0]
    assert [row for row in rows if row not in table] == []
    assert table.count("| `") == len(rows)
