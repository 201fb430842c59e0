"""The chapters, an empty page, and a fragment with nothing but a chapter's widget."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import streamlit as st

from explainer.shell import frame
from explainer.shell.chapters import CHAPTERS


def empty():
    st.title("Empty", anchor=False)


def widget():
    @st.fragment
    def alone():
        stride = st.segmented_control(
            "Stride", (1, 2, 3, 4), default=1, key="stride", required=True, bind="query-params"
        )
        st.html(f"<p id=answer>{stride}</p>")

    alone()


home = st.Page(empty, title="Home", url_path="home", default=True)
chapters = {chapter.url: frame.page(chapter) for chapter in CHAPTERS}
extra = [st.Page(empty, title="Empty", url_path="empty"), st.Page(widget, title="Widget", url_path="widget")]
page = st.navigation([home, *extra, *chapters.values()], position="top")
frame.style()
frame.open_doors(chapters)
page.run()
