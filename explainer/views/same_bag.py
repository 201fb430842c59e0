"""The two sentences on show, their words, and what the networks make of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import minus, parting, projected
from explainer.core.steps import Step, child, inline, plain
from explainer.core.trace import Trace
from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS as OPINIONS
from explainer.data.sentences import grammar, ids, pair_held_out, same_bag, to_learn, words
from explainer.models import readers
from explainer.models.readers import KINDS, Reader
from explainer.models.recipes import ReadersRecipe
from explainer.models.sentence_layers import Counts
from explainer.models.store import figures, shipped
from explainer.study.answers import says_good
from explainer.views import component, measured, runs
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, now, number, put, written
from explainer.views.figures import many, percent, ranges, spread, within
from explainer.views.heard import Edit
from explainer.views.panels import Map, Panel, Paths, Row
from explainer.views.prediction import Truth
from explainer.views.runs import Run
from explainer.views.scene import Mark, Scene
from explainer.views.sentence import Words
from explainer.views.tables import Strong, table
from explainer.views.veil import UNTOLD, veiled

SETTINGS = Controls(component.SETTINGS)
MODEL = SETTINGS.add(Setting("model", "Network", ("RNN", "GRU", "LSTM"), "GRU"))
SHOW = SETTINGS.add(Setting("bag-show", "Show", ("Paths", "Plane", "All states")))
SEED = SETTINGS.add(Setting("readers-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUN = "readers-run"
MOST = 24
SIDES = ("A", "B")
LINES = {
    "A": SETTINGS.add(of_words.line(PAIRS[0][0][0], label="A")),
    "B": SETTINGS.add(of_words.line(PAIRS[0][1][0], key="against", label="B")),
}
NAMES = {
    "input": "words", "embedding1": "embedding", "counts1": "counts", "rnn1": "state", "gru1": "state", "lstm1": "state",
    "last1": "last", "linear1": "logits", "softmax1": "answer",
}  # fmt: skip
LABELS = {
    f"{side}.{name}": f"{word} {side}"
    for side in SIDES
    for name, word in (("words", "word"), ("state.h", "state"), ("path", "path"), ("counts", "count"))
} | {"difference": "A − B"}
STATES = ("state.h", "path", "across")
APART = 0.1
COUNTERS = ("bag", "bag2")
VOCABULARY = grammar().vocabulary
PREPARED = many(PAIRS)
MANY = many(KINDS)


@dataclass(frozen=True)
class Pair:
    """Two sentences by their words."""

    a: Words
    b: Words

    @property
    def sides(self) -> dict[str, Words]:
        return dict(zip(SIDES, (self.a, self.b), strict=True))

    @property
    def same(self) -> bool:
        """Whether both have the same words equally often."""
        return same_bag(self.a, self.b)

    @property
    def occurring(self) -> tuple[int, ...]:
        """The numbers of the words of either, in the order of the vocabulary."""
        return tuple(sorted({w.number for w in (*self.a, *self.b)}))

    @property
    def differing(self) -> tuple[int, ...]:
        """The places at which they have words that differ to a network."""
        read = [[w.number for w in side] for side in (self.a, self.b)]
        return tuple(k for k in range(max(map(len, read))) if read[0][k : k + 1] != read[1][k : k + 1])


def choose_pair(problems: list[str]) -> Pair:
    """Two lines of text and a popover with the prepared pairs."""
    sides = []
    for side, line in LINES.items():
        sides.append(of_words.asked(line, problems, MOST, side=side))
        problems += of_words.unknown(sides[-1], side)
    choices = {f"{a} / {b}": (a, b) for (a, _), (b, _) in PAIRS}
    of_words.offer("Pairs", tuple(LINES.values()), choices, "prepared", f"{PREPARED.capitalize()} pairs")
    return Pair(*sides)


def pair_now() -> Pair:
    """The two as they were written last."""
    texts = ((line, written(line) or line.start) for line in LINES.values())
    return Pair(*(tuple(words(said, VOCABULARY, MOST)) or tuple(words(line.start, VOCABULARY)) for line, said in texts))


def exchanged(made: Edit, pair: Pair) -> None:
    """Words of a sentence that were dragged onto each other; not of one that has gone meanwhile."""
    for side, order in made.values.items():
        if len(order) == len(pair.sides[side]):
            put(LINES[side], " ".join(pair.sides[side][int(k)].written for k in order))


@dataclass(frozen=True)
class Networks:
    """The networks on show: those that ship or, of a run on this page, those that are ready."""

    run: Run | None

    @cached_property
    def recipe(self) -> ReadersRecipe | None:
        """What they were trained by, here."""
        return self.run.recipe if self.run and isinstance(self.run.recipe, ReadersRecipe) else None

    @cached_property
    def ready(self) -> dict[str, Reader]:
        """By the key of their kind."""
        return self.recipe.nets(self.run.history) if self.run and self.recipe else readers.trained()

    def step(self, key: str) -> Step[nn.Module]:
        """One of them with the torch that makes it; the one that ships while it is not ready."""
        if self.run and self.recipe and key in self.ready:
            weights = runs.weights_at(self.recipe, self.recipe.done(self.run.history)[key])
            return built("net", self.ready[key], weights)
        return built("net", readers.trained()[key], shipped("readers", key))


def networks() -> Networks:
    """Those of now."""
    return Networks(runs.found(RUN, ReadersRecipe(now(SEED))) or runs.now(RUN))


def shown(pair: Pair, nets: Networks, model: str, show: str, asks: bool) -> tuple[Trace, Scene]:
    """What a counter sees beside what a recurrent network sees, but not while the page ``asks`` how far its states are apart."""
    t = _traced(pair, nets.step(model.lower()))
    scene = _scene(pair, t, model, show)
    return t, veiled(scene, {f"{side}.{name}": "all" for side in SIDES for name in STATES}) if asks else scene


def units(t: Trace) -> int:
    """How many numbers a state has."""
    return int(t.tensors["A.state.h"].shape[1])


def shares(many: int) -> dict[str, range]:
    """None of so many, and three ranges up to all of them."""
    return ranges(0, many // 3, 2 * many // 3, many)


def truth(pair: Pair, t: Trace, show: str) -> Truth:
    """How many of a state's numbers differ after the last words, and why."""
    a, b = (t.tensors[f"{side}.state.h"][-1] for side in SIDES)
    differ, many = int((np.abs(a - b) > APART).sum()), len(a)
    right = within(differ, shares(many))
    if not pair.differing:
        reason = "it read the same words in the same order."
    elif not differ:
        reason = "what it read differs, and still these numbers came to much the same."
    elif pair.same:
        reason = "it read the same words in another order, and each changes what the state before has left."
    else:
        reason = "it read other words, and what they left in its state was handed on."
    on = "B.state.h" if show == SHOW.options[-1] else "A.path"
    return Truth(right, f"{differ} of {many} do", reason, on=on)


