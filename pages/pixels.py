"""Chapter: a picture becomes a square of numbers, and that is all a network ever gets."""

import streamlit as st

from explainer.views import pixels
from explainer.views.code import show_torch
from explainer.views.component import checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.figures import many
from explainer.views.part import page
from explainer.views.pixels import SIDE
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "pixels",
    (
        GUESS,
        Step("Point at the picture: every cell of it is one number.", panel("input"), "selected"),
        Step("Choose Threshold: the picture becomes 1s and 0s.", setting(pixels.SHOW.key), "changed"),
        Step("Drag the line: where it stands, black turns to white.", panel(pixels.LINE), "edited"),
    ),
)


def ask(guess: Prediction, channels: int) -> None:
    """How many numbers is that?"""
    colour = " in colour" if channels > 1 else ""
    question = f"This picture has {SIDE} × {SIDE} cells{colour}. How many numbers is it to a network?"
    once = SIDE * SIDE
    options = [f"{count:,}" for count in (3 * SIDE, once, 3 * once, 9 * once)]
    each = "has three: how much red, how much green, how much blue" if colour else "is one: how bright it is"
    right = f"{channels * once:,}"
    reason = f"each of its {SIDE} × {SIDE} cells {each}."
    on = "input" if now(pixels.SHOW) == "Numbers" else ""
    predict(guess, question, options, Truth(right, f"the picture is {right} numbers", reason, on=on))


def view() -> bool:
    problems = read_link(pixels.SETTINGS)
    with row():
        t, scene, asked, kept, untouched = pixels.controls(problems)
        switch(pixels.SHOW)
    guess = prediction("pixels")
    scene = pixels.veiled(scene, guess.open)
    cell = checked(asked, t, problems)
    say(problems)
    ask(guess, len(t.tensors["input"]))
    stage(t, scene, "stage", cell, kept, untouched=untouched, tour=TOUR)
    show_torch(t, scene, cell)
    st.markdown("## The same picture at three sizes")
    pixels.three_sizes(counted=not guess.open)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    line = f"{now(pixels.THRESHOLD) / 100:.2f}"
    last = {
        "Threshold": f"A threshold makes a first decision of them: what is above {line} is 1, all else 0.",
        "Draw": "What you draw is the same to it as a photo: other numbers in the same places.",
        "Strip": "Right of it stands what the next three pages make of it, and explain: a map, ReLU, pooling.",
    }.get(now(pixels.SHOW), "It gets no shapes and no things, only which number stands where.")
    saw.markdown(
        "## What you saw\n\n"
        f"To a network a picture is a square of numbers from 0, black, to 1, white. In colour there are {many(pixels.CHANNELS)} "
        f"squares, one on top of the other, its {term('channel', 'channels')}. {last}"
    )
    said.markdown(
        "## What the later pages use\n\n"
        f"{SIDE} × {SIDE} cells: few enough to see each one, enough to know a cat. Each cell is the mean of the pixels it "
        "covers. Whatever picture you choose or draw here goes with you. The torch below every stage is the same "
        "written in PyTorch, the library that made these numbers."
    )


page(view, words)
st.caption(
    "Sources: samples that ship with scikit-image; digits from MNIST (LeCun et al. 1998, CC BY-SA 3.0); grey by the shares "
    "of ITU-R BT.709, as scikit-image has them."
)
