"""Chapter: three ideas for reading a sentence of any length, each tried on the visitor's own."""

import streamlit as st

from explainer.views import sequences
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, slide, switch
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.sentence import Words, unknown_at
from explainer.views.sequences import COST, IDEA, NUMBERS, SETTINGS, UNITS, WINDOW
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "sequences",
    (
        GUESS,
        Step("Point at a word: below it says what a network gets of it.", panel("input"), "selected"),
        Step("Choose another idea, and see what it makes of the sentence.", setting(IDEA.key), "changed"),
        Step("Write a sentence of your own, and press Enter.", setting(sequences.SENTENCE.key), "changed"),
    ),
)


def ask(sentence: Words, idea: str, guess: Prediction) -> None:
    """How wide must the window be?"""
    at = sequences.country(sentence)
    if at is None:
        right = str(COST)
        reason = f"its {NUMBERS} numbers go to each of {UNITS} units: {NUMBERS} × {UNITS}."
        options = [str(k) for k in sorted({COST, 1, NUMBERS, UNITS})]
        truth = Truth(right, f"one word more costs {right} weights", reason, on="window1")
        return predict(
            guess, "What does one word more in the window cost, in weights?", options, truth, of=(idea, sentence)
        )
    away = len(sentence) - at
    widths = sorted({away, 3, away + 3, max(1, away - 5)})
    named = f"“{sentence[at].read.capitalize()}”"
    reason = f"counted from the end {named} is number {away}, and a window drops every word before its own."
    places = {str(k): ("input", (len(sentence) - k,)) for k in widths if k <= len(sentence)}
    truth = Truth(
        str(away), f"the window must hold {away}", reason, on="input", at=places[str(away)], places=places, named=False
    )
    question = f"How many words and marks must a window at the end hold to see {named}?"
    predict(guess, question, [str(k) for k in widths], truth, of=(idea, sentence))


def view() -> bool:
    problems = read_link(SETTINGS)
    with row():
        sentence = sequences.choose_sentence(problems)
        idea = switch(IDEA, quiet=True)
        n = slide(WINDOW) if idea == "Window" else now(WINDOW)
        cell = cell_asked()
    guess = prediction("sequences")
    t, scene = sequences.shown(sentence, idea, n, guess.open)
    cell = checked(cell, t, problems)
    if unknown_at(sentence):
        problems.append(
            f"Words that no network here knows are outlined; they have learned {sequences.COUNTRIES} countries, "
            f"{sequences.TOWNS} towns and few words else."
        )
    say(problems)
    ask(sentence, idea, guess)
    stage(t, scene, "stage", cell, tour=TOUR)
    with apart():
        sequences.requirements(n, priced=sequences.priced(sentence, guess.open))
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what more there is to try."""
    saw, said = st.columns(2, gap="large")
    idea = {
        "Window": f"Your window kept the last {now(WINDOW)} of them and dropped the rest.",
        "Bag": "Your bag took all of them and threw away where they stood.",
        "Loop": "Your loop read all of them, one after the other, with the same weights each time.",
    }[now(IDEA)]
    saw.markdown(
        "## What you saw\n\n"
        f"An ordinary network has a fixed number of inputs, and a sentence as many words as it likes. {idea} The loop here is a "
        f"{term('GRU')}, a gated recurrent unit; for now it is enough that it carries a state from word to word. Each word goes in "
        f"as the numbers that stand for it, its {term('embedding')}, if it is of the {term('vocabulary')}."
    )
    low, high = sequences.WINDOW.options[0], sequences.WINDOW.options[-1]
    said.markdown(
        "## Widen the window\n\n"
        f"Drag n until it holds the country, and the answer jumps. But every word more costs {term('weight', 'weights')}, "
        f"{sequences.NUMBERS} for each {term('unit')}: "
        f"{sequences.weights_of(low):,} with n = {low}, {sequences.weights_of(high):,} with n = {high}. And it helps only up to "
        "the next longer sentence: the share of right answers rises in steps, one for each shape of sentence that comes to fit."
    )


page(view, words)
with apart():
    by = sequences.measured_with()
    st.caption(
        f"Measured with {by['seeds']} {term('seed', 'seeds')} each on {by['sentences']} sentences, half of which name a "
        "second country. Order: the next chapter’s pairs of opposite sentences that have the same words. Cho et al. 2014 (GRU); "
        "torch’s documentation of Embedding and GRU."
    )
