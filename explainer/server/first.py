"""What a page shows first: its stage, or home's map, as the page's own view makes it for a visitor who comes without settings.

The server visits its pages once when it starts, over the same runtime as everybody, and keeps what each said of its stage.
Browsers show that while the framework is on its way.
"""

from __future__ import annotations

import asyncio
import json
import logging
from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime, SessionClient

from explainer.server.kept import ALWAYS, Kept

PATIENCE = 60.0
HOME = "home"
_log = logging.getLogger(__name__)

first: dict[str, Kept] = {}
_payloads: dict[str, bytes] = {}
_visited: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)


class _Visitor(SessionClient):
    """Listens until the page has run, and keeps what it says of a stage."""

    client_context = None

    def __init__(self) -> None:
        self.ran = asyncio.Event()
        self.said: Kept | None = None
        self.payload = b""

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        component = msg.delta.new_element.bidi_component
        kind = component.WhichOneof("data")
        if kind in ("bytes", "json") and self.said is None:
            said = {
                "html": component.html_content,
                "js": component.js_content,
                **({"data": b64encode(component.bytes).decode()} if kind == "bytes" else {"words": component.json}),
            }
            self.payload = component.bytes
            self.said = Kept(json.dumps(said).encode(), "application/json", ALWAYS)
        if msg.WhichOneof("type") == "script_finished":
            self.ran.set()


async def visit(runtime: Runtime, pages: Iterable[str]) -> None:
    """Keep in ``first`` the stage of each of these pages that has one, by the page's name in the address, and home's map."""
    for page in (HOME, *pages):
        visitor = _Visitor()
        session = runtime.connect_session(visitor, user_info={})
        message = BackMsg()
        message.rerun_script.page_name = "" if page == HOME else page
        runtime.handle_backmsg(session, message)
        try:
            await asyncio.wait_for(visitor.ran.wait(), PATIENCE)
        except TimeoutError:
            _log.warning("%s did not run within %d s and opens without a first picture", page, PATIENCE)
        finally:
            runtime.close_session(session)
        if visitor.said:
            _payloads[page] = visitor.payload
            await asyncio.to_thread(visitor.said.pack)
            first[page] = visitor.said
        _visited[page].set()


async def seen(page: str) -> bytes | None:
    """What a page that is visited told its stage first, as soon as that is known; None where it has none or takes too long."""
    with suppress(TimeoutError):
        await asyncio.wait_for(_visited[page].wait(), PATIENCE)
    return _payloads.get(page)
