"""Plotly charts that people read: how a training went, what is remembered, what fades.

Their colours are numbers in the theme's list (``.streamlit/config.toml``, those of the stage's numbers and its accent), which
the browser reads as the visitor's theme has them. A swipe over a chart scrolls the page, and leaves the chart as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st
from streamlit.elements.lib.streamlit_plotly_theme import CATEGORY_0, CATEGORY_1, CATEGORY_2, CATEGORY_3, CATEGORY_4

from explainer.training.fit import Progress

ABOVE, BELOW, ACCENT, FOURTH, MUTED = CATEGORY_0, CATEGORY_1, CATEGORY_2, CATEGORY_3, CATEGORY_4
COLOURS = {"RNN": ABOVE, "GRU": BELOW, "LSTM": ACCENT, "LSTM, forget bias 1": FOURTH}
DASHES = {"RNN": "solid", "GRU": "dash", "LSTM": "dot", "LSTM, forget bias 1": "dashdot"}
SHIFTED = (ABOVE, BELOW, FOURTH, MUTED)
HEIGHT = 385
CONFIG = {"displayModeBar": False, "doubleClick": False}


def _figure(at: int | None = None, guessing: float | None = None, **axes: dict[str, Any]) -> go.Figure:
    """An empty chart; ``at`` marks a place along it, ``guessing`` a share that comes by chance."""
    figure = go.Figure()
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
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
    measured: Mapping[str, Sequence[Sequence[float]]], here: Mapping[str, Sequence[float]], at: int | None, called: str
) -> None:
    """Show :func:`shifts`."""
    st.plotly_chart(shifts(measured, here, at, called), key="shifted", config=CONFIG)


def shifts(
    measured: Mapping[str, Sequence[Sequence[float]]], here: Mapping[str, Sequence[float]], at: int | None, called: str
) -> go.Figure:
    """By how much what changes when a picture moves by 0, 1, … cells: of many the medians in a band from the lower quarter to
    the upper, of the one ``called`` so its own, dotted; ``at`` marks a distance."""
    along = {"title": "moved by so many cells", "dtick": 1}
    figure = _figure(at, 1, xaxis=along, yaxis={"title": "% changed", "rangemode": "tozero"})
    for (name, quarters), colour, dash in zip(
        measured.items(), SHIFTED, ("solid", "dash", "longdash", "dashdot"), strict=True
    ):
        x = list(range(len(quarters)))
        low, middle, high = ([100 * q[k] for q in quarters] for k in range(3))
        band = {"fill": "toself", "fillcolor": colour, "opacity": 0.14, "line": {"width": 0}, "mode": "lines"}
        figure.add_scatter(x=x + x[::-1], y=high + low[::-1], **band, hoverinfo="skip", showlegend=False)
        line = {"color": colour, "width": 2.5, "dash": dash}
        figure.add_scatter(x=x, y=middle, name=name, mode="lines", line=line, hovertemplate="%{y:.0f} %")
        marker = {"color": colour, "size": 8, "symbol": "diamond", "line": {"color": MUTED, "width": 1}}
        own = {"mode": "lines+markers", "line": {"color": colour, "width": 1, "dash": "dot"}, "marker": marker}
        title = f"{name}, {called}"
        shares = [100 * share for share in here[name]]
        figure.add_scatter(x=x, y=shares, name=title, **own, showlegend=False, hovertemplate="%{y:.0f} %")
    return figure


def learning(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> None:
    """Show :func:`learned`."""
    st.plotly_chart(learned(runs, at, guessing), key="learning", config=CONFIG)


def learned(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> go.Figure:
    """Accuracy on what is held out and on what is learned from, above the loss; ``at`` marks a step, ``guessing`` is
    what chance gets right."""
    figure = _figure(
        at,
        guessing,
        xaxis={"range": [0, 1.02 * next(iter(runs.values()))[-1].steps], "title": "step", "anchor": "y2"},
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
    return figure


def recalled(
    shares: Mapping[str, Mapping[int, Sequence[float]]],
    at: int,
    here: Mapping[str, float],
    here_at: int,
    guessing: float,
) -> None:
    """For each network the mean share right by distance, in a band from the least to the most of its seeds; ``at`` marks a
    distance, ``here`` are shares measured on the page at ``here_at``."""
    along = {"title": "words since the country", "rangemode": "tozero"}
    figure = _figure(at, guessing, xaxis=along, yaxis={"title": "% right", "range": [0, 104]})
    for name, by_distance in shares.items():
        x = list(by_distance)
        low, high = ([100 * end(values) for values in by_distance.values()] for end in (min, max))
        mean = [100 * sum(values) / len(values) for values in by_distance.values()]
        band = {"fill": "toself", "fillcolor": COLOURS[name], "opacity": 0.1, "line": {"width": 0}, "mode": "lines"}
        figure.add_scatter(x=x + x[::-1], y=high + low[::-1], **band, hoverinfo="skip", showlegend=False)
        line = {"color": COLOURS[name], "width": 2.5, "dash": DASHES[name]}
        figure.add_scatter(x=x, y=mean, name=name, mode="lines", line=line, hovertemplate="%{y:.0f} %")
    for name, share in here.items():
        marker = {"color": COLOURS[name], "size": 13, "symbol": "diamond", "line": {"color": MUTED, "width": 1}}
        figure.add_scatter(x=[here_at], y=[100 * share], name=f"{name}, here", mode="markers", marker=marker)
    st.plotly_chart(figure, key="recalled", config=CONFIG)


def faded(lines: Mapping[str, tuple[Sequence[float | None], bool]]) -> None:
    """Gradient lengths by how many words back, on a log axis; what was trained solid, what was not dotted."""
    along = {"title": "words back from the end", "rangemode": "tozero"}
    up = {"title": "length of ∂L/∂h, last word = 1", "type": "log", "exponentformat": "power"}
    figure = _figure(xaxis=along, yaxis=up)
    for name, (values, trained) in lines.items():
        line = {
            "color": COLOURS[name.partition(",")[0]],
            "width": 2.5 if trained else 2,
            "dash": "solid" if trained else "dot",
        }
        places = list(range(len(values)))
        figure.add_scatter(x=places, y=list(values), name=name, mode="lines", line=line, hovertemplate="%{y:.1e}")
    st.plotly_chart(figure, key="faded", config=CONFIG)
