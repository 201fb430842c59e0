"""A file that nobody has looked at, as a small square picture: run by this file's path in a process of its own, where a
decoder that hangs, crashes or wants too much takes nobody along.

Pillow is all it imports, so that the process is there in 60 ms. The file comes in on stdin; out go a line, which is empty,
a remark, or what is wrong, and after it the picture's bytes (side, side, 3), if there is one.
"""

from __future__ import annotations

import contextlib
import io
import math
import os
import signal
import sys
import warnings
from functools import cache
from typing import cast

from PIL import (  # noqa: F401 they register
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageFile,
    ImageMath,
    JpegImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

KEPT_SIDE = 260
MAX_PIXELS = 40_000_000
MAX_MEMORY = 210 * 2**20
MAX_SECONDS = 8
BAND = 2**19  # pixels of it that are worked on at a time

# Each is opened by its own decoder, whatever else there is on the machine.
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "AVIF")
_ACCEPTS = tuple(Image.OPEN[name][1] for name in _FORMATS)
FORMATS = "PNG, JPEG, GIF, WebP, BMP, TIFF and AVIF"

DAMAGED = "This picture is damaged or cut short; please try saving it again as PNG or JPEG."
TOO_MUCH = "This picture takes more memory to open than there is for one; please make it smaller and try again."
# WebP's decoder does not tell the two apart.
DAMAGED_OR_TOO_MUCH = "This picture is damaged or too large to open; please try saving it again as PNG or JPEG."
CUT = "The end of this file is missing; what had arrived of the picture is shown."
NOT_FINITE = "Some numbers of this picture are not finite; they are shown white."
NOTHING_FINITE = "None of the numbers of this picture is finite, so there is nothing to show."

# Where people's files name themselves that no browser, or nothing here, opens.
_HEIC = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx")
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LARGEST = float.fromhex("0x1.fffffep+127")  # of float32


class PictureError(ValueError):
    """A file that cannot be shown; the message says what is wrong and what works."""


def read(data: bytes) -> tuple[Image.Image, str]:
    """A file as a square cut from the middle, RGB, at most ``KEPT_SIDE`` a side, and a remark on what is not as it was meant.

    Shown as people expect: turned as the camera held it, transparency on white, the first frame of an animation,
    16 bits by their full range, CMYK converted. Raises :class:`PictureError`, and nothing else, for what cannot be shown.
    """
    try:
        return _read(data)
    except PictureError:
        raise
    except MemoryError:
        raise PictureError(TOO_MUCH) from None
    except Image.DecompressionBombError:
        raise PictureError("This picture has far more than 40 megapixels; up to 40 megapixels work.") from None
    except UnidentifiedImageError:
        raise PictureError(_unknown(data)) from None
    except Exception as error:  # whatever a decoder thinks of
        raise PictureError(_failed(data, error)) from None


def _read(data: bytes) -> tuple[Image.Image, str]:
    image, remark = _open(data), ""
    try:
        image.load()
    except OSError as error:
        if image.format not in ("JPEG", "MPO") or "truncated" not in str(error):
            raise
        image, remark = _cut_short(data), CUT
    square, all_finite = _square(image, _orientation(image))
    return square, remark if all_finite else NOT_FINITE


def _open(data: bytes) -> ImageFile.ImageFile:
    image = Image.open(io.BytesIO(data), formats=_FORMATS)
    pixels = image.width * image.height
    if pixels > MAX_PIXELS:
        raise PictureError(f"This picture has {math.ceil(pixels / 1e5) / 10:g} megapixels; up to 40 megapixels work.")
    if _memory(image) > MAX_MEMORY:
        raise PictureError(TOO_MUCH)
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        scale = 4 * KEPT_SIDE / min(image.size)
        image.draft(None, (max(1, int(image.width * scale)), max(1, int(image.height * scale))))
    return image


def _memory(image: ImageFile.ImageFile) -> int:
    """Bytes that decoding takes, where that is more than the picture itself."""
    pixels = image.width * image.height
    if isinstance(image, JpegImagePlugin.JpegImageFile) and "progressive" in image.info:
        # Every coefficient of it is kept until the last scan, two bytes each.
        across, down = (max(layer[k] for layer in image.layer) for k in (1, 2))
        return 2 * pixels * sum(layer[1] * layer[2] for layer in image.layer) // (across * down)
    return 16 * pixels if image.format == "WEBP" else 0


def _cut_short(data: bytes) -> ImageFile.ImageFile:
    """A JPEG without its end, if most of it is there: half of its rows, or the coarse scans of a progressive one."""
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image = _open(data)
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    missing = 127 if image.mode == "CMYK" else 128
    nothing = Image.new(image.mode, image.size, (missing,) * len(image.getbands()))
    there = ImageChops.difference(image, nothing).getbbox()
    scans = data.count(b"\xff\xda", data.rfind(b"\xff\xc2")) if "progressive" in image.info else 4
    if there is None or there[3] < image.height / 2 or scans < 4:
        raise PictureError(DAMAGED)
    return image


