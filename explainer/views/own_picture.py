"""The picture on show: a sample, or the visitor's own from a file or the camera, kept for the session."""

from __future__ import annotations

import numpy as np
import streamlit as st

from explainer.data.pictures import MAX_BYTES, SAMPLES, PictureError, opened, sample
from explainer.views.controls import Setting, now, pick

OWN = "Your own"
PICTURE = Setting("picture", "Picture", (*SAMPLES, OWN))
_KEPT = "own-picture"
_WRONG = "own-picture-wrong"


def _take(key: str) -> None:
    """A file or a photo came in: keep it if it can be shown, else keep what there was and say why."""
    file = st.session_state[key]
    _forget_problem()
    if file is None:
        return
    try:
        st.session_state[_KEPT] = opened(file.getvalue())
        st.session_state[PICTURE.key] = OWN
    except PictureError as error:
        st.session_state[_WRONG] = str(error)


def _forget_problem() -> None:
    st.session_state.pop(_WRONG, None)


def choose_picture() -> np.ndarray:
    """A popover with the samples and the ways to bring a picture; returns uint8 (side, side, 3)."""
    options = PICTURE.options if _KEPT in st.session_state else tuple(SAMPLES)
    chosen = now(PICTURE)
    with st.popover(f"Picture: {chosen if chosen in options else PICTURE.start}"):
        name = pick(PICTURE, _forget_problem, options=options)
        st.file_uploader(
            "A picture of yours",
            type=["png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"],
            key="upload",
            on_change=_take,
            args=("upload",),
            max_upload_size=MAX_BYTES // 2**20,
        )
        if _WRONG in st.session_state:
            st.error(st.session_state[_WRONG])
        if st.toggle("Use the camera", key="use-camera"):
            st.camera_input("Take a photo", key="camera", on_change=_take, args=("camera",))
        st.caption("It stays in this session and is stored nowhere.")
    return st.session_state[_KEPT] if name == OWN and _KEPT in st.session_state else sample(name)


def picture_problems() -> list[str]:
    """What is wrong with a link that was made with somebody's own picture."""
    problems = []
    if st.query_params.get(PICTURE.key) == OWN and _KEPT not in st.session_state:
        problems.append(
            f"This link was made with a picture of somebody’s own, which it cannot carry; showing {PICTURE.start}."
        )
    return problems
