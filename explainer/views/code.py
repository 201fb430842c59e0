"""The torch that makes what is on screen, down to the selected cell, shown when asked for.

The code highlighter is Streamlit's largest part; a page that does not open this does not load it.
"""

from __future__ import annotations

import streamlit as st

from explainer.core.trace import Trace
from explainer.views.scene import Scene, parse_cell
from explainer.views.veil import INSTEAD


def show_torch(t: Trace, scene: Scene, cell: str) -> None:
    """An expander whose program is written and sent only while it is open, and tells no secret either."""
    folded = st.expander("Show the torch", key="torch", on_change="rerun")
    if not folded.open:
        return
    if scene.veil:
        folded.markdown(INSTEAD)
    else:
        folded.code(t.written(*selected(t, scene, cell)), language="python")


def selected(t: Trace, scene: Scene, cell: str) -> tuple[str, tuple[int, ...]]:
    """The cell that the stage opens: the one asked for, the scene's first, or the played tensor's."""
    return parse_cell(cell) or parse_cell(scene.first or "") or (scene.play, (0,) * t.read(scene.play).ndim)
