"""One sentence with each country in its place, read by one network: what it still tells apart after each word, as lanes.

Where two states have become equal whatever follows is equal too: the network has forgotten which of the two it read.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from torch import nn

from explainer.core.alongside import alongside
from explainer.core.derived import apart, own_share
from explainer.core.steps import Step
from explainer.core.trace import Trace
from explainer.data.far_countries import CLASSES, LANGUAGES, vocabulary
from explainer.views import columns
from explainer.views import sentence as of_words
from explainer.views.panels import Lanes, Legend
from explainer.views.sentence import Words

COUNTRIES = tuple(home.capitalize() for home in LANGUAGES)
COUNTRY = "country"
RIGHT, APART, ANSWERS = "right", "apart", "softmax1"
CALLED = {COUNTRY: COUNTRIES, "answer": CLASSES, "class": CLASSES}
_RIGHT = "its right answer has {value} if the sentence ends here."
_WORD = ("t", "word")
AXES = {
    "input": (_WORD, ("run", COUNTRY)),
    "linear1": (_WORD, ("run", COUNTRY), ("o", "logit")),
    ANSWERS: (_WORD, ("run", COUNTRY), ("o", "answer")),
    RIGHT: (_WORD, ("run", COUNTRY)),
    APART: (_WORD, ("run", COUNTRY), ("other", COUNTRY)),
}


def every(sentence: Words, at: int) -> dict[str, Words]:
    """The sentence with each country in the place of the one at ``at``."""
    return {
        home: (
            *sentence[:at],
            replace(sentence[at], written=home.capitalize(), read=home, number=vocabulary().index(home)),
            *sentence[at + 1 :],
        )
        for home in LANGUAGES
    }


def read(net: Step[nn.Module], sentence: Words, at: int) -> Trace:
    """All of these read by a network, word by word: their states and answers (T, 8, …), ``right`` (T, 8), what each one's right
    answer has, and ``apart`` (T, 8, 8), how far their states are from each other."""
    runs = [columns.after_each_word(net, said, called=f"x_{home}") for home, said in every(sentence, at).items()]
    t = alongside(runs, COUNTRY)
    t = own_share(t, RIGHT, ANSWERS, _RIGHT)
    return apart(t, APART, f"{columns.cells_of(t)}.h", COUNTRY)


def answers(t: Trace) -> tuple[int, ...]:
    """The likeliest answer of each country after the last word."""
    return tuple(int(k) for k in np.argmax(t.tensors[ANSWERS][-1], axis=1))


def lanes(sentence: Words, at: int, own: int, title: str) -> Lanes:
    """The panel for it."""
    return Lanes(
        RIGHT,
        title,
        words=of_words.spoken(sentence),
        runs=COUNTRIES,
        names=CLASSES,
        apart=APART,
        answers=ANSWERS,
        at=at,
        own=own,
        unknown=of_words.unknown_at(sentence),
        leftwards=of_words.leftwards(sentence),
        legend=(Legend("probability", "right answer 0", "1"),),
    )