def _traced(pair: Pair, net: Step[nn.Module]) -> Trace:
    """Counts of both sentences and their difference, and a recurrent network's states over both."""
    counts = inline(Counts(len(VOCABULARY)))
    layers = [*(child(net, k) for k, _ in enumerate(net.value.children())), plain(nn.Softmax(-1))]
    whole: Trace | None = None
    for side, sentence in pair.sides.items():
        x = of_words.numbers(sentence, f"x_{side.lower()}")
        names = {name: f"{side}.{word}" for name, word in NAMES.items()}
        one = record([counts], x).joined(record(layers, x)).renamed(names)
        whole = whole.joined(one) if whole else one
    assert whole
    whole = minus(whole, "difference", "A.counts", "B.counts")
    return projected(whole, {side: f"{side}.state.h" for side in SIDES}, ("path", "across"))


def _scene(pair: Pair, t: Trace, model: str, show: str) -> Scene:
    fork, together = parting(t, "A.state.h", "B.state.h"), len(pair.a)
    paths = show != "All states"
    right = _paths(pair, t, model, show, fork) if paths else _all_states(fork, together)
    marked = 0 <= fork < together and not paths
    return Scene(
        "same-bag",
        (_bag(pair), right),
        "A.path",
        LABELS,
        closed=True,
        first=f"A.path[{min(fork + 1, together - 1)}]" if paths else "A.state.h[0,0]",
        marks=tuple(Mark(f"{side}.state.h", (fork, 0), "") for side in SIDES) if marked else (),
        says={f"{side}.words": of_words.says(sentence, len(VOCABULARY)) for side, sentence in pair.sides.items()},
        words={name: of_words.named(VOCABULARY) for name in ("A.counts", "B.counts", "difference")},
        own_words={side: of_words.spoken(sentence) for side, sentence in pair.sides.items()},
    )


def _bag(pair: Pair) -> tuple[Panel, ...]:
    """Both sentences word by word, both counts, and what is left when one is taken from the other."""
    panels: list[Panel] = []
    for side, sentence in pair.sides.items():
        panels.append(of_words.row(sentence, f"{side}.words", side, pair.differing, order=side))
    for side in SIDES:
        labels = tuple(VOCABULARY[k] for k in pair.occurring) if side == "A" else ()
        panels.append(Row(f"{side}.counts", side, cells=pair.occurring, scale="probability", labels=labels))
    panels.append(Row("difference", "A − B", cells=pair.occurring))
    return tuple(panels)


def _paths(pair: Pair, t: Trace, model: str, show: str, fork: int) -> tuple[Panel, ...]:
    units = t.tensors["A.state.h"].shape[1]
    plane = show == "Plane"
    note = f"its {units} numbers after each word, {'two main directions' if plane else 'main direction'}"
    second = ("A.across", "B.across") if plane else ()
    spoken = tuple(of_words.spoken(side) for side in pair.sides.values())
    title, tensors = f"What the {model} sees", ("A.path", "B.path")
    leftwards = not plane and all(map(of_words.leftwards, pair.sides.values()))
    return (Paths("A.path", title, note, tensors=tensors, words=spoken, fork=fork, second=second, leftwards=leftwards),)


