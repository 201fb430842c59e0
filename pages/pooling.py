"""Chapter: each box of a map keeps one number, the largest or the mean."""

import streamlit as st

from explainer.views import kernel, pooling, shifts
from explainer.views.code import show_torch
from explainer.views.component import checked, stage
from explainer.views.controls import read_link, row, say, switch
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "pooling",
    (
        GUESS,
        Step("Point at a cell: its box lights up in the map before.", panel("pool1"), "selected"),
        Step("Press Play: each box is read, and one number stays.", PLAYER, "played"),
        Step("Move the picture: how much of each map changes?", setting(pooling.MOVED.key), "changed"),
        Step("Take larger boxes: what is left changes less.", setting(pooling.WINDOW.key), "changed"),
    ),
)


def ask(guess: Prediction, side: int, left: int, shape: tuple[int, int, int]) -> None:
    """How many numbers of a map are left?"""
    window, stride, padding = shape
    right = f"{left * left:,}"
    counts = {left * left, max(1, left - 1) ** 2, side * left, side * side}
    row = f"a row of {side}" + (f" with {padding} more at each end" if padding else "")
    times = f"{left} time{'s' if left > 1 else ''}"
    reason = f"boxes {window} wide, {stride} apart, fit {times} in {row}, and as often in a column."
    predict(
        guess,
        f"A map of {side} × {side} = {side * side:,} numbers goes in. How many come out, of boxes {window} × {window}?",
        [f"{count:,}" for count in sorted(counts)],
        Truth(right, f"{right} numbers come out, {left} × {left}", reason, on="pool1"),
    )


def view() -> bool:
    problems = read_link(shifts.SETTINGS)
    with row():
        state, numbers = kernel.controls(problems, folded=True)
        asked = switch(pooling.WINDOW), switch(pooling.STRIDE), switch(pooling.PADDING)
        show, move = switch(pooling.SHOW), pooling.choose_move()
    shape = pooling.fitting(state.side, *asked, problems)
    t, changes, scene = pooling.shown(state, numbers, shape, move, show == "Strip")
    guess = prediction("pooling")
    scene = pooling.veiled(scene, guess.open)
    cell = checked(state.cell, t, problems)
    say(problems)
    ask(guess, state.side, pooling.left(t), shape)
    stage(t, scene, "stage", cell, pooling.kept(numbers), untouched=pooling.untouched(numbers), tour=TOUR)
    show_torch(t, scene, cell)
    if not guess.open:
        chart, saw = st.columns([1.4, 1], gap="large")
        with chart:
            shifts.chart(changes, shape, move)
        with saw:
            st.markdown(f"## What you saw\n\n{shifts.bought(shifts.seen(t, changes, move, shape))}")
            shifts.others()
    return guess.open


@apart()
def words() -> None:
    """Where it helps, and what is said of it elsewhere."""
    helps, said = st.columns(2, gap="large")
    where, indifferent = shifts.what_helps()
    helps.markdown("\n\n".join(["## Where it helps, and where not", *where]))
    said.markdown(
        "## Often said, not quite true\n\n"
        f"{indifferent}\n\n"
        "“Pooling finds the strongest lines.” It finds nothing: it keeps the largest response, whatever the kernel responds "
        "to. Choose *Blur* as the kernel and it keeps the brightest places."
    )
    st.caption(
        "Sources: torch’s documentation of MaxPool2d, AvgPool2d and AdaptiveAvgPool2d; Dumoulin & Visin 2016; Zhang 2019 (blur "
        "before a stride). Measured by make shifts; assets/shifts.json has the settings."
    )


page(view, words)
