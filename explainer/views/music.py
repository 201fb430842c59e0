"""A tune that is begun, on keys or by the book, and gone on with: its settings, what comes of it, and its trace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import measured as with_measured
from explainer.core.steps import Python, Step, child, do, inline, plain
from explainer.core.trace import Trace
from explainer.data.tunes import HOLD, NAMES, PITCHES, STARTS, Tune, tunes
from explainer.models import tunes as models
from explainer.models.store import shipped
from explainer.models.temperature import Tempered
from explainer.models.tune_counts import begun, counter
from explainer.models.tunes import PlayerRecipe
from explainer.study.tunes import Copy, copies, counted_on, counted_shares, gone_on, returns
from explainer.views import component, runs
from explainer.views.controls import Controls, OnStage, Setting, kept, now, on_stage, pick, put, quoted, slide, switch
from explainer.views.runs import Run

RUN = "music-run"
YOURS = "Yours"
REEL, JIG = "Reel", "Jig"
BARS = {REEL: 8, JIG: 6}
GIVEN = 2
MOST_GIVEN = 32
STEP_MS = 190
OFFERED = 4
_NOTE = re.compile(r"([A-G]s?[3-5])(?:x([1-9][0-9]?))?")
_LETTERS = {name.replace("♯", "s"): k for k, name in enumerate(NAMES[:PITCHES])}


def _notes(said: str) -> tuple[int, ...]:
    """``D4 Fs4x2``: notes by their names, one that is longer than a step with how many it takes -> symbols."""
    found = [_NOTE.fullmatch(one) for one in said.split()]
    steps: list[int] = []
    for one in found:
        if one is None or one[1] not in _LETTERS:
            raise ValueError(f"The notes {quoted(said)} are none; showing another beginning")
        steps += [_LETTERS[one[1]], *[HOLD] * (int(one[2] or 1) - 1)]
    if len(steps) > MOST_GIVEN:
        raise ValueError(
            f"Of the notes the first {MOST_GIVEN} steps can be given, and no more; showing another beginning"
        )
    return tuple(steps)


def spelt(steps: Sequence[int]) -> str:
    """Symbols as such a text."""
    notes: list[tuple[int, int]] = []
    for step in steps:
        if step != HOLD:
            notes.append((step, 1))
        elif notes:
            notes[-1] = notes[-1][0], notes[-1][1] + 1
    return " ".join(NAMES[k].replace("♯", "s") + (f"x{n}" if n > 1 else "") for k, n in notes)


def _offered() -> dict[str, tuple[str, ...]]:
    """Beginnings by the book, of tunes that nobody learned from."""
    found = tunes()["held out"]
    return {
        kind: tuple(dict.fromkeys(t.name for t in found if t.bar == bar and kind in t.name))[:OFFERED]
        for kind, bar in BARS.items()
    }


SETTINGS = Controls(component.SETTINGS)
KIND = SETTINGS.add(Setting("kind", "Kind", (REEL, JIG)))
BEGINNING = SETTINGS.add(Setting("beginning", "Beginning", ("First", "Second", "Third", "Fourth", YOURS)))
NOTES = SETTINGS.add(OnStage("notes", "Your notes", _notes, longest=400))
TEMPERATURE = SETTINGS.add(Setting("temperature", "Temperature, %", tuple(range(20, 160, 10)), 80))
MORE = SETTINGS.add(Setting("bars", "Bars to come", (4, 6, 8, 12), 6))
ENDING = SETTINGS.add(Setting("ending", "Ending", tuple(range(1, 1000)), ranged=True))
BESIDE = SETTINGS.add(Setting("counts", "Counts", ("Counts beside it", "Alone")))
SEED = SETTINGS.add(Setting("player-seed", "Seed", tuple(range(1, 100)), ranged=True))


@dataclass(frozen=True)
class Shown:
    """What was ``given``, in bars of ``bar`` steps, out of the tune ``source`` unless the visitor played it; how it goes on;
    and the ``run`` whose network does, unless it is the one that ships."""

    given: tuple[int, ...]
    bar: int
    source: Tune | None
    temperature: float
    bars: int
    ending: int
    run: Run | None

    @cached_property
    def total(self) -> int:
        """How many steps there are in the end: whole bars."""
        return (-(-len(self.given) // self.bar) + self.bars) * self.bar

    @cached_property
    def network(self) -> Step[nn.Module]:
        """The one trained here, or the one that ships."""
        if self.run and self.run.over and not self.run.last.failed and isinstance(self.run.recipe, PlayerRecipe):
            recipe, end = self.run.recipe, self.run.last
            return built("net", recipe.net(end), runs.weights_at(recipe, end))
        return built("net", models.trained(), shipped("music"))

    @cached_property
    def own(self) -> tuple[int, ...]:
        """The steps that the network adds."""
        if self.run and self.run.over and not self.run.last.failed:
            return _added(self.network.value, self)
        return _shipped(self.given, self.bar, self.total, self.temperature, self.ending)

    @cached_property
    def rival(self) -> tuple[int, ...]:
        """Those that the counter adds."""
        return _counted(self.given, self.bar, self.total, self.temperature, self.ending)

    @cached_property
    def steps(self) -> tuple[int, ...]:
        return (*self.given, *self.own)

    @cached_property
    def copied(self) -> list[Copy]:
        return list(_copied(self.steps, len(self.given)))

    @cached_property
    def copied_by_rival(self) -> list[Copy]:
        return list(_copied((*self.given, *self.rival), len(self.given)))

    @cached_property
    def first(self) -> int:
        """The first bar that is not given in part or whole."""
        return -(-len(self.given) // self.bar)

    @cached_property
    def returning(self) -> int:
        """How many of the network's bars had been there."""
        return returns(self.steps, self.bar, self.first)


