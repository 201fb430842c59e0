"""Chapter: a small kernel slides over a picture, and the map is the list of its answers."""

from dataclasses import dataclass, replace

import streamlit as st

from explainer.data.pictures import CELLS, cells
from explainer.nets import kernels
from explainer.views.controls import Setting, misread, now, number, pick, say, several, switch, text
from explainer.views.own_picture import OWN, PICTURE, choose_picture, picture_problems
from explainer.views.prediction import Prediction, number_then_place, prediction, settle
from explainer.views.stage import Edit, Mark, Panel, Scene, Trace, parse_cell, run, stage, written_number
from explainer.views.torch_code import show_torch

NAMES = (*kernels.KERNELS, kernels.RANDOM)
COLOUR = Setting("colours", "Colours", ("Grey", "Colour"))
KERNEL = Setting("kernel", "Kernel", NAMES)
SIZE = Setting("size", "Size", kernels.SIZES, 3)
STRIDE = Setting("stride", "Stride", (1, 2, 3, 4))
PADDING = Setting("padding", "Padding", (0, 1, 2, 3))
DILATION = Setting("dilation", "Dilation", (1, 2, 3))
MORE = Setting("more", "More kernels, a map each", NAMES, ())
SCALE = Setting("scale", "Colour scale", ("Shared", "Per map"))
SEED = Setting("seed", "Random numbers", tuple(range(1, 100)))
SETTINGS = (PICTURE, COLOUR, KERNEL, SIZE, STRIDE, PADDING, DILATION, MORE, SCALE, SEED)
RGB = ("red", "green", "blue")


@dataclass(frozen=True)
class State:
    """Everything on screen that a link carries."""

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


def forget_numbers() -> None:
    """Edited numbers belong to the kernel they were edited in."""
    if st.session_state.get("numbers"):
        st.session_state["numbers"] = ""


def another_random() -> None:
    st.session_state[SEED.key] = now(SEED) % len(SEED.options) + 1
    forget_numbers()


def controls() -> tuple[State, object]:
    """The row of settings; returns them and the picture."""
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        picture = choose_picture()
        colour = switch(COLOUR, forget_numbers) == "Colour"
        many = len(now(MORE))
        with st.popover(f"Kernel: {now(KERNEL)}" + (f" and {many} more" if many else "")):
            names = (pick(KERNEL, forget_numbers), *several(MORE, forget_numbers))
            if kernels.RANDOM in names:
                st.button("Draw other random numbers", on_click=another_random)
            seed = number(SEED, forget_numbers)
            shared = switch(SCALE) == "Shared"
            numbers = text("numbers", "Edited numbers", "For each edited kernel: its place, its numbers, its bias.")
            cell = text("cell", "Selected cell", "A cell such as conv1[0,4,7].")
        size, stride = switch(SIZE, forget_numbers), switch(STRIDE)
        padding, dilation = switch(PADDING), switch(DILATION)
    return State(now(PICTURE), colour, names, size, stride, padding, dilation, shared, seed, numbers, cell), picture


def fitting(asked: State, problems: list[str]) -> State:
    """The state asked for or, where its kernel fits nowhere in the picture, with the last settings that did."""
    if asked.side:
        st.session_state["convolution-fits"] = asked
        return asked
    problems.append(
        f"A {asked.size} × {asked.size} kernel with dilation {asked.dilation} reaches over "
        f"{asked.dilation * (asked.size - 1) + 1} cells and fits nowhere; make it smaller or pad the picture."
    )
    last = st.session_state.get("convolution-fits", replace(asked, size=1, dilation=1))
    return replace(asked, size=last.size, stride=last.stride, padding=last.padding, dilation=last.dilation)


def numbers_of(state: State, problems: list[str]) -> tuple:
    """Weights and biases as edited, and the weights as named."""
    plain = kernels.weights(state.names, state.size, 3 if state.colour else 1, state.seed)
    try:
        return (*kernels.read(state.numbers, plain), plain)
    except ValueError as error:
        problems.append(f"The edited numbers do not fit ({error}); showing the kernel as it is.")
        return (*kernels.read("", plain), plain)


def scene(state: State, guess: Prediction, t: Trace) -> Scene:
    """Picture, kernel, maps; the map's size and the map itself wait for the prediction."""
    rgb = RGB if state.colour else ()
    size, (stride, padding, dilation) = state.size, state.steps
    formula = f"⌊({CELLS} + 2·{padding} − {dilation}·({size} − 1) − 1) / {stride}⌋ + 1 = {state.side}"
    asking_size, asking_place = guess.at == "number", guess.at == "place"
    many = len(state.names)
    picture = Panel("input", "Picture", "grey", padding, rgb, together=state.colour, grow=1.2 if state.colour else 1)
    kernel = Panel("conv1.weight", "Kernel", edit=True, bias="conv1.bias", names=rgb)
    maps = Panel(
        "conv1",
        "Map" if many == 1 else "Maps",
        shared=state.shared,
        names=state.names,
        grow=1 if many < 3 else 1.4,
        hideShape=asking_size,
        note="" if asking_size else formula,
    )
    marks: tuple[Mark, ...] = ()
    if guess.at == "place-told" and guess.guess and t.has("conv1", guess.guess):
        marks = (Mark("conv1", guess.guess, "your guess", True), Mark("conv1", t.strongest("conv1"), "strongest"))
    untold = ("", "", "")
    return Scene(
        "convolution",
        ((picture,), (kernel,), (maps,)),
        play="conv1",
        labels={"conv1": "Map", "input": "Picture"},
        veil="conv1" if asking_place else None,
        ask="input" if asking_place else None,
        marks=marks,
        meanings=tuple(
            untold if state.numbers or name == kernels.RANDOM else kernels.KERNELS[name].reads for name in state.names
        ),
    )


