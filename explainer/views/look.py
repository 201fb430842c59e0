"""Buttons below the stage that change what it shows: the frame then brings it into view and the focus to it (``frame.js``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import streamlit as st

P = ParamSpec("P")


def look(label: str, name: str, change: Callable[P, None], *args: P.args, **named: P.kwargs) -> None:
    """A button of that label, called ``name`` on its page."""
    st.button(label, key=f"look-{name}", on_click=change, args=args, kwargs=named)
