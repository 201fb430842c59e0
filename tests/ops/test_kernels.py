"""Named kernels, the size formula and the text of edited numbers, against torch and scipy."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from explainer.models import kernels
from explainer.models.convolution import map_side, standing_over


def test_there_are_at_least_ten_of_every_size():
    assert len(kernels.KERNELS) >= 10
    for name, kernel in kernels.KERNELS.items():
        for size in kernels.SIZES:
            assert kernel.make(size).shape == (size, size), name


@pytest.mark.parametrize("size", [3, 5, 7])
@pytest.mark.parametrize("name", ["Vertical edges", "Horizontal edges", "Falling edges", "Rising edges", "Laplacian",
                                  "Outline", "Vertical line"])  # fmt: skip
def test_a_kernel_that_compares_answers_zero_on_a_flat_picture(name, size):
    assert kernels.KERNELS[name].make(size).sum() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("name", ["Blur", "Gaussian blur", "Identity", "Sharpen", "Emboss"])
def test_the_others_keep_a_flat_picture_as_bright_as_it_is(name):
    assert kernels.KERNELS[name].make(5).sum() == pytest.approx(1)


@pytest.mark.parametrize("name", ["Blur", "Gaussian blur", "Identity", "Laplacian", "Outline", "Sharpen"])
def test_symmetric_kernels_are_symmetric(name):
    kernel = kernels.KERNELS[name].make(5)
    for turned in (kernel.T, kernel[::-1], kernel[:, ::-1]):
        np.testing.assert_allclose(kernel, turned)


@pytest.mark.parametrize(("name", "bright"), [("Vertical edges", np.s_[:, 4:]), ("Horizontal edges", np.s_[4:, :])])
def test_meanings_are_true_of_a_step(name, bright):
    picture = np.zeros((7, 7))
    picture[bright] = 1
    answer = signal.correlate2d(picture, kernels.KERNELS[name].make(3), mode="valid")
    assert answer[2, 2] > 0
    assert "brighter" in kernels.KERNELS[name].reads[0]


@given(st.sampled_from(kernels.SIZES), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3), st.integers(1, 40))
def test_the_size_formula_is_torchs(size, stride, padding, dilation, n):
    side = map_side(n, size, stride, padding, dilation)
    x = torch.zeros(1, 1, n, n)
    weight = torch.zeros(1, 1, size, size)
    if side == 0:
        with pytest.raises(RuntimeError):
            torch.conv2d(x, weight, None, stride, padding, dilation)
    else:
        assert torch.conv2d(x, weight, None, stride, padding, dilation).shape[-1] == side


def test_in_colour_the_slices_share_one_kernel_out():
    grey, colour = kernels.weights(["Sharpen"], 3, 1), kernels.weights(["Sharpen"], 3, 3)
    np.testing.assert_allclose(colour.sum(axis=1), grey[:, 0], atol=1e-6)


@given(st.lists(st.floats(-10, 10, width=32), min_size=20, max_size=20))
def test_edited_numbers_survive_the_link(values):
    plain = kernels.weights(["Blur", "Outline"], 3, 1)
    weight = np.array(values[:18], dtype=np.float32).reshape(plain.shape)
    bias = np.array(values[18:], dtype=np.float32)
    text = kernels.written(weight, bias, plain)
    again, bias_again = kernels.read(text, plain)
    np.testing.assert_array_equal(again, weight)
    np.testing.assert_array_equal(bias_again, bias)


@pytest.mark.parametrize("text", ["x", "1: 1 2", "9: " + "0 " * 10, "1: " + "nan " * 10, "1:" + " a" * 10])
def test_numbers_that_do_not_fit_are_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011
        kernels.read(text, kernels.weights(["Blur"], 3, 1))


def test_the_place_under_a_click_is_the_kernel_centred_there():
    assert standing_over(11, 24, 3, 1, 0, 1) == 10
    assert standing_over(0, 24, 3, 1, 0, 1) == 0
    assert standing_over(25, 12, 3, 2, 0, 1) == 11
