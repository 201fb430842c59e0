"""A digit on a sheet of any size, read by a network whose head is dense or pools whole maps: settings, trace and scene."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import behind, strongest
from explainer.core.steps import Step, child, do, plain
from explainer.core.trace import Trace
from explainer.data.changes import on_sheet
from explainer.models import digits
from explainer.models.comparing.sizes import BEFORE_THE_HEAD, LARGER, OWN, SHEET, Size, key_of, shipping
from explainer.models.store import shipped
from explainer.study.comparing.refusing import refused
from explainer.views import component, digit, picture
from explainer.views.controls import Controls, Setting, put, slide, switch
from explainer.views.heard import Edit
from explainer.views.panels import Bars, Map, Panel, Refused
from explainer.views.scene import Scene, cell_name

Room = tuple[tuple[int, int], tuple[int, int]]


def called(size: Size) -> str:
    """``40 × 52``"""
    return f"{size[0]} × {size[1]}"


def room(size: Size) -> Room:
    """From and to how far a digit can move from the middle of a sheet: down, and to the right."""
    down, right = (
        (-((whole - own) // 2), whole - own - (whole - own) // 2) for whole, own in zip(size, OWN, strict=True)
    )
    return down, right


def _offsets(along: int) -> tuple[int, ...]:
    low, high = room(LARGER)[along]
    return tuple(range(low, high + 1))


SIZES = {called(size): size for size in (OWN, SHEET, LARGER)}
DENSE, MEAN, MAXIMUM = "Dense head", "Mean", "Maximum"
POOLED = {MEAN: "mean", MAXIMUM: "max"}
ON_OWN, ON_ALL = f"learned {called(OWN)}", f"learned all to {called(SHEET)}"
CLASSES = tuple(map(str, range(digits.CLASSES)))

SETTINGS = Controls(component.SETTINGS, picture.SETTINGS, (digit.DIGIT, digit.EXAMPLE))
SIZE = SETTINGS.add(Setting("sheet", "Sheet", tuple(SIZES), called(SHEET)))
HEAD = SETTINGS.add(Setting("sheet-head", "Head", (DENSE, MEAN, MAXIMUM), MEAN))
LEARNED = SETTINGS.add(Setting("sheets-learned", "Learned on", (ON_OWN, ON_ALL)))
DOWN = SETTINGS.add(Setting("sheet-down", "Down from the middle", _offsets(0), 0, ranged=True))
RIGHT = SETTINGS.add(Setting("sheet-right", "Right of the middle", _offsets(1), 0, ranged=True))
HEADED = {MEAN: ("avgpool1", "Mean of each"), MAXIMUM: ("pool3", "Maximum of each")}
LABELS = {
    "input": "sheet", "conv1": "first maps", "pool2": "last maps", "avgpool1": "mean of a map", "pool3": "maximum of a map",
    "linear1": "logit", "softmax1": "answer",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The digit ``x`` as a network reads it, the ``size`` of the sheet it stands on, by how much it is moved down and to the right
    from the middle, and the ``head`` of the network that reads it, which learned on ``mixed`` sizes or on the digits' own."""

    x: Step[np.ndarray]
    size: Size
    move: tuple[int, int]
    head: str
    mixed: bool

    @property
    def net(self) -> Step[nn.Sequential]:
        """The network that ships, with its weights."""
        if self.head == DENSE:
            return _built(digits.trained(), "digits")
        head = POOLED[self.head]
        return _built(shipping(head, self.mixed), "sizes", key_of(head, self.mixed))

    def on(self, size: Size, move: tuple[int, int] = (0, 0)) -> Step[np.ndarray]:
        """The digit on a sheet."""
        down, right = (by - low for by, (low, _) in zip(move, room(size), strict=True))
        return do(on_sheet, self.x, size, (down, right)).named("sheet")


def _built(net: nn.Sequential, name: str, key: str = "") -> Step[nn.Sequential]:
    return Step(net, built("net", net, shipped(name, key)).python)


def choose(problems: list[str]) -> Asked:
    """The digit, its sheet and its place there, and the network."""
    name = digit.choose_digit()
    size = SIZES[switch(SIZE, quiet=True)]
    head = switch(HEAD, quiet=True)
    mixed = switch(LEARNED, quiet=True, idle=head == DENSE) == ON_ALL and head != DENSE
    with st.popover("Place"):
        wanted = slide(DOWN), slide(RIGHT)
    down, right = (max(low, min(high, by)) for by, (low, high) in zip(wanted, room(size), strict=True))
    if (down, right) != wanted:
        problems.append(f"A sheet of {called(size)} has no room so far from its middle; the digit stands at its edge.")
    return Asked(digit.pixels(name), size, (down, right), head, mixed)


