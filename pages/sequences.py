"""Chapter: three ideas for reading a sentence of any length, each tried on the visitor's own."""

import streamlit as st

from explainer.views import ideas
from explainer.views.controls import Setting, misread, now, row, say, slide, switch, text
from explainer.views.ideas import CLASSES, Idea
from explainer.views.prediction import predict, prediction, verdict
from explainer.views.stage import Panel, Scene, Trace, checked, parse_cell, stage
from explainer.views.tables import Strong, table
from explainer.views.torch_code import show_torch

IDEA = Setting("idea", "Idea", ("Window", "Bag", "Loop"))
WINDOW = Setting("window-of", "The last n words", tuple(range(1, 21)), 3, ranged=True)
SETTINGS = (IDEA, WINDOW)
LABELS = {"input": "Word", "window1": "Window", "counts1": "Count", "gru1.h": "State", "linear1": "Sum", "linear2": "Sum",
          "softmax1": "Answer", "embedding1": "Word as numbers"}  # fmt: skip
KEYS = {"Bag": "bag", "Loop": "loop"}


def words_row(sentence, inside: range) -> Panel:
    """The sentence, with the words that are seen."""
    what = {
        "cells": tuple(range(len(sentence))),
        "texts": tuple(w.read for w in sentence),
        "marked": [k for k in range(len(sentence)) if k in inside],
        "unknown": [k for k, w in enumerate(sentence) if not w.known],
    }
    return Panel("input", "Words", row=what)


def scene(sentence, t: Trace, name: str, n: int, it: Idea) -> Scene:
    """The words, what becomes of them, and the language that the network says."""
    length = len(sentence)
    answer = Panel("softmax1", "I speak fluent …", "probability", names=CLASSES, bars=True, grow=0.8)
    if name == "Window":
        seen, dropped = range(max(0, length - n), length), max(0, length - n)
        note = (
            f"{it.weights:,} weights; each word more costs 384. It has dropped {dropped} of {length} words and marks."
        )
        made, play = (Panel("window1", "What goes in", note=note),), "window1"
    elif name == "Bag":
        seen = range(length)
        numbers = tuple(sorted({w.number for w in sentence}))
        labels = tuple(ideas.entries()[k] for k in numbers)
        made, play = (Panel("counts1", "Counts", "probability", row={"cells": numbers, "labels": labels}),), "counts1"
    else:
        seen = range(length)
        times = f"{length} time{'s' if length > 1 else ''}"
        note = f"{it.weights:,} weights, the same for a sentence of any length: one cell, used {times}."
        made, play = (Panel("gru1.h", "The state after each word, downwards", note=note),), "gru1.h"
    said = {"input": ideas.said_of(sentence, len(ideas.entries()))}
    words = {"softmax1": CLASSES, "linear1": CLASSES if name == "Loop" else (), "linear2": CLASSES}
    columns = ((words_row(sentence, seen), *made), (answer,))
    return Scene(
        "sequences",
        columns,
        play,
        LABELS,
        closed=True,
        first=f"softmax1[{t.strongest('softmax1')[0]}]",
        words=words,
        says=said,
    )


def ask(sentence) -> None:
    """How wide must the window be?"""
    away = ideas.country(sentence)
    right = away or 384
    question = (
        "How many words and marks must a window hold to see the country?"
        if away
        else "What does one word more in the window cost?"
    )
    options = sorted({right, *((3, right + 3, max(1, right - 5)) if away else (1, 16, 24))})
    reason = (
        "Counted from the end; it drops every word before."
        if away
        else "Its 16 numbers go to each of 24 units: 16 × 24."
    )
    predict(
        prediction("sequences", right),
        question,
        [str(k) for k in options],
        lambda said: verdict(said, str(right), reason),
    )


def spread(shares: tuple[float, ...]) -> str:
    low, high = f"{min(shares):.0%}", f"{max(shares):.0%}"
    return low if low == high else f"{low} to {high}"


def requirements(n: int) -> None:
    """What a network for sequences must do; a row appears once its idea was tried."""
    tried = st.session_state.setdefault("ideas-tried", set())
    tried.add(now(IDEA))
    window, bag, loop = (ideas.idea(key) for key in (f"window{n}", "bag", "loop"))
    rows = {
        "Window": (
            Strong(f"Window of {n}"),
            f"no: its last {n}",
            f"{spread(window.right)} right",
            f"yes: {spread(ideas.order_right('window'))} (window of 3)",
            f"no: {window.weights:,}, and 384 for each word more",
        ),
        "Bag": (
            Strong("Bag of words"),
            "yes",
            f"{spread(bag.right)} right",
            f"no: {spread(ideas.order_right('bag2'))}",
            f"yes: {bag.weights:,}, a word counts alike wherever it stands",
        ),
        "Loop": (
            Strong("Loop (GRU)"),
            "yes",
            f"{spread(loop.right)} right",
            f"yes: {spread(ideas.order_right('gru'))}",
            f"yes: {loop.weights:,} for any length",
        ),
    }
    head = ("idea", "any length?", "long-range: the language", "order: same-bag pairs right", "weights shared?")
    table("Three ideas", head, [rows[k] if k in tried else (k, "try it") for k in IDEA.options])


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        sentence = ideas.choose_sentence(problems)
        name = switch(IDEA, quiet=True)
        n = slide(WINDOW) if name == "Window" else now(WINDOW)
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as gru1.h[3,5].")
    key = KEYS.get(name, f"window{n}")
    t = ideas.traced(sentence, key)
    cell = checked(cell, t, problems)
    unknown = [w.read for w in sentence if not w.known]
    if unknown:
        problems.append(
            "Words that no network here knows are outlined; they have learned eight countries, eight towns and few words else."
        )
    say(problems)
    ask(sentence)
    stage(t, scene(sentence, t, name, n, ideas.idea(key)), "stage", cell)
    requirements(n)
    show_torch(lambda: torch_code(sentence, key, cell))


def torch_code(sentence, key: str, cell: str) -> str:
    name, at = parse_cell(cell) or ("softmax1", (0,))
    return f"""import torch
from explainer import trace
from explainer.data.recall import CLASSES, vocabulary
from explainer.data.sentences import ids, words
from explainer.nets.recall import trained

x = ids(words({" ".join(w.read for w in sentence)!r}, vocabulary()))
t = trace(torch.nn.Sequential(trained({key!r}), torch.nn.Softmax(-1)), x)
print(dict(zip(CLASSES, t.tensors["softmax1"].tolist())))
print(t.tensors["{name}"][{", ".join(map(str, at))}])
"""


view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "An ordinary network has so many inputs, and a sentence has as many words as it likes. A window cuts it off, a bag throws "
    "its order away; a loop reads word after word with the same weights and carries a state along."
)
said.markdown(
    "## Widen the window\n\n"
    "Drag n until it holds the country: the answer jumps, and the weights have nearly quadrupled. It helps only up to the next "
    "longer sentence. The share of right answers rises in steps, one for each shape of sentence that comes to fit."
)
st.caption(
    "Measured with five seeds each on 600 sentences, half of which name a second country. Order: the pairs of the next chapter. "
    "Cho et al. 2014 (GRU); torch’s documentation of Embedding and GRU."
)
