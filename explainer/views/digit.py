"""The digit on show and what is done to it and to the network: settings, record, steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Step, asked, do, plain
from explainer.core.trace import Trace
from explainer.data import changes
from explainer.data.digits import SIDE, example
from explainer.data.pictures import PAD, ink_of, of_digit, of_drawing
from explainer.models import digits, kernels, store
from explainer.models.centring import Centring, as_it_is, centring
from explainer.study.moved import SHIFTS
from explainer.views import component, thumbnails
from explainer.views import picture as pictures
from explainer.views.controls import (
    Controls,
    OnStage,
    Setting,
    Several,
    chosen,
    meant,
    now,
    number,
    on_stage,
    pick,
    put,
    quoted,
    several,
    written,
)
from explainer.views.picture import bring, drawing, keep_drawing, picture_as, picture_now
from explainer.views.terms import term
from explainer.views.thumbnails import of_picture

DRAWN, PICTURE = "Drawn", "The picture"
SETTINGS = Controls(component.SETTINGS, pictures.SETTINGS)
DIGIT = SETTINGS.add(Setting("digit", "Digit", (*map(str, range(10)), DRAWN, PICTURE), "3"))
EXAMPLE = SETTINGS.add(Setting("example", "Which of them", tuple(range(1, thumbnails.EXAMPLES + 1)), ranged=True))
RIGHT = SETTINGS.add(Setting("right", "Move right", SHIFTS, 0, ranged=True))
DOWN = SETTINGS.add(Setting("down", "Move down", SHIFTS, 0, ranged=True))
TURN = SETTINGS.add(Setting("turn", "Turn, degrees", tuple(range(-90, 91, 5)), 0, ranged=True))
NOISE = SETTINGS.add(Setting("noise", "Noise, %", tuple(range(0, 101, 5)), 0, ranged=True))
FIRST = SETTINGS.add(Several("silent1", "Silence kernels of conv1", tuple(range(1, digits.KERNELS[0] + 1))))
SECOND = SETTINGS.add(Several("silent2", "Silence kernels of conv2", tuple(range(1, digits.KERNELS[1] + 1))))
CHANGES = (RIGHT, DOWN, TURN, NOISE)


_PIXEL = re.compile(r"([0-9]{1,3})\.([0-9]{1,3})")


def _pixels(said: str, side: int) -> tuple[list[tuple[int, int]], list[str]]:
    """``12.5 13.6`` -> rows and columns from zero, and a line for each that is none."""
    found, wrong = [], []
    for one in said.split():
        place = _PIXEL.fullmatch(one)
        row, column = (int(k) for k in place.groups()) if place else (0, 0)
        if 1 <= row <= side and 1 <= column <= side:
            found.append((row - 1, column - 1))
        else:
            wrong.append(f"There is no pixel {quoted(one)}.")
    return found, wrong


Numbers = tuple[np.ndarray, np.ndarray]
Move = tuple[int, int]


@dataclass(frozen=True)
class Layer:
    """A convolution that can be edited: its name on the stage, its place in the network, its settings."""

    name: str
    place: str
    silent: Several[int]
    edited: OnStage[tuple[np.ndarray, np.ndarray]]


def _layer(name: str, place: str, silent: Several[int], key: str) -> Layer:
    def read(said: str, *usual: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        try:
            return kernels.read(said, *usual)
        except ValueError as error:
            raise ValueError(f"The edited numbers of {name} do not fit it: {error}; showing it as it is.") from None

    edited = SETTINGS.add(OnStage(key, f"Edited numbers of {name}", read, longest=40_000))
    return Layer(name, place, silent, edited)


LAYERS = (_layer("conv1", "0", FIRST, "kernel1"), _layer("conv2", "3", SECOND, "kernel2"))
FLIPS = SETTINGS.add(OnStage("flips", "Flipped pixels", _pixels, longest=40_000))
TEXTS: tuple[OnStage[object], ...] = (FLIPS, *(layer.edited for layer in LAYERS))


@dataclass(frozen=True)
class Shown:
    """``ink`` (1, 52, 52) and its centring, ``place``; ``x`` (1, 26, 26) is what the network reads, with what was done to it;
    ``net`` the network with what was done to it; ``before`` and ``plain`` are both as they were, ``unedited`` what can be
    edited on the stage, by its name there, as it was before that."""

    ink: Step[np.ndarray]
    place: Step[Centring]
    x: Step[np.ndarray]
    before: Step[np.ndarray]
    net: nn.Sequential
    plain: nn.Sequential
    unedited: Mapping[str, np.ndarray]

    @property
    def moved(self) -> bool:
        """Whether the digit is no longer the centred drawing."""
        return not np.array_equal(self.x.value, self.before.value)

    @property
    def untouched(self) -> Shown:
        """With nothing done to digit and network."""
        return replace(self, x=self.before, net=self.plain)

    @property
    def changed(self) -> bool:
        """Whether anything was done to digit or network."""
        return self.moved or self.net is not self.plain

    @property
    def network(self) -> Step[nn.Module]:
        """The network, written with what differs from the one that ships."""
        return built("net", self.net, store.shipped("digits"))


def traced(state: Shown) -> Trace:
    """From the drawing to the answer; where the digit was changed on the way, the network begins at what it reads."""
    whole = (state.network, plain(nn.Softmax(-1)))
    if state.moved:
        drawn = record([], state.ink).renamed({"input": "drawing"})
        return drawn.joined(record(whole, state.x))
    place: Step[nn.Module] = Step(state.place.value, state.place.python)
    t = record([place, *whole], state.ink)
    return t.renamed({"input": "drawing", "centred1": "input"})


def _brought() -> None:
    put(DIGIT, PICTURE)


def choose_digit() -> str:
    """A tray with examples of every digit, the pad's and the visitor's own picture."""
    ink = drawing().value
    own = {10: of_picture(of_drawing(ink)) if ink.any() else None, 11: of_picture(picture_now())}
    with thumbnails.tray(f"Digit: {now(DIGIT)}", DIGIT.key):
        with thumbnails.shown(DIGIT.key, "digits", own):
            name = pick(DIGIT)
        bring(_brought)
        if name not in (DRAWN, PICTURE):
            with thumbnails.shown(EXAMPLE.key, f"digit-{name}"):
                pick(EXAMPLE)
            st.caption(
                f"{term('held out', 'Held-out')} digits of MNIST: the network has not learned from them. Or draw on the pad."
            )
    return name


def what_if() -> None:
    """A popover with everything that can be done to digit and network."""
    done = sum(now(change) != change.start for change in CHANGES) + sum(bool(chosen(layer.silent)) for layer in LAYERS)
    done += sum(bool(written(setting)) for setting in TEXTS)
    with st.popover(f"What if: {done}" if done else "What if"):
        st.button("Undo all of it", on_click=undo_all, disabled=not done)
        for setting in CHANGES:
            number(setting)
        for layer in LAYERS:
            several(layer.silent)
    for done_on_stage in TEXTS:
        on_stage(done_on_stage)


def done_to_network() -> tuple[object, ...]:
    """What was done to the network, by the settings that say so."""
    return tuple((tuple(chosen(layer.silent)), written(layer.edited)) for layer in LAYERS)


def undo_all() -> None:
    """Digit and network as they were."""
    for change in CHANGES:
        put(change, change.start)
    for layer in LAYERS:
        put(layer.silent, [])
    for said in TEXTS:
        put(said, "")


def _read(name: str) -> tuple[Step[np.ndarray], Step[Centring], Step[np.ndarray]]:
    """The ink of a digit, its centring, and what a network reads of it."""
    if name == DRAWN:
        ink = drawing()
    elif name == PICTURE:
        ink = picture_as(ink_of).named("ink")
    else:
        ink = do(of_digit, do(example, int(name), now(EXAMPLE) - 1)).named("ink")
    place = (do(centring, ink) if name in (DRAWN, PICTURE) else do(as_it_is, PAD)).named("place")
    return ink, place, asked(place, place.value.of, ink).named("x")


def pixels(name: str) -> Step[np.ndarray]:
    """A digit (1, 26, 26) as a network reads it, with nothing done to it."""
    return _read(name)[-1]


def shown(name: str, problems: list[str]) -> Shown:
    """The digit and the network as the settings have them; what does not fit is left out and said."""
    ink, place, x = _read(name)
    net = digits.trained()
    moved = _moved(_turned(x), move())
    edited = [(layer, _asked_for(layer, _of_layer(net, layer), problems)) for layer in LAYERS]
    unedited = {"input": moved.value} | _named((layer, _of_layer(net, layer)) for layer in LAYERS)
    return Shown(ink, place, _flipped(moved, problems), x, _edited(net, edited), net, unedited)


def move() -> Move:
    """By how many cells the digit is moved down and to the right."""
    return now(DOWN), now(RIGHT)


def at_moves(state: Shown, moves: Sequence[Move]) -> np.ndarray:
    """What the network reads (N, 1, 26, 26) were the digit moved so, with all else that is done to it."""
    turned = _turned(state.before)
    return np.stack([_flipped(_moved(turned, by), []).value for by in moves])


def _turned(x: Step[np.ndarray]) -> Step[np.ndarray]:
    return do(changes.turned, x, now(TURN)).named("x") if now(TURN) else x


def _moved(x: Step[np.ndarray], by: Move) -> Step[np.ndarray]:
    if any(by):
        x = do(changes.moved, x, *by).named("x")
    if now(NOISE):
        x = do(changes.noisy, x, now(NOISE) / 100).named("x")
    return x


def _flipped(x: Step[np.ndarray], problems: list[str]) -> Step[np.ndarray]:
    flips, wrong = FLIPS.read(written(FLIPS), SIDE)
    problems += wrong
    return do(changes.flipped, x, flips).named("x") if flips else x


def _edited(net: nn.Sequential, asked: Sequence[tuple[Layer, Numbers]]) -> nn.Sequential:
    weights: dict[str, np.ndarray] = {}
    for layer, numbers in asked:
        weight, bias = _silenced(layer, numbers)
        if not all(map(np.array_equal, (weight, bias), _of_layer(net, layer))):
            weights |= {f"{layer.place}.weight": weight, f"{layer.place}.bias": bias}
    return digits.with_weights(net, weights) if weights else net


def _named(asked: Iterable[tuple[Layer, Numbers]]) -> dict[str, np.ndarray]:
    """The numbers of layers as they are called on the stage, where what is silenced is silent."""
    return {
        f"{layer.name}.{name}": values
        for layer, numbers in asked
        for name, values in zip(("weight", "bias"), _silenced(layer, numbers), strict=True)
    }


def _silenced(layer: Layer, numbers: Numbers) -> Numbers:
    weight, bias = (values.copy() for values in numbers)
    for k in chosen(layer.silent):
        weight[k - 1], bias[k - 1] = 0, 0
    return weight, bias


def _asked_for(layer: Layer, usual: Numbers, problems: list[str]) -> Numbers:
    """The layer's numbers with what was edited, silent kernels as loud as the others."""
    return meant(layer.edited, written(layer.edited), problems, *usual) or kernels.read("", *usual)


