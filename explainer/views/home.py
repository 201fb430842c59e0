"""Home as one component of its own: a map of areas within areas with a door to every chapter in them, and below it what the
visitor has (:mod:`explainer.views.choosing`).

The browser draws it (``explainer/stage/doors``) from words and addresses alone, so that all of it stands and works before the
framework has come; each door fetches its numbers as it comes into view.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explainer.data.assets import Unusable
from explainer.views import choosing, doors
from explainer.views.controls import read_link, say
from explainer.views.doors import Door
from explainer.views.loading import loader
from explainer.views.scene import as_json, as_record

_component = st.components.v2.component(
    "doors", html='<div class="map-host"></div>', js=loader("doors/main.js", "map-host", "The page")
)
_KEY = "home"


@dataclass(frozen=True)
class Area:
    """A field of the map: its ``name``, a sentence, and what stands at its other end."""

    name: str
    said: str
    also: str = ""


@dataclass(frozen=True)
class Family:
    """An area in which the doors of a part of that name stand; ``field`` is what the field calls it."""

    name: str
    field: str
    said: str


@dataclass(frozen=True)
class After:
    """What came after: its ``name``, what it is to the families, a sentence, and the first of these chapters that there is."""

    name: str
    field: str
    said: str
    pages: tuple[str, ...]


def show(
    words: str,
    aside: tuple[str, str],
    areas: Sequence[Area],
    families: Sequence[Family],
    after: After,
    more: str,
    choice: str,
) -> None:
    """The map, under a sentence and, if its chapter is there, a link ``aside``: its words and the chapter. Chapters of other parts
    than the families stand folded under ``more``. What there is to choose stands beside a line that says so. Where what was
    measured cannot be read, that is said below all the rest."""
    problems = read_link(choosing.SETTINGS)
    measured, lacking = {}, None
    try:
        measured = choosing.measured()
    except Unusable as error:
        lacking = error
    named = {family.name for family in families}
    others = dict.fromkeys(door.part for door in doors.known() if door.part not in named)
    beyond = doors.first(after.pages)
    data = {
        "words": words,
        "aside": {"text": aside[0], "url": aside[1]} if doors.first((aside[1],)) else None,
        "areas": as_json(areas),
        "families": [{**as_record(family), "doors": _of(family.name)} for family in families],
        "after": {**as_record(after), "door": _door(beyond) if beyond else None},
        "more": {"title": more, "parts": [{"name": part, "doors": _of(part)} for part in others]},
        "choice": choosing.offered(choice, measured),
        "chosen": choosing.chosen(),
    }
    _component(key=_KEY, data=data, on_chosen_change=_chose)
    say(problems)
    if lacking:
        raise lacking


def _chose() -> None:
    choosing.hear(getattr(st.session_state[_KEY], "chosen", None))


def _of(part: str) -> list[Mapping[str, object]]:
    return [_door(door) for door in doors.known() if door.part == part]


def _door(door: Door) -> Mapping[str, object]:
    return {**as_record(door), "number": doors.known().index(door) + 1}
