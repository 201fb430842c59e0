"""Files that are not what they say, or not whole: each becomes a picture or one sentence, and takes nothing along."""

import io
import math
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import zlib
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from explainer.data import decoding, opening
from explainer.data.decoding import CUT, KEPT_SIDE, NOT_FINITE, PictureError
from explainer.data.opening import decoded
from explainer.data.pictures import PAD, drawn, opened, sample

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF", "MPO")
MEGABYTE = 10**6


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def cat():
    return Image.fromarray(sample("Cat"))


@cache
def whole_files():
    """One of each kind, and those that are made in a way of their own."""
    image = cat().resize((70, 50))
    exif = image.getexif()
    exif[0x0112] = 6
    ramp = np.linspace(0, 60_000, 3_500).reshape(50, 70)
    two = {"save_all": True, "append_images": [image.rotate(90)]}
    return (
        *(saved(image, kind) for kind in KINDS),
        *(saved(image, kind, exif=exif) for kind in ("PNG", "JPEG", "TIFF", "WEBP", "AVIF")),
        *(saved(image, kind, **two) for kind in ("GIF", "WEBP", "AVIF", "PNG", "TIFF")),
        saved(image, "JPEG", progressive=True),
        saved(image.convert("CMYK"), "JPEG"),
        saved(image.convert("RGBA").rotate(30)),
        saved(image.convert("P"), transparency=3),
        saved(image.convert("1")),
        saved(Image.fromarray(ramp.astype(np.uint16))),
        saved(Image.fromarray(ramp.astype(np.float32)), "TIFF"),
        *(saved(image, "TIFF", compression=c) for c in ("tiff_lzw", "tiff_adobe_deflate", "jpeg", "packbits")),
    )


def pieces(data):
    places = st.integers(0, len(data) - 1)
    return {
        "bit": st.tuples(places, st.integers(0, 7)),
        "cut": st.tuples(places, st.none()),
        "number": st.tuples(places, st.sampled_from((b"\xff\xff\xff\xff", b"\0\0\0\0", b"\x7f\xff\xff\xff"))),
        "splice": st.tuples(places, st.tuples(st.integers(0, 40), st.sampled_from(whole_files()), places)),
        "head": st.tuples(st.integers(1, 32), st.sampled_from(whole_files())),
        "insert": st.tuples(places, st.binary(min_size=1, max_size=16)),
    }


@st.composite
def mangled(draw):
    """A file to which a few things have happened."""
    data = draw(st.sampled_from(whole_files()))
    for _ in range(draw(st.integers(1, 4))):
        if not data:
            break
        what, how = draw(
            st.sampled_from(sorted(pieces(data).items())).flatmap(lambda i: st.tuples(st.just(i[0]), i[1]))
        )
        place, with_what = how
        if what == "bit":
            data = data[:place] + bytes([data[place] ^ 1 << with_what]) + data[place + 1 :]
        elif what == "cut":
            data = data[:place]
        elif what == "number":
            data = data[:place] + with_what + data[place + 4 :]
        elif what == "splice":
            length, other, there = with_what
            data = data[:place] + other[there : there + length] + data[place + length :]
        elif what == "head":
            data = with_what[:place] + data[place:]
        else:
            data = data[:place] + with_what + data[place:]
    return data


def is_a_sentence(said):
    assert said.endswith(".")
    assert "\n" not in said
    assert ". " not in said
    assert "/" not in said
    assert 20 < len(said) < 130


def is_a_picture(picture):
    assert picture.dtype == np.uint8
    assert picture.shape == (len(picture), len(picture), 3)
    assert 1 <= len(picture) <= KEPT_SIDE


