"""The receptive field of a cell beside the reach of a word, on one scale."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.study.comparing.tested import SENTENCES
from explainer.views import charts
from explainer.views.code import show_torch
from explainer.views.comparing import facts, reaching
from explainer.views.comparing.reaching import KIND, LAYER, LONG, MEASURED, MEASURES, PAIRS, PREVAILING, UNTRAINED, WHEN
from explainer.views.comparing.typical import differ
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, row, say
from explainer.views.figures import left, many, said
from explainer.views.part import apart
from explainer.views.scene import parse_cell
from explainer.views.terms import term
from explainer.views.tour import Step, Tour, panel, setting

SETTINGS = reaching.SETTINGS
TOUR = Tour(
    "compare",
    (
        Step("Point at a cell: what it can see is outlined.", panel(*LAYER.options), "selected"),
        Step("Choose another layer: the field grows.", setting(LAYER.key), "changed"),
        Step("Choose a longer sentence: where does it fade?", setting(WHEN.key), "changed"),
    ),
)
NAMES = {"conv": "1-D CNN"} | {name.lower(): name for name in KIND.options}


def _field(layer: str) -> tuple[int, list[float]]:
    """How many pixels wide a cell's field is, and how much each ring around its middle counts."""
    found = facts.measured("influence")["fields"][layer]
    return found["side"][0], found["by ring"]


def _reach(when: str, key: str, measure: str) -> list[float]:
    """How much each word back counts, in the mean."""
    return facts.reach(MEASURED[when], key, measure)


def _chart(layer: str, kind: str, when: str, this: Sequence[float]) -> None:
    """Rings and words on one scale: the field as a filled step, loops as lines, and ``this`` sentence's words as dots."""
    figure = charts.empty(
        xaxis={"title": "rings of pixels from the middle of the field; words back from the last"},
        yaxis={"title": "of what moves it most", "range": [0, 1.05]},
    )
    rings = _field(layer)[1]
    there = facts.measured("influence")["reach"][MEASURED[when]]
    most = max(len(one["gradient"]) for one in there.values())
    field = {"mode": "lines", "line": {"color": charts.MUTED, "width": 2, "shape": "hv"}, "fill": "tozeroy"}
    shown = rings[:most] + [0.0] * (most - len(rings))
    figure.add_scatter(x=list(range(most)), y=shown, name=f"pixels around a cell of {layer}", **field)

    def line(key: str, measure: str, colour: str, dash: str, wide: float) -> None:
        values: Sequence[float] = _reach(when, key, measure)
        drawn = {"color": colour, "dash": dash, "width": wide}
        name = f"words back, {NAMES[key]}, {measure}"
        figure.add_scatter(x=list(range(len(values))), y=values, name=name, mode="lines", line=drawn)

    own = kind.lower()
    for measure, dash in zip(MEASURES, ("solid", "dash"), strict=True):
        line(own, measure, charts.COLOURS[kind], dash, 2.5)
    for key in there:
        if key != own:
            line(key, "gradient", charts.COLOURS.get(NAMES[key], charts.FOURTH), "dot", 1.5)
    dots = {"color": charts.COLOURS[kind], "size": 5}
    figure.add_scatter(
        x=list(range(len(this))), y=this, name="the sentence above, gradient", mode="markers", marker=dots
    )
    figure.update_traces(hovertemplate="%{y:.2~g}")
    figure.update_layout(height=charts.LOW)
    st.plotly_chart(figure, key="influence", config=charts.CONFIG)


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    with row("influence"):
        asked = reaching.choose(problems)
        cell = cell_asked()
    t, scene = reaching.shown(asked, reaching.place(asked, parse_cell(cell)))
    cell = checked(cell, t, problems)
    say(problems)
    stage(t, scene, "stage", cell, tour=TOUR)
    show_torch(t, scene, cell)
    with apart():
        _chart(asked.layer, asked.kind, asked.when, t.tensors["influence.gradient"][::-1].tolist())
        by = facts.measured("influence")["settings"]
        st.caption(
            f"Lines, in the mean: of {by['digits']} digits and the cell in the middle of {asked.layer}; of {by['sentences']} "
            f"sentences and {many(by['seeds'])} seeds. Each in shares of what moves it most. Measured by make compare; "
            "assets/comparing.json has the settings."
        )
    return False


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, elsewhere = st.columns(2, gap="large")
    with saw, apart():
        side, rings = _field(now(LAYER))
        outside = f"{sum(rings[_outside(rings) :]):.0f}"
        st.markdown(
            "## What you saw\n\n"
            f"What a cell of {now(LAYER)} depends on has an edge: {side} × {side} pixels, its {term('receptive field')}, and "
            f"beyond that exactly {outside}. What a loop’s last {term('hidden state', 'state')} depends on has none; it "
            f"fades. {_fades()}"
        )
    with elsewhere, apart():
        st.markdown(
            "## Often said, not quite true\n\n"
            "“CNNs work like the eye, RNNs use the past.” The visual cortex gave the idea of small fields; no more was taken. And "
            f"how much of the past a loop uses is learned: {_used()}"
        )


def _outside(shares: Sequence[float]) -> int:
    """The first that counts for nothing, ring or word."""
    return next((k for k, share in enumerate(shares) if not share), len(shares))


def _fades() -> str:
    """How much is left of the first word's part where a sentence is long, and how far a 1-D convolution sees."""
    far, sees = _reach(PREVAILING, now(KIND).lower(), "gradient"), _outside(_reach(PAIRS, "conv", "gradient"))
    return (
        f"In the {now(KIND)}, by gradient, the first of {len(far)} words has {left(far[-1])} of the strongest one’s part, in the "
        f"mean. A 1-D CNN reads words, too, and has an edge: {said(sees)} of them."
    )


def _differ(back: int) -> str:
    """How little that last mean says of one sentence."""
    found = differ(now(KIND).lower(), back)
    return (
        f"That is a mean, and sentences differ: in half of those {SENTENCES} the network on the stage gives that word less than "
        f"{left(found.middle)}, in a tenth less than {left(found.low)}, in another tenth more than {left(found.high)}."
    )


def _used() -> str:
    """How much a word some way back counts, before and after learning."""
    key, kind = now(KIND).lower(), now(KIND)
    before, after, long = (_reach(when, key, "gradient") for when in (UNTRAINED, PAIRS, PREVAILING))
    back = min(map(len, (before, after, long))) - 1
    return (
        f"by gradient and in the mean, the word {said(back)} back has {left(before[back])} of the strongest one’s part in an "
        f"untrained {kind}, {left(after[back])} after pairs of opposite words, {left(long[back])} where all {LONG} words had to be "
        f"weighed. {_differ(back)}"
    )
