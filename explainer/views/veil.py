"""What would answer a page's question is not on the page, for nobody and in no form, until it is answered or skipped.

Which tensors answer, the views of a page say (:func:`veiled`); a chart or a table that does leaves its place (:func:`waits`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

import streamlit as st

from explainer.views.panels import Panel, Veil
from explainer.views.scene import Scene, Secret

INSTEAD = "Answer the question above, or skip it, to see."
UNTOLD = "?"
_HATCH = (
    "repeating-linear-gradient(135deg, transparent 0 7px, color-mix(in srgb, currentColor 14%, transparent) 7px 8px)"
)


def veiled(
    scene: Scene, secret: Mapping[str, Secret], called: Mapping[str, str] | None = None, kinds: Collection[str] = ()
) -> Scene:
    """The scene with these tensors kept secret; ``called`` are names for those whose own would tell. Panels of these ``kinds``
    are covered even where only the tensor's size is."""
    names = called or {}

    def covered(panel: Panel) -> Panel:
        if secret.get(panel.tensor) != "all" and not (panel.tensor in secret and panel.kind in kinds):
            return panel
        return Veil(panel.tensor, names.get(panel.tensor, panel.title), grow=panel.grow, over=panel.kind)

    columns = tuple(tuple(covered(panel) for panel in column) for column in scene.columns)
    return replace(scene, columns=columns, veil=dict(secret), instead=INSTEAD, labels={**scene.labels, **names})


def waits(height: int) -> None:
    """The place of what is that high, in pixels."""
    st.html(
        f'<div style="height: {height}px; display: grid; place-content: center; text-align: center; border-radius: 0.45rem; '
        f'background: {_HATCH}">{INSTEAD}</div>'
    )
