"""Chapter: a tune that is begun on keys or by the book, and that a network goes on with, a step at a time; its rival counts."""

import streamlit as st

from explainer.views import music, music_runs, roll, runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.figures import said
from explainer.views.music import RUN, SETTINGS, TEMPERATURE, Shown
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "music",
    (
        GUESS,
        Step("Point at a step: at the right is what it might have been.", panel("softmax1"), "selected"),
        Step("Press Play and listen: it was drawn step by step.", PLAYER, "played"),
        Step("Lower the temperature: it dares less.", setting(TEMPERATURE.key), "changed"),
        Step("Press the keys: begin a tune of your own.", panel("input"), "changed", (music.BEGINNING.key,)),
    ),
)
NONE, FEW, MANY = "None", "One or two", "More"


def ask(state: Shown, guess: Prediction) -> None:
    """How many of its bars will have been there before?"""
    found, whole = state.returning, music.whole_bars(state)
    right = NONE if not found else FEW if found <= 2 else MANY
    told = f"{said(found) if found else 'none'} of its {said(whole)} bars {'has' if found == 1 else 'have'} been there before"
    why = "what it has is soon written over" if not found else "what is likely after the same steps is likely again"
    reason = (
        f"{why}, and it draws by chance. Of real tunes’ bars {music_runs.real('repeated')} come back, of those it wrote "
        f"{music_runs.share('network', 'repeated')}."
    )
    truth = Truth(right, told, reason, on="softmax1")
    question = f"It adds {said(whole)} bars. How many of them will be the same as a bar before?"
    predict(guess, question, (NONE, FEW, MANY), truth, of=(state.given, state.steps), retold=True)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("music")
    with row():
        music.choose()
        music.another(idle=guess.open)
        cell = cell_asked()
    state = music.shown(problems)
    t = music.traced(state, guess.open)
    scene = roll.scene(state, t, guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(state, guess)
    stage(t, scene, "stage", cell, on_seen=runs.waiting(RUN), on_played=music.played, tour=TOUR)
    with apart():
        music_runs.take_away(state, guess.open)
    with apart():
        music_runs.train()
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about, shares, real = music_runs.measured()["about"], music_runs.share, music_runs.real
    saw, counted = st.columns(2, gap="large")
    with saw, apart():
        st.markdown(
            "## What you saw\n\n"
            f"After each step a {term('GRU')} says how likely each pitch is to come next, or that the note goes on; one is "
            f"drawn, and read as the next step. It learned from {about['tunes']['learned']} fiddle tunes. It keeps to a key, "
            "goes in steps and broken chords, and often lands where bars end: the style near by. But of its bars "
            f"{shares('network', 'repeated')} have been there before, of those of tunes that people made {real('repeated')}. "
            "A first part, a second, and the theme again: that form is lost, for all that it has of the theme is its "
            f"{term('hidden state', 'state')}, and the next step alone was what it learned to foresee.\n\n"
            f"A {term('temperature')} below 1 makes the likely likelier. Bars that come back: {music_runs.by_temperature()}."
        )
    with counted, apart():
        st.markdown(
            "## Or just count?\n\n"
            f"The rival looks at the last {music_runs.order()} steps, and counts what came after them in the same tunes. On "
            "tunes that neither has seen the network is as unsure as between "
            f"{music_runs.unsure('network')} equally likely steps, the counter as between {music_runs.unsure('counter')}; the "
            f"likeliest is right {music_runs.right('network')} of the time, and {music_runs.right('counter')}.\n\n"
            f"What is copied, {about['run']} steps on end in whatever key, is marked: {shares('network', 'copied')} of what "
            f"the network adds, {shares('counter', 'copied')} of what the counter does."
        )
    with apart():
        music_runs.compared()
    told, limits = st.columns(2, gap="large")
    told.markdown(
        "## Often said, not quite true\n\n“It composes.” It draws, step by step, what is likely after what it has, and "
        "mostly never comes back to what it began with.\n\n“It only stitches copies together.” The counter does: "
        f"{shares('counter', 'copied')} of what it adds stands so in a tune that it counted. Of what the network adds it is "
        f"{shares('network', 'copied')}; what it has learned is not the tunes."
    )
    limits.markdown(
        "## What it can’t do\n\nIt knows one fiddle, even notes and two kinds of bars; ornaments and swing were not in what "
        "it learned from. Begin with what no fiddle tune does, or with nothing, and it goes on as if that were one. It can’t "
        "hear how it sounds, and has no end.\n\nToday one would use attention over thousands of steps, to which the theme "
        "stays in reach, or a network that writes sound itself."
    )
    with apart():
        st.caption(
            "Tunes of Ryan’s Mammoth Collection (Boston, 1883), pitches and lengths alone, out of the package music21, for "
            "which volunteers had written them down (assets/SOURCES.md). Versions of one tune are all learned from, or none. "
            f"Measured with {said(len(about['seeds']))} {term('seed', 'seeds')} by make music, on {about['tunes']['held out']} "
            "tunes held out; the network’s rate and noise, the counter’s order and discount were chosen on "
            f"{about['tunes']['tuned']} others. What is trained here is judged by the tunes held out. Cho et al. 2014 (GRU); "
            "Ney, Essen & Kneser 1994 (discounts); torch’s documentation of Embedding, GRU and Linear."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
