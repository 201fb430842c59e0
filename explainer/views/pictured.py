"""Small drawings of real tensors with words around them, as one component: claims with what was measured about them, and tasks
with what goes in and comes out.

The browser (``explainer/stage/pictured``) draws them as home's doors are drawn (:mod:`explainer.views.doors`), from numbers that
come along. Each leads somewhere by one link: to a page, or to a view of a page by its switch.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote

import streamlit as st

from explainer.views.controls import Setting, put
from explainer.views.doors import Drawing
from explainer.views.loading import loader
from explainer.views.payload import Tensors, bundled
from explainer.views.scene import as_record

_component = st.components.v2.component(
    "pictured",
    html='<div class="pictured-host"></div>',
    js=loader("pictured/main.js", "pictured-host", "The drawings"),
)


@dataclass(frozen=True)
class Link:
    """``text`` that leads to a page by its name, there to a ``view`` where one is named."""

    text: str
    page: str
    view: str = ""

    def address(self, switch: Setting[str]) -> str:
        return f"{self.page}?{switch.key}={quote(self.view)}" if self.view else self.page


@dataclass(frozen=True)
class Drawn:
    """A drawing under its ``title``; ``says`` what is to be seen there. Labels stand ``over`` and ``under`` it, each as wide as
    its share, and some of those over it are ``marked``; what it comes to stands at its ``end``."""

    kind: ClassVar[str] = "drawn"
    title: str
    drawing: Drawing
    says: str
    over: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    marked: tuple[int, ...] = ()
    end: str = ""


@dataclass(frozen=True)
class Dots:
    """Shares of several seeds: filled or, of the ``other`` family, hollow; ``said`` is how both are written."""

    name: str
    shares: tuple[float, ...]
    said: str
    other: tuple[float, ...] = ()


@dataclass(frozen=True)
class Spread:
    """Rows of dots on one scale from ``low`` to everything; ``keys`` say what filled and hollow ones are."""

    kind: ClassVar[str] = "spread"
    title: str
    rows: tuple[Dots, ...]
    low: float
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changes:
    """What things were before and after, in words: under a ``head`` that starts with what the rows are, a line for each, its
    name first."""

    kind: ClassVar[str] = "changes"
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Figure = Drawn | Spread | Changes


@dataclass(frozen=True)
class Claim:
    """What is often ``said``, in pieces, every second of which does not hold; a ``verdict`` in a word or two; what was
    ``measured``; and what ``holds``, with the ``reason``."""

    verdict: str
    said: tuple[str, ...]
    link: Link
    measured: tuple[Figure, ...]
    holds: str
    reason: str


@dataclass(frozen=True)
class Task:
    """A ``name``, what the field calls it, what goes in and what comes out, and a drawing of both."""

    name: str
    field: str
    goes_in: str
    comes_out: str
    drawn: Drawn
    link: Link


@dataclass(frozen=True)
class Group:
    """Tasks of one kind of data."""

    name: str
    tasks: tuple[Task, ...]


def claims(key: str, head: tuple[str, str, str], rows: Sequence[Claim], tensors: Tensors, switch: Setting[str]) -> None:
    """Claims one below the other, in three columns that are called so."""
    _show(key, {"head": head, "claims": [_led(row, switch) for row in rows]}, tensors, switch)


def tasks(key: str, groups: Sequence[Group], tensors: Tensors, switch: Setting[str]) -> None:
    """Groups of cards, each of which is one link."""
    told = [{"name": group.name, "tasks": [_led(one, switch) for one in group.tasks]} for group in groups]
    _show(key, {"groups": told}, tensors, switch)


def _led(one: Claim | Task, switch: Setting[str]) -> dict[str, object]:
    link = {"text": one.link.text, "to": one.link.address(switch), "view": one.link.view}
    return {**as_record(one), "link": link}


def _show(key: str, told: dict[str, object], tensors: Tensors, switch: Setting[str]) -> None:
    def turned() -> None:
        put(switch, st.session_state[key].turned)

    _component(key=key, data=bundled({"scene": told}, tensors), on_turned_change=turned)
