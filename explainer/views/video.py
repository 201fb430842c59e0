"""A clip of a digit, prepared or carried by hand, and four networks that read it: settings, frames, traces."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import ShapeError, record
from explainer.core.program import Line
from explainer.core.steps import Step, child, do, inline, plain
from explainer.core.trace import Trace
from explainer.data.motions import FRAMES, MOTIONS, SIDE, backwards, chosen, clip, on_sheet
from explainer.models.frame_layers import COLUMNS, ROWS, Carried, EachFrame, Final, Path
from explainer.models.motions import BY_KEY, KINDS, WatcherRecipe, last, trained
from explainer.models.store import shipped
from explainer.views import component, digit, picture, runs
from explainer.views.controls import Controls, OnStage, Setting, now, number, on_stage, pick, put, quoted, switch
from explainer.views.heard import Edit
from explainer.views.runs import Run

RUN = "video-run"
YOURS = "Yours"
SAID = {motion.capitalize(): motion for motion in MOTIONS}
SYMBOLS = ("←", "→", "↑", "↓", "⊕", "⊖", "↺", "↻")
LONGEST_PATH = 16
_PLACE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})")


def _path(said: str) -> Path:
    """``18.4 18.6``: the row and the column of the digit's middle in each frame -> by how much it is moved."""
    places = [_PLACE.fullmatch(one) for one in said.split()]
    found = [tuple(int(k) for k in place.groups()) for place in places if place]
    if len(found) < len(places) or not 2 <= len(found) <= LONGEST_PATH or any(k > SIDE for one in found for k in one):
        raise ValueError(f"The path {quoted(said)} is none; showing a prepared motion")
    return [(row - SIDE // 2, column - SIDE // 2) for row, column in found]


SETTINGS = Controls([digit.DIGIT, digit.EXAMPLE], component.SETTINGS, picture.SETTINGS)
MOTION = SETTINGS.add(Setting("motion", "Motion", (*SAID, YOURS), "Right"))
PLAYED = SETTINGS.add(Setting("played", "Played", ("Forwards", "Backwards")))
LENGTH = SETTINGS.add(Setting("frames", "Frames", (4, FRAMES, 12, 16), FRAMES))
READER = SETTINGS.add(Setting("watcher", "Reader", tuple(kind.name for kind in reversed(KINDS))))
SEED = SETTINGS.add(Setting("watcher-seed", "Seed", tuple(range(1, 100)), ranged=True))
PATH = SETTINGS.add(OnStage("path", "Path", _path, longest=200))
KEYS = {kind.name: kind.key for kind in KINDS}


@dataclass(frozen=True)
class Shown:
    """A ``digit`` (1, 26, 26) as a ``sheet`` (1, 36, 36); its ``frames`` as they are played, unless it is carried along a ``path``;
    the ``run`` whose network stands in for one that ships, if there is one."""

    sheet: Step[np.ndarray]
    frames: Step[np.ndarray] | None
    path: Path | None
    length: int
    run: Run | None

    @cached_property
    def trained_here(self) -> str:
        """The key of the network that was trained here, if one is ready."""
        return self.run.recipe.key if self.run and self.run.over and isinstance(self.run.recipe, WatcherRecipe) else ""

    def network(self, key: str) -> Step[nn.Module]:
        """The network of that kind: the one trained here, or the one that ships."""
        if self.run and key == self.trained_here and isinstance(self.run.recipe, WatcherRecipe):
            recipe, end = self.run.recipe, self.run.last
            return built(key, recipe.net(end), runs.weights_at(recipe, end))
        return built(key, trained(key), shipped("video", key))


def choose_motion() -> None:
    """A popover with the motions and how many frames they have."""
    with st.popover(f"Motion: {now(MOTION)}", key=f"open-{MOTION.key}"):
        pick(MOTION)
        pick(LENGTH)
        st.caption("The handwriting is real, the motion computed. *Yours* is what you did on the pad last.")


def choose_played(idle: bool) -> bool:
    """Whether the clip is played backwards; ``idle`` while the page asks what that does."""
    return switch(PLAYED, quiet=True, idle=idle) == PLAYED.options[1]


def shown(name: str, problems: list[str]) -> Shown:
    """The digit and its clip as the settings have them."""
    x = digit.pixels(name)
    sheet = do(on_sheet, x).named("sheet")
    length, back = now(LENGTH), now(PLAYED) == PLAYED.options[1]
    run = runs.now(RUN)
    path = _carried(problems) if now(MOTION) == YOURS else None
    if path:
        along = [path[k] for k in chosen(len(path), length)] if len(path) != length else list(path)
        return Shown(sheet, None, along[::-1] if back else along, length, run)
    motion = SAID.get(now(MOTION), SAID[MOTION.start])
    frames = do(clip, x, motion, length)
    return Shown(sheet, do(backwards, frames).named("frames") if back else frames.named("frames"), None, length, run)


def _carried(problems: list[str]) -> Path | None:
    said = on_stage(PATH)
    try:
        return PATH.read(said)
    except ValueError as error:
        problems.append(f"{error}." if said else "Carry the digit on the pad first; showing a prepared motion.")
        return None


def carried(made: Edit) -> None:
    """The digit was carried: its path goes into the link."""
    names = [f"input.{own}" for own in (ROWS, COLUMNS)]
    if not all(name in made.values for name in names):
        return
    within = [[round(min(SIDE, max(0, 1.5 * SIDE - k))) for k in made.values[name]] for name in names]
    put(PATH, " ".join(f"{row}.{column}" for row, column in zip(*within, strict=True)))
    put(MOTION, YOURS)
    put(PLAYED, PLAYED.start)


def traced(state: Shown, keys: tuple[str, ...] = tuple(BY_KEY)) -> Trace:
    """The clip read by these networks, each network's tensors under its key; one that cannot read so many frames is left out."""
    whole: Trace | None = None
    for key in keys:
        one = _read(state, key)
        whole = whole.joined(one) if whole and one else whole or one
    assert whole
    if state.path is None:
        held = {"digit": f't["digit"] = torch.from_numpy({state.sheet.text})'}
        python = state.sheet.python
        whole = whole.with_tensor(
            "digit", state.sheet.value, Line(held["digit"], ("digit",), python.before, python.imports)
        )
        for own in (ROWS, COLUMNS):
            still = np.full(state.length, SIDE, dtype=np.float32)
            name = f"input.{own}"
            whole = whole.with_weight(
                name, still, Line(f't["{name}"] = torch.full(({state.length},), {SIDE}.0)', (name,))
            )
    return whole


def _read(state: Shown, key: str) -> Trace | None:
    net = state.network(key)
    layers = [_opened(child(net, k), BY_KEY[key].each) for k, _ in enumerate(net.value.children())]
    ends = [plain(nn.Softmax(-1)), *([inline(Final())] if BY_KEY[key].each else [])]
    names = _names(key)
    try:
        if state.path is None and state.frames:
            return record([*layers, *ends], state.frames).renamed(names)
        carrying: Step[nn.Module] = inline(Carried(state.path or ()))
        t = record([carrying, *layers, *ends], state.sheet)
        return t.renamed({"input": "digit", "carried1": "input"} | names)
    except ShapeError:
        return None


def _opened(layer: Step[nn.Module], each: bool) -> Step[nn.Module]:
    """A convolution as one over each frame, where it is one."""
    if each and isinstance(layer.value, nn.Conv2d):
        return Step(EachFrame(layer.value), layer.python)
    return layer


def _names(key: str) -> dict[str, str]:
    """What a network's layers are called beside those of others."""
    own = (
        "conv1",
        "relu1",
        "conv2",
        "relu2",
        "flatten1",
        "linear1",
        "relu3",
        "mean1",
        "linear2",
        "relu4",
        "linear3",
        "frame1",
    )
    ends = {"softmax1": "each", "final1": "answer"} if BY_KEY[key].each else {"softmax1": "answer"}
    return (
        {name: f"{key}.{name}" for name in own}
        | {"gru1": f"{key}.loop"}
        | {n: f"{key}.{end}" for n, end in ends.items()}
    )


def refused(state: Shown, key: str) -> str:
    """What torch says to a network that cannot read so many frames."""
    try:
        with torch.no_grad():
            state.network(key).value(torch.zeros(1, state.length, SIDE, SIDE))
    except RuntimeError as error:
        return str(error).splitlines()[0]
    return ""


def answers(state: Shown) -> dict[str, int]:
    """What each network that can answers to the same clip played the other way round, by its place in ``MOTIONS``."""
    found = {}
    frames = _frames(state)[::-1].copy()
    for key in BY_KEY:
        try:
            with torch.no_grad():
                found[key] = int(last(state.network(key).value(torch.from_numpy(frames)[None])).argmax())
        except RuntimeError:
            continue
    return found


def _frames(state: Shown) -> np.ndarray:
    """(T, 36, 36) as they are played."""
    if state.frames:
        return state.frames.value
    with torch.no_grad():
        return Carried(state.path or ())(torch.from_numpy(state.sheet.value)[None])[0].numpy()


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)
