"""A training on the page below what it was started by: its turn, what is compared, and how it goes."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from explainer.views import charts, runs
from explainer.views.runs import Recipe, Run


def offered(key: str, recipe: Recipe, name: str, seed: Callable[[], object]) -> Run | None:
    """The button that trains what has this ``name`` by a recipe, beside it the widget of its ``seed``; the run that is on show."""
    run = runs.found(key, recipe) or runs.now(key)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        done = bool(run and run.recipe == recipe and run.over)
        runs.buttons(key, recipe, f"Train {name} here", f"Train {name} {'again' if done else 'here'}", key)
        seed()
    return run


def beside(
    key: str, run: Run | None, compared: Callable[[], None], name: Callable[[Run], str], guessing: float
) -> None:
    """What is ``compared``, and beside it how the ``run`` kept under a key goes, if there is one, by its ``name``; ``guessing`` is
    what chance gets right."""
    runs.ask(key)
    if run and run.running:
        runs.place()
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        compared()
    with right:
        if run:
            going(run, name(run), guessing)


def going(run: Run, name: str, guessing: float) -> None:
    """How a training goes, or why it ended."""
    stands(run)
    charts.learning({name: run.history}, None, guessing)


def stands(run: Run) -> None:
    """How far it is, or why it ended."""
    runs.standing(run)
    if run.last.failed:
        st.error("The loss is no number any more: the run ended. Another seed may work.")
