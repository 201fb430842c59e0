"""Chapter: the loop of a recurrent network, folded and unrolled over the visitor's own sentence."""

import streamlit as st

from explainer.data.sentences import grammar
from explainer.nets import readers, reading
from explainer.nets.digits import count
from explainer.views import loops
from explainer.views.controls import Setting, misread, row, say, switch, text, written
from explainer.views.prediction import predict, prediction
from explainer.views.stage import Edit, Panel, Scene, Trace, checked, parse_cell, stage
from explainer.views.torch_code import show_torch

KIND = Setting("cell-kind", "Network", ("RNN", "GRU", "LSTM"))
FORM = Setting("form", "Form", ("Unrolled", "Folded"))
SETTINGS = (KIND, FORM)
WEIGHTS = "weights"
LABELS = {"input": "Word", "embedding1": "Word as numbers", "linear1": "Logit", "softmax1": "Answer"} | {
    f"{kind}1.{letter}": word
    for kind in ("rnn", "gru", "lstm")
    for letter, word in (("h", "State"), ("c", "Cell state"), ("i", "Input gate"), ("f", "Forget gate"), ("g", "Candidate"),
                         ("o", "Output gate"), ("r", "Reset gate"), ("z", "Update gate"), ("n", "Candidate"))
}  # fmt: skip


def scene(sentence, t: Trace, net, folded: bool) -> Scene:
    """Every word's numbers, states and answer so far, and below them the weights that all columns share."""
    name, length = loops.cells_of(t), len(sentence)
    units = t.tensors[f"{name}.h"].shape[1]
    rows = [loops.strip("embedding1", "read", "x")]
    if name == "lstm1":
        rows.append(loops.strip("lstm1.c", "cell state", "c", handed=True, torch=("", f"c_n (1, {units})")))
    named = (f"output ({length}, {units})", f"h_n (1, {units})")
    rows += [loops.strip(f"{name}.h", "state", "h", handed=True, torch=named), loops.answer()]
    own, window = count(reading.loop_of(net)), reading.weights_of_a_window(length)
    times = f"{length} time{'s' if length > 1 else ''}"
    note = (
        f"One cell, used {times}: the same {own:,} weights in every column. A window of {length} words would learn {window:,} "
        f"for as many units, and {reading.weights_of_a_window(length + 1) - window} more for each word."
    )
    legend = [("signed", "h −1", "1")]
    for letter, tensor in (("c", "lstm1.c"), ("x", "embedding1")):
        if tensor in t.tensors:
            most = t.largest(tensor)
            legend.insert(0, ("signed", f"{letter} −{most:.1f}", f"{most:.1f}"))
    board = [loops.columns(sentence, "Word by word", rows, note, folded=folded, legend=legend)]
    if name == "rnn1":
        numbers = (
            (f"{name}.weight_ih_l0", "W_ih: times the 16 numbers of a word"),
            (f"{name}.weight_hh_l0", "W_hh: times the state before"),
            (f"{name}.bias_ih_l0", "b_ih"),
            (f"{name}.bias_hh_l0", "b_hh"),
        )
        board.append(Panel(f"{name}.weight_hh_l0", "Weights of unit", weights=numbers, of=(f"{name}.h",)))
    first = f"{name}.h[{min(5, length - 1)},{t.strongest(f'{name}.h')[1]}]"
    return Scene(
        "unroll",
        (tuple(board),),
        f"{name}.h",
        LABELS,
        closed=True,
        first=first,
        steps={"tensors": [f"{name}.h"], "names": ["state"]},
        spoken=tuple(w.read for w in sentence),
        axes=loops.AXES,
        says=loops.said(sentence, len(grammar().vocabulary)),
    )


def ask(sentence, net) -> None:
    """Do more words need more weights?"""
    own, length = count(reading.loop_of(net)), len(sentence)
    right, options = f"{own:,}", (f"{own:,}", f"{own * length:,}", f"{own * 2 * length:,}")
    question = (
        f"{length} words, {length} columns of one cell with {own:,} weights. How many weights for twice as many words?"
    )
    if length == 1:
        question, options = (
            f"One word, one cell with {own:,} weights. How many for two words?",
            (f"{own:,}", f"{2 * own:,}"),
        )

    def told(guess: str) -> str:
        verdict = "Right" if guess == right else f"You said {guess}"
        return f"**{verdict}: still {right}.** Every column is the same cell, used again."

    predict(prediction("unroll", (own, length)), question, options, told)


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        sentence = loops.choose_sentence(problems)
        kind, form = switch(KIND, quiet=True), switch(FORM, quiet=True)
        trained = readers.trained()[kind.lower()]
        changes = {}
        if kind == "RNN":
            with st.popover("Weights" + (" (changed)" if written(WEIGHTS) else "")):
                asked = text(
                    WEIGHTS, "Changed weights", "Such as weight_hh_l0[3,5]=0.8, by torch’s names; more after a space."
                )
                st.button("As trained", on_click=lambda: st.session_state.update({WEIGHTS: ""}))
            changes = loops.changes(asked, lambda name, at: reading.has_number(trained, name, at), problems)
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as rnn1.h[3,5].")
    net = reading.with_numbers(trained, changes)
    t = loops.after_each_word(net, sentence)
    cell = checked(cell, t, problems)
    say(problems)
    ask(sentence, net)

    def edited(made: Edit) -> None:
        values = {name.partition(".")[2]: flat for name, flat in made.values.items()}
        st.session_state[WEIGHTS] = loops.as_written(reading.changed_numbers(trained, values))

    stage(t, scene(sentence, t, net, form == "Folded"), "stage", cell, edited)
    show_torch(lambda: torch_code(sentence, kind, changes, cell))


def torch_code(sentence, kind: str, changes: dict, cell: str) -> str:
    name, at = parse_cell(cell) or (f"{kind.lower()}1.h", (len(sentence) - 1, 0))
    more = "output, (h_n, c_n)" if kind == "LSTM" else "output, h_n"
    shown = "output.shape, h_n.shape, c_n.shape" if kind == "LSTM" else "output.shape, h_n.shape"
    return f"""import torch
from explainer import trace
from explainer.data.sentences import ids, words
from explainer.nets.readers import trained
from explainer.nets.reading import with_numbers

net = with_numbers(trained()["{kind.lower()}"], {changes!r})
rows, loop, _, head = net
x = ids(words({" ".join(w.read for w in sentence)!r}))
{more} = loop(rows(torch.from_numpy(x).long()))
print({shown})
print(head(output).softmax(1)[:, 1].tolist())
t = trace(torch.nn.Sequential(rows, loop, head, torch.nn.Softmax(-1)), x)
print(t.tensors["{name}"][{", ".join(map(str, at))}])
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "The loop is one cell that reads a word and its own last state, and writes the next state. Unrolled, it is drawn once for "
    "each word, so that you can see the state being handed on; fold it, and it is one cell again."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“The unrolled copies are layers of their own.” They are one set of weights, used again. Drag one number: every column "
    "changes, and with it every answer."
)
st.caption(
    "h_t = tanh(W_ih x_t + b_ih + W_hh h_(t−1) + b_hh). torch returns output, the state after every word, and h_n, the last "
    "one; an LSTM also c_n. Learned from 3,000 sentences of the grammar of the page before. torch’s documentation of RNN."
)
