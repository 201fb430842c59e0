"""A loop reads a sentence of any length, or one with padding behind it: settings, trace and scene."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain

import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.derived import measured, newest
from explainer.core.steps import Python, Step
from explainer.core.trace import Trace
from explainer.data.pairs import PAIRS
from explainer.data.sentences import BEFORE_OPINIONS, LABELS, Word, grammar, ids, patterns, words
from explainer.data.sentences import OPINIONS as OWN_OPINIONS
from explainer.data.sentences import built as of_shape
from explainer.data.vocabulary import PAD
from explainer.models import readers
from explainer.models.comparing.sentences import MIXED, long_ones, shipping
from explainer.models.readers import Reader
from explainer.models.store import shipped
from explainer.study.comparing.padding import READ
from explainer.study.comparing.tested import OPINIONS
from explainer.views import columns
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, meant, now, put, slide, switch, text
from explainer.views.figures import percent
from explainer.views.panels import Answer, Legend, Level, Strip
from explainer.views.scene import Mark, Scene, Steps, cell_name
from explainer.views.sentence import Words
from explainer.views.veil import veiled

MOST = BEFORE_OPINIONS + OPINIONS[-1]
PADDED_TO = 40
OWN, MIXED_ENDS = BEFORE_OPINIONS + OWN_OPINIONS, (BEFORE_OPINIONS + MIXED[0], BEFORE_OPINIONS + MIXED[-1])
LONGER, PADDING = "Longer", "Padded"
ON_OWN, ON_ALL = f"learned {OWN} words", f"learned {MIXED_ENDS[0]} to {MIXED_ENDS[1]}"
TASKS = {ON_OWN: "majority", ON_ALL: "lengths"}
AFTER, AT_WORD, PACKED = "Last step", "Last word", "Packed"

SETTINGS = Controls(columns.SETTINGS)
WHAT = SETTINGS.add(Setting("length-show", "Look at", (LONGER, PADDING)))
KIND = SETTINGS.add(Setting("length-kind", "Network", ("RNN", "GRU", "LSTM"), "GRU"))
LEARNED = SETTINGS.add(Setting("length-learned", "Learned from", tuple(TASKS)))
COUNT = SETTINGS.add(Setting("length-words", "Words", tuple(range(BEFORE_OPINIONS + 1, MOST + 1, 2)), 42))
LINE = SETTINGS.add(of_words.line("", 300, "length-sentence"))
PADS = SETTINGS.add(
    Setting(
        "pads",
        "Pads behind it",
        tuple(range(PADDED_TO + 1)),
        PADDED_TO - len(words(columns.SENTENCE.start)),
        ranged=True,
    )
)
AT = SETTINGS.add(Setting("length-read", "Read at", (AFTER, AT_WORD, PACKED)))
HIDDEN = ("linear1", "softmax1", "drift")
LABELS_OF = {
    "input": "word", "embedding1": "word as numbers", "linear1": "logit", "softmax1": "answer", "drift": "drift",
    "rnn1.h": "state", "gru1.h": "state", "lstm1.h": "state", "lstm1.c": "cell state",
}  # fmt: skip
PADDED = Word("pad", "pad", PAD)


@dataclass(frozen=True)
class Asked:
    """The ``sentence`` without its ``pads``, and which network reads it: of which ``kind``, ``learned`` from what, None where from
    new pairs; and ``at`` which state the answer is read, where there is padding."""

    sentence: Words
    pads: int
    kind: str
    learned: str | None
    at: str

    @property
    def key(self) -> str:
        return self.kind.lower()

    @property
    def net(self) -> Step[Reader]:
        """The network that ships, with its weights."""
        if self.learned is None:
            net, weights = readers.trained()[self.key], shipped("readers", self.key)
        else:
            task = TASKS[self.learned]
            net, weights = shipping(self.key, task), shipped("lengths", f"{self.key}/{task}")
        return Step(net, built("net", net, weights).python)

    @property
    def read(self) -> Words:
        """What the loop takes a step for."""
        return self.sentence if self.at == PACKED else (*self.sentence, *[PADDED] * self.pads)

    @property
    def place(self) -> int:
        """The step whose state the answer is read from."""
        return len(self.read) - 1 if self.at == AFTER else len(self.sentence) - 1


def prepared(count: int) -> str:
    """A sentence of so many words that the networks were tested on: good and bad prevail in turn."""
    opinions = count - BEFORE_OPINIONS
    return long_ones(opinions, 2).texts[opinions // 2 % 2]


def _dialled() -> None:
    """The dial writes the sentence anew."""
    put(LINE, prepared(now(COUNT)))


def choose(problems: list[str]) -> Asked:
    """What is looked at, the network, and the sentence with its padding."""
    what, kind = switch(WHAT, quiet=True), switch(KIND, quiet=True)
    if what == PADDING:
        sentence = columns.choose_sentence(problems)
        with st.popover(f"{now(PADS)} pads"):
            pads = slide(PADS)
        return Asked(sentence, pads, kind, None, switch(AT, quiet=True))
    learned = switch(LEARNED, quiet=True)
    start = prepared(now(COUNT))
    otherwise = "There are no words in it; showing a sentence of ours."
    found = meant(LINE, text(LINE, start), problems, (), MOST + 1, otherwise)
    if found is None:
        found = LINE.read(start, (), MOST, "")
    with st.popover(f"{len(found)} words"):
        slide(COUNT, _dialled)
    problems += of_words.unknown(found)
    return Asked(of_words.at_most(MOST, found, problems), 0, kind, learned, PACKED)


def answers(asked: Asked) -> dict[str, tuple[str, float]]:
    """What the network says, and how sure it is, by how its state is read."""
    net = asked.net.value
    x = torch.from_numpy(ids((*asked.sentence, *[PADDED] * asked.pads))).long()[None]
    found = {}
    for called, read in zip((AFTER, AT_WORD, PACKED), READ.values(), strict=True):
        with torch.no_grad():
            shares = net[-1](read(net, x)).softmax(1)[0]
        found[called] = LABELS[int(shares.argmax())], float(shares.max())
    return found


def _right(asked: Asked) -> str:
    """Which answer is right, where that can be known: the side that prevails, or that of a sentence that is prepared
    or built as those are that were learned from."""
    said = [word.read for word in asked.sentence]
    if asked.learned is None:
        found = {label for prepared, label in chain(*PAIRS) if [word.read for word in words(prepared)] == said}
        known = all(word.known for word in asked.sentence)
        shapes = zip(grammar().shapes, patterns(), strict=True) if known else ()
        alike = (shape.label for shape, like in shapes if of_shape(asked.sentence, [like]) == "whole")
        label = next(iter((*found, *alike)), None)
        return "" if label is None else f"Right is {LABELS[label]}."
    good, bad = (sum(word in side for word in said) for side in (grammar().good, grammar().bad))
    if good == bad:
        return f"Good words: {good}, bad: {bad}; neither prevails."
    return f"Good words: {good}, bad: {bad}; right is {LABELS[int(good > bad)]}."


def _note(asked: Asked) -> str:
    if asked.learned is not None:
        answer, share = answers(asked)[AFTER]
        return f"It says {answer}, {percent(share)} sure."
    said = [f"{called.lower()}: {answer} {percent(share)}" for called, (answer, share) in answers(asked).items()]
    drift = "Drift: how far a state lies from that of the last word."
    return f"Read at its {said[0]}; {said[1]}; {said[2]}. {drift}"


def drifting(t: Trace, states: str, last: int) -> Trace:
    """With how far each state lies from the one after the last word, in shares of that one's length (T,)."""
    h = torch.from_numpy(t.tensors[states])
    far = (h - h[last]).norm(dim=1) / h[last].norm()
    python = Python(f'(t["{states}"] - t["{states}"][{last}]).norm(dim=1) / t["{states}"][{last}].norm()')
    return measured(t, "drift", far.numpy(), python)


