"""A series, the stretch of it that is on show, and a network that foresees it: settings, traces, what it and others foretell."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from zlib import crc32

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Step, child, do, embedded, inline
from explainer.core.trace import Trace
from explainer.data.series import SHARES, Series, series, stretch
from explainer.models.sentence_layers import Last
from explainer.models.series import (
    HELD_OUT,
    KINDS,
    OWN,
    Forecaster,
    Kind,
    OwnRecipe,
    Scale,
    SeriesRecipe,
    Windows,
    forecaster,
    packed,
    said,
    scale,
    trained,
    windows,
)
from explainer.models.series_layers import PLACES, AsRead, Foreseen, Window
from explainer.models.store import shipped
from explainer.study import rivals
from explainer.views import component, own_numbers, runs
from explainer.views.controls import Controls, OnStage, Setting, now, number, on_stage, pick, put, quoted, switch
from explainer.views.heard import Edit
from explainer.views.runs import Run

RUN = "series-run"
STRETCH = {"shares": 100, "temperature": 144, "sunspots": 60, "own": 120}
WATCHED = {"shares": 1, "temperature": 6, "sunspots": 1, "own": 1}
DECIMALS = {"shares": 2, "temperature": 1, "sunspots": 0, "own": 2}
UNITS = {"shares": "$", "temperature": "°C", "sunspots": "sunspots a year", "own": "as in your file"}
FORESEEN, NAMES = "foreseen1", {"input": "series", "gru1": "gru1"}
_MOMENT = re.compile(r"[0-9]{1,6}(-[0-9]{2}){0,2}(T[0-9]{2})?")


class WhatSeries(Setting[str]):
    """The visitor's own numbers are a choice while the session has some."""

    def from_link(self, raw: str) -> str:
        if raw == OWN.name and own_numbers.own() is None:
            raise ValueError("This link was made with numbers of somebody’s own, which it cannot carry")
        return super().from_link(raw)


def _moment(text: str) -> str:
    """``2011-05-02``, ``2013-11-08T05``, ``1969``, or the number of a row."""
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{quoted(text)} is no moment; the cursor stands where it begins")
    return text


SETTINGS = Controls(component.SETTINGS)
WHAT = SETTINGS.add(WhatSeries("what", "Series", (*(kind.name for kind in KINDS), OWN.name)))
SHARE = SETTINGS.add(Setting("share", "Share", tuple(SHARES)))
CURVES = SETTINGS.add(Setting("curves", "Curves", ("As foretold", "Moved back")))
SEED = SETTINGS.add(Setting("series-seed", "Seed", tuple(range(1, 100)), ranged=True))
MOMENT = SETTINGS.add(OnStage("moment", "Cursor", _moment, longest=20))
OF_NAME = {kind.name: kind for kind in (*KINDS, OWN)}


@dataclass(frozen=True)
class Foretold:
    """What one foretells of every window held out, (N, K), and by how much it is off, in percent where the kind is relative."""

    values: np.ndarray
    off: np.ndarray


@dataclass(frozen=True)
class Shown:
    """A series of a ``kind``, by its ``name``, and the network that foresees it. On show are its values from ``begin`` to before
    ``end``; the window ends at one of ``ends`` (places in what is on show), just now at ``at``."""

    kind: Kind
    name: str
    series: Series
    network: Step[nn.Module]
    trained_here: bool
    begin: int
    end: int
    ends: tuple[int, ...]
    at: int

    @cached_property
    def scale(self) -> Scale:
        return scale(self.series.values, self.kind.relative)

    @cached_property
    def held_out(self) -> Windows:
        """All windows that are held out."""
        return windows(self.series.values, self.kind, HELD_OUT)

    @cached_property
    def foretold(self) -> dict[str, Foretold]:
        """What the network, the last value and ridge regression foretell of them."""
        found, kind, by = self.held_out, self.kind, self.scale
        assert isinstance(self.network.value, Forecaster)
        answers = {"network": said(self.network.value, found, kind, by), "last": rivals.last_value(found)}
        if kind.step == "hour":
            answers["day"] = rivals.day_before(found, kind)
        answers["ridge"] = _by_ridge(self)
        return {key: Foretold(own, rivals.wrong(own, found, kind)) for key, own in answers.items()}

    @property
    def watched(self) -> int:
        """Which of the steps ahead the curves show, by its place among them."""
        return self.kind.ahead.index(WATCHED[self.kind.key])

    @property
    def times(self) -> list[str]:
        """What each moment on show is called."""
        return [moment_of(time) for time in self.series.times[self.begin : self.end]]

    def curve(self, key: str) -> tuple[int, list[float | None]]:
        """Where on show the curve of what one foretells begins, and its values; None where there is none."""
        values, ahead = self.foretold[key].values[:, self.watched], self.kind.ahead[self.watched]
        known = dict(zip((self.held_out.ends - self.begin).tolist(), values.tolist(), strict=True))
        first, last = self.ends[0], self.end - self.begin - 1 - ahead
        line = [known.get(k) for k in range(first, last + 1)]
        return first + ahead, [None if v is None else float(f"{v:.6g}") for v in line]


