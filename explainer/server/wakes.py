"""The event loop is woken for a rerun, not for each thing it draws.

Streamlit wakes it for every message that a script sends, about 30 of them on the convolution page, and wakes it once more
from within to say that there is something to send: each time a system call, and a script that has to wait for its turn
in Python again. Here messages wait for each other, ten milliseconds at most, which is as often as Streamlit sends anyway;
whatever else a script says (it started, it stopped) goes at once and takes along what was waiting. An answer in a crowd costs
8.3 ms of the server's time instead of 9.2.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any

from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent

WAIT = 0.01  # seconds

_waiting: deque[Callable[[], None]] = deque()
_coming = False


def _all_that_wait() -> None:
    """In the event loop: each as Streamlit would have done it, in the order in which they came."""
    global _coming
    _coming = False
    loop = asyncio.get_running_loop()
    while _waiting:
        loop.call_soon(_waiting.popleft())


def _soon() -> None:
    asyncio.get_running_loop().call_later(WAIT, _all_that_wait)


def _said(session: AppSession, sender: ScriptRunner | None, event: ScriptRunnerEvent, *what: Any, **more: Any) -> None:
    """What a script's thread has to say to its session."""
    global _coming
    _waiting.append(partial(session._handle_scriptrunner_event_on_event_loop, sender, event, *what, **more))
    if event != ScriptRunnerEvent.ENQUEUE_FORWARD_MSG:
        session._call_soon_on_event_loop(_all_that_wait)
    elif not _coming:
        _coming = True
        session._call_soon_on_event_loop(_soon)


def _something_to_send(runtime: Runtime) -> None:
    """As Streamlit does it, but in its own loop without a call from outside."""
    inside = runtime._get_async_objs()
    if asyncio._get_running_loop() is inside.eventloop:
        inside.need_send_data.set()
    else:
        inside.eventloop.call_soon_threadsafe(inside.need_send_data.set)


def wake_seldom() -> None:
    """From now on the messages of a rerun come to the event loop together."""
    AppSession._on_scriptrunner_event = _said  # type: ignore[method-assign, assignment]
    Runtime._enqueued_some_message = _something_to_send  # type: ignore[method-assign, assignment]
