"""Settings as native widgets, each bound to the link: one declaration says what it is called and which values it takes.

A setting is a choice (:class:`Setting`, :class:`Several`) or a text (:class:`Written`), which has a parser that says what
is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

T = TypeVar("T", str, int)
M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)


@dataclass(frozen=True)
class Choice(Generic[T]):
    """Choices among ``options``, called ``key`` in the link. Where ``ranged``, any whole number from the first to the last."""

    key: str
    label: str
    options: tuple[T, ...]
    default: T | None = None
    ranged: bool = False

    def read(self, raw: str) -> T | None:
        """The option that a link's text stands for, if it is one."""
        number = raw.removeprefix("-")
        low, high = self.options[0], self.options[-1]
        if self.ranged and number.isdecimal() and isinstance(low, int) and isinstance(high, int):
            return int(raw) if low <= int(raw) <= high else None
        return next((option for option in self.options if str(option) == raw), None)


class Setting(Choice[T]):
    """One choice, the first being the default unless ``default`` says otherwise."""

    @property
    def start(self) -> T:
        return self.options[0] if self.default is None else self.default


class Several(Choice[T]):
    """Any of the options, none to begin with."""


def now(setting: Setting[T]) -> T:
    """The value before its widget has been drawn: this session's, else the link's, else the default."""
    if setting.key in st.session_state:
        return st.session_state[setting.key]
    return next(iter(_asked(setting)), setting.start)


def chosen(several: Several[T]) -> list[T]:
    """The same of any options."""
    return list(st.session_state[several.key] if several.key in st.session_state else _asked(several))


def _asked(choice: Choice[T]) -> list[T]:
    found = map(choice.read, st.query_params.get_all(choice.key))
    return [option for option in found if option is not None]


_LINKED: dict[str, Any] = {"bind": "query-params", "persist_state": "session"}


def _in_the_link(key: str, value: str | list[str], start: str | list[str]) -> None:
    """See that the link has a widget's value, whatever came between.

    Streamlit takes a link's values from what the browser sent along. If that was while an answer was on its way which
    changed another setting, the two lose each other's: each run therefore puts right what it finds missing or left over.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    wanted = [] if value == start else [value] if isinstance(value, str) else value
    with context.session_state.query_params() as link:
        if link.get_all(key) == wanted:
            return
        if not wanted:
            link.remove_param(key)
        elif all(wanted):
            link.set_corrected_value(key, value, "string_value" if isinstance(value, str) else "string_array_value")


def _changed(on_change: Callable[[], None] | None) -> Any:
    return on_change or "rerun"


def switch(setting: Setting[T], on_change: Callable[[], None] | None = None, quiet: bool = False) -> T:
    """All options side by side, one chosen; ``quiet`` where they say themselves what they are."""
    changed = _changed(on_change)
    found = st.segmented_control(
        setting.label,
        setting.options,
        default=setting.start,
        key=setting.key,
        on_change=changed,
        required=True,
        label_visibility="collapsed" if quiet else "visible",
        **_LINKED,
    )
    return _one(setting, found)


def pick(setting: Setting[T], on_change: Callable[[], None] | None = None, options: Sequence[T] = ()) -> T:
    """Many options, one chosen, for a popover; ``options`` narrows them for now."""
    offered, changed = options or setting.options, _changed(on_change)
    found = st.pills(
        setting.label, offered, default=setting.start, key=setting.key, on_change=changed, required=True, **_LINKED
    )
    return _one(setting, found)


def _one(setting: Setting[T], found: T | None) -> T:
    value = setting.start if found is None else found
    _in_the_link(setting.key, str(value), str(setting.start))
    return value


def several(setting: Several[T], on_change: Callable[[], None] | None = None) -> list[T]:
    """Any of the options, none to begin with."""
    changed = _changed(on_change)
    found = st.pills(
        setting.label, setting.options, selection_mode="multi", key=setting.key, on_change=changed, **_LINKED
    )
    _in_the_link(setting.key, [str(option) for option in found], [])
    return found


def number(setting: Setting[int], on_change: Callable[[], None] | None = None) -> int:
    """A whole number between the first option and the last, in the steps that these have."""
    low, following, *_ = setting.options
    found = st.number_input(
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
    return _one(setting, found)


def slide(setting: Setting[int], on_change: Callable[[], None] | None = None) -> int:
    """A whole number between the first option and the last, dragged."""
    low, high = setting.options[0], setting.options[-1]
    found = st.slider(
        setting.label, low, high, setting.start, key=setting.key, width=220, on_change=on_change, **_LINKED
    )
    return _one(setting, found)


@dataclass(frozen=True)
class Written(Generic[M_co]):
    """A text. ``read`` gives its meaning, with whatever it depends on, and raises ``ValueError`` with a sentence for what
    cannot be meant. One that has a ``start`` needs no label beside it: it is what it says; others have a ``hint``."""

    key: str
    label: str
    read: Callable[..., M_co]
    hint: str = ""
    start: str = ""
    width: int = 330


def text(setting: Written[object], start: str = "") -> str:
    """A line to write in; ``start`` is what stands there to begin with, where the setting does not say."""
    begins = start or setting.start
    if begins:
        found = st.text_input(
            setting.label, begins, key=setting.key, label_visibility="collapsed", width=setting.width, **_LINKED
        )
    else:
        found = st.text_input(setting.label, key=setting.key, help=setting.hint, **_LINKED)
    _in_the_link(setting.key, found, begins)
    return found


def written(setting: Written[object]) -> str:
    """A text before its widget has been drawn: this session's, else the link's."""
    key = setting.key
    return st.session_state[key] or "" if key in st.session_state else st.query_params.get(key, "")


def meant(setting: Written[M], said: str, problems: list[str], *depends: object) -> M | None:
    """What a text means, or None and a line that says what is wrong with it."""
    try:
        return setting.read(said, *depends)
    except ValueError as error:
        problems.append(str(error))
        return None


def put(setting: Choice[Any] | Written[object], value: object) -> None:
    """Another value, from the next run on."""
    st.session_state[setting.key] = value


def misread(choices: Sequence[Setting[Any] | Several[Any]]) -> list[str]:
    """One line for each choice that the link gives a value it cannot take."""
    lines = []
    for choice in choices:
        for raw in st.query_params.get_all(choice.key):
            if choice.read(raw) is None:
                shown = raw if len(raw) <= 30 else raw[:30] + "…"
                instead = f"; showing {choice.start}" if isinstance(choice, Setting) else ""
                lines.append(f"{choice.label}: “{shown}” is not among the choices{instead}.")
    return lines


def row() -> Any:
    """The row that a page's settings stand in."""
    return st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small")


def say(problems: Sequence[str]) -> None:
    """What could not be done as asked, in one line."""
    if problems:
        st.caption(":material/info: " + " ".join(problems))