def _traced(net: Step[nn.Sequential], sheet: Step[np.ndarray]) -> tuple[Trace, str]:
    """The network on a sheet and, where its head cannot take that, the network up to there and what torch says."""
    wrong = refused(net.value, torch.from_numpy(sheet.value)[None])
    if not wrong:
        return record([net, plain(nn.Softmax(-1))], sheet), ""
    return record([child(net, k) for k in range(BEFORE_THE_HEAD + 1)], sheet), wrong


def _refusal(t: Trace, wrong: str) -> Refused:
    """Why a dense head cannot take these maps."""
    maps, rows, columns = t.tensors["pool2"].shape
    come, own = maps * rows * columns, digits.trained()[-1].in_features
    left = f"{come - own:,} of them have no weight." if come > own else f"{own - come:,} weights have no number."
    why = (
        f"Each of the dense head’s sums has {own:,} weights. This sheet makes {maps} maps of {rows} × {columns}: "
        f"{come:,} numbers. {left} Torch says:"
    )
    return Refused("flatten1", "No answer", why=why, torch=wrong, grow=2.4)


def shown(asked: Asked) -> tuple[Trace, Scene]:
    """The sheet, the first and the last maps, what the head makes of each, and the answer beside that at the digit's own size."""
    net = asked.net
    t, wrong = _traced(net, asked.on(asked.size, asked.move))
    moves = asked.move if asked.size != OWN else None
    sheet = Map("input", "Sheet", scale="grey", field=True, slides=moves, room=room(asked.size), grow=2.2)
    panels: list[Panel] = [sheet, Map("conv1", "First maps", compact=4, grow=2.2)]
    panels.append(Map("pool2", "Last maps", compact=4, grow=1.8))
    if asked.head != DENSE:
        panels.append(Map(*HEADED[asked.head], compact=2, plain=True, grow=0.5))
    panels.append(_refusal(t, wrong) if wrong else _answer(t, net, asked))
    first = strongest(t.tensors["pool2"]) if wrong else _behind_the_answer(t)
    words = {"linear1": CLASSES, "softmax1": CLASSES}
    scene = Scene(
        "sizes",
        tuple((one,) for one in panels),
        "conv1",
        LABELS,
        closed=True,
        below=True,
        first=cell_name("pool2", first),
        words=words,
    )
    return t, scene


def _answer(t: Trace, net: Step[nn.Sequential], asked: Asked) -> Bars:
    if asked.size == OWN:
        return Bars("softmax1", "Answer", names=CLASSES, grow=1.4)
    own, _ = _traced(net, asked.on(OWN))
    before = tuple(map(float, own.tensors["softmax1"]))
    return Bars("softmax1", "Answer", f"Marked: at {called(OWN)}.", names=CLASSES, before=before, grow=1.4)


def _behind_the_answer(t: Trace) -> tuple[int, ...]:
    """The cell of the last maps that did most for the answer, the strongest of all where nothing leads there."""
    try:
        return behind(t, "linear1", strongest(t.tensors["softmax1"]), "pool2")
    except LookupError:
        return strongest(t.tensors["pool2"])


def kept(asked: Asked) -> Callable[[Edit], None]:
    """What keeps in the link where on its sheet the digit was let go of; numbers that no place makes go unheard."""

    def let_go(made: Edit) -> None:
        found = np.array(made.values["input"], dtype=np.float32).reshape(1, *asked.size)
        ink, wanted = asked.x.value.nonzero(), found.nonzero()
        if not ink[0].size or not wanted[0].size:
            return
        rooms = room(asked.size)
        down, right = (int(wanted[d].min() - ink[d].min()) + rooms[d - 1][0] for d in (1, 2))
        there = all(low <= by <= high for by, (low, high) in zip((down, right), rooms, strict=True))
        if there and np.array_equal(asked.on(asked.size, (down, right)).value, found):
            put(DOWN, down)
            put(RIGHT, right)

    return let_go


def untouched(asked: Asked) -> dict[str, np.ndarray]:
    """The sheet with the digit in its middle."""
    return {"input": asked.on(asked.size).value}
