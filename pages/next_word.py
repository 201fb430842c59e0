"""Chapter: a keyboard whose network says which word comes next, beside a counter of what followed any two words."""

import streamlit as st

from explainer.views import next_word, next_word_runs, runs, typed
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.next_word import RUN, SETTINGS
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "next-word",
    (
        GUESS,
        Step("Type a word and a space: it is read, and what is offered changes.", panel("input"), "edited"),
        Step("Point at a likely word: below, its share is made.", panel("softmax1"), "selected"),
        Step("Press Play: row, state, shares.", PLAYER, "played"),
        Step(
            "Let it go on by itself, each word drawn by its share.",
            setting("draw", "open-go-on"),
            "changed",
            ("typed",),
        ),
    ),
)


def ask(guess: Prediction) -> None:
    """Whose suggestions are bound to stay?"""
    reason = "it only counts what followed the last two words; the network’s state has gone through every word before."
    truth = Truth("The counter’s", "the counter’s stay as they were", reason, on="softmax1", plays=False)
    options = ("The network’s", "The counter’s", "Both", "Neither")
    predict(guess, "The words before change, the last two stay. Whose suggestions are bound to stay?", options, truth)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("next-word")
    next_word_runs.turned_once(guess)
    with row():
        next_word.choose_text()
        next_word.go_on()
        cell = cell_asked()
    state = next_word.shown(problems)
    t = next_word.traced(state)
    scene = typed.scene(state, t, guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(guess)
    stage(
        t,
        scene,
        "stage",
        cell,
        next_word.edited,
        on_seen=next_word_runs.waiting(),
        untouched=next_word.untouched(),
        tour=TOUR,
        on_typed=next_word.typed,
    )
    with apart():
        next_word_runs.train(guess.open)
    if not guess.open:
        with apart():
            next_word_runs.alike(state)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about = next_word_runs.about()
    saw, first = st.columns(2, gap="large")
    with saw, apart():
        network, counter, commonest = next_word_runs.keys_saved()
        st.markdown(
            f"## What you saw\n\nEvery word is a row of numbers, its {term('embedding')}. The {term('GRU')} reads it into its "
            f"{term('hidden state', 'state')}, turns that into the row that would fit next, and multiplies it with every word’s "
            f"row: {term('logit', 'logits')}, and by {term('softmax')} shares. Three suggestions saved {network} of the keys on "
            f"chapters it had not read; the counter’s {counter}, the commonest words {commonest}. "
            f"{next_word_runs.carried(next_word.shown([]))}"
        )
    with first, apart():
        st.markdown(
            f"## Does it win at everything?\n\n{next_word_runs.first_guess()}\n\nThe network has {about['weights']} "
            f"{term('weight', 'weights')} and one state for all that came before. A context that was never seen is nothing to a "
            "count, but near to others for a state: words that behave alike have rows that are alike."
        )
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n“It understands what you mean.” It has learned what tends to follow. Let it go on by "
        "itself: grammar holds for a few words, and the sense is gone by the end of the line.\n\n"
        f"“{term('temperature', 'Temperature')} makes it creative.” "
        "It divides the logits before the softmax: cold, the likeliest takes all; hot, shares even out, mistakes among them. The "
        "order stays the same."
    )
    limits.markdown(
        f"## What it can’t do\n\nIt knows {about['words']} words of two novels from 1811 and 1813, in lower case; every other "
        "word is one and the same blank to it, which is never suggested. It learns nothing from you while you type.\n\n"
        "Today one would use attention over pieces of words, learned from very much more text; on small "
        "devices recurrent networks still do."
    )
    with apart():
        st.caption(
            "*Pride and Prejudice* and *Sense and Sensibility*, in the public domain, as the Debian package r-cran-janeaustenr "
            f"packs them (MIT). Of ten chapters one is held out and one there to tune by. Measured with {about['seeds']} "
            f"{term('seed', 'seeds')} by make next-word: {about['steps']} steps on {about['learned']} words and marks, "
            f"{about['seconds']} seconds of one processor; {term('perplexity')} and all else on {about['held out']}, each "
            "paragraph begun anew, weights rounded to half precision, as they ship. The counter, interpolated Kneser–Ney of order "
            f"{about['back']} with a discount of {about['discount']}, is the best of {about['tried']} that were tried on the "
            "chapters to tune by. A word is taken as soon as it stands among the three; that is one key, its space included. "
            "The other novel is *Persuasion*. Cho et al. 2014 (GRU); Kneser & Ney 1995; Press & Wolf 2017 (rows used twice); "
            "torch’s documentation of Embedding and GRU."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
