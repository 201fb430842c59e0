"""Training a network that foresees on the page, and what it and its rivals are measured to be off by."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from explainer.core.words import number
from explainer.data.series import CHOSEN, part
from explainer.models.series import CHOOSE, HELD_OUT, KINDS, LEARN, Kind, OwnRecipe, SeriesRecipe, weights_of
from explainer.models.store import figures
from explainer.views import runs, series, series_charts
from explainer.views.figures import percent, spread
from explainer.views.prediction import Prediction
from explainer.views.runs import Run
from explainer.views.series import CURVES, DECIMALS, RUN, UNITS, Shown, moment_of
from explainer.views.tables import table
from explainer.views.told_once import told_once
from explainer.views.under_way import stands
from explainer.views.veil import UNTOLD, waits

RIVALS = {"last value": "last", "a day before": "day", "ridge": "ridge"}
SAID = {
    "network": "The network", "last": "The last value", "day": "The same hour, a day before", "ridge": "A weighted sum (ridge)",
}  # fmt: skip


def measured(kind: Kind) -> dict[str, Any]:
    """What was measured of a kind that ships."""
    found: dict[str, Any] = figures("series")["kinds"][kind.key]
    return found


def moved_once(guess: Prediction) -> None:
    """The curves of prices are moved back as soon as the question about them is answered, so that what was asked is seen, and stand
    where they were where it is asked anew."""
    told_once(guess, CURVES, series.kind_now().relative)


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def train(state: Shown, asks: bool) -> None:
    """The button that trains the network on show, how that goes, and beside it by how much all are off."""
    recipe = series.recipe_now(state.kind)
    run = runs.found(RUN, recipe) or runs.now(RUN)
    st.markdown("## Who is off by how much?")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        runs.buttons(RUN, recipe, "Train the network here", "Train it again", RUN)
        series.seed()
    runs.ask(RUN)
    if run and run.running:
        runs.place()
    left, right = st.columns([1.5, 1], gap="large")
    with left:
        compared(state, run, asks)
        st.caption(_how(state))
    with right:
        mine = run if run and run.recipe == recipe and not run.untouched else None
        if mine:
            stands(mine)
        if asks:
            waits(series_charts.LOW)
        elif not mine or mine.over:
            _changes(state)
        if mine:
            series_charts.off_while_learning(mine.history)


def compared(state: Shown, run: Run | None, asks: bool) -> None:
    """By how much each is off at each step ahead, on what is held out: for what ships of five seeds, from the least to the most."""
    kind = state.kind
    step = kind.step
    head = ("off by", "weights", *(f"{n} {step}{'s' if n > 1 else ''} ahead" for n in kind.ahead))
    rows: list[Sequence[str]] = []
    if not kind.own:
        found = measured(kind)
        mine = [_from_to([float(one) for one in found["network"][str(n)]], kind) for n in kind.ahead]
        rows.append((f"The network, {seeds()} seeds", f"{weights_of(kind):,}", *_veiled(mine, asks)))
        for name, off in found["rivals"].items():
            rows.append((SAID[RIVALS[name]], _weights_of(name, found), *_veiled([_said(v, kind) for v in off], asks)))
    if kind.own or state.trained_here:
        name = "The network, here" if kind.own or run is None else f"The network, here, seed {_seed(run)}"
        rows.insert(1 if rows else 0, (name, f"{weights_of(kind):,}", *_veiled(_means(state, "network"), asks)))
    if kind.own:
        rows += [(SAID[key], "", *_means(state, key)) for key in ("last", "ridge")]
    table("By how much each is off", head, rows, numeric=range(1, len(head)), width="content")


def _seed(run: Run) -> int:
    assert isinstance(run.recipe, SeriesRecipe | OwnRecipe)
    return run.recipe.seed


def _weights_of(name: str, found: dict[str, Any]) -> str:
    """How many numbers a rival has learned, for each of the steps ahead."""
    if name != "ridge":
        return "0"
    return " / ".join(str(k + 1) for k in found["ridge"]["last"])


def _veiled(cells: Sequence[str], asks: bool) -> Sequence[str]:
    return [UNTOLD] * len(cells) if asks else cells


def off_by(state: Shown, key: str) -> np.ndarray:
    """By how much one is off on what is held out, (K,), over the windows that all can read."""
    off = state.foretold[key].off
    mean: np.ndarray = np.nanmean(off, axis=0)
    return mean


def _means(state: Shown, key: str) -> list[str]:
    return [_said(float(v), state.kind) for v in off_by(state, key)]


def _number(value: float, kind: Kind) -> str:
    return f"{value:,.{2 if kind.relative or kind.key == 'temperature' else DECIMALS[kind.key] + 1}f}"


def _unit(kind: Kind) -> str:
    said = "%" if kind.relative else "°C" if kind.key == "temperature" else ""
    return f"\N{NO-BREAK SPACE}{said}" if said else ""


def _said(value: float, kind: Kind) -> str:
    return f"{_number(value, kind)}{_unit(kind)}"


def _from_to(values: Sequence[float], kind: Kind) -> str:
    return spread(values, lambda value: _number(value, kind), _unit(kind))


def _how(state: Shown) -> str:
    """Where the series was split, and what is not in the mean."""
    length, times = len(state.series), state.series.times
    first, second, third = (moment_of(times[part(length, which)[0]]) for which in (LEARN, CHOOSE, HELD_OUT))
    unit = "Percent of the price" if state.kind.relative else f"In {UNITS[state.kind.key]}"
    chosen = "settings chosen"
    if state.kind.own:
        rate, steps = state.kind.rate, state.kind.steps
        chosen = f"the network at a rate of {rate} for {steps} steps whatever they are, the weighted sum chosen"
    return (
        f"{unit}, in the mean. Split in time and never mixed: learned from {first} on, {chosen} by what came from {second} on, "
        f"measured on what came from {third} on, {percent(1 - CHOSEN)} of it."
    )


def _changes(state: Shown) -> None:
    """Each change that was foretold against the one that came."""
    kind, found, k = state.kind, state.held_out, state.watched
    last = found.values[:, -1]
    per = 100 / last if kind.relative else 1.0
    came = (found.after[:, k] - last) * per
    foretold = {
        name: (state.foretold[key].values[:, k] - last) * per
        for key, name in (("network", "network"), ("ridge", "ridge"))
    }
    known = np.isfinite(foretold["ridge"])
    dots = {name: np.round(values[known], 3).tolist() for name, values in foretold.items()}
    series_charts.changes(dots, np.round(came[known], 3).tolist(), "%" if kind.relative else UNITS[kind.key])


def nearest(state: Shown) -> str:
    """Who is off by least at the watched step ahead."""
    keys = ("network", "last", "ridge")
    return min(keys, key=lambda key: off_by(state, key)[state.watched])


def kind_of(key: str) -> Kind:
    return next(kind for kind in KINDS if kind.key == key)


def least_most(key: str, ahead: int) -> str:
    """By how much the networks of a kind are off so far ahead, from the least to the most of their seeds."""
    kind = kind_of(key)
    return _from_to([float(v) for v in measured(kind)["network"][str(ahead)]], kind)


def rival(key: str, name: str, ahead: int) -> str:
    """The same of a rival."""
    kind = kind_of(key)
    return _said(float(measured(kind)["rivals"][name][kind.ahead.index(ahead)]), kind)


def least(key: str, ahead: int) -> str:
    """Who is off by least so far ahead, the network in the mean of its seeds."""
    kind, k = kind_of(key), kind_of(key).ahead.index(ahead)
    mine = measured(kind)["network"][str(ahead)]
    off = {RIVALS[name]: values[k] for name, values in measured(kind)["rivals"].items()} | {
        "network": sum(mine) / len(mine)
    }
    name = SAID[min(off, key=lambda one: off[one])]
    return f"{name[0].lower()}{name[1:]}"


def of_changes(key: str) -> str:
    """How the changes that were foretold correlate with those that came, over all seeds and series."""
    found = [v for one in measured(kind_of(key))["followed"].values() for v in one["of the changes"]]
    return spread(found, number)


def with_what_came(key: str) -> str:
    """The least correlation of a forecast with what came, over all seeds and series."""
    least = min(v for one in measured(kind_of(key))["followed"].values() for v in one["with what came"])
    return f"{math.floor(100 * least) / 100:.2f}"


def ups(key: str) -> str:
    """How often networks are right about up or down, from the least to the most."""
    return spread([v for one in measured(kind_of(key))["followed"].values() for v in one["up or down right"]])


def seeds() -> str:
    return str(len(figures("series")["seeds"]))
