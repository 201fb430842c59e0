"""Plotly charts that people read: how a training went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st
from plotly.subplots import make_subplots

from explainer.training import Progress

HEIGHT = 385
INK, SECOND, ACCENT = "#6b7280", "#2166ac", "#d6336c"


def learning(runs: Mapping[str, Sequence[Progress]], at: int | None, guessing: float) -> None:
    """Accuracy on what is held out and on what is learned from, above the loss; ``at`` marks a step, ``guessing`` is
    what chance gets right."""
    figure = make_subplots(rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.07, row_heights=[0.58, 0.42])
    for (name, history), dash in zip(runs.items(), ("solid", "dash"), strict=False):
        steps = [p.step for p in history]
        for title, values, colour in (
            ("held out", [100 * p.accuracy for p in history], ACCENT),
            ("learned from", [100 * p.seen for p in history], SECOND),
        ):
            line = {"color": colour, "dash": dash, "width": 2.5}
            label = f"{name}, {title}" if len(runs) > 1 else title
            figure.add_scatter(x=steps, y=values, name=label, line=line, mode="lines", row=1, col=1)
        losses = [p.loss for p in history]
        line = {"color": INK, "dash": dash, "width": 2.5}
        figure.add_scatter(
            x=steps, y=losses, name=f"{name}, loss", line=line, mode="lines", showlegend=False, row=2, col=1
        )
    figure.add_hline(y=100 * guessing, line={"color": INK, "dash": "dot", "width": 1}, row=1, col=1)
    if at is not None:
        figure.add_vline(x=at, line={"color": ACCENT, "width": 1})
    last = next(iter(runs.values()))[-1]
    figure.update_yaxes(title_text="% right", range=[0, 101], row=1, col=1)
    figure.update_yaxes(title_text="loss", rangemode="tozero", row=2, col=1)
    figure.update_xaxes(range=[0, 1.02 * last.steps])
    figure.update_xaxes(title_text="step", row=2, col=1)
    figure.update_layout(
        height=HEIGHT,
        margin={"l": 0, "r": 0, "t": 4, "b": 0},
        font_size=14,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0},
        hovermode="x unified",
    )
    st.plotly_chart(figure, key="learning", config={"displayModeBar": False})
