"""One recurrent network on sentences of any length, and what padding does to its last state."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from explainer.models.comparing.sentences import shipping
from explainer.models.digits import count
from explainer.models.readers import loop_of
from explainer.views import charts
from explainer.views.code import show_torch
from explainer.views.comparing import facts, reading, seeds
from explainer.views.comparing.reading import (
    COUNT,
    KIND,
    LEARNED,
    MIXED_ENDS,
    MOST,
    ON_OWN,
    OWN,
    PADDED_TO,
    WHAT,
    Asked,
)
from explainer.views.comparing.seeds import Line, middle
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, row, say
from explainer.views.figures import many, percent, portion, ranges, spread
from explainer.views.part import apart
from explainer.views.prediction import Prediction, guess_beside, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting
from explainer.views.veil import waits

SETTINGS = reading.SETTINGS
TOUR = Tour(
    "compare",
    (
        GUESS,
        Step("Press Play: the state is handed on, word by word.", PLAYER, "played"),
        Step("Point at a state: the same weights made each of them.", panel(), "selected"),
        Step("Choose Padding: now steps follow that nobody said.", setting(WHAT.key), "changed"),
    ),
)
KINDS = {name.lower(): name for name in KIND.options}
GUESSING = 0.5
WIDELY = 0.1
Shares = facts.ByWords


def _by_words(key: str, learned: str) -> Shares:
    """The share right of each seed of a kind, by how many words its sentences have."""
    return facts.by_words(key, mixed=learned != ON_OWN)


def _padded(key: str, read: str) -> Shares:
    """The same on pairs, by how long sentences are with padding, and by how the state is read."""
    found = facts.measured("padding")["read"][key][read]
    return {length: one["right"] for length, one in found.items()}


def _learned_padded(key: str) -> Shares:
    """The same of networks that read padding while they learned."""
    found: Shares = facts.measured("padding")["learned padded"][key]
    return found


def _tested(part: str) -> int:
    tested: int = facts.measured(part)["settings"]["tested on"]
    return tested


@apart()
def _ask(asked: Asked, guess: Prediction) -> None:
    """How many sentences are still answered right?"""
    padded = asked.learned is None
    tested = _tested("padding" if padded else "lengths")
    options = ranges(*(tested * k // 10 for k in (4, 6, 8, 10)))
    if padded:
        shares = _padded(asked.key, "last step")[f"{PADDED_TO}"]
        whole = round(middle(_padded(asked.key, "last word")[f"{PADDED_TO}"]) * tested)
        before = f"{whole:,} read at their last word"
        question = (
            f"{tested:,} sentences, as many good as bad, padded to {PADDED_TO} words. Read at the last step, how many does the "
            f"{asked.kind} answer right?"
        )
        reason = "a pad is a step like any other: the loop makes a new state of the old one and a row of zeros."
    else:
        by_words = _by_words(asked.key, asked.learned or "")
        known = OWN if asked.learned == ON_OWN else MIXED_ENDS[1]
        shares = by_words[f"{MOST}"]
        before = f"{round(middle(by_words[str(known)]) * tested):,} at {known} words"
        met = f"{known} words" if asked.learned == ON_OWN else f"{MIXED_ENDS[0]} to {known} words"
        question = (
            f"The {asked.kind} learned which opinion prevails from sentences of {met}. Of {tested:,} longer ones, with "
            f"{MOST} words, how many does it answer right?"
        )
        reason = f"the loop takes any number of words, but it learned to weigh no more than {known} of them."
    predict(guess, question, tuple(options), seeds.truth(shares, tested, options, before, reason), retold=True)


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    with row("lengths"):
        asked = reading.choose(problems)
        cell = cell_asked()
    padded = asked.learned is None
    guess = prediction("compare-padding" if padded else "compare-lengths")
    t, scene = reading.shown(asked, not guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    _ask(asked, guess)
    stage(t, scene, "stage", cell, tour=TOUR)
    show_torch(t, scene, cell)
    with apart():
        if guess.open:
            waits(charts.LOW)
        else:
            _padding_chart(asked) if padded else _length_chart(asked)
            guess_beside()
    return guess.open


def _length_chart(asked: Asked) -> None:
    learned = asked.learned or ON_OWN
    lines = [Line(name, charts.COLOURS[name], list(_by_words(key, learned).values())) for key, name in KINDS.items()]
    lines.append(Line("bag of words", charts.MUTED, list(_by_words("bag", learned).values()), later=True))
    places = list(_by_words("rnn", learned))
    at = str(len(asked.sentence))
    seeds.chart("lengths", lines, f"words; {learned}", places, places.index(at) if at in places else None, GUESSING)


def _padding_chart(asked: Asked) -> None:
    places = list(_padded(asked.key, "last step"))
    lines = [
        Line(f"{name}, last step", charts.COLOURS[name], list(_padded(key, "last step").values()))
        for key, name in KINDS.items()
    ]
    lines.append(
        Line(
            f"{asked.kind}, last word or packed",
            charts.MUTED,
            list(_padded(asked.key, "last word").values()),
            later=True,
        )
    )
    taught = _learned_padded(asked.key)
    shares = [taught.get(place, ()) for place in places]
    lines.append(Line(f"{asked.kind} that learned with padding", charts.FOURTH, shares, later=True))
    at = str(len(asked.sentence) + asked.pads)
    seeds.chart("padding", lines, "words with padding", places, places.index(at) if at in places else None, GUESSING)


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    padded = now(WHAT) == reading.PADDING
    with saw, apart():
        st.markdown(f"## What you saw\n\n{_padding_seen() if padded else _length_seen()}")
    with said, apart():
        st.markdown(f"## Often said, not quite true\n\n{_padding_said() if padded else _length_said()}")
    with apart():
        by = facts.measured("padding" if padded else "lengths")["settings"]
        st.caption(
            f"{many(by['seeds']).capitalize()} seeds of each kind, {by['learned from']:,} sentences to learn from, "
            f"{by['tested on']:,} held out. On the stage: one that ships. Measured by make compare; assets/comparing.json "
            "has the settings."
        )


def _at(shares: Shares, place: int) -> str:
    return percent(middle(shares[f"{place}"]))


def _length_seen() -> str:
    key = now(KIND).lower()
    own, mixed = (_by_words(key, learned) for learned in LEARNED.options)
    cell = count(loop_of(shipping(key, "majority")))
    return (
        f"One loop ({term('recurrent network')}) of {cell:,} {term('weight', 'weights')} takes "
        f"{COUNT.options[0]} words or {MOST}: it is used once more for each. Whether it is right was measured. Learned at "
        f"{OWN} words, the {now(KIND)} is right {_at(own, OWN)} of the time there and {_at(own, MOST)} at {MOST}; learned at "
        f"{MIXED_ENDS[0]} to {MIXED_ENDS[1]}, "
        f"{_at(mixed, MIXED_ENDS[1])} at {MIXED_ENDS[1]} and {_at(mixed, MOST)} at {MOST}."
    )


def _length_said() -> str:
    conv, bag = (_by_words(key, ON_OWN) for key in ("conv", "bag"))
    return (
        "“RNNs read any length, CNNs do not.” A 1-D CNN that takes the maximum over all places reads any length as well: "
        f"learned at {OWN} words it is right {_at(conv, OWN)} of the time there and {_at(conv, MOST)} at {MOST}. And what "
        "can be read need not be understood: counting words is enough for this task, and a bag of words still has "
        f"{_at(bag, MOST)}."
    )


def _scatter(taught: Shares) -> str:
    """How far apart the seeds end where they do so most."""
    most = max(max(shares) - min(shares) for shares in taught.values())
    return f": seeds scatter by up to {round(100 * most)} points" if most >= WIDELY else ""


def _padding_seen() -> str:
    key = now(KIND).lower()
    after, at_word = _padded(key, "last step"), _padded(key, "last word")
    return (
        f"Sentences of a batch are made equally long by padding, and the loop reads that too. Of those padded to {PADDED_TO} "
        f"words the {now(KIND)} answers {_by_seed(after[f'{PADDED_TO}'])} right at the last step; "
        f"{portion(GUESSING)} comes by guessing. "
        "Read at the last word, or packed so that no step is taken for a pad, it answers "
        f"{spread(at_word[f'{PADDED_TO}'])}."
    )


def _by_seed(shares: Sequence[float]) -> str:
    """A share of each seed, and whether they are alike."""
    alike = percent(min(shares)) == percent(max(shares))
    return f"{spread(shares)}{', whichever the seed,' if alike else ', depending on nothing but the seed,'}"


def _padding_said() -> str:
    key = now(KIND).lower()
    taught = _learned_padded(key)
    told = ", ".join(f"{spread(shares)} at {length}" for length, shares in taught.items())
    return (
        "“Pad with zeros: they do nothing.” The word is zeros; the state goes on by its own weights and biases. “It will "
        f"learn to ignore them.” Where padding was read from the first example on, the seeds of the {now(KIND)} are right "
        f"{told} words{_scatter(taught)}."
    )
