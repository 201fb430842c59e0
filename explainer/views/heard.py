"""What the stage in somebody's browser says. Anyone can say anything over that line: what has not the form that it must
have, or belongs to nothing on show, goes unheard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from explainer.core.trace import Trace
from explainer.models.kernels import LARGEST
from explainer.views.panels import (
    Carry,
    Draw,
    Histogram,
    Kernel,
    Keys,
    Likely,
    Map,
    Panel,
    Row,
    Sheet,
    Strand,
    Timeline,
    Typing,
    Weights,
)
from explainer.views.scene import Scene, parse_cell

MOST_SAID = 2**53


@dataclass(frozen=True)
class Edit:
    """Numbers that the visitor let go of: whole tensors, flat, by name, none missing of those that belong together."""

    values: Mapping[str, list[float]]


@dataclass(frozen=True)
class Pin:
    """A cell that was pinned, with the way to it, or none any more."""

    cell: str


@dataclass(frozen=True)
class Guess:
    """A cell that was clicked in answer to ``scene.ask``."""

    cell: str


@dataclass(frozen=True)
class Reached:
    """The checkpoint that was played or scrubbed to, by its place among those of the scene."""

    checkpoint: int


@dataclass(frozen=True)
class Seen:
    """What waited is seen, and may go on."""


@dataclass(frozen=True)
class Open:
    """A map that was opened in place, or none any more."""

    map: str


@dataclass(frozen=True)
class Typed:
    """A text as it was typed so far."""

    text: str


@dataclass(frozen=True)
class Played:
    """What was played on keys so far, step by step."""

    steps: tuple[int, ...]


Saying = Edit | Pin | Guess | Open | Reached | Seen | Typed | Played


def heard(told: object, t: Trace, scene: Scene, after: int) -> tuple[int, list[Saying]]:
    """The number of the last thing said, and what was said after that number, of a stage that shows this."""
    last, found = after, []
    unheard = told.get("unheard") if isinstance(told, dict) else None
    for one in unheard if isinstance(unheard, list) else ():
        n = one.get("n") if isinstance(one, dict) else None
        if type(n) is int and last < n <= MOST_SAID:
            last = n
            saying = _saying(one, t, scene)
            if saying:
                found.append(saying)
    return last, found


def is_map(t: Trace, name: str, at: tuple[int, ...]) -> bool:
    """Whether this is one of a tensor's maps."""
    return len(at) == 1 and name in t.tensors and t.tensors[name].ndim == 3 and at[0] < t.tensors[name].shape[0]


def have(told: object) -> dict[str, str]:
    """Which ids the browser says that it holds, by name."""
    said = told.get("have") if isinstance(told, dict) else None
    return {name: one for name, one in said.items() if isinstance(one, str)} if isinstance(said, dict) else {}


def _saying(one: Mapping[str, object], t: Trace, scene: Scene) -> Saying | None:
    match one:
        case {"pin": str(cell)}:
            return Pin(cell) if not cell or parse_cell(cell) else None
        case {"open": str(name)}:
            place = parse_cell(name)
            return Open(name) if not name or (scene.wired and place and is_map(t, *place)) else None
        case {"guess": str(cell)}:
            place = parse_cell(cell)
            return Guess(cell) if place and place[0] == scene.ask and t.has(*place) else None
        case {"checkpoint": int(place)} if scene.checkpoints and 0 <= place < len(scene.checkpoints.steps):
            return Reached(place)
        case {"seen": True} if scene.waits:
            return Seen()
        case {"typed": str(text)}:
            longest = max((panel.longest for panel in _panels(scene) if isinstance(panel, Typing)), default=-1)
            return Typed(text) if len(text) <= longest else None
        case {"played": list(steps)}:
            keys = next((panel for panel in _panels(scene) if isinstance(panel, Keys)), None)
            return Played(tuple(steps)) if keys and _playable(steps, keys) else None
        case {"edit": dict(edit)}:
            together = [_whole(panel, edit, t) for panel in _panels(scene)]
            together += [_numbered((f"{name}.weight", f"{name}.bias"), edit, t) for name in scene.apart]
            values = {name: edit[name] for names in together for name in names}
            return Edit(values) if values else None
    return None


def _playable(steps: list[object], keys: Keys) -> bool:
    """Whether these are symbols of its keys, not too many, and the first is no hold."""
    hold = len(keys.names) - 1
    known = all(type(step) is int and 0 <= step <= hold for step in steps)
    return known and len(steps) <= keys.most and steps[:1] != [hold]


def _panels(scene: Scene) -> Iterator[Panel]:
    return (panel for column in scene.columns for panel in column)


def _whole(panel: Panel, edit: Mapping[object, object], t: Trace) -> tuple[str, ...]:
    """The tensors that are changed on a panel, if all of them are there."""
    if isinstance(panel, Row):
        order = edit.get(panel.order)
        places = list(range(len(panel.cells)))
        whole = isinstance(order, list) and all(type(k) is int for k in order) and sorted(order) == places
        return (panel.order,) if whole and panel.order else ()
    return _numbered(_edits(panel), edit, t)


def _numbered(names: tuple[str, ...], edit: Mapping[object, object], t: Trace) -> tuple[str, ...]:
    return names if all(_numbers(edit.get(name), t.read(name).size) for name in names) else ()


def _edits(panel: Panel) -> tuple[str, ...]:
    match panel:
        case Kernel(tensor=weight, bias=bias):
            return (weight, bias) if bias else (weight,)
        case Weights(groups=groups):
            return tuple(group.tensor for group in groups)
        case Histogram(threshold=one) | Likely(temperature=one):
            return (one,)
        case Carry(rows=rows, columns=columns):
            return (rows, columns)
        case Timeline(places=str(places)):
            return (places,)
        case Strand(tensor=tensor):
            return (tensor,)
        case Draw(tensor=tensor) | Sheet(tensor=tensor, still=False) | Map(tensor=tensor, flip=True):
            return (tensor,)
        case Map(tensor=tensor, slides=slides) if slides is not None:
            return (tensor,)
    return ()


def _numbers(values: object, size: int) -> bool:
    """Whether these are so many numbers of a size that everything can be computed from."""
    return (
        isinstance(values, list)
        and len(values) == size
        and all(type(value) in (int, float) and abs(value) <= LARGEST for value in values)
    )
