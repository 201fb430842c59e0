"""Charts of what was foretold: each change against the one that came, and how far off a network is while it learns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from explainer.training.fit import Progress
from explainer.views.charts import ABOVE, ACCENT, BELOW, CONFIG, MUTED, empty
from explainer.views.charts import LOW as LOW

MOST_DOTS = 600


def changes(foretold: Mapping[str, Sequence[float]], came: Sequence[float], unit: str) -> None:
    """A dot for each change, across as it was foretold and up as it came; on the dotted line both are the same."""
    figure = empty(xaxis={"title": f"change foretold, {unit}"}, yaxis={"title": f"change that came, {unit}"})
    figure.update_layout(height=LOW, hovermode="closest")
    far = max((abs(v) for values in foretold.values() for v in values), default=1.0)
    ends = [-far, far]
    dotted = {"color": MUTED, "dash": "dot", "width": 1.5}
    figure.add_scatter(x=ends, y=ends, mode="lines", line=dotted, name="foretold exactly", hoverinfo="skip")
    every = max(1, len(came) // MOST_DOTS)
    for (name, values), colour, symbol in zip(
        foretold.items(), (ABOVE, BELOW), ("circle", "diamond-open"), strict=False
    ):
        marker = {"color": colour, "size": 6, "opacity": 0.6, "symbol": symbol}
        hover = "%{x:.2f} foretold, %{y:.2f} came<extra></extra>"
        x, y = list(values)[::every], list(came)[::every]
        figure.add_scatter(x=x, y=y, mode="markers", marker=marker, name=name, hovertemplate=hover)
    st.plotly_chart(figure, key="changes", config=CONFIG)


def off_while_learning(history: Sequence[Progress]) -> None:
    """How far off a network is, in percent of the last value's error, where that it learns from and that it is judged by."""
    figure = empty(
        guessing=1, xaxis={"title": "step"}, yaxis={"title": "% of the last value’s error", "rangemode": "tozero"}
    )
    figure.update_layout(height=LOW)
    steps = [p.step for p in history]
    for name, values, colour, width in (
        ("chosen by", [100 * p.accuracy for p in history], ACCENT, 2.5),
        ("learned from", [100 * p.seen for p in history], BELOW, 1.5),
    ):
        line = {"color": colour, "width": width}
        figure.add_scatter(x=steps, y=values, name=name, mode="lines+markers", line=line, hovertemplate="%{y:.0f}")
    st.plotly_chart(figure, key="off-while-learning", config=CONFIG)
