"""Traces as files, and back. A file holds data and nothing else, so that one from anybody may be opened.

========  =====================================================================================================
8 bytes   ``MAGIC``
4, 4      the version and the header's length, little-endian
header    JSON, filled up with spaces until the numbers begin at a multiple of ``ALIGNED``
numbers   of every tensor, then of every weight, in the header's order, little-endian and row by row, each from the next
          multiple of ``ALIGNED`` on, filled up with zeros; the file ends with the last
========  =====================================================================================================

Where a tensor's numbers stand follows from the shapes and types before it, so that no two can overlap. The header has every
declaration as it is sent to the browser, and what else a trace knows, as text. **Programs are left out**: ``lines`` is torch that
a visitor is asked to run, and that must come from here and never out of a file. Of files of the user's program only the name is
kept, not the folders that it lies in.
"""

from __future__ import annotations

import json
import os
import re
import struct
from collections.abc import Callable, Iterator, Mapping
from io import BufferedIOBase
from itertools import chain
from math import prod
from typing import Any

import numpy as np

from explainer.core.checked import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_DIMENSIONS,
    NOT_FINITE,
    BadTrace,
    Known,
    cell,
    exactly,
    name,
    number,
    one_of,
    record,
    several,
    text,
    whole,
)
from explainer.core.declaration import as_parameters
from explainer.core.spot import SourceLine
from explainer.core.trace import Decided, Path, Trace

MAGIC = b"\x89TRACE\r\n"
VERSION = 1
ALIGNED = 64
LONGEST_HEADER = 2**24
# In memory an empty list takes twenty times what it takes in the file.
MOST_LISTS = 2**20
LARGEST_FILE = 2**32
MOST_TENSORS = 2**17

# What numbers are kept as.
TYPES = {
    np.dtype(kind).name: np.dtype(kind).newbyteorder("<")
    for kind in ("f8", "f4", "f2", "i8", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "?")
}
_START = struct.Struct("<8sII")
_FIELDS = ("tensors", "weights", "cells", "sources", "decided", "opaque", "notes", "outputs")
_LARGEST_TENSOR = 2**48
_LONGEST_NUMBER = 400
_NO_FOLDERS = re.compile(r".*[\\/]")


