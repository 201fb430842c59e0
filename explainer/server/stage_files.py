"""The stage's files on their way to the browser: modules as they are, all style sheets as one, and word of them ahead.

Whatever lies in ``explainer/stage`` is served; nothing lists it.
"""

from __future__ import annotations

from pathlib import Path

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.shell.chapters import CHAPTERS

STAGE = Path(__file__).resolve().parents[1] / "stage"
FIRST = ("stage.css", "base.css")


def _sheet(request: Request) -> Response:
    """Every style sheet there is, those first that others build on."""
    files = sorted(STAGE.rglob("*.css"), key=lambda file: (file.name not in FIRST, file.name != FIRST[0], file))
    return Response("\n".join(file.read_text() for file in files), media_type="text/css")


def routes() -> list[BaseRoute]:
    """What the app serves of the stage."""
    return [Route("/stage/all.css", _sheet), Mount("/stage", StaticFiles(directory=STAGE))]


class Early:
    """Tells the browser with each chapter, in a ``Link`` header, to fetch all that the stage is made of: after Streamlit's own
    files, without which there is nothing to put a stage on."""

    modules = tuple(sorted(file.relative_to(STAGE).as_posix() for file in STAGE.rglob("*.js")))
    links = ", ".join(
        (
            *(f"<stage/{module}>; rel=modulepreload; fetchpriority=low" for module in modules),
            "<stage/all.css>; rel=preload; as=fetch; crossorigin; fetchpriority=low",
        )
    )
    urls = tuple(f"/{chapter.url}" for chapter in CHAPTERS)

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_link(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type", "").startswith("text/html"):
                    headers.append("link", self.links)
            await send(message)

        chapter = scope["type"] == "http" and scope["path"].endswith(self.urls)
        await self.app(scope, receive, with_link if chapter else send)
