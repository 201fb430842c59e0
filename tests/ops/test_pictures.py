"""Pictures people bring, each from a real file made here: shown correctly, or refused in one sentence."""

import io

import numpy as np
import pytest
from PIL import Image

from explainer.data.pictures import KEPT_SIDE, SAMPLES, PictureError, cells, opened, sample


def saved(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def halves(mode, left, right, size=(40, 40)):
    """A picture whose left half is one colour and whose right half another."""
    image = Image.new(mode, size, left)
    image.paste(right, (size[0] // 2, 0, *size))
    return image


def test_samples_are_square_and_enough():
    assert len(SAMPLES) >= 8
    for name in SAMPLES:
        picture = sample(name)
        assert picture.shape[0] == picture.shape[1] >= 100
        assert picture.dtype == np.uint8
        assert cells(picture, colour=True).std() > 0.02


def test_cells_are_the_means_of_what_they_cover():
    picture = np.random.default_rng(0).integers(0, 256, (260, 260, 3), dtype=np.uint8)
    expected = picture.reshape(26, 10, 26, 10, 3).mean(axis=(1, 3)).transpose(2, 0, 1) / 255
    found = cells(picture, colour=True)
    assert (found.shape, found.dtype) == ((3, 26, 26), np.float32)
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_grey_is_luminance():
    red = np.zeros((52, 52, 3), dtype=np.uint8)
    red[..., 0] = 255
    np.testing.assert_allclose(cells(red, colour=False), 0.2125, atol=1e-3)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "BMP", "GIF", "TIFF"])
def test_the_usual_files_are_read(kind):
    picture = opened(saved(halves("RGB", (250, 0, 0), (0, 0, 250), (80, 40)), kind))
    assert picture[10, 2, 0] > 200
    assert picture[10, -3, 2] > 200


def test_sixteen_bits_keep_their_range():
    ramp = np.tile(np.linspace(0, 65535, 64).astype(np.uint16), (64, 1))
    picture = opened(saved(Image.fromarray(ramp)))
    assert picture[0, 0, 0] < 5
    assert picture[0, 32, 0] == pytest.approx(130, abs=5)
    assert picture[0, -1, 0] > 250


def test_cmyk_is_converted():
    picture = opened(saved(Image.new("CMYK", (30, 30), (0, 255, 255, 0)), "JPEG", quality=95))
    red, green, blue = picture[15, 15]
    assert red > 200
    assert max(green, blue) < 80


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_transparency_lies_on_white(mode):
    clear = Image.new(mode, (30, 30), (0,) * len(mode))
    assert opened(saved(clear)).min() == 255


def test_palette_transparency_lies_on_white():
    image = Image.new("P", (30, 30), 0)
    assert opened(saved(image, "GIF", transparency=0)).min() == 255


def test_the_first_frame_of_an_animation_is_shown():
    frames = [Image.new("RGB", (30, 30), c) for c in ("red", "blue")]
    picture = opened(saved(frames[0], "GIF", save_all=True, append_images=frames[1:]))
    assert tuple(picture[5, 5]) == (255, 0, 0)


def test_a_photo_is_turned_as_it_was_held():
    image = halves("RGB", (255, 0, 0), (0, 0, 255))
    exif = image.getexif()
    exif[0x0112] = 6
    picture = opened(saved(image, "JPEG", exif=exif, quality=95))
    assert picture[2, 20, 0] > 200
    assert picture[-3, 20, 2] > 200


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (3, 2)])
def test_tiny_pictures_are_shown(size):
    picture = opened(saved(Image.new("RGB", size, (10, 20, 30))))
    np.testing.assert_allclose(cells(picture, colour=True)[:, 13, 13] * 255, [10, 20, 30], atol=0.5)


def test_large_pictures_are_kept_small():
    assert opened(saved(Image.new("RGB", (3000, 2000)))).shape == (KEPT_SIDE, KEPT_SIDE, 3)


def bomb():
    return saved(Image.new("1", (20_000, 20_000)))


def truncated():
    noise = np.random.default_rng(0).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    return saved(Image.fromarray(noise))[:5000]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (lambda: b"hello, I am a text", ["not a picture", "PNG"]),
        (lambda: b"", ["not a picture"]),
        (truncated, ["damaged", "PNG or JPEG"]),
        (lambda: b"\x89PNG" + b"\0" * (20 * 2**20), ["MB", "20 MB"]),
        (lambda: saved(Image.new("1", (8000, 6000))), ["48 megapixels", "40 megapixels"]),
        (bomb, ["40 megapixels"]),
    ],
)
def test_what_cannot_be_shown_is_said_in_one_sentence(data, words):
    with pytest.raises(PictureError) as raised:
        opened(data())
    said = str(raised.value)
    assert all(word in said for word in words), said
    assert said.count(". ") == 0