def save(trace: Trace, path: Path) -> None:
    """Write a trace into a file. Raises :class:`BadTrace` for one that :func:`load` would refuse, such as one with a cell that
    sums up more than it reads."""
    arrays = trace.tensors | trace.weights
    if len(arrays) < len(trace.tensors) + len(trace.weights):
        raise BadTrace("A tensor and a weight have the same name.")
    header = json.dumps(_told(trace), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    header += b" " * (-(_START.size + len(header)) % ALIGNED)
    if len(header) > LONGEST_HEADER:
        raise BadTrace(f"The header would have {len(header):,} bytes; up to {LONGEST_HEADER:,} are read.")
    _trace(_parsed(header), iter(arrays.values()))
    with open(path, "wb") as file:
        file.write(_START.pack(MAGIC, VERSION, len(header)))
        file.write(header)
        for values in arrays.values():
            file.write(b"\0" * (-file.tell() % ALIGNED))
            file.write(values.astype(TYPES[values.dtype.name], copy=False).tobytes())


def load(path: Path, most: int = LARGEST_FILE) -> Trace:
    """Read a trace out of a file, whoever wrote it, of up to ``most`` bytes. It says everything that the trace said which was
    saved, but for ``lines``.

    Raises :class:`BadTrace`, with what is wrong, for a file that is no trace, or one of which not every cell opens.
    """
    with open(path, "rb") as file:
        return _read(file, os.fstat(file.fileno()).st_size, most)


def _told(trace: Trace) -> dict[str, object]:
    return {
        "tensors": [_array(own, x) for own, x in trace.tensors.items()],
        "weights": [_array(own, x) for own, x in trace.weights.items()],
        "cells": {own: declared.as_json() for own, declared in trace.cells.items()},
        "sources": {own: _line(line) for own, line in trace.sources.items()},
        "decided": [[one.tensor, _value(one.value), _line(one.line)] for one in trace.decided],
        "opaque": {own: [_plain(op), of] for own, (op, of) in trace.opaque.items()},
        "notes": [_plain(note) for note in trace.notes],
        "outputs": trace.outputs,
    }


def _array(own: str, x: np.ndarray) -> dict[str, object]:
    if x.dtype.name not in TYPES:
        raise BadTrace(f"{own} holds {x.dtype}; what can be saved are {', '.join(TYPES)}.")
    return {"name": own, "type": x.dtype.name, "shape": x.shape}


def _plain(x: object) -> str:
    """Text as it can be shown, and not too long."""
    said = "".join(c if c.isprintable() else " " for c in str(x))
    return said if len(said) <= LONGEST_TEXT else f"{said[: LONGEST_TEXT - 1]}…"


def _line(line: SourceLine) -> list[object]:
    return [_plain(line), _plain(_NO_FOLDERS.sub("", line.file)), line.number]


def _value(x: object) -> object:
    return x if isinstance(x, bool) else as_parameters([x])[0] if isinstance(x, int | float) else _plain(x)


def _read(file: BufferedIOBase, size: int, most: int) -> Trace:
    if size > most:
        raise BadTrace(f"The file has {size:,} bytes; up to {most:,} are read.")
    start = file.read(_START.size)
    if len(start) < _START.size or not start.startswith(MAGIC):
        raise BadTrace("This file is no trace.")
    _, version, length = _START.unpack(start)
    if version != VERSION:
        raise BadTrace(f"This trace is of version {version}; this program reads version {VERSION}.")
    if length > LONGEST_HEADER or (_START.size + length) % ALIGNED:
        raise BadTrace("The header has a length that no trace has.")
    header = _parsed(_exactly(file, size - _START.size, length))
    return _trace(header, _arrays(file, size - _START.size - length, header))


def _exactly(file: BufferedIOBase, left: int, count: int) -> bytearray:
    """So many bytes, of which memory is taken only once the file is known to have them."""
    if count > left:
        raise BadTrace("The file is cut short.")
    found = bytearray(count)
    if file.readinto(found) != count:
        raise BadTrace("The file is cut short.")
    return found


def _parsed(header: bytes | bytearray) -> dict[str, Any]:
    if header.count(b"[") + header.count(b"{") > MOST_LISTS:
        raise BadTrace(f"The header has more than {MOST_LISTS:,} lists and records.")
    try:
        found = json.loads(
            header.decode(),
            object_pairs_hook=_once,
            parse_int=_digits,
            parse_float=_decimal,
            parse_constant=_no_constant,
        )
    except BadTrace:
        raise
    except (ValueError, RecursionError):
        raise BadTrace("The header is not JSON.") from None
    return record(found, "The header", _FIELDS)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadTrace("The header says something twice.")
    return found


def _digits(x: str) -> int:
    if len(x) > _LONGEST_NUMBER:
        raise BadTrace("The header has a number that is too long.")
    return int(x)


def _decimal(x: str) -> float:
    if len(x) > _LONGEST_NUMBER:
        raise BadTrace("The header has a number that is too long.")
    return float(x)


def _no_constant(x: str) -> object:
    raise BadTrace(f"The header has {x}, which is not JSON.")


def _arrays(file: BufferedIOBase, left: int, header: Mapping[str, Any]) -> Iterator[np.ndarray]:
    """Every tensor's numbers, then every weight's."""
    places, end = [], 0
    for x in _listed(header):
        kind, shape = TYPES[one_of(x["type"], "A tensor's type", TYPES)], _shape(x["shape"])
        begin = end + -end % ALIGNED
        end = begin + prod(shape) * kind.itemsize
        places.append((begin, kind, shape))
    if end < left:
        raise BadTrace("The file is longer than its numbers.")
    numbers = _exactly(file, left, end)
    for begin, kind, shape in places:
        count = prod(shape)
        if kind.kind == "b" and max(memoryview(numbers)[begin : begin + count], default=0) > 1:
            raise BadTrace("The file has a truth that is neither true nor false.")
        flat = np.frombuffer(numbers, kind, count, begin) if count else np.empty(0, kind)
        yield flat.reshape(shape)


def _listed(header: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for x in chain(
        *(several(header[key], f"What the header has for {key}", MOST_TENSORS) for key in ("tensors", "weights"))
    ):
        yield record(x, "A tensor", ("name", "type", "shape"))


def _shape(x: object) -> tuple[int, ...]:
    shape = tuple(whole(n, "A tensor's shape", 0) for n in several(x, "A tensor's shape", MOST_DIMENSIONS))
    if prod(n for n in shape if n) > _LARGEST_TENSOR:
        raise BadTrace("A tensor's shape is larger than any tensor.")
    return shape


def _trace(header: Mapping[str, Any], found: Iterator[np.ndarray]) -> Trace:
    listed = list(_listed(header))
    arrays: dict[str, np.ndarray] = {}
    for x, values in zip(listed, found, strict=True):
        if name(x["name"], "A tensor") in arrays:
            raise BadTrace(f"Two tensors are called {x['name']}.")
        arrays[x["name"]] = values
    names = list(arrays)
    tensors = {own: arrays[own] for own in names[: len(header["tensors"])]}
    weights = {own: arrays[own] for own in names[len(header["tensors"]) :]}
    known = Known(arrays)

    def of(key: str, build: Callable[[Any, str], Any]) -> dict[str, Any]:
        if not isinstance(header[key], dict):
            raise BadTrace(f"What the header has for {key} is no record.")
        return {own: build(x, _existing(own, tensors)) for own, x in header[key].items()}

    return Trace(
        tensors,
        weights,
        of("cells", lambda x, own: cell(x, own, known)),
        sources=of("sources", lambda x, own: _source(x)),
        decided=tuple(_decided(x, arrays) for x in several(header["decided"], "What was decided", LONGEST_HEADER)),
        opaque=of("opaque", lambda x, own: _opaque(x, own, arrays)),
        notes=tuple(text(x, "A note") for x in several(header["notes"], "The notes", LONGEST_HEADER)),
        outputs=tuple(_existing(x, arrays) for x in several(header["outputs"], "The outputs", LONGEST_HEADER)),
    )


def _existing(x: object, known: Mapping[str, object]) -> str:
    if not isinstance(x, str) or x not in known:
        raise BadTrace("The header speaks of a tensor that is not there.")
    return x


def _source(x: object) -> SourceLine:
    line, file, count = exactly(x, "A line of the program", 3)
    return SourceLine(
        text(file, "A file of the program"),
        whole(count, "The number of a line", 0),
        text(line, "A line of the program"),
    )


def _decided(x: object, known: Mapping[str, object]) -> Decided:
    tensor, value, line = exactly(x, "What was decided", 3)
    if isinstance(value, str):
        value = number(value, "") if value in NOT_FINITE else text(value, "What was decided")
    elif not isinstance(value, bool):
        value = number(value, "What was decided")
    return Decided(_existing(tensor, known), value, _source(line))


def _opaque(x: object, own: str, known: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
    op, of = exactly(x, f"Why {own} stays closed", 2)
    return text(op, f"What made {own}", LONGEST_NAME), tuple(
        _existing(one, known) for one in several(of, own, LONGEST_HEADER)
    )
