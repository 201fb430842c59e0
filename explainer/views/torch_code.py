"""The ten lines of torch that reproduce what is on screen, shown when asked for.

The code highlighter is Streamlit's largest part; a page that does not open this does not load it.
"""

from collections.abc import Callable

import streamlit as st


def show_torch(code: Callable[[], str]) -> None:
    """An expander whose ``code`` is made and sent only while it is open."""
    folded = st.expander("Show the torch", key="torch", on_change="rerun")
    if folded.open:
        folded.code(code(), language="python")
