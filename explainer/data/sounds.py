"""Sounds of one second that our own code makes: five that have a pitch and three drums, each from a seed.

Nothing here was recorded. A tone holds, rises or falls; a chord is three tones at once, major or minor; each tone has a few
overtones, and swells as often as it dies away, so that a tone played backwards is as likely as any: of the opposite kind where it
rises or falls. Drums are struck, and die away. Where a sound begins, how long it is, how loud, how clear, and the noise behind
it, are all drawn at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

RATE, SAMPLES = 8_000, 8_000
KINDS = ("holds", "rises", "falls", "major chord", "minor chord", "kick", "snare", "hi-hat")
PITCHED = 5
OPPOSITE = (0, 2, 1, 3, 4)
CHORDS = {3: (0, 4, 7), 4: (0, 3, 7)}
A4, CONCERT = 69, 440.0
LOWEST, HIGHEST = 54, 84
LEARNED = (60, 71)
GLIDE = (4.0, 9.0)
DETUNED = 0.4
OVERTONES = 4
FADE = 0.02
LOUD, HISS = (0.2, 0.9), (0.001, 0.03)


@dataclass(frozen=True)
class Sounds:
    """``waves`` float32 (N, 8000) from -1 to 1, ``labels`` (N,) the kind of each by its place in ``KINDS``, ``pitches`` (N,) the
    lowest tone's, as MIDI counts them."""

    waves: torch.Tensor
    labels: torch.Tensor
    pitches: torch.Tensor


def hertz(pitch: float | np.ndarray) -> float | np.ndarray:
    """How often a second a tone of this pitch swings; 69 is the A of 440."""
    return CONCERT * 2.0 ** ((pitch - A4) / 12)


def _between(r: np.random.Generator, low: float, high: float) -> float:
    return float(r.uniform(low, high))


def _around(r: np.random.Generator) -> np.ndarray:
    """How loud a tone is at each sample: it comes and goes, quickly or slowly, one as likely as the other, anywhere."""
    long = _between(r, 0.45, 0.9)
    first = _between(r, 0.02, 0.98 - long)
    t = (np.arange(SAMPLES) / RATE - first) / long
    at = np.clip(t, 0, 1)
    dies = np.exp(-_between(r, 0, 3) * (at if r.random() < 0.5 else 1 - at))
    edge = FADE / long
    return dies * np.clip(t / edge, 0, 1) * np.clip((1 - t) / edge, 0, 1)


def _tone(r: np.random.Generator, pitch: np.ndarray, overtones: np.ndarray) -> np.ndarray:
    """A tone whose pitch (8000,) may change, with overtones that are so loud (K,)."""
    phase = 2 * np.pi * np.cumsum(hertz(pitch)) / RATE
    found = np.zeros(SAMPLES)
    for k, loud in enumerate(overtones, 1):
        below = np.asarray(hertz(pitch)) * k < 0.45 * RATE
        found += loud * below * np.sin(k * phase + _between(r, 0, 2 * np.pi))
    return found


def _pitched(r: np.random.Generator, kind: int, pitch: float) -> np.ndarray:
    overtones = np.array([1.0, *(r.uniform(0, 0.7) / k for k in range(2, OVERTONES + 1))])
    still = np.full(SAMPLES, pitch)
    if kind in CHORDS:
        tones = [_between(r, 0.6, 1) * _tone(r, still + more, overtones) for more in CHORDS[kind]]
        return np.sum(tones, axis=0) * _around(r)
    around = _around(r)
    there = np.flatnonzero(around)
    along = np.clip((np.arange(SAMPLES) - there[0]) / (there[-1] - there[0]), 0, 1)
    far = _between(r, *GLIDE) * (kind != 0)
    return _tone(r, still + far * (along if kind == 1 else 1 - along), overtones) * around


def _noise(r: np.random.Generator, low: float, high: float) -> np.ndarray:
    """Noise whose swings a second lie between these, softly cut."""
    swings = np.fft.rfftfreq(SAMPLES, 1 / RATE)
    shape = 1 / (1 + (low / np.maximum(swings, 1)) ** 4) / (1 + (swings / high) ** 4)
    found = np.fft.irfft(np.fft.rfft(r.standard_normal(SAMPLES)) * shape, SAMPLES)
    return found / np.abs(found).max()


def _drum(r: np.random.Generator, kind: int) -> np.ndarray:
    t = np.arange(SAMPLES) / RATE - _between(r, 0.02, 0.6)
    since = np.maximum(t, 0)
    struck = (t >= 0) * np.minimum(1, since / 0.002)
    if kind == 5:
        low, high = _between(r, 60, 110), _between(r, 150, 350)
        phase = 2 * np.pi * np.cumsum(low + high * np.exp(-since / _between(r, 0.02, 0.06))) / RATE
        found = np.sin(phase) * np.exp(-since / _between(r, 0.06, 0.16))
        click = 0.3 * _noise(r, 300, 3000) * np.exp(-since / 0.008)
        return struck * (found + click)
    if kind == 6:
        body = np.sin(2 * np.pi * _between(r, 170, 260) * since) * np.exp(-since / _between(r, 0.04, 0.1))
        rattle = _noise(r, _between(r, 300, 900), 3500) * np.exp(-since / _between(r, 0.06, 0.15))
        return struck * (_between(r, 0.3, 0.8) * body + rattle)
    return struck * _noise(r, _between(r, 1800, 2600), 6000) * np.exp(-since / _between(r, 0.02, 0.2))


def made(kind: int, pitch: float, r: np.random.Generator) -> np.ndarray:
    """float32 (8000,): a sound of that kind, its lowest tone of this pitch where it has one."""
    found = _pitched(r, kind, pitch) if kind < PITCHED else _drum(r, kind)
    found = found / np.abs(found).max() * _between(r, *LOUD)
    hiss = np.exp(_between(r, *np.log(HISS)))
    return np.clip(found + hiss * r.standard_normal(SAMPLES), -1, 1).astype(np.float32)


def sound(kind: str, pitch: int, take: int = 1) -> np.ndarray:
    """float32 (1, 8000): one of ``KINDS``, drawn from a seed, the ``take``."""
    place = KINDS.index(kind)
    return made(place, pitch, np.random.default_rng([take, place, 7]))[None]


def backwards(wave: np.ndarray) -> np.ndarray:
    """The last sample first."""
    return wave[:, ::-1].copy()


def sounds(count: int, seed: int, pitches: tuple[int, int] = LEARNED, kinds: int = len(KINDS)) -> Sounds:
    """So many sounds, by all kinds in turn, or the first ``kinds``, of pitches from the first to the last, none quite in tune."""
    r = np.random.default_rng(seed)
    labels = np.arange(count) % kinds
    low, high = pitches
    at = r.integers(low, high + 1, count) + r.uniform(-DETUNED, DETUNED, count)
    waves = np.stack([made(int(kind), float(pitch), r) for kind, pitch in zip(labels, at, strict=True)])
    return Sounds(torch.from_numpy(waves), torch.from_numpy(labels), torch.from_numpy(np.round(at)))
