"""Words and sentences: a tokenizer that says what it did, and a generator of opinions to learn from.

The grammar is ``grammar.toml``. A sentence is learned from only if neither its shape nor its pair of opposite words is held
out; the tests are on pairs and on shapes that no model has seen.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from explainer.data import letters
from explainer.data.vocabulary import PAD, UNKNOWN

GRAMMAR = Path(__file__).with_name("grammar.toml")
MOST_WORDS = 200
MOST_CHARACTERS = 4_000
LABELS = ("bad", "good")
UNREAD_AT_THE_END = frozenset(".!?_…。！？؟۔।॥։")
HELD_OUT_EVERY = 5


@dataclass(frozen=True)
class Word:
    """A word as it was written, as it is read, and its number in the vocabulary (``UNKNOWN`` for one that no model
    knows)."""

    written: str
    read: str
    number: int

    @property
    def known(self) -> bool:
        return self.number != UNKNOWN


@dataclass(frozen=True)
class Shape:
    """A sentence with gaps, and what it says of the thing: 1 is good."""

    text: str
    label: int
    held_out: bool

    @property
    def has_pair(self) -> bool:
        """Whether two opposite words stand in it."""
        return "{good}" in self.text and "{bad}" in self.text

    def turned(self) -> Shape:
        """With good and bad exchanged."""
        text = self.text.replace("{good}", "{?}").replace("{bad}", "{good}").replace("{?}", "{bad}")
        return Shape(text, 1 - self.label, self.held_out)


@dataclass(frozen=True)
class Grammar:
    things: tuple[str, ...]
    good: tuple[str, ...]
    bad: tuple[str, ...]
    shapes: tuple[Shape, ...]

    @property
    def vocabulary(self) -> tuple[str, ...]:
        """Every word there is, after the two that stand for nothing and for anything else."""
        words = {w for s in self.shapes for w in s.text.split() if not w.startswith("{")}
        return ("", "?", *sorted({*words, *self.things, *self.good, *self.bad}))


@cache
def grammar() -> Grammar:
    """The grammar that ships; each shape is followed by itself with good and bad exchanged."""
    found = tomllib.loads(GRAMMAR.read_text())
    shapes = [Shape(s["text"], LABELS.index(s["label"]), s.get("held_out", False)) for s in found["shapes"]]
    both = tuple(one for shape in shapes for one in (shape, shape.turned()))
    return Grammar(tuple(found["things"]), tuple(found["good"]), tuple(found["bad"]), both)


@cache
def _numbers(vocabulary: tuple[str, ...]) -> dict[str, int]:
    return {word: k for k, word in enumerate(vocabulary) if k > UNKNOWN}


def cut(text: str, most: int) -> str:
    """What a text starts with, at most so many characters of it, up to the end of a word."""
    if len(text) <= most:
        return text
    whole = text[: most + 1].rpartition(" ")[0].rstrip()
    return whole or text[:most]


def words(text: str, vocabulary: tuple[str, ...] = (), most: int = MOST_WORDS) -> list[Word]:
    """A sentence's words and marks, in lower case, at most so many of them, numbered by a vocabulary, the grammar's unless
    another is given. Marks at the end go unread, as does the gap in "I speak ___". A text is read for ``MOST_CHARACTERS``."""
    numbers = _numbers(vocabulary or grammar().vocabulary)
    found = letters.words(cut(text, MOST_CHARACTERS))[:most]
    while found and found[-1] in UNREAD_AT_THE_END:
        found.pop()
    read = [w.lower().replace("’", "'") for w in found]
    return [Word(w, r, numbers.get(r, UNKNOWN)) for w, r in zip(found, read, strict=True)]


def ids(sentence: Sequence[Word]) -> np.ndarray:
    """float32 (T,), the number of each word."""
    return np.array([w.number for w in sentence], dtype=np.float32)


Pattern = Sequence[frozenset[str]]
BUILT = Literal["whole", "begun", "otherwise"]


def pattern(shape: str, gaps: Mapping[str, Collection[str]]) -> Pattern:
    """Which words may stand at each place of a shape whose gaps, ``{thing}``, are filled with these."""
    return [frozenset(gaps[w[1:-1]]) if w.startswith("{") else frozenset((w,)) for w in shape.split()]


@cache
def patterns() -> tuple[Pattern, ...]:
    """How the sentences of the grammar are built, held out or not."""
    g = grammar()
    gaps = {"thing": g.things, "good": g.good, "bad": g.bad}
    return tuple(pattern(shape.text, gaps) for shape in g.shapes)


def built(sentence: Sequence[Word], among: Iterable[Pattern]) -> BUILT:
    """Whether a sentence is built like one of these, or is what one of them begins with, or neither. A word that nobody knows
    may stand wherever there are several to choose from: it stands for one of those."""
    found: BUILT = "otherwise"
    for places in among:
        fits = len(sentence) <= len(places) and all(
            word.read in place or (not word.known and len(place) > 1)
            for word, place in zip(sentence, places, strict=False)
        )
        if fits and len(sentence) == len(places):
            return "whole"
        if fits:
            found = "begun"
    return found


def same_bag(a: Sequence[Word], b: Sequence[Word]) -> bool:
    """Whether two sentences have the same words equally often, as a network that knows the vocabulary sees them: words
    that it does not know are one to it."""
    return sorted(w.number for w in a) == sorted(w.number for w in b)


def padded(sentences: Sequence[str], vocabulary: tuple[str, ...] = ()) -> np.ndarray:
    """int64 (N, longest): words by number, ``PAD`` behind the shorter ones."""
    rows = [[w.number for w in words(s, vocabulary)] for s in sentences]
    out = np.full((len(rows), max(map(len, rows))), PAD)
    for row, numbers in zip(out, rows, strict=True):
        row[: len(numbers)] = numbers
    return out


@dataclass(frozen=True)
class Sentences:
    """``texts`` and their ``labels``, 1 for good."""

    texts: tuple[str, ...]
    labels: tuple[int, ...]


def pair_held_out(good: str, bad: str) -> bool:
    """Whether this pair of opposite words is kept for testing."""
    g = grammar()
    return (g.good.index(good) + g.bad.index(bad)) % HELD_OUT_EVERY == 0


def to_learn(count: int, seed: int = 0) -> Sentences:
    """``count`` sentences, half of them good, of shapes and pairs that are not held out."""
    shapes = [s for s in grammar().shapes if not s.held_out]
    return _drawn(count, seed, shapes, lambda shape, good, bad: not (shape.has_pair and pair_held_out(good, bad)))


def held_out_pairs(count: int, seed: int = 1) -> Sentences:
    """Sentences of known shapes with pairs of words that were never learned together: each with its twin, in which the
    two words are exchanged, so that counts say the same of both."""
    shapes = [s for s in grammar().shapes if not s.held_out and s.has_pair]
    return _twins(count, seed, shapes, pair_held_out)


def held_out_shapes(count: int, seed: int = 2) -> Sentences:
    """Sentences of shapes that were never learned, likewise with their twins."""
    shapes = [s for s in grammar().shapes if s.held_out]
    return _twins(count, seed, shapes, lambda good, bad: True)


def _drawn(count: int, seed: int, shapes: Sequence[Shape], allowed: Callable[[Shape, str, str], bool]) -> Sentences:
    rng, g = random.Random(seed), grammar()
    found: list[tuple[str, int]] = []
    while len(found) < count:
        shape, good, bad = rng.choice(shapes), rng.choice(g.good), rng.choice(g.bad)
        if shape.label == len(found) % 2 and allowed(shape, good, bad):
            found.append((shape.text.format(thing=rng.choice(g.things), good=good, bad=bad), shape.label))
    return Sentences(tuple(t for t, _ in found), tuple(label for _, label in found))


def _twins(count: int, seed: int, shapes: Sequence[Shape], allowed: Callable[[str, str], bool]) -> Sentences:
    rng, g = random.Random(seed), grammar()
    found: list[tuple[str, int]] = []
    while len(found) < count:
        shape, good, bad, thing = rng.choice(shapes), rng.choice(g.good), rng.choice(g.bad), rng.choice(g.things)
        if allowed(good, bad):
            for one in (shape, shape.turned()):
                found.append((one.text.format(thing=thing, good=good, bad=bad), one.label))
    return Sentences(tuple(t for t, _ in found), tuple(label for _, label in found))


OPINIONS, BEFORE_OPINIONS = 9, 3


def majority(count: int, seed: int = 0, opinions: int = OPINIONS) -> Sentences:
    """A task in which counts suffice: after ``BEFORE_OPINIONS`` words so many opinion words in a row, an odd number, and the side
    with more of them wins."""
    rng, g = random.Random(seed), grammar()
    found: list[tuple[str, int]] = []
    while len(found) < count:
        said = [rng.choice((*g.good, *g.bad)) for _ in range(opinions)]
        label = int(sum(w in g.good for w in said) > opinions // 2)
        if label == len(found) % 2:
            found.append((f"the {rng.choice(g.things)} was " + " ".join(said), label))
    return Sentences(tuple(t for t, _ in found), tuple(label for _, label in found))
