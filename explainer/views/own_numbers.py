"""The visitor's own series: a file with a column of numbers, kept for the session."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explainer.data.number_files import LEAST, MAX_BYTES, Numbers, NumbersError, numbers
from explainer.views.arrived import contents, taken
from explainer.views.controls import say, short

_KEPT, _WRONG = "own-numbers", "own-numbers-wrong"
_UPLOAD = "numbers-upload"


def own() -> Numbers | None:
    """The numbers that the visitor brought, if this session has some."""
    found: Numbers | None = st.session_state.get(_KEPT)
    return found


def _take(then: Callable[[], None]) -> None:
    """A file came in: keep what it holds, else keep what there was and say why."""
    file = taken(_UPLOAD, _WRONG)
    if file is None:
        return
    try:
        st.session_state[_KEPT] = numbers(contents(file, "file", NumbersError))
    except NumbersError as error:
        st.session_state[_WRONG] = str(error)
        return
    then()


def bring(then: Callable[[], None]) -> None:
    """The way to bring some; ``then`` is called when they came in and can be used."""
    st.file_uploader("Numbers of yours", key=_UPLOAD, on_change=_take, args=(then,), max_upload_size=MAX_BYTES // 2**20)
    if _WRONG in st.session_state:
        st.error(st.session_state[_WRONG])
    found = own()
    if found:
        say([f"{len(found.values):,} rows are there.", *map(_plainly, found.remarks)])
    st.caption(
        f"A text file (CSV) with a column of at least {LEAST} numbers, the oldest first, up to {MAX_BYTES // 2**20} MB. It stays "
        "in this session and is stored nowhere."
    )


def _plainly(remark: str) -> str:
    return short(remark, 120)
