"""Two novels by Jane Austen as numbers: the words and marks that a keyboard learns from, chapter by chapter.

``assets/novels.npz`` ships; ``make novels PACKAGE=folder`` makes it from the unpacked Debian package ``r-cran-janeaustenr`` 1.0.0
(``apt-get download r-cran-janeaustenr``, then ``dpkg -x``). The texts are in the public domain. Of ten chapters in a row one is
held out, and one is there to tune by. Everything is read in lower case, without quotation marks; the vocabulary has the words and
marks that are most frequent in the chapters to learn from, and any other word is ``UNKNOWN``. ``BEGIN`` stands before each
paragraph.
"""

from __future__ import annotations

import re
import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np

from explainer.data import assets, letters
from explainer.data.sentences import Word, cut
from explainer.data.vocabulary import PAD, UNKNOWN

FILE = "novels.npz"
BEGIN = PAD
SIZE = 2_000
MARKS = (",", ".", ";", ":", "!", "?", "-", "—")
NOVELS = ("PRIDE AND PREJUDICE", "SENSE AND SENSIBILITY")
ANOTHER = "PERSUASION"
PARTS = 10
HELD_OUT, TUNING = 9, 4
MOST_CHARACTERS = 400
BARRED = 2
CLOSING = (",", ".", ";", ":", "!", "?")
Part = Literal["learn", "tune", "held out"]
_RDB = Path("usr/lib/R/site-library/janeaustenr/data/Rdata.rdb")
_HEADING = re.compile(r"chapter [ivxl0-9]+\.?", re.IGNORECASE)
_SHORTENED = re.compile(r"\b(mr|mrs|dr|st|messrs|esq)\.", re.IGNORECASE)
_STRINGS = 16


@dataclass(frozen=True)
class Paragraph:
    """``numbers`` (T,) of its words and marks, ``BEGIN`` first, and how many ``letters`` each has (T,)."""

    numbers: np.ndarray
    letters: np.ndarray


@dataclass(frozen=True)
class Novels:
    """``vocabulary`` is what each number stands for; ``chapters`` are lists of paragraphs."""

    vocabulary: tuple[str, ...]
    chapters: tuple[tuple[Paragraph, ...], ...]

    def part(self, of: Part) -> list[Paragraph]:
        """The paragraphs of the chapters to learn from, to tune by, or held out."""
        own = {HELD_OUT: "held out", TUNING: "tune"}
        return [p for k, chapter in enumerate(self.chapters) if own.get(k % PARTS, "learn") == of for p in chapter]


@cache
def novels() -> Novels:
    """What ships."""
    with np.load(BytesIO(assets.read(FILE))) as held:
        numbers, starts, others = held["numbers"].astype(np.int64), held["chapters"], held["others"]
        vocabulary = tuple(bytes(held["vocabulary"]).decode().split("\n"))
    sizes = np.array([len(word) for word in vocabulary])[numbers]
    sizes[numbers == UNKNOWN] = others
    return Novels(vocabulary, tuple(_chapters(numbers, sizes, starts)))


def _chapters(numbers: np.ndarray, sizes: np.ndarray, starts: np.ndarray) -> Iterator[tuple[Paragraph, ...]]:
    for a, b in zip(starts, (*starts[1:], len(numbers)), strict=True):
        at = [*(np.flatnonzero(numbers[a:b] == BEGIN) + a), b]
        yield tuple(Paragraph(numbers[i:j], sizes[i:j]) for i, j in pairwise(at))


@cache
def numbered() -> dict[str, int]:
    """The number of each word and mark."""
    return {word: k for k, word in enumerate(novels().vocabulary) if k > UNKNOWN}


def plain(text: str) -> list[str]:
    """A text's words and marks as they are read: in lower case, of marks only ``MARKS``, and “Mr.” without its stop."""
    text = _SHORTENED.sub(r"\1", text.replace("--", "—").replace("_", "").replace("’", "'"))
    found = letters.words(text.lower())
    return [one for one in found if one in MARKS or any(c.isalnum() for c in one)]


def words(text: str) -> list[Word]:
    """The same with each one's number, of a text that is read for ``MOST_CHARACTERS``."""
    known = numbered()
    return [Word(one, one, known.get(one, UNKNOWN)) for one in plain(cut(text, MOST_CHARACTERS))]


def together(before: str, more: Sequence[str]) -> str:
    """A text with words and marks more, as they are written: no space before most marks, none beside a hyphen."""
    text = before.rstrip()
    for one in more:
        tight = one in CLOSING or "-" in (one, text[-1:])
        text += one if tight or not text else f" {one}"
    return text


def texts(package: Path) -> dict[str, list[str]]:
    """Each novel's lines, by its title, from R's file of them: strings packed one novel after the other."""
    data, found = (package / _RDB).read_bytes(), {}
    while data:
        unpacking = zlib.decompressobj()
        lines = list(_strings(unpacking.decompress(data[4:])))
        found[lines[0].strip().upper().replace("&", "AND")] = lines
        data = unpacking.unused_data
    return found


def _strings(packed: bytes) -> Iterator[str]:
    """The strings of a character vector as R serialises it: big-endian, after a header and the name of the encoding."""
    (name,) = struct.unpack_from(">i", packed, 14)
    kind, count = struct.unpack_from(">ii", packed, 18 + name)
    if kind & 255 != _STRINGS:
        raise ValueError("This is no vector of strings.")
    at = 26 + name
    for _ in range(count):
        _, size = struct.unpack_from(">ii", packed, at)
        yield packed[at + 8 : at + 8 + size].decode()
        at += 8 + size


def chapters(lines: Sequence[str]) -> list[list[list[str]]]:
    """A novel's chapters, each a list of paragraphs of words and marks."""
    found: list[list[list[str]]] = []
    for paragraph in re.split(r"\n\s*\n", "\n".join(lines)):
        text = " ".join(paragraph.split())
        if _HEADING.fullmatch(text):
            found.append([])
        elif found and (own := plain(text)) and text.rstrip(".").lower() not in ("finis", "the end"):
            found[-1].append(own)
    return found


def make(package: Path) -> None:
    """The file that ships, from the unpacked package."""
    found = texts(package)
    whole = [chapter for title in NOVELS for chapter in chapters(found[title])]
    learned = Counter(
        w for k, chapter in enumerate(whole) if k % PARTS not in (HELD_OUT, TUNING) for p in chapter for w in p
    )
    vocabulary = ("", "?", *sorted(learned, key=lambda w: (-learned[w], w))[: SIZE - 2])
    known = {word: k for k, word in enumerate(vocabulary) if k > UNKNOWN}
    numbers: list[int] = []
    starts, others = [], []
    for chapter in whole:
        starts.append(len(numbers))
        for paragraph in chapter:
            numbers += [BEGIN, *(known.get(word, UNKNOWN) for word in paragraph)]
            others += [min(255, len(word)) for word in paragraph if word not in known]
    file = BytesIO()
    np.savez_compressed(
        file,
        numbers=np.array(numbers, np.uint16),
        chapters=np.array(starts, np.int32),
        others=np.array(others, np.uint8),
        vocabulary=np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
    )
    assets.keep(FILE, file.getvalue())
    print(
        f"{len(whole)} chapters, {len(numbers)} words and marks, {len(others)} of them unknown, {len(file.getvalue())} bytes"
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]))