def shown(asked: Asked, told: bool) -> tuple[Trace, Scene]:
    """Every step's state and the answer after it; with padding, how far the state drifts, if that is to be ``told``."""
    net: Step[nn.Module] = asked.net
    t = columns.after_each_word(net, asked.read)
    own = columns.cells_of(t)
    rows: list[Strip | Answer | Level] = [columns.strip(f"{own}.h", "state", "h", per=2, handed=True)]
    padded = asked.learned is None
    if padded:
        t = drifting(t, f"{own}.h", len(asked.sentence) - 1)
        rows.append(Level("drift", "drift"))
    rows.append(columns.answer())
    mark = Mark("softmax1", (asked.place, 1), "")
    panel = columns.columns(
        asked.read,
        f"{asked.kind}, step by step",
        rows if told else rows[:1],
        " ".join(filter(None, (_note(asked) if told else "", _right(asked)))),
        legend=(Legend("signed", "h −1", "1"),),
        marked=(len(asked.sentence) - 1,) if padded else (),
        slim=True,
    )
    scene = Scene(
        "lengths",
        ((panel,),),
        f"{own}.h",
        LABELS_OF,
        closed=True,
        first=cell_name("softmax1", (asked.place, 1)) if told else cell_name(f"{own}.h", newest(t.tensors[f"{own}.h"])),
        marks=(mark,) if told else (),
        steps=Steps((f"{own}.h",), ("state",)),
        spoken=of_words.spoken(asked.read),
        axes=columns.AXES | {"drift": (("t", "word"),)},
        says={"input": of_words.says(asked.read, len(grammar().vocabulary))},
        readings={"drift": "from the state after the last word this one lies {value} of that one’s length away."},
    )
    return t, scene if told else veiled(scene, {name: "all" for name in HIDDEN if name in t.tensors})
