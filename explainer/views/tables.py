"""Tables that people read: every column and every row has a name. Where there is no room a table scrolls sideways, by finger
or, once focused, by key, and fades at the side where there is more (in browsers that can tell by CSS alone)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape
from typing import Literal

import streamlit as st

from explainer.core.words import percent

_CSS = """
<style>
.read-table { overflow-x: auto; animation: read-table-more linear; animation-timeline: scroll(self inline); }
@keyframes read-table-more {
  from { mask: linear-gradient(to left, transparent, #000 3rem) 0 0 / 100% no-repeat; }
  to { mask: linear-gradient(to left, transparent, #000 3rem) 0 0 / calc(100% + 3rem) no-repeat; }
}
.read-table:focus-visible { animation: none; outline: 2px solid currentColor; outline-offset: 4px; border-radius: 2px; }
.read-table table { border-collapse: collapse; font-variant-numeric: tabular-nums; line-height: 1.4; }
.read-table :is(th, td) { padding: 0.55rem 0.9rem; text-align: left; font-weight: 400; min-width: 8.5rem;
  border-bottom: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.read-table :is(th, td):first-child { padding-left: 0; white-space: nowrap; }
.read-table :is(th, td).number { text-align: right; white-space: nowrap; min-width: 0; }
.read-table thead th { font-size: 0.875rem; color: color-mix(in srgb, currentColor 72%, transparent); vertical-align: bottom; }
.read-table tbody > tr > * { vertical-align: baseline; }
.read-table tbody tr:last-child > * { border-bottom: 0; }
.read-table strong { font-weight: 600; }
.read-table .dots { position: relative; display: block; min-width: 9rem; height: 1px; margin: 0 0.4rem 0.3rem;
  background: color-mix(in srgb, currentColor 22%, transparent); }
.read-table .dots i { position: absolute; top: 50%; left: calc(100% * var(--at)); translate: -50% -50%;
  box-sizing: border-box; width: 10px; height: 10px; border: 1.5px solid currentColor;
  border-radius: 50%; background: var(--st-background-color); }
.read-table .dots i.own { background: currentColor; opacity: 0.75; }
.read-table .dots i.here { width: 12px; height: 12px; rotate: 45deg;
  border-radius: 2px; border-color: #d6336c; background: #d6336c; }
.read-table .ends { display: flex; justify-content: space-between; gap: 0.5rem; white-space: nowrap; }
@media (forced-colors: active) { .read-table .dots i { forced-color-adjust: none; border-color: CanvasText; }
  .read-table .dots i:is(.own, .here) { background: CanvasText; } }
</style>
"""


class Strong(str):
    """A cell to be set bold."""


@dataclass(frozen=True)
class Dots:
    """A cell with a dot for each share on a line from ``low`` to everything: filled the ``own``, hollow the ``other``, and a
    diamond the one that was found ``here``, if one was; ``said`` to whoever cannot see it."""

    own: Sequence[float]
    other: Sequence[float]
    low: float
    said: str
    here: float | None = None


@dataclass(frozen=True)
class Ends:
    """The head of a column of dots: its name between the ends of their line."""

    name: str
    low: float


def table(
    label: str,
    head: Sequence[str | Ends],
    rows: Sequence[Sequence[str | Dots]],
    numeric: Collection[int] = (),
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Rows of text under their ``head``, the first cell of each its name; ``label`` names the whole to whoever cannot see
    it, ``numeric`` columns stand to the right. The last cell of a short row reaches to the end."""
    aligned = [' class="number"' if k in numeric else "" for k in range(len(head))]

    def drawn(row: Sequence[str | Dots]) -> str:
        left = len(head) - len(row)
        reach = f' colspan="{left + 1}"' if left else ""
        cells = [
            f"<td{aligned[k]}{reach if k == len(row) - 1 else ''}>{_inside(row[k])}</td>" for k in range(1, len(row))
        ]
        return f'<tr><th scope="row">{_inside(row[0])}</th>{"".join(cells)}</tr>'

    names = "".join(f'<th scope="col"{how}>{_inside(name)}</th>' for name, how in zip(head, aligned, strict=True))
    st.html(
        f'{_CSS}<div class="read-table" role="region" tabindex="0" aria-label="{escape(label)}"><table>'
        f"<thead><tr>{names}</tr></thead><tbody>{''.join(map(drawn, rows))}</tbody></table></div>",
        width=width,
    )


def _inside(cell: str | Dots | Ends) -> str:
    if isinstance(cell, Dots):
        here = [] if cell.here is None else [cell.here]
        kinds = (("other", cell.other), ("own", cell.own), ("here", here))
        dots = "".join(_dot(kind, share, cell.low) for kind, shares in kinds for share in shares)
        return f'<span class="dots" role="img" aria-label="{escape(cell.said)}">{dots}</span>'
    if isinstance(cell, Ends):
        return (
            f'<span class="ends"><span>{percent(cell.low)}</span> {escape(cell.name)} <span>{percent(1)}</span></span>'
        )
    return f"<strong>{escape(cell)}</strong>" if isinstance(cell, Strong) else escape(cell)


def _dot(kind: str, share: float, low: float) -> str:
    place = max(0.0, share - low) / (1 - low)
    return f'<i class="{kind}" style="--at: {place:.4f}"></i>'
