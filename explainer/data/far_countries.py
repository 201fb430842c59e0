"""Where did you grow up, a long time ago? The country comes first, and so many words later its language is asked for.

No other country is named, so that nothing but memory is tested. What stands between is made of clauses, in an order drawn at
random, and cut to the length that is wanted.
"""

from __future__ import annotations

import random
from functools import cache

from explainer.data.countries import CITIES, CLASSES, LANGUAGES, as_written
from explainer.data.sentences import Sentences

START, END = ("is", "where", "i", "grew", "up", ","), (".", "i", "speak", "fluent")
CLAUSES = (
    "but now i live in {city} ,",
    "and every morning i take my cat for a walk ,",
    "where i work in a small school ,",
    "and in the evening we cook and sing ,",
    "but the winters are long and cold ,",
    "so on sundays i write letters home ,",
    "while my sister has moved to {city} ,",
    "and in summer we all meet in {city} ,",
    "for many years i have played the piano ,",
    "and i read the news with my coffee ,",
)
LEAST, MOST = len(END), 120
TRIES = 200

__all__ = ["CLASSES", "LANGUAGES", "LEAST", "MOST", "at_distance", "sentence", "vocabulary"]


@cache
def vocabulary() -> tuple[str, ...]:
    """Every word there is, after the two that stand for nothing and for anything else."""
    words = {w for clause in CLAUSES for w in clause.split() if not w.startswith("{")}
    return ("", "?", *sorted({*words, *START, *END, *LANGUAGES, *CITIES}))


def sentence(home: str, distance: int, rng: random.Random) -> str:
    """A sentence of ``distance`` words and marks after the country, at least ``LEAST``."""
    return " ".join([home, *_between(distance, rng)[: distance - len(END)], *END])


def _between(distance: int, rng: random.Random) -> list[str]:
    """At least the words that stand between the country and the end."""
    between = list(START)
    while len(between) < distance - len(END):
        for clause in rng.sample(CLAUSES, len(CLAUSES)):
            between += clause.format(city=rng.choice(CITIES)).split()
    return between


def whole(home: str, distance: int) -> str:
    """The same as a person would write it, with a clause's end before the full stop where clauses can be found that fit."""
    drawn = (_between(distance, random.Random(seed)) for seed in range(TRIES))
    cut = distance - len(END)
    between = next((b for b in drawn if cut < len(b) and b[cut] == ","), _between(distance, random.Random(0)))
    return as_written(" ".join((home, *between[:cut], *END)))


def at_distance(distance: int, count: int, seed: int = 0) -> Sentences:
    """``count`` sentences, each labelled with the language's place among ``countries.CLASSES``."""
    rng, homes = random.Random(1_000 * seed + distance), tuple(LANGUAGES)
    labels = tuple(rng.randrange(len(homes)) for _ in range(count))
    return Sentences(tuple(sentence(homes[k], distance, rng) for k in labels), labels)