def _all_states(fork: int, together: int) -> tuple[Panel, ...]:
    ringed = "Ringed: after the last word that both share."
    if not 0 <= fork < together:
        ringed = "They differ from the first word on." if fork < 0 else "They never part."
    return tuple(
        Map(f"{side}.state.h", f"{side}: words down, units across", note=ringed if side == "B" else "")
        for side in SIDES
    )


def _answers(pair: Pair, nets: Networks) -> dict[str, tuple[float, float]]:
    """What each network gives to "good" for both sentences. A counter reads words in the order of the vocabulary, so that
    equal bags are one and the same input."""
    found = {}
    for key, net in nets.ready.items():
        a, b = (np.sort(x) if key in COUNTERS else x for x in (ids(pair.a), ids(pair.b)))
        found[key] = (says_good(net, a), says_good(net, b))
    return found


def table_of(pair: Pair, nets: Networks, told: bool) -> None:
    """Every network: weights and, if that is to be ``told``, what was measured, and its answers for this pair."""
    said = _answers(pair, nets)
    head = (
        "network",
        "weights",
        "held-out pairs right",
        "held-out shapes right",
        "majority of words",
        "A is good",
        "B is good",
    )
    rows = []
    for kind in KINDS:
        right = figures("readers")["share right"][kind.key]
        shares = [spread(right[name]) for name in ("pairs", "shapes", "majority")]
        if nets.recipe and kind.key in nets.ready:
            here = measured.tested(nets.recipe, kind.key, nets.ready[kind.key])
            shares[:2] = [f"{percent(here[name])} here" for name in ("pairs", "shapes")]
        answer = [Strong(percent(share, 1)) for share in said[kind.key]] if kind.key in said else ["…", "…"]
        if not told:
            shares, answer = [UNTOLD] * len(shares), [UNTOLD] * len(answer)
        weights = readers.size(kind)
        rows.append((Strong(kind.name), f"{weights:,}", *shares, *answer))
    table(f"{MANY.capitalize()} networks", head, rows, numeric=range(1, len(head)))


def prepared_right(nets: Networks) -> tuple[dict[str, int], int] | None:
    """Of the prepared pairs, about how many each network is right, by its name, and about how many a bag is and the RNN is
    not; None until all are ready."""
    if len(nets.ready) < len(KINDS):
        return None
    right = {kind.key: measured.right_about(nets.recipe, kind.key, nets.ready[kind.key]) for kind in KINDS}
    bags = right["bag"] | right["bag2"] | right["pairs"]
    return {kind.name: len(right[kind.key]) for kind in KINDS}, len(bags - right["rnn"])


def train_again(run: Run | None) -> None:
    """All networks trained anew, here, from a seed of the visitor's."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        called = f"Train all {MANY} here"
        runs.buttons(RUN, ReadersRecipe(number(SEED)), called, called)
        if run and not run.running and not run.waits:
            st.button("Back to the networks that ship", on_click=runs.forget, args=(RUN,))
    if run:
        runs.standing(run)


def measured_with() -> dict[str, str]:
    """What the figures were measured with, in words: how many ``seeds`` each, how many sentences were ``learned`` and
    ``tested``."""
    seeds = figures("readers")["share right"]["gru"]["pairs"]
    return {"seeds": many(seeds), "learned": f"{readers.LEARNED:,}", "tested": f"{readers.TESTED:,}"}


def majority() -> str:
    """How often they are right about many opinions in a row, in words."""
    right = {key: spread(found["majority"]) for key, found in figures("readers")["share right"].items()}
    return f"the bag is right {right['bag']} of the time, a window of {readers.WINDOW} {right['window']}, a GRU {right['gru']}"


def learned_from() -> str:
    """The grammar that sentences are made by, in counts and examples, as Markdown."""
    g = grammar()
    shown = to_learn(8, seed=11)
    examples = "\n".join(
        f"- {text} · *{OPINIONS[label]}*" for text, label in zip(shown.texts, shown.labels, strict=True)
    )
    held_out = "\n".join(f"- {shape.text}" for shape in g.shapes if shape.held_out)
    known = sum(not shape.held_out for shape in g.shapes)
    pairs = sum(pair_held_out(good, bad) for good in g.good for bad in g.bad)
    return (
        f"{len(g.things)} things, {len(g.good)} good and {len(g.bad)} bad words, {known} shapes to learn from, each with its "
        f"opposite, half of all sentences good. Held out: {pairs} of {len(g.good) * len(g.bad)} pairs of opposite words, and "
        f"these shapes:\n\n{held_out}\n\nSome of what is learned from:\n\n{examples}\n\nThe grammar is a file to read "
        "and to extend: explainer/data/grammar.toml."
    )
