"""A picture painted at one go: all of it, and the few pixels that are opened, with every layer that made them.

The whole picture has some hundred thousand numbers a layer, so that only a part of it is sent with its layers. The painters have
no padding: of a part with what is around it they make, number by number, what they make of the whole.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.declaration import Cell, Factor, Part, table, var
from explainer.core.derived import measured, sharpest
from explainer.core.steps import Python, Step, do
from explainer.core.trace import Trace
from explainer.data import styles
from explainer.data.pictures import cells
from explainer.models import painters, store
from explainer.models.painters import SIDE, colours_only
from explainer.models.painting import MAPS, MARGIN, framed, framed_picture, mirrored, part
from explainer.views import component, thumbnails
from explainer.views import picture as pictures
from explainer.views.controls import Controls, OnStage, Setting, meant, now, on_stage, pick, put, quoted, switch
from explainer.views.panels import Map
from explainer.views.picture import choose_picture, picture_as
from explainer.views.scene import Scene, Secret, cell_name, parse_cell
from explainer.views.veil import veiled

OPENED_SIDE = 12
STYLE_SIDE = 64
_PLACE = re.compile(r"([0-9]{1,4}),([0-9]{1,4})")
_KEPT = "painted-last"


def _place(said: str) -> tuple[int, int]:
    """``96,80`` -> row and column from zero."""
    found = _PLACE.fullmatch(said)
    row, column = (int(k) for k in found.groups()) if found else (0, 0)
    if not (1 <= row <= SIDE and 1 <= column <= SIDE):
        raise ValueError(f"There is no painted pixel {quoted(said)}; showing another.")
    return row - 1, column - 1


SETTINGS = Controls(component.SETTINGS, pictures.SETTINGS)
SHOW = SETTINGS.add(Setting("style-show", "Paint by", ("A painter", "Colours only", "The slow way")))
STYLE = SETTINGS.add(Setting("style", "Style", styles.NAMES))
AT = SETTINGS.add(OnStage("at", "Opened pixel", _place))
PAINTER, COLOURS, SLOW = SHOW.options
OPENED = "opened"
LABELS = {
    "picture": "Picture", "painted": "Painting", "input": "Part of the picture", OPENED: "Painted pixel", "leaky1": "First maps",
    "leaky4": "Last maps", "like": "Style",
}  # fmt: skip
READINGS = {
    "painted": "{value} of this colour. Press it: it is opened at the right, with the maps that made it.",
    "picture": "{value}, as it came in.",
    "like": "{value}, as the style has it.",
}
RGB = ("Red", "Green", "Blue")
DONE = {"sigmoid": "its sigmoid is", "clamp": "kept within 0 and 1 that is"}
TRIED = 3
HINT = "Press a pixel of the painting: at the right it opens, down to the picture."


@dataclass(frozen=True)
class Painted:
    """A ``picture`` (3, 192, 192), the ``net`` that paints and how far it sees around a pixel, its ``margin``; what came of it,
    ``whole`` (3, 192, 192), in so many ``seconds`` of one core; ``at`` is the pixel that is opened."""

    picture: Step[np.ndarray]
    net: Step[nn.Module]
    margin: int
    whole: np.ndarray
    seconds: float
    at: tuple[int, int]

    @property
    def corner(self) -> tuple[int, int]:
        """Row and column of the first of the opened pixels."""
        top, left = (min(max(0, k - OPENED_SIDE // 2), SIDE - OPENED_SIDE) for k in self.at)
        return top, left

    @property
    def sees(self) -> int:
        """How many pixels of the picture each way a painted one depends on."""
        return 2 * self.margin + 1

    @property
    def within(self) -> tuple[int, int]:
        """Where the opened pixel stands among those."""
        (row, column), (top, left) = self.at, self.corner
        return row - top, column - left


def choose_style(setting: Setting[str], own: Mapping[int, np.ndarray | None] | None = None) -> str:
    """A tray with the styles; ``own`` are those that only this session has, by their places."""
    with thumbnails.tray(f"Style: {now(setting)}", setting.key), thumbnails.shown(setting.key, "styles", own):
        return pick(setting)


def controls() -> str:
    """The controls for what is shown, in a row of them, and which of the ways it is."""
    choose_picture()
    way = now(SHOW)
    if way != SLOW:
        choose_style(STYLE)
    switch(SHOW)
    return way


def whole_picture() -> Step[np.ndarray]:
    """The picture on show, float32 (3, 192, 192)."""
    return picture_as(cells, colour=True, side=SIDE).named("picture")


def painted(problems: list[str]) -> Painted:
    """The picture on show, painted."""
    x = whole_picture()
    if now(SHOW) == COLOURS:
        net = built("net", colours_only(torch.from_numpy(x.value), now(STYLE)))
        margin = 0
    else:
        net = built("net", painters.shipped(now(STYLE)), store.shipped("style", now(STYLE)))
        margin = MARGIN
    whole, seconds = _whole(x.value, net.value, margin)
    asked = on_stage(AT)
    found = meant(AT, asked, problems) if asked else None
    if asked and not found:
        put(AT, "")
        on_stage(AT)
    _, row, column = sharpest(x.value)
    return Painted(x, net, margin, whole, seconds, found or (row, column))


def _whole(x: np.ndarray, net: nn.Module, margin: int) -> tuple[np.ndarray, float]:
    """What a network paints of all of a picture, and in how many seconds, the shortest of a few; it is done once for each."""
    key = (now(SHOW), now(STYLE), hash(x.tobytes()))
    kept = st.session_state.get(_KEPT)
    if kept is None or kept[0] != key:
        framing, times = framed(torch.from_numpy(x)[None], margin), []
        for _ in range(TRIED):
            start = time.thread_time()
            with torch.inference_mode():
                whole = net(framing)[0].numpy()
            times.append(time.thread_time() - start)
        kept = st.session_state[_KEPT] = key, whole, min(times)
    return kept[1], kept[2]


def open_pressed() -> None:
    """A pixel of the painting that was pinned is opened: the part around it, and in that the same number."""
    found = parse_cell(component.cell_asked())
    if not found or found[0] not in ("painted", "picture") or len(found[1]) != 3:
        return
    channel, row, column = found[1]
    if channel < len(RGB) and max(row, column) < SIDE:
        put(AT, f"{row + 1},{column + 1}")
        top, left = (min(max(0, k - OPENED_SIDE // 2), SIDE - OPENED_SIDE) for k in (row, column))
        put(component.CELL, cell_name(OPENED, (channel, row - top, column - left)))


def shown(state: Painted, asks: bool) -> tuple[Trace, Scene]:
    """The picture, the painting, and the opened pixels with the maps that made them; while the page ``asks`` how far a pixel
    sees, without what would tell."""
    top, left = state.corner
    side = OPENED_SIDE + 2 * state.margin
    piece = do(part, state.picture, top, left, OPENED_SIDE, state.margin).named("piece")
    t = record([state.net], piece)
    last = list(t.tensors)[-1]
    t = record([], state.picture).renamed({"input": "picture"}).joined(t.renamed({last: OPENED}))
    rows, columns = (mirrored(first - state.margin, side, SIDE) for first in (top, left))
    at = (var("c"), table(rows, "i"), table(columns, "j"))
    source = Part((Factor("picture", at),))
    moved = Cell((("c", "channel"), ("i", "row"), ("j", "column")), (source,), ("{value}, of the picture.",))
    t = replace(t, cells={"input": moved, **t.cells, OPENED: _at_one_go(t)})
    t = measured(t, "painted", state.whole, _painting(state))
    like = do(cells, do(styles.style, now(STYLE)), colour=True, side=STYLE_SIDE)
    t = measured(t, "like", like.value, replace(like.python, text=f"torch.from_numpy({like.text})"))
    return t, _scene(state, t, asks)


def _at_one_go(t: Trace) -> Cell:
    """A painted pixel as its sum and what is done to that, in one: both are layers of their own in torch."""
    done = t.cells[OPENED]
    (before,) = done.reads
    sums = t.cells[before]
    axes = ((sums.out[0][0], "colour"), *sums.out[1:])
    said = (f"{{products}} and the bias add up to {{before}}; {DONE[done.function[0]]} {{value}}.",)
    return replace(sums, out=axes, function=done.function, sentence=said)


def _painting(state: Painted) -> Python:
    """The Python that paints all of it."""
    framing = do(framed_picture, state.picture, state.margin)
    return replace(framing.python.needing(state.net.python), text=f"{state.net.text}({framing.text}[None])[0].detach()")


def _scene(state: Painted, t: Trace, asks: bool) -> Scene:
    top, left = state.corner
    outline = (top, left, OPENED_SIDE, OPENED_SIDE)
    by = "By colours alone" if now(SHOW) == COLOURS else f"In {1000 * state.seconds:.0f} ms of one core"
    columns: list[tuple[Map, ...]] = [
        (Map("picture", "Picture", scale="grey", whole=True, field=not asks, grow=1.6, note=" "),),
        (Map("like", "Style", scale="grey", whole=True, grow=0.6),),
        (Map("painted", "Painting", scale="grey", whole=True, outline=outline, grow=1.6, note=f"{by}."),),
    ]
    if state.margin:
        columns += [(Map(name, LABELS[name], compact=4, grow=0.62),) for name in ("leaky1", "leaky4")]
    opened = Map(OPENED, "Opened", scale="grey", names=RGB, together=True, grow=0.85)
    columns.append((opened,))
    scene = Scene(
        "style",
        tuple(columns),
        OPENED,
        LABELS,
        closed=True,
        first=cell_name(OPENED, (0, *state.within)),
        hint=HINT,
        readings=READINGS,
        called={"colour": RGB},
        breadth=1200,
    )
    hidden: dict[str, Secret] = (
        {name: "size" for name in ("leaky1", "leaky4", "input")} if state.margin else {"input": "size"}
    )
    return veiled(scene, hidden) if asks else scene


def maps() -> int:
    """How many maps each of its layers has."""
    return MAPS
