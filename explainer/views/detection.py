"""Several digits on a sheet, and the boxes that a network draws around them: settings, what is shown, and the stage's scenes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.steps import Step, do, embedded, written_out
from explainer.core.trace import Trace
from explainer.data import sheets
from explainer.data.sheets import EXAMPLES, HEIGHT, WIDTH
from explainer.models import box_maps, detection
from explainer.models.box_maps import DISTANCES, EDGES, PIXELS, SCORES, SUREST, WHAT
from explainer.models.detection import CLASSES, NAME, SCALE, STRIDE
from explainer.models.store import figures, shipped
from explainer.study import boxes
from explainer.study.boxes import Found
from explainer.study.detection import ALLOWED, LEAST, BoxRecipe
from explainer.study.pieces import Pieces, Rule, pieces
from explainer.views import component, runs, thumbnails
from explainer.views.controls import Controls, Setting, now, pick, put, slide, switch
from explainer.views.figures import percent
from explainer.views.heard import Edit
from explainer.views.panels import Bars, Given, Map, Scores, Sheet
from explainer.views.runs import Run
from explainer.views.scene import Finding, Scene, cell_name

DRAWN = "Yours"
_KEPT, _WRONG = "own-sheet", "own-sheet-wrong"


class _Strewn(Setting[str]):
    """The visitor's own is a choice while the session has it."""

    def from_link(self, raw: str) -> str:
        if raw == DRAWN and _KEPT not in st.session_state:
            raise ValueError("This link was made with a sheet that somebody drew on, which it cannot carry")
        return super().from_link(raw)


SETTINGS = Controls(component.SETTINGS)
STREWN = SETTINGS.add(_Strewn("strewn", "Sheet", (*map(str, range(1, EXAMPLES + 1)), DRAWN), "4"))
BOXES, ANSWERS = "Boxes", "Four answers"
SHOW = SETTINGS.add(Setting("detection-show", "Show", (BOXES, ANSWERS)))
FROM = SETTINGS.add(Setting("box-from", "Show from, %", tuple(range(5, 100, 5)), round(100 * LEAST), ranged=True))
DOUBLE = SETTINGS.add(
    Setting("double-from", "A double from, %", tuple(range(10, 95, 5)), round(100 * ALLOWED), ranged=True)
)
REMOVED, KEPT = "removed", "shown"
DOUBLES = SETTINGS.add(Setting("doubles", "Doubles", (REMOVED, KEPT)))
BESIDE, HIDDEN = "beside it", "hidden"
RIVAL = SETTINGS.add(Setting("pieces", "Connected pieces", (BESIDE, HIDDEN)))
NEWEST, READY = "Newest", "The one that came ready"
NET = SETTINGS.add(Setting("detector", "On the stage", (NEWEST, READY)))
RUN = "detection-run"
NAMES = tuple(map(str, range(CLASSES)))
SIDES = ("← left", "↑ top", "→ right", "↓ bottom")
CALLED = {
    "edge": ("left edge", "upper edge", "right edge", "lower edge"),
    "distance": ("distance to the left", "distance up", "distance to the right", "distance down"),
    "digit": tuple(f"“{name}”" for name in NAMES),
}
LABELS = {
    "input": "sheet", **{f"relu{k}": f"maps {k}" for k in range(1, 6)}, SCORES: "score", SUREST: "surest", DISTANCES: "distance",
    EDGES: "edge", WHAT: "digit", PIXELS: "pixel", "owners": "whose ink",
}  # fmt: skip
HINT = "Draw anywhere. Point at a box to see the one cell that said it; a press on its tag pins it."


@dataclass(frozen=True)
class Shown:
    """``ink`` (1, 80, 112), the ``net`` that reads it, its trace ``t``, what is ``found`` there by the settings, and the
    connected ``pieces``."""

    ink: Step[np.ndarray]
    net: Step[nn.Sequential]
    t: Trace
    found: Found
    pieces: Pieces


