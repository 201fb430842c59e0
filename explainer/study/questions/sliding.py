"""Questions about a kernel: how large its map is, what one of its cells is, and how many numbers a layer learns."""

from __future__ import annotations

import random

import numpy as np
import torch

from explainer.core.words import count_word, number
from explainer.data.pictures import CELLS, NAMES, cells, sample
from explainer.models import kernels
from explainer.models.convolution import map_side, sliding
from explainer.models.digits import count
from explainer.study.questions.asked import (
    Grid,
    Option,
    Place,
    Question,
    Slip,
    TooAlike,
    Value,
    among,
    times,
    told_apart,
)

PLAIN = tuple(kernels.KERNELS)
LIVELY = 0.35
APART = 0.15


def size(rng: random.Random) -> Question:
    """How large a map is."""
    k, s, p, d = rng.choice((3, 5, 7)), rng.randint(1, 4), rng.randint(0, 3), rng.randint(1, 3)
    layer = sliding(np.zeros((1, 1, k, k), dtype=np.float32), np.zeros(1, dtype=np.float32), s, p, d)
    with torch.no_grad():
        side = layer(torch.zeros(1, 1, CELLS, CELLS)).shape[-1]
    reach, room = d * (k - 1) + 1, CELLS + 2 * p
    left = (room - reach) % s
    mistakes = [
        (map_side(CELLS, k, s, 0, d), p > 0, f"That is without the padding, which adds {p} on each side."),
        ((CELLS + p - reach) // s + 1, p > 0, "That adds the padding on one side only; it goes on both."),
        (map_side(CELLS, k, s, p, 1), d > 1, f"That is without the dilation: with it the kernel reaches over {reach}."),
        (map_side(CELLS, k, 1, p, d), s > 1, f"That is with a step of one; the kernel goes {s} cells at a time."),
        (side + 1, left > 0, f"That rounds up: for one more step {s - left} of {s} cells are missing."),
        (side - 1, True, "That counts the steps; the place where it starts is one more."),
    ]
    settings: dict[str, Value] = {
        "picture": rng.choice(NAMES),
        "kernel": rng.choice(PLAIN),
        "size": k,
        "stride": s,
        "padding": p,
        "dilation": d,
    }
    place = Place("convolution", f"conv1[0,{side - 1},{side - 1}]", settings)
    gone = f"{room - reach} / {s}, rounded down, is {side - 1} steps" if s > 1 else f"{side - 1} steps"
    why = f"The kernel reaches over {reach} of {room} cells, which leaves {room - reach}: {gone}, and the first place makes {side}."
    found = [Option(_square(n), said) for n, holds, said in mistakes if holds and n > 0]
    options, at = among(rng, Option(_square(side), why), found, 3)
    shape = [f"a {_square(k)} kernel", f"stride {s}", f"padding {p}", f"dilation {d}"]
    asked = f"A picture of {_square(CELLS)} cells, {', '.join(shape[:-1])} and {shape[-1]}: how large is the map?"
    return Question("size", "Size of a map", asked, (), options, at, place)


def cell(rng: random.Random) -> Question:
    """What one cell of a map is."""
    name = rng.choice(NAMES)
    x = torch.from_numpy(cells(sample(name), False))
    weights = [0.0] * 9
    for k in rng.sample(range(9), rng.randint(3, 4)):
        weights[k] = float(rng.choice((-2, -1, 1, 2)))
    weight = np.array(weights, dtype=np.float32).reshape(1, 1, 3, 3)
    bias = np.array([rng.choice((-1.0, -0.5, 0.5, 1.0))], dtype=np.float32)
    row, column = rng.randrange(CELLS - 2), rng.randrange(CELLS - 2)
    under = x[0, row : row + 3, column : column + 3]
    if float(under.max() - under.min()) < LIVELY:
        raise TooAlike

    def answer(w: np.ndarray, b: np.ndarray) -> float:
        with torch.no_grad():
            return float(sliding(np.ascontiguousarray(w), b)(x[None])[0, 0, row, column])

    right = answer(weight, bias)
    mistakes = [
        Slip(
            answer(weight[..., ::-1, ::-1], bias), "That turns the kernel round before it is laid on; torch does not."
        ),
        Slip(answer(weight, bias * 0), "That leaves the bias out: it is added once, at the end."),
        Slip(answer(np.abs(weight), bias), "That adds every product; those of weights below zero are taken away."),
        Slip(answer(weight.transpose(0, 1, 3, 2), bias), "That has rows and columns of the kernel exchanged."),
        Slip(answer(weight / 9, bias), "That divides by nine; a kernel adds up, and takes no mean."),
    ]
    products = [(float(w), float(v)) for w, v in zip(weights, under.reshape(-1), strict=True) if w]
    sums = " ".join(f"{'−' if w < 0 else '+'} {abs(w):.0f}·{number(v)}" for w, v in products)
    sums = sums.removeprefix("+ ").replace("− ", "−", 1) if products[0][0] < 0 else sums.removeprefix("+ ")
    why = f"{sums} {'−' if bias[0] < 0 else '+'} {number(abs(float(bias[0])))}, in the digits that the picture has."
    options, at = among(rng, Option(number(right), why), told_apart(right, mistakes, APART), 3)
    plain = kernels.weights(PLAIN[:1], 3, 1)
    edited = kernels.written(weight, bias, plain)
    place = Place("convolution", f"conv1[0,{row},{column}]", {"picture": name, "kernel": PLAIN[0], "numbers": edited})
    shown = (
        Grid("Nine pixels", tuple(tuple(map(float, r)) for r in under), "grey"),
        Grid("The kernel", tuple(tuple(map(float, r)) for r in weight[0, 0])),
        Grid("Bias", ((float(bias[0]),),)),
    )
    asked = "This kernel is laid on these nine pixels. About what does it answer?"
    return Question("cell", "One cell of a map", asked, shown, options, at, place)


def weights(rng: random.Random) -> Question:
    """How many numbers a layer learns."""
    many, k, channels = rng.randint(2, kernels.MOST), rng.choice((3, 5, 7)), rng.choice((1, 3))
    names = rng.sample(PLAIN, many)
    layer = sliding(kernels.weights(names, k, channels), np.zeros(many, dtype=np.float32))
    right, side, own = count(layer), map_side(CELLS, k, 1, 0, 1), channels * k * k
    one = f"each kernel has {f'{channels} × ' if channels > 1 else ''}{k} × {k} numbers and a bias of its own"
    other = "a kernel has a slice for red, green and blue each" if channels > 1 else "a grey picture has one channel"
    mistakes = [
        (right - many, f"That is without the biases: {one}."),
        (
            many * ((4 - channels) * k * k + 1),
            f"That is for {'one channel' if channels > 1 else 'three channels'}; {other}.",
        ),
        (right - many + 1, "That has one bias for all; every kernel has its own."),
        (own + 1, f"That is a single kernel; there are {count_word(many)}, each with its own numbers."),
        (
            many * side * side * (channels * CELLS * CELLS + 1),
            "That is a linear layer that makes as many cells: one weight for each pixel and cell. A kernel uses its "
            f"{own} numbers at every place again.",
        ),
        (
            many * side * side * (own + 1),
            "That has numbers of its own at every place; the same kernel goes over all of them.",
        ),
    ]
    why = f"{one[0].upper()}{one[1:]}: {many} × ({own} + 1), however large the picture is."
    found = [Option(f"{n:,}", said) for n, said in mistakes]
    options, at = among(rng, Option(f"{right:,}", why), found, 3)
    colours = "Colour" if channels > 1 else "Grey"
    settings: dict[str, Value] = {"picture": rng.choice(NAMES), "colours": colours, "size": k}
    settings |= {"kernel": names[0], "more": names[1:]}
    place = Place("convolution", f"conv1[{many - 1},{side // 2},{side // 2}]", settings)
    asked = (
        f"{times(many, 'kernel').capitalize()} of {_square(k)} read a {'picture in colour' if channels > 1 else 'grey picture'} of "
        f"{_square(CELLS)} cells. How many numbers does the layer learn, weights and biases together?"
    )
    return Question("weights", "What is learned", asked, (), options, at, place)


def _square(side: int) -> str:
    return f"{side} × {side}"
