"""The frame around every chapter: its question above, the way on below, and the little CSS that Streamlit's theme lacks."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

import streamlit as st

from explainer.shell.chapters import CHAPTERS, HOME, Chapter, neighbours, so_far
from explainer.shell.doors import DOORS
from explainer.views import asked_from, code, doors, terms

PAGES = Path(__file__).resolve().parents[2] / "pages"
_HERE = Path(__file__).parent
CSS = (_HERE / "frame.css").read_text()
MORE = "".join((_HERE / f"{name}.css").read_text() for name in ("trays", "cards"))
SCRIPT = "".join((_HERE / f"{name}.js").read_text() for name in ("frame", "cards", "translated"))
SKIPS = (
    '<nav id="skips" aria-label="Skip"><button type="button">Skip to the stage</button>'
    '<button type="button">Skip to what is next</button></nav>'
)
START = PAGES / "home.py"
NOWHERE = "There is no page at this address"


def page(chapter: Chapter) -> st.Page:
    """The chapter for Streamlit's navigation and links."""
    return st.Page(PAGES / chapter.file, title=chapter.title, url_path=chapter.url)


def meant(path: str) -> str:
    """The name of the page that an address means, by its first part: a chapter's however it is written, empty for home,
    which may also be called by its file's name, as Streamlit calls it."""
    first = path.strip("/").partition("/")[0]
    name = first.lower().replace("_", "-")
    if name == START.stem:
        return ""
    return name if any(name == chapter.url for chapter in CHAPTERS) else first


def nowhere() -> list[st.Page]:
    """Where the address that a visitor came to is no page's: a page that says so, there."""
    name = unquote(urlsplit(st.context.url or "").path).rpartition("/")[2]
    if name in ("", START.stem) or any(name == chapter.url for chapter in CHAPTERS):
        return []
    return [st.Page(_say_nowhere, title=NOWHERE, url_path=name, visibility="hidden")]


def _say_nowhere() -> None:
    st.title(NOWHERE, anchor=False)
    st.markdown("It may be misspelt, or the page may have another name by now. These there are:")


def style() -> None:
    st.html(f"<style>{CSS}{MORE}</style>")


def cards() -> dict[str, dict[str, str]]:
    """What the cards of words say, by the word's key, with the title of the page that shows it at work."""
    titles = {chapter.url: chapter.title for chapter in CHAPTERS}
    return {key: {**one, "title": titles[one["page"]]} for key, one in terms.table().items()}


def unmarked(markdown: str) -> str:
    """A line of the head as it is read, without what only Markdown has."""
    return terms.plain(markdown)


def head(chapter: Chapter) -> None:
    """What was reached or, where a question of the test led here, the way back to it; the question, and one sentence about the
    page."""
    code.chapter(chapter.url, chapter.title, chapter.question)
    with st.container(key="head", gap=None):
        if not asked_from.way_back(chapter.url):
            st.markdown(so_far(chapter))
        st.title(chapter.question, anchor=False)
        st.markdown(chapter.sentence)


def foot(chapter: Chapter) -> None:
    """The words that are explained here, what is still missing, and links to the chapters before and after."""
    words = [one for one in terms.TERMS if one.page == chapter.url]
    if words:
        with st.expander("Words of this page", key="words"):
            st.markdown("\n\n".join(f"**{one.name}**  \n{one.means}" for one in words))
    with st.container(key="missing"):
        st.markdown(f"**Still missing:** {chapter.missing}")
    before, after = neighbours(chapter)
    with st.container(key="foot", horizontal=True, horizontal_alignment="distribute"):
        if before:
            st.page_link(page(before), label=f"← {before.title}")
        if after:
            with st.container(key="onward", width="content"):
                st.page_link(page(after), label=f"Next: {after.question} →")
    ways(chapter)


def ways(here: Chapter | None = None) -> None:
    """Links to all other pages, not to be seen: links that the browser makes, on cards and drawings, lead by them, so that the
    app is not loaded anew."""
    with st.container(key="ways"):
        for other in CHAPTERS:
            if other != here:
                st.page_link(page(other), label=other.title)


def open_doors(pages: Mapping[str, st.Page]) -> None:
    """A door to each chapter, whose pages these are by their names, wherever a view leads to them."""
    doors.these(DOORS, pages)


def home() -> None:
    """Above home: its question."""
    st.title(HOME, anchor=False)


def known() -> None:
    """Links to all chapters, where an address is no page's."""
    for chapter in CHAPTERS:
        st.page_link(page(chapter), label=f"**{chapter.title}** · {chapter.question}")
