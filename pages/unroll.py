"""Chapter: the loop of a recurrent network, folded and unrolled over the visitor's own sentence."""

import streamlit as st

from explainer.views import columns, unroll
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.part import page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting
from explainer.views.unroll import FORM, KIND, SETTINGS

TOUR = Tour(
    "unroll",
    (
        GUESS,
        Step("Point at a state: it is made of a word and the state before.", panel(), "selected"),
        Step("Press Play: the state is handed on from word to word.", PLAYER, "played"),
        Step("Drag a number: every column changes, they are one cell.", panel("rnn1.weight_hh_l0"), "edited"),
        Step("Choose Folded: there is the loop.", setting(FORM.key), "changed"),
    ),
)


def ask(guess: Prediction, length: int, own: int) -> None:
    """Do more words need more weights?"""
    right = f"{own:,}"
    options: tuple[str, ...] = (right, f"{own * length:,}", f"{own * 2 * length:,}")
    question = (
        f"{length} words, {length} columns of one cell with {own:,} weights. How many weights for twice as many words?"
    )
    if length == 1:
        question = f"One word, one cell with {own:,} weights. How many for two words?"
        options = (right, f"{2 * own:,}")
    reason = "every column is the same cell, used again."
    predict(guess, question, options, Truth(right, f"it still takes {right} weights", reason, on="input"))


def view() -> bool:
    problems = read_link(SETTINGS)
    with row():
        sentence = columns.choose_sentence(problems)
        kind, form = switch(KIND, quiet=True), switch(FORM, quiet=True)
        changes = unroll.changes_of(kind, problems)
        cell = cell_asked()
    own = unroll.weights_of(kind)
    guess = prediction("unroll")
    t, scene = unroll.shown(sentence, kind, changes, form == "Folded", guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(guess, len(sentence), own)
    stage(t, scene, "stage", cell, lambda made: unroll.edited(kind, made), untouched=unroll.untouched(kind), tour=TOUR)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    kind = now(KIND)
    own = unroll.weights_of(kind)
    drawn = {
        "Unrolled": "You saw it unrolled, drawn once for each word: the state is handed on from column to column.",
        "Folded": "You saw it folded, as it is: one cell, whose arrow comes back to it.",
    }[now(FORM)]
    changed = "You changed some of them, and every word’s state with them." if unroll.changes_of(kind, []) else ""
    saw.markdown(
        "## What you saw\n\n"
        f"The loop is one cell, here of {own:,} {term('weight', 'weights')}, that reads a word and its own last "
        f"{term('hidden state', 'state')} and writes the next; {term('tanh')} squeezes each sum into −1 to 1. {drawn} {changed}"
    )
    said.markdown(
        "## Often said, not quite true\n\n"
        "“The unrolled copies are layers of their own.” They are one set of weights, used again. Drag one number: every column "
        "changes, and with it every answer.\n\n"
        f"Why two {term('bias', 'biases')}? Here b_ih and b_hh only ever come as their sum: one would do. torch keeps both in "
        f"all its kinds, because in one of them, the GRU of the next page, the reset {term('gate')} stands between the two: it "
        "multiplies what comes of the state, b_hh with it, before that is added."
    )


page(view, words)
st.caption(
    "h_t = tanh(W_ih x_t + b_ih + W_hh h_(t−1) + b_hh). torch returns output, the state after every word, and h_n, the last "
    f"one; an LSTM also c_n. Learned from {unroll.learned_from()} whole sentences of the grammar of the page before. torch’s "
    "documentation of RNN."
)
