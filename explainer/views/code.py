"""The torch that makes what is on screen, down to the selected cell: shown when asked for, and to be taken away as a notebook.

The code highlighter is Streamlit's largest part; a page that does not open this does not load it.
"""

from __future__ import annotations

import streamlit as st

from explainer.core.notebook import notebook
from explainer.core.trace import Trace
from explainer.views.called import where
from explainer.views.link import here
from explainer.views.scene import Scene, parse_cell
from explainer.views.veil import INSTEAD

_CHAPTER = "chapter"


def chapter(name: str, title: str, question: str) -> None:
    """Which chapter it is whose torch is shown from now on."""
    st.session_state[_CHAPTER] = name, title, question


def show_torch(t: Trace, scene: Scene, cell: str) -> None:
    """An expander whose program is written and sent only while it is open, and tells no secret either."""
    folded = st.expander("Show the torch, or take it with you", key="torch", on_change="rerun")
    if not folded.open:
        return
    if scene.veil:
        folded.markdown(INSTEAD)
        return
    with folded:
        shown = selected(t, scene, cell)
        called = where(t, scene, *shown)
        _take_away(t, scene, shown, called)
        st.code(t.written(*shown, called), language="python")


def _take_away(t: Trace, scene: Scene, shown: tuple[str, tuple[int, ...]], called: str) -> None:
    """The cell on show, which is ``called`` so, as a notebook, which is made when it is asked for."""
    name, title, question = st.session_state[_CHAPTER]
    link = here()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.caption(
            "This runs in the project’s folder. The notebook has every number in it and runs anywhere.", width="content"
        )
        st.download_button(
            "Take it as a notebook",
            lambda: notebook(t, *shown, title, question, link, scene.labels, called),
            file_name=f"kernel-and-loop-{name}.ipynb",
            mime="application/x-ipynb+json",
            on_click="ignore",
            key="notebook",
        )


def selected(t: Trace, scene: Scene, cell: str) -> tuple[str, tuple[int, ...]]:
    """The cell that the stage opens: the one asked for, the scene's first, or the played tensor's."""
    return parse_cell(cell) or parse_cell(scene.first or "") or (scene.play, (0,) * t.read(scene.play).ndim)
