"""A trace and its scene as one run of bytes for the stage: a JSON header, then the tensors' float32 numbers.

What the browser says it holds already (by content, so that it cannot be wrong) is named and not sent again: after an
edit only what the edit changed travels.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from explainer.core.trace import Trace
from explainer.views.scene import Scene, as_json

UNTOUCHED = "untouched:"


def pack(
    trace: Trace,
    scene: Scene,
    selected: str | None,
    have: Mapping[str, str],
    heard: int = 0,
    untouched: Mapping[str, np.ndarray] | None = None,
) -> bytes:
    """``have`` maps names of tensors, and ``"scene"``, to the ids that the browser holds; ``heard`` is the number of the
    last thing said there that this answers; ``untouched`` has tensors as they were before a visitor changed them."""
    story = {"scene": as_json(scene), "cells": {name: cell.as_json() for name, cell in trace.cells.items()}}
    story_id = _id(json.dumps(story).encode())
    header: dict[str, Any] = {"heard": heard, "selected": selected, "scene_id": story_id, "tensors": []}
    if have.get("scene") != story_id:
        header |= story
    blobs, at = [], 0
    were = {UNTOUCHED + name: tensor for name, tensor in (untouched or {}).items()}
    for name, tensor in (*trace.tensors.items(), *trace.weights.items(), *were.items()):
        data = np.ascontiguousarray(tensor, dtype="<f4").tobytes()
        row: dict[str, Any] = {"name": name, "shape": tensor.shape, "id": _id(data)}
        if have.get(name) != row["id"]:
            row["at"] = at
            blobs.append(data)
            at += len(data)
        header["tensors"].append(row)
    text = json.dumps(header, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + b"".join(blobs)


def _id(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}{len(data):x}"
