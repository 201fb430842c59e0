"""The gates of an LSTM and a GRU as rows of a stage: held by the visitor, beside an untouched run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.derived import largest, newest, one_minus
from explainer.core.steps import Step, child
from explainer.core.trace import Trace
from explainer.data.sentences import MOST_WORDS, grammar
from explainer.models import readers
from explainer.models.readers import STATE
from explainer.models.store import shipped
from explainer.ops.recurrent import Held
from explainer.study import units
from explainer.study.units import Unit, first_with
from explainer.views import columns, measured, notations
from explainer.views import sentence as of_words
from explainer.views.component import CELL
from explainer.views.controls import Controls, Setting, now, number, pick, put, quoted, written
from explainer.views.figures import percent, signed
from explainer.views.notations import (
    KINDS,
    NOTATION,
    OF,
    ROWS,
    STEPS,
    TEXTBOOK,
    gates_of,
    kinds_on,
    times,
)
from explainer.views.panels import Answer, Legend, Strip
from explainer.views.scene import Scene, Steps, cell_name, parse_cell
from explainer.views.sentence import Words
from explainer.views.veil import veiled

NONE = "None"
GATES = (NONE, *(gate for kind in ROWS for gate in gates_of(kind)))
SETTINGS = Controls(columns.SETTINGS, notations.SETTINGS)
HOLD = SETTINGS.add(Setting("hold", "Hold a gate", GATES))
AT = SETTINGS.add(Setting("held-at", "at", (0, 25, 50, 75, 100), 100))
UNIT = SETTINGS.add(Setting("held-unit", "Unit, 0 for all", tuple(range(STATE + 1)), 0, ranged=True))
WORD = SETTINGS.add(Setting("held-word", "Word, 0 for all", tuple(range(MOST_WORDS + 1)), 0, ranged=True))
HOLDABLE = re.compile("|".join(rf"{kind.lower()}1\.[{''.join(letters)}]" for kind, letters in OF.items()))


@dataclass(frozen=True)
class Hold:
    """Gate ``letter`` held at ``value`` for one unit or all, at one word or all; ``letter`` is empty where none is."""

    letter: str = ""
    value: float = 1.0
    unit: int | None = None
    word: int | None = None

    def of(self, kind: str) -> bool:
        """Whether it is a gate of this kind."""
        return bool(self.letter) and self.letter in OF[kind]


def main_kind(network: str) -> str:
    """The one that is opened and played."""
    return kinds_on(network)[0]


def _holdable(network: str) -> list[str]:
    """The gates of the networks on show."""
    return [NONE, *(gate for kind in kinds_on(network) for gate in gates_of(kind))]


def choose_hold(network: str, length: int, problems: list[str]) -> Hold:
    """What is to be held, in a popover: the gates of the networks on show, at a value, for whom."""
    offered, asked = _holdable(network), now(HOLD)
    if asked not in offered:
        problems.append(f"There is no gate called {asked} in a {network}; none is held.")
    with st.popover(f"Hold: {asked}" if asked != NONE and asked in offered else "Hold a gate", key=f"open-{HOLD.key}"):
        asked = pick(HOLD, options=offered)
        letter = "" if asked not in offered or asked == NONE else asked[-1]
        cell = parse_cell(written(CELL))
        if cell and HOLDABLE.fullmatch(cell[0]) and len(cell[1]) == 2:
            st.button("Hold the pinned cell", on_click=_hold_cell, args=(cell[0][-1], *cell[1]))
        value, unit, word = pick(AT) / 100, number(UNIT), number(WORD)
        st.caption(
            "In percent: 0 is shut, 100 is open. For a forget gate open means keep; z is torch’s, near 100 it keeps."
        )
    if word > length:
        problems.append(f"There is no word {word} in this sentence; holding at every word.")
    return Hold(letter, value, unit - 1 if unit else None, word - 1 if 0 < word <= length else None)


def _hold_cell(letter: str, word: int, unit: int) -> None:
    put(HOLD, next(name for name in GATES if name.endswith(f" {letter}")))
    put(UNIT, unit + 1)
    put(WORD, word + 1)


def shown(sentence: Words, network: str, notation: str, hold: Hold, asks: bool) -> tuple[Trace, Scene]:
    """Every gate and state of the networks on show, as they are held and untouched; while the page ``asks`` how many of them
    are gates, none is called one."""
    t = _traced(sentence, network, hold)
    scene = _scene(sentence, t, network, notation, hold, asks)
    return t, veiled(scene, {name: "sentence" for name in t.cells if _tells(t, name)}) if asks else scene


def _tells(t: Trace, name: str) -> bool:
    """Whether the sentence about a tensor's cells says of it, or of another, that it is a gate or that it is none."""
    of = {letter for letters in OF.values() for letter in letters}
    return name.partition(".")[2][:1] in of or any("gate" in said for said in t.cells[name].sentence)


