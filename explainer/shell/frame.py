"""The frame around every chapter: its question above, the way on below, and the little CSS that Streamlit's theme lacks."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explainer.shell.chapters import CHAPTERS, PARTS, Chapter, neighbours

PAGES = Path(__file__).resolve().parents[2] / "pages"
CSS = Path(__file__).with_name("frame.css").read_text()
TRAYS = Path(__file__).with_name("trays.css").read_text()


def page(chapter: Chapter) -> st.Page:
    """The chapter for Streamlit's navigation and links."""
    return st.Page(PAGES / chapter.file, title=chapter.title, url_path=chapter.url)


def style() -> None:
    st.html(f"<style>{CSS}{TRAYS}</style>")


def head(chapter: Chapter) -> None:
    st.title(chapter.question, anchor=False)


def foot(chapter: Chapter) -> None:
    """Links to the chapters before and after."""
    before, after = neighbours(chapter)
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(page(before), label=f"← {before.title}")
        if after:
            st.page_link(page(after), label=f"Next: {after.question} →")


def doors() -> None:
    """A card for each chapter, part by part."""
    for part in PARTS:
        st.header(part, anchor=False)
        with st.grid(3, min_column_width=260):
            for chapter in (c for c in CHAPTERS if c.part == part):
                with st.container(border=True):
                    st.page_link(page(chapter), label=f"**{chapter.title}**")
                    st.markdown(chapter.question)
