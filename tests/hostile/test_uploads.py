"""What a stranger sends to an upload address, request by request: refused or dropped before it costs the server anything."""

import asyncio
import time
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit import config
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.web.server.starlette.starlette_routes import create_upload_routes

from explainer.server import uploads
from explainer.server.uploads import Uploads
from tests.hostile import run

MEGABYTE = 2**20
OPEN, CLOSE = b"--b\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n", b"\r\n--b--\r\n"


def patient(monkeypatch, **seconds):
    for name, value in seconds.items():
        monkeypatch.setattr(uploads, name, value)


@pytest.fixture
def server():
    """Streamlit's own route behind our bounds, as ``server.put(…)``, and the files it holds."""
    before = {name: config.get_option(name) for name in ("server.enableXsrfProtection", "server.maxUploadSize")}
    config.set_option("server.enableXsrfProtection", False)
    config.set_option("server.maxUploadSize", 21)
    files = MemoryUploadedFileManager("/_stcore/upload_file")
    routes = create_upload_routes(SimpleNamespace(is_active_session=lambda session: session != "gone"), files, None)
    app = Starlette(routes=routes, middleware=[Middleware(Uploads, files=lambda: files)])
    yield SimpleNamespace(files=files, put=lambda *a, **k: put(app, *a, **k))
    for name, value in before.items():
        config.set_option(name, value)


def whole(size):
    """The body of a request that brings so many bytes."""
    return [OPEN, bytes(size), CLOSE]


async def put(app, session, file, chunks, said=None, between=0.0, ends=True):
    """Send a file piece by piece; the status of the answer."""
    headers = [(b"content-type", b"multipart/form-data; boundary=b"), (b"host", b"here")]
    if said is not None:
        headers.append((b"content-length", str(said).encode()))
    path = f"/_stcore/upload_file/{session}/{file}"
    scope = {"type": "http", "method": "PUT", "path": path, "headers": headers, "query_string": b"", "root_path": ""}
    scope |= {"http_version": "1.1", "scheme": "http", "server": ("here", 80), "client": ("there", 1)}
    rest, answer, never = iter(chunks), [], asyncio.Event()

    async def receive():
        chunk = next(rest, None)
        if chunk is None:
            if not ends:
                await never.wait()
            return {"type": "http.request", "body": b"", "more_body": False}
        await asyncio.sleep(between)
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message):
        answer.append(message)

    await app(scope, receive, send)
    return answer[0]["status"]


def held(files):
    return sorted(file for stored in files.file_storage.values() for file in stored)


def test_a_file_comes_in(server):
    assert run(server.put("me", "a", whole(1000))) == 204
    assert [len(file.data) for file in server.files.get_files("me", ["a"])] == [1000]


def test_one_session_parks_a_few_files_and_no_more(server):
    async def many():
        return [await server.put("me", f"{k}", whole(10)) for k in range(6)]

    assert run(many()) == [204] * 3 + [429] * 3
    assert held(server.files) == ["0", "1", "2"]


def test_one_session_sends_a_few_at_once_and_no_more(server, monkeypatch):
    patient(monkeypatch, SILENCE=0.2)

    async def many():
        return await asyncio.gather(*(server.put("me", f"{k}", [OPEN], ends=False) for k in range(6)))

    assert sorted(run(many())) == [408] * 3 + [429] * 3
    assert held(server.files) == []


def test_what_the_page_took_makes_room(server):
    async def many():
        for k in range(10):
            assert await server.put("me", f"{k}", whole(10)) == 204
            server.files.remove_file("me", f"{k}")

    run(many())


def test_another_session_is_not_in_the_way(server):
    async def many():
        await asyncio.gather(*(server.put("me", f"{k}", whole(10)) for k in range(9)))
        return await server.put("you", "mine", whole(10))

    assert run(many()) == 204


def test_all_sessions_together_park_so_much_and_no_more(server, monkeypatch):
    patient(monkeypatch, PATIENCE=0.1)

    async def many():
        sent = (server.put(f"{k}", "a", whole(19 * MEGABYTE), said=20 * MEGABYTE) for k in range(6))
        return await asyncio.gather(*sent)

    assert sorted(run(many())) == [204] * 3 + [503] * 3
    assert sum(len(f.data) for stored in server.files.file_storage.values() for f in stored.values()) <= uploads.BYTES


def test_where_there_is_no_room_the_next_waits_for_it(server):
    async def many():
        for k in range(3):
            await server.put(f"{k}", "a", whole(19 * MEGABYTE), said=20 * MEGABYTE)
        waits = asyncio.create_task(server.put("me", "b", whole(19 * MEGABYTE), said=20 * MEGABYTE))
        await asyncio.sleep(0)
        assert not waits.done()
        server.files.remove_file("0", "a")
        return await waits

    assert run(many()) == 204


@pytest.mark.parametrize("said", [None, 10, 10**30, -1, "many", ""])
def test_a_body_without_end_is_cut_off(server, said):
    sent = []

    def endless():
        yield OPEN
        while True:
            sent.append(MEGABYTE)
            yield bytes(MEGABYTE)

    assert run(server.put("me", "a", endless(), said=said)) in (400, 413)
    assert sum(sent) <= 24 * MEGABYTE
    assert held(server.files) == []


def test_a_sender_who_falls_silent_or_dawdles_is_let_go(server, monkeypatch):
    patient(monkeypatch, SILENCE=0.2, LONGEST=0.6)
    started = time.monotonic()
    assert run(server.put("me", "a", [OPEN], ends=False)) == 408
    assert run(server.put("me", "b", [OPEN, *[b"x"] * 10_000], between=0.05)) == 408
    assert time.monotonic() - started < 20
    assert run(server.put("me", "c", whole(10))) == 204


def test_what_nobody_takes_is_dropped(server, monkeypatch):
    patient(monkeypatch, KEPT=0.1)

    async def parked():
        await server.put("me", "a", whole(10))
        assert held(server.files) == ["a"]
        while held(server.files):
            await asyncio.sleep(0.01)

    run(asyncio.wait_for(parked(), 20))


def test_who_has_no_session_parks_nothing(server):
    assert run(server.put("gone", "a", whole(10))) == 400
    assert held(server.files) == []
