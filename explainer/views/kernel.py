"""The picture and the kernel that the chapters on convolution, ReLU and pooling share: settings, record, network.

What is chosen on one of these pages is still there on the next, and in the link of each.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import strongest
from explainer.core.steps import Step
from explainer.core.trace import Trace
from explainer.data.pictures import CELLS
from explainer.models import kernels
from explainer.models.convolution import map_side, sliding
from explainer.views import component, thumbnails
from explainer.views import picture as pictures
from explainer.views.component import cell_asked
from explainer.views.controls import (
    Controls,
    OnStage,
    Setting,
    Several,
    chosen,
    meant,
    now,
    number,
    on_stage,
    pick,
    put,
    several,
    switch,
)
from explainer.views.heard import Edit
from explainer.views.panels import Kernel, Map, Panel
from explainer.views.picture import PICTURE, choose_picture, picture_cells
from explainer.views.scene import Scene, cell_name
from explainer.views.settings import Choice

NAMES = (*kernels.KERNELS, kernels.RANDOM)
SETTINGS = Controls(component.SETTINGS, pictures.SETTINGS)
COLOUR = SETTINGS.add(Setting("colours", "Colours", ("Grey", "Colour")))
KERNEL = SETTINGS.add(Setting("kernel", "Kernel", NAMES))
SIZE = SETTINGS.add(Setting("size", "Size", kernels.SIZES, 3))
STRIDE = SETTINGS.add(Setting("stride", "Stride", (1, 2, 3, 4)))
PADDING = SETTINGS.add(Setting("padding", "Padding", (0, 1, 2, 3)))
DILATION = SETTINGS.add(Setting("dilation", "Dilation", (1, 2, 3)))
MORE = SETTINGS.add(Several("more", "More kernels", NAMES))
SCALE = SETTINGS.add(Setting("scale", "Colour scale", ("Shared", "Per map")))
SEED = SETTINGS.add(Setting("seed", "Random numbers", tuple(range(1, 100)), ranged=True))


def _edited(said: str, plain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    try:
        return kernels.read(said, plain)
    except ValueError as error:
        raise ValueError(f"The edited numbers do not fit this kernel: {error}; showing it as it is.") from None


NUMBERS = SETTINGS.add(OnStage("numbers", "Edited numbers", _edited, longest=40_000))
RGB = ("red", "green", "blue")


@dataclass(frozen=True)
class Sliding:
    """What a link carries of the picture and the kernels."""

    picture: str
    colour: bool
    names: tuple[str, ...]
    size: int
    stride: int
    padding: int
    dilation: int
    shared: bool
    seed: int
    numbers: str
    cell: str

    @property
    def steps(self) -> tuple[int, int, int]:
        return self.stride, self.padding, self.dilation

    @property
    def cells(self) -> int:
        """How many cells the picture has across."""
        return CELLS

    @property
    def side(self) -> int:
        return map_side(CELLS, self.size, *self.steps)

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the picture's channels, if it has several."""
        return RGB if self.colour else ()


@dataclass(frozen=True)
class Numbers:
    """The picture's cells (channels, 26, 26), the weights and biases as edited, and the weights as they are named."""

    x: Step[np.ndarray]
    weight: np.ndarray
    bias: np.ndarray
    plain: np.ndarray


def forget_numbers() -> None:
    """Edited numbers belong to the kernel they were edited in."""
    if st.session_state.get(NUMBERS.key):
        put(NUMBERS, "")


def _another_random() -> None:
    put(SEED, now(SEED) % len(SEED.options) + 1)
    forget_numbers()


def _shape() -> tuple[int, int, int, int]:
    return switch(SIZE, forget_numbers), switch(STRIDE), switch(PADDING), switch(DILATION)


def shown_by_numbers(setting: Choice[str], size: int, seed: int) -> AbstractContextManager[None]:
    """The setting within, its kernels shown by their numbers."""
    drawn = kernels.weights([kernels.RANDOM], size, 1, seed)[0, 0]
    own = {NAMES.index(kernels.RANDOM): thumbnails.of_kernel(drawn)} if kernels.RANDOM in setting.options else {}
    return thumbnails.shown(setting.key, f"kernels-{size}", own)


