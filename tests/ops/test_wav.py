"""Files of sounds that nobody has looked at: read as they are meant, or refused in a sentence."""

import io
import struct
import wave

import numpy as np
import pytest

from explainer.data.sounds import RATE
from explainer.data.wav import MAX_BYTES, SoundError, heard

SWINGS = 440


def tone(rate, seconds=1.0, loud=0.5):
    return loud * np.sin(2 * np.pi * SWINGS * np.arange(round(rate * seconds)) / rate)


def pcm(values, rate, width=2, channels=1):
    """A file as Python's own library writes it."""
    whole = np.round(values * (2 ** (8 * width - 1) - 1)).astype("<i4")
    data = (
        whole.view(np.uint8).reshape(-1, 4)[:, :width].tobytes()
        if width > 1
        else (whole + 128).astype(np.uint8).tobytes()
    )
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(data)
    return file.getvalue()


def chunks(kind, rate, bits, body, longer=b""):
    form = struct.pack("<HHIIHH", kind, 1, rate, rate * bits // 8, bits // 8, bits) + longer
    parts = (
        b"WAVEfmt "
        + struct.pack("<I", len(form))
        + form
        + b"LIST\3\0\0\0abc\0data"
        + struct.pack("<I", len(body))
        + body
    )
    return b"RIFF" + struct.pack("<I", len(parts)) + parts


def is_the_tone(found):
    """Whether it is the tone, and nothing else to speak of."""
    assert found.wave.shape == (1, RATE)
    assert np.abs(found.wave).max() == pytest.approx(0.9, abs=1e-5)
    swings = np.abs(np.fft.rfft(found.wave[0]))
    assert swings.argmax() == SWINGS
    assert swings[SWINGS - 3 : SWINGS + 4].sum() > 0.9 * swings.sum() or swings[SWINGS] > 50 * np.median(swings)


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 44_100, 96_000])
@pytest.mark.parametrize("width", [1, 2, 3, 4])
def test_whole_numbers_of_any_width_and_rate_are_the_same_sound(rate, width):
    is_the_tone(heard(pcm(tone(rate), rate, width)))


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize("longer", [False, True])
def test_floating_point_and_longer_headers_are_read(bits, longer):
    body = tone(48_000).astype(f"<f{bits // 8}").tobytes()
    more = struct.pack("<HHI", 22, bits, 0) + struct.pack("<H", 3) + bytes(14)
    is_the_tone(heard(chunks(0xFFFE if longer else 3, 48_000, bits, body, more if longer else b"")))


def test_of_several_channels_the_mean_is_heard():
    both = np.stack([tone(16_000), np.zeros(16_000)], 1).ravel()
    is_the_tone(heard(pcm(both, 16_000, channels=2)))


def test_of_a_long_sound_the_loudest_second_is_read_and_said():
    long = np.concatenate([tone(8_000, 100, 0.05), tone(8_000), tone(8_000, 100, 0.05)])
    found = heard(pcm(long, 8_000))
    is_the_tone(found)
    assert found.remarks == ("It is 3 minutes long; its loudest second is read.",)


def test_a_short_sound_stands_in_the_middle_of_silence():
    found = heard(pcm(tone(16_000, 0.3), 16_000)).wave[0]
    assert np.abs(found[:2500]).max() < 0.05
    assert np.abs(found[-2500:]).max() < 0.05
    assert np.abs(found[3500:4500]).max() > 0.8


def test_what_broke_off_is_read_as_far_as_it_came():
    found = heard(pcm(tone(16_000, 0.8), 16_000)[:-9_000])
    assert "The end of this file is missing" in found.remarks[0]


WHOLE = pcm(tone(8_000), 8_000)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "nothing in this file"),
        (b"hello" * 50, "no WAV file"),
        (b"ID3" + bytes(99), "an MP3"),
        (b"OggS" + bytes(99), "an Ogg file"),
        (b"\x89PNG" + bytes(99), "a picture"),
        (WHOLE[:30], "does not say"),
        (WHOLE[:40], "broke off"),
        (WHOLE[:44], "next to nothing"),
        (WHOLE[:100], "next to nothing"),
        (pcm(np.zeros(8_000), 8_000), "nothing to be heard"),
        (pcm(np.full(8_000, 0.5), 8_000), "nothing to be heard"),
        (chunks(2, 8_000, 4, bytes(9_000)), "packed"),
        (chunks(1, 8_000, 12, bytes(9_000)), "packed"),
        (chunks(1, 7, 16, bytes(9_000)), "7 samples a second"),
        (chunks(3, 8_000, 32, np.full(8_000, np.nan, "<f4").tobytes()), "nothing to be heard"),
        (bytes(MAX_BYTES + 1), "MB"),
    ],
)
def test_what_cannot_be_heard_is_answered_by_a_sentence(data, says):
    with pytest.raises(SoundError, match=says) as told:
        heard(data)
    assert str(told.value).endswith(".")


def test_whatever_bytes_come_nothing_else_happens():
    rng = np.random.default_rng(1)
    for _ in range(300):
        broken = bytearray(WHOLE[: int(rng.integers(12, 3_000))])
        for _ in range(int(rng.integers(0, 6))):
            broken[int(rng.integers(12, min(60, len(broken))))] = int(rng.integers(256))
        try:
            found = heard(bytes(broken)).wave
        except SoundError:
            continue
        assert found.shape == (1, RATE)
        assert np.isfinite(found).all()
