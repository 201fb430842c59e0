"""The stage as a Streamlit component: a trace shown as a scene of panels, in the browser (``explainer/stage``).

A browser that translates the page leaves numbers, names and the visitor's words on the stage as they are; its prose says of
itself that it may be translated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import streamlit as st

from explainer.core.trace import Trace
from explainer.views.controls import Controls, OnStage, on_stage, put, short
from explainer.views.heard import Edit, Guess, Open, Pin, Played, Reached, Seen, Typed, have, heard
from explainer.views.loading import loader
from explainer.views.panels import Panel
from explainer.views.part import by_itself
from explainer.views.payload import NONE, UNTOUCHED, Tensors, ids, pack
from explainer.views.prediction import revealing, settled
from explainer.views.scene import Scene, parse_cell, parse_way
from explainer.views.tour import Tour

KINDS = [kind.kind for kind in Panel.__subclasses__()]

_component = st.components.v2.component(
    "stage",
    html='<div class="stage-host" translate="no" style="min-height:440px"></div>',
    js=loader("main.js", "stage-host", "The stage", KINDS),
)


SETTINGS = Controls()
CELL = SETTINGS.add(OnStage("cell", "Selected cell", parse_cell))


def cell_asked() -> str:
    """The cell that was pinned, or that the link asks for."""
    return on_stage(CELL)


def stage(
    trace: Trace,
    scene: Scene,
    key: str,
    selected: str = "",
    on_edit: Callable[[Edit], None] | None = None,
    on_guess: Callable[[str], None] | None = None,
    on_reached: Callable[[int], None] | None = None,
    on_seen: Callable[[], None] | None = None,
    others: Tensors = NONE,
    on_open: Callable[[str], None] | None = None,
    on_played: Callable[[tuple[int, ...]], None] | None = None,
    untouched: Mapping[str, np.ndarray] | None = None,
    tour: Tour | None = None,
    on_typed: Callable[[str], None] | None = None,
) -> None:
    """Show ``trace`` as ``scene``. ``selected`` is a cell such as ``conv1[0,4,7]``, or the way to it from where it was
    followed, ``relu1[0,4,7]~conv1[0,4,7]``; empty for the first.

    A cell that is pinned goes into the setting ``cell``. The callbacks run before the rerun that follows: numbers let go
    of, a cell clicked in answer to ``scene.ask``, a checkpoint reached, a text typed; ``on_seen`` where something waits until the
    stage is seen. ``others`` are the tensors of the scene's checkpoints; they are sent once, as long as the same stage stands.
    ``untouched`` are the numbers that can be edited, as they were before that; ``tour`` leads through
    the page.

    The stage says everything again until it was heard (``stage/server.js``): each thing counts once, by its number, and the
    payload tells the last one that it answers.
    """
    scene = replace(revealing(scene), waits=on_seen is not None)
    heard_key, have_key, sent_key = f"{key}-heard", f"{key}-have", f"{key}-sent"

    def said() -> None:
        told = getattr(st.session_state[key], "said", None)
        st.session_state[have_key] = have(told)
        st.session_state[heard_key], sayings = heard(told, trace, scene, st.session_state.get(heard_key, 0))
        for saying in sayings:
            match saying:
                case Pin(cell):
                    put(CELL, cell)
                case Open(name) if on_open:
                    on_open(name)
                case Guess(cell) if on_guess:
                    on_guess(cell)
                case Played(steps) if on_played:
                    on_played(steps)
                case Edit() if on_edit:
                    on_edit(saying)
                case Reached(place) if on_reached:
                    on_reached(place)
                case Seen() if on_seen:
                    on_seen()
                case Typed(text) if on_typed:
                    on_typed(text)

    here = trace.tensors | trace.weights
    were = {k: x for k, x in (untouched or {}).items() if k in here and not np.array_equal(x, here[k])}
    known = st.session_state.pop(have_key, st.session_state.get(sent_key, {}) if by_itself() else {})
    more = {**others, **{UNTOUCHED + name: tensor for name, tensor in were.items()}}
    cell = selected or ("" if cell_asked() else None)
    payload = pack(trace, replace(scene, tour=tour), cell, known, st.session_state.get(heard_key, 0), more, settled())
    st.session_state[sent_key] = ids(others)
    _component(key=key, data=payload, on_said_change=said)


def checked(cell: str, t: Trace, problems: list[str]) -> str:
    """The cell asked for if there is one of that name; else none, said in ``problems`` unless it was there before a setting
    took it away."""
    way = parse_way(cell)
    if not cell or (way and all(t.has(*step) for step in way)):
        st.session_state["cell-that-was"] = cell
        return cell
    if st.session_state.get("cell-that-was") != cell:
        problems.append(f"There is no cell {short(cell)} here; showing another.")
    return ""
