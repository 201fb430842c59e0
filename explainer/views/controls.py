"""Settings as native widgets, each bound to the link; what there is to set, ``settings.py`` says.

A value is this session's, else the link's, else the setting's own to begin with; it can be asked before its widget has been
drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any, TypeVar

import streamlit as st

from explainer.views import folded, link
from explainer.views.settings import AnySetting as AnySetting
from explainer.views.settings import Controls as Controls
from explainer.views.settings import OnStage as OnStage
from explainer.views.settings import Setting as Setting
from explainer.views.settings import Several as Several
from explainer.views.settings import Written as Written
from explainer.views.settings import quoted as quoted
from explainer.views.settings import short as short
from explainer.views.terms import helps

T = TypeVar("T", str, int)
M = TypeVar("M")


def read_link(settings: Controls) -> list[str]:
    """Read the link, and what was written, before anything is drawn. One line for each that is not as it was asked."""
    for setting in settings:
        if setting.key in st.session_state and not setting.holds(st.session_state[setting.key]):
            st.session_state[setting.key] = setting.start
    problems = link.read(settings)
    if link.returned():
        for setting in settings:
            if isinstance(setting, OnStage) and link.carries(setting.key):
                st.session_state[setting.key] = next(iter(link.values(setting)), setting.start)
            elif not isinstance(setting, Written):
                folded.give(setting.key, _linked(setting))
    else:
        for setting in settings:
            found = _held(setting)
            if found is not None and found != st.session_state[setting.key]:
                st.session_state[setting.key] = found
    return problems


def _linked(setting: AnySetting) -> object:
    """What the link asks of it, else how it is to begin with."""
    found = link.values(setting)
    return found if isinstance(setting, Several) else next(iter(found), setting.start)


def _held(setting: AnySetting) -> Any:
    """What this session has for it, unless the visitor went back to where the link says it."""
    return None if link.returned() else folded.held(setting.key, lambda: _linked(setting))


def now(setting: Setting[T]) -> T:
    """The value before its widget has been drawn: this session's, else the link's, else the default."""
    found: T | None = _held(setting)
    if found is not None and setting.has(found):
        return found
    return next(iter(link.values(setting)), setting.start)


def given(setting: AnySetting) -> bool:
    """Whether the link has a value for it."""
    return bool(link.values(setting))


def chosen(several: Several[T]) -> list[T]:
    """The same of any options."""
    found: list[T] | None = _held(several)
    return found if found is not None and several.holds(found) else link.values(several)


MOST_SAID = 5
_SESSION: dict[str, Any] = {"persist_state": "session"}
_LINKED: dict[str, Any] = {"bind": "query-params", **_SESSION}


def _changed(setting: AnySetting, on_change: Callable[[], None] | None) -> Any:
    if on_change is None:
        return "rerun"
    return lambda: on_change() if _held(setting) == st.session_state.get(setting.key) else None


def switch(
    setting: Setting[T],
    on_change: Callable[[], None] | None = None,
    quiet: bool = False,
    idle: bool = False,
    options: Sequence[T] = (),
) -> T:
    """All options side by side, one chosen; ``quiet`` where they say themselves what they are, ``idle`` where the choice does
    nothing for now; ``options`` narrows them for now."""
    changed = _changed(setting, on_change)
    found = st.segmented_control(
        setting.label,
        options or setting.options,
        default=setting.start,
        key=setting.key,
        on_change=changed,
        required=True,
        help=None if quiet else helps(setting.label),
        label_visibility="collapsed" if quiet else "visible",
        disabled=idle,
        **_LINKED,
    )
    return _one(setting, found)


def pick(setting: Setting[T], on_change: Callable[[], None] | None = None, options: Sequence[T] = ()) -> T:
    """Many options, one chosen, for a popover; ``options`` narrows them for now."""
    offered, changed = options or setting.options, _changed(setting, on_change)
    found = st.pills(
        setting.label,
        offered,
        default=setting.start,
        key=setting.key,
        on_change=changed,
        required=True,
        help=helps(setting.label),
        **_LINKED,
    )
    return _one(setting, found)


def _one(setting: Setting[T], found: T | None) -> T:
    value = setting.start if found is None else found
    link.keep(setting.key, str(value), str(setting.start))
    return value


def several(setting: Several[T], on_change: Callable[[], None] | None = None) -> list[T]:
    """Any of the options, none to begin with."""
    changed = _changed(setting, on_change)
    found = st.pills(
        setting.label,
        setting.options,
        selection_mode="multi",
        key=setting.key,
        on_change=changed,
        help=helps(setting.label),
        **_LINKED,
    )
    link.keep(setting.key, [str(option) for option in found], [])
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
        on_change=_changed(setting, on_change),
        help=helps(setting.label),
        width=180,
        **_LINKED,
    )
    return _one(setting, found)


def slide(setting: Setting[int], on_change: Callable[[], None] | None = None, width: int = 220) -> int:
    """A whole number between the first option and the last, in the steps that these have, dragged."""
    low, following, *_ = setting.options
    high = setting.options[-1]
    found = st.slider(
        setting.label,
        low,
        high,
        setting.start,
        following - low,
        key=setting.key,
        width=width,
        on_change=on_change,
        help=helps(setting.label),
        **_LINKED,
    )
    return _one(setting, found)


def text(setting: Written[object], start: str = "") -> str:
    """A line to write in; ``start`` is what stands there to begin with, where the setting does not say. It is its own label."""
    begins, bound = start or setting.start, _LINKED if link.carries(setting.key) else _SESSION
    found = st.text_input(
        setting.label, begins, key=setting.key, label_visibility="collapsed", width=setting.width, **bound
    )
    link.keep(setting.key, found or "", begins)
    return found or ""


def on_stage(setting: OnStage[object]) -> str:
    """What was done on the stage, here or by whoever made the link."""
    said = st.session_state[setting.key] = written(setting)
    link.keep(setting.key, said, setting.start)
    return said


def kept(setting: Setting[T]) -> T:
    """A choice that has no widget: the browser makes it and has it put here, or whoever made the link did."""
    value = st.session_state[setting.key] = now(setting)
    return _one(setting, value)


def written(setting: Written[object]) -> str:
    """A text before its widget has been drawn: this session's, else the link's."""
    found = _held(setting)
    return found if isinstance(found, str) else next(iter(link.values(setting)), "")


def meant(setting: Written[M], said: str, problems: list[str], *depends: object) -> M | None:
    """What a text means, or None and a line that says what is wrong with it."""
    try:
        return setting.read(said, *depends)
    except ValueError as error:
        problems.append(str(error))
        return None


def put(setting: AnySetting, value: object) -> None:
    """Another value, from the next run on, if it is one."""
    if not setting.holds(value):
        return
    if isinstance(setting, Written):
        st.session_state[setting.key] = value
    else:
        folded.give(setting.key, value)


def row(of: str = "") -> Any:
    """The row that a page's settings stand in, or those ``of`` one of its views."""
    return st.container(
        key=f"controls-{of}" if of else "controls", horizontal=True, vertical_alignment="bottom", gap="small"
    )


def say(problems: Sequence[str]) -> None:
    """What could not be done as asked, in one line. What a visitor or a link wrote is in it, so it is text and no Markdown."""
    if problems:
        more = len(problems) - MOST_SAID
        lines = [*problems[:MOST_SAID], *([f"And {more:,} more like these."] if more > 0 else [])]
        st.html(
            f'<p class="said" role="status" tabindex="0"><span aria-hidden="true">i</span> {escape(" ".join(lines))}</p>'
        )
