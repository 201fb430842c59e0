"""The loop of a recurrent network over a sentence, folded and unrolled, and single numbers of it changed by the visitor."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
from torch import nn

from explainer.core.building import built
from explainer.core.derived import largest, newest
from explainer.core.steps import Step
from explainer.core.trace import Trace
from explainer.core.words import count_word, times_word
from explainer.data.sentences import grammar
from explainer.models import readers
from explainer.models.digits import count
from explainer.models.kernels import within
from explainer.models.readers import WIDTH, Reader
from explainer.models.store import shipped
from explainer.ops.kinds import KINDS, kind_of
from explainer.views import columns
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, OnStage, Setting, meant, on_stage, put, quoted
from explainer.views.heard import Edit
from explainer.views.panels import Answer, Group, Legend, Panel, Strip, Weights
from explainer.views.scene import Scene, Steps, cell_name
from explainer.views.sentence import Words
from explainer.views.veil import INSTEAD

SETTINGS = Controls(columns.SETTINGS)
KIND = SETTINGS.add(Setting("cell-kind", "Network", ("RNN", "GRU", "LSTM")))
FORM = SETTINGS.add(Setting("form", "Form", ("Unrolled", "Folded")))
NAMES = {"h": "State", "c": "Cell state", "i": "Input gate", "f": "Forget gate", "g": "Candidate", "o": "Output gate",
         "r": "Reset gate", "z": "Update gate", "n": "Candidate"}  # fmt: skip
LABELS = {"input": "Word", "embedding1": "Word as numbers", "linear1": "Logit", "softmax1": "Answer"} | {
    f"{kind.prefix}1.{letter}": NAMES[letter] for kind in KINDS.values() for letter in kind.letters
}
Change = tuple[str, tuple[int, ...], float]
Changes = Mapping[str, Mapping[tuple[int, ...], float]]
_CHANGE = re.compile(r"(\w+)\[([0-9]{1,6})(?:,([0-9]{1,6}))?\]=(\S{1,40})")


def _change(part: str, net: Reader) -> Change:
    """``weight_hh_l0[3,5]=0.8``"""
    match = _CHANGE.fullmatch(part)
    at = tuple(int(k) for k in match.groups()[1:3] if k is not None) if match else ()
    if not match or not readers.has_number(net, match[1], at):
        raise ValueError(f"{quoted(part)} is no weight of this network and goes unused.")
    try:
        return match[1], at, within(match[4])
    except ValueError as error:
        raise ValueError(f"{quoted(part)} goes unused: {error}.") from None


# Each part of the text, between spaces, is one change, by torch's names.
WEIGHTS = SETTINGS.add(OnStage("weights", "Changed weights", _change, longest=40_000))


def _trained(kind: str) -> Reader:
    return readers.trained()[kind.lower()]


def changes_of(kind: str, problems: list[str]) -> Changes:
    """Which numbers of a plain RNN are to be others; what does not fit is left out and said."""
    if kind != "RNN":
        return {}
    said = on_stage(WEIGHTS)
    found: dict[str, dict[tuple[int, ...], float]] = {}
    for part in said.split():
        change = meant(WEIGHTS, part, problems, _trained(kind))
        if change:
            name, at, value = change
            found.setdefault(name, {})[at] = value
    return found


def edited(kind: str, made: Edit) -> None:
    """Numbers that were let go of."""
    values = {name.partition(".")[2]: flat for name, flat in made.values.items()}
    found = readers.changed_numbers(_trained(kind), values)
    changes = [
        f"{name}[{','.join(map(str, at))}]={np.format_float_positional(np.float32(value), trim='-')}"
        for name, own in found.items()
        for at, value in own.items()
    ]
    put(WEIGHTS, " ".join(changes))


def untouched(kind: str) -> dict[str, np.ndarray]:
    """The numbers of a plain RNN as it was trained."""
    loop = readers.loop_of(_trained(kind))
    return {f"rnn1.{name}": p.detach().numpy() for name, p in loop.named_parameters()} if kind == "RNN" else {}


def network(kind: str, changes: Changes) -> Step[nn.Module]:
    """The network that ships, with these numbers changed."""
    net = readers.with_numbers(_trained(kind), changes) if changes else _trained(kind)
    return built("net", net, shipped("readers", kind.lower()))


def learned_from() -> str:
    """How many sentences they learned from."""
    return f"{readers.LEARNED:,}"


def weights_of(kind: str) -> int:
    """How many numbers the cell has learned."""
    return count(readers.loop_of(_trained(kind)))


def shown(sentence: Words, kind: str, changes: Changes, folded: bool, asks: bool) -> tuple[Trace, Scene]:
    """Every word's numbers, states and answer so far, and below them the weights that all columns share, which is not said
    while the page ``asks`` how many there are."""
    t = columns.after_each_word(network(kind, changes), sentence)
    return t, _scene(
        sentence, t, kind, folded, f"{INSTEAD} {columns.ON_THE_WAY}" if asks else _note(kind, len(sentence))
    )


def _scene(sentence: Words, t: Trace, kind: str, folded: bool, note: str) -> Scene:
    name, length = columns.cells_of(t), len(sentence)
    units = t.tensors[f"{name}.h"].shape[1]
    rows: list[Strip | Answer] = [columns.strip("embedding1", "read", "x")]
    if kind == "LSTM":
        rows.append(columns.strip("lstm1.c", "cell state", "c", handed=True, torch=("", f"c_n (1, {units})")))
    named = (f"output ({length}, {units})", f"h_n (1, {units})")
    rows += [columns.strip(f"{name}.h", "state", "h", handed=True, torch=named), columns.answer()]
    board = (
        columns.columns(sentence, "Word by word", rows, note, folded=folded, legend=_legend(t)),
        *_weights(name),
    )
    return Scene(
        "unroll",
        (board,),
        f"{name}.h",
        LABELS,
        closed=True,
        first=cell_name(f"{name}.h", newest(t.tensors[f"{name}.h"])),
        steps=Steps((f"{name}.h",), ("state",)),
        spoken=of_words.spoken(sentence),
        axes=columns.AXES,
        called=columns.CALLED,
        says={"input": of_words.says(sentence, len(grammar().vocabulary))},
    )


def _note(kind: str, length: int) -> str:
    same = f"One cell, used {times_word(length)}: the same {weights_of(kind):,} weights in every column"
    return f"{same}{_reckoned(kind) or _windows(length)}. {columns.ON_THE_WAY}"


def _windows(length: int) -> str:
    """How many a window would have."""
    window = readers.weights_of_a_window(length)
    words = f"{length} word{'s' if length > 1 else ''}"
    more = readers.weights_of_a_window(length + 1) - window
    return f"; a window of {words} into {readers.STATE} units: {window:,}, and {more} per word more"


def _reckoned(kind: str) -> str:
    """How a cell with gates comes to so many; nothing of one without."""
    gates, units = kind_of(readers.loop_of(_trained(kind))).gates, readers.STATE
    shares = sum(gate.is_share for gate in gates)
    if not shares:
        return ""
    once = f"{units} · {WIDTH} + {units} · {units} + 2 · {units}"
    return f", {len(gates)} × ({once}) for {count_word(shares)} gates and a candidate"


def _legend(t: Trace) -> list[Legend]:
    legend = [Legend("signed", "h −1", "1")]
    for letter, tensor in (("c", "lstm1.c"), ("x", "embedding1")):
        if tensor in t.tensors:
            most = largest(t.tensors[tensor])
            legend.insert(0, Legend("signed", f"{letter} −{most:.1f}", f"{most:.1f}"))
    return legend


def _weights(name: str) -> list[Panel]:
    """The numbers of a plain RNN that can be changed."""
    if name != "rnn1":
        return []
    numbers = (
        Group(f"{name}.weight_ih_l0", f"W_ih: times the {WIDTH} numbers of a word"),
        Group(f"{name}.weight_hh_l0", "W_hh: times the state before"),
        Group(f"{name}.bias_ih_l0", "b_ih"),
        Group(f"{name}.bias_hh_l0", "b_hh"),
    )
    return [Weights(f"{name}.weight_hh_l0", "Weights of unit", groups=numbers, of=(f"{name}.h",))]
