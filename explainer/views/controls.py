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
    the link."""

    key: str
    label: str
    options: tuple[T, ...]
    default: Any = None

    @property
    def start(self) -> Any:
        return self.options[0] if self.default is None else self.default


def now(setting: Setting[T]) -> Any:
    """The value in this session before its widget has been drawn."""
    return st.session_state.get(setting.key, setting.start)


_LINKED: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def choose(
    setting: Setting[T],
    on_change: Callable[[], None] | None = None,
    options: Sequence[T] = (),
    width: int | None = None,
) -> T:
    """A list that opens; ``options`` narrows it for now."""
    offered = options or setting.options
    start = offered.index(setting.start)
    return st.selectbox(
        setting.label,
        offered,
        start,
        key=setting.key,
        on_change=on_change or "rerun",
        width=width or "stretch",
        **_LINKED,
    )


def switch(setting: Setting[T], on_change: Callable[[], None] | None = None) -> T:
    """All options side by side."""
    chosen = st.segmented_control(
        setting.label,
        setting.options,
        default=setting.start,
        key=setting.key,
        on_change=on_change or "rerun",
        required=True,
        **_LINKED,
    )
    return setting.start if chosen is None else chosen


def several(setting: Setting[T], most: int, on_change: Callable[[], None] | None = None) -> list[T]:
    """Any of the options, none to begin with."""
    return st.multiselect(
        setting.label, setting.options, key=setting.key, max_selections=most, on_change=on_change or "rerun", **_LINKED
    )


def text(key: str, label: str, hint: str) -> str:
    """A line of text, empty to begin with."""
    return st.text_input(label, key=key, help=hint, **_LINKED)


def misread(settings: Sequence[Setting]) -> list[str]:
    """One line for each setting that the link gives a value it cannot take."""
    lines = []
    for setting in settings:
        for raw in st.query_params.get_all(setting.key):
            if raw not in map(str, setting.options):
                shown = raw if len(raw) <= 30 else raw[:30] + "…"
                lines.append(
                    f"The link asks for {setting.label.lower()} “{shown}”, which there is not; using what the page starts with."
                )
    return lines


def say(problems: Sequence[str]) -> None:
    """What could not be done as asked, in one line."""
    if problems:
        st.caption(":material/info: " + " ".join(problems))
