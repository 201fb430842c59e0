"""Gates, states and steps as people call them, in three notations. Which there are, and in which order, ``ops/kinds.py``
says."""

from __future__ import annotations

import streamlit as st

from explainer.ops import kinds
from explainer.views.controls import Controls, Setting

STEPS, TORCH, TEXTBOOK = "Four steps", "torch", "Textbook"
KINDS = {"LSTM": kinds.LSTM, "GRU": kinds.GRU}
OF = {name: tuple(gate.letter for gate in kind.gates) for name, kind in KINDS.items()}

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


def times(kind: str) -> tuple[tuple[str, str], ...]:
    """The steps of a word: what each is called, and the letter of the row that it ends with."""
    rows = [(phase, name, letter) for letter, (phase, (name, _), *_) in ROWS[kind].items()]
    return tuple(
        (next(name for at, name, _ in rows if at == k), [letter for at, _, letter in rows if at == k][-1])
        for k in sorted({phase for phase, _, _ in rows})
    )


def gates_of(kind: str) -> list[str]:
    """``forget f``, ``store i``, …"""
    return [f"{name or 'candidate'} {q}" for q, (_, (name, _), *_) in ROWS[kind].items() if q in OF[kind]]


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
DECIDES = {
    "LSTM": "forget f decides how much of c is kept, store i how much of the candidate is added, output o how much of c is shown "
    "as h.",
    "GRU": "reset r decides how much of the old state the candidate hears, update z how much of the old state is kept.",
}
SETTINGS = Controls()
NOTATION = SETTINGS.add(Setting("notation", "Notation", (STEPS, TORCH, TEXTBOOK)))
NETWORK = SETTINGS.add(Setting("network", "Network", (*ROWS, "Both")))


def kinds_on(network: str) -> list[str]:
    """The kinds on show."""
    return [kind for kind in ROWS if network in (kind, "Both")]


def letters(kind: str, notation: str) -> str:
    """What each letter of the equations stands for, and what torch, whose names stand on the stage, calls the same."""
    q = next(iter(ROWS[kind]))
    candidate, called = {"LSTM": ("C", "g"), "GRU": ("h", "n")}[kind]
    apart = "; $b_n$ and $b'_n$ stay apart" if kind == "GRU" else ""
    biases = "biases are left out, torch has them" if kind == "GRU" else f"$b_{q}$ is $b_{{i{q}}} + b_{{h{q}}}$"
    own = {
        STEPS: f"W and U are tables of weights: $W_{q}$ is the part of torch’s weight_ih_l0 that makes {q} of the word, $U_{q}$ "
        f"the part of weight_hh_l0 that makes it of the state. $b_{q}$ is torch’s two biases added{apart}. ⊙ multiplies number by "
        "number, ← is what the next word finds.",
        TORCH: f"W are tables of weights: $W_{{i{q}}}$ (input to {q}) is a part of weight_ih_l0, $W_{{h{q}}}$ (state to {q}) of "
        f"weight_hh_l0; $b_{{i{q}}}$ and $b_{{h{q}}}$ are parts of bias_ih_l0 and bias_hh_l0. t is this word, t − 1 the one "
        "before. ⊙ multiplies number by number.",
        TEXTBOOK: "$[h_{t-1}, x_t]$ is the state before and the word in one row, "
        f"so $W_{q}$ is torch’s $W_{{h{q}}}$ and $W_{{i{q}}}$ side by side; {biases}. "
        rf"$\tilde {candidate}$ is torch’s {called}, and is called so where the stage multiplies "
        "it. * multiplies number by number.",
    }
    return own[notation]


def equations(network: str, notation: str) -> None:
    """The arithmetic in the notation that was chosen."""
    for kind in kinds_on(network):
        lines = EQUATIONS[kind, notation]
        half = len(lines) // 2
        for column, mine in zip(st.columns(2), (lines[:half], lines[half:]), strict=True):
            aligned = [line.replace("=", "&=", 1).replace(r"\leftarrow", r"&\leftarrow") for line in mine]
            column.latex(r"\begin{aligned}" + r"\\".join(aligned) + r"\end{aligned}")
    first = r"$\sigma$ squeezes a sum into 0 to 1, tanh into −1 to 1; x is the word as numbers, h the state before."
    st.caption(" ".join([first, *(letters(kind, notation) for kind in kinds_on(network))]))
