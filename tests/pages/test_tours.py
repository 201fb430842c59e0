"""Every page has a tour: short, in words for mouse, finger and keys alike, to things that are there."""

import importlib
import re

import pytest

from explainer.shell.chapters import STAGED
from explainer.views.controls import Setting
from explainer.views.panels import (
    Carry,
    Columns,
    Draw,
    Histogram,
    Kernel,
    Paths,
    Sheet,
    Strand,
    Timeline,
    Typing,
    Weights,
)
from explainer.views.prediction import Prediction
from tests.pages.visits import shown_by, visited

FEWEST, MOST, LONGEST = 2, 5, 80
OF_A_DEVICE = re.compile(r"\b(click|tap|hover|swipe|mouse|finger)", re.IGNORECASE)


def tensors(panel):
    """What a panel shows, and what of it can be changed."""
    match panel:
        case Columns():
            return {panel.tensor, *(row.tensor for row in panel.rows)}, set()
        case Weights():
            own = {group.tensor for group in panel.groups}
            return own, own
        case Paths():
            return set(panel.tensors), set()
        case Histogram():
            return {panel.threshold}, {panel.threshold}
        case Carry() | Draw() | Kernel() | Typing() | Sheet(still=False) | Strand() | Timeline(places=str()):
            return {panel.tensor}, {panel.tensor}
    return {panel.tensor}, set()


def scene_of(page, query):
    """What is on show once the page's question is answered."""
    ((_, scene),) = shown_by(page, query, {f"prediction-{page}": Prediction("told")})
    return scene


def there(page, query):
    scene = scene_of(page, query)
    found = [tensors(panel) for column in scene.columns for panel in column]
    return set().union(*(shown for shown, _ in found)), set().union(*(changed for _, changed in found))


def brought(page, steps):
    """The same, once one did what these steps ask for: whatever choice they offer."""
    own = importlib.import_module(f"explainer.views.{page.replace('-', '_')}").SETTINGS
    asked = [key for step in steps if step.done == "changed" for key in step.at.names]
    found = [
        there(page, {one.key: str(option)})
        for one in own
        if one.key in asked and isinstance(one, Setting)
        for option in one.options
    ]
    return set().union(*(shown for shown, _ in found)), set().union(*(changed for _, changed in found))


@pytest.mark.parametrize("page", [chapter.url for chapter in STAGED])
def test_a_page_has_a_tour_to_what_is_there(page):
    scene = scene_of(page, {})
    tour, (here, changed) = scene.tour, there(page, {})
    assert tour.page == page
    assert FEWEST <= len(tour.steps) <= MOST
    widgets = visited(page, {})
    for k, step in enumerate(tour.steps):
        assert len(step.text) <= LONGEST
        assert not OF_A_DEVICE.search(step.text)
        if step.at.where == "panel":
            names = set(step.at.names) or {scene.play}
            if not names & here:
                here, changed = brought(page, tour.steps[:k])
            assert names & here, step
            assert step.done != "edited" or names & changed, step
        elif step.at.where == "setting":
            assert any(key in widgets.session_state for key in step.at.names), step
        assert all(key in widgets.session_state for key in step.of), step
