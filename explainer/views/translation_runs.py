"""Training one of the translators on the page, and what was measured of both and of a rival."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explainer.models.store import figures
from explainer.models.translation import BY_KEY, KINDS, VALIDATED, TranslatorRecipe, weights_of
from explainer.views import charts, runs, translation
from explainer.views.controls import now
from explainer.views.figures import percent, spread
from explainer.views.runs import Run
from explainer.views.tables import table
from explainer.views.translation import RUN, SEED
from explainer.views.under_way import beside

RIVALS = ("Word by word", "Word by word, in context")


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def measured() -> dict[str, Any]:
    return figures("translation")


def train() -> None:
    """The button that trains the network on show, how that goes, and beside it what was measured of all."""
    recipe = TranslatorRecipe(translation.reader(), now(SEED))
    run = runs.found(RUN, recipe) or runs.now(RUN)
    st.markdown("## Who gets how much right?")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        name = called(recipe.key)
        done = bool(run and run.recipe == recipe and run.over)
        runs.buttons(RUN, recipe, f"Train {name} here", f"Train {name} {'again' if done else 'here'}", RUN)
        translation.seed()
    beside(RUN, run, lambda: compared(run), _name, 0)


def called(key: str) -> str:
    """What a network is called in a sentence."""
    return "with attention" if BY_KEY[key].attends else "without attention"


def _name(run: Run) -> str:
    assert isinstance(run.recipe, TranslatorRecipe)
    return BY_KEY[run.recipe.key].name


def compared(run: Run | None) -> None:
    """Both networks and the rival: weights, how long they learn, and how many sentences come out right."""
    found = measured()
    head = ("translator", "weights", "seconds", "right, greedy", "right, beam of 3")
    rows: list[Sequence[str]] = []
    for kind in KINDS:
        own = found["share right"][kind.key]
        seconds = f"{middle(found['seconds'][kind.key]):.0f}"
        rows.append((kind.name, f"{weights_of(kind.key):,}", seconds, spread(own["greedy"]), spread(own["beam"])))
    for name, share in zip(RIVALS, found["rival"]["share right"].values(), strict=True):
        rows.append((name, "", "", percent(share, 1), ""))
    if run and run.over and not run.last.failed:
        rows.append((f"{_name(run)}, here", "", f"{run.spent:.0f}", percent(run.last.accuracy), ""))
    table("How many sentences come out right", head, rows, numeric=range(1, len(head)), width="content")


def middle(values: Sequence[float]) -> float:
    """The middle one of several seeds'."""
    return sorted(values)[len(values) // 2]


def right(key: str) -> str:
    """How many sentences come out right, from the least to the most of its seeds."""
    return spread(measured()["share right"][key]["greedy"])


def lengths() -> None:
    """How many come out right by how many words they have, beyond those learned from too."""
    found = measured()["by length"]
    lines = {kind.name: {int(n): own for n, own in found[kind.key].items()} for kind in KINDS}
    charts.right_by(lines, "English words in a sentence", measured()["about"]["longest learned from"])


def longest(key: str) -> tuple[str, str]:
    """How many come out right of the shortest sentences, and of the longest that were learned from."""
    own = {int(n): shares for n, shares in measured()["by length"][key].items()}
    known = [n for n in own if n <= measured()["about"]["longest learned from"]]
    return spread(own[min(known)]), spread(own[max(known)])


def beyond(key: str) -> str:
    """How many come out right of the longest of all, which are longer than any learned from."""
    own = {int(n): shares for n, shares in measured()["by length"][key].items()}
    return spread(own[max(own)])


def looked() -> str:
    """How often the most of a French word's look goes to the English word that it stands for."""
    return spread(measured()["looks at its own word"])


def rival() -> tuple[str, str]:
    """How many sentences the best word-by-word translator gets right, and in how many it has all words, in whatever order."""
    found = measured()["rival"]
    return percent(max(found["share right"].values()), 1), percent(found["right words, in any order"])


def about() -> dict[str, str]:
    """The settings of what was measured, as they are said."""
    found = measured()["about"]
    return {
        "seeds": str(len(found["seeds"])), "learned": f"{found['learned from']:,}", "tested": f"{found['tested on']:,}",
        "steps": f"{found['steps']:,}", "around": measured()["rival"]["chosen"],
        "judged": f"{VALIDATED:,}", "longest": str(found["longest learned from"]),
    }  # fmt: skip
