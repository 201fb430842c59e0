"""An activation over the map, and what two kernels in a row are without one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import changed, largest, strongest
from explainer.core.steps import do, plain
from explainer.core.trace import Trace
from explainer.core.words import number, percent
from explainer.models import kernels
from explainer.models.convolution import ACTIVATIONS, activated, collapsed, sliding
from explainer.views import kernel, thumbnails
from explainer.views.controls import Controls, Setting, now, pick
from explainer.views.figures import portion, ranges, within
from explainer.views.kernel import LABELS, Numbers, Sliding
from explainer.views.panels import Curve, Map
from explainer.views.prediction import Truth
from explainer.views.scene import Scene, cell_name
from explainer.views.veil import veiled

SETTINGS = Controls(kernel.SETTINGS)
ACTIVATION = SETTINGS.add(Setting("activation", "Activation", tuple(ACTIVATIONS)))
SHOW = SETTINGS.add(Setting("relu-show", "Show", ("Curve", "Strip", "Two kernels")))
SECOND = SETTINGS.add(Setting("second", "Second kernel", tuple(kernels.KERNELS), "Horizontal edges"))
SAME = 1e-4
ASKED = 0.4
RELU = ACTIVATION.start
MADE_BY_RELU = ("relu1", "pool1")
TWO, BETWEEN = "conv2", "between1"


def choose_second() -> str:
    """A tray with the kernels that can follow the first."""
    with thumbnails.tray(f"Second kernel: {now(SECOND)}", SECOND.key), kernel.shown_by_numbers(SECOND, 3, 1):
        return pick(SECOND)


def shown(state: Sliding, numbers: Numbers, show: str, activation: str, second: str, asks: bool) -> tuple[Trace, Scene]:
    """What the setting asks for; while the page ``asks`` what the activation makes of a number, nothing that it made."""
    if show == "Two kernels":
        t, scene = _two_kernels(state, numbers, second)
    else:
        t, scene = kernel.strip(state, numbers) if show == "Strip" else _curve(state, numbers, activation)
    if show == "Two kernels":
        made = ["relu1", BETWEEN]
    else:
        made = [scene.play] if show == "Curve" else [n for n in MADE_BY_RELU if n in t.cells and activation == RELU]
    return t, veiled(scene, {name: "all" for name in made}) if asks else scene


@dataclass(frozen=True)
class About:
    """A cell of the map and its number, of which the page asks what becomes."""

    at: tuple[int, ...]
    number: float

    @property
    def value(self) -> str:
        return number(self.number)

    @property
    def row(self) -> int:
        return self.at[1] + 1

    @property
    def column(self) -> int:
        return self.at[2] + 1


def asked_about(t: Trace) -> About:
    """The cell of the first map that is nearest to ``ASKED``: above zero, if there is such a cell, and below one, since
    whether a small number stays is what is often got wrong."""
    first = t.tensors["conv1"][0]
    row, column = np.unravel_index(
        np.abs(np.where(first > 0, first, np.inf if (first > 0).any() else first) - ASKED).argmin(), first.shape
    )
    return About((0, int(row), int(column)), float(first[row, column]))


def options(activation: str, asked: About) -> list[str]:
    """Nothing, the number itself, one, and what it really becomes."""
    values = (0.0, asked.number, 1.0, activated(activation, asked.number))
    return list({number(value): value for value in sorted(values)})


def truth(t: Trace, show: str, activation: str, asked: About) -> Truth:
    """What becomes of it, by which rule, and where that stands."""
    result = activated(activation, asked.number)
    right, out = number(result), "relu1" if show == "Strip" and activation == RELU else ""
    out = list(t.tensors)[-1] if show == "Curve" else out
    at = (out, asked.at) if out else None
    return Truth(
        right, f"{asked.value} becomes {right}", _rule(activation, asked.number, result), at=at, plays=bool(out)
    )


@dataclass(frozen=True)
class Between:
    """How many of a map's ``cells`` ReLU between two kernels makes ``differ``, where ``below`` says whether the first kernel
    answers anything below zero."""

    differ: int
    cells: int
    below: bool

    @property
    def ranges(self) -> dict[str, range]:
        """None, and every quarter of all."""
        return ranges(0, *(round(self.cells * k / 4) for k in (1, 2, 3)), self.cells)

    @property
    def truth(self) -> Truth:
        reason = "the first kernel answers below zero in places, and there ReLU hands 0 to the second."
        if not self.differ:
            reason = "what ReLU takes away makes no difference here."
        if not self.below:
            reason = "the first kernel answers nothing below zero here: ReLU finds nothing to take away."
        told = f"{'none' if not self.differ else f'{self.differ:,}'} of {self.cells:,} cells become another number"
        return Truth(within(self.differ, self.ranges), told, reason, on=BETWEEN, plays=False)


def between(t: Trace) -> Between:
    """Of two kernels on the stage."""
    two, bent = t.tensors[TWO], t.tensors[BETWEEN]
    return Between(len(changed(two, bent, SAME)), two.size, bool((t.tensors["conv1"] < 0).any()))


def _rule(activation: str, value: float, result: float) -> str:
    """Why an activation makes that of a number."""
    squeezes = "any number between {}, and the order stays."
    return {
        "ReLU": f"it is {'above zero, and only what is below' if value > 0 else 'not above zero, and such a number'} becomes 0.",
        "Leaky ReLU": "what is above zero stays."
        if value > 0
        else f"of what is below zero {_left_by_leaky()} is left.",
        "Sigmoid": f"it squeezes {squeezes.format('0 and 1')}",
        "Tanh": f"it squeezes {squeezes.format('−1 and 1')}",
        "GELU": f"it keeps a share that grows with the number, here {percent(result / value if value else 0)}.",
    }[activation]


def _left_by_leaky() -> str:
    """Which part of a number below zero leaky ReLU leaves."""
    return portion(-activated("Leaky ReLU", -1.0))


def _curve(state: Sliding, numbers: Numbers, activation: str) -> tuple[Trace, Scene]:
    """The map, the curve with the selected number on it, the map that comes out."""
    t = record([kernel.network(state, numbers, ACTIVATIONS[activation]())], numbers.x)
    out = list(t.tensors)[-1]
    columns = (
        (kernel.maps(state, "conv1", "Map", (out,)),),
        (Curve(out, activation, grow=0.8),),
        (kernel.maps(state, out, f"After {activation}", ("conv1",)),),
    )
    first = cell_name(out, asked_about(t).at)
    return t, Scene("relu", columns, play=out, labels={**LABELS, out: activation}, first=first)


def _two_kernels(state: Sliding, numbers: Numbers, second: str) -> tuple[Trace, Scene]:
    """Two kernels in a row, the one kernel they amount to, and the same two with ReLU between."""
    after = kernels.weights([second], 3, 1)
    first = built("first", sliding(numbers.weight[:1], numbers.bias[:1]))
    then = built("then", sliding(after, numbers.bias[:1] * 0))
    one = do(collapsed, first, then).named("one")
    t = record([first, then], numbers.x)
    t = t.joined(record([one], numbers.x), {"conv1": "one1"})
    t = t.joined(record([first, plain(nn.ReLU()), then], numbers.x), {"conv2": "between1"})
    two, alone, between = (t.tensors[name] for name in ("conv2", "one1", "between1"))
    differ = changed(two, between, SAME)
    size, three = one.value.kernel_size[0], ("conv2", "one1", "between1")
    same = "The same map, up to rounding." if largest(two - alone) < SAME else "Not the same map."
    columns = (
        (Map("input", "Picture", scale="grey", names=state.channels, together=state.colour),),
        (Map("conv2", "Two kernels", f"{state.names[0]}, then {second.lower()}.", alike=three),),
        (Map("one1", f"One {size} × {size} kernel", same, alike=three),),
        (
            Map(
                "between1",
                "ReLU between",
                f"{len(differ):,} of {two.size:,} cells differ{'s' if len(differ) == 1 else ''}.",
                changed=differ,
                alike=three,
            ),
        ),
    )
    labels = {**LABELS, "conv2": "Second map", "one1": "One kernel", "between1": "With ReLU"}
    opening = cell_name("one1", strongest(alone))
    return t, Scene("two-kernels", columns, play="one1", labels=labels, first=opening)