def choose() -> None:
    """The row of settings."""
    own = {EXAMPLES: _thumbnail(_own())} if _KEPT in st.session_state else {}
    options = STREWN.options if own else STREWN.options[:-1]
    with thumbnails.tray(f"Sheet: {now(STREWN)}", STREWN.key), thumbnails.shown(STREWN.key, "sheets", own):
        pick(STREWN, _forget, options=options)
    switch(SHOW, quiet=True)
    still = now(SHOW) != BOXES
    slide(FROM, width=140)
    slide(DOUBLE, width=140)
    switch(DOUBLES, idle=still)
    switch(RIVAL, idle=still)


def _thumbnail(ink: np.ndarray) -> np.ndarray:
    return thumbnails.of_sheet(ink)


def _own() -> np.ndarray:
    return st.session_state.get(_KEPT, np.zeros((1, HEIGHT, WIDTH), dtype=np.float32))


def _forget() -> None:
    st.session_state.pop(_WRONG, None)


def kept(made: Edit) -> None:
    """A stroke ended: the sheet is the visitor's own from now on."""
    _forget()
    if "input" not in made.values:
        return
    try:
        st.session_state[_KEPT] = sheets.drawn(made.values["input"])
    except ValueError as error:
        st.session_state[_WRONG] = str(error)
        return
    put(STREWN, DRAWN)


def wrong() -> list[str]:
    """What could not be taken of a drawing."""
    return [st.session_state[_WRONG]] if _WRONG in st.session_state else []


def shown() -> Shown:
    """The sheet as the network on show reads it."""
    name = now(STREWN)
    ink = (embedded(_own()) if name == DRAWN else do(sheets.example, int(name) - 1)).named("sheet")
    net = network()
    t = box_maps.traced(net, ink)
    scores, edges = (torch.from_numpy(t.tensors[name]) for name in (SCORES, EDGES))
    found = boxes.found(scores, edges, now(FROM) / 100, now(DOUBLE) / 100)
    return Shown(ink, net, t, found, pieces(ink.value, rule()))


def alike(state: Shown) -> int:
    """How many of the network's boxes one of the pieces shares half with."""
    own, rival = state.found.boxes[state.found.kept], torch.from_numpy(state.pieces.boxes)
    if not len(own) or not len(rival):
        return 0
    return int((boxes.overlaps(own, rival).amax(1) >= boxes.RIGHT_FROM).sum())


def rule() -> Rule:
    """By which connected pieces are found and read."""
    return Rule(**figures(NAME)["pieces"]["rule"])


def trained_here() -> Run | None:
    """The run of this session, if one was begun."""
    run = runs.now(RUN)
    return run if run and not run.untouched else None


def network() -> Step[nn.Sequential]:
    """The network on show: the one trained here last, where there is one and it is wanted, else the one that ships."""
    run = trained_here()
    if run and now(NET) == NEWEST and isinstance(run.recipe, BoxRecipe):
        last = run.history[-2] if run.last.failed else run.last
        net, weights = run.recipe.net(last), runs.weights_at(run.recipe, last)
    else:
        net, weights = detection.trained(), shipped(NAME, "boxes")
    return Step(net, built("net", net, weights).python)


def scene(state: Shown, asks: bool) -> tuple[Trace, Scene]:
    """What the setting asks for; while the page ``asks``, without the rival."""
    return _answers(state) if now(SHOW) == ANSWERS else (state.t, _boxes(state, asks))


def _finding() -> Finding:
    return Finding(SCORES, EDGES, now(FROM) / 100, now(DOUBLE) / 100, now(DOUBLES) == KEPT)


def _first(found: Found) -> str | None:
    """The left edge of the surest box."""
    return cell_name(EDGES, (0, int(found.row[0]), int(found.column[0]))) if len(found.what) else None


