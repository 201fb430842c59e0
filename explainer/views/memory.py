"""A country named at the start of a sentence, and how far back a network's memory and its gradient reach."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.derived import largest, lengths
from explainer.core.derived import measured as with_measured
from explainer.core.steps import Python, Step, written_out
from explainer.core.trace import Trace
from explainer.core.words import count_word
from explainer.data import far_countries
from explainer.data.far_countries import CLASSES, LANGUAGES, LEAST, MOST, vocabulary
from explainer.data.sentences import MOST_WORDS, words
from explainer.models import remembering
from explainer.models.readers import Reader
from explainer.models.remembering import STATE
from explainer.models.store import shipped
from explainer.ops.backward import through_time
from explainer.ops.kinds import KINDS
from explainer.study import influence
from explainer.study.influence import Influence
from explainer.views import columns, forgetting, measured
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, Written, given, meant, now, put, slide, switch, text, written
from explainer.views.figures import power
from explainer.views.panels import Legend, Level, Panel, Strip
from explainer.views.scene import Scene, Steps
from explainer.views.sentence import Words
from explainer.views.veil import veiled

SETTINGS = Controls(columns.SETTINGS)
SHOW = SETTINGS.add(Setting("memory-show", "Show", ("Recall", "Gradient", "Influence")))
KIND = SETTINGS.add(Setting("memory-kind", "Network", ("RNN", "GRU", "LSTM")))
WHEN = SETTINGS.add(Setting("when", "When", ("Before training", "After training")))
LEARNED = SETTINGS.add(
    Setting("learned", "Learned at (words)", (*map(str, remembering.SHOWN), remembering.GROWING), "20")
)
FAR = SETTINGS.add(Setting("distance", "Words since the country", tuple(range(LEAST, MOST + 1)), 20, ranged=True))
BIAS = SETTINGS.add(Setting("forget-bias", "Forget bias of the LSTM", tuple(range(6)), 0, ranged=True))
UNTRAINED = 1
INFLUENCES = {"gradient": "gradient", "deletion": "left out"}
LINES, FURTHEST, ASKED_AFTER = count_word(len(CLASSES)), remembering.SHOWN[-1], far_countries.END[-1]
HIDDEN = (forgetting.RIGHT, forgetting.APART, forgetting.ANSWERS, "linear1")
LOG = 8
LETTERS = {
    "h": "State", "dh": "Gradient", "length": "Its length", "c": "Cell state", "dc": "Gradient at c", "clength": "Its length at c",
}  # fmt: skip
LABELS = {
    "input": "Word",
    "embedding1": "Word as numbers",
    "linear1": "Logit",
    "linear1.d": "Gradient at the logit",
    "softmax1": "Answer",
    "influence.gradient": "Gradient",
    "influence.deletion": "Left out",
    forgetting.RIGHT: "Right answer",
    forgetting.APART: "How far apart",
} | {f"{kind.prefix}1.{letter}": word for kind in KINDS.values() for letter, word in LETTERS.items()}
READINGS = {
    "influence.gradient": "moved a little, its numbers move the right answer’s log-odds at most {value} times as far.",
    "influence.deletion": "left out, it costs the right answer {value} of its log-odds; below zero, it gains.",
}


@dataclass(frozen=True)
class Asked:
    """A sentence, the place of its first country and the label that is right."""

    sentence: Words
    at: int
    label: int

    @property
    def far(self) -> int:
        """How many words stand after the country."""
        return len(self.sentence) - 1 - self.at

    @property
    def read(self) -> tuple[float, ...]:
        """Its words by number."""
        return tuple(float(word.number) for word in self.sentence)

    @property
    def country(self) -> str:
        return self.sentence[self.at].read


def _asked(said: str) -> Asked:
    found = tuple(words(said, vocabulary(), MOST_WORDS + 1))
    at = next((k for k, word in enumerate(found[:MOST_WORDS]) if word.read in LANGUAGES), None)
    if at is None or len(found) < 2:
        raise ValueError("There is no country with words around it in that sentence; showing the one about France.")
    return Asked(found, at, CLASSES.index(LANGUAGES[found[at].read]))


SENTENCE = SETTINGS.add(Written("country", "Sentence", _asked, width=360))


def _prepared(far: int) -> str:
    """The sentence about France with the country so many words back."""
    return far_countries.whole("france", far)


def _dialled() -> None:
    """The dial writes the sentence anew."""
    put(SENTENCE, _prepared(now(FAR)))


def _learned() -> None:
    """Another network is asked first at the distance at which it learned."""
    far = learned_at()
    if far:
        put(FAR, far)
        put(SENTENCE, _prepared(far))


def learned_at() -> int | None:
    """At how many words the network on show learned afresh; at growing distances where at none."""
    said = now(LEARNED)
    return None if said == remembering.GROWING else int(said)


def choose(problems: list[str]) -> Asked:
    """The sentence, and the dial that moves the country away; a sentence of one's own, or one brought along from another
    chapter, moves the dial."""
    brought = written(columns.SENTENCE)
    fitting = meant(SENTENCE, brought, [])
    if fitting and not written(SENTENCE) and not given(FAR):
        put(SENTENCE, brought)
    prepared = _prepared(now(FAR))
    own = meant(SENTENCE, text(SENTENCE, prepared), problems)
    if own:
        own = replace(own, sentence=of_words.at_most(MOST_WORDS, own.sentence, problems))
    if own and LEAST <= own.far <= MOST:
        put(FAR, own.far)
    slide(FAR, _dialled)
    asked = own or _asked(prepared)
    problems += of_words.unknown(asked.sentence)
    return asked


def choose_learned() -> None:
    """At which distance the network on show learned."""
    switch(LEARNED, _learned)


def choose_when() -> tuple[bool, int]:
    """Before training or after, by which training, and the LSTM's forget bias."""
    with st.popover(now(WHEN)):
        trained = switch(WHEN) == WHEN.options[1]
        choose_learned()
        bias = slide(BIAS)
        st.caption(
            "0 is torch’s own initialisation. Trained LSTMs are here as torch begins them, for 0, and with a forget bias of "
            f"{remembering.BIAS}, for anything above."
        )
    return trained, bias