def _traced(sentence: Words, network: str, hold: Hold) -> Trace:
    """The networks over the sentence as they are held, and untouched (``lstm0``, ``gru0``) where one is."""
    whole: Trace | None = None
    for kind in kinds_on(network):
        one = _one(sentence, kind, hold)
        whole = whole.joined(one) if whole else one
    assert whole
    return whole


def _one(sentence: Words, kind: str, hold: Hold) -> Trace:
    own = kind.lower()
    net: Step[nn.Module] = built(own, readers.trained()[own], shipped("readers", own))
    names = {layer: f"{own}_{layer}" for layer in ("embedding1", "linear1", "softmax1")}
    layer = child(net, 1)
    held = _held(layer, hold, len(sentence)) if hold.of(kind) else layer
    used = columns.after_each_word(net, sentence, held).renamed(names)
    if kind == "GRU":
        used = one_minus(used, "gru1.z_textbook", "gru1.z")
    if not hold.of(kind):
        return used
    before = {f"{own}1": f"{own}0", "linear1": f"{own}_linear0", "softmax1": f"{own}_softmax0"}
    return used.joined(columns.after_each_word(net, sentence).renamed(names | before))


def _held(layer: Step[nn.Module], hold: Hold, length: int) -> Step[nn.Module]:
    """A recurrent layer of which one gate is held."""
    assert isinstance(layer.value, nn.RNNBase)
    return Step(Held(layer.value, hold.letter, hold.value, length, hold.unit, hold.word), layer.python)


def _scene(sentence: Words, t: Trace, network: str, notation: str, hold: Hold, asks: bool) -> Scene:
    """A column for each word."""
    kind = main_kind(network)
    own, played = kind.lower(), times(kind)
    legend = [Legend("probability", "0" if asks else "gates 0", "1"), Legend("signed", "−1", "1")]
    if kind == "LSTM":
        legend.append(Legend("signed", f"c −{_most(t):.1f}", f"{_most(t):.1f}"))
    title = f"{'LSTM and GRU' if network == 'Both' else network}, word by word"
    rows, note = _rows(t, network, notation, hold, asks), _note(sentence, notation, hold)
    kept = f"{own}1.{'c' if kind == 'LSTM' else 'h'}"
    return Scene(
        "gates",
        ((columns.columns(sentence, title, rows, note, legend=legend),),),
        f"{own}1.h",
        _labels(asks),
        closed=True,
        first=cell_name(kept, newest(t.tensors[kept])),
        steps=Steps(tuple(f"{own}1.{letter}" for _, letter in played), tuple(name for name, _ in played)),
        spoken=of_words.spoken(sentence),
        axes=_axes(),
        called=columns.CALLED,
        says={"input": of_words.says(sentence, len(grammar().vocabulary))},
    )


