"""Chapter: the kernels are learned, here and now, from nothing but digits and their labels."""

import streamlit as st

from explainer.views import charts, digit, runs, training
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.part import part
from explainer.views.prediction import Prediction, predict, prediction
from explainer.views.runs import Run
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting
from explainer.views.training import CONV, GUESSING, RUNS
from explainer.views.veil import waits

TOUR = Tour(
    "training",
    (
        GUESS,
        Step("Press Train: it begins with noise.", setting(f"{CONV}-button"), "pressed"),
        Step("Point at a kernel: nobody chose these numbers.", panel("conv1.weight"), "selected"),
        Step("Once it is done, or stopped, press Play: watch it all again.", PLAYER, "played"),
        Step("Choose another learning rate, and train again.", setting(training.RATE.key), "changed"),
    ),
)


def ask(untrained: float, guess: Prediction) -> None:
    """How much is right by chance?"""
    question = "Before it has learned anything: how many of 100 digits will it read right?"
    predict(guess, question, tuple(training.SHARES), training.truth(untrained))


def trouble(done: Run) -> None:
    """A run that went wrong is called that, with a way out."""
    last = done.last
    if last.failed:
        st.error(
            f"At step {last.step} the loss is {last.loss}: the steps were so large that numbers overflowed. Shown is the "
            "last checkpoint whose weights are all numbers; a smaller learning rate works."
        )
    elif dead := training.dead_maps(done):
        st.warning(
            f"It guesses. The large steps pushed all {dead} maps of the second layer below zero, so ReLU makes them 0 "
            "for every digit, and what is 0 has no gradient: nothing overflowed, but the network is dead."
        )


@part
def view() -> None:
    problems = read_link(training.SETTINGS)
    with row():
        name = digit.choose_digit()
        asked = training.settings()
        cell = cell_asked()
        done = runs.kept(CONV, asked)
        runs.buttons(CONV, asked, "Train", "Train again" if done.over else "Train anew", *RUNS)
    runs.ask(*RUNS)
    plain, going = training.others(done)
    message = st.container()
    untrained = done.history[0].accuracy
    guess = prediction("training")
    ask(untrained, guess)
    stood, followed = st.columns([1.75, 1], gap="medium")
    with followed:
        waiting = runs.place() if going else 0
        runs.standing(done)
        training.another(done, asked)
        trouble(done)
        shown = training.checkpoint(done)
        both = {"with convolutions": done.history} | ({"without": plain.history} if plain else {})
        if guess.open:
            waits(charts.HEIGHT)
        else:
            charts.learning(both, None if done.running else shown.step, GUESSING)
    with stood:
        t, scene = training.shown(done, shown, digit.pixels(name), guess.open)
        cell = checked(cell, t, problems)
        stage(
            t,
            scene,
            "stage",
            cell,
            on_reached=lambda place: training.reached(done, place),
            on_seen=runs.waiting(*RUNS),
            others=training.checkpoints(done),
            tour=TOUR,
        )
    with message:
        say(problems)
    if done.over and not done.last.failed:
        training.against(done, plain)
    show_torch(t, scene, cell)
    if going:
        runs.go_on(going, waiting)


for key in RUNS:
    runs.pause(key)
view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "Nobody chose these kernels. They began as noise, and each step moved every number a little in the direction that "
    "made the loss smaller. Strokes and edges came out because they help to tell digits apart."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“Deep networks learn from unlabelled data.” This one learns from labels. Shuffle them (in *Network and digits*) and, "
    "with few digits, it still learns them by heart, but reads unseen ones no better than by guessing.\n\n"
    "“The filter is a constant.” The same at every place, but learned: you saw it change."
)
st.caption(
    "Digits: MNIST (LeCun et al. 1998, CC BY-SA 3.0), 8,500 to learn from and 1,500 held out. The learning rate falls to zero "
    "by a half cosine, batches have 64 digits, 400 steps."
)
