"""Settings as native widgets, each bound to the link: one declaration says what it is called and which values it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

T = TypeVar("T", str, int)


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A choice among ``options``, the first being the default unless ``default`` says otherwise; ``key`` is its name in
    the link. Where ``ranged``, any whole number from the first to the last."""

    key: str
    label: str
    options: tuple[T, ...]
    default: Any = None
    ranged: bool = False

    @property
    def start(self) -> Any:
        return self.options[0] if self.default is None else self.default


def now(setting: Setting[T]) -> Any:
    """The value before its widget has been drawn: this session's, else the link's, else the default."""
    if setting.key in st.session_state:
        return st.session_state[setting.key]
    raws = st.query_params.get_all(setting.key)
    if setting.ranged:
        return next((int(raw) for raw in raws if _in_range(setting, raw)), setting.start)
    asked = [option for raw in st.query_params.get_all(setting.key) for option in setting.options if str(option) == raw]
    return (tuple(asked) or setting.start) if setting.start == () else next(iter(asked), setting.start)


_LINKED: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def _changed(on_change: Callable[[], None] | None) -> Any:
    return on_change or "rerun"


def switch(setting: Setting[T], on_change: Callable[[], None] | None = None, quiet: bool = False) -> T:
    """All options side by side, one chosen; ``quiet`` where they say themselves what they are."""
    changed = _changed(on_change)
    chosen = st.segmented_control(
        setting.label,
        setting.options,
        default=setting.start,
        key=setting.key,
        on_change=changed,
        required=True,
        label_visibility="collapsed" if quiet else "visible",
        **_LINKED,
    )
    return setting.start if chosen is None else chosen


def pick(setting: Setting[T], on_change: Callable[[], None] | None = None, options: Sequence[T] = ()) -> T:
    """Many options, one chosen, for a popover; ``options`` narrows them for now."""
    offered, changed = options or setting.options, _changed(on_change)
    chosen = st.pills(
        setting.label, offered, default=setting.start, key=setting.key, on_change=changed, required=True, **_LINKED
    )
    return setting.start if chosen is None else chosen


def several(setting: Setting[T], on_change: Callable[[], None] | None = None) -> list[T]:
    """Any of the options, none to begin with."""
    changed = _changed(on_change)
    return st.pills(
        setting.label, setting.options, selection_mode="multi", key=setting.key, on_change=changed, **_LINKED
    )


def number(setting: Setting[int], on_change: Callable[[], None] | None = None) -> int:
    """A whole number between the first option and the last, in the steps that these have."""
    low, following, *_ = setting.options
    return st.number_input(
        setting.label,
        low,
        setting.options[-1],
        setting.start,
        following - low,
        key=setting.key,
        on_change=_changed(on_change),
        width=180,
        **_LINKED,
    )


def slide(setting: Setting[int], on_change: Callable[[], None] | None = None) -> int:
    """A whole number between the first option and the last, dragged."""
    low, high = setting.options[0], setting.options[-1]
    return st.slider(
        setting.label, low, high, setting.start, key=setting.key, width=220, on_change=on_change, **_LINKED
    )


def text(key: str, label: str, hint: str, start: str = "", width: int = 330) -> str:
    """A line of text. One that starts with a text needs no label beside it: it is what it says."""
    if start:
        return st.text_input(label, start, key=key, label_visibility="collapsed", width=width, **_LINKED)
    return st.text_input(label, key=key, help=hint, **_LINKED)


def misread(settings: Sequence[Setting]) -> list[str]:
    """One line for each setting that the link gives a value it cannot take."""
    lines = []
    for setting in settings:
        for raw in st.query_params.get_all(setting.key):
            if raw not in map(str, setting.options) and not _in_range(setting, raw):
                shown = raw if len(raw) <= 30 else raw[:30] + "…"
                instead = f"; showing {setting.start}" if setting.start != () else ""
                lines.append(f"{setting.label}: “{shown}” is not among the choices{instead}.")
    return lines


def _in_range(setting: Setting, raw: str) -> bool:
    number = raw.removeprefix("-")
    return setting.ranged and number.isdecimal() and setting.options[0] <= int(raw) <= setting.options[-1]


def written(key: str) -> str:
    """A bound text before its widget has been drawn: this session's, else the link's."""
    return st.session_state[key] or "" if key in st.session_state else st.query_params.get(key, "")


def row() -> Any:
    """The row that a page's settings stand in."""
    return st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small")


def say(problems: Sequence[str]) -> None:
    """What could not be done as asked, in one line."""
    if problems:
        st.caption(":material/info: " + " ".join(problems))