def _of_layer(net: nn.Sequential, layer: Layer) -> Numbers:
    state = net.state_dict()
    return state[f"{layer.place}.weight"].numpy().copy(), state[f"{layer.place}.bias"].numpy().copy()


def kept(values: Mapping[str, list[float]], state: Shown) -> None:
    """What was let go of on the stage, into the link: a stroke, flipped pixels, or a kernel's numbers."""
    if "drawing" in values:
        keep_drawing(values["drawing"])
        put(DIGIT, DRAWN)
        put(FLIPS, "")
    if "input" in values:
        flips = written(FLIPS).split()
        x = state.x.value
        for place in np.flatnonzero(np.array(values["input"], dtype=np.float32) != x.ravel()):
            row, column = divmod(int(place), x.shape[-1])
            pixel = f"{row + 1}.{column + 1}"
            flips = [f for f in flips if f != pixel] if pixel in flips else [*flips, pixel]
        put(FLIPS, " ".join(flips))
    for layer in LAYERS:
        if f"{layer.name}.weight" in values:
            _keep_kernels(layer, values, _of_layer(state.plain, layer))


def _keep_kernels(layer: Layer, values: Mapping[str, list[float]], usual: Numbers) -> None:
    """A silent kernel came as zeros: what is kept of it is what had been edited before it was silenced."""
    weight = np.array(values[f"{layer.name}.weight"], dtype=np.float32).reshape(usual[0].shape)
    bias = np.array(values[f"{layer.name}.bias"], dtype=np.float32)
    before = _asked_for(layer, usual, [])
    for silent in chosen(layer.silent):
        weight[silent - 1], bias[silent - 1] = before[0][silent - 1], before[1][silent - 1]
    put(layer.edited, kernels.written(weight, bias, *usual))
