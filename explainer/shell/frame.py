"""The frame around every chapter: its question above, the way on below, and the little CSS that Streamlit's theme lacks."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from explainer.shell.chapters import CHAPTERS, PARTS, Chapter, neighbours

PAGES = Path(__file__).resolve().parents[2] / "pages"

_CSS = """
<style>
[data-testid="stMainBlockContainer"] { padding: 3.75rem 2.5rem 3rem; max-width: 120rem; }
[data-testid="stMainBlockContainer"] > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
[data-testid="stMainBlockContainer"] [data-testid="stHeading"] [data-testid="stMarkdownContainer"] { margin: 0; }
[data-testid="stMainBlockContainer"] h1 { font-size: 1.6rem; font-weight: 600; padding: 0; line-height: 1.3; }
[data-testid="stMainBlockContainer"] h2 { font-size: 1.25rem; font-weight: 600; padding: 1rem 0 0.25rem; }
[data-testid="stTopNavLinkContainer"]:first-child a span { font-weight: 600; }
.st-key-controls { gap: 0.5rem 0.75rem; }
.st-key-controls [data-testid="stWidgetLabel"] { min-height: 0; margin: 0 0 0.1rem; }
.st-key-controls [data-testid="stWidgetLabel"] p { font-size: 0.8rem; opacity: 0.75; }
.st-key-controls [role="radio"] { min-height: 2.25rem; padding: 0 0.65rem; }
.st-key-controls [role="radio"][aria-checked="true"] { background: currentColor !important; }
.st-key-controls [role="radio"][aria-checked="true"] p { filter: invert(1); }
.st-key-controls [role="group"], .st-key-controls [data-testid="stPopoverButton"], .st-key-controls [data-testid="stButton"] button
  { min-height: 2.25rem; height: 2.25rem; }
.st-key-predict { min-height: 2.25rem; }
.st-key-predict button, .st-key-predict [data-testid="stNumberInputContainer"] { min-height: 2.25rem; height: 2.25rem; }
[data-testid="stMarkdownContainer"] .katex-display { overflow: visible; }
@media (min-width: 1800px) {
  html { font-size: 20px; }
  .js-plotly-plot :is(.xtick text, .ytick text, .xtitle, .ytitle, .y2title) { font-size: 18px !important; }
  [data-testid="stMainBlockContainer"] h1 { font-size: 1.9rem; }
}
@media (max-width: 640px) {
  [data-testid="stMarkdownContainer"] .katex-display { font-size: 0.92em; }
  .st-key-controls [data-testid="stElementContainer"]:has([data-testid="stTextInput"]) { max-width: 100%; }
  [data-testid="stMainBlockContainer"] { padding: 4.5rem 1rem 3rem; }
}
</style>
"""


def page(chapter: Chapter) -> st.Page:
    """The chapter for Streamlit's navigation and links."""
    return st.Page(PAGES / chapter.file, title=chapter.title, url_path=chapter.url)


def style() -> None:
    st.html(_CSS)


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