def _boxes(state: Shown, asks: bool) -> Scene:
    """The sheet, the map of the surest score, the ten scores at a cell, the four distances."""
    rivals = () if asks or now(RIVAL) == HIDDEN else _rivals(state.pieces)
    note = "dashed: its rival" if rivals else f"{HEIGHT} × {WIDTH}"
    columns = (
        (Sheet("input", "Your sheet", note=note, finds=True, given=rivals, stride=STRIDE, grow=1.3),),
        (
            Map(SUREST, "Class map", scale="probability", beside=True, plain=True),
            Scores(SCORES, "At this cell", names=NAMES),
        ),
        (Map(DISTANCES, "Distances", names=SIDES, beside=True, grow=1.3),),
    )
    return Scene(
        "detection",
        columns,
        EDGES,
        LABELS,
        first=_first(state.found),
        hint=HINT,
        finding=_finding(),
        called=CALLED,
        closed=True,
        below=True,
    )


def _rivals(found: Pieces) -> tuple[Given, ...]:
    return tuple(
        Given(_edges(box), str(what), dashed=True) for box, what in zip(found.boxes, found.what.tolist(), strict=True)
    )


def _edges(box: Sequence[float] | np.ndarray) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(float(edge), 3) for edge in box)
    return left, top, right, bottom


def _one_box(head: str, ink: np.ndarray) -> tuple[float, float, float, float]:
    with torch.no_grad():
        return _edges(SCALE * detection.trained_one_box(head)(torch.from_numpy(ink)[None])[0].numpy())


def _answers(state: Shown) -> tuple[Trace, Scene]:
    """What is there, one box, all boxes, whose ink each pixel is."""
    net = detection.trained_segments()
    written = Step(net, built("other", net, shipped(NAME, "segments")).python)
    t = box_maps.with_pixels(box_maps.with_classes(state.t), written, state.ink)
    one = (
        Given(_one_box("flatten", state.ink.value), "flatten"),
        Given(_one_box("pooled", state.ink.value), "global pooling", dashed=True),
    )
    columns = (
        (Bars(WHAT, "Classification", note="What is there?", names=NAMES, grow=0.75),),
        (Sheet("input", "Localization", note="Where is it? One box, by two heads.", given=one, still=True),),
        (
            Sheet(
                "input", "Detection", note="What is where? Any number of boxes.", finds=True, still=True, stride=STRIDE
            ),
        ),
        (Map(PIXELS, "Segmentation", note="Whose ink is it?", scale="grey", names=NAMES, plain=True, grow=1.35),),
    )
    best = int(t.tensors[WHAT].argmax())
    scene = Scene(
        "four-answers",
        columns,
        EDGES,
        LABELS,
        first=cell_name(WHAT, (best,)),
        finding=_finding(),
        called=CALLED,
        words={WHAT: NAMES},
        closed=True,
        below=True,
    )
    return t, scene


def removal() -> str:
    """The torch that drops doubles, by the settings on screen."""
    functions = "\n\n\n".join(written_out(function).before[0] for function in (boxes.overlaps, boxes.doubles))
    done = f"# boxes (N, 4): left, top, right, bottom, the surest first\nkept = boxes[doubles(boxes, {now(DOUBLE) / 100}) < 0]"
    return f"import torch\n\n\n{functions}\n\n\n{done}\n"


def told(found: Found) -> tuple[tuple[str, ...], ...]:
    """A row for each box: what it is said to be, how surely, where, and what becomes of it."""
    rows = []
    same = boxes.overlaps(found.boxes, found.boxes)
    for k, (what, share, by) in enumerate(
        zip(found.what.tolist(), found.share.tolist(), found.dropped_by.tolist(), strict=True)
    ):
        edges = tuple(f"{edge:.1f}" for edge in found.boxes[k].tolist())
        verdict = "kept" if by < 0 else f"double of box {by + 1}: {percent(float(same[k, by]))} shared"
        rows.append((str(k + 1), str(what), percent(share), *edges, verdict))
    return tuple(rows)
