"""The server: the router as a Streamlit app, the stage's modules on a mount, and what is warmed before the first visitor."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

ROOT = Path(__file__).parent


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Import and run torch once, then keep what is loaded out of the collections that follow every rerun."""
    import torch

    from explainer.data.pictures import sample

    torch.set_num_threads(1)
    torch.conv2d(torch.zeros(1, 1, 26, 26), torch.zeros(1, 1, 3, 3))
    sample("Cat")
    gc.collect()
    gc.freeze()
    yield


def mounts() -> list[BaseRoute]:
    """The stage's modules, which the browser caches."""
    return [Mount("/stage", StaticFiles(directory=ROOT / "explainer" / "stage"))]


app = st.App(ROOT / "explainer" / "shell" / "router.py", lifespan=lifespan, routes=mounts())
