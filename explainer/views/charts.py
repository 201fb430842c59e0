"""Plotly charts that people read: how a training went, what is remembered, what fades.

Their colours are numbers in the theme's list (``.streamlit/config.toml``, those of the stage's numbers and its accent), which
the browser reads as the visitor's theme has them. A swipe over a chart scrolls the page, and leaves the chart as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.streamlit_plotly_theme import CATEGORY_0, CATEGORY_1, CATEGORY_2, CATEGORY_3, CATEGORY_4

from explainer.training.fit import Progress
from explainer.views.figures import percent

ABOVE, BELOW, ACCENT, FOURTH, MUTED = CATEGORY_0, CATEGORY_1, CATEGORY_2, CATEGORY_3, CATEGORY_4
COLOURS = {"RNN": ABOVE, "GRU": BELOW, "LSTM": ACCENT, "LSTM, forget bias 1": FOURTH}
SHIFTED = (ABOVE, BELOW, FOURTH, MUTED)
HEIGHT = 385
LOW = 300
LEAST = 0.001  # what a log axis shows of a zero
LAST_TICK = 14  # what a number below the end of an axis needs, without which plotly leaves it out
CONFIG = {"displayModeBar": False, "doubleClick": False}
PERCENT = "%{y:.0f}\N{NO-BREAK SPACE}%"


def empty(at: int | None = None, guessing: float | None = None, **axes: dict[str, Any]) -> go.Figure:
    """An empty chart; ``at`` marks a place along it, ``guessing`` a share that comes by chance."""
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": LAST_TICK, "t": 4, "b": 0},
        font={"size": 14},
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified",
        dragmode=False,
        **axes,
    )
    figure.update_xaxes(fixedrange=True)
    figure.update_yaxes(fixedrange=True)
    if guessing is not None:
        dotted = {"color": MUTED, "dash": "dot", "width": 1}
        figure.add_shape(type="line", xref="paper", x0=0, x1=1, y0=100 * guessing, y1=100 * guessing, line=dotted)
    if at is not None:
        mark = {"color": ACCENT, "width": 1}
        figure.add_shape(type="line", yref="paper", x0=at, x1=at, y0=0, y1=1, line=mark)
    return figure


def shifted(
    measured: Mapping[str, Sequence[Sequence[float]]], here: Mapping[str, float], at: int | None, called: str
) -> None:
    """By how much what changes when a picture moves by 0, 1, … cells: of many the medians in a band from the lower quarter to
    the upper; ``at`` marks a distance, and a diamond there what the one ``called`` so changes by."""
    along = {"title": "moved by so many cells", "dtick": 1}
    figure = empty(at, 1, xaxis=along, yaxis={"title": "% changed", "rangemode": "tozero"})
    edged = {"size": 11, "symbol": "diamond", "line": {"color": MUTED, "width": 1}}
    for (name, quarters), colour, dash in zip(
        measured.items(), SHIFTED, ("solid", "dash", "longdash", "dashdot"), strict=True
    ):
        x = list(range(len(quarters)))
        low, middle, high = ([100 * q[k] for q in quarters] for k in range(3))
        band = {"fill": "toself", "fillcolor": colour, "opacity": 0.14, "line": {"width": 0}, "mode": "lines"}
        figure.add_scatter(x=x + x[::-1], y=high + low[::-1], **band, hoverinfo="skip", showlegend=False)
        line = {"color": colour, "width": 2.5, "dash": dash}
        figure.add_scatter(x=x, y=middle, name=name, mode="lines", line=line, hovertemplate=PERCENT)
        if at is not None:
            dot = {"mode": "markers", "marker": {**edged, "color": colour}, "showlegend": False}
            title = f"{name}, {called}"
            figure.add_scatter(x=[at], y=[100 * here[name]], name=title, **dot, hovertemplate=PERCENT)
    if at is not None:
        key = {"mode": "markers", "marker": {**edged, "color": "rgba(0,0,0,0)"}, "hoverinfo": "skip"}
        figure.add_scatter(x=[None], y=[None], name=f"{called}, on the stage", **key)
    st.plotly_chart(figure, key="shifted", config=CONFIG)


def learning(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> None:
    """Accuracy on what is held out and on what is learned from, above the loss; ``at`` marks a step, ``guessing`` is
    what chance gets right."""
    last = next(iter(runs.values()))[-1].steps
    figure = empty(
        at,
        guessing,
        xaxis={
            "range": [0, 1.02 * last],
            "tickvals": [last * k // 4 for k in range(5)],
            "title": "step",
            "anchor": "y2",
        },
        yaxis={"title": "% right", "range": [0, 101], "domain": [0.45, 1]},
        yaxis2={"title": "loss", "rangemode": "tozero", "domain": [0, 0.38]},
    )
    for (name, history), dash in zip(runs.items(), ("solid", "dash"), strict=False):
        steps = [p.step for p in history]
        for title, values, colour, width, axis in (
            ("held out", [100 * p.accuracy for p in history], ACCENT, 2.5, "y"),
            ("learned from", [100 * p.seen for p in history], BELOW, 1.5, "y"),
            ("loss", [p.loss for p in history], MUTED, 2.5, "y2"),
        ):
            label = f"{name}, {title}" if len(runs) > 1 else title
            line = {"color": colour, "dash": dash, "width": width}
            figure.add_scatter(x=steps, y=values, yaxis=axis, name=label, mode="lines", line=line)
    st.plotly_chart(figure, key="learning", config=CONFIG)


SWARM = 0.13
SPREAD = 0.02


def recalled(
    shares: Mapping[str, Mapping[int, Sequence[float]]],
    at: int,
    here: Mapping[str, float],
    here_at: int,
    guessing: float,
    on_stage: tuple[str, int, float] | None,
) -> None:
    """For each network, one above the other, a dot for each of its seeds by distance and share right; dots that would coincide
    stand beside each other. ``at`` marks a distance, ``here`` are shares measured on the page at ``here_at``; ``on_stage`` is
    the network that is ringed, how far its country was when it learned, and its share."""
    distances = list(next(iter(shares.values())))
    ticks = {"tickvals": list(range(len(distances))), "ticktext": [str(d) for d in distances], "showgrid": False}
    ends = [-0.6, len(distances) - 0.4]
    lowest = "y" if len(shares) == 1 else f"y{len(shares)}"
    figure = empty(xaxis={"title": "words since the country", **ticks, "range": ends, "anchor": lowest})
    figure.update_layout(hovermode="closest", showlegend=False)
    tall = 1 / len(shares)
    for row, (name, by_distance) in enumerate(shares.items()):
        axis = "y" if not row else f"y{row + 1}"
        top = 1 - row * tall
        domain = [top - 0.94 * tall, top - 0.28 * tall]
        percents = {"tickvals": [0, 100], "range": [-14, 114], "zeroline": False}
        figure.update_layout({axis.replace("y", "yaxis"): {"domain": domain, **percents}})
        corner = {"x": 0, "xref": "paper", "xanchor": "left", "y": top, "yref": "paper", "yanchor": "top"}
        figure.add_annotation(text=f"<b>{name}</b>", showarrow=False, **corner)
        dotted = {"color": MUTED, "dash": "dot", "width": 1}
        level = 100 * guessing
        figure.add_shape(type="line", yref=axis, line=dotted, x0=ends[0], x1=ends[1], y0=level, y1=level)
        dots = [
            (x + aside, 100 * share, f"{name}, {far} words: seed {seed} right {percent(share)}")
            for x, (far, values) in enumerate(by_distance.items())
            for seed, (share, aside) in enumerate(zip(values, beside(values), strict=True), start=1)
        ]
        _dots(figure, axis, dots, {"color": COLOURS[name], "size": 7})
        if on_stage and on_stage[0] == name and on_stage[1] in by_distance:
            values = by_distance[on_stage[1]]
            aside = beside(values)[values.index(on_stage[2])]
            ring = (distances.index(on_stage[1]) + aside, 100 * on_stage[2], "on the stage")
            _dots(
                figure,
                axis,
                [ring],
                {"color": COLOURS[name], "size": 15, "symbol": "circle-open", "line": {"width": 2}},
            )
        if name in here:
            dot = (spot(here_at, distances), 100 * here[name], f"{name}, here: right {percent(here[name])}")
            edged = {"color": COLOURS[name], "size": 12, "symbol": "diamond", "line": {"color": MUTED, "width": 1}}
            _dots(figure, axis, [dot], edged)
    mark = {"color": ACCENT, "width": 1}
    place = spot(at, distances)
    figure.add_shape(type="line", yref="paper", x0=place, x1=place, y0=0, y1=1, line=mark, layer="below")
    figure.update_yaxes(fixedrange=True)
    st.plotly_chart(figure, key="recalled", config=CONFIG)


def _dots(figure: go.Figure, axis: str, dots: Sequence[tuple[float, float, str]], marker: dict[str, Any]) -> None:
    x, y, said = zip(*dots, strict=True)
    told = {"text": said, "hovertemplate": "%{text}<extra></extra>"}
    figure.add_scatter(x=x, y=y, yaxis=axis, mode="markers", marker=marker, cliponaxis=False, **told)


def beside(values: Sequence[float]) -> list[float]:
    """How far aside each dot stands, so that none is on another: those of nearly the same height, about their middle."""
    found = []
    for k, value in enumerate(values):
        near = [n for n, other in enumerate(values) if abs(other - value) <= SPREAD]
        found.append(SWARM * (near.index(k) - (len(near) - 1) / 2))
    return found


def spot(far: int, distances: Sequence[int]) -> float:
    """Where a distance stands on an axis on which those measured stand evenly."""
    later = next((k for k, d in enumerate(distances) if d >= far), None)
    if later is None:
        return len(distances) - 0.6
    if later == 0:
        return 0.0
    low, high = distances[later - 1], distances[later]
    return later - 1 + (far - low) / (high - low)


@dataclass(frozen=True)
class Fading:
    """A network's gradient at one of its states, ``h`` or ``c``, by how many words back, in shares of the last word's."""

    kind: str
    letter: str
    name: str
    shares: Sequence[float | None]


def faded(lines: Sequence[Fading]) -> None:
    """Gradient lengths by how many words back, on a log axis; those at a cell's c are dashed."""
    along_words = {"title": "words back from the end", "rangemode": "tozero"}
    up = {"title": "length of the gradient, last word = 1", "type": "log", "exponentformat": "power"}
    figure = empty(xaxis=along_words, yaxis=up)
    for one in lines:
        line = {"color": COLOURS[one.kind], "width": 2.5, "dash": "dash" if one.letter == "c" else "solid"}
        places = list(range(len(one.shares)))
        figure.add_scatter(
            x=places, y=list(one.shares), name=one.name, mode="lines", line=line, hovertemplate="%{y:.1e}"
        )
    st.plotly_chart(figure, key="faded", config=CONFIG)


