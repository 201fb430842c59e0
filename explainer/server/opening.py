"""The page that the framework starts in, in place of Streamlit's own: what is true before the framework has come.

That is the page's head and, where the link has no settings, its stage as the page's own view made it when the server
started. ``opening.js`` shows them and gives way to the page when that is there.
"""

from __future__ import annotations

import html
import json
import re
from functools import cache
from pathlib import Path
from secrets import token_urlsafe
from urllib.parse import parse_qsl, quote

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option

from explainer.server import framework, stage_files
from explainer.server.doors import doors
from explainer.server.first import HOME as AT_HOME
from explainer.server.first import first
from explainer.server.headers import policy
from explainer.server.kept import Kept
from explainer.shell.chapters import CHAPTERS, HOME, NAME, Chapter, so_far, titled
from explainer.shell.frame import CSS, NOWHERE, SCRIPT, SKIPS, cards, meant, unmarked

_HERE = Path(__file__).parent
_SCRIPT = (_HERE / "opening.js").read_text() + SCRIPT
_STYLE = (_HERE / "opening.css").read_text() + CSS
_LENT = (_HERE / "lent.css").read_text()
_PLACES = json.loads((_HERE / "places.json").read_text())
_OTHERS = re.compile("/(component|media|_stcore)/")
_NO_SETTINGS = {"embed", "embed_options"}
_CHAPTERS = {chapter.url: chapter for chapter in CHAPTERS}


@cache
def _files() -> dict[str, tuple[str, Kept]]:
    """What every page is made of, each at an address that changes with what is in it."""
    files = {
        "stage": (stage_files.stage(), "json"),
        "start": (framework.start(), "json"),
        "style": (framework.style(), "css"),
        "fonts": (framework.fonts(), "css"),
    }
    return {name: (f"stage/{name}.{kept.digest}.{suffix}", kept) for name, (kept, suffix) in files.items()}


def prepare() -> None:
    """Compress what every page is made of, before somebody waits for it."""
    for _, kept in _files().values():
        kept.pack()


def routes() -> list[BaseRoute]:
    """What the app serves of the stage and the framework."""

    def first_of(request: Request) -> Response:
        found = first.get(request.path_params["page"])
        same = found and found.digest == request.path_params["digest"]
        return found.answer(request) if found and same else Response(status_code=404)

    return [
        *(Route(f"/{address}", kept.answer) for address, kept in _files().values()),
        Route("/stage/all.css", stage_files.sheet().answer),
        doors(),
        Route("/stage/first/{page}.{digest}.json", first_of),
        Mount("/stage", StaticFiles(directory=stage_files.STAGE)),
    ]


def _host() -> dict[str, object]:
    """What the framework would ask ``_stcore/host-config`` for."""
    return {
        "allowedOrigins": list(get_option("client.allowedOrigins")),
        "useExternalAuthToken": False,
        "enableCustomParentMessages": False,
        "enforceDownloadInNewTab": False,
        "metricsUrl": "",
        "blockErrorDialogs": False,
    }


@cache
def _colours() -> str:
    """The theme's colours by the names that the framework gives them, for as long as it is not there."""

    def of(theme: str) -> str:
        named = {
            "background": "backgroundColor",
            "secondary-background": "secondaryBackgroundColor",
            "text": "textColor",
            "border": "borderColor",
        }
        return "".join(f"--st-{name}-color:{get_option(f'theme.{theme}.{key}')};" for name, key in named.items())

    return (
        f'body{{--st-font:"Source Sans",sans-serif;{of("light")}}}'
        f"@media (prefers-color-scheme: dark){{body{{{of('dark')}}}}}"
    )


def _head(chapter: Chapter) -> str:
    """What the frame has above a page's settings."""
    reached, sentence = (html.escape(unmarked(text)) for text in (so_far(chapter), chapter.sentence))
    return f'<div class="st-key-head"><p>{reached}</p><h1>{html.escape(chapter.question)}</h1><p>{sentence}</p></div>'


def page(name: str, query: str, nonce: str) -> str:
    """The document for the page of that name, whose one script may run by its ``nonce``."""
    chapter = _CHAPTERS.get(name)
    settings = {key for key, _ in parse_qsl(query, keep_blank_values=True)} - _NO_SETTINGS
    at = name or AT_HOME
    shown = first.get(at) if not settings and at in _PLACES["pages"] else None
    told = {
        **{file: address for file, (address, _) in _files().items()},
        "entry": framework.entry(),
        "letters": framework.letters(),
        "charts": framework.charts(),
        "host": _host(),
        "first": f"stage/first/{at}.{shown.digest}.json" if shown else "",
        "cards": cards(),
        "places": {"at": _PLACES["at"], **_PLACES["pages"][at]} if shown else None,
    }
    dressed = chapter.stage if chapter else not name
    sheet = '<link rel="preload" as="fetch" crossorigin href="stage/all.css">' if dressed else ""
    title = chapter.title if chapter else NOWHERE if name else NAME
    head = _head(chapter) if chapter else "" if name else f"<h1>{html.escape(HOME)}</h1>"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, shrink-to-fit=no">
<link rel="icon" href="./favicon.png">
{sheet}
<title>{html.escape(titled(title))}</title>
<style>{_colours()}{_STYLE}</style>
<style id="lent">{_LENT}</style>
</head>
<body>
<noscript>Kernel &amp; Loop computes in front of your eyes and needs JavaScript for that.</noscript>
{SKIPS}
<div id="root"></div>
<div id="opening"><div>{head}</div></div>
<script nonce="{nonce}" data-told="{html.escape(json.dumps(told))}">{_SCRIPT}</script>
</body>
</html>
"""


class Opening:
    """Answers with our page wherever Streamlit would with its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours: list[Response] = []

        async def instead(message: Message) -> None:
            if message["type"] == "http.response.start":
                kind = Headers(raw=message["headers"]).get("content-type", "")
                if message["status"] in (200, 304) and kind.startswith("text/html"):
                    ours.append(self._answer(Request(scope)))
            if not ours:
                await send(message)
            elif message["type"] == "http.response.start":
                await ours[0](scope, receive, send)

        others = scope["type"] != "http" or _OTHERS.search(scope["path"])
        await self.app(scope, receive, send if others else instead)

    @staticmethod
    def _answer(request: Request) -> Response:
        """The page; the way to it, where it is written otherwise; or that there is none, by a page of its own."""
        query = request.url.query
        path = request.scope["path"].removeprefix("/" + get_option("server.baseUrlPath").strip("/")).removeprefix("/")
        name = meant(path)
        if path != name:
            return RedirectResponse("../" * path.count("/") + (quote(name) or "./") + (f"?{query}" if query else ""))
        nonce = token_urlsafe(16)
        response = Kept(page(name, query, nonce).encode(), "text/html; charset=utf-8", effort=5).answer(request)
        response.headers["Content-Security-Policy"] = policy(nonce)
        if name and name not in _CHAPTERS:
            response.status_code = 404
        return response
