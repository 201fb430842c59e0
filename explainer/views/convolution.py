"""A kernel over the picture: the picture, the kernel and its maps, and where the visitor said it would light up."""

from __future__ import annotations

from dataclasses import replace

from explainer.core.chain import record
from explainer.core.derived import strongest
from explainer.core.trace import Trace
from explainer.core.words import number
from explainer.models.convolution import standing_over
from explainer.views import kernel
from explainer.views.controls import Controls, Setting, put
from explainer.views.kernel import Numbers, Sliding
from explainer.views.panels import Kernel, Map
from explainer.views.prediction import Prediction
from explainer.views.scene import Mark, Scene, cell_name, parse_cell
from explainer.views.veil import veiled

SETTINGS = Controls(kernel.SETTINGS)
SHOW = SETTINGS.add(Setting("show", "Show", ("Kernel", "Strip")))


def shown(state: Sliding, numbers: Numbers, guess: Prediction, strip: bool) -> tuple[Trace, Scene]:
    """The kernel on the picture, or the strip; all maps are veiled while the size or the strongest place of one is asked for,
    and the window then stands in the middle."""
    if strip:
        t, scene = kernel.strip(state, numbers)
    else:
        t = record([kernel.network(state, numbers)], numbers.x)
        scene = _scene(state, guess, t)
    if guess.open:
        scene = veiled(scene, {name: "all" for name in t.cells})
    if guess.at == "place":
        scene = replace(scene, ask="input", first=cell_name("conv1", (0, state.side // 2, state.side // 2)))
    return t, scene


def _scene(state: Sliding, guess: Prediction, t: Trace) -> Scene:
    """Picture, kernel, maps."""
    many = len(state.names)
    maps = Map(
        "conv1",
        "Map" if many == 1 else "Maps",
        shared=state.shared,
        names=state.names,
        grow=1 if many < 3 else 1.4,
    )
    marks: tuple[Mark, ...] = ()
    if guess.at == "place-told" and guess.guess and t.has("conv1", guess.guess):
        top = Mark("conv1", strongest(t.tensors["conv1"]), "strongest")
        marks = (Mark("conv1", guess.guess, "your guess", True), top)
    return Scene(
        "convolution",
        (
            (kernel.picture(state, 1.2 if state.colour else 1),),
            (Kernel("conv1.weight", "Kernel", bias="conv1.bias", names=state.channels),),
            (maps,),
        ),
        play="conv1",
        labels=kernel.LABELS,
        marks=marks,
        meanings=kernel.meanings(state),
        first=cell_name("conv1", strongest(t.tensors["conv1"])),
    )


def guessed(state: Sliding, t: Trace, name: str) -> tuple[tuple[int, ...], str, str, tuple[int, ...]]:
    """For a cell of the picture that was clicked: the map's cell that stands over it, what it answers, and the strongest
    answer with its cell."""
    found = parse_cell(name)
    assert found
    clicked = found[1][-2:]
    at = [standing_over(k, state.side, state.size, *state.steps) for k in clicked]
    best = strongest(t.tensors["conv1"])
    here = (best[0], *at)
    return here, number(float(t.tensors["conv1"][here])), number(float(t.tensors["conv1"][best])), best


def try_padding() -> None:
    """The map as large as the picture."""
    for setting, value in ((kernel.SIZE, 3), (kernel.PADDING, 1), (kernel.STRIDE, 1), (kernel.DILATION, 1)):
        put(setting, value)
    kernel.forget_numbers()
