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
    def _packed(self) -> dict[str, bytes]:
        """In each encoding, the better first: browsers ask for brotli over HTTPS, and it is a fifth smaller."""
        return {"br": brotli.compress(self.body, quality=self.effort), "gzip": gzip.compress(self.body, 9)}

    def pack(self) -> None:
        """Compress it now, before somebody waits for it."""
        _ = self._packed

    def answer(self, request: Request) -> Response:
        """The file, or that it has not changed."""
        headers = {"Cache-Control": self.lasts, "ETag": f'"{self.digest}"', "Vary": "Accept-Encoding"}
        if self.digest in request.headers.get("If-None-Match", ""):
            return Response(status_code=304, headers=headers)
        accepted = {one.partition(";")[0].strip() for one in request.headers.get("Accept-Encoding", "").split(",")}
        body = self.body
        encoding = next((name for name in ("br", "gzip") if name in accepted), None)
        if encoding and len(body) > _SMALL:
            body, headers["Content-Encoding"] = self._packed[encoding], encoding
        return Response(body, media_type=self.media_type, headers=headers)
