"""A cell's field in a picture beside the words that move a loop's last state: settings, trace and scene."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import measured
from explainer.core.steps import Python, Step, child, written_out
from explainer.core.trace import Trace
from explainer.data.sentences import BEFORE_OPINIONS, grammar, words
from explainer.models import digits, readers
from explainer.models.comparing.sentences import KIND as KINDS
from explainer.models.comparing.sentences import SHIPPED, shipping
from explainer.models.readers import Reader
from explainer.models.store import shipped
from explainer.study.comparing import reach
from explainer.study.comparing.tested import FAR_BACK
from explainer.views import columns, digit, picture
from explainer.views import sentence as of_words
from explainer.views.comparing.typical import typical
from explainer.views.controls import Controls, Setting, switch
from explainer.views.panels import Level, Map
from explainer.views.scene import Cell, Scene, cell_name
from explainer.views.sentence import Words

SENTENCE_WIDE = 430
LONG = BEFORE_OPINIONS + FAR_BACK
UNTRAINED, PAIRS, PREVAILING = "Untrained", "Learned pairs", f"Learned which prevails, {LONG} words"
MEASURED = {UNTRAINED: "untrained", PAIRS: "pairs", PREVAILING: "prevailing"}
MEASURES = {"gradient": reach.by_gradient, "deletion": reach.by_deletion}
SETTINGS = Controls(columns.SETTINGS, picture.SETTINGS, (digit.DIGIT, digit.EXAMPLE))
LAYER = SETTINGS.add(Setting("field-layer", "A cell of", tuple(digits.UP_TO), "pool2"))
KIND = SETTINGS.add(Setting("reach-kind", "Network", ("RNN", "GRU", "LSTM")))
WHEN = SETTINGS.add(Setting("reach-when", "When", tuple(MEASURED), PAIRS))
LABELS = {
    "input": "pixels", "conv1": "conv1", "relu1": "relu1", "pool1": "pool1", "conv2": "conv2", "relu2": "relu2", "pool2": "pool2",
    "field": "how much a pixel moves it", "words": "word", "embedding1": "word as numbers", "influence.gradient": "gradient",
    "influence.deletion": "deletion",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """The digit ``x``, the ``layer`` whose cell is asked about, the ``sentence``, and which network reads that."""

    x: Step[np.ndarray]
    layer: str
    sentence: Words
    kind: str
    when: str

    @property
    def key(self) -> str:
        return self.kind.lower()

    @property
    def net(self) -> Step[nn.Module]:
        """The loop as it is initialised, or as it ships."""
        if self.when == UNTRAINED:
            return built("net", _untrained(self.key))
        if self.when == PAIRS:
            return built("net", readers.trained()[self.key], shipped("readers", self.key))
        return built("net", shipping(self.key, "lengths"), shipped("lengths", f"{self.key}/lengths"))


def _untrained(key: str) -> Reader:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(SHIPPED)
        return readers.reader(KINDS[key])


def choose(problems: list[str]) -> Asked:
    """The digit and the layer, the sentence and the network."""
    name = digit.choose_digit()
    layer = switch(LAYER, quiet=True)
    kind, when = switch(KIND, quiet=True), switch(WHEN, quiet=True)
    if when == PREVAILING:
        said = typical()
        st.text_input(
            "Sentence", said, disabled=True, label_visibility="collapsed", width=SENTENCE_WIDE, key="reach-typical"
        )
        return Asked(digit.pixels(name), layer, tuple(words(said)), kind, when)
    sentence = columns.choose_sentence(problems)
    if len(sentence) < 2:
        problems.append("Leaving out the only word leaves nothing; showing a longer sentence.")
        sentence = tuple(words(columns.SENTENCE.start))
    return Asked(digit.pixels(name), layer, sentence, kind, when)


def place(asked: Asked, pinned: Cell | None) -> tuple[int, int]:
    """The row and column of the cell that is asked about: the one that is pinned, or that in the middle, as was measured."""
    with torch.no_grad():
        rows, across = digits.trained()[: digits.UP_TO[asked.layer]](torch.from_numpy(asked.x.value)[None]).shape[2:]
    if pinned and pinned[0] == asked.layer and len(pinned[1]) == 3 and pinned[1][1] < rows and pinned[1][2] < across:
        return pinned[1][1], pinned[1][2]
    return rows // 2, across // 2


def _looked(asked: Asked, at: tuple[int, int]) -> Trace:
    """The picture, the maps up to the layer, and how strongly the cells at that place depend on each pixel."""
    cnn = built("cnn", digits.trained(), shipped("digits"))
    layers = digits.UP_TO[asked.layer]
    x = asked.x.named("picture")
    t = record([child(cnn, k) for k in range(layers)], x)
    strengths = reach.field(digits.trained()[:layers], torch.from_numpy(x.value)[None], at)
    source = written_out(reach.field)
    call = f'{source.text}({cnn.text}[:{layers}], t["input"][None], {at})'
    shares = strengths / strengths.max().clamp(min=1e-12)
    python = Python(f"(lambda found: found / found.max())({call})").needing(source, cnn.python)
    return measured(t, "field", shares.numpy(), python)


def _read(asked: Asked) -> Trace:
    """The sentence and its states, and how much each word moves the last one, in two ways."""
    net, x = asked.net, of_words.numbers(asked.sentence)
    t = record([child(net, 0), child(net, 1)], x).renamed({"input": "words"})
    assert isinstance(net.value, Reader)
    for name, function in MEASURES.items():
        values = reach.in_shares(function(net.value, x.value[None]))[0]
        source, shares = written_out(function), written_out(reach.in_shares)
        call = f'{shares.text}({source.text}({net.text}, t["words"][None]))[0]'
        python = Python(call).needing(net.python, written_out(reach.held), source, shares)
        t = measured(t, f"influence.{name}", values.numpy(), python)
    return t


def shown(asked: Asked, at: tuple[int, int]) -> tuple[Trace, Scene]:
    """The picture with the cell's field, the layer's maps, each pixel's part in the cell, and under each word its part in the last
    state."""
    t = _looked(asked, at).joined(_read(asked))
    strongest = int(np.abs(t.tensors[asked.layer][:, at[0], at[1]]).argmax())
    panel = columns.columns(
        asked.sentence,
        f"How much each word moves the last state: {asked.kind}",
        [Level(f"influence.{name}", name) for name in MEASURES],
        "Gradient: as its numbers change a little. Deletion: as it is left out.",
        slim=True,
    )
    panels = (
        Map("input", "Pixels", scale="grey", field=True, grow=1.1),
        Map(asked.layer, asked.layer, compact=4, grow=1.1),
        Map(
            "field",
            "Moves it",
            scale="probability",
            note="How fast the cells there change as a pixel does.",
            plain=True,
            grow=1.1,
        ),
        replace(panel, tensor="words", grow=3),
    )
    scene = Scene(
        "influence",
        tuple((one,) for one in panels),
        asked.layer,
        LABELS,
        closed=True,
        first=cell_name(asked.layer, (strongest, *at)),
        readings={
            "field": "this pixel moves the ringed cell’s place, in all maps, {value} as much as the pixel that moves it most.",
            "influence.gradient": "by gradient this word moves the last state {value} as much as the word that moves it most.",
            "influence.deletion": "left out, this word moves the last state {value} as much as the word that moves it most.",
        },
        spoken=of_words.spoken(asked.sentence),
        axes={name: (("t", "word"),) for name in ("words", *(f"influence.{name}" for name in MEASURES))},
        says={"words": of_words.says(asked.sentence, len(grammar().vocabulary))},
    )
    return t, scene
