"""Parts of a page, each of which may fail without the others: it then says so in one sentence, and what stands below it comes.

What visitors are told has no path and no traceback in it; those are logged, on the server's standard error unless whoever
runs it set Python's logging up otherwise. Streamlit's own ways to stop or rerun a script are no errors and pass through.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from explainer.data.assets import Unusable

P = ParamSpec("P")
T = TypeVar("T")

WRONG = "Something went wrong here, and was logged. The rest of the page works: try another setting, or begin anew."
LACKING = "{} Everything that does without it works."
ANEW = '<a href="?">Begin anew, without the settings in the link</a>'
_TO_TELL = "something-failed-before"
_log = logging.getLogger(__name__)
_said: ContextVar[set[str] | None] = ContextVar("said", default=None)


@contextmanager
def apart() -> Iterator[None]:
    """What fails in here is said in its place, and what follows is done. A file that several parts need is said once.

    To be used in a ``with`` or, called, as a decorator.
    """
    outer = _said.get()
    said = set() if outer is None else outer
    token = _said.set(said)
    try:
        yield
    except Unusable as lacking:
        if str(lacking) not in said:
            said.add(str(lacking))
            _log.error("%s", lacking)
            st.warning(LACKING.format(lacking))
    except Exception:
        _log.exception("A part of the page failed")
        _went_wrong()
    finally:
        _said.reset(token)


def tried(make: Callable[P, T], *args: P.args, **named: P.kwargs) -> T | None:
    """What ``make`` gives; None where it fails, which is said."""
    with apart():
        return make(*args, **named)
    return None


def part(view: Callable[P, None]) -> Callable[P, None]:
    """A view that stands on a page: it reruns by itself, and fails by itself."""

    @wraps(view)
    def told(*args: P.args, **named: P.kwargs) -> None:
        if st.session_state.pop(_TO_TELL, False):
            _went_wrong()
        view(*args, **named)

    return st.fragment(apart()(told))


def by_itself() -> bool:
    """Whether a part reruns by itself, while all that stands on the page stays there."""
    context = get_script_run_ctx()
    return context is not None and context.fragment_ids_this_run is not None


def page(view: Callable[[], bool], words: Callable[[], None], then: Callable[[], None] | None = None) -> None:
    """A page's view and, below it, its words, which wait while the view says that it asks something; ``then`` is done last.
    Where the view fails the words come all the same, and where they fail what is last is done."""

    @part
    def both() -> None:
        asks = tried(view)
        if not asks:
            tried(words)
        if then and asks is not None:
            then()

    both()


def elsewhere(error: Exception) -> bool:
    """Says what failed outside of all parts, for ``st.App(on_script_error=…)``, which logged it."""
    _went_wrong()
    return True


def told_next() -> None:
    """Has what fails now, before there is a page to say it on, said by the part of it that comes next."""
    _log.exception("A callback failed")
    st.session_state[_TO_TELL] = True


def _went_wrong() -> None:
    st.error(WRONG)
    st.html(ANEW)
