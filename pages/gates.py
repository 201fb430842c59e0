"""Chapter: what an LSTM's gates, and a GRU's, do with each word of the visitor's sentence."""

import streamlit as st

from explainer.data.sentences import grammar
from explainer.views import gates, loops
from explainer.views.controls import misread, now, row, say, switch, text
from explainer.views.gates import NETWORK, NOTATION, SETTINGS, Hold
from explainer.views.prediction import predict, prediction
from explainer.views.stage import Scene, Trace, checked, parse_cell, stage
from explainer.views.torch_code import show_torch


def scene(sentence, t: Trace, network: str, notation: str, hold: Hold) -> Scene:
    """A column for each word with every gate and state."""
    kind = "GRU" if network == "GRU" else "LSTM"
    own = kind.lower()
    legend = [("probability", "gates 0", "1"), ("signed", "−1", "1")]
    if kind == "LSTM":
        most = max(t.largest(name) for name in ("lstm0.c", "lstm1.c") if name in t.tensors)
        legend.append(("signed", f"c −{most:.1f}", f"{most:.1f}"))
    title = f"{'LSTM and GRU' if network == 'Both' else network}, word by word"
    note = ""
    if hold.letter:
        whom = f"unit {hold.unit + 1}" if hold.unit is not None else "all units"
        when = f"at “{sentence[hold.word].read}”" if hold.word is not None else "at every word"
        gate = "torch’s z" if hold.letter == "z" and notation == gates.TEXTBOOK else hold.letter
        note = f"{gate} is held at {hold.value:.0%} for {whom} {when}. Thin strips and dashed lines: the untouched run."
    first = min(5, len(sentence) - 1)
    return Scene(
        "gates",
        ((loops.columns(sentence, title, gates.rows(t, network, notation, hold), note, legend=legend),),),
        f"{own}1.h",
        gates.labels(),
        closed=True,
        first=f"{own}1.{'c' if kind == 'LSTM' else 'h'}[{first},4]",
        steps={"tensors": [f"{own}1.{letter}" for letter in gates.PLAYED[kind]], "names": gates.TIMES[kind]},
        spoken=tuple(w.read for w in sentence),
        axes=gates.axes(),
        says=loops.said(sentence, len(grammar().vocabulary)),
    )


def ask(network: str) -> None:
    """How many of the rows are gates?"""
    right, rest = {
        "LSTM": ("3", "f, i and o run from 0 to 1; g is a candidate, c and h are states. Four steps, three gates."),
        "GRU": ("2", "r and z run from 0 to 1; n is a candidate, h the state."),
        "Both": ("5", "f, i and o of the LSTM, r and z of the GRU run from 0 to 1; g and n are candidates."),
    }[network]
    options = {"LSTM": ("3", "4", "6"), "GRU": ("2", "3", "4"), "Both": ("5", "7", "10")}[network]

    def told(guess: str) -> str:
        return f"**{'Right' if guess == right else f'You said {guess}'}: {right}.** {rest}"

    predict(prediction("gates", network), "How many of these rows are gates?", options, told)


def equations(network: str, notation: str) -> None:
    """The arithmetic in the notation that was chosen."""
    for kind in ("LSTM", "GRU"):
        if network in (kind, "Both"):
            lines = gates.EQUATIONS[kind, notation]
            half = len(lines) // 2
            for column, mine in zip(st.columns(2), (lines[:half], lines[half:]), strict=True):
                aligned = [line.replace("=", "&=", 1).replace(r"\leftarrow", r"&\leftarrow") for line in mine]
                column.latex(r"\begin{aligned}" + r"\\".join(aligned) + r"\end{aligned}")
    if notation == gates.TEXTBOOK and network != "LSTM":
        st.caption(
            "The usual figure of a GRU has z the other way round: there z near 1 replaces the state, in torch (and in Cho et "
            "al. 2014) it keeps it. The row shows 1 less torch’s z. It also resets the state before the matrix, torch after."
        )
    if notation == gates.STEPS:
        st.caption("⊙ multiplies number by number; ← is what the next word finds.")


