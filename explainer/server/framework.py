"""The framework's own files: compressed, which Streamlit leaves to a proxy, and those that a page starts with as one lot.

Streamlit's page asks for some sixty modules at once and for a dozen more when it knows what is on the page; which of them
our pages use is said here by name, whatever a version appends to it.
"""

from __future__ import annotations

import mimetypes
import re
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from explainer.server.kept import ALWAYS, Kept
from explainer.server.lots import lot, modules, needed

ROOT = Path(file_util.get_static_dir())
_TEXTS = {".js", ".css", ".svg", ".json"}
_FONT = re.compile(r"@font-face\{font-family:(?!KaTeX)[^}]*\}")
_LETTERS = ("Source Sans", "Material Symbols Rounded")
USED = (
    "BidiComponent", "Button", "ButtonGroup", "Checkbox", "Html", "NumberInput", "PageLink", "Progress", "Radio",
    "Slider", "TextInput",
)  # fmt: skip


@cache
def entry() -> str:
    """The path of the module that starts everything."""
    return _in_index(r'<script type="module"[^>]* src="\./([^"]+)"')


@cache
def _style() -> str:
    css = (ROOT / _in_index(r'<link rel="stylesheet"[^>]* href="\./([^"]+)"')).read_text()
    return css.replace("url(../media/", "url(../static/media/")


def _in_index(pattern: str) -> str:
    found = re.search(pattern, (ROOT / "index.html").read_text())
    if not found:
        raise LookupError(f"Streamlit's page is not as expected: there is no {pattern}.")
    return found[1]


@cache
def style() -> Kept:
    """The framework's style sheet, but for its fonts."""
    return Kept(_FONT.sub("", _style()).encode(), "text/css; charset=utf-8", ALWAYS)


@cache
def fonts() -> Kept:
    """The sheet with its fonts: half a megabyte that a slow line brings when there is something to read."""
    return Kept("".join(_FONT.findall(_style())).encode(), "text/css; charset=utf-8", ALWAYS)


@cache
def letters() -> list[tuple[str, str]]:
    """The fonts that every page needs, each with the path of its file."""
    found = (
        re.search(rf"font-family:{name};[^}}]*style:normal[^}}]*/(static/media/[^)]+)", _style()) for name in _LETTERS
    )
    return [(name, match[1]) for name, match in zip(_LETTERS, found, strict=True) if match]


@cache
def charts() -> str:
    """The path of the module that draws charts."""
    return next(file.relative_to(ROOT).as_posix() for file in ROOT.glob("static/js/PlotlyChart.*.js"))


@cache
def start() -> Kept:
    """What every page starts with."""
    sources = modules(ROOT / "static" / "js", ROOT)
    used = [path for path in sources if Path(path).name.partition(".")[0] in USED]
    return Kept(lot(needed([entry(), *used], sources), sources), "application/json", ALWAYS)


@cache
def _kept(file: Path) -> Kept:
    # While somebody waits: at most a fifth of a second for the largest.
    return Kept(file.read_bytes(), mimetypes.guess_type(file)[0] or "application/octet-stream", ALWAYS, effort=9)


class Packed:
    """Sends the framework's texts compressed, each compressed when it is first asked for."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        file = self._file(scope)
        if file is None:
            await self.app(scope, receive, send)
            return
        response = await run_in_threadpool(lambda: _kept(file).answer(Request(scope)))
        await response(scope, receive, send)

    @staticmethod
    def _file(scope: Scope) -> Path | None:
        if scope["type"] != "http" or scope["method"] != "GET":
            return None
        _, found, path = scope["path"].rpartition("/static/")
        file = ROOT / "static" / path
        known = found and file.suffix in _TEXTS and file.parent.parent == ROOT / "static" and file.is_file()
        return file if known else None