def shipping(kind: str, bias: int) -> str:
    """The key of the network of that kind that ships, as it learned now."""
    return remembering.learned_at("lstm1" if bias else kind.lower(), learned_at())


def network(kind: str, trained: bool, bias: int) -> Step[nn.Module]:
    """A network as it is initialised, or as it ships; ``bias`` is the LSTM's forget bias, 0 for torch's own."""
    bias = bias if kind == "LSTM" else 0
    if trained:
        key = shipping(kind, bias)
        return built("net", remembering.trained(key), shipped("remembering", key))
    return _untrained(kind, bias)


def _untrained(kind: str, bias: int) -> Step[nn.Module]:
    """The torch draws from the same seed in the order that ``models/remembering.py`` has: the recurrent layer first."""
    net = remembering.seeded(kind.lower(), UNTRAINED, float(bias) if bias else None)
    rows, recurrent, _, head = net
    forget = f"data[{STATE}:{2 * STATE}]"
    given = (f"recurrent.bias_ih_l0.{forget} = {float(bias)}", f"recurrent.bias_hh_l0.{forget} = 0")
    before = (
        f"torch.manual_seed({UNTRAINED})",
        f"recurrent = nn.{recurrent!r}",
        *(given if bias else ()),
        f"net = nn.ModuleList([nn.{rows!r}, recurrent, nn.Identity(), nn.{head!r}])",
    )
    return Step(net, Python("net", before))


@dataclass(frozen=True)
class View:
    """What is on show: a trace as a scene and, where it was asked for, which words the answer hangs on."""

    trace: Trace
    scene: Scene
    influence: Influence | None = None


def shown(asked: Asked, show: str, kind: str, trained: bool, bias: int, told: bool) -> View:
    """The answers for all countries, word by word, if they are to be ``told``; or the gradient on its way back, or each word's
    influence."""
    net = network(kind, trained, bias)
    if show == "Gradient":
        t = _backwards(net, asked)
        return View(t, _gradient(asked, t, kind))
    if show == "Influence":
        t, found = _influences(net, asked, kind)
        return View(t, _influence(asked, found), found)
    t = measured.recalled(shipping(kind, bias), asked.sentence, asked.at, net)
    scene = _recall(asked, kind)
    return View(t, scene if told else veiled(scene, dict.fromkeys(HIDDEN, "all")))


