"""The digit network in the views it has: every layer at once, one layer large, and which pixels its answer depends on."""

from __future__ import annotations

from dataclasses import replace

import torch

from explainer.core.derived import (
    behind,
    changed,
    correlation,
    largest,
    measured,
    of_sub_totals,
    strongest,
    with_sub_totals,
)
from explainer.core.steps import Python, written_out
from explainer.core.trace import Trace
from explainer.core.words import number
from explainer.data.digits import TRAINING
from explainer.models import digits
from explainer.models.recipes import held_out
from explainer.models.store import weights as weights_of
from explainer.study import digits as study
from explainer.study.pixels import gradient, removal
from explainer.views import digit
from explainer.views.controls import Controls, OnStage, Setting, on_stage, put, short
from explainer.views.digit import Shown, traced
from explainer.views.heard import is_map
from explainer.views.panels import Bars, Draw, Map
from explainer.views.scene import Centre, Scene, cell_name, parse_cell

SETTINGS = Controls(digit.SETTINGS)
SHOW = SETTINGS.add(Setting("network-show", "Show", ("All layers", "Which pixels")))
OPENED = SETTINGS.add(OnStage("open", "Opened map", parse_cell))
TILES = {"conv1": 1, "relu1": 1, "pool1": 1, "conv2": 2, "relu2": 2, "pool2": 2}
SUB_TOTALS = {"conv1": "conv1.parts", "conv2": "conv2.parts"}
LEAST = 0.5
HINT = "Point at a map: what feeds it, and how much each cell adds; a click opens it."
CLASSES = tuple(str(d) for d in range(digits.CLASSES))
LABELS = {
    "drawing": "drawing", "input": "pixels", "conv1": "conv1", "relu1": "relu1", "pool1": "pool1", "conv2": "conv2",
    "relu2": "relu2", "pool2": "pool2", "linear1": "logit", "softmax1": "answer",
}  # fmt: skip
ANSWER = "softmax1"
WORDS = {"linear1": CLASSES, ANSWER: CLASSES}
PATCH = 5
NOTICED = 0.1


def shown(state: Shown, show: str, problems: list[str]) -> tuple[Trace, Scene]:
    """What the setting asks for, beside the untouched network where anything was touched."""
    t = traced(state)
    still = traced(state.untouched) if state.changed else None
    if show == "Which pixels":
        return _which_pixels(state, t)
    return _all_layers(state, t, still, _opened(t, problems))


def open_map(name: str) -> None:
    """A map is opened in place, or, where it is empty, closed."""
    put(OPENED, name)


def _opened(t: Trace, problems: list[str]) -> tuple[str, int] | None:
    """The map that the link opens, if there is one of that name."""
    said = on_stage(OPENED)
    found = parse_cell(said)
    if found and found[0] in TILES and is_map(t, *found):
        return found[0], found[1][0]
    if said:
        problems.append(f"There is no map {short(said)} to open here.")
        put(OPENED, "")
    return None


def weights() -> int:
    """How many numbers the network has learned."""
    return digits.count(digits.network())


def learned_from() -> int:
    """How many digits the network that ships has learned from."""
    return TRAINING


def tested_on() -> int:
    """How many digits are held out."""
    return len(held_out()[1])


def steps() -> int:
    """For how many steps the network that ships has learned."""
    return digits.SETTINGS.steps


def summed() -> int:
    """Of how many numbers each of the ten sums is made."""
    return weights_of("digits")["7.weight"].shape[1]


def edges() -> tuple[int, int]:
    """How many of the first kernels of the network that ships are mostly one slope, as detectors of edges are, of how many."""
    found = study.slopes(weights_of("digits")["0.weight"])
    return int((found > 0.5).sum()), len(found)


def most_read(maps: int) -> tuple[int, int, float]:
    """How many kernels the second layer has, how many maps each of them reads, and the mean share of its weights that lies on
    the ``maps`` that it weighs most."""
    kernels = weights_of("digits")["3.weight"]
    return kernels.shape[0], kernels.shape[1], float(study.most_read(kernels, maps).mean())


