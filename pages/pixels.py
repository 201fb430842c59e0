"""Chapter: a picture becomes a square of numbers, and that is all a network ever gets."""

import streamlit as st

from explainer.data.pictures import CELLS, cells
from explainer.nets import kernels, layers
from explainer.views import sliding
from explainer.views.controls import Setting, misread, now, number, row, say, switch, text
from explainer.views.own_picture import PICTURE, at_sizes, choose_picture, drawing, keep_drawing, picture_problems
from explainer.views.prediction import predict, prediction, verdict
from explainer.views.stage import Edit, Panel, Scene, Trace, checked, parse_cell, run, stage
from explainer.views.torch_code import show_torch

SHOW = Setting("pixels-show", "Show", ("Numbers", "Threshold", "Draw", "Strip"))
THRESHOLD = Setting("threshold", "Threshold, %", tuple(range(101)), 50, ranged=True)
SETTINGS = (*sliding.SETTINGS, SHOW, THRESHOLD)
SIZES = (8, CELLS, 64)
CHANNELS = ("Red", "Green", "Blue")
STEP = "step1"
LABELS = {**sliding.LABELS, "grey1": "Grey", STEP: "1s and 0s", "drawing": "Drawing"}


def as_numbers(x, colour: bool) -> tuple[Trace, Scene]:
    """The picture, and every one of its numbers written out."""
    picture = Panel("input", "Picture", "grey", names=sliding.RGB, together=colour, grow=0.62)
    written = Panel("input", "Numbers", "grey", names=CHANNELS if colour else (), table=True)
    return run(layers.in_a_row(), x), Scene("numbers", ((picture,), (written,)), play="input", labels=LABELS)


def as_ones(x, colour: bool, threshold: float, problems: list[str]) -> tuple[Trace, Scene]:
    """Grey from colour, the histogram with the threshold in it, and what is left: 1s and 0s."""
    step = layers.Step(threshold)
    t = run(layers.in_a_row(layers.grey(), step) if colour else step, x).renamed({"conv1": "grey1"})
    source = "grey1" if colour else "input"
    ones = int(t.tensors[STEP].sum())
    if ones in (0, t.tensors[STEP].size):
        side, way, all_ = ("above", "Lower", "black") if ones == 0 else ("at or below", "Raise", "white")
        problems.append(f"No cell is {side} {threshold:.2f}, so everything is {all_}. {way} the threshold.")
    picture = Panel("input", "Picture", "grey", names=sliding.RGB, together=colour)
    greys = ((Panel(source, "Grey", "grey"),),) if colour else ()
    histogram = Panel(source, "How bright", threshold=f"{STEP}.bias")
    columns = ((picture,), *greys, (histogram,), (Panel(STEP, "1s and 0s", "grey"),))
    return t, Scene("threshold", columns, play=STEP, labels=LABELS)


def as_drawing() -> tuple[Trace, Scene]:
    """The pad, and the picture that becomes of it."""
    _, averages, _ = layers.pools(2, 2, 0)
    t = run(averages, drawing()).renamed({"input": "drawing", "avgpool1": "input"})
    note = "draw here" if t.tensors["drawing"].any() else "draw here · all zeros so far"
    pad = Panel("drawing", "Your drawing", "grey", draw=True, note=note, grow=0.62)
    written = Panel("input", "Numbers", "grey", table=True)
    return t, Scene("drawing", ((pad,), (written,)), play="input", labels=LABELS)


def ask() -> None:
    """How many numbers is that?"""
    question = f"How many numbers describe this picture in colour, {CELLS} × {CELLS} cells?"
    count, once = f"{CELLS * CELLS * 3:,}", f"{CELLS * CELLS}"
    options = ["78", once, count, f"{CELLS * CELLS * 9:,}"]
    reason = f"{CELLS} × {CELLS} cells, and each has three: how much red, how much green, how much blue."
    predict(prediction("pixels", None), question, options, lambda said: verdict(said, count, reason))


