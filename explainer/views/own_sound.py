"""The visitor's own sound: a second from the microphone or out of a WAV file, kept for the session."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from explainer.data.wav import MAX_BYTES, Heard, SoundError, heard
from explainer.views.arrived import contents, taken
from explainer.views.controls import say

_KEPT, _WRONG = "own-sound", "own-sound-wrong"
_RECORDED, _UPLOADED = "sound-recorded", "sound-uploaded"
_RATE = 16_000


def own() -> np.ndarray | None:
    """The sound that the visitor brought, float32 (1, 8000), if this session has one."""
    kept: Heard | None = st.session_state.get(_KEPT)
    return kept.wave if kept else None


def _take(key: str, then: Callable[[], None]) -> None:
    """A sound came in: keep it, else keep what there was and say why."""
    file = taken(key, _WRONG)
    if file is None:
        return
    try:
        st.session_state[_KEPT] = heard(contents(file, "sound", SoundError))
    except SoundError as error:
        st.session_state[_WRONG] = str(error)
        return
    then()


def bring(then: Callable[[], None]) -> None:
    """The ways to bring one; ``then`` is called when it came in and can be heard."""
    st.audio_input("Record a sound of yours", key=_RECORDED, sample_rate=_RATE, on_change=_take, args=(_RECORDED, then))
    st.file_uploader(
        "Or a WAV file", key=_UPLOADED, on_change=_take, args=(_UPLOADED, then), max_upload_size=MAX_BYTES // 2**20
    )
    if _WRONG in st.session_state:
        st.error(st.session_state[_WRONG])
    kept: Heard | None = st.session_state.get(_KEPT)
    say(kept.remarks if kept else ())
    st.caption(
        "The loudest second is read. It stays in this session and is stored nowhere. The microphone needs your permission, and "
        "a page that came over https or from this machine; a file needs neither."
    )
