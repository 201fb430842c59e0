"""Chapter: a trained network reads a digit, every number of it open, from the answer back to the pixels."""

import streamlit as st

from explainer.views import digit, network
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.digit import Shown
from explainer.views.heard import Edit
from explainer.views.network import FAR, SHOW
from explainer.views.part import part
from explainer.views.prediction import Prediction, predict, prediction
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel

TOUR = Tour(
    "network",
    (
        GUESS,
        Step("Draw over the digit: all layers follow while you draw.", panel("drawing"), "edited"),
        Step("Point at a map: its lines show what feeds it.", panel("conv2", "removal"), "selected"),
        Step("Press Play: the first maps are made, cell by cell.", PLAYER, "played"),
        Step("Press a map: it opens, with the kernels that make it.", panel("conv2"), "opened"),
    ),
)


def ask(state: Shown) -> Prediction:
    """Does the answer hold when the digit moves?"""
    guess, answers = prediction("network"), network.when_moved(state)
    question = f"Moved {FAR} to the right, will it still be {answers[0]}?"
    predict(guess, question, network.HOLDS, network.truth(*answers))
    return guess


@part
def view() -> None:
    problems = read_link(network.SETTINGS)
    show = now(SHOW)
    with row():
        name = digit.choose_digit()
        digit.what_if()
        cell = cell_asked()
        switch(SHOW, quiet=True)
        state = digit.shown(name, problems)
        guess = ask(state)
    t, scene = network.shown(state, show, problems, guess.open)
    cell = checked(cell, t, problems)
    say(problems)

    def kept(made: Edit) -> None:
        digit.kept(made.values, state)

    stage(t, scene, "stage", cell, kept, on_open=network.open_map, untouched=state.unedited, tour=TOUR)
    show_torch(t, scene, cell)


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "The first kernels answer to strokes and edges, the second to pairs of those, and each cell sees more of the "
    "picture than the one before it. At the end ten sums are made of 400 numbers, and the largest wins."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“99 % means that it is sure.” It means that one sum is far ahead of nine others. Show it a photo or a scribble: it "
    "must name one of ten digits, and often does so with conviction. It was never shown what is none of them."
)
st.caption(
    f"The network: {network.weights():,} weights, trained on 8,500 digits of MNIST (LeCun et al. 1998, CC "
    "BY-SA 3.0); make weights trains it again. The examples are from the 1,500 digits that it has not seen."
)