def controls(problems: list[str], folded: bool = False) -> tuple[Sliding, Numbers]:
    """The settings, to be called in a row of controls; ``folded`` puts the kernel's shape into its tray.

    What does not fit is replaced and said in ``problems``.
    """
    choose_picture()
    colour = switch(COLOUR, forget_numbers) == "Colour"
    many = len(chosen(MORE))
    size, seed = now(SIZE), now(SEED)
    with thumbnails.tray(f"Kernel: {now(KERNEL)}" + (f" and {many} more" if many else ""), KERNEL.key):
        with st.container(key="kernels", width="content"):
            with shown_by_numbers(KERNEL, size, seed):
                first = pick(KERNEL, forget_numbers)
            with shown_by_numbers(MORE, size, seed):
                names = (first, *several(MORE, forget_numbers))
        with st.container(key="beside", horizontal=True):
            shape = _shape() if folded else None
            shared = len(names) == 1 or switch(SCALE) == "Shared"
            if kernels.RANDOM in names:
                seed = number(SEED, forget_numbers)
                st.button("Draw others", on_click=_another_random)
    if len(names) > kernels.MOST:
        problems.append(f"At most {kernels.MOST} kernels are shown at once.")
    edited, cell = on_stage(NUMBERS), cell_asked()
    asked = Sliding(now(PICTURE), colour, names[: kernels.MOST], *(shape or _shape()), shared, seed, edited, cell)
    state = _fitting(asked, problems)
    return state, _numbers(state, problems)


def _fitting(asked: Sliding, problems: list[str]) -> Sliding:
    """The state asked for or, where its kernel fits nowhere in the picture, with the last settings that did."""
    if asked.side:
        st.session_state["last-that-fits"] = asked
        return asked
    problems.append(
        f"A {asked.size} × {asked.size} kernel with dilation {asked.dilation} reaches over "
        f"{asked.dilation * (asked.size - 1) + 1} cells and fits nowhere; make it smaller or pad the picture."
    )
    last = st.session_state.get("last-that-fits", replace(asked, size=1, dilation=1))
    return replace(asked, size=last.size, stride=last.stride, padding=last.padding, dilation=last.dilation)


def _numbers(state: Sliding, problems: list[str]) -> Numbers:
    plain = kernels.weights(state.names, state.size, 3 if state.colour else 1, state.seed)
    x = picture_cells(state.colour)
    edited = meant(NUMBERS, state.numbers, problems, plain)
    return Numbers(x, *(edited or kernels.read("", plain)), plain)


def convolution(state: Sliding, numbers: Numbers) -> nn.Conv2d:
    """The layer with these numbers."""
    return sliding(numbers.weight, numbers.bias, *state.steps)


def network(state: Sliding, numbers: Numbers, *after: nn.Module) -> Step[nn.Module]:
    """The convolution and what comes after it."""
    return built("net", nn.Sequential(convolution(state, numbers), *after))


def kept(numbers: Numbers) -> Callable[[Edit], None]:
    """What keeps numbers that were let go of on the stage, in the link; those of a kernel that is no longer on show are
    dropped."""

    def keep(made: Edit) -> None:
        weight = made.values.get("conv1.weight", [])
        if len(weight) == numbers.plain.size:
            put(NUMBERS, kernels.written(weight, made.values["conv1.bias"], numbers.plain))

    return keep


def untouched(numbers: Numbers) -> dict[str, np.ndarray]:
    """The kernels by name, as they are called on the stage."""
    return {"conv1.weight": numbers.plain, "conv1.bias": np.zeros(len(numbers.plain))}


def meanings(state: Sliding) -> tuple[tuple[str, str, str], ...]:
    """For each map what an answer above, at and below zero says about the picture; unsaid for edited numbers."""
    untold = ("", "", "")
    told = not state.numbers and state.size > 1
    return tuple(kernels.KERNELS[n].reads if told and n in kernels.KERNELS else untold for n in state.names)


def strip(state: Sliding, numbers: Numbers) -> tuple[Trace, Scene]:
    """A feature map being born."""
    t = record([network(state, numbers, nn.ReLU(), nn.MaxPool2d(2))], numbers.x)
    first = cell_name("conv1", strongest(t.tensors["conv1"]))
    return t, Scene("strip", strip_columns(state), play="conv1", labels=LABELS, meanings=meanings(state), first=first)


def strip_columns(state: Sliding) -> tuple[tuple[Panel, ...], ...]:
    """Picture, kernel, map, ReLU and pooling in a row."""
    return (
        (picture(state),),
        (Kernel("conv1.weight", "Kernel", bias="conv1.bias", names=state.channels),),
        (maps(state, "conv1", "Map"),),
        (maps(state, "relu1", "ReLU", ("conv1",)),),
        (maps(state, "pool1", "Max pooling", ("conv1",)),),
    )


def picture(state: Sliding, grow: float = 1) -> Map:
    """The picture with its padding, in colour with its channels beside it."""
    return Map(
        "input", "Picture", grow=grow, scale="grey", pad=state.padding, names=state.channels, together=state.colour
    )


def maps(state: Sliding, tensor: str, title: str, alike: tuple[str, ...] = ()) -> Map:
    """A tensor with a map for each kernel, in the colours of those that it is to be compared with."""
    return Map(tensor, title, names=state.names, shared=state.shared, alike=alike)


LABELS = {
    "input": "Picture",
    "conv1": "Map",
    "relu1": "ReLU",
    "pool1": "Max pooling",
    "avgpool1": "Mean",
    "global1": "Whole map",
}
