"""Runs whose session ended before they did: whoever reloads the page has a new session, and goes on from where it stood.

A browser is known again by a cookie that lasts until it is closed (``explainer/server/headers.py``). A run is taken over only
from a session that is no more, and only where the settings are those it was begun by, which the link has.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

import streamlit as st
from streamlit.runtime import exists, get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

MOST = 12
COOKIE = "visitor"
R = TypeVar("R")


class Left(Generic[R]):
    """The last ``most`` runs that were begun, by browser and name, with the session that has them."""

    def __init__(self, active: Callable[[str], bool], most: int = MOST) -> None:
        self._active, self._most = active, most
        self._kept: OrderedDict[tuple[str, str], tuple[str, R]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, browser: str, name: str, session: str, run: R) -> None:
        with self._lock:
            self._kept[browser, name] = session, run
            self._kept.move_to_end((browser, name))
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def take(self, browser: str, name: str, session: str, fits: Callable[[R], bool]) -> R | None:
        """The run of that name which a session of this browser left, if it ``fits``; it is this session's from now on."""
        with self._lock:
            owner, run = self._kept.get((browser, name), (session, None))
            if run is None or owner == session or self._active(owner) or not fits(run):
                return None
            self._kept[browser, name] = session, run
            return run


@st.cache_resource
def _left() -> Left[object]:
    return Left(get_instance().is_active_session)


def _who() -> tuple[str, str] | None:
    """The browser and the session."""
    context, browser = get_script_run_ctx(), st.context.cookies.get(COOKIE)
    return (browser, context.session_id) if context and browser and exists() else None


def keep(name: str, run: object) -> None:
    """Have it found again where this session ends and its visitor comes back."""
    who = _who()
    if who:
        _left().keep(who[0], name, who[1], run)


def take(name: str, fits: Callable[[object], bool]) -> object | None:
    """What this visitor's last session left, if it ``fits``."""
    who = _who()
    return _left().take(who[0], name, who[1], fits) if who else None
