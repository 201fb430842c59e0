"""A text typed so far, and which word a network and a counter say comes next: settings, traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.program import Line
from explainer.core.steps import Python, Step, child, do, plain, tensor
from explainer.core.trace import Trace
from explainer.data import novels
from explainer.data.novels import BEGIN, MOST_CHARACTERS
from explainer.data.sentences import Word
from explainer.models import counter, next_word
from explainer.models.next_word import STATE, Writer, WriterRecipe
from explainer.models.sampling import at_temperature, drawn
from explainer.models.store import figures
from explainer.models.temperature import Tempered
from explainer.ops.going_on import GoingOn
from explainer.study.keys import keys, typed_out
from explainer.views import component, runs
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, OnStage, Setting, now, number, on_stage, put, quoted
from explainer.views.heard import Edit
from explainer.views.runs import Run

RUN = "writer-run"
COLDEST, HOTTEST, PLAIN = 0.3, 2.0, 1.0
DRAWN = 8
MOST = 9
NEXT = "next word"
TEMPERED = "tempered1.temperature"
NOTHING = " "
BLANK = "An empty line"


def _temperature(said: str) -> float:
    try:
        found = float(said)
    except ValueError:
        found = 0.0
    if not COLDEST <= found <= HOTTEST:
        raise ValueError(f"The temperature {quoted(said)} is not from {COLDEST:g} to {HOTTEST:g}; showing {PLAIN:g}")
    return found


SETTINGS = Controls(component.SETTINGS)
TYPED = SETTINGS.add(OnStage("typed", "Text", str, longest=MOST_CHARACTERS))
TEMPERATURE = SETTINGS.add(OnStage("temperature", "Temperature", _temperature, longest=8))
DRAW = SETTINGS.add(Setting("draw", "Seed", tuple(range(1, 100)), ranged=True))
SEED = SETTINGS.add(Setting("writer-seed", "Seed of the training", tuple(range(1, 100)), ranged=True))


def pairs() -> list[tuple[str, str]]:
    """Texts with the same last two words after which the network says what differs most, as they were found."""
    return [(one["texts"][0], one["texts"][1]) for one in figures(next_word.FILE)["pairs"]]


def twin(text: str) -> str | None:
    """The other text of its pair, if this is one of those."""
    own = text.strip()
    return next((b if own == a else a for a, b in pairs() if own in (a, b)), None)


@dataclass(frozen=True)
class Shown:
    """A ``text`` as it is typed, its finished ``words``, the ``letters`` of one that is not finished; the ``run`` whose network
    stands in for the one that ships, if there is one."""

    text: str
    words: tuple[Word, ...]
    letters: str
    temperature: float
    run: Run | None

    @property
    def numbers(self) -> tuple[int, ...]:
        """Of what is read: a beginning, and the words."""
        return (BEGIN, *(word.number for word in self.words))

    @property
    def last(self) -> str:
        """The word that is read last, as it is read."""
        return self.words[-1].read if self.words else ""

    @property
    def trained_here(self) -> bool:
        return bool(self.run and self.run.over and not self.run.last.failed)

    @cached_property
    def network(self) -> Step[Writer]:
        """The network that was trained here, or the one that ships."""
        run = self.run
        if run and self.trained_here and isinstance(run.recipe, WriterRecipe):
            net = run.recipe.net(run.last)
            return _writer(net, built("net", net, runs.weights_at(run.recipe, run.last)))
        net = next_word.trained()
        return _writer(net, _shipped())


def _writer(net: Writer, step: Step[nn.Module]) -> Step[Writer]:
    return Step(net, step.python)


@lru_cache(1)
def _shipped() -> Step[nn.Module]:
    return built("net", next_word.trained(), next_word.kept())


def shown(problems: list[str]) -> Shown:
    """The text and the temperature as they were typed and dragged."""
    said = on_stage(TYPED)
    text = said[:MOST_CHARACTERS].removeprefix(NOTHING) if said else f"{pairs()[0][0]} "
    done, letters = finished(text)
    heat = on_stage(TEMPERATURE)
    try:
        temperature = TEMPERATURE.read(heat) if heat else PLAIN
    except ValueError as error:
        problems.append(f"{error}.")
        temperature = PLAIN
    words = tuple(novels.words(done))
    problems += of_words.unknown(words)
    return Shown(text, words, letters, temperature, runs.now(RUN))


def finished(text: str) -> tuple[str, str]:
    """The part of a text whose words are finished, and the letters that follow: a word is finished by what is no letter."""
    k = len(text)
    while k and (text[k - 1].isalnum() or text[k - 1] in "'’"):
        k -= 1
    return text[:k], text[k:].lower().replace("’", "'")


def traced(state: Shown) -> Trace:
    """One step: the last word read from the state that all before it left, up to the shares of what comes next, and the
    counter's beside them."""
    net, said = state.network, state.numbers
    spoken = " · ".join(f"{word.read} {word.number}" for word in state.words)
    x = Python("x", (f"# begin {BEGIN} · {spoken}", f"x = {tensor(np.array(said, np.float32))}"))
    words = torch.tensor(said, dtype=torch.float32)
    earlier, left = words[:-1].long(), f"torch.zeros(1, {STATE})"
    if len(earlier):
        left = f"{net.text}[1]({net.text}[0](x[:-1].long())[None])[1][0].detach()"
    loop = child(net, 1)
    assert isinstance(loop.value, nn.GRU)
    going = GoingOn(loop.value, net.value.after(earlier)[None], left)
    layers: list[Step[nn.Module]] = [
        child(net, 0),
        Step(going, loop.python.needing(x)),
        child(net, 2),
        child(net, 3),
        Step(Tempered(state.temperature), Python("Tempered")),
        plain(nn.Softmax(-1)),
    ]
    t = record(layers, Step(words[-1:], replace(x, text="x[-1:]")))
    return _counted(_named(t.tied("linear2.weight", "embedding1.weight")), said)


