"""Training one of the readers of clips on the page, and what was measured of all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explainer.data.motions import FRAMES, MOTIONS
from explainer.models.motions import BY_KEY, KINDS, LEARNED, STEPS, TESTED, VALIDATED, WatcherRecipe, weights_of
from explainer.models.store import figures
from explainer.views import runs, video
from explainer.views.controls import now
from explainer.views.figures import percent, spread
from explainer.views.prediction import Prediction
from explainer.views.runs import Run
from explainer.views.tables import table
from explainer.views.told_once import told_once
from explainer.views.under_way import beside, offered
from explainer.views.veil import UNTOLD
from explainer.views.video import KEYS, PLAYED, READER, RUN, SEED

GUESSING = 1 / len(MOTIONS)


def turned_once(guess: Prediction) -> None:
    """The clip is played backwards as soon as the question about that is answered, so that what was asked is seen, and forwards
    again where it is asked anew."""
    told_once(guess, PLAYED)


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def measured() -> dict[str, Any]:
    return figures("video")


def train(asks: bool) -> None:
    """The button that trains the reader on show, how that goes, and beside it what was measured of all of them."""
    recipe = WatcherRecipe(KEYS[now(READER)], now(SEED))
    st.markdown("## Who reads how well?")
    run = offered(RUN, recipe, BY_KEY[recipe.key].name, video.seed)
    beside(RUN, run, lambda: compared(run, asks), _name, GUESSING)


def _name(run: Run) -> str:
    assert isinstance(run.recipe, WatcherRecipe)
    return BY_KEY[run.recipe.key].name


def compared(run: Run | None, asks: bool) -> None:
    """All readers: their weights, how long they learn, how often they are right, and what becomes of that played backwards."""
    found = measured()
    head = ("reader", "weights", "seconds", "right", "backwards: the opposite", "the same")
    rows: list[Sequence[str]] = []
    for kind in reversed(KINDS):
        told = found["played backwards"][kind.key]
        cells = [spread(found["share right"][kind.key]), *(spread(told[of]) for of in ("opposite", "same"))]
        seconds = f"{middle(found['seconds'][kind.key]):.0f}"
        rows.append((kind.name, f"{weights_of(kind.key):,}", seconds, *([UNTOLD] * 3 if asks else cells)))
    if run and run.over and not run.last.failed:
        rows.append((f"{_name(run)}, here", "", f"{run.spent:.0f}", percent(run.last.accuracy), "", ""))
    table("How often each reader is right", head, rows, numeric=range(1, len(head)), width="content")


def middle(values: Sequence[float]) -> float:
    """The middle one of several seeds'."""
    return sorted(values)[len(values) // 2]


def right(key: str) -> str:
    """How often a reader is right, from the least to the most of its seeds."""
    return spread(measured()["share right"][key])


def lengths() -> None:
    """How often the readers that can are right about clips of other lengths, and about some that rest."""
    found = measured()
    shown = [frames for frames in found["by length"]["gru"] if frames in map(str, video.LENGTH.options)]
    head = ("right about clips of", *(f"{frames} frames" for frames in shown))
    names = {"gru": "CNN + GRU", "stack": f"Frames as channels, {FRAMES} of them", "bag": "Bag of frames"}
    rows = [(name, *(spread(found["by length"][key][frames]) for frames in shown)) for key, name in names.items()]
    table("Clips of other lengths", head, rows, numeric=range(1, len(head)), width="content")
    rests = found["with rests"]
    head = (f"of {found['about']['long']} frames", *next(iter(rests.values())))
    names = {
        "loop": "CNN + GRU",
        "last eight": "The last eight as channels",
        "eight of all": "Eight of all as channels",
    }
    rows = [(name, *map(spread, rests[key].values())) for key, name in names.items()]
    table("Clips that rest", head, rows, numeric=range(1, len(head)), width="content")


def ahead() -> str:
    """Which of the two that know the order is right more often, as a sentence."""
    shares = {key: sum(own) / len(own) for key, own in measured()["share right"].items()}
    better, other = ("stack", "gru") if shares["stack"] >= shares["gru"] else ("gru", "stack")
    return f"{BY_KEY[better].name} is right about {right(better)}, {BY_KEY[other].name} about {right(other)}"


def rested(key: str, of: str) -> str:
    """How often a network that learned from clips with rests is right about one sort of them."""
    return spread(measured()["with rests"][key][of])


def cost(key: str) -> tuple[str, str]:
    """How many weights a reader has, and in how many seconds it learned."""
    return f"{weights_of(key):,}", f"{middle(measured()['seconds'][key]):.0f}"


def turned(key: str) -> str:
    """How often a reader says the opposite of what it said to the same clip forwards."""
    return spread(measured()["played backwards"][key]["opposite"])


def long() -> int:
    """How many frames the clips that rest have."""
    return int(measured()["about"]["long"])


def in_the_middle() -> str:
    """How often a network is right that reads one frame in the middle, as it was found while the frame was chosen."""
    tried = measured()["tuning"]["one frame, by which"]
    return spread([share for k in (FRAMES // 2, FRAMES // 2 + 1) for share in tried[str(k)]])


def about() -> dict[str, str]:
    """The settings of what was measured, as they are said."""
    found = measured()["about"]
    return {
        "seeds": str(len(found["seeds"])), "learned": f"{LEARNED:,}", "tested": f"{2 * TESTED:,}", "steps": f"{STEPS:,}",
        "judged": f"{2 * VALIDATED:,}",
    }  # fmt: skip