def children():
    tasks = Path("/proc/self/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def mangled_becomes_a_picture_or_a_sentence(read, data):
    try:
        picture, remark = read(data)
    except PictureError as error:
        is_a_sentence(str(error))
    else:
        is_a_picture(np.asarray(picture))
        if remark:
            is_a_sentence(remark)


@settings(deadline=None)
@given(mangled())
def test_a_mangled_file_becomes_a_picture_or_a_sentence(data):
    mangled_becomes_a_picture_or_a_sentence(decoding.read, data)


@settings(deadline=None, max_examples=12)
@given(mangled())
def test_nothing_stays_of_the_process_that_looked_at_it(data):
    before = children()
    mangled_becomes_a_picture_or_a_sentence(decoded, data)
    assert children() <= before


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_become_a_sentence(data):
    with pytest.raises(PictureError) as raised:
        decoding.read(data)
    is_a_sentence(str(raised.value))


def said_of(data):
    with pytest.raises(PictureError) as raised:
        opened(data)
    is_a_sentence(str(raised.value))
    return str(raised.value)


FOREIGN = {
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 99 99\n%%EndComments\n{} loop\n%%EOF\n",
    "PDF": b"%PDF-1.4\n1 0 obj\n",
    "PSD": b"8BPS\0\1" + bytes(60),
    "ICO": b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + bytes(60),
    "PPM": b"P6 2 2 255\n" + bytes(12),
    "FITS": b"SIMPLE  =                    T" + b" " * 3000,
    "WMF": b"\xd7\xcd\xc6\x9a" + bytes(60),
    "a film": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(60),
    "a web page": b"<!doctype html><html><svg></svg></html>",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_other_files_are_no_pictures_here(kind):
    said = said_of(FOREIGN[kind])
    assert "not a picture" in said
    assert all(name in said for name in ("PNG", "JPEG", "GIF", "WebP", "BMP", "TIFF", "AVIF"))


@pytest.mark.parametrize("brand", [b"heic", b"heix", b"mif1"])
def test_a_heic_is_told_what_works(brand):
    said = said_of(b"\0\0\0\x1cftyp" + brand + b"\0\0\0\0mif1heicmeta" + bytes(200))
    assert "HEIC" in said
    assert "JPEG" in said


@pytest.mark.parametrize("start", ["", '<?xml version="1.0"?>\n<!-- made by hand -->\n', "\ufeff  "])
def test_an_svg_is_told_what_works(start):
    said = said_of((start + '<svg xmlns="http://www.w3.org/2000/svg"/>').encode())
    assert "SVG" in said
    assert "PNG" in said


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "BMP", "TIFF", "AVIF"])
@pytest.mark.parametrize("left", [0.02, 0.5])
def test_a_file_of_which_much_is_missing_is_damaged(kind, left):
    data = saved(cat(), kind)
    assert "damaged" in said_of(data[: int(left * len(data))])


