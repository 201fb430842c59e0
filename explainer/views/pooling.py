"""The boxes of a map: the largest of each, the mean of each, the mean of all, and what changes when the picture moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from explainer.core.chain import record
from explainer.core.derived import changed, strongest
from explainer.core.steps import do, plain
from explainer.core.trace import Trace
from explainer.data.changes import moved as picture_moved
from explainer.models.convolution import pools
from explainer.study import shifting
from explainer.views import kernel, veil
from explainer.views.controls import Controls, Setting, now, put, slide, switch
from explainer.views.figures import percent
from explainer.views.heard import Edit
from explainer.views.kernel import LABELS, Numbers, Sliding
from explainer.views.panels import Map
from explainer.views.scene import Scene, cell_name

SETTINGS = Controls(kernel.SETTINGS)
WINDOW = SETTINGS.add(Setting("window", "Window", (2, 3, 4)))
STRIDE = SETTINGS.add(Setting("pool-stride", "Stride of boxes", (1, 2, 3, 4), 2))
PADDING = SETTINGS.add(Setting("pool-padding", "Padding of boxes", (0, 1, 2)))
MOVED = SETTINGS.add(Setting("moved", "Move the picture", ("No", "←", "→", "↑", "↓")))
BY = SETTINGS.add(Setting("by", "by cells", tuple(range(1, shifting.FARTHEST + 1)), ranged=True))
SHOW = SETTINGS.add(Setting("pooling-show", "Show", ("Boxes", "Strip")))
TOWARDS = {"→": (0, 1), "←": (0, -1), "↓": (1, 0), "↑": (-1, 0)}
Shape = tuple[int, int, int]
Shares = Mapping[str, float]
CHANGES = ("relu1", "pool1", "avgpool1", "global1")


@dataclass(frozen=True)
class Move:
    """Which way the picture is moved, one of ``TOWARDS``, and by how many cells; by none, nowhere."""

    towards: str = "→"
    by: int = 0

    @property
    def cells(self) -> tuple[int, int]:
        """How far down and to the right."""
        down, right = TOWARDS[self.towards]
        return down * self.by, right * self.by


def choose_move() -> Move:
    """Which way, and how far once there is one."""
    towards = switch(MOVED)
    return Move() if towards == "No" else Move(towards, slide(BY, width=130))


def fitting(side: int, window: int, stride: int, padding: int, problems: list[str]) -> Shape:
    """A window, stride and padding that torch takes on a map of this side, changed only where it must be, and said."""
    if padding > window // 2:
        problems.append(f"A padding of {padding} is more than half the window of {window}; using {window // 2}.")
        padding = window // 2
    if side + 2 * padding < window:
        problems.append(f"A window of {window} is larger than the map of {side} × {side}; using {side}.")
        window, padding = side, 0
    return window, stride, padding


def traced(state: Sliding, numbers: Numbers, shape: Shape, move: Move) -> Trace:
    """Picture, map and ReLU once, and from there the three ways to pool."""
    x = numbers.x
    if move.by:
        x = do(picture_moved, x, *move.cells, repeated=True).named("picture")
    net = kernel.network(state, numbers, nn.ReLU())
    largest, mean, whole = (record([net, plain(pool)], x) for pool in pools(*shape))
    return largest.joined(mean).joined(whole, {"avgpool1": "global1"})


def shown(state: Sliding, numbers: Numbers, shape: Shape, move: Move, strip: bool) -> tuple[Trace, Shares, Scene]:
    """The trace on show, by how much each tensor of ``CHANGES`` changed as the picture moved, and the scene: the boxes, or the
    strip."""
    still = traced(state, numbers, shape, Move())
    t = traced(state, numbers, shape, move) if move.by else still
    changes = {name: share(t, still, name) if move.by else 0.0 for name in CHANGES}
    scene = _boxes(state, t, still, changes, move)
    if strip:
        first = cell_name("conv1", strongest(t.tensors["conv1"]))
        scene = replace(scene, name="strip", columns=kernel.strip_columns(state), play="conv1", first=first)
    return t, changes, scene


def veiled(scene: Scene, asks: bool) -> Scene:
    """The scene; while the page ``asks`` how many numbers are left, none of those that are."""
    return veil.veiled(scene, {"pool1": "all", "avgpool1": "all"}) if asks else scene


def untouched(numbers: Numbers) -> dict[str, np.ndarray]:
    """The kernels by name, as they are called on the stage, and the picture where nothing moved it."""
    return {**kernel.untouched(numbers), "input": numbers.x.value}


def kept(numbers: Numbers) -> Callable[[Edit], None]:
    """What keeps in the link what was let go of on the stage: numbers of a kernel, or the picture."""
    keep = kernel.kept(numbers)

    def let_go(made: Edit) -> None:
        keep(made)
        if "input" in made.values:
            _moved_to(numbers.x.value, made.values["input"])

    return let_go


def _moved_to(x: np.ndarray, values: list[float]) -> None:
    """Set the move that makes these numbers of a picture; any others go unheard."""
    found = np.array(values, dtype=np.float32).reshape(x.shape)
    for by in range(shifting.FARTHEST + 1):
        for towards in TOWARDS:
            if np.array_equal(picture_moved(x, *Move(towards, by).cells, repeated=True), found):
                put(MOVED, towards if by else "No")
                put(BY, by or now(BY))
                return


def left(t: Trace) -> int:
    """How many boxes there are in a row."""
    return int(t.tensors["pool1"].shape[-1])


def share(t: Trace, still: Trace, name: str) -> float:
    """By how much a tensor of maps changed, the mean of its maps: 1 is as if its numbers had been shuffled. Of one number each,
    by which share of its value."""
    after, before = (torch.from_numpy(one.tensors[name]) for one in (t, still))
    measure = shifting.altered if before.shape[-2:] == (1, 1) else shifting.change
    return float(measure(before, after).mean())


def _boxes(state: Sliding, t: Trace, still: Trace, changes: Shares, move: Move) -> Scene:
    """The picture, the map, its boxes' largest and mean, and the mean of all; after a move, what changed in each."""
    noticed = shifting.NOTICED * float(still.tensors["relu1"].max())

    def panel(name: str, title: str, grow: float = 1) -> Map:
        plain = replace(kernel.maps(state, name, title, ("relu1",)), grow=grow)
        if not move.by:
            return plain
        after, before = t.tensors[name], still.tensors[name]
        differ = changed(after, before, noticed) if name != "global1" else ()
        return replace(plain, note=f"changed by {percent(changes[name])}", changed=differ, waits=True)

    columns = (
        (replace(kernel.picture(state), slides=move.cells, reach=shifting.FARTHEST),),
        (panel("relu1", "Map after ReLU"),),
        (panel("pool1", "Largest of each box"),),
        (panel("avgpool1", "Mean of each box"),),
        (panel("global1", "Mean of all", grow=0.45),),
    )
    first = cell_name("pool1", strongest(t.tensors["pool1"]))
    return Scene("pooling", columns, play="pool1", labels=LABELS, first=first)