def _added(net: nn.Module, of: Shown) -> tuple[int, ...]:
    assert isinstance(net, nn.Sequential)
    count = of.total - len(of.given)
    return tuple(gone_on(net, [[STARTS[of.bar], *of.given]], count, of.temperature, of.ending)[0])


@lru_cache(maxsize=200)
def _shipped(given: tuple[int, ...], bar: int, total: int, temperature: float, ending: int) -> tuple[int, ...]:
    return tuple(gone_on(models.trained(), [[STARTS[bar], *given]], total - len(given), temperature, ending)[0])


@lru_cache(maxsize=200)
def _counted(given: tuple[int, ...], bar: int, total: int, temperature: float, ending: int) -> tuple[int, ...]:
    return tuple(counted_on(counter(), begun(bar, given), total - len(given), temperature, ending))


@lru_cache(maxsize=200)
def _copied(steps: tuple[int, ...], first: int) -> tuple[Copy, ...]:
    return tuple(copies(steps, first))


def choose() -> None:
    """Which kind, which beginning, how it goes on."""
    kind = switch(KIND, quiet=True)
    names = _offered()[kind]
    beginning = now(BEGINNING)
    called = YOURS if beginning == YOURS else names[BEGINNING.options.index(beginning)]
    with st.popover(f"Beginning: {called}", key=f"open-{BEGINNING.key}"):
        pick(BEGINNING)
        st.caption("  \n".join(f"{said}: {name}" for said, name in zip(BEGINNING.options, names, strict=False)))
        st.caption(
            "The first two bars of tunes that no network here has learned from. *Yours* is what you played on the keys."
        )
        switch(MORE)
    slide(TEMPERATURE, width=150)
    switch(BESIDE, quiet=True)


def another(idle: bool) -> None:
    """The button that has it go on in another way; ``idle`` while nothing of that is told."""
    st.button("Another ending", on_click=lambda: put(ENDING, now(ENDING) % ENDING.options[-1] + 1), disabled=idle)


def shown(problems: list[str]) -> Shown:
    """What the settings say."""
    kind = now(KIND)
    bar, beginning = BARS[kind], now(BEGINNING)
    given, source = _yours(problems) if beginning == YOURS else None, None
    if given is None:
        name = _offered()[kind][max(0, BEGINNING.options.index(beginning)) % OFFERED]
        source = next(tune for tune in tunes()["held out"] if tune.name == name)
        given = source.steps[: GIVEN * bar]
    return Shown(given, bar, source, now(TEMPERATURE) / 100, now(MORE), kept(ENDING), runs.now(RUN))


def _yours(problems: list[str]) -> tuple[int, ...] | None:
    said = on_stage(NOTES)
    try:
        return _notes(said)
    except ValueError as error:
        problems.append(f"{error}.")
        return None


def played(steps: tuple[int, ...]) -> None:
    """The visitor played this: it goes into the link."""
    put(NOTES, spelt(steps))
    put(BEGINNING, YOURS)


def traced(state: Shown, asks: bool) -> Trace:
    """The network over what was given and, unless the page ``asks`` about that, over what it added: of each step the shares that it
    was drawn by. While it asks, the last shares are those of the step that comes next."""
    read = (STARTS[state.bar], *(state.given if asks else state.steps[:-1]))
    symbols = Step(torch.tensor(read), Python(f"torch.tensor({list(read)})"))
    net = state.network
    layers = [child(net, k) for k in range(3)]
    t = record([*layers, inline(Tempered(state.temperature)), plain(nn.Softmax(-1))], symbols)
    counted = do(counted_shares, list(begun(state.bar, read[1:])), state.temperature)
    return with_measured(t, "counts", counted.value, counted.python)


def whole_bars(state: Shown) -> int:
    """How many bars the network adds in whole."""
    return state.total // state.bar - state.first