@dataclass(frozen=True)
class Along:
    """What a chart's horizontal axis is called, its places, and the one that is marked."""

    title: str
    places: Sequence[int]
    at: int


@dataclass(frozen=True)
class Usual:
    """``mean`` at each place of ``count`` others, and how far they deviate from it."""

    count: int
    mean: Sequence[float]
    deviates: Sequence[float]


def still_right(lines: Mapping[str, Sequence[float]], along: Along) -> None:
    """How many of a hundred are right at each place, the first line's the ones that matter here."""
    figure = empty(along.at, xaxis={"title": along.title}, yaxis={"title": "of 100, read right", "range": [0, 104]})
    figure.update_layout(height=LOW)
    looks = ((ACCENT, "solid", 2.5), *[(MUTED, dash, 1.5) for dash in ("dash", "dot")])
    for (name, values), (colour, dash, width) in zip(lines.items(), looks, strict=False):
        line = {"color": colour, "dash": dash, "width": width}
        figure.add_scatter(x=list(along.places), y=list(values), name=name, line=line, hovertemplate="%{y:.0f}")
    figure.update_traces(mode="lines")
    st.plotly_chart(figure, key="still-right", config=CONFIG)


def answered(
    of: str,
    logits: Sequence[float],
    shares: Sequence[float],
    usual: Usual | None,
    along: Along,
) -> None:
    """A class's share at each place above its logit, and behind that what is usual."""
    figure = empty(
        along.at,
        xaxis={"title": along.title, "anchor": "y2"},
        yaxis={"title": "share", "range": [-4, 104], "ticksuffix": "\N{NO-BREAK SPACE}%", "domain": [0.62, 1]},
        yaxis2={"title": "logit", "domain": [0, 0.52]},
    )
    figure.update_layout(height=LOW)
    x = list(along.places)
    if usual:
        ends = [[m + sign * d for m, d in zip(usual.mean, usual.deviates, strict=True)] for sign in (1, -1)]
        name = f"{usual.count:,} digits: their mean, wider where they differ more"
        band = {
            "fill": "toself",
            "fillcolor": MUTED,
            "opacity": 0.15,
            "line": {"width": 0},
            "mode": "lines",
            "yaxis": "y2",
        }
        figure.add_scatter(x=x + x[::-1], y=ends[0] + ends[1][::-1], name=name, hoverinfo="skip", **band)
    line = {"color": ABOVE, "width": 2.5}
    figure.add_scatter(x=x, y=[100 * share for share in shares], name=f"share of {of}", line={**line, "color": ACCENT})
    figure.add_scatter(x=x, y=list(logits), name=f"logit of {of}", line=line, yaxis="y2")
    figure.data[-2].hovertemplate, figure.data[-1].hovertemplate = PERCENT, "%{y:.2f}"
    figure.update_traces(mode="lines")
    st.plotly_chart(figure, key="answered", config=CONFIG)


