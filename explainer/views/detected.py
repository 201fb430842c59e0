"""What was measured of the networks that say what is where, and of their rival: the figures of ``make detection``, as people read
them."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod
from statistics import mean

import streamlit as st
from torch import nn

from explainer.core.words import number
from explainer.models import detection, digits
from explainer.models.detection import NAME
from explainer.models.store import figures
from explainer.study import detection as study
from explainer.study.detection import BoxRecipe
from explainer.views import charts, runs
from explainer.views.controls import now, pick
from explainer.views.detection import DOUBLES, FROM, NET, RUN, trained_here
from explainer.views.figures import many, percent, said, spread
from explainer.views.tables import table

MEASURES = ("precision", "recall", "places precision", "places recall")


def weights() -> int:
    """How many numbers the network has learned."""
    return digits.count(detection.network())


def tested() -> tuple[int, int]:
    """On how many sheets, with how many digits, all are judged."""
    about = figures(NAME)["about"]
    return about["tested on"], about["digits there"]


def seeds() -> str:
    """How many networks were trained in each way, in words."""
    return many(figures(NAME)["about"]["seeds"])


def steps() -> tuple[int, int, int]:
    """For how many steps a visitor's network learns and the one that ships did, and from how many sheets that."""
    found = figures(NAME)
    return found["short"]["settings"]["steps"], found["long"]["settings"]["steps"], found["long"]["sheets"]


def rivals() -> None:
    """The network and connected pieces on the same sheets."""
    found = figures(NAME)
    short, long, _ = steps()
    rows = [
        (f"network, {steps:,} steps", *(spread(found[of]["seeds"][name]) for name in MEASURES))
        for of, steps in (("short", short), ("long", long))
    ]
    rows.append(("connected pieces", *(percent(found["pieces"][name]) for name in MEASURES)))
    head = ("who draws", "boxes right", "digits found and read", "boxes in place", "digits boxed")
    table("Networks and connected pieces", head, rows, numeric=range(1, len(head)), width="content")


@dataclass(frozen=True)
class Better:
    """How network and pieces compare: shares of all boxes drawn and digits missed on which each agrees with the truth, on
    average, and the digits that pieces box."""

    short: str
    long: str
    pieces: str
    boxed: str
    verdict: str


def better() -> Better:
    """Which of them does better, as the figures have it."""
    found = figures(NAME)
    rival = found["pieces"]["agreed"]
    each = {of: mean(found[of]["seeds"]["agreed"]) for of in ("short", "long")}
    ahead = [
        name for name, of in (("after the short training", "short"), ("after the long one", "long")) if each[of] > rival
    ]
    behind = sum(share < rival for share in found["short"]["seeds"]["agreed"])
    if len(ahead) == 2:
        verdict = "the network is ahead after either training"
        if behind:
            seeds = said(len(found["about"]["seeds"]))
            verdict += f", on average; with {said(behind)} of {seeds} seeds it is not after the short one"
    elif ahead:
        verdict = f"the network is ahead {ahead[0]}, the rival before"
    else:
        verdict = "the rival is ahead"
    return Better(
        percent(each["short"]),
        percent(each["long"]),
        percent(rival),
        percent(found["pieces"]["places recall"]),
        verdict,
    )


def at_threshold() -> str:
    """What the threshold on screen means on all sheets held out."""
    found, least = figures(NAME), now(FROM)
    leasts = found["about"]["leasts"]
    k = min(range(len(leasts)), key=lambda k: abs(leasts[k] - least))
    by = found["by least"]
    precision, recall = (by[f"{name}, doubles {now(DOUBLES)}"][k] for name in ("precision", "recall"))
    count, there = tested()
    return (
        f"Shown from {percent(leasts[k] / 100)}, doubles {now(DOUBLES)}: of {count} unseen sheets with {there:,} digits, the "
        f"network that came ready finds and reads {percent(recall)}, and {percent(precision)} of its boxes are right."
    )


