"""The digit on show and what is done to it and to the network: settings, record, numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.data import changes
from explainer.data.digits import SIDE, example
from explainer.data.pictures import PAD, ink_of, of_digit
from explainer.nets import digits, kernels
from explainer.nets.centring import Centring, as_it_is, centring
from explainer.views.controls import Setting, now, number, pick, several, text, written
from explainer.views.own_picture import OWN, bring, drawing, keep_drawing, picture_name, picture_now

DRAWN, PICTURE = "Drawn", "The picture"
DIGIT = Setting("digit", "Digit", ("3", *(str(d) for d in range(10) if d != 3), DRAWN, PICTURE))
EXAMPLE = Setting("example", "Which of them", tuple(range(1, 101)), ranged=True)
RIGHT = Setting("right", "Move right", tuple(range(-8, 9)), 0, ranged=True)
DOWN = Setting("down", "Move down", tuple(range(-8, 9)), 0, ranged=True)
TURN = Setting("turn", "Turn, degrees", tuple(range(-90, 91, 5)), 0, ranged=True)
NOISE = Setting("noise", "Noise, %", tuple(range(0, 101, 5)), 0, ranged=True)
FIRST = Setting("silent1", "Silence kernels of conv1", tuple(range(1, digits.KERNELS[0] + 1)), ())
SECOND = Setting("silent2", "Silence kernels of conv2", tuple(range(1, digits.KERNELS[1] + 1)), ())
SETTINGS = (DIGIT, EXAMPLE, RIGHT, DOWN, TURN, NOISE, FIRST, SECOND)
WHAT_IF = (RIGHT, DOWN, TURN, NOISE, FIRST, SECOND)
TEXTS = ("flips", "kernel1", "kernel2")


@dataclass(frozen=True)
class Shown:
    """``drawing`` (1, 52, 52) and its centring; ``x`` (1, 26, 26) is what the network reads, with what was done to it;
    ``net`` the network with what was done to it; ``before`` and ``plain`` are both as they were."""

    name: str
    drawing: np.ndarray
    centring: Centring
    x: np.ndarray
    before: np.ndarray
    net: nn.Sequential
    plain: nn.Sequential

    @property
    def moved(self) -> bool:
        """Whether the digit is no longer the centred drawing."""
        return not np.array_equal(self.x, self.before)

    @property
    def untouched(self) -> Shown:
        """With nothing done to digit and network."""
        return replace(self, x=self.before, net=self.plain)

    @property
    def changed(self) -> bool:
        """Whether anything was done to digit or network."""
        return self.moved or self.net is not self.plain


@st.cache_resource
def _trained() -> nn.Sequential:
    return digits.trained().eval()


def _brought() -> None:
    st.session_state[DIGIT.key] = PICTURE


def choose_digit() -> str:
    """A popover with examples of every digit, the pad's and the visitor's own picture."""
    chosen = now(DIGIT)
    with st.popover(f"Digit: {chosen}"):
        name = pick(DIGIT)
        number(EXAMPLE)
        st.caption("Held-out digits of MNIST: the network has not learned from them. Or draw on the pad.")
        bring(_brought)
    return name


def what_if() -> None:
    """A popover with everything that can be done to digit and network."""
    done = sum(now(s) not in (s.start, []) for s in WHAT_IF) + sum(bool(written(key)) for key in TEXTS)
    with st.popover(f"What if: {done}" if done else "What if"):
        st.button("Undo all of it", on_click=undo_all, disabled=not done)
        for setting in (RIGHT, DOWN, TURN, NOISE):
            number(setting)
        several(FIRST)
        several(SECOND)
        text("flips", "Flipped pixels", "Row and column of each, such as 12.5 13.6; double-click a pixel to flip it.")
        text("kernel1", "Edited numbers of conv1", "For each edited kernel: its place, its numbers, its bias.")
        text("kernel2", "Edited numbers of conv2", "For each edited kernel: its place, its numbers, its bias.")


def undo_all() -> None:
    """Digit and network as they were."""
    for setting in WHAT_IF:
        st.session_state[setting.key] = [] if setting.start == () else setting.start
    for key in TEXTS:
        st.session_state[key] = ""


def shown(name: str, problems: list[str]) -> Shown:
    """The digit and the network as the settings have them; what does not fit is left out and said."""
    if name == DRAWN:
        ink = drawing()
    elif name == PICTURE:
        ink = ink_of(picture_now())
    else:
        ink = of_digit(example(int(name), now(EXAMPLE) - 1))
    place = as_it_is(PAD) if name not in (DRAWN, PICTURE) else centring(ink)
    x = place.of(ink)
    plain = _trained()
    state = Shown(name, ink, place, x, x, plain, plain)
    return replace(state, x=_changed(x, problems), net=_edited(plain, problems))


def moved_by(x: np.ndarray, right: int) -> np.ndarray:
    """The digit moved to the right."""
    return changes.moved(x, 0, right)


def digit_lines(name: str) -> str:
    """The lines that make the digit ``x`` as it was chosen."""
    lines = [
        "from explainer.data.digits import example",
        "from explainer.data.pictures import ink_of, of_digit, opened, sample",
        "from explainer.nets.centring import as_it_is, centring",
        "",
    ]
    if name == DRAWN or (name == PICTURE and picture_name() == OWN):
        lines.append('ink = ink_of(opened(open("your-picture.png", "rb").read()))')
    elif name == PICTURE:
        lines.append(f'ink = ink_of(sample("{picture_name()}"))')
    else:
        lines.append(f"ink = of_digit(example({name}, {now(EXAMPLE) - 1}))")
    return "\n".join([*lines, f"x = {'centring(ink)' if name in (DRAWN, PICTURE) else 'as_it_is(52)'}.of(ink)"])


def torch_lines(name: str) -> str:
    """The lines that make the digit ``x`` and the network ``net`` as they are on show."""
    lines = [
        "from explainer import trace",
        "from explainer.data import changes",
        "from explainer.nets import kernels",
        "from explainer.nets.digits import trained",
        "",
        "net = trained()",
        digit_lines(name),
    ]
    if now(TURN):
        lines.append(f"x = changes.turned(x, {now(TURN)})")
    if now(RIGHT) or now(DOWN):
        lines.append(f"x = changes.moved(x, {now(DOWN)}, {now(RIGHT)})")
    if now(NOISE):
        lines.append(f"x = changes.noisy(x, {now(NOISE) / 100})")
    flips = _pixels(written("flips"), SIDE, [])
    if flips:
        lines.append(f"x = changes.flipped(x, {flips})")
    for layer, silent in (("0", FIRST), ("3", SECOND)):
        for k in now(silent):
            lines.append(f"net[{layer}].weight.data[{k - 1}] = net[{layer}].bias.data[{k - 1}] = 0")
    for key, layer in (("kernel1", "0"), ("kernel2", "3")):
        if asked := written(key):
            lines += [
                f"usual = [tensor.detach().numpy() for tensor in net[{layer}].parameters()]",
                f"weight, bias = kernels.read({asked!r}, *usual)",
                f"net[{layer}].weight.data, net[{layer}].bias.data = torch.from_numpy(weight), torch.from_numpy(bias)",
            ]
    return "\n".join(lines)


def _changed(x: np.ndarray, problems: list[str]) -> np.ndarray:
    if now(TURN):
        x = changes.turned(x, now(TURN))
    if now(RIGHT) or now(DOWN):
        x = changes.moved(x, now(DOWN), now(RIGHT))
    if now(NOISE):
        x = changes.noisy(x, now(NOISE) / 100)
    return changes.flipped(x, _pixels(written("flips"), x.shape[-1], problems))


def _pixels(asked: str, side: int, problems: list[str]) -> list[tuple[int, int]]:
    """``12.5 13.6`` -> rows and columns from zero."""
    found = []
    for one in asked.split():
        row, dot, column = one.partition(".")
        if dot and row.isdecimal() and column.isdecimal() and 1 <= int(row) <= side and 1 <= int(column) <= side:
            found.append((int(row) - 1, int(column) - 1))
        else:
            problems.append(f"There is no pixel {one[:20]}.")
    return found


def _edited(plain: nn.Sequential, problems: list[str]) -> nn.Sequential:
    weights: dict[str, np.ndarray] = {}
    for key, layer, silent in (("kernel1", "0", FIRST), ("kernel2", "3", SECOND)):
        usual = _of_layer(plain, layer)
        asked = written(key)
        try:
            weight, bias = kernels.read(asked, *usual)
        except ValueError:
            problems.append(f"The edited numbers of conv{key[-1]} do not fit it; showing it as it is.")
            weight, bias = kernels.read("", *usual)
        for k in now(silent):
            weight[k - 1], bias[k - 1] = 0, 0
        if not all(map(np.array_equal, (weight, bias), usual)):
            weights |= {f"{layer}.weight": weight, f"{layer}.bias": bias}
    return digits.with_weights(plain, weights) if weights else plain


def _of_layer(net: nn.Sequential, layer: str) -> tuple[np.ndarray, np.ndarray]:
    state = net.state_dict()
    return state[f"{layer}.weight"].numpy().copy(), state[f"{layer}.bias"].numpy().copy()


def kept(values: dict[str, list[float]], state: Shown) -> None:
    """What was let go of on the stage, into the link: a stroke, flipped pixels, or a kernel's numbers."""
    if "drawing" in values:
        keep_drawing(values["drawing"])
        st.session_state[DIGIT.key] = DRAWN
        st.session_state["flips"] = ""
    if "input" in values:
        flips = [*(written("flips")).split()]
        changed = np.flatnonzero(np.array(values["input"], dtype=np.float32) != state.x.ravel())
        for place in changed:
            row, column = divmod(int(place), state.x.shape[-1])
            pixel = f"{row + 1}.{column + 1}"
            flips = [f for f in flips if f != pixel] if pixel in flips else [*flips, pixel]
        st.session_state["flips"] = " ".join(flips)
    for k, layer in (("1", "0"), ("2", "3")):
        if f"conv{k}.weight" in values:
            usual = _of_layer(state.plain, layer)
            weight = np.array(values[f"conv{k}.weight"], dtype=np.float32).reshape(usual[0].shape)
            bias = np.array(values[f"conv{k}.bias"], dtype=np.float32)
            for silent in now(FIRST if k == "1" else SECOND):
                weight[silent - 1], bias[silent - 1] = usual[0][silent - 1], usual[1][silent - 1]
            st.session_state[f"kernel{k}"] = kernels.written(weight, bias, *usual)
