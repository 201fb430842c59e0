"""Chapter: a sound, drawn as a picture by a convolution that nobody trained, and read by a network that looks, one that remembers
and a bag."""

import streamlit as st

from explainer.views import listening, runs, sound, sound_runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, predict, prediction
from explainer.views.sound import KEYS, KIND, PLAYED, READER, RUN, SETTINGS, Shown
from explainer.views.terms import term
from explainer.views.told_once import told_once
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "sound",
    (
        GUESS,
        Step("Point at the spectrogram: above it stand the samples that made the cell.", panel("heard"), "selected"),
        Step("Play it the other way round: who changes its answer?", setting(PLAYED.key), "changed"),
        Step("Choose another reader, and see what it gets.", setting(READER.key), "changed"),
        Step("Choose another sound, or bring one of yours.", setting(KIND.key), "changed"),
    ),
)


def ask(guess: Prediction, state: Shown) -> None:
    """Who says something else to the same sound backwards?"""
    options, truth = listening.who_changes(state)
    question = "Played backwards: who changes its answer?"
    predict(guess, question, options, truth, of=(now(KIND), now(sound.TAKE)), retold=True)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("sound")
    told_once(guess, PLAYED)
    with row():
        sound.choose()
        sound.another()
        switch(READER, quiet=True)
        sound.choose_played(idle=guess.open)
        cell = cell_asked()
    state = sound.shown()
    t = sound.traced(state)
    scene = listening.scene(state, t, KEYS[now(READER)], guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(guess, state)
    stage(t, scene, "stage", cell, on_seen=sound_runs.waiting(), tour=TOUR)
    with apart():
        sound_runs.train()
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about = sound_runs.about()
    saw, slides = st.columns(2, gap="large")
    with saw, apart():
        st.markdown(
            "## What you saw\n\n"
            f"Both. A convolution along the wave, whose {term('kernel', 'kernels')} are a cosine and a sine for each "
            f"pitch and were never learned, draws a picture whose x is time: a {term('spectrogram')}. The layers that read digits "
            f"read it, and are right about {sound_runs.right('cnn')} of sounds they never heard; a {term('GRU')}, one column after "
            f"the other, about {sound_runs.right('gru')}. A bag of columns: {sound_runs.right('bag')}. It cannot tell rising from "
            "falling, which are the same columns in another order. Played backwards, the CNN says the opposite about "
            f"{sound_runs.turned('cnn', 1, 2)} of them, the GRU about {sound_runs.turned('gru', 1, 2)}."
        )
    with slides, apart():
        st.markdown(
            "## What sliding buys\n\n"
            f"All learned from tones of one octave, {about['low']} to {about['high']}. Higher tones, which nobody learned: the CNN "
            f"is right about {sound_runs.above('cnn')}, the GRU about {sound_runs.above('gru')}. The bands are a semitone apart, "
            "so a chord moved up is the same shape moved up, and a kernel that slides over pitch too meets it there. A loop has a "
            "weight of its own for each band.\n\n"
            f"Lower tones: {sound_runs.below('cnn')} and {sound_runs.below('gru')}. Below {about['from']} swings a second, "
            f"about {about['low']}, a kernel would have to be longer than ours are to tell semitones apart: there the "
            "shape is another."
        )
    with apart():
        sound_runs.by_pitch()
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n“Sound is a sequence, so it takes an RNN.” It is also a picture; whether a thing is one "
        "or the other is a matter of how it is drawn.\n\n“A spectrogram is a picture like any other.” Up and down are not like "
        "left and right: a photo of a cat turned on its side is still a cat, a hum is not a click. And what is moved up stays the "
        "same only on a scale of pitch that says so."
    )
    limits.markdown(
        f"## What it can’t do\n\nIt knows {about['kinds']} kinds of sound, which our own code makes, each a second long. Hum, clap "
        "or speak: it answers with one of them all the same, and may be sure of it. It tells neither two sounds at once nor where "
        "one begins. Tones are cleaner than any that was ever recorded.\n\nToday one would use a network that learned from "
        "millions of recordings, mostly attention over pieces of such pictures."
    )
    with apart():
        st.caption(
            "Every sound here is computed, by us, from a seed; none was recorded. Measured with "
            f"{about['seeds']} {term('seed', 'seeds')} each by make sound: learned from {about['learned']} sounds, tested on "
            f"{about['tested']} others, and on {about['each']} tones of each pitch. Rates were chosen on sounds of their own. What "
            f"is trained here is judged by {about['judged']} of the sounds tested on. Brown 1991 (windows that are as many swings "
            "long at each pitch); Cho et al. 2014 (GRU); torch’s documentation of Conv1d, Conv2d and GRU."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
