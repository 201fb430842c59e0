"""What networks were measured to remember, and how fast their gradients fade: the charts beside the stage of memory, and the
figures in words."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.data.far_countries import CLASSES
from explainer.models import remembering
from explainer.models.recipes import RememberingRecipe
from explainer.models.store import figures
from explainer.views import charts, measured, memory, runs
from explainer.views.controls import Controls, Setting, now, number, switch
from explainer.views.figures import many, power
from explainer.views.memory import KIND, Asked, network
from explainer.views.part import apart
from explainer.views.runs import Run
from explainer.views.veil import waits

SETTINGS = Controls(memory.SETTINGS)
LEARNED = SETTINGS.add(Setting("curriculum", "Learned", ("Afresh at each distance", "At growing distances")))
SEED = SETTINGS.add(Setting("memory-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUN = "memory-run"
EMPTY = 1e-12
GUESSING = 1 / len(CLASSES)


def nearest(far: int) -> tuple[int, list[float]]:
    """The measured distance nearest to this one, and a plain RNN's shares there, one for each seed."""
    afresh = figures("remembering")["afresh"]["rnn"]
    found = min(afresh, key=lambda d: abs(int(d) - far))
    return int(found), afresh[found]


def measured_with() -> dict[str, str]:
    """What the figures were measured with, in words: ``seeds``, ``units``, ``sentences``, ``rate``, ``steps``."""
    about = figures("remembering")["about"]
    return {
        "seeds": many(about["seeds"]),
        "units": str(about["units"]),
        "sentences": f"{about['learned from']:,}",
        "rate": str(about["settings"]["rate"]),
        "steps": str(about["settings"]["steps"]),
    }


def held() -> tuple[int, str, str]:
    """The longest distance that was reached by growing ones, how many of a plain RNN's seeds are right there, of how many."""
    growing = figures("remembering")["growing"]["rnn"]
    far, shares = max((int(d), shares) for d, shares in growing.items())
    on = figures("remembering")["about"]["on when right"]
    return far, many([share for share in shares if share >= on]), many(shares)


def run(far: int) -> Run | None:
    """The run on this page, if there is one."""
    return runs.found(RUN, RememberingRecipe(far, now(SEED))) or runs.now(RUN)


def recall_chart(far: int, run: Run | None, told: bool) -> None:
    """Share right against distance, as measured, and what was trained here, if that is to be ``told``."""
    learned = switch(LEARNED, quiet=True)
    recipe = run.recipe if run and isinstance(run.recipe, RememberingRecipe) else None
    right = recipe.right(run.history) if run and recipe else {}
    here = {remembering.KINDS[kind]: share for kind, share in right.items()}
    with apart():
        of_kinds = figures("remembering")["afresh" if learned == LEARNED.options[0] else "growing"]
        shares = {name: {int(d): v for d, v in of_kinds[kind].items()} for kind, name in remembering.KINDS.items()}
        if told:
            charts.recalled(shares, far, here, recipe.far if recipe else far, GUESSING)
        else:
            waits(charts.HEIGHT)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        called = f"Train all {many(remembering.KINDS)} here, at {far}"
        runs.buttons(RUN, RememberingRecipe(far, number(SEED)), called, called)
    if run:
        runs.standing(run)
    if recipe and here and told:
        said = ", ".join(f"{name} {share:.0%}" for name, share in here.items())
        st.caption(f"Trained here at {recipe.far} words, seed {recipe.seed}: {said}.")


def fade_chart(asked: Asked, bias: int) -> None:
    """The same gradients as lines, every network before and after training."""
    charts.faded(_faded(asked, bias))


def _faded(asked: Asked, bias: int) -> dict[str, tuple[Sequence[float | None], bool]]:
    """Each network's gradient lengths, those nearest to the end first, in shares of the last; whether it was trained."""
    lines: dict[str, tuple[Sequence[float | None], bool]] = {}
    for trained in (False, True):
        for kind in KIND.options:
            own = min(bias, 1) if trained else bias
            own = own if kind == "LSTM" else 0
            name = f"{kind}, forget bias {own}" if own else kind
            found = measured.fading(kind, trained, own, asked.read, asked.label, network(kind, trained, own))[::-1]
            shares = [v if v > EMPTY else None for v in found.tolist()]
            lines[f"{name}, {'trained' if trained else 'untrained'}"] = (shares, trained)
    return lines


def faded() -> dict[str, str]:
    """What was left of an untrained network's gradient, the median of its seeds, by the network's name."""
    found = figures("remembering")["faded"]
    return {name: power(sorted(values)[len(values) // 2]) for name, values in found.items()}


def faded_over() -> int:
    """After how many words that is."""
    return figures("remembering")["about"]["faded over"]
