"""A strand of sixty letters, one held out, somebody's own, or changed letter by letter, and the networks that read it: settings,
traces."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.declaration import Cell
from explainer.core.derived import bent, measured
from explainer.core.steps import Python, Step, child, do, embedded, plain, written_out
from explainer.core.trace import Trace
from explainer.data.genome import KINDS as CLASSES
from explainer.data.genome import LENGTH, LETTERS, as_rows, learning, strands
from explainer.data.genome import text as as_text
from explainer.models.genome import BY_KEY, FAR, GenomeRecipe, as_examples, trained
from explainer.models.store import shipped
from explainer.study import splice
from explainer.study.logos import logos, reads
from explainer.study.what_if import what_if
from explainer.views import component, runs
from explainer.views.controls import (
    Controls,
    Setting,
    Written,
    meant,
    now,
    number,
    pick,
    put,
    quoted,
    slide,
    switch,
    text,
)
from explainer.views.controls import written as written_now
from explainer.views.heard import Edit
from explainer.views.runs import Run

RUN = "genome-run"
SEEN = ("places", "strongest")
NAMES = {BY_KEY[key].name: key for key in SEEN}
EACH = 4
LIKE = {splice.BEGINS: "Neither, with GT", splice.ENDS: "Neither, with AG"}
RELU, WHAT_IF, LOGOS, KERNELS, ANSWER = "relu1", "whatif", "logos", "conv1.weight", "softmax1"
_SPACE = re.compile(r"[\s\d.,;:/|*-]+")


@cache
def prepared() -> dict[str, str]:
    """Strands that are held out, by what they are called: the first of each kind, and two that look like another kind to the
    rule."""
    _, found = strands()
    names: dict[str, str] = {}
    for k, kind in enumerate(CLASSES):
        which = np.flatnonzero(found.labels == k)[:EACH]
        names |= {f"{kind.capitalize()} {n + 1}": as_text(found.letters[one]) for n, one in enumerate(which)}
    said = splice.rule(found.letters)
    for k, name in LIKE.items():
        which = np.flatnonzero((said == k) & (found.labels == splice.NEITHER))
        names[name] = as_text(found.letters[which[0]])
    return names


@cache
def known() -> dict[str, int]:
    """What is in the middle of each strand that is held out, by its letters."""
    _, found = strands()
    return {as_text(letters): int(k) for letters, k in zip(found.letters, found.labels, strict=True)}


def _letters(said: str) -> str:
    """Letters out of what somebody pasted: in any case, U for T, with spaces, numbers or a line before them that begins with >."""
    parts = _SPACE.sub(" ", said.upper()).split()
    if said.lstrip().startswith(">"):
        last = next((k for k in range(len(parts), 0, -1) if set(parts[k - 1]) - set("ACGTU")), 0)
        parts = parts[last:]
    letters = "".join(parts).replace("U", "T")
    if not letters:
        raise ValueError("There are no letters in it; showing a prepared strand.")
    other = next((k for k, letter in enumerate(letters) if letter not in LETTERS), None)
    if other is not None:
        what = f"Letter {other + 1:,}, {quoted(letters[other])}, is none of A, C, G and T"
        raise ValueError(f"{what}; showing a prepared strand.")
    if len(letters) < LENGTH:
        raise ValueError(
            f"The networks read {LENGTH} letters, and these are {len(letters)}; showing a prepared strand."
        )
    return letters


STRANDS = (*(f"{kind.capitalize()} {n + 1}" for kind in CLASSES for n in range(EACH)), *LIKE.values())
SETTINGS = Controls(component.SETTINGS)
STRAND = SETTINGS.add(Setting("strand", "Strand", STRANDS, "Begins 3"))
OWN = SETTINGS.add(Written("letters", "Letters", _letters, width=530))
READER = SETTINGS.add(Setting("genome-reader", "Kept of each map", tuple(NAMES)))
SHIFT = SETTINGS.add(Setting("shift", "Moved by", tuple(range(-FAR, FAR + 1)), 0, ranged=True))
SEED = SETTINGS.add(Setting("genome-seed", "Seed", tuple(range(1, 100)), ranged=True))


@dataclass(frozen=True)
class Shown:
    """``letters`` as they were chosen, written or changed, read ``moved`` by some to the right, by the network ``key``; the
    ``chosen`` strand, if they are not somebody's own, and the ``run`` whose network stands in for one that ships, if there is
    one."""

    letters: str
    moved: int
    key: str
    chosen: str
    run: Run | None

    @property
    def trained_here(self) -> GenomeRecipe | None:
        """What the network on show was trained by here, if it was."""
        recipe = self.run.recipe if self.run and self.run.over and not self.run.last.failed else None
        return recipe if isinstance(recipe, GenomeRecipe) and recipe.key == self.key else None

    @property
    def network(self) -> Step[nn.Module]:
        """The network of that kind: the one trained here, or the one that ships."""
        recipe = self.trained_here
        if self.run and recipe:
            end = self.run.last
            return built("net", recipe.net(end), runs.weights_at(recipe, end))
        return built("net", trained(self.key), shipped("genome", self.key))

    @property
    def truth(self) -> str:
        """What people say is in the middle, where it is a strand that is held out, as it is."""
        k = known().get(self.letters)
        return CLASSES[k] if k is not None and not self.moved else ""

    @property
    def changed(self) -> tuple[int, ...]:
        """The places, as they are read, whose letters are others than in the strand that was chosen."""
        if len(self.chosen) != len(self.letters):
            return ()
        differ = [k for k, (a, b) in enumerate(zip(self.letters, self.chosen, strict=True)) if a != b]
        return tuple((k + self.moved) % LENGTH for k in differ) if len(differ) < LENGTH // 2 else ()


def choose_strand() -> None:
    """A popover with strands that are held out."""
    own = written_now(OWN) not in ("", prepared()[now(STRAND)])
    with st.popover(f"Strand: {'yours' if own else now(STRAND)}", key=f"open-{STRAND.key}"):
        pick(STRAND, on_change=_taken)
        st.caption("Held out: no network learned from them. The last two look like a site to the rule.")


def _taken() -> None:
    put(OWN, prepared()[now(STRAND)])


def write() -> None:
    """A line with the letters, for others of one's own."""
    chosen = prepared()[now(STRAND)]
    if st.session_state.get(OWN.key) == "":
        put(OWN, chosen)
    text(OWN, chosen)


