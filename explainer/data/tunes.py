"""Fiddle tunes of Ryan's Mammoth Collection (Boston, 1883) as networks read them: step by step, a step an eighth note.

A step is a pitch that begins there, or ``HOLD``: what sounded goes on. Every tune begins with a symbol that says how many steps its
bars have, eight (reels, hornpipes, clogs) or six (jigs). Bars that are written in 2/4 are played as fast as those in 4/4, and are
read as such. A step has the note that sounds as it begins, so that of three notes in the time of two the middle one may be lost.
What precedes the first whole bar is left out, the last bar filled up by its last note, and where the book is silent the note before
goes on. Pitches are those that a fiddle reaches without its hand being moved; a tune that goes beyond them is left out, as is one
whose bars do not add up, or that has more than a few notes between steps.

Versions of one tune stand together on one side of the split: those that share a title, or ``RUN`` steps on end in whatever key.
``make music PACKAGE=folder`` makes the file that ships from the unpacked package music21; ``assets/SOURCES.md`` says what of it is
kept, and by what right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path

import numpy as np

from explainer.data import assets
from explainer.data.abc import Note, Score, metre_length, score

FILE = "tunes.npz"
LOWEST, HIGHEST = 55, 83
PITCHES = HIGHEST - LOWEST + 1
HOLD = PITCHES
SYMBOLS = PITCHES + 1
STARTS = {8: SYMBOLS, 6: SYMBOLS + 1}
READ = SYMBOLS + len(STARTS)
RUN = 16
LEAST_BARS, MOST_BETWEEN = 8, 0.12
PARTS = ("learned", "tuned", "held out")
SHARES = (0.8, 0.1)
_SPLIT = 1883
_METRES = ("C", "C|", "4/4", "2/4", "6/8")
_DANCES = ("the", "reel", "jig", "hornpipe", "clog", "strathspey", "slip", "highland", "fling", "walkaround")
_SHARP = ("C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B")


@dataclass(frozen=True)
class Tune:
    """Its ``name``, how many steps its bars have, and its ``steps``, symbols below ``SYMBOLS``, without the one that begins it."""

    name: str
    bar: int
    steps: tuple[int, ...]

    @property
    def symbols(self) -> tuple[int, ...]:
        """With the one that begins it."""
        return (STARTS[self.bar], *self.steps)

    @property
    def bars(self) -> list[tuple[int, ...]]:
        return in_bars(self.steps, self.bar)


def in_bars(steps: Sequence[int], bar: int) -> list[tuple[int, ...]]:
    """Whole bars; what is left over is none."""
    return [tuple(steps[k : k + bar]) for k in range(0, len(steps) - bar + 1, bar)]


def pitch_name(pitch: int) -> str:
    """D4, of a pitch as MIDI counts them."""
    return f"{_SHARP[pitch % 12]}{pitch // 12 - 1}"


def note_name(symbol: int) -> str:
    """What a step is called: D4, or hold."""
    if symbol >= PITCHES:
        return "hold" if symbol == HOLD else f"bars of {next(bar for bar, start in STARTS.items() if start == symbol)}"
    return pitch_name(LOWEST + symbol)


NAMES = tuple(map(note_name, range(READ)))


@cache
def tunes() -> dict[str, tuple[Tune, ...]]:
    """The tunes by what they are for, see ``PARTS``."""
    with np.load(BytesIO(assets.read(FILE))) as held:
        names = bytes(held["names"]).decode().split("\n")
        pieces = np.split(held["steps"].astype(int), np.cumsum(held["lengths"])[:-1])
        found = [
            (int(part), Tune(name, int(bar), tuple(piece.tolist())))
            for name, bar, part, piece in zip(names, held["bars"], held["parts"], pieces, strict=True)
        ]
    return {name: tuple(tune for part, tune in found if part == k) for k, name in enumerate(PARTS)}


def runs(steps: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """Every stretch of ``RUN`` steps that begins with a note: where it begins, and what is the same of it in every key."""
    values = np.asarray(steps, dtype=np.int8)
    for at in range(len(values) - RUN + 1):
        if values[at] != HOLD:
            piece = values[at : at + RUN]
            yield at, np.where(piece == HOLD, PITCHES, piece - piece[0]).astype(np.int8).tobytes()


def stepped(written: Score) -> Tune | None:
    """A tune as steps; None where it is left out."""
    if written.metre not in _METRES:
        return None
    step = Fraction(1, 16 if written.metre == "2/4" else 8)
    bar = int(metre_length(written.metre) / step)
    bars = _whole([bar_ for bar_ in written.bars if bar_], bar * step)
    notes = [note for found in bars for note in found]
    steps, between = [HOLD] * (bar * len(bars)), 0
    begins = Fraction(0)
    for note in notes:
        first = -(-begins // step)
        between += begins % step != 0
        begins += note.length
        if note.pitch is not None and first * step < begins:
            steps[first] = note.pitch - LOWEST
    fits = steps[:1] != [HOLD] and all(0 <= k <= HOLD for k in steps) and max(steps, default=0) <= HOLD
    high = any(note.pitch is not None and not LOWEST <= note.pitch <= HIGHEST for note in notes)
    if len(bars) < LEAST_BARS or between > MOST_BETWEEN * len(notes) or high or not fits:
        return None
    return Tune(_called(written.title), bar, tuple(steps))


def _whole(bars: list[list[Note]], full: Fraction) -> list[list[Note]]:
    """Bars that are whole, without what precedes the first; none where they do not add up."""
    lengths = [sum((note.length for note in bar), Fraction(0)) for bar in bars]
    if lengths and lengths[0] < full:
        bars, lengths = bars[1:], lengths[1:]
    found, k = [], 0
    while k < len(bars):
        bar, length = bars[k], lengths[k]
        if length < full and k + 1 < len(bars) and length + lengths[k + 1] == full:
            bar, length, k = bar + bars[k + 1], full, k + 1
        elif length < full and k + 1 == len(bars):
            bar, length = [*bar, Note(None, full - length)], full
        if length != full:
            return []
        found.append(bar)
        k += 1
    return found


def _called(title: str) -> str:
    """A title as the others are written."""
    words = re.sub(r"[\s-]*\s-+\s*|\s+", " ", re.sub(r"[:.]", "", title)).strip(" ,").split(" ")
    return " ".join(word[:1].upper() + word[1:].lower() for word in words)


def _title(name: str) -> str:
    """What of a title may be the same in versions of a tune: no article and no kind of dance."""
    return re.sub(rf"\b({'|'.join(_DANCES)})\b|[^a-z]", "", name.lower())


def together(found: Sequence[Tune]) -> list[list[int]]:
    """Which tunes are versions of each other, by their places: groups of which none shares a title or a run with another."""
    group = list(range(len(found)))

    def head(k: int) -> int:
        while group[k] != k:
            group[k] = group[group[k]]
            k = group[k]
        return k

    first: dict[object, int] = {}
    for k, tune in enumerate(found):
        for shared in (_title(tune.name), *(run for _, run in runs(tune.steps))):
            group[head(k)] = head(first.setdefault(shared, k))
    groups: dict[int, list[int]] = {}
    for k in range(len(found)):
        groups.setdefault(head(k), []).append(k)
    return list(groups.values())


def make(package: Path) -> None:
    """Turn the package's files into the one that ships; groups of versions are dealt out at random, each to one part."""
    files = sorted((package / "music21" / "corpus" / "ryansMammoth").glob("*.abc"))
    found = []
    for file in files:
        try:
            tune = stepped(score(file.read_text(errors="replace")))
        except ValueError:
            continue
        if tune:
            found.append(tune)
    groups = together(found)
    parts = np.zeros(len(found), dtype=np.uint8)
    counts = np.zeros(len(PARTS))
    wanted = np.array([*SHARES, 1 - sum(SHARES)])
    for k in np.random.default_rng(_SPLIT).permutation(len(groups)):
        part = int((wanted * len(found) - counts).argmax()) if len(groups[k]) < len(found) // 50 else 0
        parts[groups[k]] = part
        counts[part] += len(groups[k])
    kept = BytesIO()
    np.savez_compressed(
        kept,
        steps=np.concatenate([np.array(tune.steps, dtype=np.uint8) for tune in found]),
        lengths=np.array([len(tune.steps) for tune in found], dtype=np.uint16),
        bars=np.array([tune.bar for tune in found], dtype=np.uint8),
        parts=parts,
        names=np.frombuffer("\n".join(tune.name for tune in found).encode(), dtype=np.uint8),
    )
    assets.keep(FILE, kept.getvalue())
