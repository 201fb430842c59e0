"""Training one of the readers of sounds on the page, and what was measured of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explainer.data.sounds import KINDS as SOUNDS
from explainer.data.sounds import LEARNED as OCTAVE
from explainer.data.tunes import pitch_name
from explainer.models.sound_layers import SAME_FROM
from explainer.models.sounds import BY_KEY, CLASSES, KINDS, LEARNED, TESTED, VALIDATED, ListenerRecipe, weights_of
from explainer.models.store import figures
from explainer.views import charts, runs, sound
from explainer.views.controls import now
from explainer.views.figures import exact, percent
from explainer.views.runs import Run
from explainer.views.sound import KEYS, READER, RUN, SEED
from explainer.views.tables import table
from explainer.views.under_way import beside, offered

GUESSING = 1 / CLASSES


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def measured() -> dict[str, Any]:
    return figures("sound")


def train() -> None:
    """The button that trains the reader on show, how that goes, and beside it what was measured of all of them."""
    recipe = ListenerRecipe(KEYS[now(READER)], now(SEED))
    st.markdown("## Who hears how well?")
    run = offered(RUN, recipe, BY_KEY[recipe.key].name, sound.seed)
    beside(RUN, run, lambda: compared(run), _name, GUESSING)


def _name(run: Run) -> str:
    assert isinstance(run.recipe, ListenerRecipe)
    return BY_KEY[run.recipe.key].name


def compared(run: Run | None) -> None:
    """All readers: their weights, how long they learn, how often they are right, also about tones that are higher and lower than
    any they learned from."""
    found = measured()
    head = ("reader", "weights", "seconds", "right", "higher tones", "lower tones")
    rows: list[Sequence[str]] = []
    for kind in KINDS:
        seconds = sorted(found["seconds"][kind.key])
        told = (right(kind.key), above(kind.key), below(kind.key))
        rows.append((kind.name, f"{weights_of(kind.key):,}", f"{seconds[len(seconds) // 2]:.0f}", *told))
    rows.append(("Nearest mean spectrum", "", "", percent(found["nearest average spectrum"], 1), "", ""))
    if run and run.over and not run.last.failed:
        rows.append((f"{_name(run)}, here", "", f"{run.spent:.0f}", percent(run.last.accuracy, 1), "", ""))
    table("How often each reader is right", head, rows, numeric=range(1, len(head)), width="content")


def right(key: str) -> str:
    """How often a reader is right, from the least to the most of its seeds."""
    return exact(measured()["share right"][key])


def _at(key: str, pitches: Callable[[int], bool]) -> str:
    """The same of tones whose lowest pitch is one of these, in the mean over the pitches."""
    own = [shares for pitch, shares in measured()["by pitch"][key].items() if pitches(int(pitch))]
    return exact([sum(seed) / len(seed) for seed in zip(*own, strict=True)])


def above(key: str) -> str:
    return _at(key, lambda pitch: pitch > OCTAVE[1])


def below(key: str) -> str:
    return _at(key, lambda pitch: pitch < OCTAVE[0])


def turned(key: str, *kinds: int) -> str:
    """Of tones of these kinds that are played backwards, how often a reader says what it should then."""
    own = measured()["played backwards"][key]["as it should be"]
    return exact([sum(seed[k] for k in kinds) / len(kinds) for seed in own])


def by_pitch() -> None:
    """How often each is right by the lowest tone."""
    lines = {
        kind.name: {int(pitch): shares for pitch, shares in measured()["by pitch"][kind.key].items()} for kind in KINDS
    }
    called = f"lowest tone, in semitones from {pitch_name(OCTAVE[0])}; all learned from 0 to {OCTAVE[1] - OCTAVE[0]}"
    moved = {name: {pitch - OCTAVE[0]: shares for pitch, shares in own.items()} for name, own in lines.items()}
    charts.right_by(moved, called, OCTAVE[1] - OCTAVE[0])


def about() -> dict[str, str]:
    """The settings of what was measured, as they are said."""
    found = measured()["about"]
    return {
        "seeds": str(len(found["seeds"])), "learned": f"{LEARNED:,}", "tested": f"{TESTED:,}", "judged": f"{VALIDATED:,}",
        "low": pitch_name(OCTAVE[0]), "high": pitch_name(OCTAVE[1]), "each": f"{found['tones of each pitch']:,}",
        "from": f"{SAME_FROM:.0f}", "kinds": str(len(SOUNDS)),
    }  # fmt: skip
