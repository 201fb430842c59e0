"""Two sentences on a stage: their words, their counts, and the states of a recurrent network that reads them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from torch import nn

from explainer.core.chain import record
from explainer.core.derived import minus, parting, projected
from explainer.core.steps import Step, child, inline, plain
from explainer.core.trace import Trace
from explainer.data.pairs import PAIRS
from explainer.data.sentences import grammar, patterns, same_bag, words
from explainer.models.sentence_layers import Counts
from explainer.views import columns, component, opinions
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, put, written
from explainer.views.figures import ranges, within
from explainer.views.heard import Edit
from explainer.views.opinions import Networks
from explainer.views.panels import Map, Panel, Paths, Row
from explainer.views.prediction import Truth
from explainer.views.scene import Mark, Scene
from explainer.views.sentence import Words
from explainer.views.veil import veiled

SETTINGS = Controls(component.SETTINGS, opinions.SETTINGS)
MODEL = SETTINGS.add(Setting("model", "Network", ("RNN", "GRU", "LSTM"), "GRU"))
SHOW = SETTINGS.add(Setting("bag-show", "Show", ("Paths", "Plane", "All states")))
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
VOCABULARY = grammar().vocabulary


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
        problems += of_words.unknown(sides[-1], side) + of_words.unlike(line, sides[-1], patterns(), side)
    choices = {f"{a} / {b}": (a, b) for (a, _), (b, _) in PAIRS}
    of_words.offer("Pairs", tuple(LINES.values()), choices, "prepared", f"{opinions.PREPARED.capitalize()} pairs")
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
    return Truth(right, f"{differ} of {many} numbers of the state differ", reason, on=on)


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
        called=columns.CALLED,
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
    plane = show == "Plane"
    by = "both main directions" if plane else "their main direction"
    note = f"its {units(t)} numbers after each word, by {by}"
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
