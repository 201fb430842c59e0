"""The app's own server with two pages more to measure against: one that is empty, one with a single widget."""

import streamlit as st

from app import ROOT, lifespan, middleware, routes

app = st.App(ROOT / "tests" / "bench" / "router.py", lifespan=lifespan, routes=routes(), middleware=middleware)
