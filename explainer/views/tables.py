"""Tables that people read: every column and every row has a name. Where there is no room a table scrolls sideways, by finger
or, once focused, by key, and fades at the side where there is more (in browsers that can tell by CSS alone)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from html import escape
from typing import Literal

import streamlit as st

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
</style>
"""


class Strong(str):
    """A cell to be set bold."""


def table(
    label: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    numeric: Collection[int] = (),
    width: Literal["stretch", "content"] = "stretch",
) -> None:
    """Rows of text under their ``head``, the first cell of each its name; ``label`` names the whole to whoever cannot see
    it, ``numeric`` columns stand to the right. The last cell of a short row reaches to the end."""
    aligned = [' class="number"' if k in numeric else "" for k in range(len(head))]

    def drawn(row: Sequence[str]) -> str:
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


def _inside(cell: str) -> str:
    return f"<strong>{escape(cell)}</strong>" if isinstance(cell, Strong) else escape(cell)