def _differing(t: Trace, still: Trace | None, name: str) -> tuple[int, ...]:
    """The cells that differ from the untouched network's, enough to be noticed."""
    return changed(t.tensors[name], still.tensors[name], NOTICED * largest(t.tensors[name])) if still else ()


def _answer(t: Trace, still: Trace | None, grow: float = 1) -> Bars:
    before = tuple(map(float, still.tensors[ANSWER])) if still else None
    return Bars(ANSWER, "Answer", names=CLASSES, before=before, grow=grow)


def _all_layers(state: Shown, t: Trace, still: Trace | None, opened: tuple[str, int] | None) -> tuple[Trace, Scene]:
    """Pad, pixels, all maps of all layers, the ten shares; what an opened map is added up from comes along."""
    differ = {n: _differing(t, still, n) for n in TILES}
    first = _best(t)
    for name, called in SUB_TOTALS.items():
        if opened and opened[0] == name:
            t = with_sub_totals(t, name, called)
        else:
            t = replace(t, cells={**t.cells, called: of_sub_totals(t, name)})

    def maps(name: str, beside: int) -> Map:
        note = f"{len(differ[name])} differ{'s' if len(differ[name]) == 1 else ''}" if still else ""
        return Map(name, name, compact=beside, least=LEAST, changed=differ[name], note=note, grow=0.5 * beside)

    drawn = Draw("drawing", "Draw a digit", grow=2.6)
    read = "Changed, as the network reads it." if state.moved else "Scaled and centred."
    pixels = Map("input", "Pixels", scale="grey", field=True, flip=True, note=read, grow=2)
    columns = (
        (drawn, pixels),
        *((maps(name, beside),) for name, beside in TILES.items()),
        (_answer(t, still, 2.4),),
    )
    scene = Scene(
        "network",
        columns,
        "conv1",
        LABELS,
        closed=True,
        first=first,
        hint=HINT,
        answers={"drawing": ANSWER, "input": ANSWER},
        wired=True,
        apart=SUB_TOTALS,
        opened=f"{opened[0]}[{opened[1]}]" if opened else None,
        words=WORDS,
        centre=_centre(state),
    )
    return t, scene


def _best(t: Trace) -> str:
    """The cell of the second layer that did most for the answer."""
    best = strongest(t.tensors[ANSWER])
    return cell_name("conv2", behind(t, "linear1", best, "conv2"))


def _centre(state: Shown) -> Centre | None:
    return None if state.moved else Centre("drawing", "input")


def _which_pixels(state: Shown, t: Trace) -> tuple[Trace, Scene]:
    """Two answers to which pixels mattered, side by side."""
    best = strongest(t.tensors[ANSWER])[0]
    x, net = torch.from_numpy(state.x.value), state.network
    for function, more in ((gradient, ()), (removal, (PATCH,))):
        name = function.__name__
        said = ", ".join(map(str, (best, *more)))
        python = Python(f'{name}({net.text}, t["input"], {said})').needing(written_out(function), net.python)
        t = measured(t, name, function(state.net, x, best, *more).numpy(), python)
    agrees = correlation(t.tensors["gradient"], t.tensors["removal"])
    agreement = f"Of 1, so far like the map beside: {number(agrees)}."
    columns = (
        (Map("input", "Pixels", scale="grey"),),
        (Map("gradient", "If brighter", note=f"What the logit of {best} gains as each pixel gets brighter."),),
        (Map("removal", "If black", note=f"What it loses without the {PATCH} × {PATCH} around. {agreement}"),),
        (_answer(t, None),),
    )
    readings = {
        "gradient": f"the logit of {best} gains {{value}} for each 1.00 that this pixel gets brighter.",
        "removal": f"without the {PATCH} × {PATCH} pixels around here the logit of {best} loses {{value}}.",
    }
    first = cell_name("removal", strongest(t.tensors["removal"]))
    return t, Scene("pixels-that-matter", columns, "removal", LABELS, readings=readings, first=first, words=WORDS)
