"""Chapter: the kernels are learned, here and now, from nothing but digits and their labels."""

import streamlit as st

from explainer.views import charts, digit, moved, runs, training
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.figures import percent, ranges, within
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, guess_beside, predict, prediction
from explainer.views.runs import Run
from explainer.views.terms import term
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


RANGES = ranges(4, 19, 49, 100)


def ask(untrained: float, guess: Prediction) -> None:
    """How much is right by chance?"""
    count = round(100 * untrained)
    question = "Before it has learned anything: of 100 digits, how many will it read right?"
    reason = f"of ten answers one is right, and it guesses: that gives {percent(training.GUESSING)}, more or less."
    truth = Truth(within(count, RANGES), f"untrained, it reads {count} of 100 right", reason)
    predict(guess, question, tuple(RANGES), truth)


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


def view() -> bool:
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
        if going:
            runs.place()
        runs.standing(done)
        training.another(done, asked)
        trouble(done)
        shown = training.checkpoint(done)
        both = {"with convolutions": done.history} | ({"without": plain.history} if plain else {})
        if guess.open:
            waits(charts.HEIGHT)
        else:
            charts.learning(both, None if done.running else shown.step, GUESSING)
            guess_beside()
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
        judged_by_moving()
    show_torch(t, scene, cell)
    return guess.open


@apart()
def judged_by_moving() -> None:
    """Why some networks stand a move that others do not."""
    found = moved.owed()
    st.caption(
        f"Measured on {training.tested_on():,} unseen digits, {found.seeds} seeds each, all moved alike: by whole "
        f"cells, black behind them. Moved {moved.FAR} to the right, networks trained for {found.short:,} steps from digits as they "
        f"are read {found.short_plain} right, the one that came ready {found.shipped}. That one learned for {found.long:,} "
        f"steps from digits a little changed each time; others that did so read {found.long_changed}, with the long training alone "
        f"{found.long_plain}, with the changes alone {found.short_changed}. Soonest it comes from moved digits, "
        f"{found.short_moved} after {found.short:,} steps, but then of those that stand still {found.short_moved_still} are right, "
        f"not {found.short_plain_still}. Try it: *Network and digits*."
    )


def words() -> None:
    """What was to be seen once something was trained, and what is said of it elsewhere."""
    found = training.seen()
    saw, *beside = st.columns(2, gap="large")
    if found:
        with saw, apart():
            st.markdown(
                "## What you saw\n\n"
                "Nobody chose these kernels. They began as noise, and each step moved the numbers towards a smaller loss. After "
                f"{found.step:,} steps {percent(found.now)} of unseen digits are read right, before the first it was "
                f"{percent(found.before)}. How far is a first kernel a plain finder of edges, dark on one side and bright on the "
                f"other? By {percent(found.slope_now)} now, on average, by {percent(found.slope_before)} at the start: "
                f"{percent(1)} would be that and nothing else.\n\n"
                f"{moved.why_learned()}"
            )
    with beside[0] if found else saw, apart():
        by_heart, unseen, few, steps = moved.by_heart()
        st.markdown(
            "## Often said, not quite true\n\n"
            "“Deep networks learn from unlabelled data.” Self-supervised ones do, and make the labels from the data: the next word "
            "of a text, the masked part of a picture, which two views are of one picture (contrastive). This one learns from "
            f"people’s {term('label', 'labels')}. With those of {few} digits shuffled, {steps} steps "
            f"got {by_heart} of them by heart, "
            f"and {unseen} of unseen digits right: {term('overfitting')}.\n\n"
            "“The filter is a constant.” The same at every place, but learned: watch it change."
        )


def go_on() -> None:
    """The run that is going on, for another while."""
    for key in RUNS:
        runs.go_on_with(key)


for key in RUNS:
    runs.pause(key)
page(view, words, go_on)
with apart():
    by = training.usual()
    st.caption(
        f"Digits: MNIST (LeCun et al. 1998, CC BY-SA 3.0), {training.learns_from():,} to learn from and {training.tested_on():,} "
        f"{term('held out')}. Unless another is chosen {term('Adam')} takes the steps; the learning rate falls to zero by a half "
        f"cosine, {term('batch', 'batches')} have {by.batch} digits, {by.steps} steps. The player goes through the run’s "
        f"{term('checkpoint', 'checkpoints')}. Measured by make moved, {moved.seeds()} seeds each; "
        "assets/moved.json has the settings."
    )
