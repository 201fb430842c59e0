"""The numbers that home's doors draw: of what each chapter's stage shows first, those tensors and nothing else."""

from __future__ import annotations

import json
import logging
import struct

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from explainer.server.first import seen
from explainer.server.kept import Kept
from explainer.shell.doors import DRAWINGS

_SIZE = struct.Struct("<I")
_FLOAT = 4
_log = logging.getLogger(__name__)


def cut(payload: bytes, wanted: frozenset[str]) -> bytes:
    """A payload (``explainer/views/payload.py``) with no more in it than these tensors, and the cell it opens on. Raises
    ``LookupError`` where it lacks one of them."""
    (size,) = _SIZE.unpack_from(payload)
    header, behind = json.loads(payload[_SIZE.size : _SIZE.size + size]), payload[_SIZE.size + size :]
    rows, blobs, at = [], [], 0
    for row in header["tensors"]:
        if row["name"] in wanted:
            count = _FLOAT
            for side in row["shape"]:
                count *= side
            blobs.append(behind[row["at"] : row["at"] + count])
            rows.append({**row, "at": at})
            at += count
    if len(rows) < len(wanted):
        raise LookupError(
            f"No {', '.join(sorted(wanted - {row['name'] for row in rows}))} in what the page shows first."
        )
    text = json.dumps({"tensors": rows, "first": header["scene"].get("first", "")}, separators=(",", ":")).encode()
    return _SIZE.pack(len(text)) + text + b"".join(blobs)


def doors() -> Route:
    """Serves them by the chapter's name; asked for before the server has seen the chapter, the answer waits."""
    made: dict[str, Kept] = {}

    async def answer(request: Request) -> Response:
        page = request.path_params["page"]
        drawing = DRAWINGS.get(page)
        if drawing and page not in made:
            payload = await seen(page)
            try:
                if payload:
                    made[page] = Kept(cut(payload, drawing.tensors), "application/octet-stream")
            except LookupError as lacking:
                _log.warning("The door of %s has no drawing: %s", page, lacking)
        return made[page].answer(request) if page in made else Response(status_code=404)

    return Route("/stage/doors/{page}.bin", answer)
