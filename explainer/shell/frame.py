"""The frame around every chapter: its question above, the way on below, and the little CSS that Streamlit's theme lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st

from explainer.shell.chapters import CHAPTERS, HOME, Chapter, neighbours
from explainer.shell.doors import DOORS
from explainer.views import code, doors

PAGES = Path(__file__).resolve().parents[2] / "pages"
_HERE = Path(__file__).parent
CSS = (_HERE / "frame.css").read_text()
TRAYS = (_HERE / "trays.css").read_text()
CHOOSING = (_HERE / "choosing.css").read_text()
SCRIPT = (_HERE / "frame.js").read_text() + (_HERE / "translated.js").read_text()
SKIPS = (
    '<nav id="skips" aria-label="Skip"><button type="button">Skip to the stage</button>'
    '<button type="button">Skip to what is next</button></nav>'
)
NOWHERE = "There is no page at this address"


def page(chapter: Chapter) -> st.Page:
    """The chapter for Streamlit's navigation and links."""
    return st.Page(PAGES / chapter.file, title=chapter.title, url_path=chapter.url)


def meant(path: str) -> str:
    """The name of the page that an address means, by its first part: a chapter's however it is written, empty for home."""
    first = path.strip("/").partition("/")[0]
    name = first.lower().replace("_", "-")
    return name if any(name == chapter.url for chapter in CHAPTERS) else first


def nowhere() -> list[st.Page]:
    """Where the address that a visitor came to is no page's: a page that says so, there."""
    name = unquote(urlsplit(st.context.url or "").path).rpartition("/")[2]
    if not name or any(name == chapter.url for chapter in CHAPTERS):
        return []
    return [st.Page(_say_nowhere, title=NOWHERE, url_path=name, visibility="hidden")]


def _say_nowhere() -> None:
    st.title(NOWHERE, anchor=False)
    st.markdown("It may be misspelt, or the page may have another name by now. These there are:")


def style() -> None:
    st.html(f"<style>{CSS}{TRAYS}{CHOOSING}</style>")


def head(chapter: Chapter) -> None:
    code.chapter(chapter.url, chapter.title, chapter.question)
    st.title(chapter.question, anchor=False)


def foot(chapter: Chapter) -> None:
    """Links to the chapters before and after."""
    before, after = neighbours(chapter)
    with st.container(key="foot", horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(page(before), label=f"← {before.title}")
        if after:
            with st.container(key="onward", width="content"):
                st.page_link(page(after), label=f"Next: {after.question} →")


def home(pages: Mapping[str, st.Page]) -> None:
    """Above home: its question. On it: a door to each chapter, whose pages these are by their names."""
    doors.these(DOORS, pages)
    st.title(HOME, anchor=False)


def known() -> None:
    """Links to all chapters, where an address is no page's."""
    for chapter in CHAPTERS:
        st.page_link(page(chapter), label=f"**{chapter.title}** · {chapter.question}")