def choose_reader() -> None:
    switch(READER)


def choose_shift() -> None:
    slide(SHIFT, width=170)


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)


def shown(problems: list[str]) -> Shown:
    """The strand and its reader as the settings have them."""
    chosen = prepared()[now(STRAND)]
    said = written_now(OWN)
    own = meant(OWN, said, problems) if said else None
    if own and len(own) > LENGTH:
        from_ = (len(own) - LENGTH) // 2
        problems.append(f"The networks read {LENGTH} letters: of these {len(own):,} the {LENGTH} in the middle.")
        own = own[from_ : from_ + LENGTH]
    return Shown(own or chosen, now(SHIFT), NAMES[now(READER)], chosen, runs.now(RUN))


def edited(made: Edit, state: Shown) -> None:
    """Letters were changed on the stage: they go into the line, as they were before they were moved."""
    rows = np.array(made.values["input"]).reshape(len(LETTERS), LENGTH)
    letters = as_text(np.roll(rows.argmax(0), -state.moved))
    put(OWN, letters)


def traced(state: Shown) -> Trace:
    """The strand read by the network, with what becomes of the answer if a letter is another, and with the logos of its kernels."""
    net = state.network
    layers = [child(net, k) for k, _ in enumerate(net.value.children())]
    t = record([*layers, plain(nn.Softmax(-1))], do(as_rows, state.letters, state.moved).named("letters"))
    t = bent(t, RELU, "conv1")
    t = replace(t, cells={**t.cells, RELU: _by_letter(t.cells[RELU])})
    names = ("input", KERNELS, "conv1.bias", "linear1.weight", "linear1.bias")
    said = ", ".join(f't["{name}"]' for name in names)
    python = Python(f"{what_if.__name__}({said})").needing(written_out(what_if))
    with torch.no_grad():
        others = what_if(*(torch.from_numpy(t.read(name)) for name in names))
    t = measured(t, WHAT_IF, others.numpy(), python)
    drawn = embedded(drawn_logos(state.key, state.trained_here, net.value))
    return measured(t, LOGOS, drawn.value, Python(f"torch.from_numpy({drawn.text})", imports=drawn.python.imports))


def _by_letter(cell: Cell) -> Cell:
    """A cell of a map in words of letters."""
    words = {"c": "letter", "a": "place"}
    parts = tuple(replace(p, over=tuple((n, size, words.get(n, of)) for n, size, of in p.over)) for p in cell.parts)
    return replace(cell, parts=parts)


@st.cache_data(max_entries=40, show_spinner=False)
def drawn_logos(key: str, recipe: GenomeRecipe | None, _net: nn.Module) -> np.ndarray:
    """(8, 4, 7): the logos of a network's kernels, over the strands that it learned from; without a recipe, of the one that
    ships."""
    learn, _ = learning(recipe.seed if recipe else 1)
    kernels, first = (_net.state_dict()[name] for name in ("0.weight", "0.bias"))
    return logos(kernels, first, as_examples(learn)[0])


def read_as(t: Trace) -> list[str]:
    """What the kernels on show answer most to, a dot where any letter will do."""
    return [reads(one) for one in t.tensors[LOGOS]]


@dataclass(frozen=True)
class Hangs:
    """Where the answer hangs on single letters: the share of all that its lead could lose which lies in the ``middle`` third; the
    ``place`` whose ``letter`` matters most, with which ``other`` instead it falls from ``before`` to ``after``."""

    middle: float
    place: int
    letter: str
    other: str
    before: float
    after: float
    answer: str


def hangs(t: Trace) -> Hangs:
    """Of the strand on show."""
    lost = np.maximum(0, -t.tensors[WHAT_IF])
    most, third = lost.max(0), LENGTH // 3
    row, place = (int(k) for k in np.unravel_index(int(lost.argmax()), lost.shape))
    logits = t.tensors["linear1"]
    *_, second, first = np.sort(logits)
    lead = float(first - second)
    letter = LETTERS[int(t.tensors["input"][:, place].argmax())]
    middle = float(most[third : 2 * third].sum() / most.sum()) if most.sum() else 1 / 3
    after = lead - float(lost[row, place])
    return Hangs(middle, place, letter, LETTERS[row], lead, after, CLASSES[int(logits.argmax())])
