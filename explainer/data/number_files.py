"""A visitor's own series: the column of numbers in a text file that nobody has looked at.

Whatever comes is either read, with remarks on what was not as one might think, or refused in one sentence
(:class:`NumbersError`). Nothing in it is run, and no more of it is looked at than is bounded here.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

MAX_BYTES = 2 * 2**20
LEAST, MOST = 200, 5_000
COLUMNS = 50
LARGEST = 1e12
HALF, MISSING = 0.5, 0.2
FORMS = "a text file (CSV) with a column of numbers"

_MISSING = {"", "na", "n/a", "nan", "null", "none", "-", "–", "—", "?", ".", "#n/a"}
_NUMBER = re.compile(r"[+-]?(\d{1,300}(\.\d{0,300})?|\.\d{1,300})(e[+-]?\d{1,3})?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?")
_THOUSANDS_POINT = re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d*")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]")
_DELIMITERS = ";\t,|"
_KNOWN = {
    b"PK\x03\x04": "This is a spreadsheet or an archive; please save its sheet as CSV.",
    b"\xd0\xcf\x11\xe0": "This is a spreadsheet of an older kind; please save its sheet as CSV.",
    b"\x89PNG": f"This is a picture; {FORMS} works.",
    b"\xff\xd8\xff": f"This is a picture; {FORMS} works.",
    b"%PDF": f"This is a PDF; {FORMS} works.",
}


class NumbersError(ValueError):
    """A file without a column that can be used; says what is wrong, and what works."""


@dataclass(frozen=True)
class Numbers:
    """``values`` float64 (N,), NaN where one is missing, what their column is ``called`` in the file, and ``remarks``."""

    values: np.ndarray
    called: str
    remarks: tuple[str, ...]


def numbers(data: bytes) -> Numbers:
    """What a file holds. Raises :class:`NumbersError`."""
    if len(data) > MAX_BYTES:
        raise NumbersError(f"This file has {len(data) / 1e6:.0f} MB; files up to {MAX_BYTES // 2**20} MB work.")
    lines = _text(data).lstrip("\ufeff").strip().splitlines()
    if not lines:
        raise NumbersError("There is nothing in this file.")
    remarks = []
    if len(lines) > MOST + 1:
        remarks.append(f"Of {len(lines):,} rows the last {MOST:,} are used.")
        lines = [lines[0], *lines[-MOST:]]
    delimiter, comma = _separated(lines)
    columns, called = _columns(_rows(lines, delimiter), comma)
    at = _chosen(columns)
    if comma:
        remarks.append("Commas were read as decimal points.")
    if len([one for one in columns if _share(one) > HALF and not _even(one)]) > 1:
        name = f"called “{called[at]}”" if called[at] else f"number {at + 1}"
        remarks.append(f"Several columns have numbers; read was the one {name}.")
    return Numbers(_checked(columns[at], remarks), called[at], tuple(remarks))


def _text(data: bytes) -> str:
    known = next((why for start, why in _KNOWN.items() if data.startswith(start)), "")
    if known:
        raise NumbersError(known)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", errors="replace")
    strange = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in data[:10_000])
    if strange:
        raise NumbersError(f"This file is no text; {FORMS} works.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _separated(lines: Sequence[str]) -> tuple[str, bool]:
    """What stands between cells, empty where there is one column, and whether a comma is a decimal point."""
    some = lines[: 1 + MOST // 10]
    rest = some[1:] or some
    for mark in _DELIMITERS:
        if sum(mark in line for line in rest) > 0.8 * len(rest):
            if mark == ",":
                alone = sum(bool(re.fullmatch(r"\s*[+-]?\d+,\d+\s*", line)) for line in rest) > 0.9 * len(rest)
                counted = alone and _even([_plain(line.partition(",")[0]) for line in rest])
                return ("", True) if alone and not counted else (",", False)
            decimal = sum(bool(re.search(r"\d,\d", line)) for line in rest) > HALF * len(rest)
            return mark, decimal
    return "", False


def _rows(lines: Sequence[str], delimiter: str) -> list[list[str]]:
    if not delimiter:
        return [[line.strip().strip('"')] for line in lines]
    try:
        return [row[:COLUMNS] for row in csv.reader(lines, delimiter=delimiter) if row]
    except csv.Error:
        raise NumbersError(f"The rows of this file cannot be told apart; {FORMS} works.") from None


def _columns(rows: Sequence[Sequence[str]], comma: bool) -> tuple[list[np.ndarray], list[str]]:
    """Each column's numbers, infinite where a cell is none and NaN where there is nothing, and what each is called."""
    wide = max(map(len, rows))
    cells = [[row[k] if k < len(row) else "" for row in rows] for k in range(wide)]
    found = [np.array([_read(cell, comma) for cell in column]) for column in cells]
    headed = len(rows) > 1 and any(np.isinf(one[0]) and _share(one[1:]) > HALF for one in found)
    if headed:
        return [one[1:] for one in found], [column[0].strip()[:40] for column in cells]
    return found, [""] * wide


def _chosen(columns: Sequence[np.ndarray]) -> int:
    """The first column that is mostly numbers and does not only count its rows."""
    good = [k for k, one in enumerate(columns) if _share(one) > HALF]
    if not good:
        raise NumbersError(f"No column of this file is mostly numbers; {FORMS} works.")
    return next((k for k in good if not _even(columns[k])), good[0])


def _checked(values: np.ndarray, remarks: list[str]) -> np.ndarray:
    words = int(np.isinf(values).sum())
    values = values[-MOST:]
    found = np.where(np.isfinite(values) & (np.abs(values) <= LARGEST), values, np.nan)
    there = np.isfinite(found)
    if there.sum() < LEAST:
        raise NumbersError(
            f"This column has {int(there.sum()):,} numbers; at least {LEAST} are needed, to learn from some and keep others back."
        )
    if there.mean() < 1 - MISSING:
        raise NumbersError("More than a fifth of this column is missing or no number.")
    if np.nanmax(found) == np.nanmin(found):
        raise NumbersError("All numbers of this column are the same: there is nothing to foresee.")
    if words:
        remarks.append(f"{words:,} cells are no numbers and count as missing.")
    if not there.all():
        remarks.append(f"{int((~there).sum()):,} rows have no number; what would reach over them is left out.")
    return found


def _read(cell: str, comma: bool) -> float:
    """A number; NaN where nothing stands, infinite where something does that is none."""
    said = _SPACES.sub("", cell[:400]).strip("$€£%").lower().replace("−", "-")
    if said in _MISSING:
        return np.nan
    if comma or _THOUSANDS_POINT.fullmatch(said):
        said = said.replace(".", "").replace(",", ".") if "," in said else said
    elif _THOUSANDS.fullmatch(said):
        said = said.replace(",", "")
    return _plain(said)


def _plain(said: str) -> float:
    return float(said) if _NUMBER.fullmatch(said.strip()) else np.inf


def _share(column: np.ndarray) -> float:
    """How much of it is numbers, of what is there at all."""
    there = ~np.isnan(column)
    return float(np.isfinite(column[there]).mean()) if there.any() else 0.0


def _even(column: Sequence[float] | np.ndarray) -> bool:
    """Whether it goes on by the same step from row to row, as what counts the rows does."""
    steps = np.diff(np.asarray(column, dtype=np.float64))
    return len(steps) > 1 and bool(
        np.isfinite(steps).all() and steps[0] != 0 and (np.abs(steps - steps[0]) < 1e-9).all()
    )
