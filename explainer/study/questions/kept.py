"""Questions about what is kept: one step through the gates, and what networks were measured to remember."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch

from explainer.core.words import count_word, number, percent
from explainer.data import far_countries
from explainer.data.sentences import ids, words
from explainer.models import readers, remembering
from explainer.models.store import figures
from explainer.ops.recurrent import steps
from explainer.study.questions.asked import Grid, Option, Place, Question, Slip, TooAlike, Value, among, told_apart
from explainer.study.questions.reading import opinion

APART = 0.06
PLAIN = 0.6
LOST = 0.5


def gate(rng: random.Random) -> Question:
    """One step of an LSTM or a GRU."""
    kind, said = rng.choice(("LSTM", "GRU")), opinion(rng)
    net = readers.trained()[kind.lower()]
    read = torch.from_numpy(ids(words(said))).long()
    with torch.no_grad():
        found = [*steps(readers.loop_of(net), net[0](read))]
    t, unit = rng.randrange(1, len(read)), rng.randrange(readers.STATE)
    now = {letter: float(values[unit]) for letter, values in found[t].items()}
    letter = "c" if kind == "LSTM" else "h"
    before = float(found[t - 1][letter][unit])
    right, heads, wrong, why = _lstm(now, before) if kind == "LSTM" else _gru(now, before)
    options, at = among(rng, Option(number(right), why), told_apart(right, wrong, APART))
    shown = (
        Grid(
            f"One unit of {'an LSTM' if kind == 'LSTM' else 'a GRU'}, at one word",
            (tuple(heads.values()),),
            heads=tuple(heads),
        ),
    )
    place = Place("gates", f"{kind.lower()}1.{letter}[{t},{unit}]", {"sentence": said, "network": kind})
    state = "cell state c" if letter == "c" else "state h"
    asked = f"Here is what the gates of one unit say at one word. About what is its {state} then?"
    return Question("gate", "A step through the gates", asked, shown, options, at, place)


Step = tuple[float, dict[str, float], list[Slip], str]


def _lstm(now: dict[str, float], before: float) -> Step:
    f, i, g = (now[letter] for letter in "fig")
    wrong = [
        Slip(i * before + f * g, "That has f and i exchanged: f is for what was there, i for what is new."),
        Slip((1 - f) * before + i * g, "That takes a forget gate of 1 for forgetting; near 1 it keeps."),
        Slip(before + i * g, "That keeps everything: the old state is multiplied by f first."),
        Slip(f * before + g, "That stores all of g: it is multiplied by i first."),
        Slip(f * before, "That is what was kept; i × g comes on top."),
    ]
    why = f"f × c before + i × g: {_product(f, before)} + {_product(i, g)}."
    return now["c"], {"f": f, "c before": before, "i": i, "g": g}, wrong, why


def _gru(now: dict[str, float], before: float) -> Step:
    z, n = now["z"], now["n"]
    wrong = [
        Slip(
            z * n + (1 - z) * before, "That takes z near 1 for renewing; in torch’s convention it keeps what was there."
        ),
        Slip(n, "That is the candidate alone; what was there is mixed in, by z."),
        Slip(z * before + n, "That adds the whole candidate; its share is 1 less z."),
        Slip(before, "That is what was there; z lets some of the candidate in."),
    ]
    why = f"z × h before + (1 − z) × n: {_product(z, before)} + {_product(1 - z, n)}."
    return now["h"], {"z": z, "h before": before, "n": n}, wrong, why


def _product(a: float, b: float) -> str:
    return f"{number(a)} × {number(b)}"


ALL = "All of them know the country"
SOME = "Some know it and some do not: it hangs on the seed"
NONE = "None of them has learned it"
NEVER = "Such a network cannot hold a word that long"


def memory(rng: random.Random) -> Question:
    """What several runs of one kind say about how far it remembers."""
    measured = figures("remembering")
    kind = rng.choice(tuple(remembering.KINDS))
    far = rng.choice([*measured["afresh"][kind]])
    shares: Sequence[float] = measured["afresh"][kind][far]
    on = remembering.knows()
    knowing, many = len(remembering.knowing(shares)), count_word(len(shares))
    lost = [share for share in shares if share < LOST]
    mean = sum(shares) / len(shares)
    if knowing == len(shares) and rng.random() < PLAIN:
        raise TooAlike  # there is little to read; it is asked now and then, since it happens
    if knowing == len(shares):
        right, why = ALL, f"All {many} are right {percent(on)} of the time or more."
    elif knowing and lost:
        right = SOME
        why = f"{count_word(knowing).capitalize()} of {many} know it, {count_word(len(lost))} are wrong more often than right."
    elif len(lost) == len(shares):
        right, why = (
            NONE,
            f"None is right half of the time, and the best of them {percent(max(shares))}.",
        )
    else:
        raise TooAlike  # what is neither known nor lost can be read in more than one way
    able = len(remembering.knowing(measured["growing"][kind][far]))
    average = f"Each knows it about {percent(mean)} of the time"
    low, high = percent(min(shares)), percent(max(shares))
    enough = f"right {percent(on)} of the time or more"
    told = f"Only {count_word(knowing)} of {many}" if knowing else f"Not one of {many}"
    wrong = {
        ALL: f"{told} {'are' if knowing > 1 else 'is'} {enough}.",
        SOME: f"All {many} are alike here: {'each knows it' if knowing else 'not one knows it'}.",
        NONE: f"{count_word(knowing).capitalize()} of {many} {'is' if knowing == 1 else 'are'} {enough}.",
        NEVER: f"Led there by growing distances, {count_word(able)} of {many} hold it as long: hard to learn, not impossible "
        "to hold.",
        average: f"That is their mean, and none of them is there: they stand from {low} to {high}.",
    }
    if right != SOME or any(abs(share - mean) < 0.1 for share in shares):
        del wrong[average]
    if not able or right == ALL:
        del wrong[NEVER]
    name = remembering.KINDS[kind]
    near = min(remembering.SHOWN, key=lambda d: (abs(d - int(far)), d))

    def dots(learned: str) -> Place:
        """Every seed's share as a dot, at this distance; beside them the network on the stage, at its answer."""
        settings: dict[str, Value] = {"show": "Recall", "network": name.partition(",")[0]}
        settings |= {"learned": learned, "distance": int(far)}
        return Place("memory", f"right[{far},0]", settings)

    place = dots(str(near))
    grown = {NEVER: dots(remembering.GROWING)}
    slips = [Option(said, how, grown.get(said)) for said, how in wrong.items() if said != right]
    options, at = among(rng, Option(right, why), slips)
    grid = Grid(
        "Right on sentences that they have not seen",
        (tuple(shares),),
        "plain",
        tuple(f"seed {k}" for k in measured["about"]["seeds"]),
        True,
    )
    long, once = measured["about"]["settings"]["steps"], count_word(len(far_countries.CLASSES))
    asked = (
        f"{many.capitalize()} networks of one kind ({name}), alike but for their seed, were trained afresh, {long} steps each, "
        f"with the country {far} words back. Guessing is right once in {once}. What do their shares say?"
    )
    return Question("memory", "What is remembered", asked, (grid,), options, at, place)