def moment_of(time: np.datetime64 | np.int64) -> str:
    """``12 Nov 2012``, ``8 Nov, 5:00``, ``1969``, or ``row 81``."""
    if not isinstance(time, np.datetime64):
        return f"row {int(time) + 1:,}"
    unit, moment = np.datetime_data(time.dtype)[0], time.astype("datetime64[h]").item()
    if unit == "Y" or not isinstance(moment, datetime):
        return str(time)
    if unit == "h":
        return f"{moment.day} {moment:%b}, {moment.hour}:00"
    return f"{moment.day} {moment:%b %Y}"


def linked(time: np.datetime64 | np.int64) -> str:
    """The same, as it stands in the link."""
    return str(time) if isinstance(time, np.datetime64) else str(int(time) + 1)


def kind_now() -> Kind:
    """What is on show."""
    kind = OF_NAME[now(WHAT)]
    return KINDS[0] if kind.own and own_numbers.own() is None else kind


def _from_the_start() -> None:
    put(MOMENT, MOMENT.start)


def _arrived() -> None:
    """Numbers came in: they are on show, and a network begins to learn them."""
    put(WHAT, OWN.name)
    _from_the_start()
    recipe = own_recipe()
    if recipe:
        runs.want(RUN, recipe, RUN)


def choose(idle: bool) -> Kind:
    """Which series it is, with the visitor's own in a tray beside it; curves cannot be moved while the page asks, ``idle``."""
    kinds = [kind.name for kind in KINDS] + ([OWN.name] if own_numbers.own() else [])
    if now(WHAT) not in kinds:
        put(WHAT, WHAT.start)
    switch(WHAT, _from_the_start, quiet=True, options=kinds)
    kind = kind_now()
    if kind.key == "shares":
        with st.popover(f"Share: {now(SHARE)}", key=f"open-{SHARE.key}"):
            pick(SHARE, _from_the_start)
    with st.popover("Your own numbers", key="open-numbers"):
        own_numbers.bring(_arrived)
    switch(CURVES, quiet=True, idle=idle)
    return kind


def own_recipe() -> OwnRecipe | None:
    """The training on the visitor's numbers, if there are some."""
    found = own_numbers.own()
    return OwnRecipe(packed(found.values), now(SEED)) if found else None


def recipe_now(kind: Kind) -> SeriesRecipe | OwnRecipe:
    """The training that the settings ask for."""
    return (own_recipe() if kind.own else None) or SeriesRecipe(kind.key if not kind.own else KINDS[0].key, now(SEED))


def shown(kind: Kind, problems: list[str]) -> Shown:
    """The series and its network as the settings have them."""
    name = now(SHARE) if kind.key == "shares" else kind.name
    found = own_numbers.own()
    whole = Series(found.values, np.arange(len(found.values))) if kind.own and found else series(name)
    net, here = _network(kind)
    ends = windows(whole.values, kind, HELD_OUT).ends[: STRETCH[kind.key]]
    begin = int(ends[0]) - kind.window + 1
    end = min(len(whole), int(ends[-1]) + max(kind.ahead) + 1)
    places = tuple((ends - begin).tolist())
    return Shown(kind, name, whole, net, here, begin, end, places, _at(whole, begin, places, problems))


