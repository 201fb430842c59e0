"""Plotly charts that people read: how a training went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from explainer.training.fit import Progress

HEIGHT = 385
INK, SECOND, ACCENT = "#6b7280", "#2166ac", "#d6336c"


def learning(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> None:
    """Show :func:`learned`."""
    st.plotly_chart(learned(runs, at, guessing), key="learning", config={"displayModeBar": False})


def learned(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> go.Figure:
    """Accuracy on what is held out and on what is learned from, above the loss; ``at`` marks a step, ``guessing`` is
    what chance gets right."""
    lines = []
    for (name, history), dash in zip(runs.items(), ("solid", "dash"), strict=False):
        steps = [p.step for p in history]
        for title, values, colour, axis in (
            ("held out", [100 * p.accuracy for p in history], ACCENT, "y"),
            ("learned from", [100 * p.seen for p in history], SECOND, "y"),
            ("loss", [p.loss for p in history], INK, "y2"),
        ):
            label = f"{name}, {title}" if len(runs) > 1 else title
            line = {"color": colour, "dash": dash, "width": 2.5}
            lines.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": steps,
                    "y": values,
                    "yaxis": axis,
                    "name": label,
                    "line": line,
                }
            )
    last = next(iter(runs.values()))[-1]
    dotted = {"color": INK, "dash": "dot", "width": 1}
    marks = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * guessing, "y1": 100 * guessing, "line": dotted}
    ]
    if at is not None:
        mark = {"color": ACCENT, "width": 1}
        marks.append({"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": mark})
    layout = {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 0},
        "font": {"size": 14},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "hovermode": "x unified",
        "shapes": marks,
        "xaxis": {"range": [0, 1.02 * last.steps], "title": {"text": "step"}, "anchor": "y2"},
        "yaxis": {"title": {"text": "% right"}, "range": [0, 101], "domain": [0.45, 1]},
        "yaxis2": {"title": {"text": "loss"}, "rangemode": "tozero", "domain": [0, 0.38]},
    }
    return go.Figure({"data": lines, "layout": layout})


COLOURS = {"RNN": "#d95f0e", "GRU": "#2166ac", "LSTM": "#d6336c", "LSTM, forget bias 1": "#7a5195"}
DASHES = {"RNN": "solid", "GRU": "dash", "LSTM": "dot", "LSTM, forget bias 1": "dashdot"}


def recalled(
    shares: Mapping[str, Mapping[int, Sequence[float]]],
    at: int,
    here: Mapping[str, float],
    here_at: int,
    guessing: float,
) -> None:
    """For each network the mean share right by distance, in a band from the least to the most of its seeds; ``at`` marks a
    distance, ``here`` are shares measured on the page at ``here_at``."""
    lines: list[dict[str, object]] = []
    for name, by_distance in shares.items():
        x, colour = list(by_distance), COLOURS[name]
        low, high = ([100 * end(values) for values in by_distance.values()] for end in (min, max))
        mean = [100 * sum(values) / len(values) for values in by_distance.values()]
        band = {
            "type": "scatter",
            "x": x + x[::-1],
            "y": high + low[::-1],
            "fill": "toself",
            "line": {"width": 0},
            "mode": "lines",
        }
        lines.append({**band, "fillcolor": colour, "opacity": 0.1, "hoverinfo": "skip", "showlegend": False})
        line = {"color": colour, "width": 2.5, "dash": DASHES[name]}
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": x,
                "y": mean,
                "name": name,
                "line": line,
                "hovertemplate": "%{y:.0f} %",
            }
        )
    for name, share in here.items():
        marker = {"color": COLOURS[name], "size": 13, "symbol": "diamond", "line": {"color": INK, "width": 1}}
        lines.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": [here_at],
                "y": [100 * share],
                "name": f"{name}, here",
                "marker": marker,
            }
        )
    dotted, mark = {"color": INK, "dash": "dot", "width": 1}, {"color": ACCENT, "width": 1}
    shapes = [
        {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": 100 * guessing, "y1": 100 * guessing, "line": dotted},
        {"type": "line", "yref": "paper", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": mark},
    ]
    layout = _layout("words since the country", "% right") | {"shapes": shapes}
    layout["yaxis"] |= {"range": [0, 104]}
    st.plotly_chart(go.Figure({"data": lines, "layout": layout}), key="recalled", config={"displayModeBar": False})


def faded(lines: Mapping[str, tuple[Sequence[float | None], bool]]) -> None:
    """Gradient lengths by how many words back, on a log axis; what was trained solid, what was not dotted."""
    data = []
    for name, (values, trained) in lines.items():
        line = {
            "color": COLOURS[name.partition(",")[0]],
            "width": 2.5 if trained else 2,
            "dash": "solid" if trained else "dot",
        }
        hover = "%{y:.1e}"
        data.append(
            {
                "type": "scatter",
                "mode": "lines",
                "x": list(range(len(values))),
                "y": list(values),
                "name": name,
                "line": line,
                "hovertemplate": hover,
            }
        )
    layout = _layout("words back from the end", "length of ∂L/∂h, last word = 1")
    layout["yaxis"] |= {"type": "log", "exponentformat": "power"}
    st.plotly_chart(go.Figure({"data": data, "layout": layout}), key="faded", config={"displayModeBar": False})


def _layout(x: str, y: str) -> dict[str, Any]:
    return {
        "height": HEIGHT,
        "margin": {"l": 0, "r": 0, "t": 4, "b": 0},
        "font": {"size": 14},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        "hovermode": "x unified",
        "xaxis": {"title": {"text": x}, "rangemode": "tozero"},
        "yaxis": {"title": {"text": y}},
    }