@st.fragment
def view() -> None:
    problems = [*misread(SETTINGS), *picture_problems()]
    asked, picture = controls()
    if len(asked.names) > kernels.MOST:
        problems.append(f"At most {kernels.MOST} kernels are shown at once.")
        asked = replace(asked, names=asked.names[: kernels.MOST])
    state = fitting(asked, problems)
    weight, bias, plain = numbers_of(state, problems)
    t = run(kernels.sliding(weight, bias, *state.steps), cells(picture, state.colour))
    chosen = parse_cell(state.cell)
    if state.cell and not (chosen and t.has(*chosen)):
        problems.append(f"There is no cell {state.cell[:40]} here; showing the first.")
        state = replace(state, cell="")
    say(problems)

    guess = prediction("convolution")
    reach = state.dilation * (state.size - 1) + 1
    by = f", {state.stride} cells at a time" if state.stride > 1 else ""
    reason = f"A kernel {reach} wide finds {state.side} places in a row of {CELLS + 2 * state.padding}{by}."
    options = (state.side, state.side + 1, max(1, state.side - 2), CELLS, CELLS + 2 * state.padding)
    question, then = "How many cells wide will the map be?", "Next: where will it light up?"
    number_then_place(guess, question, options, state.side, reason, then)

    def pin(name: str) -> None:
        st.session_state["cell"] = name

    def edit(made: Edit) -> None:
        st.session_state["numbers"] = kernels.written(made.values["conv1.weight"], made.values["conv1.bias"], plain)

    def guessed(name: str) -> None:
        _, (_, *clicked) = parse_cell(name)
        at = [kernels.standing_over(k, state.side, state.size, *state.steps) for k in clicked]
        best = t.strongest("conv1")
        here, top = (written_number(t.tensors["conv1"][best[0], r, c]) for r, c in (at, best[1:]))
        told = f"**Where you clicked it answers {here}; the strongest answer is {top},**"
        settle(guess, f"{told} at row {best[1] + 1}, column {best[2] + 1}.", "place-told", (best[0], *at))

    stage(t, scene(state, guess, t), "stage", state.cell, pin, edit, guessed)
    show_torch(lambda: torch_code(state, weight, bias))


def torch_code(state: State, weight, bias) -> str:
    """What reproduces the screen, to be pasted into Python in the project's folder."""
    out, channels, size, _ = weight.shape
    name, at = parse_cell(state.cell) or ("conv1", (0, 0, 0))
    own = state.picture == OWN
    source = 'opened(open("your-picture.png", "rb").read())' if own else f'sample("{state.picture}")'
    stride, padding, dilation = state.steps
    return f"""import torch
from explainer.data.pictures import cells, opened, sample

picture = torch.from_numpy(cells({source}, colour={state.colour}))
conv = torch.nn.Conv2d({channels}, {out}, {size}, stride={stride}, padding={padding}, dilation={dilation})
conv.weight.data = torch.tensor({kernels.as_literal(weight)})
conv.bias.data = torch.tensor({kernels.as_literal(bias)})
tensors = {{"input": picture, "conv1": conv(picture).detach()}}
print({{name: tuple(tensor.shape) for name, tensor in tensors.items()}})
print(tensors["{name}"][{", ".join(map(str, at))}].item())
"""


def try_padding() -> None:
    st.session_state[SIZE.key], st.session_state[PADDING.key], st.session_state[STRIDE.key] = 3, 1, 1


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "A small table of numbers visits every place of the picture, multiplies what lies under it and adds up. "
    "The map is the list of those sums, so it lights up wherever the picture looks like the kernel."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“Convolution shrinks the image.” Only without padding, or with a stride: a 3 × 3 kernel with padding 1 "
    "leaves 26 × 26 as it was.\n\n"
    "“The filter is a constant.” It is the same at every place, and that is all: in a network its numbers are "
    "learned. Drag one and every cell of the map changes at once."
)
said.button("See it: size 3, padding 1", on_click=try_padding)
st.caption(
    "Sources: Dumoulin & Visin 2016, A guide to convolution arithmetic; torch’s documentation of Conv2d. "
    "Pictures: samples that ship with scikit-image."
)
