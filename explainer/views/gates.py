"""The gates of an LSTM and a GRU as rows of a stage: named in three notations, held by the visitor, beside an untouched run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.data.sentences import Word
from explainer.nets import readers, surgery
from explainer.nets.reading import Reader, loop_of
from explainer.trace import Trace
from explainer.views import loops
from explainer.views.controls import Setting, number, pick, written
from explainer.views.stage import parse_cell

STEPS, TORCH, TEXTBOOK = "Four steps", "torch", "Textbook"
NOTATION = Setting("notation", "Notation", (STEPS, TORCH, TEXTBOOK))
NETWORK = Setting("network", "Network", ("LSTM", "GRU", "Both"))
GATES = ("None", "forget f", "store i", "candidate g", "output o", "reset r", "update z", "candidate n")
HOLD = Setting("hold", "Hold a gate", GATES)
AT = Setting("held-at", "at", (0, 25, 50, 75, 100), 100)
UNIT = Setting("held-unit", "Unit, 0 for all", tuple(range(13)), 0, ranged=True)
WORD = Setting("held-word", "Word, 0 for all", tuple(range(201)), 0, ranged=True)
SETTINGS = (NOTATION, NETWORK, HOLD, AT, UNIT, WORD)
OF = {"LSTM": "figo", "GRU": "rzn"}

# For each tensor: which of the steps it belongs to, and its name and letter in each notation.
LSTM = {
    "f": (0, ("forget", "f"), ("forget gate", "fₜ"), ("forget gate", "fₜ")),
    "i": (1, ("store", "i"), ("input gate", "iₜ"), ("input gate", "iₜ")),
    "g": (1, ("", "g"), ("cell gate", "gₜ"), ("candidate", "C̃ₜ")),
    "c": (2, ("update", "c"), ("cell state", "cₜ"), ("cell state", "Cₜ")),
    "o": (3, ("output", "o"), ("output gate", "oₜ"), ("output gate", "oₜ")),
    "h": (3, ("", "h"), ("hidden state", "hₜ"), ("hidden state", "hₜ")),
}
GRU = {
    "r": (0, ("reset", "r"), ("reset gate", "rₜ"), ("reset gate", "rₜ")),
    "z": (1, ("update", "z"), ("update gate", "zₜ"), ("update gate", "zₜ")),
    "n": (2, ("candidate", "n"), ("new gate", "nₜ"), ("candidate", "h̃ₜ")),
    "h": (3, ("state", "h"), ("hidden state", "hₜ"), ("hidden state", "hₜ")),
}
ROWS = {"LSTM": LSTM, "GRU": GRU}
TIMES = {"LSTM": ["forget", "store", "update", "output"], "GRU": ["reset", "update", "candidate", "state"]}
PLAYED = {"LSTM": "fgch", "GRU": "rznh"}
EQUATIONS = {
    ("LSTM", STEPS): (
        r"f = \sigma(W_f x + U_f h + b_f)", r"i = \sigma(W_i x + U_i h + b_i)", r"g = \tanh(W_g x + U_g h + b_g)",
        r"c \leftarrow f \odot c + i \odot g", r"o = \sigma(W_o x + U_o h + b_o)", r"h \leftarrow o \odot \tanh c",
    ),
    ("LSTM", TORCH): (
        r"f_t = \sigma(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf})",
        r"i_t = \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi})",
        r"g_t = \tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg})",
        r"c_t = f_t \odot c_{t-1} + i_t \odot g_t",
        r"o_t = \sigma(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho})", r"h_t = o_t \odot \tanh(c_t)",
    ),
    ("LSTM", TEXTBOOK): (
        r"f_t = \sigma(W_f \cdot [h_{t-1}, x_t] + b_f)",
        r"i_t = \sigma(W_i \cdot [h_{t-1}, x_t] + b_i)", r"\tilde C_t = \tanh(W_C \cdot [h_{t-1}, x_t] + b_C)",
        r"C_t = f_t * C_{t-1} + i_t * \tilde C_t", r"o_t = \sigma(W_o \cdot [h_{t-1}, x_t] + b_o)", r"h_t = o_t * \tanh(C_t)",
    ),
    ("GRU", STEPS): (
        r"r = \sigma(W_r x + U_r h + b_r)", r"z = \sigma(W_z x + U_z h + b_z)",
        r"n = \tanh(W_n x + b_n + r \odot (U_n h + b'_n))", r"h \leftarrow (1 - z) \odot n + z \odot h",
    ),
    ("GRU", TORCH): (
        r"r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr})",
        r"z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz})",
        r"n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{t-1} + b_{hn}))", r"h_t = (1 - z_t) \odot n_t + z_t \odot h_{t-1}",
    ),
    ("GRU", TEXTBOOK): (
        r"r_t = \sigma(W_r \cdot [h_{t-1}, x_t])", r"z_t = 1 - z_t^{\text{torch}}",
        r"\tilde h_t = \tanh(W \cdot [r_t * h_{t-1}, x_t])", r"h_t = (1 - z_t) * h_{t-1} + z_t * \tilde h_t",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Hold:
    """Gate ``letter`` held at ``value`` for one unit or all, at one word or all; ``letter`` is empty where none is."""

    letter: str = ""
    value: float = 1.0
    unit: int | None = None
    word: int | None = None

    def of(self, network: str) -> bool:
        """Whether it is a gate of this network."""
        return bool(self.letter) and self.letter in OF[network]


def holdable(network: str) -> list[str]:
    """The gates of the networks on show."""
    return [name for name in GATES if name == "None" or network == "Both" or name[-1] in OF[network]]


def choose_hold(network: str, length: int, problems: list[str]) -> Hold:
    """What is to be held, in a popover: the gates of the networks on show, at a value, for whom."""
    offered = holdable(network)
    asked = pick(HOLD, options=offered)
    letter = "" if asked not in offered or asked == "None" else asked[-1]
    cell = parse_cell(written("cell"))
    if cell and re.fullmatch(r"(lstm|gru)1\.[figorzn]", cell[0]):
        st.button("Hold the pinned cell", on_click=_hold_cell, args=(cell[0][-1], *cell[1]))
    value, unit, word = pick(AT) / 100, number(UNIT), number(WORD)
    st.caption(
        "In percent: 0 is shut, 100 is open. For a forget gate open means keep; z is torch’s, near 100 it keeps."
    )
    if word > length:
        problems.append(f"There is no word {word} in this sentence; holding at every word.")
    return Hold(letter, value, unit - 1 if unit else None, word - 1 if 0 < word <= length else None)


def _hold_cell(letter: str, word: int, unit: int) -> None:
    st.session_state[HOLD.key] = next(name for name in GATES if name.endswith(f" {letter}"))
    st.session_state[UNIT.key], st.session_state[WORD.key] = unit + 1, word + 1


def traced(sentence: Sequence[Word], network: str, hold: Hold) -> Trace:
    """The networks on show over the sentence as they are held, and untouched (``lstm0``, ``gru0``) where one is."""
    whole: Trace | None = None
    for kind in ("LSTM", "GRU"):
        if network not in (kind, "Both"):
            continue
        own = kind.lower()
        net = readers.trained()[own]
        names = {layer: f"{own}_{layer}" for layer in ("embedding1", "linear1", "softmax1")}
        used = loops.after_each_word(held(net, hold, len(sentence)) if hold.of(kind) else net, sentence).renamed(names)
        used = used.one_minus("gru1.z_textbook", "gru1.z") if kind == "GRU" else used
        whole = whole.joined(used, {}) if whole else used
        if hold.of(kind):
            before = {f"{own}1": f"{own}0", "linear1": f"{own}_linear0", "softmax1": f"{own}_softmax0"}
            untouched = loops.after_each_word(net, sentence).renamed({**names, **before})
            whole = whole.joined(untouched, {})
    assert whole
    return whole


def held(net: Reader, hold: Hold, length: int) -> tuple:
    """The reader's layers with its recurrent one held."""
    rows, _, last, head = net
    return rows, surgery.hold(loop_of(net), hold.letter, hold.value, length, hold.unit, hold.word), last, head


