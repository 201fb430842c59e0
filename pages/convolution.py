"""Chapter: a small kernel slides over a picture, and the map is the list of its answers."""

import streamlit as st

from explainer.views import convolution, kernel
from explainer.views.code import show_torch
from explainer.views.component import checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.kernel import Sliding
from explainer.views.look import look
from explainer.views.part import page
from explainer.views.prediction import Place, Prediction, Truth, predict, prediction, settle
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "convolution",
    (
        GUESS,
        Step("Point at the picture: the window goes where you point.", panel("input"), "selected"),
        Step("Drag a number of the kernel: the whole map follows.", panel("conv1.weight"), "edited"),
        Step("Press Play: the map is made, cell by cell.", PLAYER, "played"),
        Step("Choose another kernel: it looks for something else.", setting(kernel.KERNEL.key), "changed"),
    ),
)


def ask(state: Sliding, guess: Prediction, place: Truth) -> None:
    """How large will the map be? Then where it lights up."""
    reach = state.dilation * (state.size - 1) + 1
    by = f", {state.stride} cells at a time" if state.stride > 1 else ""
    reason = f"a kernel {reach} wide finds {state.side} places in a row of {state.cells + 2 * state.padding}{by}."
    sides = {state.side, state.side + 1, max(1, state.side - 2), state.cells, state.cells + 2 * state.padding}
    options = [f"{side} × {side}" for side in sorted(sides)]
    right = f"{state.side} × {state.side}"
    truth = Truth(right, f"the map is {right}", reason, on="conv1")
    where = Place("Next: where will it light up?", "Click in the picture where the answer will be strongest.", place)
    aside = f"{convolution.reckoned(state)} {convolution.learned(state)}"
    predict(guess, "How large will the map be?", options, truth, where, aside)


def view() -> bool:
    problems = read_link(convolution.SETTINGS)
    with row():
        state, numbers = kernel.controls(problems)
        strip = switch(convolution.SHOW) == "Strip"
    guess = prediction("convolution")
    t, scene = convolution.shown(state, numbers, guess, strip)
    cell = checked(state.cell, t, problems)
    say(problems)
    ask(state, guess, convolution.strongest_place(state, t, guess.guess))

    def guessed(name: str) -> None:
        at = convolution.guessed(state, t, name)
        settle(guess, convolution.place_name(t, at), "place-told", at)

    stage(t, scene, "stage", cell, kernel.kept(numbers), guessed, untouched=kernel.untouched(numbers), tour=TOUR)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    keeps, side = convolution.KEEPS, convolution.SIDE
    size, stride = now(kernel.SIZE), now(kernel.STRIDE)
    moves = "from cell to cell" if stride == 1 else f"{stride} cells at a time, its {term('stride')}"
    kept = f"Only without {term('padding')}, or with a {term('stride')}"
    saw.markdown(
        "## What you saw\n\n"
        f"*{now(kernel.KERNEL)}*, a table of {size} × {size} numbers, went over the picture {moves}; each time what lay under "
        f"it was multiplied, added up, and the {term('bias')} put on top. The map is nothing but those sums: large where "
        "bright cells lie under large numbers, and dark ones under small or negative ones."
    )
    said.markdown(
        "## Often said, not quite true\n\n"
        f"“Convolution shrinks the image.” {kept}: a {keeps.size} × {keeps.size} kernel with padding {keeps.padding} "
        f"leaves {side} × {side} as it was.\n\n"
        "“The filter is a constant.” It is the same at every place of a picture, but its numbers are not fixed: a network "
        "learns them, and you can drag them. Every cell of the map then changes at once.\n\n"
        "“Convolution turns the kernel over.” In mathematics it does. torch lays it on as it stands: where kernels are "
        "learned, they come out the other way round, and nothing else changes."
    )
    with said:
        look(f"See it: size {keeps.size}, padding {keeps.padding}", "padding", convolution.try_padding)


page(view, words)
st.caption(
    "Sources: Dumoulin & Visin 2016, A guide to convolution arithmetic; torch’s documentation of Conv2d. "
    "Pictures: samples that ship with scikit-image."
)