def one_box() -> None:
    """What the two heads make of sheets with one digit."""
    found = figures(NAME)["one box"]
    rows = [
        ("a weight for every place", *(spread(found[f"flatten{of}"]) for of in ("", ", learned from"))),
        ("global pooling", *(spread(found[f"pooled{of}"]) for of in ("", ", learned from"))),
        ("the average box, always", percent(found["average box"]), "–"),
    ]
    head = ("head", "unseen sheets", "learned from")
    table("One box for one digit", head, rows, numeric=(1, 2), width="content")


@dataclass(frozen=True)
class OneBox:
    """How far the one box is the right one: with a weight for every place, with global pooling, and the average box; and the
    ``verdict`` on pooling."""

    flatten: str
    pooled: str
    average: str
    verdict: str


NEAR = 0.15


def heads() -> OneBox:
    """Read from where it was measured."""
    found = figures(NAME)["one box"]
    flatten, pooled, average = mean(found["flatten"]), mean(found["pooled"]), found["average box"]
    lost = (flatten - pooled) / (flatten - average)
    verdict = (
        "*Where* is what pooling throws away."
        if lost >= 1 - NEAR
        else "Most of *where* is what pooling throws away; the rest leaks in from the sheet’s black rim."
        if lost > 0.5
        else "Pooling throws away less of *where* than one would think: the black rim around the sheet tells."
    )
    return OneBox(spread(found["flatten"]), spread(found["pooled"]), percent(average), verdict)


def boxes(count: int) -> str:
    """``one box``, ``six boxes``."""
    return f"{said(count)} box{'' if count == 1 else 'es'}"


def sees() -> int:
    """How many pixels a cell sees, each way."""
    seen, apart = 1, 1
    for layer in detection.trunk():
        if isinstance(layer, nn.Conv2d):
            seen += (layer.kernel_size[0] - 1) * layer.dilation[0] * apart
            apart *= layer.stride[0]
    return seen


def train() -> None:
    """The button that trains a network of one's own, from nothing."""
    runs.buttons(RUN, BoxRecipe(), "Train one here", "Train again")


def training() -> None:
    """How the network that is trained here gets on, and which of the two stands on the stage."""
    recipe, run = BoxRecipe(), trained_here()
    if not run:
        return
    left, right = st.columns([1, 1.6], gap="large")
    with left:
        st.markdown(
            f"## It learns\n\nIt began with noise and learns from {recipe.sheets:,} sheets, in about 20 seconds on a machine "
            "that does nothing else. The boxes on the stage are its own: watch them gather around the digits."
        )
        pick(NET)
        if run.running:
            runs.place()
        runs.standing(run)
        if run.last.failed:
            st.error("The loss is no number any more. Train again, please.")
    with right:
        charts.learning({"": run.history}, None, 0)
        st.caption("% right: of all boxes drawn and digits missed, those on which box and digit agree.")


def how() -> str:
    """What was measured, of whom and how."""
    (sheets, digits_there), (short, long, many_sheets) = tested(), steps()
    segments = percent(figures(NAME)["segments"]["cells right"])
    return (
        f"{sheets} sheets of {digits_there:,} held-out digits. A box is right that shares half with the true one and says its "
        f"digit, in place if it shares half; {seeds()} seeds each, from the least to the most. The network: {weights():,} weights; "
        f"the one that came ready learned for {long:,} steps from {many_sheets:,} sheets, one trained here for {short:,} from "
        f"{study.SHEETS:,}. The rival: {_rule()}. One box: sheets with one digit, and strokes that are none. Segmentation: a "
        f"network of the same layers, right about {segments} of the cells that have a digit’s ink or are said to. make detection "
        "does all of it again; assets/detection.json has the settings."
    )


def _rule() -> str:
    """How connected pieces are told apart, as it was chosen."""
    found = figures(NAME)["pieces"]
    by, choices = found["rule"], found["chosen from"]
    bridge = f", gaps of {by['bridge']} bridged" if by["bridge"] else ""
    votes = "read as the nearest digit" if by["neighbours"] == 1 else f"{said(by['neighbours'])} nearest digits voting"
    return (
        f"ink from {number(by['ink'])} on{bridge}, pieces at least {by['smallest']} pixels high, {votes}; the best of "
        f"{prod(map(len, choices.values()))} rules on {study.TESTED} other sheets"
    )
