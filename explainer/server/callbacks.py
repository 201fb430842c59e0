"""A callback that fails takes no page with it.

Streamlit runs callbacks before the page, and where one raises there is no page: the browser clears what it had, and widgets
that come again show other values than the server has. It has no hook in that place, so its own function is replaced.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.runtime.state.session_state import SessionState


def survive(failed: Callable[[], None]) -> None:
    """The page comes whatever its callbacks do; ``failed`` is called, in the ``except``, for each that raises."""
    run = SessionState._run_callback_and_record_rerun

    def run_apart(self: SessionState, votes: Any, callback: Callable[[], None]) -> None:
        def shielded() -> None:
            try:
                callback()
            except Exception:
                failed()

        run(self, votes, shielded)

    SessionState._run_callback_and_record_rerun = run_apart  # type: ignore[assignment, method-assign]
