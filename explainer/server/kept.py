"""Answers that do not change while the server runs: compressed once, kept, and known again by the browser."""

from __future__ import annotations

import gzip
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import brotli
from starlette.requests import Request
from starlette.responses import Response

ALWAYS = "public, max-age=31536000, immutable"
ASK = "no-cache"
_SMALL = 500


@dataclass(frozen=True)
class Kept:
    """A file's ``body``. ``lasts`` says for how long a browser may use it without asking; ``effort``, up to 11, how hard to
    compress it: the last step takes twice as long for 2 %."""

    body: bytes = field(repr=False)
    media_type: str
    lasts: str = ASK
    effort: int = 10

    @cached_property
    def digest(self) -> str:
        return sha256(self.body).hexdigest()[:16]

    @cached_property
    def _brotli(self) -> bytes:
        """A fifth smaller; browsers ask for it over HTTPS."""
        return brotli.compress(self.body, quality=self.effort)

    @cached_property
    def _gzip(self) -> bytes:
        return gzip.compress(self.body, 9)

    def pack(self) -> None:
        """Compress it now, before somebody waits for it."""
        _ = self._brotli, self._gzip

    def answer(self, request: Request) -> Response:
        """The file, or that it has not changed."""
        headers = {"Cache-Control": self.lasts, "ETag": f'"{self.digest}"', "Vary": "Accept-Encoding"}
        if self.digest in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        accepted = {one.partition(";")[0].strip() for one in request.headers.get("Accept-Encoding", "").split(",")}
        body = self.body
        if len(body) > _SMALL and "br" in accepted:
            body, headers["Content-Encoding"] = self._brotli, "br"
        elif len(body) > _SMALL and "gzip" in accepted:
            body, headers["Content-Encoding"] = self._gzip, "gzip"
        return Response(body, media_type=self.media_type, headers=headers)
