"""Chapter: an activation goes over the map cell by cell, and without one two kernels are only one."""

import streamlit as st

from explainer.views import kernel, relu
from explainer.views.code import show_torch
from explainer.views.component import checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.part import page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "relu",
    (
        GUESS,
        Step(
            "Point at a blue cell: it is below zero, and look what becomes of it.", panel("conv1", "conv2"), "selected"
        ),
        Step("Press a cell: it stays, and the link leads back to it.", panel(), "pinned"),
        Step("Choose another activation: the curve bends elsewhere.", setting(relu.ACTIVATION.key), "changed"),
        Step("Choose Two kernels: see what they are without a bend between.", setting(relu.SHOW.key), "changed"),
    ),
)

BECOMES = {
    "ReLU": "what the kernel found stays, and what it found the opposite of becomes zero",
    "Leaky ReLU": "what the kernel found stays, and of its opposite a small part does",
    "Sigmoid": "every answer ends between 0 and 1, and the large ones hardly differ any more",
    "Tanh": "every answer ends between −1 and 1, and the large ones hardly differ any more",
    "GELU": "what the kernel clearly found stays, its clear opposite becomes zero, and between them the curve is round",
}


def ask(activation: str, asked: relu.About, truth: Truth, guess: Prediction) -> None:
    """What becomes of a number that is on the map?"""
    question = f"What does {activation} make of the {asked.value} in row {asked.row}, column {asked.column} of the map?"
    predict(guess, question, relu.options(activation, asked), truth)


def ask_of_two(between: relu.Between, guess: Prediction) -> None:
    """In how many cells do two kernels with a bend between them come to something else than without?"""
    question = f"Put ReLU between the two kernels: how many of the map’s {between.cells:,} cells become another number?"
    predict(guess, question, tuple(between.ranges), between.truth)


def view() -> bool:
    problems = read_link(relu.SETTINGS)
    with row():
        state, numbers = kernel.controls(problems, folded=True)
        activation, show = switch(relu.ACTIVATION), switch(relu.SHOW)
        second = relu.SECOND.start
        if show == "Two kernels":
            second = relu.choose_second()
    guess = prediction("relu")
    t, scene = relu.shown(state, numbers, show, activation, second, guess.open)
    cell = checked(state.cell, t, problems)
    say(problems)
    if show == "Two kernels":
        ask_of_two(relu.between(t), guess)
    else:
        asked = relu.asked_about(t)
        ask(activation, asked, relu.truth(t, show, activation, asked), guess)
    stage(t, scene, "stage", cell, kernel.kept(numbers), untouched=kernel.untouched(numbers), tour=TOUR)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    saw.markdown(
        "## What you saw\n\n"
        f"{now(relu.ACTIVATION)} goes over each cell alone: {BECOMES[now(relu.ACTIVATION)]}.\n\n"
        "Without a bend between them, two kernels are one larger kernel: *Show: Two kernels* computes it. With ReLU between "
        "they stay one only where the first finds nothing below zero. It is the bend that lets layers come to more than one "
        "layer."
    )
    said.markdown(
        "## Often said, not quite true\n\n"
        "“ReLU sets numbers below 1 to 0.” Below zero: 0.3 stays 0.3.\n\n"
        "“More layers make a network more powerful.” Only with a bend between them: without one, any number of "
        "kernels in a row are one larger kernel."
    )


page(view, words)
st.caption(
    f"Sources: torch’s documentation of ReLU, LeakyReLU, Sigmoid, {term('tanh', 'Tanh')} and GELU; Krizhevsky et al. 2012."
)
