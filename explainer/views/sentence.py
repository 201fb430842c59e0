"""The visitor's sentence: written or chosen, what is said of its words, and the numbers that a network reads."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

import streamlit as st
import torch

from explainer.core.steps import Python, Step, tensor
from explainer.data import letters
from explainer.data.sentences import MOST_WORDS, Pattern, Word, built, ids, words
from explainer.views import link
from explainer.views.controls import Written, meant, put, quoted, text, written
from explainer.views.panels import Row

Words = tuple[Word, ...]
Vocabulary = tuple[str, ...]
FEW = 4
SHORT = 20


def _words(said: str, vocabulary: Vocabulary, most: int, otherwise: str) -> Words:
    found = tuple(words(said, vocabulary, most))
    if not found:
        raise ValueError(otherwise)
    return found


def line(start: str, width: int = 330, key: str = "sentence", label: str = "Sentence") -> Written[Words]:
    """A line to write a sentence in."""
    return Written(key, label, _words, start=start, width=width)


def asked(
    of: Written[Words], problems: list[str], most: int = MOST_WORDS, vocabulary: Vocabulary = (), side: str = ""
) -> Words:
    """The words of a line, at most so many of them, or those that it starts with where there are none. ``side`` is what
    the sentence is called beside another."""
    who = f"Sentence {side} has no words" if side else "There are no words in it"
    found = meant(of, text(of), problems, vocabulary, most + 1, f"{who}; showing “{of.start}”.")
    return at_most(most, found or tuple(words(of.start, vocabulary)), problems, side)


def at_most(most: int, found: Words, problems: list[str], side: str = "") -> Words:
    """So many of the words; where there are more, that is said."""
    if len(found) > most:
        what = f"Sentence {side} is long; its" if side else "A long text: its"
        problems.append(f"{what} first {most} words{'' if side else ' and marks'} are read.")
    return found[:most]


def offer(
    called: str, lines: Sequence[Written[Words]], choices: Mapping[str, Sequence[str]], key: str, label: str = ""
) -> None:
    """A popover with prepared sentences; a choice has the text for each of these lines."""

    def take() -> None:
        for of, said in zip(lines, choices[st.session_state[key]], strict=True):
            put(of, said)

    with st.popover(called):
        st.radio(label or called, choices, index=None, key=key, on_change=take, label_visibility="collapsed")


def unknown(sentence: Words, side: str = "") -> list[str]:
    """One line for the words that no network here knows, if there are such; ``side`` as in :func:`asked`."""
    found = list(dict.fromkeys(w.read for w in sentence if not w.known))
    if not found:
        return []
    listed = ", ".join(quoted(w, SHORT) for w in found[:FEW]) + (" …" if len(found) > FEW else "")
    who, whom = (f"In {side} no model knows", "them it is") if side else ("The network never learned", "it they are")
    return [f"{who} {listed}: to {whom} the same blank each time."]


def unlike(of: Written[Words], sentence: Words, patterns: Sequence[Pattern], side: str = "") -> list[str]:
    """One line for the sentence of a line that is not built like those that the networks here learned from or were tested on,
    if it is not, unless its words say so already, or a question led to it, which knows why; ``side`` as in :func:`asked`."""
    if link.as_led(of.key, written(of)):
        return []
    at, this = (f" where {side} does", side) if side else (" here", "this one")
    like = built(sentence, patterns)
    if like == "begun":
        return [
            f"No sentence that the networks learned from ends{at}: what they answer is as far as they have come by then."
        ]
    if like == "whole" or unknown_at(sentence):
        return []
    return [
        f"No sentence that the networks learned from is built like {this}: on such their answers were never tested."
    ]


def unknown_at(sentence: Words) -> tuple[int, ...]:
    """The places of these words."""
    return tuple(k for k, word in enumerate(sentence) if not word.known)


def spoken(sentence: Words) -> tuple[str, ...]:
    """The words as they are read."""
    return tuple(word.read for word in sentence)


def leftwards(sentence: Words) -> bool:
    """Whether it is laid out from right to left."""
    return letters.leftwards(spoken(sentence))


def named(vocabulary: Vocabulary) -> Vocabulary:
    """What each number of a vocabulary stands for, as it is said of a count."""
    return ("nothing", "an unknown word", *map(quoted, vocabulary[2:]))


def row(sentence: Words, tensor: str, title: str, marked: tuple[int, ...], order: str | None = None) -> Row:
    """Its words beside each other, some of them marked."""
    return Row(
        tensor,
        title,
        cells=tuple(range(len(sentence))),
        texts=spoken(sentence),
        marked=marked,
        unknown=unknown_at(sentence),
        leftwards=leftwards(sentence),
        order=order,
    )


def says(sentence: Words, size: int) -> tuple[str, ...]:
    """What each word says when it is pointed at: what was done to it, by a vocabulary of that size."""
    return tuple(
        f"{quoted(w.written)} is read as {quoted(w.read)}, number {w.number} of a vocabulary of {size}."
        if w.known
        else f"{quoted(w.written)} is read as {quoted(w.read)}, which no network here knows: to them it is word 1, the blank."
        for w in sentence
    )


def numbers(sentence: Words, name: str = "x") -> Step[torch.Tensor]:
    """The numbers of the words (T,), in a variable called ``name`` below the words themselves, each with its number."""
    values = torch.from_numpy(ids(sentence))
    said = " · ".join(f"{word.read} {word.number}" for word in sentence)
    return Step(values, Python(name, (f"# {_safe(said)}", f"{name} = {tensor(values)}")))


def _safe(said: str) -> str:
    """On one line of a program, whatever a visitor wrote; what joins letters within a word may stay."""
    return "".join(c if c.isprintable() or unicodedata.category(c) == "Cf" else "�" for c in said)
