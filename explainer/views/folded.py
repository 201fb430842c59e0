"""Settings whose widget is folded away, and what the browser goes on saying of them.

Streamlit hands a new value to the widgets that are on screen. One in a closed popover keeps what it had, and the browser
sends that along with whatever is done next. So where a value was given to a setting, by a button or by going back, what the
browser has is remembered, and counts for nothing until the address says the same: what a visitor chooses is there at once.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

_GIVEN = "given-while-folded"


def _given() -> dict[str, tuple[object, object]]:
    """What the browser has and what was given instead, by the setting's key."""
    found: dict[str, tuple[object, object]] = st.session_state.setdefault(_GIVEN, {})
    return found


def give(key: str, value: object) -> None:
    """Another value, from now on."""
    was = st.session_state.get(key)
    if was is not None and was != value:
        _given()[key] = (_given()[key][0] if key in _given() else was, value)
    st.session_state[key] = value


def held(key: str, linked: Callable[[], object]) -> object:
    """What this session has for a setting of that key, or None; ``linked`` says what the address has."""
    found = st.session_state.get(key)
    if found is None or key not in _given():
        return found
    stale, value = _given()[key]
    if found == stale and linked() != stale:
        return value
    if found not in (stale, value) or found == stale:
        del _given()[key]
    return found
