"""All that was measured of networks of both families on the same tasks, with its spread and its cost; one seed can be run live."""

from __future__ import annotations

from explainer.views.controls import Controls

SETTINGS = Controls()


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    return False


def words() -> None:
    """What was to be seen."""
