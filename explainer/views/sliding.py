"""The picture and the kernel that the chapters on convolution, ReLU and pooling share: settings, record, network.

What is chosen on one of these pages is still there on the next, and in the link of each.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st

from explainer.data.pictures import CELLS, cells
from explainer.nets import kernels
from explainer.views.controls import Setting, now, number, pick, several, switch, text
from explainer.views.own_picture import OWN, PICTURE, choose_picture
from explainer.views.stage import Panel

NAMES = (*kernels.KERNELS, kernels.RANDOM)
COLOUR = Setting("colours", "Colours", ("Grey", "Colour"))
KERNEL = Setting("kernel", "Kernel", NAMES)
SIZE = Setting("size", "Size", kernels.SIZES, 3)
STRIDE = Setting("stride", "Stride", (1, 2, 3, 4))
PADDING = Setting("padding", "Padding", (0, 1, 2, 3))
DILATION = Setting("dilation", "Dilation", (1, 2, 3))
MORE = Setting("more", "More kernels, a map each", NAMES, ())
SCALE = Setting("scale", "Colour scale", ("Shared", "Per map"))
SEED = Setting("seed", "Random numbers", tuple(range(1, 100)), ranged=True)
SETTINGS = (PICTURE, COLOUR, KERNEL, SIZE, STRIDE, PADDING, DILATION, MORE, SCALE, SEED)
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
    def side(self) -> int:
        return kernels.map_side(CELLS, self.size, *self.steps)

    @property
    def channels(self) -> tuple[str, ...]:
        """Names of the picture's channels, if it has several."""
        return RGB if self.colour else ()

    @property
    def source(self) -> str:
        return source(self.picture, self.colour)


def source(picture: str, colour: bool) -> str:
    """A picture's cells as Python."""
    shown = 'opened(open("your-picture.png", "rb").read())' if picture == OWN else f'sample("{picture}")'
    return f"torch.from_numpy(cells({shown}, colour={colour}))"


@dataclass(frozen=True)
class Numbers:
    """The picture (side, side, 3) and its cells (channels, 26, 26), the weights and biases as edited, and the weights as
    they are named."""

    picture: np.ndarray
    x: np.ndarray
    weight: np.ndarray
    bias: np.ndarray
    plain: np.ndarray


def forget_numbers() -> None:
    """Edited numbers belong to the kernel they were edited in."""
    if st.session_state.get("numbers"):
        st.session_state["numbers"] = ""


def _another_random() -> None:
    st.session_state[SEED.key] = now(SEED) % len(SEED.options) + 1
    forget_numbers()


def _shape() -> tuple[int, int, int, int]:
    return switch(SIZE, forget_numbers), switch(STRIDE), switch(PADDING), switch(DILATION)


def controls(problems: list[str], folded: bool = False) -> tuple[Sliding, Numbers]:
    """The settings, to be called in a row of controls; ``folded`` puts the kernel's shape into its popover.

    What does not fit is replaced and said in ``problems``.
    """
    picture = choose_picture()
    colour = switch(COLOUR, forget_numbers) == "Colour"
    many = len(now(MORE))
    with st.popover(f"Kernel: {now(KERNEL)}" + (f" and {many} more" if many else "")):
        names = (pick(KERNEL, forget_numbers), *several(MORE, forget_numbers))
        shape = _shape() if folded else None
        if kernels.RANDOM in names:
            st.button("Draw other random numbers", on_click=_another_random)
        seed = number(SEED, forget_numbers)
        shared = switch(SCALE) == "Shared"
        edited = text("numbers", "Edited numbers", "For each edited kernel: its place, its numbers, its bias.")
        cell = text("cell", "Selected cell", "A cell such as conv1[0,4,7].")
    if len(names) > kernels.MOST:
        problems.append(f"At most {kernels.MOST} kernels are shown at once.")
    asked = Sliding(now(PICTURE), colour, names[: kernels.MOST], *(shape or _shape()), shared, seed, edited, cell)
    state = _fitting(asked, problems)
    return state, _numbers(state, picture, problems)


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


def _numbers(state: Sliding, picture: np.ndarray, problems: list[str]) -> Numbers:
    plain = kernels.weights(state.names, state.size, 3 if state.colour else 1, state.seed)
    x = cells(picture, state.colour)
    try:
        return Numbers(picture, x, *kernels.read(state.numbers, plain), plain)
    except ValueError:
        problems.append("The edited numbers do not fit this kernel; showing it as it is.")
        return Numbers(picture, x, *kernels.read("", plain), plain)


def keep_edit(weight: list[float], bias: list[float], numbers: Numbers) -> None:
    """Numbers that were let go of on the stage, into the link; those of a kernel that is no longer on show are dropped."""
    if len(weight) == numbers.plain.size:
        st.session_state["numbers"] = kernels.written(weight, bias, numbers.plain)


def meanings(state: Sliding) -> tuple[tuple[str, str, str], ...]:
    """For each map what an answer above, at and below zero says about the picture; unsaid for edited numbers."""
    untold = ("", "", "")
    told = not state.numbers and state.size > 1
    return tuple(kernels.KERNELS[n].reads if told and n in kernels.KERNELS else untold for n in state.names)


def strip(state: Sliding) -> tuple[tuple[Panel, ...], ...]:
    """Picture, map, ReLU and pooling in a row: a feature map being born."""
    picture = Panel("input", "Picture", "grey", state.padding, state.channels, together=state.colour)
    return (
        (picture,),
        (maps(state, "conv1", "Map"),),
        (maps(state, "relu1", "ReLU"),),
        (maps(state, "pool1", "Max pooling"),),
    )


def maps(state: Sliding, tensor: str, title: str) -> Panel:
    """A tensor with a map for each kernel."""
    return Panel(tensor, title, names=state.names, shared=state.shared)


LABELS = {
    "input": "Picture",
    "conv1": "Map",
    "relu1": "ReLU",
    "pool1": "Max pooling",
    "avgpool1": "Mean",
    "global1": "Whole map",
}


def torch_lines(state: Sliding, numbers: Numbers) -> str:
    """The lines that make the picture and the convolution, to be pasted into Python in the project's folder."""
    out, channels, size, _ = numbers.weight.shape
    stride, padding, dilation = state.steps
    return f"""import torch
from explainer.data.pictures import cells, opened, sample

picture = {state.source}
conv = torch.nn.Conv2d({channels}, {out}, {size}, stride={stride}, padding={padding}, dilation={dilation})
conv.weight.data = torch.tensor({kernels.as_literal(numbers.weight)})
conv.bias.data = torch.tensor({kernels.as_literal(numbers.bias)})
"""
