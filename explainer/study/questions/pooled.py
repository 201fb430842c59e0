"""Questions about what comes after a kernel: ReLU and pooling, and how much of the picture a cell has behind it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache

import numpy as np
import torch
from torch import nn

from explainer.core.words import count_word, number
from explainer.data.digits import SIDE, example
from explainer.data.pictures import NAMES, cells, sample
from explainer.models import digits, kernels
from explainer.models.convolution import sliding
from explainer.study.questions.asked import Grid, Option, Place, Question, Slip, TooAlike, Value, among, told_apart

EDGES = tuple(kernels.KERNELS)[:4]
APART, LOUD = 0.04, 0.1
EXAMPLES = 12
MEANT = {"pool1": "after the first pooling", "conv2": "of the second convolution", "pool2": "after the second pooling"}
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
    same: dict[str, Value] = {"picture": name, "kernel": kernel}

    def bend(value: float) -> Place:
        """ReLU's own stage, on the number that leads astray."""
        at = divmod(values.index(value), window)
        return Place("relu", f"relu1[0,{row * window + at[0]},{column * window + at[1]}]", same)

    first = "which makes 0 of whatever is below zero first"
    wrong = [
        Slip(sum(values) / len(values), f"That is the mean without ReLU, {first}.", bend(min(values))),
        Slip(sum(bent), "That adds up; pooling takes " + ("the mean." if mean else "the largest alone.")),
    ]
    if not above:
        wrong.append(Slip(max(values), f"That is the largest without ReLU, {first}.", bend(max(values))))
    if -min(values) > max(values):
        said = "That is the largest whatever its sign; ReLU makes 0 of what is below zero."
        wrong.append(Slip(-min(values), said, bend(min(values))))
    if above:
        wrong.append(
            Slip(sum(above) / len(above), "That is the mean of those above zero; the zeros stand in the box, too.")
        )
    wrong.append(
        Slip(max(bent), "That is max pooling.")
        if mean
        else Slip(average, "That is the mean; max pooling keeps one number.")
    )
    below = sum(v < 0 for v in values)
    rest = (
        f"the sum of what is left, {number(sum(bent))}, is divided by {len(values)}"
        if mean
        else "of what is left the largest stays"
    )
    why = f"ReLU makes 0 of the {count_word(below)} below zero; {rest}."
    options, at = among(rng, Option(number(right), why), told_apart(right, wrong, APART))
    boxes = {**same, "window": window, "pool-stride": window}
    place = Place("pooling", f"{'avgpool1' if mean else 'pool1'}[0,{row},{column}]", boxes)
    shown = (Grid("A box of a map", tuple(tuple(map(float, r)) for r in box)),)
    asked = f"These numbers go through ReLU, then through {'mean' if mean else 'max'} pooling. What is left of the box?"
    return Question("pooled", "ReLU and pooling", asked, shown, options, at, place)


def field(rng: random.Random) -> Question:
    """Which of the picture's rows or columns a cell has behind it."""
    tensor, rows = rng.choice(tuple(MEANT)), rng.random() < 0.5
    side, digit, which = _side(tensor), rng.randrange(10), rng.randint(1, EXAMPLES)
    cell = [rng.randrange(side), rng.randrange(side)]
    with torch.no_grad():
        found = digits.trained()[: digits.UP_TO[tensor]](
            torch.from_numpy(example(digit, which - 1)).float()[None, None] / 255
        )
    answers = found[0, :, cell[0], cell[1]].abs()
    if not float(answers.max()):
        raise TooAlike  # there is nothing behind a cell that says nothing
    here = cell[0] if rows else cell[1]
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

    why = (
        f"{last - first + 1} {what}: each kernel reads three in a row, each pooling two, and one step after a pooling is two "
        "before it."
    )
    mistakes = [Option(said(found), how) for found, how in wrong if found[1] < SIDE and found[1] > found[0]]
    options, at = among(rng, Option(said((first, last)), why), mistakes)
    place = Place(
        "network", f"{tensor}[{int(answers.argmax())},{cell[0]},{cell[1]}]", {"digit": str(digit), "example": which}
    )
    asked = (
        "Kernel of 3 × 3, ReLU, max pooling of 2 × 2, and the same three once more. Take a cell in "
        f"{'row' if rows else 'column'} {here + 1} of a map {MEANT[tensor]}. Which {what} of the picture does it hang on?"
    )
    return Question("field", "Receptive field", asked, (), options, at, place)


@cache
def layers(tensor: str) -> list[tuple[int, int]]:
    """Size and step of each layer up to a tensor of the digit network, of those that reach further than a cell."""
    found = [*digits.network().children()][: digits.UP_TO[tensor]]
    reaching = [layer for layer in found if isinstance(layer, nn.Conv2d | nn.MaxPool2d)]
    return [(_one(layer.kernel_size), _one(layer.stride)) for layer in reaching]


def _one(size: int | tuple[int, ...]) -> int:
    return size if isinstance(size, int) else size[0]


@cache
def _side(tensor: str) -> int:
    with torch.no_grad():
        return int(digits.network()[: digits.UP_TO[tensor]](torch.zeros(1, 1, SIDE, SIDE)).shape[-1])


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
