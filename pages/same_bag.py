"""Chapter: two opposite sentences with the same words are one to whatever counts, and two to whatever reads in order."""

import streamlit as st

from explainer.data.sentences import grammar
from explainer.nets import readers
from explainer.nets.digits import count
from explainer.nets.reading import KINDS
from explainer.views import measured, runs, sentences
from explainer.views.controls import Setting, misread, number, row, say, switch, text
from explainer.views.ideas import said_of
from explainer.views.prediction import predict, prediction
from explainer.views.runs import Run
from explainer.views.sentences import SIDES, Pair
from explainer.views.stage import Edit, Mark, Panel, Scene, Trace, checked, parse_cell, stage
from explainer.views.tables import Strong, table
from explainer.views.torch_code import show_torch

MODEL = Setting("model", "Network", ("RNN", "GRU", "LSTM"), "GRU")
SHOW = Setting("bag-show", "Show", ("Paths", "Plane", "All states"))
SEED = Setting("readers-seed", "Seed", tuple(range(1, 100)), ranged=True)
SETTINGS = (MODEL, SHOW, SEED)
RUN = "readers-run"
VOCABULARY = grammar().vocabulary
LABELS = {
    f"{side}.{name}": f"{word} {side}"
    for side in SIDES
    for name, word in (("words", "word"), ("state.h", "state"), ("path", "path"), ("counts", "count"))
} | {"difference": "A − B"}


def bag(pair: Pair) -> tuple[Panel, ...]:
    """Both sentences word by word, both counts, and what is left when one is taken from the other."""
    differ = pair.differing()
    panels = []
    for side, sentence in zip(SIDES, pair.sides, strict=True):
        cells = tuple(range(len(sentence)))
        written = tuple(w.read for w in sentence)
        unknown = [k for k, w in enumerate(sentence) if not w.known]
        what = {"cells": cells, "texts": written, "marked": differ, "unknown": unknown, "order": side}
        panels.append(Panel(f"{side}.words", side, row=what))
    for side in SIDES:
        labels = tuple(VOCABULARY[k] for k in pair.occurring) if side == "A" else None
        what = {"cells": pair.occurring, "labels": labels}
        panels.append(Panel(f"{side}.counts", side, "probability", row=what))
    panels.append(Panel("difference", "A − B", row={"cells": pair.occurring}))
    return tuple(panels)


def shown(pair: Pair, t: Trace, model: str, show: str) -> Scene:
    """What a counter sees beside what a recurrent network sees."""
    fork = t.parting("A.state.h", "B.state.h")
    units = t.tensors["A.state.h"].shape[1]
    spoken = [[w.read for w in side] for side in pair.sides]
    title, marks = f"What the {model} sees", ()
    if show == "All states":
        ringed = "Ringed: after the last word that both share."
        if not 0 <= fork < len(pair.a):
            ringed = "They differ from the first word on." if fork < 0 else "They never part."
        right = tuple(
            Panel(f"{side}.state.h", f"{side}: words down, units across", note=ringed if side == "B" else "")
            for side in SIDES
        )
        if 0 <= fork < len(pair.a):
            marks = tuple(Mark(f"{side}.state.h", (fork, 0), "") for side in SIDES)
    else:
        paths = {"tensors": ["A.path", "B.path"], "words": spoken, "fork": fork}
        note = f"its {units} numbers after each word, main direction"
        if show == "Plane":
            paths["second"] = ["A.across", "B.across"]
            note = f"its {units} numbers after each word, two main directions"
        right = (Panel("A.path", title, note=note, paths=paths),)
    first = f"A.path[{min(fork + 1, len(pair.a) - 1)}]" if show != "All states" else "A.state.h[0,0]"
    says = {
        f"{side}.words": said_of(sentence, len(VOCABULARY)) for side, sentence in zip(SIDES, pair.sides, strict=True)
    }
    words = {name: VOCABULARY for name in ("A.counts", "B.counts", "difference")}
    return Scene(
        "same-bag", (bag(pair), right), "A.path", LABELS, closed=True, first=first, marks=marks, says=says, words=words
    )


def ask(pair: Pair, apart: bool) -> None:
    """Will the counter tell them apart?"""
    options = ("Yes", "No")
    right = options[0] if apart else options[1]
    reason = "Different counts, so it can." if apart else "Same counts, so the same answer, whatever it learned."

    def told(said: str) -> str:
        return f"**{'Right' if said == right else f'You said {said.lower()}'}: {right.lower()}.** {reason}"

    predict(prediction("same-bag", pair), "Will a word counter tell A from B?", options, told)


def spread(values: list[float]) -> str:
    """A share over several seeds, as one number or from the least to the most."""
    low, high = min(values), max(values)
    return f"{low:.0%}" if f"{low:.0%}" == f"{high:.0%}" else f"{low:.0%} to {high:.0%}"


