"""Plotly charts that people read: how a training went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from explainer.training import Progress

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
