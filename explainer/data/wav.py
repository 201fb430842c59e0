"""A visitor's own sound: the loudest second of a WAV file that nobody has looked at.

What browsers and people's programs write is read: whole numbers of 8 to 32 bits and floating point, any rate, any number of
channels, whose mean is taken. Whatever else comes is refused in one sentence (:class:`SoundError`). Of what could read it instead,
Python's own ``wave`` reads no floating point and none of the longer headers, SciPy's ``wavfile`` nothing that broke off amid a
sample and no recording that does not say how long it is, which are what a recorder leaves behind that was stopped.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from explainer.data.sounds import RATE, SAMPLES

MAX_BYTES = 20 * 2**20
SLOWEST, FASTEST = 4_000, 400_000
SHORTEST = 0.05
SILENT = 1e-4
LOUD = 0.9
EDGE = 0.005
BLOCKS = 50
WORKS = "a WAV file works, as recorders save it"

_WHOLE, _FLOAT, _LONGER = 1, 3, 0xFFFE
_KNOWN = {
    b"ID3": "This is an MP3",
    b"\xff\xfb": "This is an MP3",
    b"OggS": "This is an Ogg file",
    b"fLaC": "This is a FLAC file",
    b"\x1aE\xdf\xa3": "This is a WebM file",
    b"FORM": "This is an AIFF file",
    b"\x89PNG": "This is a picture",
    b"\xff\xd8\xff": "This is a picture",
}
_PACKED = "This WAV file is packed in a way that is not read here; please save it as plain PCM."


class SoundError(ValueError):
    """A file that cannot be heard; says what is wrong, and what works."""


@dataclass(frozen=True)
class Heard:
    """``wave`` float32 (1, 8000), and ``remarks`` on what was not as one might think."""

    wave: np.ndarray
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Form:
    kind: int
    channels: int
    rate: int
    bits: int


def heard(data: bytes) -> Heard:
    """The loudest second of a file, as loud as those that were learned from. Raises :class:`SoundError`."""
    if len(data) > MAX_BYTES:
        raise SoundError(f"This file has {len(data) / 1e6:.0f} MB; files up to {MAX_BYTES // 2**20} MB work.")
    form, body, cut = _opened(data)
    wave = _numbers(form, body)
    remarks = ["The end of this file is missing; what had arrived of it is read."] if cut else []
    if len(wave) < SHORTEST * form.rate:
        raise SoundError("There is next to nothing in this file: less than a twentieth of a second.")
    if not np.isfinite(wave).all():
        remarks.append("Some numbers of this sound are not finite; they are taken as silence.")
        wave = np.where(np.isfinite(wave), wave, 0)
    wave = np.clip(wave, -1e6, 1e6)
    if len(wave) > form.rate:
        remarks.append(f"It is {_long(len(wave) / form.rate)} long; its loudest second is read.")
    second = _loudest(wave - wave.mean(), form.rate)
    if np.abs(second).max() < SILENT:
        raise SoundError("There is nothing to be heard in it: please try it louder, or nearer to the microphone.")
    found = _at_our_rate(second)
    return Heard((LOUD * found / np.abs(found).max()).astype(np.float32)[None], tuple(remarks))


def _opened(data: bytes) -> tuple[_Form, bytes, bool]:
    """What form the numbers have, their bytes, and whether some are missing."""
    if not data:
        raise SoundError(f"There is nothing in this file; {WORKS}.")
    if data[:4] != b"RIFF" or data[8:12] != b"WAVE":
        known = next((what for start, what in _KNOWN.items() if data.startswith(start)), "This is no WAV file")
        raise SoundError(f"{known}; {WORKS}.")
    form, at = None, 12
    while at + 8 <= len(data):
        name, size = data[at : at + 4], struct.unpack_from("<I", data, at + 4)[0]
        at += 8
        if name == b"fmt ":
            form = _form(data[at : at + size])
        elif name == b"data":
            if form is None:
                break
            # What is written while it is recorded may not know yet how long it will be.
            unknown = size in (0, 0xFFFFFFFF)
            body = data[at:] if unknown else data[at : at + size]
            return form, body, not unknown and len(body) < size
        at += size + size % 2
    raise SoundError("This WAV file broke off before its first sample; please save or record it again.")


def _form(said: bytes) -> _Form:
    if len(said) < 16:
        raise SoundError("This WAV file does not say what it holds; please save it again.")
    kind, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", said)
    if kind == _LONGER and len(said) >= 26:
        kind = struct.unpack_from("<H", said, 24)[0]
    if kind not in (_WHOLE, _FLOAT) or bits not in ((8, 16, 24, 32) if kind == _WHOLE else (32, 64)):
        raise SoundError(_PACKED)
    if not 1 <= channels <= 64 or not SLOWEST <= rate <= FASTEST:
        raise SoundError(
            f"This WAV file says it has {channels} channels of {rate:,} samples a second; from {SLOWEST:,} to "
            f"{FASTEST:,} a second work."
        )
    return _Form(kind, channels, rate, bits)


def _numbers(form: _Form, body: bytes) -> np.ndarray:
    """float64 (N,) from -1 to 1, the mean of all channels."""
    width = form.bits // 8
    body = body[: len(body) // (width * form.channels) * width * form.channels]
    if form.kind == _FLOAT:
        with np.errstate(all="ignore"):
            flat = np.frombuffer(body, f"<f{width}").astype(np.float64)
    elif width == 1:
        flat = np.frombuffer(body, np.uint8).astype(np.float64) / 128 - 1
    elif width == 3:
        low = np.frombuffer(body, np.uint8).reshape(-1, 3)
        whole = np.zeros((len(low), 4), np.uint8)
        whole[:, 1:] = low
        flat = whole.view("<i4")[:, 0] / 2.0**31
    else:
        flat = np.frombuffer(body, f"<i{width}") / 2.0 ** (form.bits - 1)
    with np.errstate(all="ignore"):
        return flat.reshape(-1, form.channels).mean(1)


def _long(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.1f} seconds"


def _loudest(wave: np.ndarray, rate: int) -> np.ndarray:
    """The second (rate,) with the most energy; what is shorter stands in the middle of silence."""
    if len(wave) <= rate:
        before = (rate - len(wave)) // 2
        return np.pad(wave, (before, rate - len(wave) - before))
    sums = np.concatenate([[0.0], np.cumsum(wave**2)])
    step = max(1, rate // BLOCKS)
    starts = np.append(np.arange(0, len(wave) - rate, step), len(wave) - rate)
    first = int(starts[np.argmax(sums[starts + rate] - sums[starts])])
    return wave[first : first + rate]


def _at_our_rate(second: np.ndarray) -> np.ndarray:
    """(8000,): what swings too quickly for our rate is left out first. Both ends are softened, since they meet in a Fourier
    transform."""
    edge = max(1, round(EDGE * len(second)))
    softened = second.copy()
    softened[:edge] *= np.linspace(0, 1, edge)
    softened[-edge:] *= np.linspace(1, 0, edge)
    swings = np.fft.rfft(softened)[: SAMPLES // 2 + 1]
    if len(swings) < SAMPLES // 2 + 1:
        swings = np.pad(swings, (0, SAMPLES // 2 + 1 - len(swings)))
    return np.fft.irfft(swings, SAMPLES) * (RATE / len(second))
