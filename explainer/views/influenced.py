"""Which words an answer hangs on, in words: what was measured, what it comes to in shares, and why numbers are alike."""

from __future__ import annotations

from collections import Counter
from math import exp

from explainer.core.words import count_word, number
from explainer.study.influence import Influence
from explainer.views.figures import percent, signed
from explainer.views.memory import Asked, language

LITTLE = 0.01
SEVERAL = 3


def told(asked: Asked, found: Influence) -> str:
    """All of it, as it stands beside the stage."""
    paragraphs = [
        "*Left out* takes one word after the other out of the sentence: what the right answer loses is orange, what it gains "
        "blue. *Gradient* asks how fast it would change if that word’s numbers moved a little.",
        "Both are in log-odds: how far its logit lies ahead of all others together. Shares hardly move where an answer is sure.",
        f"{_in_shares(asked, found)} {_alike(asked, found)}",
        f"Underlined: {len(found.apart)} of {len(asked.sentence)} words whose places in the two orders differ by a third of the "
        f"sentence or more. {_agreement(found)}",
    ]
    return "\n\n".join(paragraphs)


def _share(log_odds: float) -> str:
    """What share an answer has that is so far ahead of all others together; a little is not said to be none."""
    share = 1 / (1 + exp(-log_odds))
    return percent(share) if share >= LITTLE else f"less than {percent(LITTLE)}"


def _in_shares(asked: Asked, found: Influence) -> str:
    with_it, without = (_share(odds) for odds in (found.odds, found.odds - float(found.deletion[asked.at])))
    return (
        f"With all words {language(asked.label)} has {with_it}, without “{asked.country}” {without}. "
        f"Without “{asked.country}” it says {language(found.without[asked.at])}."
    )


def _alike(asked: Asked, found: Influence) -> str:
    """Why several words read the same number, where they do."""
    others = [float(v) for k, v in enumerate(found.deletion) if k != asked.at]
    said = []
    same = Counter(number(v) for v in others if abs(v) >= LITTLE)
    reads, many = same.most_common(1)[0] if same else ("", 0)
    if many >= SEVERAL:
        said.append(
            f"{count_word(many).capitalize()} words read {reads} alike: whichever of them is missing, all that is noticed is "
            "that there is one word fewer."
        )
    idle = sum(abs(v) < LITTLE for v in others)
    if idle >= SEVERAL:
        said.append(
            f"{count_word(idle).capitalize()} change it by less than {number(LITTLE)}: of them nothing is left at the end."
        )
    return " ".join(said)


def _agreement(found: Influence) -> str:
    if found.agreement is None:
        return "In one of the orders all words stand level."
    return f"From 1, the same order, to −1, the reverse, the two agree by {signed(found.agreement)}."
