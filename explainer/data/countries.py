"""Where did you grow up? Sentences whose next word depends on one that was said long before.

"France is where I grew up, but now I live in Boston. I speak fluent" wants *French*. Half of them name another country as
well, so that it is not enough to know which words occur.
"""

from __future__ import annotations

import random
from functools import cache

from explainer.data.sentences import Pattern, Sentences, pattern

LANGUAGES = {
    "france": "French", "germany": "German", "spain": "Spanish", "italy": "Italian",
    "greece": "Greek", "poland": "Polish", "turkey": "Turkish", "japan": "Japanese",
}  # fmt: skip
CITIES = ("boston", "london", "oslo", "lima", "cairo", "delhi", "perth", "dakar")
SHAPES = (
    "{home} is where i grew up . i speak fluent",
    "{home} is where i grew up , but now i live in {away} . i speak fluent",
    "{home} is where i grew up , but for many years now i live and work in {away} . i speak fluent",
    "i grew up in {home} . i speak fluent",
    "i grew up in {home} , but now i live in {away} . i speak fluent",
    "i live in {away} , but {home} is where i grew up . i speak fluent",
    "now i live and work in {away} , but i grew up in {home} . i speak fluent",
)
CLASSES = tuple(LANGUAGES.values())


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word there is, after the two that stand for nothing and for anything else."""
    words = {w for shape in SHAPES for w in shape.split() if not w.startswith("{")}
    return ("", "?", *sorted({*words, *LANGUAGES, *CITIES}))


@cache
def patterns() -> tuple[Pattern, ...]:
    """How these sentences are built."""
    gaps = {"home": tuple(LANGUAGES), "away": (*LANGUAGES, *CITIES)}
    return tuple(pattern(shape, gaps) for shape in SHAPES)


def as_written(text: str) -> str:
    """A sentence of single words and marks as a person writes it, names and the first word with a capital."""
    names = {name: name.capitalize() for name in (*LANGUAGES, *CITIES)} | {"i": "I"}
    first, *rest = (names.get(word, word) for word in text.split())
    joined = " ".join([first[0].upper() + first[1:], *rest])
    return joined.replace(" ,", ",").replace(" .", ".")


def homes_told(count: int, seed: int = 0) -> Sentences:
    """``count`` sentences, each labelled with the language's place in ``CLASSES``."""
    rng, homes = random.Random(seed), tuple(LANGUAGES)
    texts, labels = [], []
    for _ in range(count):
        home = rng.choice(homes)
        away = rng.choice([h for h in homes if h != home]) if rng.random() < 0.5 else rng.choice(CITIES)
        texts.append(rng.choice(SHAPES).format(home=home, away=away))
        labels.append(homes.index(home))
    return Sentences(tuple(texts), tuple(labels))
