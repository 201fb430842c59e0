"""What is taken out of Streamlit's and Python's hands for a crowd's sake: still where it was, and still to the effect meant."""

import asyncio
import gc
import socket
import subprocess
import sys
import threading
from types import SimpleNamespace

from streamlit import config
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.runtime import Runtime
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent
from streamlit.web.server.starlette.starlette_server import _bind_socket

from explainer.server.at_once import send_at_once
from explainer.server.wakes import wake_seldom
from tests.hostile import run
from tests.served import PATIENCE, ROOT


async def holds_back():
    """Whether a connection to a socket bound as Streamlit binds its own waits for more before it sends."""
    accepted = asyncio.get_running_loop().create_future()
    listening = _bind_socket("127.0.0.1", 0, 5)
    server = await asyncio.start_server(lambda _, writer: accepted.set_result(writer), sock=listening)
    async with server:
        _, there = await asyncio.open_connection(*listening.getsockname())
        here = await accepted
        found = not here.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        there.close()
        here.close()
    return found


def test_answers_leave_at_once(monkeypatch):
    monkeypatch.setattr(asyncio.base_events, "_set_nodelay", asyncio.base_events._set_nodelay)
    assert run(holds_back()), "or else there is nothing left to mend"
    send_at_once()
    assert not run(holds_back())


class Session(AppSession):
    """Notes what a script has to say, and passes on that there is something to send."""

    def __init__(self, runtime, loop):
        self._event_loop, self.runtime, self.told = loop, runtime, []

    def __del__(self):
        pass

    def _handle_scriptrunner_event_on_event_loop(self, sender, event, forward_msg=None, *_, **__):
        self.told.append(forward_msg.hash if forward_msg else event.name)
        self.runtime._enqueued_some_message()


async def rerun(things):
    """What a session is told of a script that draws so many things, and how often the event loop is woken for it."""
    loop, woken = asyncio.get_running_loop(), []
    wake = loop.call_soon_threadsafe
    loop.call_soon_threadsafe = lambda *call, **how: (woken.append(call), wake(*call, **how))
    runtime = Runtime.__new__(Runtime)
    runtime._async_objs = SimpleNamespace(eventloop=loop, need_send_data=asyncio.Event())
    session = Session(runtime, loop)

    def script():
        session._on_scriptrunner_event(None, ScriptRunnerEvent.SCRIPT_STARTED)
        for k in range(things):
            drawn = ForwardMsg(hash=str(k))
            session._on_scriptrunner_event(None, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=drawn)
        session._on_scriptrunner_event(None, ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS)

    threading.Thread(target=script).start()
    while len(session.told) < things + 2:
        await runtime._async_objs.need_send_data.wait()
        await asyncio.sleep(0)
    return session.told, len(woken)


def test_a_rerun_wakes_the_event_loop_seldom_and_says_the_same_in_the_same_order(monkeypatch):
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", AppSession._on_scriptrunner_event)
    monkeypatch.setattr(Runtime, "_enqueued_some_message", Runtime._enqueued_some_message)
    said, woken = run(asyncio.wait_for(rerun(100), PATIENCE))
    assert said == ["SCRIPT_STARTED", *map(str, range(100)), "FRAGMENT_STOPPED_WITH_SUCCESS"]
    assert woken > 100, "or else there is nothing left to mend"
    wake_seldom()
    together, seldom = run(asyncio.wait_for(rerun(100), PATIENCE))
    assert together == said
    assert seldom < 50


def test_what_is_drawn_does_not_wait_for_the_end_of_the_script(monkeypatch):
    monkeypatch.setattr(AppSession, "_on_scriptrunner_event", AppSession._on_scriptrunner_event)
    wake_seldom()

    async def drawn():
        loop = asyncio.get_running_loop()
        session = Session(SimpleNamespace(_enqueued_some_message=lambda: None), loop)
        what = ForwardMsg(hash="drawn")
        session._on_scriptrunner_event(None, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG, forward_msg=what)
        while not session.told:
            await asyncio.sleep(0)
        return session.told

    assert run(asyncio.wait_for(drawn(), PATIENCE)) == ["drawn"]


def full_collections(reruns):
    """How many there are while so many scripts finish."""
    runner = SimpleNamespace(_join_wake_lock=threading.Lock(), on_event=SimpleNamespace(send=lambda *_, **__: None))
    context = SimpleNamespace(has_script_started=False)
    gc.collect()
    before = gc.get_stats()[2]["collections"]
    for _ in range(reruns):
        ScriptRunner._on_script_finished(runner, context, ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, True, None)
    return gc.get_stats()[2]["collections"] - before


def test_reruns_are_not_followed_by_full_collections():
    assert full_collections(10) < 10
    config.set_option("runner.postScriptGC", True)
    try:
        assert full_collections(10) >= 10, "or else there is nothing to turn off"
    finally:
        config.set_option("runner.postScriptGC", False)


HEAPS = """
import ctypes, sys, threading
import numpy as np
from explainer.server.memory import use_again
if "again" in sys.argv:
    use_again()
held, all_hold = [], threading.Barrier(8)
def hold():
    held.append([np.ones(1000) for _ in range(100)])
    all_hold.wait()
threads = [threading.Thread(target=hold) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(*how):
    """How many heaps the C library has after eight threads held something at once."""
    done = subprocess.run([sys.executable, "-c", HEAPS, *how], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


def test_all_threads_share_a_heap():
    assert heaps() > 1, "or else there is nothing to mend"
    assert heaps("again") == 1