def _at(whole: Series, begin: int, places: Sequence[int], problems: list[str]) -> int:
    """Where on show the window ends: where the link says, else a third of the way."""
    asked, start = on_stage(MOMENT), places[len(places) // 3]
    if not asked:
        return start
    try:
        moment = MOMENT.read(asked)
    except ValueError as error:
        problems.append(f"{error}.")
        return start
    found = next((k for k in places if linked(whole.times[begin + k]) == moment), None)
    if found is None:
        problems.append(f"The cursor cannot stand at {quoted(moment)} here; it stands where it begins.")
        return start
    return found


def _network(kind: Kind) -> tuple[Step[nn.Module], bool]:
    """The network trained here, or the one that ships; of the visitor's numbers the one that learns them."""
    run = runs.now(RUN)
    if kind.own:
        recipe = own_recipe()
        assert recipe
        if not (run and isinstance(run.recipe, OwnRecipe) and run.recipe.packed == recipe.packed):
            return built("net", _untrained()), False
        return built("net", run.recipe.net(run.last)), run.last.step > 0
    if _is_ready(run, kind):
        assert run
        assert isinstance(run.recipe, SeriesRecipe)
        return built("net", run.recipe.net(run.last), runs.weights_at(run.recipe, run.last)), True
    return built("net", trained(kind.key), shipped("series", kind.key)), False


def _is_ready(run: Run | None, kind: Kind) -> bool:
    ours = run and isinstance(run.recipe, SeriesRecipe) and run.recipe.key == kind.key
    return bool(ours and run and run.over and not run.last.failed)


@cache
def _untrained() -> Forecaster:
    return next(iter(OwnRecipe(packed(np.sin(np.arange(300.0)))).run())).into(forecaster(OWN))


def _by_ridge(state: Shown) -> np.ndarray:
    """What ridge regression foretells of the windows held out, with settings chosen by the part before."""
    names = state.kind.names
    own = _ridge_of(state.kind.key) if names else _ridge_of_own(packed(state.series.values))
    kind, values = state.kind, state.series.values
    longest = max(*own.last, kind.window)
    wide = windows(values, kind, HELD_OUT, longest)
    found = dict(zip(wide.ends.tolist(), own.said(wide, kind, state.scale), strict=True))
    nothing = np.full(len(kind.ahead), np.nan)
    return np.array([found.get(end, nothing) for end in state.held_out.ends.tolist()])


@cache
def _ridge_of(key: str) -> rivals.Ridge:
    kind = next(kind for kind in KINDS if kind.key == key)
    return rivals.ridge([series(name).values for name in kind.names], kind)


@st.cache_data(max_entries=20, show_spinner=False)
def _ridge_of_own(numbers: str) -> rivals.Ridge:
    return rivals.ridge([OwnRecipe(numbers).values], OWN)


def dragged(state: Callable[[], Shown]) -> Callable[[Edit], None]:
    """What is to be done where the cursor was let go of."""

    def put_it(made: Edit) -> None:
        places = made.values.get(f"window1.{PLACES}")
        if not places:
            return
        one = state()
        at = round(places[-1])
        if at in one.ends:
            put(MOMENT, linked(one.series.times[one.begin + at]))

    return put_it


def traced(state: Shown) -> Trace:
    """The stretch on show, the window, the loop over it, and what its last state foretells."""
    kind, net = state.kind, state.network
    values: Step[np.ndarray]
    if kind.own:
        values = embedded(state.series.values[state.begin : state.end].astype(np.float32))
    else:
        values = do(stretch, state.name, state.begin, state.end)
    last = float(np.float32(state.series.values[state.begin + state.at]))
    layers: list[Step[nn.Module]] = [
        inline(Window(state.at - kind.window + 1, kind.window)), inline(AsRead(kind, state.scale)), child(net, 0),
        inline(Last()), child(net, 1), inline(Foreseen(kind, state.scale, last, "window1")),
    ]  # fmt: skip
    return record(layers, values.named("series")).renamed({"input": "series"})


def network_is(name: str) -> str:
    """Which of the two unnamed curves is the network's, A or B: for each series always the same."""
    return "AB"[crc32(name.encode()) % 2]


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)
