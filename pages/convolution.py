"""Chapter: a small kernel slides over a picture, and the map is the list of its answers."""

import streamlit as st

from explainer.data.pictures import CELLS, cells
from explainer.nets import kernels
from explainer.views.controls import Setting, choose, misread, now, say, several, switch, text
from explainer.views.own_picture import OWN, PICTURE, bring_picture, choose_picture, picture_problems
from explainer.views.prediction import number_then_place, prediction, settle
from explainer.views.stage import Edit, Mark, Panel, Scene, parse_cell, run, stage

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


def forget_numbers() -> None:
    """Edited numbers belong to the kernel they were edited in."""
    st.session_state["numbers"] = ""


def another_random() -> None:
    st.session_state[SEED.key] = now(SEED) % len(SEED.options) + 1
    forget_numbers()


def controls() -> tuple:
    """The row of settings; returns the picture and the rest in the order of a convolution's arguments."""
    with st.container(key="controls", horizontal=True, vertical_alignment="bottom", gap="small"):
        picture = choose_picture()
        with st.popover("", icon=":material/add_photo_alternate:", help="Bring a picture of your own"):
            bring_picture()
        colour = switch(COLOUR, forget_numbers) == "Colour"
        first = choose(KERNEL, forget_numbers, width=180)
        if kernels.RANDOM in (first, *now(MORE)):
            st.button("", icon=":material/casino:", help="Draw other random numbers", on_click=another_random)
        size = switch(SIZE, forget_numbers)
        stride, padding, dilation = switch(STRIDE), switch(PADDING), switch(DILATION)
        with st.popover("More"):
            names = (first, *several(MORE, kernels.MOST - 1, forget_numbers))
            shared = switch(SCALE) == "Shared"
            seed = choose(SEED, forget_numbers)
            numbers = text("numbers", "Edited numbers", "For each edited kernel: its place, its numbers row by row, its bias.")
            cell = text("cell", "Selected cell", "A cell such as conv1[0,4,7].")
    return picture, colour, names, size, stride, padding, dilation, shared, seed, numbers, cell


@st.fragment
def view() -> None:
    problems = [*misread(SETTINGS), *picture_problems()]
    picture, colour, names, size, stride, padding, dilation, shared, seed, numbers, cell = controls()
    plain = kernels.weights(names, size, 3 if colour else 1, seed)
    try:
        weight, bias = kernels.read(numbers, plain)
    except ValueError as error:
        problems.append(f"The edited numbers do not fit ({error}); showing the kernel as it is.")
        weight, bias = kernels.read("", plain)
    side = kernels.map_side(CELLS, size, stride, padding, dilation)
    t = run(kernels.sliding(weight, bias, stride, padding, dilation), cells(picture, colour))
    pinned = parse_cell(cell)
    if cell and not (pinned and t.has(*pinned)):
        problems.append(f"There is no cell {cell[:40]} here; showing the first.")
        cell = ""
    say(problems)

    guess = prediction("convolution")
    reason = f"A kernel {dilation * (size - 1) + 1} wide finds {side} places to stand in a row of {CELLS + 2 * padding}."
    number_then_place(guess, "How many cells wide will the map be?", side, reason, "Next: where will it light up?")

    def pin(chosen: str) -> None:
        st.session_state["cell"] = chosen

    def edit(made: Edit) -> None:
        st.session_state["numbers"] = kernels.written(made.values["conv1.weight"], made.values["conv1.bias"], plain)

    def guessed(where: str) -> None:
        _, (_, row, column) = parse_cell(where)
        at = tuple(kernels.standing_over(k, side, size, stride, padding, dilation) for k in (row, column))
        best = t.strongest("conv1")
        here, top = (float(t.tensors["conv1"][best[0], r, c]) for r, c in (at, best[1:]))
        told = f"**Where you clicked it answers {here:.2f}; the strongest answer is {top:.2f},** at row {best[1] + 1}, column {best[2] + 1}."
        settle(guess, told.replace("-", "−"), "place-told", (best[0], *at))

    marks = ()
    if guess.at == "place-told" and guess.guess and t.has("conv1", guess.guess):
        marks = (Mark("conv1", guess.guess, "your guess", True), Mark("conv1", t.strongest("conv1"), "strongest"))
    formula = f"⌊({CELLS} + 2·{padding} − {dilation}·({size} − 1) − 1) / {stride}⌋ + 1 = {side}"
    kernel = Panel("conv1.weight", "Kernel", edit=True, bias="conv1.bias", names=RGB if colour else (), grow=0.9)
    scene = Scene(
        name="convolution",
        columns=(
            (Panel("input", "Picture", "grey", padding, RGB if colour else (), together=colour, grow=1.2 if colour else 1),),
            (kernel,),
            (Panel("conv1", "Map" if len(names) == 1 else "Maps", shared=shared, names=names, hideShape=guess.at == "number",
                   note="" if guess.at == "number" else formula, grow=1 if len(names) < 3 else 1.4),),
        ),
        play="conv1",
        labels={"conv1": "Map", "input": "Picture"},
        veil="conv1" if guess.at == "place" else None,
        ask="input" if guess.at == "place" else None,
        marks=marks,
        meanings=tuple(kernels.KERNELS[n].reads if n in kernels.KERNELS and not numbers else ("", "", "") for n in names),
    )
    stage(t, scene, "stage", cell, pin, edit, guessed)
    with st.expander("Show the torch"):
        st.code(torch_code(now(PICTURE), colour, weight, bias, stride, padding, dilation, cell), language="python")


