"""Shares right that were measured by several seeds: a chart with a dot for each of them, and the same in words.

Seeds are shown one by one: their mean would hide that one of them knows what another does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

import streamlit as st

from explainer.views import charts
from explainer.views.charts import ACCENT, CONFIG, LOW, SWARM
from explainer.views.figures import many, percent, within
from explainer.views.prediction import Truth

APART = 0.11


@dataclass(frozen=True)
class Line:
    """What was measured under one ``name``: at each place the share right of every seed, none where it was not measured. ``later``
    lines are dashed and their dots hollow."""

    name: str
    colour: str
    shares: Sequence[Sequence[float]]
    later: bool = False


def middle(shares: Sequence[float]) -> float:
    """That of the seed in the middle."""
    return float(median(shares))


def truth(shares: Sequence[float], tested: int, options: Mapping[str, range], before: str, reason: str) -> Truth:
    """What is true of a guess how many of ``tested`` are right: the range of the seed in the middle; those of other seeds are right
    in substance. ``before`` says how many were right where it was easier."""
    counts = [round(share * tested) for share in shares]
    own = within(round(middle(shares) * tested), options)
    alike = min(counts) == max(counts)
    by = (
        f"each of {many(shares)} seeds"
        if alike
        else f"the middle one of {many(shares)} seeds (all: {min(counts):,} to {max(counts):,})"
    )
    told = f"{round(middle(shares) * tested):,} with {by}, {before}"
    also = dict.fromkeys(within(count, options) for count in counts)
    return Truth(own, told, reason, also=tuple(name for name in also if name != own), plays=False)


def chart(key: str, lines: Sequence[Line], title: str, places: Sequence[str], at: int | None, guessing: float) -> None:
    """A dot for each seed at each of the evenly spaced ``places``, and a line through those in the middle; ``at`` is a place to
    mark, ``guessing`` what chance gets right."""
    along = {"title": title, "tickvals": list(range(len(places))), "ticktext": list(places)}
    along["range"] = [-0.5, len(places) - 0.5]
    figure = charts.empty(guessing=guessing, xaxis=along, yaxis={"title": "% right", "range": [0, 104]})
    if at is not None:
        mark = {"color": ACCENT, "width": 1}
        figure.add_shape(type="line", yref="paper", x0=at, x1=at, y0=0, y1=1, line=mark, layer="below")
    for k, line in enumerate(lines):
        aside = (k - (len(lines) - 1) / 2) * min(APART, 4 * SWARM / len(lines))
        x = [place + aside for place in range(len(places))]
        drawn = {"color": line.colour, "width": 2, "dash": "dash" if line.later else "solid"}
        figure.add_scatter(
            x=x,
            y=[100 * middle(shares) if shares else None for shares in line.shares],
            name=line.name,
            mode="lines",
            line=drawn,
            hoverinfo="skip",
        )
        dots = [
            (place, 100 * share, f"{line.name}, {where}: seed {seed} right {percent(share, 1)}")
            for place, where, shares in zip(x, places, line.shares, strict=True)
            for seed, share in enumerate(shares, start=1)
        ]
        across, up, said = zip(*dots, strict=True)
        marker = {"color": line.colour, "size": 7, "symbol": "circle-open" if line.later else "circle"}
        told = {"text": said, "hovertemplate": "%{text}<extra></extra>", "showlegend": False}
        figure.add_scatter(x=across, y=up, mode="markers", marker=marker, **told)
    figure.update_layout(height=LOW, hovermode="closest")
    figure.update_xaxes(showgrid=False, zeroline=False)
    st.plotly_chart(figure, key=key, config=CONFIG)
