"""One sentence read in three ways: by a window of its last words, by a bag of its words, by a loop over all of them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from explainer.data.recall import CLASSES, LANGUAGES, vocabulary
from explainer.data.sentences import Word, ids, words
from explainer.nets import layers, readers, recall
from explainer.trace import Trace, trace
from explainer.views.controls import text

START = "France is where I grew up, but now I live in Boston. I speak fluent"
PREPARED = (
    START,
    "I live in Spain, but Greece is where I grew up. I speak fluent",
    "I know how to speak French fluently",
    "This morning I took my cat for a walk",
)
MOST = 40


@dataclass(frozen=True)
class Idea:
    """``key`` is the network's in ``recall.KEYS``; ``weights`` how many numbers it has learned, ``right`` how often it
    says the right language, for each seed."""

    key: str
    weights: int
    right: tuple[float, ...]


def idea(key: str) -> Idea:
    """A network that ships, and what was measured on it."""
    weights = sum(w.numel() for w in recall.trained(key).parameters())
    return Idea(key, weights, tuple(recall.figures()[key]))


def order_right(kind: str) -> tuple[float, ...]:
    """How often such a network is right about two sentences of the same words, for each seed."""
    return tuple(readers.figures()[kind]["pairs"])


def choose_sentence(problems: list[str]) -> tuple[Word, ...]:
    """A line of text and a popover with prepared sentences."""
    written = text("sentence", "Sentence", "A sentence of your own.", START, 520)
    with st.popover("Sentences"):
        st.radio(
            "Sentences", PREPARED, index=None, key="prepared-sentence", on_change=_take, label_visibility="collapsed"
        )
    found = words(written or "", vocabulary())
    if not found:
        problems.append(f"There are no words in it; showing “{START}”.")
        found = words(START, vocabulary())
    if len(found) > MOST:
        problems.append(f"A long text: its first {MOST} words and marks are read.")
    return tuple(found[:MOST])


def _take() -> None:
    st.session_state["sentence"] = st.session_state["prepared-sentence"]


def traced(sentence: tuple[Word, ...], key: str) -> Trace:
    """The network called so, over the sentence, to the share of each language."""
    return trace(layers.in_a_row(recall.trained(key), layers.shares()), ids(sentence))


def country(sentence: tuple[Word, ...]) -> int | None:
    """How many words from the end the first country stands, the last word being 1."""
    at = next((k for k, word in enumerate(sentence) if word.read in LANGUAGES), None)
    return None if at is None else len(sentence) - at


def said_of(sentence: tuple[Word, ...], size: int) -> tuple[str, ...]:
    """What the tokenizer did with each word, by a vocabulary of that size."""
    return tuple(
        f"“{w.written}” is read as “{w.read}”, number {w.number} of a vocabulary of {size}."
        if w.known
        else f"“{w.written}” is read as “{w.read}”, which no network here knows: to them it is word 1, the blank."
        for w in sentence
    )


def entries() -> tuple[str, ...]:
    """The vocabulary's words."""
    return vocabulary()


__all__ = ["CLASSES", "Idea", "choose_sentence", "country", "entries", "idea", "order_right", "said_of", "traced"]
