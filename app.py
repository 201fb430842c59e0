"""The server: the router as a Streamlit app, the stage's files, and what is warmed before the first visitor."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.runtime import get_instance

from explainer.server.at_once import send_at_once
from explainer.server.back import go_back_all_the_same
from explainer.server.callbacks import survive
from explainer.server.first import visit
from explainer.server.framework import Packed
from explainer.server.headers import Guarded
from explainer.server.memory import use_again
from explainer.server.opening import Opening, prepare, routes
from explainer.server.outside import ask_nobody, say_address
from explainer.server.pictures import pictures
from explainer.server.uploads import Uploads
from explainer.server.wakes import wake_seldom
from explainer.shell.chapters import CHAPTERS
from explainer.views.left import COOKIE
from explainer.views.part import elsewhere, told_next
from explainer.views.thumbnails import FOLDER, SHEETS

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import and run what pages need once, then keep what is loaded out of garbage collections."""
    import torch

    torch.set_num_threads(1)
    try:
        _warm()
    except Exception:
        logging.getLogger(__name__).exception("Not all could be warmed; the pages that do without come all the same")
    await asyncio.to_thread(prepare)
    gc.collect()
    gc.freeze()
    gc.collect()  # from here on collections come in proportion to what visitors leave, not to what was loaded
    visiting = asyncio.create_task(visit(get_instance(), (chapter.url for chapter in CHAPTERS)))
    say_address()
    yield
    visiting.cancel()


def _warm() -> None:
    import pandas as pandas  # whoever needs it first would; a chart of another visitor's then finds it half there

    from explainer.data.pictures import sample
    from explainer.models.recipes import DigitRecipe
    from explainer.training.fit import Settings
    from explainer.views.charts import learning

    sample("Cat")
    learning({"": list(DigitRecipe(Settings(steps=1, reports=2)).run())}, None, 0.1)


ask_nobody()
send_at_once()
use_again()
go_back_all_the_same()
wake_seldom()
survive(told_next)
middleware = [Middleware(Guarded, cookie=COOKIE), Middleware(Packed), Middleware(Opening), Middleware(Uploads)]
app = st.App(
    ROOT / "explainer" / "shell" / "router.py",
    lifespan=lifespan,
    routes=[*routes(), pictures(FOLDER, SHEETS)],
    middleware=middleware,
    on_script_error=elsewhere,
)
