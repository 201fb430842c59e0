"""Which view of the chapter is on show. Each of them leads to others, and on a phone they stay in sight when settings fold."""

from __future__ import annotations

import streamlit as st

from explainer.views.controls import Setting, switch

SHOW = Setting("compare-show", "Show", ("Often said", "The table", "Any size", "Any length", "Influence", "In and out"))


def choose() -> str:
    """All views side by side."""
    with st.container(key="views"):
        return switch(SHOW, quiet=True)
