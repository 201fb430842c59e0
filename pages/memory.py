"""Chapter: how far back a recurrent network remembers, how fast its gradient fades, and which words its answer hangs on."""

import streamlit as st

from explainer.views import influenced, memory, remembering, runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say, switch
from explainer.views.figures import many
from explainer.views.memory import KIND, SHOW, Asked
from explainer.views.part import apart, page, tried
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.remembering import RUN
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, setting

TOUR = Tour(
    "memory",
    (
        GUESS,
        Step(f"Press Play: which of the {memory.LINES} lines join?", PLAYER, "played"),
        Step(f"Learned at {memory.FURTHEST}: do they stay apart?", setting(memory.LEARNED.key), "changed"),
        Step("Choose Gradient: how much reaches the words far back?", setting(SHOW.key), "changed"),
    ),
)
ALL, SOME, NONE = "all", "some", "none"


@apart()
def ask(far: int, guess: Prediction) -> bool:
    """How many plain RNNs know the country? Gives back whether that is open."""
    at, shares = remembering.nearest(far)
    know = remembering.knowing(shares)
    right = ALL if know == len(shares) else SOME if know else NONE
    nearest = "" if at == far else " (the nearest that was measured)"
    told = f"learned afresh at {at} words, {remembering.camps(shares)}"
    predict(
        guess,
        f"{many(shares).capitalize()} plain RNNs, one per seed, learned with the country {at} words back{nearest}. "
        "How many know it in the end?",
        (ALL, SOME, NONE),
        Truth(right, told, remembering.reason(shares), plays=False),
    )
    return guess.open


def fading(asked: Asked, trained: bool, bias: int) -> None:
    """How fast gradients fade, here and as it was measured, at h and at c."""
    here = remembering.fade_chart(asked, trained, bias)
    at_c = remembering.faded("c")
    left = "; ".join(
        f"{name} {value}" + (f", at c {at_c[name]}" if name in at_c else "")
        for name, value in remembering.faded().items()
    )
    over, seeds = remembering.faded_over(), remembering.measured_with()["seeds"]
    st.caption(
        f"{here}: an LSTM’s memory is c, whose straight way back is times the forget gate. Left of an untrained network’s "
        f"gradient after {over} words, median of {seeds} seeds: {left}."
    )


def view() -> bool:
    problems = read_link(remembering.SETTINGS)
    with row():
        asked = memory.choose(problems)
        show, kind = switch(SHOW, quiet=True), switch(KIND, quiet=True)
        trained, bias = (True, 0)
        if show == "Gradient":
            trained, bias = memory.choose_when()
        else:
            memory.choose_learned()
        cell = cell_asked()
    guess = prediction("memory")
    shown, run = tried(memory.shown, asked, show, kind, trained, bias, not guess.open), remembering.run(asked.far)
    if shown:
        cell = checked(cell, shown.trace, problems)
    say(problems)
    asks = bool(ask(asked.far, guess))
    stood, beside = st.columns([1.5, 1], gap="medium")
    with beside, apart():
        if show == "Recall":
            remembering.recall_chart(asked.far, run, told=not asks)
        elif show == "Gradient":
            fading(asked, trained, bias)
        elif shown and shown.influence:
            st.caption(influenced.told(asked, shown.influence))
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
            "Where the lines of two countries join, the network has forgotten which of them it read: whatever comes next, it must "
            f"answer both alike. (It learned to answer after “{memory.ASKED_AFTER}” only: before that lines may be yet apart.)\n\n"
            "Learned afresh, every kind of network loses the country from some distance on:"
        )
        remembering.reaches()
        st.markdown(
            "Past that, the gradient that should teach it has faded on its way back. Led there by growing distances, even the "
            f"plain RNN holds a country for {far} words, with {kept} seeds of {of}: hard to learn, not impossible to hold."
        )
    at_h, at_c, longer = remembering.faded(), remembering.faded("c"), remembering.longer()
    by, rnn, lstm = remembering.measured_with(), longer.known["RNN"], longer.known["LSTM"]
    early = f"{rnn[0]} RNNs know the country after {longer.steps} steps and {lstm[0]} LSTMs as torch begins them"
    late = f"{rnn[1]} RNNs and {lstm[1]} LSTMs"
    biased = longer.known[longer.biased][0]
    said.markdown(
        "## Often said, not quite true\n\n"
        f"“LSTMs don’t have {term('vanishing gradient', 'vanishing gradients')}.” As torch initialises them they do, at c too: "
        f"{at_c['LSTM']} is left after {remembering.faded_over()} words. It takes a {term('forget bias')} of "
        f"{longer.bias} to keep {at_c[longer.biased]}, and even then h has {at_h[longer.biased]}.\n\n"
        f"“An LSTM remembers further than a plain RNN.” At {longer.far} words, of {by['seeds']} seeds each, {early}; after "
        f"{longer.times} as many steps, {late}. Begun with a forget bias of {longer.bias}, {biased} LSTMs know it after "
        f"{longer.steps} steps. So the kind does not decide alone, nor does fading: the plain RNN’s gradient fades fastest, and it "
        "does better than torch’s own LSTM. How a network begins counts for more.\n\n"
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
