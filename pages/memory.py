"""Chapter: how far back a recurrent network remembers, how fast its gradient fades, and which words its answer hangs on."""

import streamlit as st

from explainer.views import memory, remembering, runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say, switch
from explainer.views.figures import many, percent, signed, spread
from explainer.views.memory import KIND, SHOW, Asked, View
from explainer.views.part import apart, page, tried
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.remembering import GUESSING, RUN
from explainer.views.tour import GUESS, PLAYER, Step, Tour, setting

TOUR = Tour(
    "memory",
    (
        GUESS,
        Step("Press Play: does the answer stay as the words go by?", PLAYER, "played"),
        Step("Move the country farther away.", setting(memory.FAR.key), "changed"),
        Step("Choose Gradient: how much reaches the words far back?", setting(SHOW.key), "changed"),
    ),
)


@apart()
def ask(far: int, guess: Prediction) -> bool:
    """How often is a plain RNN right? Gives back whether that is open."""
    at, shares = remembering.nearest(far)
    mean = sum(shares) / len(shares)
    options = {percent(share): share for share in (GUESSING, 0.5, 1)}
    right = min(options, key=lambda option: abs(options[option] - mean))
    reason = f"that is the mean of {many(shares)} seeds, of {spread(shares)}; guessing gives {percent(GUESSING)}."
    nearest = "" if at == far else " (the nearest that was measured)"
    steps = remembering.measured_with()["steps"]
    predict(
        guess,
        f"Trained {steps} steps with the country {at} words back{nearest}: how often is a plain RNN right?",
        tuple(options),
        Truth(right, f"it is {mean:.0%} on average", reason, plays=False),
    )
    return guess.open


def depends(asked: Asked, shown: View) -> None:
    """Which words the answer hangs on, and where the two ways of asking disagree."""
    found = shown.influence
    if found is None:
        return
    agreement = "there is no rank correlation, since in one of the orders all words stand level"
    if found.agreement is not None:
        agreement = f"rank correlation {signed(found.agreement)}"
    st.caption(
        f"Above: how long the gradient of the right answer’s log-odds is at each word. Below: by how much they fall when the "
        f"word is left out. Underlined: {len(found.apart)} of {len(asked.sentence)} words whose places in the two orders differ "
        f"by a third of the sentence or more; {agreement}. Without “{asked.country}” it says "
        f"{memory.language(found.without[asked.at])}."
    )


def fading(asked: Asked, bias: int) -> None:
    """How fast gradients fade, here and as it was measured."""
    remembering.fade_chart(asked, bias)
    left = "; ".join(f"{name}: {value}" for name, value in remembering.faded().items())
    st.caption(
        f"Left of an untrained network’s gradient after {remembering.faded_over()} words, median of "
        f"{remembering.measured_with()['seeds']} seeds. {left}."
    )


def view() -> bool:
    problems = read_link(remembering.SETTINGS)
    with row():
        asked = memory.choose(problems)
        show, kind = switch(SHOW, quiet=True), switch(KIND, quiet=True)
        trained, bias = memory.choose_when() if show == "Gradient" else (True, 0)
        cell = cell_asked()
    shown, run = tried(memory.shown, asked, show, kind, trained, bias), remembering.run(asked.far)
    if shown:
        cell = checked(cell, shown.trace, problems)
    say(problems)
    asks = bool(ask(asked.far, prediction("memory")))
    stood, beside = st.columns([1.5, 1], gap="medium")
    with beside, apart():
        if show == "Recall":
            remembering.recall_chart(asked.far, run, told=not asks)
        elif show == "Gradient":
            fading(asked, bias)
        elif shown:
            depends(asked, shown)
    if shown:
        with stood:
            stage(shown.trace, shown.scene, "stage", cell, on_seen=runs.waiting(RUN), tour=TOUR)
        show_torch(shown.trace, shown.scene, cell)
    if run and run.running:
        runs.place()
    return asks


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    with saw, apart():
        far, kept, of = remembering.held()
        st.markdown(
            "## What you saw\n\n"
            "Trained afresh, every network falls from always right to guessing somewhere between 8 and 60 words, one seed sooner "
            "than another: the gradient that should teach it has faded on its way back. Led there by growing distances, even the "
            f"plain RNN holds a country for {far} words, with {kept} seeds of {of}. "
            "Fading makes long memories hard to learn, not impossible to hold."
        )
    said.markdown(
        "## Often said, not quite true\n\n"
        "“LSTMs don’t have vanishing gradients.” As torch initialises them they do: compare *Before training* with a forget "
        "bias of 0 and of 3.\n\n"
        "“A high gradient means an important word.” Leave the word out and see: *Influence* marks where the two disagree."
    )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
with apart():
    by = remembering.measured_with()
    st.caption(
        "Bengio et al. 1994; Hochreiter & Schmidhuber 1997; Gers et al. 2000; Jozefowicz et al. 2015 (forget bias 1). Measured by "
        f"make remembering: {by['units']} units, {by['sentences']} sentences, Adam at {by['rate']}, {by['seeds']} seeds; "
        "assets/remembering.json has the settings."
    )
