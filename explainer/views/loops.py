"""One sentence read by a recurrent network, word by word: what it reads, its state, and the answer so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import streamlit as st
from torch import nn

from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS, MOST_WORDS, Word, ids, words
from explainer.nets import layers
from explainer.trace import Trace, trace
from explainer.views.controls import text
from explainer.views.ideas import said_of
from explainer.views.stage import Panel

FIRST = PAIRS[0][0][0]
AXES = {
    "linear1": (("t", "word"), ("o", "logit")),
    "softmax1": (("t", "word"), ("o", "answer")),
    "input": (("t", "word"),),
}
SCALES = {letter: "probability" for letter in "ifozr"}


def choose_sentence(problems: list[str], start: str = FIRST, vocabulary: tuple[str, ...] = ()) -> tuple[Word, ...]:
    """A line of text and a popover with the prepared sentences."""
    written = text("sentence", "Sentence", "A sentence of your own.", start, 430)
    with st.popover("Sentences"):
        prepared = [sentence for pair in PAIRS for sentence, _ in pair]
        st.radio("Sentences", prepared, index=None, key="prepared", on_change=_take, label_visibility="collapsed")
    found = tuple(words(written or "", vocabulary))
    if not found:
        problems.append(f"There are no words in it; showing “{start}”.")
        found = tuple(words(start, vocabulary))
    if len(found) == MOST_WORDS:
        problems.append(f"A long text: its first {MOST_WORDS} words and marks are read.")
    unknown = list(dict.fromkeys(w.read for w in found if not w.known))
    if unknown:
        listed = ", ".join(f"“{w[:20]}”" for w in unknown[:4]) + (" …" if len(unknown) > 4 else "")
        problems.append(f"The network never learned {listed}: to it they are the same blank each time.")
    return found


def _take() -> None:
    st.session_state["sentence"] = st.session_state["prepared"]


def after_each_word(net: Iterable[nn.Module], sentence: Sequence[Word]) -> Trace:
    """Embedding, every gate and state, and the answer that the state after each word gives, (T, 2)."""
    rows, layer, _, head = tuple(net)
    return trace(layers.in_a_row(rows, layer, head, layers.shares()), ids(sentence))


def cells_of(t: Trace) -> str:
    """What the trace's recurrent layer is called: ``rnn1``, ``gru1`` or ``lstm1``."""
    return next(name.partition(".")[0] for name in t.tensors if name.endswith(".h"))


def strip(tensor: str, label: str, letter: str, **more: Any) -> dict[str, Any]:
    """A row of a word's numbers; ``label`` names its step, ``letter`` is torch's."""
    scale = SCALES.get(tensor.partition(".")[2][:1], "signed")
    limit = {"limit": 1} if "." in tensor and tensor[-1] != "c" else {}
    return {"tensor": tensor, "label": label, "letter": letter, "scale": scale} | limit | more


def answer(tensor: str = "softmax1", label: str = "answer", **more: Any) -> dict[str, Any]:
    """The row of what the network would say if the sentence ended here."""
    return {"tensor": tensor, "label": label, "kind": "answer", "names": LABELS} | more


def columns(sentence: Sequence[Word], title: str, rows: Sequence[dict[str, Any]], note: str, **more: Any) -> Panel:
    """A column for each word with these rows."""
    what = {
        "words": [w.read for w in sentence],
        "unknown": [k for k, w in enumerate(sentence) if not w.known],
        "rows": list(rows),
    }
    return Panel("input", title, note=note, columns=what | more)


def said(sentence: Sequence[Word], size: int) -> dict[str, tuple[str, ...]]:
    """What the words say when they are pointed at."""
    return {"input": said_of(tuple(sentence), size)}


CHANGE = re.compile(r"(\w+)\[(\d+)(?:,(\d+))?\]=(-?\d+(?:\.\d+)?)")


def changes(written: str, fits: Callable[[str, tuple[int, ...]], bool], problems: list[str]) -> dict[str, dict]:
    """``weight_hh_l0[3,5]=0.8`` and more, parted by spaces: numbers by tensor and place. What does not fit is said."""
    found: dict[str, dict[tuple[int, ...], float]] = {}
    for part in written.split():
        match = CHANGE.fullmatch(part)
        at = tuple(int(k) for k in match.groups()[1:3] if k is not None) if match else ()
        if not match or not fits(match[1], at) or abs(float(match[4])) > 1000:
            problems.append(f"“{part[:40]}” is no weight of this network and goes unused.")
            continue
        found.setdefault(match[1], {})[at] = float(match[4])
    return found


def as_written(found: dict[str, dict[tuple[int, ...], float]]) -> str:
    """The same as text."""
    return " ".join(
        f"{name}[{','.join(map(str, at))}]={value:g}" for name, places in found.items() for at, value in places.items()
    )
