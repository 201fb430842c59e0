"""Chapter: a small kernel slides over a picture, and the map is the list of its answers."""

from dataclasses import replace

import streamlit as st

from explainer.data.pictures import CELLS
from explainer.nets import kernels, layers
from explainer.views import sliding
from explainer.views.controls import Setting, misread, row, say, switch
from explainer.views.own_picture import picture_problems
from explainer.views.prediction import Prediction, predict, prediction, settle, verdict
from explainer.views.sliding import Numbers, Sliding
from explainer.views.stage import Edit, Mark, Panel, Scene, Trace, checked, parse_cell, run, stage, written_number
from explainer.views.torch_code import show_torch

SHOW = Setting("show", "Show", ("Kernel", "Strip"))


def scene(state: Sliding, guess: Prediction, t: Trace) -> Scene:
    """Picture, kernel, maps; the map's size and the map itself wait for the prediction."""
    asking_size, asking_place = guess.at == "asked", guess.at == "place"
    many = len(state.names)
    rgb = state.channels
    picture = Panel(
        "input", "Picture", "grey", state.padding, rgb, together=state.colour, grow=1.2 if state.colour else 1
    )
    kernel = Panel("conv1.weight", "Kernel", edit=True, bias="conv1.bias", names=rgb)
    maps = Panel(
        "conv1",
        "Map" if many == 1 else "Maps",
        shared=state.shared,
        names=state.names,
        grow=1 if many < 3 else 1.4,
        hideShape=asking_size,
    )
    marks: tuple[Mark, ...] = ()
    if guess.at == "place-told" and guess.guess and t.has("conv1", guess.guess):
        marks = (Mark("conv1", guess.guess, "your guess", True), Mark("conv1", t.strongest("conv1"), "strongest"))
    return Scene(
        "convolution",
        ((picture,), (kernel,), (maps,)),
        play="conv1",
        labels=sliding.LABELS,
        veil="conv1" if asking_place else None,
        ask="input" if asking_place else None,
        marks=marks,
        meanings=sliding.meanings(state),
    )


def ask_size(state: Sliding, guess: Prediction) -> None:
    reach = state.dilation * (state.size - 1) + 1
    by = f", {state.stride} cells at a time" if state.stride > 1 else ""
    reason = f"A kernel {reach} wide finds {state.side} places in a row of {CELLS + 2 * state.padding}{by}."
    sides = {state.side, state.side + 1, max(1, state.side - 2), CELLS, CELLS + 2 * state.padding}
    options = [f"{side} × {side}" for side in sorted(sides)]
    right = f"{state.side} × {state.side}"
    question, then = "How large will the map be?", "Next: where will it light up?"
    size, (stride, padding, dilation) = state.size, state.steps
    formula = f"⌊({CELLS} + 2·{padding} − {dilation}·({size} − 1) − 1) / {stride}⌋ + 1 = {state.side}"
    predict(guess, question, options, lambda said: verdict(said, right, reason), then, f"Size: {formula}")


@st.fragment
def view() -> None:
    problems = [*misread((*sliding.SETTINGS, SHOW)), *picture_problems()]
    with row():
        state, numbers = sliding.controls(problems)
        strip = switch(SHOW) == "Strip"
    net = kernels.sliding(numbers.weight, numbers.bias, *state.steps)
    t = run(layers.strip(net) if strip else net, numbers.x)
    state = replace(state, cell=checked(state.cell, t, problems))
    say(problems)
    guess = prediction("convolution", replace(state, cell="", shared=True))
    ask_size(state, guess)

    def edit(made: Edit) -> None:
        sliding.keep_edit(made.values["conv1.weight"], made.values["conv1.bias"], numbers)

    def guessed(name: str) -> None:
        _, (_, *clicked) = parse_cell(name)
        at = [kernels.standing_over(k, state.side, state.size, *state.steps) for k in clicked]
        best = t.strongest("conv1")
        here, top = (written_number(t.tensors["conv1"][best[0], r, c]) for r, c in (at, best[1:]))
        told = f"**Where you clicked it answers {here}; the strongest answer is {top},**"
        settle(guess, f"{told} at row {best[1] + 1}, column {best[2] + 1}.", "place-told", (best[0], *at))

    shown = scene(state, guess, t)
    if strip:
        shown = replace(shown, name="strip", columns=sliding.strip(state), marks=())
    stage(t, shown, "stage", state.cell, edit, guessed)
    show_torch(lambda: torch_code(state, numbers))


def torch_code(state: Sliding, numbers: Numbers) -> str:
    name, at = parse_cell(state.cell) or ("conv1", (0, 0, 0))
    return f"""{sliding.torch_lines(state, numbers)}
tensors = {{"input": picture, "conv1": conv(picture).detach()}}
print({{name: tuple(tensor.shape) for name, tensor in tensors.items()}})
print(tensors["{name}"][{", ".join(map(str, at))}].item())
"""


def try_padding() -> None:
    for setting, value in ((sliding.SIZE, 3), (sliding.PADDING, 1), (sliding.STRIDE, 1), (sliding.DILATION, 1)):
        st.session_state[setting.key] = value
    sliding.forget_numbers()


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