def _backwards(net: Step[nn.Module], asked: Asked) -> Trace:
    """States, and the gradients of the loss, and how long that at each state is."""
    t = through_time(net, of_words.numbers(asked.sentence), asked.label)
    own = columns.cells_of(t)
    t = lengths(t, f"{own}.length", f"{own}.dh")
    return lengths(t, f"{own}.clength", f"{own}.dc") if f"{own}.dc" in t.tensors else t


def _influences(net: Step[nn.Module], asked: Asked, kind: str) -> tuple[Trace, Influence]:
    """How much the answer depends on each word, in two ways, and the torch for both."""
    assert isinstance(net.value, Reader)
    x = of_words.numbers(asked.sentence)
    found = measured.influences(shipping(kind, 0), asked.read, asked.label, net.value)
    t = columns.after_each_word(net, asked.sentence)
    measure = ((found.gradient, influence.by_gradient), (found.deletion, influence.by_deletion))
    for name, (values, function) in zip(INFLUENCES, measure, strict=True):
        source = written_out(function)
        call = f"{source.text}(deepcopy({net.text}).double(), {x.text}, {asked.label})"
        python = Python(call, source.before, ("from copy import deepcopy",))
        python = python.needing(net.python, x.python, written_out(influence.log_odds))
        t = with_measured(t, f"influence.{name}", values.astype(np.float32), python)
    return t, found


def _recall(asked: Asked, kind: str) -> Scene:
    far = learned_at()
    learned = f"learned {far} words after the country" if far else "learned at growing distances"
    panel = forgetting.lanes(asked.sentence, asked.at, asked.label, f"The {kind} that {learned}")
    last = len(asked.sentence) - 1
    scene = _scene(asked, panel, f"{forgetting.RIGHT}[{last},{asked.label}]", Steps((forgetting.RIGHT,), ("answer",)))
    return replace(scene, axes=forgetting.AXES, called=forgetting.CALLED)


def _gradient(asked: Asked, t: Trace, kind: str) -> Scene:
    own = f"{kind.lower()}1"
    limit = largest(t.tensors[f"{own}.dh"])
    back = columns.strip(f"{own}.dh", "gradient", "∂L/∂h", per=8, handed=True, limit=limit)
    rows: list[Strip | Level] = [_state(own, phase=-1), back, Level(f"{own}.length", "its length", "h", LOG)]
    if f"{own}.clength" in t.tensors:
        rows.append(Level(f"{own}.clength", "at the cell", "c", LOG))
    panel = columns.columns(
        asked.sentence,
        f"∂L/∂h in the {kind}, on its way back",
        rows,
        "Played from the last word back. Bars are on a log scale: each eighth of the height is a power of ten.",
        legend=(Legend("signed", "−1", "1"), Legend("signed", f"∂L/∂h −{power(limit)}", power(limit))),
    )
    steps = Steps((f"{own}.dh",), ("gradient",), backwards=True)
    return _scene(asked, panel, f"{own}.dh[{len(asked.sentence) - 1},0]", steps)


def _influence(asked: Asked, found: Influence) -> Scene:
    rows = tuple(Level(f"influence.{name}", label, log=6) for name, label in INFLUENCES.items())
    panel = columns.columns(asked.sentence, "Which words the answer hangs on", rows, "", marked=found.apart)
    return _scene(asked, panel, f"influence.deletion[{asked.at}]", Steps(("influence.gradient",), ("word",)))


def _state(own: str, phase: int) -> Strip:
    return columns.strip(f"{own}.h", "state", "h", per=8, phase=phase)


def _scene(asked: Asked, panel: Panel, first: str, steps: Steps) -> Scene:
    return Scene(
        "memory",
        ((panel,),),
        steps.tensors[0],
        LABELS,
        closed=True,
        first=first,
        steps=steps,
        readings=READINGS,
        axes=columns.AXES | {f"influence.{name}": (("t", "word"),) for name in INFLUENCES},
        spoken=of_words.spoken(asked.sentence),
        says={"input": of_words.says(asked.sentence, len(vocabulary()))},
        breadth=740,
    )


def language(label: int) -> str:
    """What an answer says."""
    return CLASSES[label]
