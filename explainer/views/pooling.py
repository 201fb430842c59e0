"""The boxes of a map: the largest of each, the mean of each, the mean of all, and what changes when the picture moves."""

from __future__ import annotations

from dataclasses import replace

from torch import nn

from explainer.core.chain import record
from explainer.core.derived import changed, strongest
from explainer.core.steps import do, plain
from explainer.core.trace import Trace
from explainer.data.changes import moved as picture_moved
from explainer.models.convolution import pools
from explainer.views import kernel, veil
from explainer.views.controls import Controls, Setting
from explainer.views.kernel import LABELS, Numbers, Sliding
from explainer.views.panels import Map
from explainer.views.scene import Scene, cell_name

SETTINGS = Controls(kernel.SETTINGS)
WINDOW = SETTINGS.add(Setting("window", "Window", (2, 3, 4)))
STRIDE = SETTINGS.add(Setting("pool-stride", "Step", (1, 2, 3, 4), 2))
PADDING = SETTINGS.add(Setting("pool-padding", "Edge", (0, 1, 2)))
MOVED = SETTINGS.add(Setting("moved", "Move the picture", ("No", "←", "→", "↑", "↓")))
SHOW = SETTINGS.add(Setting("pooling-show", "Show", ("Boxes", "Strip")))
BY = {"No": (0, 0), "←": (0, -1), "→": (0, 1), "↑": (-1, 0), "↓": (1, 0)}
NOTICED = 0.1


def fitting(side: int, window: int, stride: int, padding: int, problems: list[str]) -> tuple[int, int, int]:
    """A window, step and edge that torch takes on a map of this side, changed only where it must be, and said."""
    if padding > window // 2:
        problems.append(f"An edge of {padding} is more than half the window of {window}; using {window // 2}.")
        padding = window // 2
    if side + 2 * padding < window:
        problems.append(f"A window of {window} is larger than the map of {side} × {side}; using {side}.")
        window, padding = side, 0
    return window, stride, padding


def traced(state: Sliding, numbers: Numbers, shape: tuple[int, int, int], moved: str = "No") -> Trace:
    """Picture, map and ReLU once, and from there the three ways to pool."""
    x = numbers.x
    if moved != "No":
        x = do(picture_moved, x, *BY[moved], repeated=True).named("picture")
    net = kernel.network(state, numbers, nn.ReLU())
    largest, mean, whole = (record([net, plain(pool)], x) for pool in pools(*shape))
    return largest.joined(mean).joined(whole, {"avgpool1": "global1"})


def shown(
    state: Sliding, numbers: Numbers, shape: tuple[int, int, int], moved: str, strip: bool
) -> tuple[Trace, Trace, Scene]:
    """The trace on show, the one where nothing moved, and the scene: the boxes, or the strip."""
    still = traced(state, numbers, shape)
    t = still if moved == "No" else traced(state, numbers, shape, moved)
    scene = _boxes(state, t, still, moved)
    if strip:
        first = cell_name("conv1", strongest(t.tensors["conv1"]))
        scene = replace(scene, name="strip", columns=kernel.strip_columns(state), play="conv1", first=first)
    return t, still, scene


def veiled(scene: Scene, asks: bool) -> Scene:
    """The scene; while the page ``asks`` how many numbers are left, none of those that are."""
    return veil.veiled(scene, {"pool1": "all", "avgpool1": "all"}) if asks else scene


def left(t: Trace) -> int:
    """How many boxes there are in a row."""
    return int(t.tensors["pool1"].shape[-1])


def _boxes(state: Sliding, t: Trace, still: Trace, moved: str) -> Scene:
    """The map, its boxes' largest and mean, and the mean of all; after a move, what changed in each."""
    noticed = NOTICED * float(still.tensors["relu1"].max())

    def panel(name: str, title: str, compared: bool = True, grow: float = 1) -> Map:
        now, before = t.tensors[name], still.tensors[name]
        differ = changed(now, before, noticed) if moved != "No" and compared else ()
        note = (
            f"{len(differ)} of {now.size} changed ({len(differ) / now.size:.0%})" if moved != "No" and compared else ""
        )
        return replace(kernel.maps(state, name, title, ("relu1",)), note=note, grow=grow, changed=differ)

    columns = (
        (panel("relu1", "Map after ReLU"),),
        (panel("pool1", "Largest of each box"),),
        (panel("avgpool1", "Mean of each box"),),
        (panel("global1", "Mean of all", compared=False, grow=0.45),),
    )
    first = cell_name("pool1", strongest(t.tensors["pool1"]))
    return Scene("pooling", columns, play="pool1", labels=LABELS, first=first)