def _unknown(data: bytes) -> str:
    """What is wrong with a file that no decoder takes."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if data[4:8] == b"ftyp" and any(brand in data[8:64] for brand in _HEIC):
        named = "a HEIC picture"
    elif start.startswith(b"<") and b"<svg" in start and b"<html" not in start:
        named = "an SVG drawing"
    elif any(accept(data[:16]) for accept in _ACCEPTS if accept):
        return DAMAGED
    else:
        return f"This file is not a picture that opens here; {FORMATS} work."
    return f"This is {named}, which does not open here; please save it as PNG or JPEG."


def _failed(data: bytes, error: Exception) -> str:
    """What is wrong with a file whose decoder gave up."""
    if "memory" in str(error).lower():
        return TOO_MUCH
    return DAMAGED if data[8:12] != b"WEBP" else DAMAGED_OR_TOO_MUCH


def _orientation(image: Image.Image) -> int:
    """How the camera was held, as far as that can be read."""
    try:
        found = image.getexif().get(0x0112)
    except Exception:
        return 1
    return found if found in _TURNS else 1


def _square(image: Image.Image, orientation: int) -> tuple[Image.Image, bool]:
    """The middle of a picture, made band by band so that there is never a second one of its size; and whether all of its
    numbers are finite."""
    width, height = image.size if orientation <= 4 else image.size[::-1]
    cut = min(width, height)
    side = min(cut, KEPT_SIDE)
    left, top, step = (width - cut) / 2, (height - cut) / 2, cut / side
    most = _most(image) if image.mode[0] in "IF" else 1
    rows = max(1, int(BAND / cut / step))
    square, all_finite = Image.new("RGB", (side, side)), True
    for row in range(0, side, rows):
        end = min(row + rows, side)
        x, y = int(left), int(top + row * step)
        box = (x, y, math.ceil(left + cut), min(height, math.ceil(top + end * step)))
        rgb, finite = _rgb(_part(image, orientation, box), most)
        exactly = (left - x, top + row * step - y, left + cut - x, min(top + end * step, height) - y)
        square.paste(rgb.resize((side, end - row), Image.Resampling.BOX, exactly), (0, row))
        all_finite &= finite
    return square, all_finite


def _part(image: Image.Image, orientation: int, box: tuple[int, int, int, int]) -> Image.Image:
    """What a box cuts out of a picture once that is turned."""
    left, top, right, bottom = box
    width, height = image.size if orientation <= 4 else image.size[::-1]
    if orientation in (2, 3, 6, 7):
        left, right = width - right, width - left
    if orientation in (3, 4, 7, 8):
        top, bottom = height - bottom, height - top
    if orientation > 4:
        left, top, right, bottom = top, left, bottom, right
    part = image.crop((left, top, right, bottom))
    return part.transpose(_TURNS[orientation]) if orientation in _TURNS else part


def _most(image: Image.Image) -> float:
    """What is shown as white where a number can have any size."""
    width, height = image.size
    rows = max(1, BAND // width)
    found = [_largest(image.crop((0, y, width, min(y + rows, height)))) for y in range(0, height, rows)]
    if max(found) == -math.inf:
        raise PictureError(NOTHING_FINITE)
    return 65535 if image.mode != "F" and max(found) > 255 else max(*found, 1)


def _largest(band: Image.Image) -> float:
    """The largest finite number of a band, or minus infinity."""
    nowhere = Image.new("F", band.size, -math.inf)
    numbers = Image.composite(band, nowhere, _finite(band)) if band.mode == "F" else band.convert("I")
    _, largest = cast(tuple[float, float], numbers.getextrema())
    return largest


def _finite(band: Image.Image) -> Image.Image:
    """Where numbers are neither infinite nor none at all."""
    found = ImageMath.lambda_eval(lambda args: (abs(args["band"]) <= LARGEST) * 255, band=band)
    return found.convert("L")


def _rgb(band: Image.Image, most: float) -> tuple[Image.Image, bool]:
    """A band as RGB, and whether all of it is finite."""
    if band.mode.startswith("I"):
        return band.convert("I").point(_greys(most), "L").convert("RGB"), True
    if band.mode == "F":
        finite = _finite(band)
        grey = band.point(lambda v: v * (255 / most)).convert("L")
        white = Image.new("L", band.size, 255)
        return Image.composite(grey, white, finite).convert("RGB"), finite.getextrema()[0] == 255
    if band.has_transparency_data:
        band = band.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", band.size, "white"), band).convert("RGB"), True
    return band.convert("RGB"), True


@cache
def _greys(most: float) -> list[int]:
    """What each of 16 bits is shown as."""
    return [min(255, int(255 * v / most)) for v in range(65536)]


def _bound() -> None:
    """Ask the system to hold this process to its limits, and to end it a moment after the time is over, or when nobody is
    there any more to hear its answer."""
    try:
        import fcntl
        import resource
    except ImportError:
        return
    for limit, most in (
        (resource.RLIMIT_DATA, MAX_MEMORY),
        (resource.RLIMIT_CPU, MAX_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))
    signal.alarm(MAX_SECONDS + 1)
    with contextlib.suppress(OSError):
        fcntl.fcntl(1, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(1, fcntl.F_SETFL, fcntl.fcntl(1, fcntl.F_GETFL) | os.O_ASYNC)


def _main() -> None:
    _bound()
    warnings.simplefilter("ignore")
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    try:
        picture, said = read(sys.stdin.buffer.read())
        pixels = picture.tobytes()
    except PictureError as error:
        pixels, said = b"", str(error)
    except MemoryError:
        pixels, said = b"", TOO_MUCH
    if hasattr(signal, "SIGIO"):
        signal.signal(signal.SIGIO, signal.SIG_IGN)  # from here on it says that the answer is being read
    sys.stdout.buffer.write(said.encode() + b"\n" + pixels)


if __name__ == "__main__":
    _main()