def show(tensor: str, unit: int, length: int) -> None:
    st.session_state["cell"] = f"{tensor}[{length - 1},{unit}]"


def units(network: str, length: int) -> None:
    """Units that go with something that has a name, each with its score."""
    kind = "GRU" if network == "GRU" else "LSTM"
    st.markdown(f"## What do the {kind}’s units go with?")
    found = gates.nameable(kind)[:6]
    for k, (unit, column) in enumerate(zip(found, st.columns(len(found), gap="small"), strict=True)):
        with column.container(border=True, height="stretch"):
            st.markdown(
                f"**{unit.letter}, unit {unit.unit + 1}**  \n{unit.what}  \nr = {unit.r:+.2f}".replace("-", "−")
            )
            args = (f"{kind.lower()}1.{unit.letter}", unit.unit, length)
            st.button("Show", key=f"unit-{k}", on_click=show, args=args)
    st.caption(
        "Pearson’s correlation over 800 sentences that were never learned; of all gates and states the unit with the largest. "
        "None is near ±1: what the network knows is spread over its units."
    )


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        sentence = loops.choose_sentence(problems)
        network, notation = switch(NETWORK, quiet=True), switch(NOTATION, quiet=True)
        asked = now(gates.HOLD)
        with st.popover(f"Hold: {asked}" if asked != "None" and asked in gates.holdable(network) else "Hold a gate"):
            hold = gates.choose_hold(network, len(sentence), problems)
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as lstm1.c[5,4].")
    t = gates.traced(sentence, network, hold)
    cell = checked(cell, t, problems)
    say(problems)
    ask(network)
    stage(t, scene(sentence, t, network, notation, hold), "stage", cell)
    equations(network, notation)
    units(network, len(sentence))
    show_torch(lambda: torch_code(sentence, network, hold, cell))


def torch_code(sentence, network: str, hold: Hold, cell: str) -> str:
    kind = "GRU" if network == "GRU" else "LSTM"
    name, at = parse_cell(cell) or (f"{kind.lower()}1.h", (len(sentence) - 1, 0))
    kind = "GRU" if name.startswith("gru") else "LSTM"
    own = kind.lower()
    inside = name.replace(f"{own}_", "").replace("softmax0", "softmax1").replace("linear0", "linear1")
    untouched = name.startswith(f"{own}0") or name.endswith("x0") or name.endswith("r0")
    used = hold.of(kind) and not untouched
    line = (
        f"loop = hold(loop, {hold.letter!r}, {hold.value}, {len(sentence)}, {hold.unit}, {hold.word})\n" if used else ""
    )
    shown = inside.replace(f"{own}0", f"{own}1")
    one_less = "1 - " if shown.endswith("_textbook") else ""
    return f"""import torch
from explainer import trace
from explainer.data.sentences import ids, words
from explainer.nets.readers import trained
from explainer.nets.surgery import hold

rows, loop, _, head = trained()["{own}"]
{line}x = ids(words({" ".join(w.read for w in sentence)!r}))
t = trace(torch.nn.Sequential(rows, loop, head, torch.nn.Softmax(-1)), x)
print({{name: tensor.shape for name, tensor in t.tensors.items()}})
print({one_less}t.tensors["{shown.removesuffix("_textbook")}"][{", ".join(map(str, at))}])
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "For every word an LSTM keeps some of its old state, stores some of the new, and shows some of the result. The gates are "
    "numbers from 0 to 1, computed from the word and the state before; a forget gate of 1 means keep."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“Every RNN has gates.” A plain RNN has none; LSTM and GRU do.\n\n"
    "“An LSTM has four gates: forget, store, update, output.” These are four steps; there are three gates (f, i, o) and a "
    "candidate g."
)
st.caption(
    "Hochreiter & Schmidhuber 1997; Gers et al. 2000 (forget gate); Cho et al. 2014 (GRU); torch’s documentation of LSTM and GRU."
)