def _named(t: Trace) -> Trace:
    """What a softmax runs over are next words."""
    cell = t.cells["softmax1"]
    parts = tuple(replace(p, over=tuple((name, n, NEXT) for name, n, _ in p.over)) for p in cell.parts)
    return replace(t, cells={**t.cells, "softmax1": replace(cell, parts=parts)})


def _counted(t: Trace, numbers: Sequence[int]) -> Trace:
    """With what the counter says, and what that is made of."""
    one, other = counter.begun(numbers)[-2:]
    found = do(counter.opened, one, other).named("counted")
    for k, own in enumerate(("kept", "shorter", "left")):
        name = f"counter.{own}"
        line = Line(
            f't["{name}"] = torch.from_numpy(counted[{k}])[None]', (name,), found.python.before, found.python.imports
        )
        t = t.with_weight(name, found.value[k][None], line)
    at = (var("t"), var("o"))
    kept = Part((Factor("counter.kept", at),), label="counted")
    handed = Part(
        (Factor("counter.left", at, called="left over"), Factor("counter.shorter", at, called="by the last word alone"))
    )
    told = "what was counted, less its discount, and the part of what is left over add up to {value}."
    cell = Cell((("t", "word"), ("o", NEXT)), (kept, handed), (told,), share=True)
    values = t.weights["counter.kept"] + t.weights["counter.left"] * t.weights["counter.shorter"]
    line = Line('t["counter"] = t["counter.kept"] + t["counter.left"] * t["counter.shorter"]', ("counter",))
    most = Line(f't["likely"] = t["softmax1"][0].topk({MOST}).values', ("likely",))
    likely = np.sort(t.tensors["softmax1"][0])[::-1][:MOST].copy()
    return t.with_tensor("counter", values, line, cell).with_tensor("likely", likely, most)


def counted_keys(state: Shown) -> tuple[int, tuple[int, int]]:
    """The keys of the finished words with nobody's help, and with the three suggestions of the network and of the counter."""
    numbers = np.array(state.numbers)
    says = torch.softmax(state.network.value.logits(numbers), -1).numpy()
    begun = counter.begun(state.numbers)
    full, by_network, by_counter = 0, 0, 0
    for t, word in enumerate(state.words):
        size = len(word.read)
        full += typed_out(word.number, size)
        by_network += keys(says[t], word.number, size)
        by_counter += keys(counter.shares(begun[t], begun[t + 1]), word.number, size)
    return full, (by_network, by_counter)


def go_on() -> None:
    """A button that has the network write on by itself, and the seed by which its words are drawn."""
    with st.popover("Go on by itself", key="open-go-on"):
        number(DRAW)
        st.button(f"Write {DRAWN} words", key="go-on", on_click=_write)
        st.caption("Each word is drawn by its share at the temperature beside the stage, and read before the next.")


def _write() -> None:
    """The text with so many words and marks more, each drawn."""
    state = shown([])
    generator = torch.Generator().manual_seed(now(DRAW))
    done, _ = finished(state.text)
    numbers = list(state.numbers)
    for _ in range(DRAWN):
        logits = state.network.value.logits(np.array(numbers))[-1]
        logits[: novels.BARRED] = -torch.inf
        numbers.append(drawn(at_temperature(logits, state.temperature), generator))
    told = [novels.novels().vocabulary[k] for k in numbers[-DRAWN:]]
    put(TYPED, f"{novels.together(done, told)} "[-MOST_CHARACTERS:])


def typed(text: str) -> None:
    """What somebody typed on the stage goes into the link."""
    put(TYPED, text or NOTHING)


def edited(made: Edit) -> None:
    """The temperature was let go of."""
    if TEMPERED in made.values:
        heat = min(HOTTEST, max(COLDEST, made.values[TEMPERED][0]))
        put(TEMPERATURE, f"{heat:.2f}".rstrip("0").rstrip("."))


def seed() -> int:
    """The seed of the next training, chosen here."""
    return number(SEED)


def untouched() -> dict[str, np.ndarray]:
    """The temperature at which shares are the network's own."""
    return {TEMPERED: np.array([PLAIN], np.float32)}


def choose_text() -> None:
    """A popover with prepared texts."""
    offered = {said: f"{said} " for pair in pairs() for said in pair} | {BLANK: NOTHING}

    def take() -> None:
        put(TYPED, offered[st.session_state["prepared-text"]])

    with st.popover("Texts"):
        st.radio("Texts", offered, index=None, key="prepared-text", on_change=take, label_visibility="collapsed")
        st.caption("Two and two end in the same words. All are from chapters that nobody learned from.")
