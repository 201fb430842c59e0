"""A page's tour: a few sentences, each of which points at something on the page and ends when it was done.

A page gives its tour beside its words; it travels in the scene, and the browser leads through it (``stage/parts/tour.js``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["panel", "strip", "player", "prediction", "setting"]
Done = Literal["selected", "edited", "played", "pinned", "opened", "answered", "changed", "pressed"]


@dataclass(frozen=True)
class Spot:
    """Something on the page: the strip, the player's button, the row with the prediction, or by ``names``, the first that is
    there, a tensor's panel or a setting's key. A panel without a name is that of the played tensor."""

    where: Where
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """``text`` says what to do ``at`` a spot, and what comes of it; it is ``done`` when

    - ``selected``: a cell was chosen there, by pointing or with the keys; ``pinned``: one was pinned;
    - ``edited``: a number was changed on the stage; ``opened``: a map was opened;
    - ``played``: Play was pressed; ``pressed``: the spot itself was;
    - ``answered``: the prediction was answered or skipped;
    - ``changed``: the link has another value ``of`` one of these keys, the spot's own unless given.
    """

    text: str
    at: Spot
    done: Done
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tour:
    """The steps through a ``page``, called as in its address."""

    page: str
    steps: tuple[Step, ...]


STRIP, PLAYER, PREDICTION = Spot("strip"), Spot("player"), Spot("prediction")


def panel(*tensors: str) -> Spot:
    """The panel of the first of these tensors that is on show, of the played one unless given."""
    return Spot("panel", tensors)


def setting(*keys: str) -> Spot:
    """The widget of the first of these keys that is there, or what it is folded into."""
    return Spot("setting", keys)


GUESS = Step("Make a guess, or skip it.", PREDICTION, "answered")
