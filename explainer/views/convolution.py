"""A kernel over the picture: the picture, the kernel and its maps, and where the visitor said it would light up."""

from __future__ import annotations

from dataclasses import dataclass, replace

from explainer.core.chain import record
from explainer.core.derived import strongest
from explainer.core.trace import Trace
from explainer.core.words import number
from explainer.data.pictures import CELLS
from explainer.models.convolution import standing_over
from explainer.views import kernel
from explainer.views.controls import Controls, Setting, put
from explainer.views.kernel import Numbers, Sliding
from explainer.views.panels import Kernel, Map
from explainer.views.prediction import Prediction, Truth
from explainer.views.scene import Cell, Scene, cell_name, parse_cell
from explainer.views.veil import veiled

SETTINGS = Controls(kernel.SETTINGS)
NEAR = 1
SIDE = CELLS
SHOW = SETTINGS.add(Setting("show", "Show", ("Kernel", "Strip")))


@dataclass(frozen=True)
class Keeps:
    """A kernel's ``size`` and the ``padding`` with which its map is as large as the picture."""

    size: int = 3

    @property
    def padding(self) -> int:
        return self.size // 2


KEEPS = Keeps()


def shown(state: Sliding, numbers: Numbers, guess: Prediction, strip: bool) -> tuple[Trace, Scene]:
    """The kernel on the picture, or the strip; all maps are veiled while the size or the strongest place of one is asked for,
    and the window then stands in the middle."""
    if strip:
        t, scene = kernel.strip(state, numbers)
    else:
        t = record([kernel.network(state, numbers)], numbers.x)
        scene = _scene(state, t)
    if guess.open:
        scene = veiled(scene, {name: "all" for name in t.cells})
    if guess.at == "place":
        scene = replace(scene, ask="input", first=cell_name("conv1", (0, state.side // 2, state.side // 2)))
    return t, scene


def _scene(state: Sliding, t: Trace) -> Scene:
    """Picture, kernel, maps."""
    many = len(state.names)
    maps = Map(
        "conv1",
        "Map" if many == 1 else "Maps",
        shared=state.shared,
        names=state.names,
        grow=1 if many < 3 else 1.4,
    )
    return Scene(
        "convolution",
        (
            (kernel.picture(state, 1.2 if state.colour else 1),),
            (Kernel("conv1.weight", "Kernel", bias="conv1.bias", names=state.channels),),
            (maps,),
        ),
        play="conv1",
        labels=kernel.LABELS,
        meanings=kernel.meanings(state),
        first=cell_name("conv1", strongest(t.tensors["conv1"])),
    )


def reckoned(state: Sliding) -> str:
    """How the side of its map is reckoned, part by part."""
    stride, padding, dilation = state.steps
    ends = f" + 2·{padding} padding" if padding else ""
    apart = f", {dilation} apart" if dilation > 1 else ""
    steps = f" / stride {stride}, rounded down," if stride > 1 else ""
    reach = dilation * (state.size - 1) + 1
    across = f"{state.cells} cells{ends} − {reach} under the kernel{apart}"
    return f"Size: {f'({across}){steps}' if steps else across} + 1 = {state.side}."


def learned(state: Sliding) -> str:
    """How many numbers its kernels have, as it is reckoned: each a weight for every cell of its window, and a bias."""
    many, channels, side = len(state.names), 3 if state.colour else 1, state.size
    each = f"{f'{channels}·' if channels > 1 else ''}{side}·{side} + 1"
    return f"Numbers to learn: {f'{many}·({each})' if many > 1 else each} = {many * (channels * side * side + 1)}"


def guessed(state: Sliding, t: Trace, name: str) -> tuple[int, ...]:
    """For a cell of the picture that was clicked, the map's cell that stands over it."""
    found = parse_cell(name)
    assert found
    at = [standing_over(k, state.side, state.size, *state.steps) for k in found[1][-2:]]
    return (strongest(t.tensors["conv1"])[0], *at)


def place_name(t: Trace, at: tuple[int, ...]) -> str:
    """Where that is, as people count."""
    which = f"map {at[0] + 1}, " if len(t.tensors["conv1"]) > 1 else ""
    return f"{which}row {at[1] + 1}, column {at[2] + 1}"


def strongest_place(state: Sliding, t: Trace, guess: tuple[int, ...] | None) -> Truth:
    """Where the strongest answer is, and why there; a ``guess`` beside it, or of one as strong, is right."""
    answers = t.tensors["conv1"]
    best = strongest(answers)
    top, here = float(answers[best]), guess if guess and t.has("conv1", guess) else None
    above, _, below = kernel.meanings(state)[best[0]]
    reason = (above if top > 0 else below) or "there what lies under the kernel is most like it, or most its opposite."
    also: tuple[str, ...] = ()
    places: dict[str, Cell] = {}
    if here:
        said, value = place_name(t, here), float(answers[here])
        near = here[0] == best[0] and max(abs(a - b) for a, b in zip(here, best, strict=True)) <= NEAR
        also = (said,) if near or number(abs(value)) == number(abs(top)) else ()
        places = {said: ("conv1", here)}
        reason = f"{reason.rstrip('.')}; where you clicked it answers {number(value)}."
    told = f"the strongest answer is {number(top)}, at {place_name(t, best)}"
    return Truth("strongest", told, reason, also, "conv1", ("conv1", best), places)


def try_padding() -> None:
    """The map as large as the picture."""
    for setting, value in (
        (kernel.SIZE, KEEPS.size), (kernel.PADDING, KEEPS.padding), (kernel.STRIDE, 1), (kernel.DILATION, 1)
    ):  # fmt: skip
        put(setting, value)
    kernel.forget_numbers()
