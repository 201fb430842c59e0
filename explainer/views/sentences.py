"""The two sentences on show, their words, and what the networks make of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS, Word, grammar, ids, pair_held_out, same_bag, to_learn, words
from explainer.nets import layers, readers
from explainer.nets.reading import Counts, Reader
from explainer.trace import Trace, trace
from explainer.views.controls import text

MOST = 24
FIRST, SECOND = PAIRS[0][0][0], PAIRS[0][1][0]
SIDES = ("A", "B")
NAMES = {
    "input": "words", "embedding1": "embedding", "counts1": "counts", "rnn1": "state", "gru1": "state", "lstm1": "state",
    "last1": "last", "linear1": "logits", "softmax1": "answer",
}  # fmt: skip
COUNTERS = ("bag", "bag2")


@dataclass(frozen=True)
class Pair:
    """Two sentences by their words."""

    a: tuple[Word, ...]
    b: tuple[Word, ...]

    @property
    def sides(self) -> tuple[tuple[Word, ...], tuple[Word, ...]]:
        return self.a, self.b

    @property
    def same(self) -> bool:
        """Whether both have the same words equally often."""
        return same_bag(self.a, self.b)

    @property
    def occurring(self) -> tuple[int, ...]:
        """The numbers of the words of either, in the order of the vocabulary."""
        return tuple(sorted({w.number for side in self.sides for w in side}))

    def differing(self) -> list[int]:
        """The places at which they have words that differ to a network."""
        longest = max(len(self.a), len(self.b))
        read = [[w.number for w in side] + [0] * (longest - len(side)) for side in self.sides]
        return [k for k in range(longest) if read[0][k] != read[1][k]]


def _read(label: str, key: str, start: str, problems: list[str]) -> tuple[Word, ...]:
    written = text(key, label, "A sentence of your own.", start)
    found = words(written or "")
    if not found:
        problems.append(f"Sentence {label} has no words; showing “{start}”.")
        found = words(start)
    if len(found) > MOST:
        problems.append(f"Sentence {label} is long; its first {MOST} words are read.")
    unknown = list(dict.fromkeys(w.read for w in found[:MOST] if not w.known))
    if unknown:
        listed = ", ".join(f"“{w[:20]}”" for w in unknown[:4]) + (" …" if len(unknown) > 4 else "")
        problems.append(f"In {label} no model knows {listed}: to them it is the same blank each time.")
    return tuple(found[:MOST])


def choose_pair(problems: list[str]) -> Pair:
    """Two lines of text and a popover with the prepared pairs."""
    pair = Pair(_read("A", "sentence", FIRST, problems), _read("B", "against", SECOND, problems))
    with st.popover("Pairs"):
        shown = [f"{a} / {b}" for (a, _), (b, _) in PAIRS]
        st.radio("Ten pairs", shown, index=None, key="prepared", on_change=_take, label_visibility="collapsed")
    return pair


def _take() -> None:
    k = [f"{a} / {b}" for (a, _), (b, _) in PAIRS].index(st.session_state["prepared"])
    st.session_state["sentence"], st.session_state["against"] = PAIRS[k][0][0], PAIRS[k][1][0]


def exchanged(side: str, order: list[float], pair: Pair) -> None:
    """Words of a sentence that were dragged onto each other."""
    now = pair.sides[SIDES.index(side)]
    st.session_state["sentence" if side == "A" else "against"] = " ".join(now[int(k)].written for k in order)


def traced(pair: Pair, net: Reader) -> Trace:
    """Counts of both sentences and their difference, and a recurrent network's states over both."""
    counts = layers.in_a_row(Counts(len(grammar().vocabulary)))
    whole = None
    for side, sentence in zip(SIDES, pair.sides, strict=True):
        names = {name: f"{side}.{word}" for name, word in NAMES.items()}
        x = ids(sentence)
        one = trace(counts, x).renamed(names).joined(trace(layers.in_a_row(net, layers.shares()), x), names)
        whole = whole.joined(one, {}) if whole else one
    assert whole
    whole = whole.minus("difference", "A.counts", "B.counts")
    apart = whole.tensors["A.state.h"][-1] - whole.tensors["B.state.h"][-1]
    directions = [d if d @ apart >= 0 else -d for d in whole.main_directions("A.state.h", "B.state.h")]
    for side in SIDES:
        for axis, direction in zip(("path", "across"), directions, strict=False):
            whole = whole.projected(f"{side}.{axis}", f"{side}.state.h", direction)
    return whole


def answers(pair: Pair, nets: dict[str, Reader]) -> dict[str, tuple[float, float]]:
    """What each network gives to "good" for both sentences. A counter reads words in the order of the vocabulary, so that
    equal bags are one and the same input."""
    found = {}
    for key, net in nets.items():
        both = [ids(side) for side in pair.sides]
        if key in COUNTERS:
            both = [np.sort(x) for x in both]
        found[key] = (readers.says_good(net, both[0]), readers.says_good(net, both[1]))
    return found


def learned_from() -> str:
    """The grammar that sentences are made by, in counts and examples, as Markdown."""
    g = grammar()
    shown = to_learn(8, seed=11)
    examples = "\n".join(f"- {text} · *{LABELS[label]}*" for text, label in zip(shown.texts, shown.labels, strict=True))
    held_out = "\n".join(f"- {shape.text}" for shape in g.shapes if shape.held_out)
    known = sum(not shape.held_out for shape in g.shapes)
    pairs = sum(pair_held_out(good, bad) for good in g.good for bad in g.bad)
    return (
        f"{len(g.things)} things, {len(g.good)} good and {len(g.bad)} bad words, {known} shapes to learn from, each with its "
        f"opposite, half of all sentences good. Held out: {pairs} of {len(g.good) * len(g.bad)} pairs of opposite words, and "
        f"these shapes:\n\n{held_out}\n\nSome of what is learned from:\n\n{examples}\n\nThe grammar is a file to read "
        "and to extend: explainer/data/grammar.toml."
    )
