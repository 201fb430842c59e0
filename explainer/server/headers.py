"""What comes with every answer: what a browser may do with it, and who may show it in a frame; and with every page a number
by which whoever reloads it finds their training again."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import get_option

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        (
            *(f"{power}=(self)" for power in ("camera", "clipboard-write", "fullscreen", "microphone")),
            *(f"{power}=()" for power in ("clipboard-read", "display-capture", "geolocation", "payment", "usb")),
        )
    ),
}
_CLOSED = ("/_stcore/metrics",)


def policy(nonce: str = "") -> str:
    """What a page may load and run: its own, and the one script that has the ``nonce``. The framework writes styles in place
    and imports modules from blobs, as we do, and takes what a microphone hears out of one. Whoever may connect from elsewhere may
    show it in a frame."""
    scripts = " ".join(("'self'", "blob:", "'wasm-unsafe-eval'", *([f"'nonce-{nonce}'"] if nonce else [])))
    framing = " ".join(("'self'", *get_option("server.corsAllowedOrigins")))
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "connect-src 'self' blob:",
            "font-src 'self' data:",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            f"frame-ancestors {framing}",
        )
    )


class Guarded:
    """Adds these to every answer, the ``cookie`` that a browser is known by to pages, and answers for what nobody outside is to
    see."""

    def __init__(self, app: ASGIApp, cookie: str) -> None:
        self.app, self.cookie = app, cookie

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        stranger = scope["type"] == "http" and self.cookie not in HTTPConnection(scope).cookies

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in ALWAYS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", policy())
                if stranger and headers.get("content-type", "").startswith("text/html"):
                    headers.append(
                        "Set-Cookie", f"{self.cookie}={secrets.token_urlsafe()}; Path=/; HttpOnly; SameSite=Lax"
                    )
            await send(message)

        if scope["type"] != "http":
            await self.app(scope, receive, send)
        elif scope["path"].rstrip("/").endswith(_CLOSED):
            await Response("Not found", status_code=404)(scope, receive, with_headers)
        else:
            await self.app(scope, receive, with_headers)
