"""The stage's files on their way to the browser: all modules as one lot, all style sheets as one, and each by itself.

Whatever lies in ``explainer/stage`` is served; nothing lists it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from explainer.server.kept import ALWAYS, Kept
from explainer.server.lots import lot, modules, needed

STAGE = Path(__file__).resolve().parents[1] / "stage"
FIRST = ("stage.css", "base.css")


@cache
def stage() -> Kept:
    """Every module there is."""
    sources = modules(STAGE, STAGE.parent)
    return Kept(lot(needed(sources, sources), sources), "application/json", ALWAYS)


@cache
def sheet() -> Kept:
    """Every style sheet there is, those first that others build on."""
    files = sorted(STAGE.rglob("*.css"), key=lambda file: (file.name not in FIRST, file.name != FIRST[0], file))
    return Kept("\n".join(file.read_text() for file in files).encode(), "text/css; charset=utf-8")