FIVE = ((ACCENT, "solid"), (ABOVE, "solid"), (BELOW, "dash"), (FOURTH, "dot"), (MUTED, "dashdot"))


def by_examples(lines: Mapping[str, Mapping[int, Sequence[float]]]) -> None:
    """How many are right by how many were learned from: a line through the means, a dot for each seed."""
    amounts = sorted({amount for by_amount in lines.values() for amount in by_amount})
    along = {
        "title": "learned from so many",
        "type": "log",
        "tickvals": amounts,
        "ticktext": [f"{n:,}" for n in amounts],
    }
    _right_by(lines, along, "by-examples")


def right_by(lines: Mapping[str, Mapping[int, Sequence[float]]], called: str, at: int) -> None:
    """How many are right by a number that is ``called`` so, likewise; ``at`` marks one of them."""
    along = {"title": called, "tickvals": sorted({n for own in lines.values() for n in own})}
    _right_by(lines, along, "right-by", at)


def _right_by(
    lines: Mapping[str, Mapping[int, Sequence[float]]], along: dict[str, Any], key: str, at: int | None = None
) -> None:
    figure = empty(at, xaxis=along, yaxis={"title": "% right"})
    figure.update_layout(height=LOW)
    for (name, by_amount), (colour, dash) in zip(lines.items(), FIVE, strict=False):
        x = sorted(by_amount)
        means = [100 * sum(by_amount[n]) / len(by_amount[n]) for n in x]
        line = {"color": colour, "dash": dash, "width": 2}
        figure.add_scatter(
            x=x, y=means, name=name, mode="lines", line=line, hovertemplate="%{y:.1f}\N{NO-BREAK SPACE}%"
        )
        dots = [(n, 100 * share) for n in x for share in by_amount[n]]
        marker = {"color": colour, "size": 5}
        figure.add_scatter(
            x=[n for n, _ in dots],
            y=[y for _, y in dots],
            mode="markers",
            marker=marker,
            showlegend=False,
            hoverinfo="skip",
        )
    st.plotly_chart(figure, key=key, config=CONFIG)


