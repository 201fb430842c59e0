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
from explainer.models import digits
from explainer.study.pixels import gradient, removal
from explainer.views import digit
from explainer.views.controls import Controls, OnStage, Setting, on_stage, put, short
from explainer.views.digit import Shown, traced
from explainer.views.heard import is_map
from explainer.views.panels import Bars, Draw, Map
from explainer.views.prediction import Truth
from explainer.views.scene import Centre, Scene, cell_name, parse_cell
from explainer.views.veil import veiled

SETTINGS = Controls(digit.SETTINGS)
SHOW = SETTINGS.add(Setting("network-show", "Show", ("All layers", "Which pixels")))
OPENED = SETTINGS.add(OnStage("open", "Opened map", parse_cell))
TILES = {"conv1": 1, "relu1": 1, "pool1": 1, "conv2": 2, "relu2": 2, "pool2": 2}
SUB_TOTALS = {"conv1": "conv1.parts", "conv2": "conv2.parts"}
LEAST = 0.5
HINT = "Point at a map to see what feeds it; a click opens it."
CLASSES = tuple(str(d) for d in range(digits.CLASSES))
LABELS = {
    "drawing": "drawing", "input": "pixels", "conv1": "conv1", "relu1": "relu1", "pool1": "pool1", "conv2": "conv2",
    "relu2": "relu2", "pool2": "pool2", "linear1": "logit", "softmax1": "answer",
}  # fmt: skip
ANSWER = "softmax1"
TELLING = ("linear1", ANSWER, "gradient", "removal")
WORDS = {"linear1": CLASSES, ANSWER: CLASSES}
PATCH = 5
FAR = 4
SURELY = 0.05
HOLDS = YES, LESS, NO = ("Yes", "Less surely", "No")
NOTICED = 0.1


def shown(state: Shown, show: str, problems: list[str], asks: bool) -> tuple[Trace, Scene]:
    """What the setting asks for, beside the untouched network where anything was touched. While the page ``asks`` what is
    answered to a digit moved ``FAR``, that stays away where the digit is moved so."""
    t = traced(state)
    still = traced(state.untouched) if state.changed else None
    if show == "Which pixels":
        t, scene = _which_pixels(state, t)
    else:
        t, scene = _all_layers(state, t, still, _opened(t, problems))
    return t, veiled(scene, {name: "all" for name in TELLING}) if asks and digit.moved_right() == FAR else scene


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


def when_moved(state: Shown) -> tuple[int, float, int, float]:
    """What the untouched network says and how surely, and what it says when the digit is moved ``FAR`` to the right."""
    still, moved = digit.answers(state, FAR)
    best, now_best = int(still.argmax()), int(moved.argmax())
    return best, float(still[best]), now_best, float(moved[now_best])


def truth(best: int, share: float, now_best: int, now_share: float) -> Truth:
    """Whether the answer holds. That it holds is true however surely; that it is less sure is, by however little."""
    moved = f"moved, {now_best} has {now_share:.1%} where {best} had {share:.1%} (What if: Move right)."
    shown = digit.moved_right() == FAR
    if now_best != best:
        return Truth(NO, f"it is {now_best} to it", moved, on=ANSWER, plays=shown)
    less, told = now_share < share, f"it is still {best}"
    if now_share > share - SURELY:
        return Truth(YES, told, moved, (LESS,) if less else (), ANSWER, plays=shown)
    return Truth(LESS, f"{told}, less surely", moved, (YES,), ANSWER, plays=shown)


def weights() -> int:
    """How many numbers the network has learned."""
    return digits.count(digits.network())


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
    agreement = f"Correlation with the gradient: {number(agrees)}."
    columns = (
        (Map("input", "Pixels", scale="grey"),),
        (Map("gradient", "Gradient", note=f"What brightening each pixel does to the logit of {best}."),),
        (Map("removal", "Removal", note=f"What it loses without the {PATCH} × {PATCH} around. {agreement}"),),
        (_answer(t, None),),
    )
    readings = {
        "gradient": f"the logit of {best} gains {{value}} for each 1.00 that this pixel gets brighter.",
        "removal": f"without the {PATCH} × {PATCH} pixels around here the logit of {best} loses {{value}}.",
    }
    first = cell_name("removal", strongest(t.tensors["removal"]))
    return t, Scene("pixels-that-matter", columns, "removal", LABELS, readings=readings, first=first, words=WORDS)
