"""The same convolution on pictures of any size, and which head lets them in."""

from __future__ import annotations

import streamlit as st

from explainer.models import digits
from explainer.models.comparing.sizes import BEFORE_THE_HEAD, LARGER, OWN, SHEET, SHIPPED, Size
from explainer.views import charts
from explainer.views.code import show_torch
from explainer.views.comparing import facts, seeds, sheets
from explainer.views.comparing.seeds import Line
from explainer.views.comparing.sheets import (
    DENSE,
    HEAD,
    MAXIMUM,
    MEAN,
    ON_ALL,
    ON_OWN,
    POOLED,
    SIZE,
    SIZES,
    Asked,
    called,
)
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import row, say
from explainer.views.figures import many, percent, ranges, spread
from explainer.views.part import apart
from explainer.views.prediction import Prediction, guess_beside, predict, prediction
from explainer.views.tables import table
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting
from explainer.views.veil import waits

SETTINGS = sheets.SETTINGS
TOUR = Tour(
    "compare",
    (
        GUESS,
        Step("Drag the digit over its sheet: every map follows.", panel("input"), "edited"),
        Step("Take another sheet: the same kernels read it.", setting(SIZE.key), "changed"),
        Step("Choose the dense head: here is what breaks.", setting(HEAD.key), "changed"),
    ),
)
WHY = {
    (MEAN, False): "of a larger sheet each mean takes in more cells, most of them black.",
    (
        MAXIMUM,
        False,
    ): "around the digit there are cells now that see no more than a piece of a stroke, and answer, too.",
    (MEAN, True): "it has met such sheets while it learned.",
    (MAXIMUM, True): "it has met such sheets while it learned.",
}


def _measured(head: str, mixed: bool, size: Size) -> list[float]:
    """The share right of each seed of a head on sheets of a size."""
    return facts.on_sheets(POOLED[head], mixed, size)


def _tested() -> int:
    tested: int = facts.measured("sizes")["settings"]["tested on"]
    return tested


@apart()
def _ask(asked: Asked, guess: Prediction) -> None:
    """How many digits are still read right on the sheet?"""
    head, tested = asked.head, _tested()
    options = ranges(*(tested * k // 5 for k in range(1, 6)))
    where = f"on all sizes to {called(SHEET)}" if asked.mixed else f"at {called(OWN)}"
    truth = seeds.truth(
        _measured(head, asked.mixed, SHEET),
        tested,
        options,
        f"{round(tested * seeds.middle(_measured(head, asked.mixed, OWN))):,} at {called(OWN)}",
        WHY[head, asked.mixed],
    )
    question = (
        f"A network that takes the {head.lower()} of each map learned {where}. How many of {tested:,} digits does it read "
        f"right at {called(SHEET)}?"
    )
    predict(guess, question, tuple(options), truth, retold=True)


@apart()
def _nothing_asked() -> None:
    """What stands in the question's place where there is a head of one size."""
    with st.container(key="predict", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(
            f"A dense head reads {called(OWN)} alone, so there is nothing to guess: that is asked of {MEAN} and {MAXIMUM}.",
            width="content",
        )


def _lines() -> list[Line]:
    return [
        Line(
            f"{head}, {ON_ALL if mixed else ON_OWN}",
            colour,
            [_measured(head, mixed, size) for size in SIZES.values()],
            later=mixed,
        )
        for head, colour in zip(POOLED, (charts.ABOVE, charts.BELOW), strict=True)
        for mixed in (False, True)
    ]


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    with row("sizes"):
        asked = sheets.choose(problems)
        cell = cell_asked()
    guess = prediction("compare-sizes")
    t, scene = sheets.shown(asked)
    cell = checked(cell, t, problems)
    say(problems)
    _nothing_asked() if asked.head == DENSE else _ask(asked, guess)
    stage(t, scene, "stage", cell, sheets.kept(asked), untouched=sheets.untouched(asked), tour=TOUR)
    show_torch(t, scene, cell)
    with apart():
        if guess.open:
            waits(charts.LOW)
        else:
            at = list(SIZES.values()).index(asked.size)
            seeds.chart("sizes", _lines(), "digits on sheets of", tuple(SIZES), at, 1 / digits.CLASSES)
            guess_beside()
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    with saw, apart():
        st.markdown(
            "## What you saw\n\n"
            f"The {digits.count(digits.network()[:BEFORE_THE_HEAD]):,} {term('weight', 'weights')} before the head slide over a "
            f"sheet of any size; its {term('feature map', 'maps')} grow with it. A dense head has a weight for every place, so it "
            "takes one size. A head that makes one number of each map takes any, and no longer knows where anything was."
        )
    with said, apart():
        st.markdown(
            "## Often said, not quite true\n\n"
            f"“CNNs take inputs of one size.” Only a dense head does. But what is let in need not come out right: {_survives()}"
        )
    with apart():
        table(
            "Digits read right, by head and what it learned on, and by the size of the sheet",
            ("Digits read right, all seeds", *SIZES),
            [[line.name, *map(spread, line.shares)] for line in _lines()],
            numeric=(1, 2, 3),
        )
        count = many(facts.measured("sizes")["settings"]["seeds"])
        st.caption(
            f"{count.capitalize()} seeds of each, {_tested():,} digits that none has seen, each at a place of its own on "
            f"black. Where one share is said of several seeds, it is the middle one’s. "
            f"On the stage: seed {SHIPPED}. Measured by make compare; assets/comparing.json has the settings."
        )


def _survives() -> str:
    """What becomes of answers on the larger sheet, by head, before and after learning on all sizes."""

    def right(head: str, mixed: bool, size: Size) -> str:
        return percent(seeds.middle(_measured(head, mixed, size)))

    parts = [
        f"with the {head.lower()} {right(head, False, OWN)} are right at {called(OWN)}, {right(head, False, SHEET)} at "
        f"{called(SHEET)}; learned on all sizes up to that, {right(head, True, OWN)} and {right(head, True, SHEET)}, and "
        f"{right(head, True, LARGER)} at {called(LARGER)}, which it never met"
        for head in POOLED
    ]
    return f"{'. '.join(part[0].upper() + part[1:] if k else part for k, part in enumerate(parts))} (the middle seed)."
