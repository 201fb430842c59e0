"""Small tables of numbers, drawn as the stage's: a picture's cells grey, below zero blue, above orange, as far as they go."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from explainer.core.words import number, percent
from explainer.study.questions.asked import Grid, Line

DARK = 0.46  # of white: as far from black letters as from white ones
MOST_TINT = 48
_CSS = """
<style>
.small-grids { display: flex; flex-wrap: wrap; gap: 0.6rem 2rem; align-items: flex-end; }
.small-grids figure { margin: 0; max-width: 100%; overflow-x: auto; }
.small-grids figcaption { font-size: 0.875rem; margin-bottom: 0.3rem; color: color-mix(in srgb, currentColor 72%, transparent); }
.small-grids table { border-collapse: separate; border-spacing: 2px; font-variant-numeric: tabular-nums; margin: 0 -2px; }
.small-grids th { font-size: 0.875rem; font-weight: 400; padding: 0 0.4rem; white-space: nowrap; }
.small-grids td { min-width: 3.4rem; height: 2.1rem; padding: 0 0.35rem; text-align: center; border-radius: 3px;
  box-shadow: inset 0 0 0 1px color-mix(in srgb, currentColor 18%, transparent); }
.small-grids blockquote { margin: 0; padding: 0.1rem 0 0.1rem 0.9rem;
  border-left: 3px solid color-mix(in srgb, currentColor 30%, transparent); font-size: 1.1rem; overflow-wrap: anywhere; }
@media (forced-colors: active) { .small-grids td { border: 1px solid; } }
</style>
"""


def shown(what: Sequence[Grid | Line]) -> None:
    """These beside each other, where there is room."""
    st.html(f'{_CSS}<div class="small-grids">{"".join(map(_drawn, what))}</div>')


def paragraphs(*said: str) -> str:
    """Lines of text as paragraphs, without the empty ones."""
    return "".join(f"<p>{escape(line.strip())}</p>" for line in said if line.strip())


def _drawn(one: Grid | Line) -> str:
    if isinstance(one, Line):
        return f"<blockquote>{escape(one.said)}</blockquote>"
    most = max((abs(v) for row in one.rows for v in row), default=0) or 1
    names = "".join(f'<th scope="col">{escape(name)}</th>' for name in one.heads)
    rows = "".join(f"<tr>{''.join(_cell(one, v, most) for v in row)}</tr>" for row in one.rows)
    head = f"<thead><tr>{names}</tr></thead>" if names else ""
    return f"<figure><figcaption>{escape(one.title)}</figcaption><table>{head}<tbody>{rows}</tbody></table></figure>"


def _cell(of: Grid, value: float, most: float) -> str:
    said = percent(value) if of.percent else number(value)
    if of.look == "grey":
        level = round(255 * min(1.0, max(0.0, value)))
        ink = "#000" if value >= DARK else "#fff"
        return f'<td style="background: rgb({level} {level} {level}); color: {ink}">{said}</td>'
    if of.look == "plain" or not value:
        return f"<td>{said}</td>"
    hue, share = ("#2166ac" if value < 0 else "#d95f0e"), round(MOST_TINT * abs(value) / most)
    return f'<td style="background: color-mix(in srgb, {hue} {share}%, transparent)">{said}</td>'
