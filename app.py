"""The server: the router as a Streamlit app, the stage's modules on a mount, and what is warmed before the first visitor."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from explainer.shell.chapters import CHAPTERS

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import and run what pages need once, then keep what is loaded out of the collections that follow every rerun."""
    import torch

    from explainer.data.pictures import sample
    from explainer.nets.learning import Recipe
    from explainer.training import Settings
    from explainer.views.charts import learned

    torch.set_num_threads(1)
    sample("Cat")
    learned({"": list(Recipe(Settings(steps=1, reports=2)).run())}, None, 0.1)
    gc.collect()
    gc.freeze()
    yield


STAGE = ROOT / "explainer" / "stage"


def mounts() -> list[BaseRoute]:
    """The stage's modules, which the browser caches."""
    return [Mount("/stage", StaticFiles(directory=STAGE))]


class Early:
    """Tells the browser with each chapter, in a ``Link`` header, to fetch the stage's modules beside Streamlit's own."""

    links = ", ".join(f"<stage/{file.name}>; rel=modulepreload" for file in sorted(STAGE.glob("*.js")))
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


middleware = [Middleware(Early)]


app = st.App(ROOT / "explainer" / "shell" / "router.py", lifespan=lifespan, routes=mounts(), middleware=middleware)