def kept(made: Edit) -> None:
    """What was let go of on the stage: the threshold, or a stroke."""
    if f"{STEP}.bias" in made.values:
        st.session_state[THRESHOLD.key] = round(-100 * made.values[f"{STEP}.bias"][0])
    else:
        keep_drawing(made.values["drawing"])


def in_a_strip(problems: list[str]) -> tuple[Trace, Scene, str, list[str]]:
    """A feature map being born from this picture."""
    state, numbers = sliding.controls(problems, folded=True)
    t = run(layers.strip(kernels.sliding(numbers.weight, numbers.bias, *state.steps)), numbers.x)
    scene = Scene("strip", sliding.strip(state), play="conv1", labels=LABELS, meanings=sliding.meanings(state))
    code = [
        sliding.torch_lines(state, numbers),
        't = {"input": picture, "conv1": conv(picture).detach()}',
        't["relu1"] = t["conv1"].relu()',
        't["pool1"] = torch.nn.MaxPool2d(2)(t["relu1"])',
    ]
    return t, scene, state.cell, code


def chosen(show: str, problems: list[str]) -> tuple[Trace, Scene, str, list[str]]:
    """The controls for what is shown, that, the cell asked for, and the torch."""
    picture = choose_picture()
    colour = switch(sliding.COLOUR) == "Colour"
    threshold = 0.0
    if show == "Threshold":
        with st.popover(f"Threshold: {now(THRESHOLD) / 100:.2f}"):
            threshold = number(THRESHOLD) / 100
    with st.popover("Cell"):
        cell = text("cell", "Selected cell", "A cell such as input[0,4,7].")
    code = [
        "import torch",
        "from explainer.data.pictures import cells, opened, sample",
        "",
        f"picture = {sliding.source(now(PICTURE), colour)}",
        't = {"input": picture}',
    ]
    if show == "Draw":
        return *as_drawing(), cell, code
    x = cells(picture, colour)
    if show == "Numbers":
        return *as_numbers(x, colour), cell, code
    if colour:
        code.append('t["grey1"] = torch.einsum("c,cij->ij", torch.tensor([0.2125, 0.7154, 0.0721]), picture)[None]')
    code.append(f't["{STEP}"] = (t["{"grey1" if colour else "input"}"] > {threshold}).float()')
    return *as_ones(x, colour, threshold, problems), cell, code


@st.fragment
def view() -> None:
    problems = [*misread(SETTINGS), *picture_problems()]
    show = now(SHOW)
    with row():
        t, scene, cell, code = in_a_strip(problems) if show == "Strip" else chosen(show, problems)
        switch(SHOW)
    cell = checked(cell, t, problems)
    say(problems)
    ask()
    stage(t, scene, "stage", cell, kept)
    show_torch(lambda: torch_code(code, cell))
    st.markdown("## The same picture at three sizes")
    at_sizes(SIZES, now(sliding.COLOUR) == "Colour")


def torch_code(code: list[str], cell: str) -> str:
    name, at = parse_cell(cell) or ("input", (0, 0, 0))
    shapes = "print({name: tuple(tensor.shape) for name, tensor in t.items()})"
    return "\n".join([*code, shapes, f'print(t["{name}"][{", ".join(map(str, at))}].item())'])


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "To a network a picture is a square of numbers from 0, black, to 1, white; in colour there are three squares, one "
    "on top of the other. It gets no shapes and no things, only which number stands where."
)
said.markdown(
    "## What the later pages use\n\n"
    f"{CELLS} × {CELLS} cells: few enough to see each one, enough to know a cat. Each cell is the mean of the pixels it "
    "covers. Whatever picture you choose or draw here goes with you."
)
st.caption(
    "Sources: samples that ship with scikit-image; digits from MNIST (LeCun et al. 1998, CC BY-SA 3.0); grey by the shares "
    "of ITU-R BT.709, as scikit-image has them."
)