@pytest.mark.parametrize("how", [{}, {"progressive": True}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_jpeg_without_its_end_is_shown_and_said(how, mode):
    data = saved(cat().convert(mode), "JPEG", quality=90, **how)
    expected, remark = decoded(data)
    assert remark == ""
    for missing in (2, len(data) // 10):
        picture, remark = decoded(data[:-missing])
        assert remark == CUT
        there = slice(0, 2 * len(picture) // 3)
        assert np.abs(picture[there].astype(float) - expected[there]).mean() < 4
    assert "damaged" in said_of(data[: len(data) // 20])


@pytest.mark.parametrize("strange", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_not_finite_are_white_and_said(strange):
    values = np.linspace(0, 5, 10_000, dtype=np.float32).reshape(100, 100)
    values[10:30, 40:60] = strange
    picture, remark = decoded(saved(Image.fromarray(values), "TIFF"))
    expected = np.where(np.isfinite(values), values / 5 * 255, 255)
    assert remark == NOT_FINITE
    np.testing.assert_allclose(picture, np.repeat(expected[..., None], 3, axis=-1), atol=1.01)


def test_no_finite_number_at_all_is_said():
    assert "finite" in said_of(saved(Image.fromarray(np.full((9, 9), math.nan, np.float32)), "TIFF"))


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def flat_png(width, height, bits, colours, between=b""):
    """A huge picture in few bytes."""
    squeeze = zlib.compressobj(9)
    rest = height * (1 + width * bits * colours // 8)
    rows = b""
    while rest:
        rows += squeeze.compress(bytes(min(rest, MEGABYTE)))
        rest -= min(rest, MEGABYTE)
    rows += squeeze.flush()
    kind = {1: 0, 3: 2, 4: 6}[colours]
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + between + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_text_that_unpacks_to_gigabytes_does_no_harm():
    bomb = chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(50 * MEGABYTE), 9) * 3)
    mangled_becomes_a_picture_or_a_sentence(decoded, flat_png(30, 30, 8, 3, bomb))


def test_a_line_of_forty_megapixels_is_one_cell_or_said():
    assert opened(flat_png(40_000_000, 1, 8, 1)).shape == (1, 1, 3)
    assert "memory" in said_of(flat_png(1, 40_000_000, 8, 1))


def memory(pid, name):
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((1024 * int(line.split()[1]) for line in lines if line.startswith(f"{name}:")), 0)


def decodes(pid):
    """Whether it has become a decoder yet: until then it is counted with this process."""
    try:
        return decoding.__file__ in Path(f"/proc/{pid}/cmdline").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_the_largest_pictures_take_one_after_the_other_less_than_300_megabytes():
    data = flat_png(8000, 5000, 16, 3)
    assert len(data) < MEGABYTE
    before, others, most, at_once = memory("self", "VmRSS"), children(), 0, 0
    shown = []
    threads = [threading.Thread(target=lambda: shown.append(opened(data))) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        new = [pid for pid in children() - others if decodes(pid)]
        at_once = max(at_once, len(new))
        most = max(most, memory("self", "VmRSS") - before + sum(memory(pid, "VmRSS") for pid in new))
        threads[-1].join(0.02)
    assert [picture.shape for picture in shown] == [(260, 260, 3)] * 3
    assert at_once == 1
    assert 100 * MEGABYTE < most < 300 * MEGABYTE


def test_what_would_take_more_is_told_so():
    image = Image.new("RGB", (7000, 5500), "teal")
    assert "memory" in said_of(saved(image, "JPEG", progressive=True, subsampling=0))


BOUND = f"import sys; sys.path.insert(0, {str(Path(decoding.__file__).parent)!r}); import decoding; decoding._bound()\n"


def said_when_the_decoder(does, seconds):
    before = children()
    with pytest.raises(PictureError) as raised:
        decoded(saved(cat()), (sys.executable, "-c", BOUND + does), seconds)
    is_a_sentence(str(raised.value))
    assert children() <= before
    is_a_picture(decoded(saved(cat()))[0])
    return str(raised.value)


@pytest.mark.parametrize("does", ["import time; time.sleep(600)", "while True: pass"])
def test_a_decoder_that_hangs_is_one_sentence(does):
    assert "too long" in said_when_the_decoder(does, seconds=1)


@pytest.mark.parametrize(
    "does",
    [
        "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
        "import os; os.abort()",
        "raise SystemExit(3)",
        "x = bytearray(400_000_000)",
    ],
)
def test_a_decoder_that_crashes_is_one_sentence(does):
    assert "damaged" in said_when_the_decoder(does, seconds=60)


def test_where_no_process_can_be_started_that_is_said():
    with pytest.raises(PictureError) as raised:
        decoded(b"", ("/nowhere/at-all",))
    is_a_sentence(str(raised.value))


def test_who_waits_too_long_is_told_so(monkeypatch):
    monkeypatch.setattr(opening, "PATIENCE", 0.01)
    with opening._TURN:
        assert "again" in said_of(saved(cat()))


def test_the_decoder_ends_with_who_started_it():
    spins = BOUND + "import os; print(os.getpid(), file=sys.stderr, flush=True)\nwhile True: pass"
    starts = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spins!r}], stdout=subprocess.PIPE)"
    parent = subprocess.Popen([sys.executable, "-c", starts], stderr=subprocess.PIPE)
    ends = os.pidfd_open(int(parent.stderr.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    try:
        assert select.select([ends], [], [], decoding.MAX_SECONDS / 2)[0]
    finally:
        os.close(ends)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@settings(deadline=None)
@given(st.lists(ANYTHING, max_size=3) | ANYTHING, st.booleans())
def test_a_drawing_of_anything_is_a_drawing_or_a_sentence(values, whole):
    if whole:
        values = [values] * PAD**2
    try:
        ink = drawn(values)
    except PictureError as error:
        is_a_sentence(str(error))
    else:
        assert ink.shape == (1, PAD, PAD)
        assert ink.min() >= 0
        assert ink.max() <= 1
