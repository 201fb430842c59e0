"""The server: the router as a Streamlit app, the stage's files, and what is warmed before the first visitor."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from explainer.server.stage_files import Early, routes

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import and run what pages need once, then keep what is loaded out of the collections that follow every rerun."""
    import torch

    from explainer.data.pictures import sample
    from explainer.models.recipes import DigitRecipe
    from explainer.training.fit import Settings
    from explainer.views.charts import learned

    torch.set_num_threads(1)
    sample("Cat")
    learned({"": list(DigitRecipe(Settings(steps=1, reports=2)).run())}, None, 0.1)
    gc.collect()
    gc.freeze()
    yield


middleware = [Middleware(Early)]
app = st.App(ROOT / "explainer" / "shell" / "router.py", lifespan=lifespan, routes=routes(), middleware=middleware)