def rows(t: Trace, network: str, notation: str, hold: Hold) -> list[dict[str, Any]]:
    """Every gate and state of the networks on show, and what each would answer."""
    found = []
    for kind in ("LSTM", "GRU"):
        if network not in (kind, "Both"):
            continue
        own, touched = kind.lower(), hold.of(kind)
        for letter, (phase, *names) in ROWS[kind].items():
            label, short = names[(STEPS, TORCH, TEXTBOOK).index(notation)]
            tensor = f"{own}1.{letter}"
            if kind == "GRU" and letter == "z" and notation == TEXTBOOK:
                tensor = "gru1.z_textbook"
            more: dict[str, Any] = {"phase": phase, "handed": letter in "ch"}
            if touched and (network != "Both" or letter in ("c", "h", hold.letter)):
                more["before"] = f"{own}0.{letter}"
            if letter == "c":
                more["limit"] = max(t.largest(name) for name in ("lstm0.c", "lstm1.c") if name in t.tensors)
            found.append(loops.strip(tensor, label, short, **more))
        before = {"before": f"{own}_softmax0"} if touched else {}
        found.append(loops.answer(f"{own}_softmax1", kind if network == "Both" else "answer", phase=3, **before))
    return found


def labels() -> dict[str, str]:
    """Tensors' words for the breadcrumb."""
    found = {"input": "Word"}
    for kind, its in ROWS.items():
        own = kind.lower()
        found |= {f"{own}_embedding1": "Word as numbers"}
        for k in (0, 1):
            found |= {f"{own}_linear{k}": "Logit", f"{own}_softmax{k}": f"{kind}’s answer"}
            found |= {f"{own}{k}.{letter}": names[1][0] or letter for letter, (_, *names) in its.items()}
            found |= {f"{own}{k}.{letter}_free": f"{letter} by itself" for letter in OF[kind]}
    return {name: word.capitalize() for name, word in found.items()} | {"gru1.z_textbook": "Textbook z"}


def axes() -> dict[str, tuple[tuple[str, str], ...]]:
    """What the coordinates of answers and logits are called."""
    names = [
        (f"{kind}_{layer}{k}", layer) for kind in ("lstm", "gru") for layer in ("softmax", "linear") for k in (0, 1)
    ]
    return {name: loops.AXES[f"{layer}1"] for name, layer in names} | {"input": loops.AXES["input"]}


@st.cache_data(max_entries=4)
def nameable(network: str) -> list[surgery.Unit]:
    """What the units of a network that ships go with, measured once."""
    return surgery.nameable(readers.trained()[network.lower()])