def two_losses(steps: Sequence[int], lines: Mapping[str, Sequence[float]], last: int, at: int | None) -> None:
    """Losses along the steps of a run that has ``last`` of them, on a log axis; ``at`` marks a step."""
    along = {"title": "step", "range": [0, 1.02 * last], "tickvals": [last * k // 4 for k in range(5)]}
    figure = empty(at, xaxis=along, yaxis={"title": "loss", "type": "log", "dtick": 1, "range": [-3, 1]})
    figure.update_layout(height=LOW)
    for (name, values), (colour, dash) in zip(lines.items(), FIVE, strict=False):
        line = {"color": colour, "dash": dash, "width": 2.5}
        x, y = list(steps), [max(value, LEAST) for value in values]
        figure.add_scatter(x=x, y=y, name=name, mode="lines+markers", line=line, hovertemplate="%{y:.3f}")
    st.plotly_chart(figure, key="two-losses", config=CONFIG)


def by_length(lines: Mapping[str, Sequence[float]], lengths: Sequence[int], called: str) -> None:
    """What is ``called`` so by how long a sentence is, both on log axes."""
    along = {"title": "words in a sentence", "type": "log", "tickvals": list(lengths)}
    figure = empty(xaxis=along, yaxis={"title": called, "type": "log", "dtick": 1})
    figure.update_layout(height=LOW)
    for (name, values), (colour, dash) in zip(lines.items(), FIVE, strict=False):
        line = {"color": colour, "dash": dash, "width": 2}
        figure.add_scatter(
            x=list(lengths), y=list(values), name=name, mode="lines+markers", line=line, hovertemplate="%{y:,.0f}"
        )
    st.plotly_chart(figure, key="by-length", config=CONFIG)
