"""Chapter: a picture painted like another, at one go by a painter that learned it, or slowly, pixel by pixel."""

import streamlit as st

from explainer.views import painted_slowly, painting, runs, style
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.painted_slowly import RUN
from explainer.views.painting import SLOW
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "style",
    (
        GUESS,
        Step("Press a pixel of the painting: it opens at the right.", panel("painted"), "pinned"),
        Step("Point at an opened pixel: the square it sees is ringed in the picture.", panel("opened"), "selected"),
        Step("Choose another style, or another picture: yours, too.", setting(painting.STYLE.key), "changed"),
        Step("Choose The slow way, and watch one painting come.", setting(painting.SHOW.key), "changed"),
    ),
)
SLOW_TOUR = Tour(
    "style-slowly",
    (
        GUESS,
        Step("Press Paint: the pixels themselves are changed.", setting(f"{RUN}-button"), "pressed"),
        Step("Point at a cell: how far two filters answer together.", panel("together"), "selected"),
        Step("Choose what it is to be like: any picture is a style.", setting(painted_slowly.LIKE.key), "changed"),
    ),
)


def ask_square(state: painting.Painted, guess: Prediction) -> None:
    """How much of the picture does a painted pixel see?"""
    side = state.whole.shape[-1]
    question = f"The picture has {side} × {side} pixels. How large a square of it decides one painted pixel?"
    options = [f"{wide} × {wide}" for wide in sorted({1, 5, 25, side, state.sees})]
    right = f"{state.sees} × {state.sees}"
    truth = Truth(right, f"a painted pixel sees {right}", style.reason(state), on="picture", plays=False)
    predict(guess, question, options, truth)


def ask_halves(guess: Prediction, name: str) -> None:
    """Which loss notices that the halves of the style change places?"""
    found = painted_slowly.swapped(name)
    question = "Cut the style in two, and let its halves change places. Which loss notices, against what it was?"
    truth = Truth(found.notices, found.told, found.reason, plays=False)
    predict(guess, question, painted_slowly.NOTICES, truth, of=name)


def at_once(problems: list[str]) -> bool:
    """The painter, or what only takes over colours."""
    guess = prediction("style")
    painting.open_pressed()
    state = painting.painted(problems)
    t, scene = painting.shown(state, guess.open)
    cell = checked(cell_asked(), t, problems)
    say(problems)
    ask_square(state, guess)
    stage(t, scene, "stage", cell, tour=TOUR)
    show_torch(t, scene, cell)
    with apart():
        style.compared(guess.open)
    return guess.open


def slowly(problems: list[str], name: str) -> bool:
    """The slow way, as it goes."""
    guess = prediction("style-slowly")
    asked = painted_slowly.recipe(name)
    run = painted_slowly.kept(asked)
    t, scene = painted_slowly.shown(run, guess.open)
    cell = checked(cell_asked(), t, problems)
    say(problems)
    ask_halves(guess, name)
    stage(
        t,
        scene,
        "stage",
        cell,
        on_reached=lambda place: painted_slowly.reached(run, place),
        on_seen=runs.waiting(RUN),
        others=painted_slowly.paintings(run),
        tour=SLOW_TOUR,
    )
    if run.running:
        runs.place()
    runs.standing(run)
    painted_slowly.another(run, asked)
    with apart():
        painted_slowly.chart(run)
    show_torch(t, scene, cell)
    return guess.open


def view() -> bool:
    problems = read_link(style.SETTINGS)
    with row():
        way = painting.controls()
        if way == SLOW:
            name = painted_slowly.choose()
            asked = painted_slowly.recipe(name)
            painted_slowly.kept(asked)
            runs.buttons(RUN, asked, "Paint", "Paint again", RUN)
    return slowly(problems, name) if way == SLOW else at_once(problems)


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    with saw, apart():
        st.markdown(f"## What you saw\n\n{style.saw()}")
    with said, apart():
        st.markdown(f"## Often said, not quite true\n\n{style.often_said()}")
    with apart():
        st.markdown(f"## What it can’t do\n\n{style.cannot()}")
        style.sources()


def go_on() -> None:
    runs.go_on_with(RUN)


runs.pause(RUN)
page(view, words, go_on)