def networks(pair: Pair, nets: dict, recipe: readers.Readers | None) -> None:
    """Every network: weights, what was measured, and its answers for this pair."""
    said = sentences.answers(pair, nets)
    head = (
        "network",
        "weights",
        "held-out pairs right",
        "held-out shapes right",
        "majority of words",
        "A is good",
        "B is good",
    )
    rows = []
    for kind in KINDS:
        figures = readers.figures()[kind.key]
        shares = [spread(figures[name]) for name in ("pairs", "shapes", "majority")]
        if recipe and kind.key in nets:
            here = measured.tested(recipe, kind.key, nets[kind.key])
            shares[:2] = [f"{here[name]:.0%} here" for name in ("pairs", "shapes")]
        answer = [Strong(f"{share:.1%}") for share in said[kind.key]] if kind.key in said else ["…", "…"]
        weights = count(readers.trained()[kind.key])
        rows.append((Strong(kind.name), f"{weights:,}", *shares, *answer))
    table("Eight networks", head, rows, numeric=range(1, len(head)))


def train_again(run: Run | None) -> None:
    """All networks trained anew, here, from a seed of the visitor's."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seed = number(SEED)
        if run and run.running:
            st.button("Stop", key="train-readers", on_click=runs.forget, args=(RUN,))
        else:
            st.button(
                "Train all eight here", key="train-readers", on_click=runs.begin, args=(RUN, readers.Readers(seed))
            )
        if run and not run.running:
            st.button("Back to the networks that ship", on_click=runs.forget, args=(RUN,))
    if run:
        runs.standing(run)


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        pair = sentences.choose_pair(problems)
        model, show = switch(MODEL, quiet=True), switch(SHOW, quiet=True)
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as A.state.h[3,5].")
    run = runs.now(RUN)
    recipe = run.recipe if run else None
    nets = recipe.nets(run.history) if recipe else readers.trained()
    t = sentences.traced(pair, nets.get(model.lower()) or readers.trained()[model.lower()])
    cell = checked(cell, t, problems)
    say(problems)
    ask(pair, not pair.same)

    def moved(made: Edit) -> None:
        for side, order in made.values.items():
            sentences.exchanged(side, order, pair)

    stage(t, shown(pair, t, model, show), "stage", cell, moved)
    st.markdown(
        "Same counts: **the same bag**. Whatever it learned, a counter must give A and B one answer."
        if pair.same
        else "**Not the same bag**: here even a counter can tell A from B."
    )
    networks(pair, nets, recipe)
    if len(nets) == len(KINDS):
        right = {kind.key: measured.right_about(recipe, kind.key, nets[kind.key]) for kind in KINDS}
        counted = ", ".join(f"{kind.name}: {len(right[kind.key])}" for kind in KINDS)
        instead = len((right["bag"] | right["bag2"] | right["pairs"]) - right["rnn"])
        st.caption(
            f"Of the ten prepared pairs both sentences right: {counted}. A bag is right and the RNN is not: {instead} of ten."
        )
    train_again(run)
    with st.expander("What they learned from"):
        st.markdown(sentences.learned_from())
    show_torch(lambda: torch_code(pair, model, cell))
    if run and run.running:
        runs.go_on(run, runs.place())


def torch_code(pair: Pair, model: str, cell: str) -> str:
    name, at = parse_cell(cell) or ("A.state.h", (len(pair.a) - 1, 0))
    side, _, tensor = name.partition(".")
    found = {"words": "input", "counts": "counts1", "state.h": f"{model.lower()}1.h", "answer": "softmax1"}.get(tensor)
    text = " ".join(w.read for w in pair.sides[SIDES.index(side) if side in SIDES else 0])
    where = ", ".join(map(str, at)) if found else "0"
    return f"""import torch
from explainer import trace
from explainer.data.sentences import grammar, ids, words
from explainer.nets.readers import trained
from explainer.nets.reading import Counts

x = ids(words({text!r}))
t = trace(torch.nn.Sequential(trained()["{model.lower()}"], torch.nn.Softmax(-1)), x)
t = t.joined(trace(Counts(len(grammar().vocabulary)), x), {{}})
print({{name: tensor.shape for name, tensor in t.tensors.items()}})
print(t.tensors["{found or "softmax1"}"][{where}])
"""


runs.pause(RUN)
view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "A count for each word keeps which words there are and throws away where they stood, so A less B is zero and so is any "
    "difference in the answers. A network that reads in order carries a state, and the states part at the first word that "
    "differs."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“A bag of words cannot see negation.” Single words cannot; pairs of neighbours can: “not bad” against “not good”.\n\n"
    "And counts are not useless: where many opinion words stand in a row and the majority wins, the bag is right every time, "
    "the window of three is not."
)
st.caption(
    f"Measured with five seeds each: {readers.LEARNED:,} sentences to learn from, {readers.TESTED} to test on, none of whose "
    "word pairs, or shapes, was learned. Iyyer et al. 2015 on averaging words; torch’s documentation of RNN, GRU and LSTM."
)
