"""The stage: a trace shown as a scene of panels, in the browser (``explainer/stage``).

The component's inline JavaScript only loads the modules, which a mount of the app serves and the browser caches.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

import streamlit as st

from explainer.trace import Trace
from explainer.trace import trace as run
from explainer.views.payload import pack
from explainer.words import number as written_number

__all__ = ["Edit", "Mark", "Panel", "Scene", "Trace", "checked", "parse_cell", "run", "stage", "written_number"]

_LOADER = """
const ready = import(new URL("stage/main.js", document.baseURI).href);
export default function (component) {
  ready.then(
    (stage) => stage.mount(component),
    () => {
      const host = component.parentElement.querySelector(".stage-host");
      host.textContent = "The stage could not be loaded. Please reload the page.";
    },
  );
  return () => ready.then((stage) => stage.unmount(component.parentElement));
}
"""

_HTML = (
    "".join(f'<link rel="stylesheet" href="./stage/{name}.css">' for name in ("stage", "panels"))
    + '<div class="stage-host" style="min-height:440px"></div>'
)

_component = st.components.v2.component("stage", html=_HTML, js=_LOADER)


@dataclass(frozen=True)
class Panel:
    """A tensor on the stage.

    ``scale`` is "signed" (blue, zero, orange), "grey" or "probability"; ``pad`` draws that many zeros around; ``names``
    are the channels' words; ``together`` shows a colour picture whole beside its channels; ``shared`` is one colour scale
    for all maps; ``changed`` are cells to mark, flat; ``compact`` puts many maps close together, so many beside each
    other; ``solo`` shows the selected channel alone; ``field`` outlines what the selected cell can see.

    Other kinds of panel: ``edit`` makes it numbers to change, with ``bias`` the tensor of theirs; ``flip`` lets a cell be
    turned from dark to bright; ``curve`` shows the function that made it instead of its cells; ``table`` writes every
    number of one channel; ``draw`` is a pad; ``threshold`` shows how bright the cells are, with a line at minus that
    tensor; ``bars`` are shares, beside those of ``before``; ``row`` shows words, or numbers of some words
    (``stage/rows.js`` has its fields); ``paths`` the states of two sentences (``stage/paths.js``); ``columns`` what a network
    did with each word of a sentence (``stage/columns.js``); ``weights`` the numbers that the selected unit of the tensors
    ``of`` has learned.
    """

    tensor: str
    title: str
    scale: str = "signed"
    pad: int | None = None
    names: tuple[str, ...] = ()
    together: bool = False
    shared: bool = True
    edit: bool = False
    bias: str | None = None
    grow: float = 1
    note: str = ""
    hideShape: bool = False
    curve: bool = False
    changed: tuple[int, ...] = ()
    table: bool = False
    draw: bool = False
    threshold: str | None = None
    solo: bool = False
    compact: int | None = None
    bars: bool = False
    before: tuple[float, ...] | None = None
    flip: bool = False
    field: bool = False
    row: dict[str, Any] | None = None
    paths: dict[str, Any] | None = None
    columns: dict[str, Any] | None = None
    weights: tuple[tuple[Any, ...], ...] | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A named ring that stays on a cell, such as a guess."""

    tensor: str
    at: tuple[int, ...]
    label: str
    dashed: bool = False


@dataclass(frozen=True)
class Scene:
    """Panels in columns, the tensor that is played cell by cell, and what the visitor is asked.

    ``veil`` covers a map until the visitor has clicked in the tensor ``ask``; ``meanings`` has, for each map of the
    played tensor, what a value above, at and below zero means; ``labels`` are tensors' words for the breadcrumb,
    ``words`` those of a row's cells;
    ``first`` is the cell that is selected where none was asked for, the played tensor's first unless given;
    ``readings`` say what a ``{value}`` of a tensor means that is made of nothing on show, ``says`` the same cell by cell;
    ``closed`` leaves groups of terms closed until asked; ``centre`` names a drawing and the tensor that centres it, to be
    followed with the pen; ``steps`` plays word by word instead of cell by cell, through these tensors (``stage/course.js``);
    ``breadth`` is the width in pixels at which its type has its natural size; ``spoken`` are the words that are meant by
    "word 3", ``axes`` what a tensor's coordinates are called.
    """

    name: str
    columns: tuple[tuple[Panel, ...], ...]
    play: str
    labels: dict[str, str] = field(default_factory=dict)
    veil: str | None = None
    ask: str | None = None
    marks: tuple[Mark, ...] = ()
    meanings: tuple[tuple[str, str, str], ...] = ()
    readings: dict[str, str] = field(default_factory=dict)
    says: dict[str, tuple[str, ...]] = field(default_factory=dict)
    closed: bool = False
    first: str | None = None
    words: dict[str, tuple[str, ...]] = field(default_factory=dict)
    centre: dict[str, str] | None = None
    steps: dict[str, Any] | None = None
    breadth: int = 1200
    spoken: tuple[str, ...] = ()
    axes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Edit:
    """Numbers that the visitor let go of: whole tensors, flat, by name."""

    values: dict[str, list[float]]


_SPARE = {f.name: f.default for f in Panel.__dataclass_fields__.values()}


def _lean(panel: Panel) -> dict[str, Any]:
    """A panel without its defaults, so that the header stays small."""
    return {k: v for k, v in asdict(panel).items() if v != _SPARE[k]} | {"scale": panel.scale}


def stage(
    trace: Trace,
    scene: Scene,
    key: str,
    selected: str = "",
    on_edit: Callable[[Edit], None] | None = None,
    on_guess: Callable[[str], None] | None = None,
) -> None:
    """Show ``trace`` as ``scene``. ``selected`` is a cell such as ``conv1[0,4,7]``, or empty for the first.

    A cell that is pinned goes into the setting ``cell``. The callbacks run before the rerun that follows: numbers let go
    of, a cell clicked in answer to ``scene.ask``.
    """
    have_key = f"{key}-have"

    def pinned() -> None:
        st.session_state["cell"] = str(st.session_state[key].pin)

    def edited() -> None:
        edit = st.session_state[key].edit
        st.session_state[have_key] = edit["have"]
        if on_edit:
            on_edit(Edit(edit["values"]))

    def guessed() -> None:
        if on_guess:
            on_guess(str(st.session_state[key].guess))

    described = asdict(scene) | {"columns": [[_lean(p) for p in column] for column in scene.columns]}
    payload = pack(trace, described, selected or None, st.session_state.pop(have_key, {}))
    _component(
        key=key,
        data=payload,
        on_pin_change=pinned,
        on_edit_change=edited,
        on_guess_change=guessed,
        on_missing_change=lambda: None,
    )


def checked(cell: str, t: Trace, problems: list[str]) -> str:
    """The cell asked for if there is one of that name; else none, said in ``problems`` unless it was there before a setting
    took it away."""
    found = parse_cell(cell)
    if not cell or (found and t.has(*found)):
        st.session_state["cell-that-was"] = cell
        return cell
    if st.session_state.get("cell-that-was") != cell:
        problems.append(f"There is no cell {cell[:40]} here; showing the first.")
    return ""


def parse_cell(text: str) -> tuple[str, tuple[int, ...]] | None:
    """``conv1[0,4,7]`` -> ``("conv1", (0, 4, 7))``, or None."""
    found = re.fullmatch(r"([\w.]+)\[(\d{1,6}(?:,\d{1,6})*)\]", text)
    return (found[1], tuple(int(k) for k in found[2].split(","))) if found else None
