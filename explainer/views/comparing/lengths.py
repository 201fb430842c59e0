"""One recurrent network on sentences of any length, and what padding does to its last state."""

from __future__ import annotations

from explainer.views.controls import Controls

SETTINGS = Controls()


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    return False


def words() -> None:
    """What was to be seen."""
