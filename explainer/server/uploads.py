"""What visitors send is bounded before anybody has looked at it: in number, in size, and in how long it may take and lie there.

Streamlit cuts a body off at ``server.maxUploadSize``, and keeps what came in until the session is over, or longer. A page takes
what it is brought at once (``views.picture``), and then nothing holds it any more; this is for all that nobody takes.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import Callable
from typing import cast

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

FILES = 3
BYTES = 60 * 2**20
PATIENCE = 30
SILENCE = 20
LONGEST = 300
KEPT = 120

_PLACE = re.compile(r"/_stcore/upload_file/([^/]+)/([^/]+)$")


def _files() -> MemoryUploadedFileManager:
    return cast(MemoryUploadedFileManager, get_instance().uploaded_file_mgr)


class Uploads:
    """Lets in at most ``FILES`` of one session and ``BYTES`` of all that nobody has taken yet; where there is no room, the
    next waits ``PATIENCE`` seconds for it. A sender may be silent for ``SILENCE`` seconds and take ``LONGEST``. What nobody
    takes is dropped after ``KEPT``."""

    def __init__(self, app: ASGIApp, files: Callable[[], MemoryUploadedFileManager] = _files) -> None:
        self.app = app
        self.files = files
        self._coming: Counter[str] = Counter()
        self._bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        place = _PLACE.search(scope["path"]) if scope["type"] == "http" and scope["method"] == "PUT" else None
        if place is None:
            await self.app(scope, receive, send)
            return
        session, file = place.groups()
        if self._coming[session] + len(self.files().file_storage.get(session, ())) >= FILES:
            await _refused(429, "Too many files at once.")(scope, receive, send)
            return
        self._coming[session] += 1
        try:
            await self._let_in(scope, receive, send)
        finally:
            self._coming -= Counter([session])
            if file in self.files().file_storage.get(session, ()):
                asyncio.get_running_loop().call_later(KEPT, self.files().remove_file, session, file)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        size = _most_of(scope)
        try:
            async with asyncio.timeout(PATIENCE):
                while self._bytes + self._held() + size > BYTES:
                    await asyncio.sleep(0.1)
        except TimeoutError:
            await _refused(503, "Many files are coming in just now.")(scope, receive, send)
            return

        async def patiently() -> Message:
            async with asyncio.timeout(SILENCE):
                return await receive()

        self._bytes += size
        try:
            async with asyncio.timeout(LONGEST):
                await self.app(scope, patiently, send)
        except TimeoutError:
            await _refused(408, "This file takes too long to arrive.")(scope, receive, send)
        except ClientDisconnect:
            pass
        finally:
            self._bytes -= size

    def _held(self) -> int:
        sessions = list(self.files().file_storage.values())
        return sum(len(file.data) for files in sessions for file in list(files.values()))


def _most_of(scope: Scope) -> int:
    """What a request can bring, in bytes, before it is cut off."""
    most = config.get_option("server.maxUploadSize") * 2**20
    said = Headers(scope=scope).get("content-length", "")
    return min(int(said), most) if said.isdecimal() and len(said) < 20 else most


def _refused(status: int, why: str) -> PlainTextResponse:
    return PlainTextResponse(f"{why} Please try again in a moment.", status, {"retry-after": "30"})