def torch_code(picture: str, colour: bool, weight, bias, stride: int, padding: int, dilation: int, cell: str) -> str:
    """What reproduces the screen, to be pasted into Python in the project's folder."""
    out, channels, size, _ = weight.shape
    name, at = parse_cell(cell) or ("conv1", (0, 0, 0))
    source = f'sample("{picture}")' if picture != OWN else 'opened(open("your-picture.png", "rb").read())'
    at = ", ".join(map(str, at))
    return f"""import torch
from explainer.data.pictures import cells, opened, sample

picture = torch.from_numpy(cells({source}, colour={colour}))
conv = torch.nn.Conv2d({channels}, {out}, {size}, stride={stride}, padding={padding}, dilation={dilation})
conv.weight.data = torch.tensor({kernels.as_literal(weight)})
conv.bias.data = torch.tensor({kernels.as_literal(bias)})
tensors = {{"input": picture, "conv1": conv(picture).detach()}}
print({{name: tuple(tensor.shape) for name, tensor in tensors.items()}})
print(tensors["{name}"][{at}].item())
"""


def try_padding() -> None:
    st.session_state[SIZE.key], st.session_state[PADDING.key], st.session_state[STRIDE.key] = 3, 1, 1


view()
saw, said = st.columns(2, gap="large")
with saw:
    st.header("What you saw", anchor=False)
    st.markdown(
        "A small table of numbers visits every place of the picture, multiplies what lies under it and adds up. "
        "The map is the list of those sums, so it lights up wherever the picture looks like the kernel."
    )
with said:
    st.header("Often said, not quite true", anchor=False)
    st.markdown(
        "“Convolution shrinks the image.” Only without padding, or with a stride: a 3 × 3 kernel with padding 1 "
        "leaves 26 × 26 as it was."
    )
    st.button("See it: size 3, padding 1", on_click=try_padding)
    st.markdown(
        "“The filter is a constant.” It is the same at every place, and that is all: in a network its numbers are "
        "learned. Drag one and every cell of the map changes at once."
    )
st.caption(
    "Sources: Dumoulin & Visin 2016, A guide to convolution arithmetic; torch’s documentation of Conv2d. "
    "Pictures: samples that ship with scikit-image."
)
