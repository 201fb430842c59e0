"""A trace and its scene as one run of bytes for the stage: a JSON header, then the tensors' float32 numbers.

Whatever a tensor holds, whole numbers, truths or doubles, travels as float32, whose whole numbers are exact up to 2²⁴: places in
a longer table than that cannot be told here.

What the browser says it holds already (by content, so that it cannot be wrong) is named and not sent again: after an
edit only what the edit changed travels.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np

from explainer.core.trace import Trace
from explainer.views.scene import Scene, as_json

UNTOUCHED = "untouched:"
Tensors = Mapping[str, np.ndarray]
NONE: Tensors = MappingProxyType({})
NOTHING: Mapping[str, str] = MappingProxyType({})


def pack(
    trace: Trace,
    scene: Scene,
    selected: str | None,
    have: Mapping[str, str],
    heard: int = 0,
    others: Tensors = NONE,
    settled: bool = False,
) -> bytes:
    """``selected`` is the cell that was asked for, empty where there is no such cell any more, ``None`` where none was.
    ``have`` maps names of tensors, and of the parts of the story, to the ids that the browser holds; ``heard`` is the number of the
    last thing said there that this answers; ``others`` are tensors that no cell of the trace is in, under ``UNTOUCHED``
    those that a visitor changed, as they were; ``settled`` says that what the page asks beforehand is answered or skipped."""
    story = {
        "scene": as_json(replace(scene, called={})),
        "called": scene.called,  # may be thousands of words, which stay the same while the scene does not
        "cells": {name: cell.as_json() for name, cell in trace.cells.items()},
    }
    told = {part: _id(json.dumps(said).encode()) for part, said in story.items()}
    header: dict[str, Any] = {
        "heard": heard,
        "selected": selected,
        "settled": settled,
        "told": told,
        **{part: said for part, said in story.items() if have.get(part) != told[part]},
    }
    return bundled(header, {**trace.tensors, **trace.weights, **others}, have)


def bundled(header: Mapping[str, Any], tensors: Tensors, have: Mapping[str, str] = NOTHING) -> bytes:
    """A header and tensors, those that the browser has by their ids without their numbers."""
    rows, blobs, at = [], [], 0
    for name, tensor in tensors.items():
        data = _bytes(tensor)
        row: dict[str, Any] = {"name": name, "shape": tensor.shape, "id": _id(data)}
        if have.get(name) != row["id"]:
            row["at"] = at
            blobs.append(data)
            at += len(data)
        rows.append(row)
    text = json.dumps({**header, "tensors": rows}, separators=(",", ":")).encode()
    return struct.pack("<I", len(text)) + text + b"".join(blobs)


def ids(tensors: Tensors) -> dict[str, str]:
    """What a browser that has been sent these holds."""
    return {name: _id(_bytes(tensor)) for name, tensor in tensors.items()}


def _bytes(tensor: np.ndarray) -> bytes:
    with np.errstate(over="ignore"):
        return np.ascontiguousarray(tensor, dtype="<f4").tobytes()


def _id(data: bytes) -> str:
    return f"{zlib.crc32(data):08x}{len(data):x}"
