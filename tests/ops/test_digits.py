"""The digits that ship: how many, how split, how they look, how large the file is."""

import json

import numpy as np
import pytest

from explainer.data import assets, digits
from explainer.data.pictures import NAMES, PAD, PictureError, cells, drawn, of_drawing, sample


def test_they_are_split_and_every_digit_is_in_both_parts():
    learning, held_out = digits.digits()
    for part, count in ((learning, 8_500), (held_out, 1_500)):
        assert part.images.shape == (count, 26, 26)
        assert part.images.dtype == np.uint8
        shares = np.bincount(part.labels, minlength=10) / count
        assert shares.min() > 0.08
        assert shares.max() < 0.12
    seen = {image.tobytes() for image in learning.images}
    assert not any(image.tobytes() in seen for image in held_out.images)


def test_a_network_reads_them_from_0_to_1():
    _, held_out = digits.digits()
    x = held_out.inputs()
    assert (x.shape, x.dtype, x.min(), x.max()) == ((1_500, 1, 26, 26), np.float32, 0, 1)
    assert 0.08 < x.mean() < 0.2, "white ink on black"


def test_the_file_is_small_and_names_its_source():
    assert (assets.ASSETS / digits.FILE).stat().st_size <= 2 * 2**20
    said = (assets.ASSETS / "SOURCES.md").read_text()
    assert "digits.npz" in said
    assert "CC BY-SA 3.0" in said


def test_the_file_is_made_from_the_package(tmp_path, monkeypatch):
    folder = tmp_path / "src" / "digits"
    folder.mkdir(parents=True)
    for digit in range(10):
        image = np.zeros((28, 28))
        image[1, 1 + digit] = 0.5
        image[0] = 1
        (folder / f"{digit}.json").write_text(json.dumps({"data": image.ravel().tolist()}))
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    digits.make(tmp_path)
    with np.load(tmp_path / "digits.npz") as made:
        assert sorted(made["labels"]) == list(range(10))
        for image, label in zip(made["images"], made["labels"], strict=True):
            assert np.argwhere(image).tolist() == [[0, label]], "cropped by one pixel on each side"


@pytest.mark.parametrize("name", [n for n in NAMES if n.startswith("Digit")])
def test_a_digit_is_a_picture_cell_by_cell(name):
    x = cells(sample(name), colour=False)
    expected = digits.example(int(name[-1])).astype(np.float32) / 255
    np.testing.assert_allclose(x[0], expected, atol=1e-6)


def test_a_drawing_is_a_picture_of_the_mean_of_its_parts():
    ink = np.random.default_rng(1).integers(0, 256, (PAD, PAD)).astype(np.float32) / 255
    kept = drawn(ink.ravel().tolist())
    np.testing.assert_allclose(kept[0], ink)
    expected = ink.reshape(26, 2, 26, 2).mean(axis=(1, 3))
    np.testing.assert_allclose(cells(of_drawing(kept), colour=False)[0], expected, atol=1e-6)


@pytest.mark.parametrize("values", [[], [0.0] * 7, [float("nan")] * PAD * PAD])
def test_a_drawing_that_did_not_arrive_whole_is_refused(values):
    with pytest.raises(PictureError, match="draw it again"):
        drawn(values)
