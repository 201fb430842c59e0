"""Questions about what comes after a kernel: ReLU and pooling, and how much of the picture a cell has behind it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import numpy as np
import torch
from torch import nn

from explainer.core.words import count_word, number
from explainer.data.digits import SIDE
from explainer.data.pictures import NAMES, cells, sample
from explainer.models import digits, kernels
from explainer.models.convolution import sliding
from explainer.study.questions.asked import Grid, Option, Place, Question, TooAlike, Value, among, apart

EDGES = tuple(kernels.KERNELS)[:4]
APART, LOUD = 0.04, 0.1
MEANT = {"pool1": "after the first pooling", "conv2": "of the second convolution", "pool2": "after the second pooling"}
BEFORE = {"pool1": 3, "conv2": 4, "pool2": 6}
Stack = Sequence[tuple[int, int]]


def pooled(rng: random.Random) -> Question:
    """What ReLU and pooling make of a box."""
    name, kernel, window, mean = rng.choice(NAMES), rng.choice(EDGES), rng.choice((2, 2, 3)), rng.random() < 0.5
    weight = kernels.weights([kernel], 3, 1)
    x = torch.from_numpy(cells(sample(name), False))
    with torch.no_grad():
        found = sliding(weight, np.zeros(1, dtype=np.float32))(x[None])
        pool = nn.AvgPool2d(window) if mean else nn.MaxPool2d(window)
        out = pool(torch.relu(found))[0, 0]
    row, column = (rng.randrange(side) for side in out.shape)
    box = found[0, 0, row * window : (row + 1) * window, column * window : (column + 1) * window]
    values, right = box.reshape(-1).tolist(), float(out[row, column])
    if not (min(values) < -LOUD and max(map(abs, values)) > 2 * LOUD):
        raise TooAlike
    bent = [max(0.0, v) for v in values]
    average, above = sum(bent) / len(bent), [v for v in values if v > 0]
    wrong = [
        (sum(values) / len(values), "That is the mean without ReLU, which makes 0 of whatever is below zero first."),
        (sum(bent), "That adds up; pooling takes " + ("the mean." if mean else "the largest alone.")),
    ]
    if not above:
        wrong.append((max(values), "That is the largest without ReLU, which makes 0 of whatever is below zero first."))
    if -min(values) > max(values):
        wrong.append((-min(values), "That is the largest whatever its sign; ReLU makes 0 of what is below zero."))
    if above:
        wrong.append(
            (sum(above) / len(above), "That is the mean of those above zero; the zeros stand in the box, too.")
        )
    wrong.append(
        (max(bent), "That is max pooling.") if mean else (average, "That is the mean; max pooling keeps one number.")
    )
    kept: list[tuple[float, str]] = []
    for one in wrong:
        if apart([right, *(value for value, _ in kept), one[0]], APART):
            kept.append(one)
    below = sum(v < 0 for v in values)
    rest = (
        f"the sum of what is left, {number(sum(bent))}, is divided by {len(values)}"
        if mean
        else "of what is left the largest stays"
    )
    why = f"ReLU makes 0 of the {count_word(below)} below zero; {rest}."
    said = number(right)
    options = among(rng, Option(said, why), [Option(number(v), how) for v, how in kept])
    settings: dict[str, Value] = {"picture": name, "kernel": kernel, "window": window, "pool-stride": window}
    place = Place("pooling", f"{'avgpool1' if mean else 'pool1'}[0,{row},{column}]", settings)
    shown = (Grid("A box of a map", tuple(tuple(map(float, r)) for r in box)),)
    asked = f"These numbers go through ReLU, then through {'mean' if mean else 'max'} pooling. What is left of the box?"
    right_at = next(k for k, one in enumerate(options) if one.said == said)
    return Question("pooled", "ReLU and pooling", asked, shown, options, right_at, place)


def field(rng: random.Random) -> Question:
    """Which of the picture's rows or columns a cell has behind it."""
    tensor, rows = rng.choice(tuple(MEANT)), rng.random() < 0.5
    side, o = _side(tensor), rng.randrange(digits.KERNELS[tensor != "pool1"])
    at = [rng.randrange(side), rng.randrange(side)]
    here = at[0] if rows else at[1]
    first, last = behind(tensor, here)
    stack = layers(tensor)
    wrong = [
        (span(stack[-1:], here), "Those are of the map just before it, not of the picture."),
        (
            span([(k, 1) for k, _ in stack], here),
            "That forgets the steps: where a map was pooled, one cell more is two before.",
        ),
        (
            span([(k if s > 1 else 1, s) for k, s in stack], here),
            "That follows the pooling alone; every kernel reaches two cells further.",
        ),
        (span(stack[1:], here), "Those are of the first map; its kernel reads three pixels in a row."),
        (span(stack, here + 1), "That is the neighbour’s."),
    ]
    what = "rows" if rows else "columns"

    def said(found: tuple[int, int]) -> str:
        return f"{what} {found[0] + 1} to {found[1] + 1}"

    why = f"{last - first + 1} {what}: each kernel reads three in a row, each pooling two, and a cell more after it is two before."
    mistakes = [Option(said(found), how) for found, how in wrong if found[1] < SIDE and found[1] > found[0]]
    options = among(rng, Option(said((first, last)), why), mistakes)
    digit, example = rng.randrange(10), rng.randint(1, 12)
    place = Place("network", f"{tensor}[{o},{at[0]},{at[1]}]", {"digit": str(digit), "example": example})
    asked = (
        "Kernel of 3 × 3, ReLU, max pooling of 2 × 2, and the same three once more. Take a cell in "
        f"{'row' if rows else 'column'} {here + 1} of a map {MEANT[tensor]}. Which {what} of the picture does it hang on?"
    )
    right = next(k for k, one in enumerate(options) if one.said == said((first, last)))
    return Question("field", "Receptive field", asked, (), options, right, place)


def layers(tensor: str) -> list[tuple[int, int]]:
    """Size and step of each layer up to a tensor of the digit network, of those that reach further than a cell."""
    found = [*digits.network().children()][: BEFORE[tensor]]
    reaching = [layer for layer in found if isinstance(layer, nn.Conv2d | nn.MaxPool2d)]
    return [(_one(layer.kernel_size), _one(layer.stride)) for layer in reaching]


def _one(size: int | tuple[int, ...]) -> int:
    return size if isinstance(size, int) else size[0]


def _side(tensor: str) -> int:
    with torch.no_grad():
        return int(digits.network()[: BEFORE[tensor]](torch.zeros(1, 1, SIDE, SIDE)).shape[-1])


def span(stack: Stack, at: int) -> tuple[int, int]:
    """First and last cell that a cell of the last of these layers reads of what goes into the first, counted from zero."""
    first = last = at
    for size, step in reversed(stack):
        first, last = first * step, last * step + size - 1
    return first, last


def behind(tensor: str, at: int) -> tuple[int, int]:
    """The same of the picture, as torch has it: where the gradient is not zero when nothing is thrown away on the way."""
    x = torch.zeros(1, 1, SIDE, requires_grad=True)
    y: torch.Tensor = x
    for size, step in layers(tensor):
        y = nn.functional.conv1d(y, torch.ones(1, 1, size), stride=step)
    y[0, 0, at].backward()
    assert x.grad is not None
    reached = x.grad[0, 0].nonzero().ravel().tolist()
    return reached[0], reached[-1]
