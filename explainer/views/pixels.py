"""A picture as numbers: written out, as 1s and 0s by a threshold, drawn, or on its way to a feature map."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import sharpest
from explainer.core.steps import Step, inline, plain
from explainer.core.trace import Trace
from explainer.data.pictures import CELLS
from explainer.models.convolution import grey
from explainer.models.threshold import Threshold
from explainer.views import kernel, veil
from explainer.views.component import cell_asked
from explainer.views.controls import Controls, Setting, now, number, put, switch
from explainer.views.heard import Edit
from explainer.views.panels import Draw, Histogram, Map, Table
from explainer.views.picture import at_sizes, choose_picture, drawing, keep_drawing, picture_cells
from explainer.views.scene import Scene, cell_name

SETTINGS = Controls(kernel.SETTINGS)
SHOW = SETTINGS.add(Setting("pixels-show", "Show", ("Numbers", "Threshold", "Draw", "Strip")))
THRESHOLD = SETTINGS.add(Setting("threshold", "Threshold, %", tuple(range(101)), 50, ranged=True))
SIDE = CELLS
SIZES = (8, SIDE, 64)
CHANNELS = ("Red", "Green", "Blue")
STEP = "step1"
LINE = f"{STEP}.bias"
LABELS = {**kernel.LABELS, "grey1": "Grey", STEP: "1s and 0s", "drawing": "Drawing"}


AHEAD = "A look ahead: the next three pages explain kernel and map, ReLU, and pooling."
READ = {"input": "{value} bright, where 0 is black and 1 is white."}
Untouched = Mapping[str, np.ndarray]


def controls(problems: list[str]) -> tuple[Trace, Scene, str, Callable[[Edit], None], Untouched]:
    """The controls for what is shown, in a row of them; that, the cell asked for, what keeps an edit, and what can be edited
    as it was before that."""
    show = now(SHOW)
    if show == "Strip":
        state, numbers = kernel.controls(problems, folded=True)
        t, scene = kernel.strip(state, numbers)
        return t, replace(scene, hint=AHEAD), state.cell, kernel.kept(numbers), kernel.untouched(numbers)
    choose_picture()
    colour = switch(kernel.COLOUR) == "Colour"
    threshold = 0.0
    if show == "Threshold":
        with st.popover(f"Threshold: {now(THRESHOLD) / 100:.2f}"):
            threshold = number(THRESHOLD) / 100
    cell = cell_asked()
    if show == "Draw":
        return *_drawn(), cell, _kept, {}
    x = picture_cells(colour)
    if show == "Numbers":
        return *_numbers(x, colour), cell, _kept, {}
    return *_ones(x, colour, threshold, problems), cell, _kept, UNTOUCHED


def _kept(made: Edit) -> None:
    """What was let go of on the stage: the threshold, or a stroke."""
    if LINE in made.values:
        put(THRESHOLD, min(100, max(0, round(-100 * made.values[LINE][0]))))
    elif "drawing" in made.values:
        keep_drawing(made.values["drawing"])


UNTOUCHED = {LINE: np.array([-THRESHOLD.start / 100], dtype=np.float32)}


def veiled(scene: Scene, asks: bool) -> Scene:
    """The scene; while the page ``asks`` how many numbers the picture is, they are not counted, nor written out."""
    if not asks:
        return scene
    return veil.veiled(scene, {name: "size" for name in ("input", "grey1", STEP)}, kinds=(Table.kind, Histogram.kind))


def three_sizes(counted: bool) -> None:
    """The same picture with fewer and with more cells, which may be ``counted`` or not."""
    at_sizes(SIZES, now(kernel.COLOUR) == "Colour", counted)


def _picture(colour: bool, grow: float = 1) -> Map:
    return Map("input", "Picture", scale="grey", names=kernel.RGB, together=colour, grow=grow)


def _sharpest(picture: np.ndarray, of: str = "input") -> str:
    """The cell on the picture's sharpest edge."""
    return cell_name(of, sharpest(picture))


def _numbers(x: Step[np.ndarray], colour: bool) -> tuple[Trace, Scene]:
    """The picture, and every one of its numbers written out."""
    written = Table("input", "Numbers", scale="grey", names=CHANNELS if colour else ())
    columns = ((_picture(colour, 0.62),), (written,))
    first = _sharpest(x.value)
    return record([], x), Scene("numbers", columns, play="input", labels=LABELS, first=first, readings=READ)


def _ones(x: Step[np.ndarray], colour: bool, threshold: float, problems: list[str]) -> tuple[Trace, Scene]:
    """Grey from colour, the histogram with the threshold in it, and what is left: 1s and 0s."""
    step = inline(Threshold(threshold))
    t = record([built("grey", grey()), step] if colour else [step], x).renamed({"conv1": "grey1"})
    source = "grey1" if colour else "input"
    ones = int(t.tensors[STEP].sum())
    if ones in (0, t.tensors[STEP].size):
        side, way, all_ = ("above", "Lower", "black") if ones == 0 else ("at or below", "Raise", "white")
        problems.append(f"No cell is {side} {threshold:.2f}, so everything is {all_}. {way} the threshold.")
    greys = ((Map(source, "Grey", scale="grey"),),) if colour else ()
    histogram = Histogram(source, "How bright", threshold=LINE)
    columns = ((_picture(colour),), *greys, (histogram,), (Map(STEP, "1s and 0s", scale="grey"),))
    first = _sharpest(t.tensors[source], STEP)
    return t, Scene("threshold", columns, play=STEP, labels=LABELS, first=first, readings=READ)


def _drawn() -> tuple[Trace, Scene]:
    """The pad, and the picture that becomes of it."""
    t = record([plain(nn.AvgPool2d(2))], drawing()).renamed({"input": "drawing", "avgpool1": "input"})
    note = "" if t.tensors["drawing"].any() else "all zeros so far"
    pad = Draw("drawing", "Your drawing", note, grow=0.62)
    written = Table("input", "Numbers", scale="grey")
    return t, Scene("drawing", ((pad,), (written,)), play="input", labels=LABELS)
