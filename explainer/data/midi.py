"""A tune as a MIDI file, which any notation program or keyboard plays. ``mido`` writes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

import mido

from explainer.data.tunes import HOLD, LOWEST

PER_BEAT, PER_STEP = 480, 240
VIOLIN, LOUD = 40, 90


def notes(steps: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Of symbols each note: its pitch as MIDI counts it, its first step, and how many steps it is long. What is held before the
    first note is silent."""
    at = 0
    while at < len(steps):
        end = at + 1
        while end < len(steps) and steps[end] == HOLD:
            end += 1
        if steps[at] != HOLD:
            yield LOWEST + steps[at], at, end - at
        at = end


def midi(steps: Sequence[int], bar: int, step_ms: int, title: str) -> bytes:
    """The file: one track, a fiddle's, each step an eighth note of so many milliseconds."""
    track = mido.MidiTrack()
    track.append(mido.MetaMessage("track_name", name=title.encode("ascii", "replace").decode()))
    track.append(mido.MetaMessage("set_tempo", tempo=step_ms * 1000 * PER_BEAT // PER_STEP))
    track.append(mido.MetaMessage("time_signature", numerator=6 if bar == 6 else 4, denominator=8 if bar == 6 else 4))
    track.append(mido.Message("program_change", program=VIOLIN))
    now = 0
    for pitch, first, long in notes(steps):
        track.append(mido.Message("note_on", note=pitch, velocity=LOUD, time=(first - now) * PER_STEP))
        track.append(mido.Message("note_off", note=pitch, velocity=0, time=long * PER_STEP))
        now = first + long
    track.append(mido.MetaMessage("end_of_track", time=(len(steps) - now) * PER_STEP))
    file = BytesIO()
    mido.MidiFile(type=0, ticks_per_beat=PER_BEAT, tracks=[track]).save(file=file)
    return file.getvalue()