def _note(sentence: Words, notation: str, hold: Hold) -> str:
    """What is held."""
    if not hold.letter:
        return columns.ON_THE_WAY
    whom = f"unit {hold.unit + 1}" if hold.unit is not None else "all units"
    when = f"at {quoted(sentence[hold.word].read)}" if hold.word is not None else "at every word"
    gate = "torch’s z" if hold.letter == "z" and notation == TEXTBOOK else hold.letter
    return (
        f"{gate} is held at {percent(hold.value)} for {whom} {when}. Thin strips and dashed lines: the untouched run."
    )


def _most(t: Trace) -> float:
    """The largest cell state of either run."""
    return max(largest(t.tensors[name]) for name in ("lstm0.c", "lstm1.c") if name in t.tensors)


def _rows(t: Trace, network: str, notation: str, hold: Hold, asks: bool) -> list[Strip | Answer]:
    """Every gate and state of the networks on show, and what each would answer; steps by their names, what other notations call
    gates while the page ``asks`` by their letters."""
    found: list[Strip | Answer] = []
    for kind in kinds_on(network):
        own, touched = kind.lower(), hold.of(kind)
        for letter, (phase, *names) in ROWS[kind].items():
            label, short = names[NOTATION.options.index(notation)]
            label = "" if asks and notation != STEPS else label
            textbook = kind == "GRU" and letter == "z" and notation == TEXTBOOK
            beside = touched and (network != "Both" or letter in ("c", "h", hold.letter))
            found.append(
                columns.strip(
                    "gru1.z_textbook" if textbook else f"{own}1.{letter}",
                    label,
                    short,
                    phase=phase,
                    handed=letter in KINDS[kind].handed_on,
                    before=f"{own}0.{letter}" if beside else None,
                    limit=_most(t) if letter == "c" else None,
                )
            )
        before = f"{own}_softmax0" if touched else None
        label = kind if network == "Both" else "answer"
        found.append(columns.answer(f"{own}_softmax1", label, before=before, phase=3))
    return found


def _labels(asks: bool) -> dict[str, str]:
    """Tensors' words for the breadcrumb, those of the steps while the page ``asks`` which are gates."""
    found = {"input": "Word"}
    for kind, its in ROWS.items():
        own = kind.lower()
        found |= {f"{own}_embedding1": "Word as numbers"}
        for k in (0, 1):
            found |= {f"{own}_linear{k}": "Logit", f"{own}_softmax{k}": f"{kind}’s answer"}
            found |= {f"{own}{k}.{letter}": names[0 if asks else 1][0] or letter for letter, (_, *names) in its.items()}
            found |= {f"{own}{k}.{letter}_free": f"{letter} by itself" for letter in OF[kind]}
    return {name: word.capitalize() for name, word in found.items()} | {"gru1.z_textbook": "Textbook z"}


def _axes() -> dict[str, tuple[tuple[str, str], ...]]:
    """What the coordinates of answers and logits are called."""
    names = [(f"{kind.lower()}_{layer}{k}", layer) for kind in ROWS for layer in ("softmax", "linear") for k in (0, 1)]
    names += [(f"{kind.lower()}_embedding1", "embedding") for kind in ROWS]
    return {name: columns.AXES[f"{layer}1"] for name, layer in names} | {"input": columns.AXES["input"]}


def nameable(kind: str) -> list[Unit]:
    """What the units of a network that ships go with, those first that do so most."""
    return measured.nameable(kind.lower(), readers.trained()[kind.lower()])


def goes(unit: Unit) -> str:
    """How far a unit rises or falls with what it goes with, in words."""
    return f"correlation {signed(unit.r)}: {'they rise together' if unit.r > 0 else 'one falls where the other rises'}"


@cache
def corpus_size() -> int:
    """How many sentences that was measured over."""
    return len(units.corpus())


def show(kind: str, unit: Unit, sentence: Words) -> None:
    """Select a unit at the first word where what it goes with is most so, or at the last where it never is."""
    put(CELL, f"{kind.lower()}1.{unit.letter}[{first_with(unit.what, sentence)},{unit.unit}]")
