"""The picture on show: a sample, or the visitor's own from a file, the camera or the pad, kept for the session."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from explainer.core.steps import Step, do, embedded
from explainer.data.decoding import FORMATS, PictureError
from explainer.data.pictures import (
    CELLS,
    MAX_BYTES,
    NAMES,
    PAD,
    cells,
    drawn,
    of_drawing,
    opened,
    sample,
)
from explainer.views import thumbnails
from explainer.views.arrived import contents, taken
from explainer.views.controls import Controls, Setting, now, pick, say
from explainer.views.thumbnails import of_picture

OWN = "Your own"
_KEPT = "own-picture"


class OwnPicture(Setting[str]):
    """The visitor's own is a choice while the session has it."""

    def from_link(self, raw: str) -> str:
        if raw == OWN and _KEPT not in st.session_state:
            raise ValueError("This link was made with a picture of somebody’s own, which it cannot carry")
        return super().from_link(raw)


SETTINGS = Controls()
PICTURE = SETTINGS.add(OwnPicture("picture", "Picture", (*NAMES, OWN)))
_DRAWING = "own-drawing"
_WRONG = "own-picture-wrong"
_REMARKS = "own-picture-remarks"


def _take(key: str, then: Callable[[], None]) -> None:
    """A file or a photo came in: keep it if it can be shown, else keep what there was and say why."""
    file = taken(key, _WRONG, _REMARKS)
    if file is None:
        return
    remarks: list[str] = []
    try:
        st.session_state[_KEPT] = opened(contents(file, "picture", PictureError), remarks)
    except PictureError as error:
        st.session_state[_WRONG] = str(error)
        return
    st.session_state[_REMARKS] = remarks
    st.session_state.pop(_DRAWING, None)
    st.session_state[PICTURE.key] = OWN
    then()


def _forget_problem() -> None:
    st.session_state.pop(_WRONG, None)
    st.session_state.pop(_REMARKS, None)


def drawing() -> Step[np.ndarray]:
    """What the visitor has drawn so far, float32 (1, 52, 52)."""
    return embedded(st.session_state.get(_DRAWING, np.zeros((1, PAD, PAD), dtype=np.float32))).named("drawing")


def keep_drawing(values: list[float]) -> None:
    """A stroke ended: the drawing is the visitor's own picture from now on."""
    try:
        ink = drawn(values)
    except PictureError as error:
        st.session_state[_WRONG] = str(error)
        return
    st.session_state[_DRAWING] = ink
    st.session_state[_KEPT] = of_drawing(ink)
    st.session_state[PICTURE.key] = OWN


def choose_picture() -> None:
    """A tray with the samples and the ways to bring a picture."""
    kept = st.session_state.get(_KEPT)
    options = NAMES if kept is None else PICTURE.options
    name = now(PICTURE)
    own = {} if kept is None else {len(NAMES): of_picture(kept)}
    with thumbnails.tray(f"Picture: {name if name in options else PICTURE.start}", PICTURE.key):
        with thumbnails.shown(PICTURE.key, "pictures", own):
            pick(PICTURE, _forget_problem, options=options)
        bring()


def bring(then: Callable[[], None] = lambda: None, to: str = "") -> None:
    """The ways to bring a picture, for a tray, or for another one ``to`` bring it to; ``then`` is called when one came in."""
    upload, camera, toggle = (f"{name}{to}" for name in ("upload", "camera", "use-camera"))
    st.file_uploader(
        "A picture of yours",
        key=upload,
        on_change=_take,
        args=(upload, then),
        max_upload_size=MAX_BYTES // 2**20,
    )
    if _WRONG in st.session_state:
        st.error(st.session_state[_WRONG])
    say(st.session_state.get(_REMARKS, ()))
    if st.toggle("Use the camera", key=toggle):
        st.camera_input("Take a photo", key=camera, on_change=_take, args=(camera, then))
    st.caption(f"{FORMATS}, up to 20 MB. It stays in this session and is stored nowhere.")


def own_picture() -> np.ndarray | None:
    """The visitor's own picture, uint8 (side, side, 3), if this session has one."""
    own: np.ndarray | None = st.session_state.get(_KEPT)
    return own


def _own() -> np.ndarray | None:
    """The same, where it is the one on show."""
    return own_picture() if now(PICTURE) == OWN else None


def _sample() -> Step[np.ndarray]:
    name = now(PICTURE)
    return do(sample, PICTURE.start if name == OWN else name)


def picture_now() -> np.ndarray:
    """The picture on show, uint8 (side, side, 3)."""
    own = _own()
    return _sample().value if own is None else own


def picture_as(function: Callable[..., np.ndarray], **options: int) -> Step[np.ndarray]:
    """What a function makes of the picture on show: float32. Somebody's own goes along as the numbers it became."""
    own = _own()
    return do(function, _sample(), **options) if own is None else embedded(function(own, **options))


def picture_cells(colour: bool) -> Step[np.ndarray]:
    """The picture on show as a network sees it, float32 (1 or 3, 26, 26)."""
    return picture_as(cells, colour=colour).named("picture")


SHOWN_AT = 256


def at_sizes(sides: tuple[int, ...], colour: bool, counted: bool) -> None:
    """The picture on show as so many cells a side, in a row, each with what it costs in numbers, if they are ``counted``."""
    picture = picture_now()
    for column, side in zip(st.columns(len(sides), gap="large"), sides, strict=True):
        x = cells(picture, colour, side)
        large = np.kron(x, np.ones((1, SHOWN_AT // side, SHOWN_AT // side), dtype=np.float32))
        numbers = f"{side} × {side}" + (" × 3" if colour else "") + f" = {x.size:,} numbers"
        if not counted:
            numbers = f"{side} × {side} cells"
        here = " · what the chapters use" if side == CELLS else ""
        less = f" · no more in it than {picture.shape[0]} × {picture.shape[0]}" if side > picture.shape[0] else ""
        shown = large.transpose(1, 2, 0) if colour else large[0]
        column.image(
            np.clip(shown, 0, 1),
            caption=numbers + here + less,
            width=SHOWN_AT,
            output_format="PNG",
            alt=f"The picture as {side} × {side} cells",
        )
