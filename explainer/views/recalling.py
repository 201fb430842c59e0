"""A country named at the start of a sentence, and how far back a network's memory and its gradient reach."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from explainer.data import distance
from explainer.data.sentences import Word, ids, words
from explainer.nets import influence, memory
from explainer.nets.reading import Reader
from explainer.trace import Trace
from explainer.views import loops
from explainer.views.controls import Setting, now, slide, text, written

KIND = Setting("memory-kind", "Network", ("RNN", "GRU", "LSTM"), "GRU")
WHEN = Setting("when", "When", ("Before training", "After training"))
FAR = Setting("distance", "Words since the country", tuple(range(distance.LEAST, distance.MOST + 1)), 16, ranged=True)
BIAS = Setting("forget-bias", "Forget bias of the LSTM", tuple(range(6)), 0, ranged=True)
SEED = 1
SENTENCE = "country"
EMPTY = 1e-12


def prepared(far: int) -> str:
    """The sentence about France with the country so many words back."""
    return distance.whole("france", far)


@dataclass(frozen=True)
class Asked:
    """A sentence, the place of its first country and the label that is right."""

    sentence: tuple[Word, ...]
    at: int
    label: int

    @property
    def far(self) -> int:
        """How many words stand after the country."""
        return len(self.sentence) - 1 - self.at

    @property
    def ids(self) -> np.ndarray:
        return ids(self.sentence)

    @property
    def language(self) -> str:
        return distance.CLASSES[self.label]


def _read(said: str) -> Asked | None:
    found = tuple(words(said, distance.vocabulary()))
    at = next((k for k, word in enumerate(found) if word.read in distance.LANGUAGES), None)
    if at is None or len(found) < 2:
        return None
    return Asked(found, at, distance.CLASSES.index(distance.LANGUAGES[found[at].read]))


def dialled() -> None:
    """The dial writes the sentence anew."""
    st.session_state[SENTENCE] = prepared(now(FAR))


def choose(problems: list[str]) -> Asked:
    """The sentence, and the dial that moves the country away; a sentence of one's own, or one brought along from another
    chapter, moves the dial."""
    brought = written("sentence")
    if not written(SENTENCE) and FAR.key not in st.query_params and _read(brought):
        st.session_state[SENTENCE] = brought
    said = text(SENTENCE, "Sentence", "A sentence of your own that names a country.", prepared(now(FAR)), 360)
    asked = _read(said or "")
    if asked is None:
        problems.append("There is no country with words around it in that sentence; showing the one about France.")
        asked = _read(prepared(now(FAR)))
        assert asked
    elif distance.LEAST <= asked.far <= distance.MOST:
        st.session_state[FAR.key] = asked.far
    slide(FAR, dialled)
    unknown = list(dict.fromkeys(w.read for w in asked.sentence if not w.known))
    if unknown:
        listed = ", ".join(f"“{w[:20]}”" for w in unknown[:4]) + (" …" if len(unknown) > 4 else "")
        problems.append(f"The network never learned {listed}: to it they are the same blank each time.")
    return asked


def network(kind: str, trained: bool, bias: int) -> Reader:
    """A network as it is initialised, or as it ships; ``bias`` is the LSTM's forget bias, 0 for torch's own."""
    if trained:
        return memory.trained()["lstm1" if kind == "LSTM" and bias else kind.lower()]
    return memory.seeded(kind.lower(), SEED, float(bias) if kind == "LSTM" and bias else None)


def after_each_word(net: Reader, asked: Asked) -> Trace:
    """States, and the language the network would say if the sentence ended here."""
    return loops.after_each_word(net, asked.sentence)


def backwards(net: Reader, asked: Asked) -> Trace:
    """The same with the gradients of the loss, and how long that at each state is."""
    t = influence.traced(net, asked.ids, asked.label)
    own = loops.cells_of(t)
    return t.lengths(f"{own}.length", f"{own}.dh")


def influences(net: Reader, asked: Asked) -> tuple[Trace, influence.Influence]:
    """How much the loss depends on each word, in two ways."""
    found = influence.influence(net, asked.ids, asked.label)
    t = after_each_word(net, asked)
    both = {
        "influence.gradient": found.gradient.astype(np.float32),
        "influence.deletion": found.deletion.astype(np.float32),
    }
    return t.with_tensors(**both), found


def faded(asked: Asked, bias: int) -> dict[str, tuple[Sequence[float | None], bool]]:
    """For the chart: each network's gradient lengths, those nearest to the end first, in shares of the last; whether it was
    trained."""
    lines: dict[str, tuple[Sequence[float | None], bool]] = {}
    for trained in (False, True):
        for kind in KIND.options:
            name = f"{kind}, forget bias {min(bias, 1) if trained else bias}" if kind == "LSTM" and bias else kind
            found = influence.relative(network(kind, trained, bias), asked.ids, asked.label)[::-1]
            lines[f"{name}, {'trained' if trained else 'untrained'}"] = (
                [v if v > EMPTY else None for v in found.tolist()],
                trained,
            )
    return lines
