"""Chapter: what an LSTM's gates, and a GRU's, do with each word of the visitor's sentence."""

import streamlit as st

from explainer.views import columns, gates, notations
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.figures import percent, signed
from explainer.views.gates import SETTINGS
from explainer.views.look import look
from explainer.views.notations import NETWORK, NOTATION, TEXTBOOK
from explainer.views.part import page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.sentence import Words
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "gates",
    (
        GUESS,
        Step("Point at this gate: near 1 it keeps what was there.", panel("lstm1.f", "gru1.z"), "selected"),
        Step("Press Play: each word passes the gates, row by row.", PLAYER, "played"),
        Step("Hold a gate open or shut, and see the answer change.", setting(gates.HOLD.key), "changed"),
        Step("Write a sentence of your own, and press Enter.", setting(columns.SENTENCE.key), "changed"),
    ),
)


def ask(network: str, guess: Prediction) -> None:
    """How many of the rows are gates?"""
    right, reason = {
        "LSTM": (
            "3",
            "f, i and o run from 0 to 1, while g is a candidate, c and h are states: four steps, three gates.",
        ),
        "GRU": ("2", "r and z run from 0 to 1, while n is a candidate and h the state: four steps, two gates."),
        "Both": ("5", "f, i and o of the LSTM, r and z of the GRU run from 0 to 1, while g and n are candidates."),
    }[network]
    options = {"LSTM": ("3", "4", "6"), "GRU": ("2", "3", "4"), "Both": ("5", "7", "10")}[network]
    truth = Truth(right, f"{right} of the rows are gates", reason, on="input")
    predict(guess, "How many of these rows are gates?", options, truth)


def conventions(network: str, notation: str, asks: bool) -> None:
    """What to know of the notation that was chosen and, if the page no longer ``asks`` which they are, what each gate decides."""
    notations.equations(network, notation)
    if not asks:
        st.caption(" ".join(f"{kind}: {notations.DECIDES[kind]}" for kind in notations.kinds_on(network)))
    if notation == TEXTBOOK and network != "LSTM":
        st.caption(
            "The usual figure of a GRU has z the other way round: there z near 1 replaces the state, in torch (and in Cho et "
            "al. 2014) it keeps it. The row shows 1 less torch’s z. It also resets the state before the matrix, torch after."
        )


def units(network: str, sentence: Words) -> None:
    """Units that go with something that has a name, each with its score."""
    kind = gates.main_kind(network)
    st.markdown(f"## What do the {kind}’s units go with?")
    found = gates.nameable(kind)[:6]
    for k, (unit, column) in enumerate(zip(found, st.columns(len(found), gap="small"), strict=True)):
        with column.container(border=True, height="stretch"):
            st.markdown(f"**{unit.letter}, unit {unit.unit + 1}**  \n{unit.what}  \n{gates.goes(unit)}")
            look(f"Show {unit.letter}, unit {unit.unit + 1}", f"unit-{k}", gates.show, kind, unit, sentence)
    st.caption(
        f"Pearson’s {term('correlation')} over {gates.corpus_size()} sentences that were {term('held out')}; of all gates and "
        f"states the {term('unit')} with the largest. The furthest from 0 is {signed(found[0].r)}: "
        "what the network knows is spread over its units."
    )


def view() -> bool:
    problems = read_link(SETTINGS)
    with row():
        sentence = columns.choose_sentence(problems)
        network, notation = switch(NETWORK, quiet=True), switch(NOTATION, quiet=True)
        hold = gates.choose_hold(network, len(sentence), problems)
        cell = cell_asked()
    guess = prediction("gates")
    t, scene = gates.shown(sentence, network, notation, hold, guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(network, guess)
    stage(t, scene, "stage", cell, tour=TOUR)
    conventions(network, notation, guess.open)
    units(network, sentence)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    kept = "For every word an LSTM keeps some of its old state, stores some of the new, and shows some of the result."
    if now(NETWORK) == "GRU":
        kept = (
            "For every word a GRU keeps some of its old state and makes the rest of it anew. It has two gates: update z says how "
            "much is kept, reset r how much of the old state the candidate hears."
        )
    held = "A forget gate of 1 means keep." if now(NETWORK) != "GRU" else "In torch’s z, 1 means keep."
    if now(gates.HOLD) != gates.NONE:
        held = f"You held *{now(gates.HOLD)}* at {percent(now(gates.AT) / 100)}: where the rows changed, it had something to say."
    saw.markdown(
        "## What you saw\n\n"
        f"{kept} The {term('gate', 'gates')} are numbers from 0 to 1, computed from the word and the state before. {held}"
    )
    said.markdown(
        "## Often said, not quite true\n\n"
        "“Every RNN has gates.” A plain RNN has none; LSTM and GRU do.\n\n"
        "“An LSTM has four gates: forget, store, update, output.” These are four steps; there are three gates (f, i, o) and a "
        f"{term('candidate')} g. A GRU’s steps are four, too: two gates (r, z), a candidate n, the state. torch’s documentation "
        "calls g a cell gate and n a new gate; but both run from −1 to 1: they are what is let through, not what lets it.\n\n"
        f"Update is two things. In an LSTM it is the step that makes the {term('cell state')} c, and no gate. In a GRU the update "
        "gate z is one: how much of the state stays."
    )
    st.caption(
        "They learned from whole sentences. Hochreiter & Schmidhuber 1997; Gers et al. 2000 (forget gate); Cho et al. 2014 "
        "(GRU); torch’s documentation of LSTM and GRU."
    )


page(view, words)
