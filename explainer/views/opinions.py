"""The networks that read opinions: those on show, what they answer about two sentences, and how often they are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.steps import Step
from explainer.data.pairs import PAIRS
from explainer.data.sentences import LABELS as OPINIONS
from explainer.data.sentences import grammar, ids, pair_held_out, to_learn
from explainer.models import readers
from explainer.models.readers import KINDS, Reader
from explainer.models.recipes import ReadersRecipe
from explainer.models.store import figures, shipped
from explainer.study.answers import says_good
from explainer.views import measured, runs
from explainer.views.controls import Controls, Setting, now, number
from explainer.views.figures import many, percent, spread
from explainer.views.runs import Run
from explainer.views.sentence import Words
from explainer.views.tables import Strong, table
from explainer.views.terms import term
from explainer.views.veil import UNTOLD

SETTINGS = Controls()
SEED = SETTINGS.add(Setting("readers-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUN = "readers-run"
COUNTERS = ("bag", "bag2")
FEW = ("bag", "pairs")
PREPARED = many(PAIRS)
MANY = many(KINDS)
SHARES = {"pairs": "new pairs right", "shapes": "new shapes right", "majority": "majority of words right"}


@dataclass(frozen=True)
class Networks:
    """The networks on show: those that ship or, of a run on this page, those that are ready."""

    run: Run | None

    @cached_property
    def recipe(self) -> ReadersRecipe | None:
        """What they were trained by, here."""
        return self.run.recipe if self.run and isinstance(self.run.recipe, ReadersRecipe) else None

    @cached_property
    def ready(self) -> dict[str, Reader]:
        """By the key of their kind."""
        return self.recipe.nets(self.run.history) if self.run and self.recipe else readers.trained()

    def step(self, key: str) -> Step[nn.Module]:
        """One of them with the torch that makes it; the one that ships while it is not ready."""
        if self.run and self.recipe and key in self.ready:
            weights = runs.weights_at(self.recipe, self.recipe.done(self.run.history)[key])
            return built("net", self.ready[key], weights)
        return built("net", readers.trained()[key], shipped("readers", key))


def networks() -> Networks:
    """Those of now."""
    return Networks(runs.found(RUN, ReadersRecipe(now(SEED))) or runs.now(RUN))


def _answers(pair: tuple[Words, Words], nets: Networks) -> dict[str, tuple[float, float]]:
    """What each network gives to "good" for both sentences. A counter reads words in the order of the vocabulary, so that
    equal bags are one and the same input."""
    found = {}
    for key, net in nets.ready.items():
        a, b = (np.sort(x) if key in COUNTERS else x for x in (map(ids, pair)))
        found[key] = (says_good(net, a), says_good(net, b))
    return found


def few(pair: tuple[Words, Words], nets: Networks, model: str, told: bool) -> None:
    """Two that count beside the one that is on the stage."""
    shown = [kind for kind in KINDS if kind.key in (*FEW, model.lower())]
    _table("Three networks", pair, nets, told, shown, ("pairs", "shapes"))


def all_of(pair: tuple[Words, Words], nets: Networks, told: bool) -> None:
    """Every network, with all that was measured."""
    _table(f"{MANY.capitalize()} networks", pair, nets, told, KINDS, tuple(SHARES))


def _table(
    called: str,
    pair: tuple[Words, Words],
    nets: Networks,
    told: bool,
    kinds: Sequence[readers.Kind],
    measures: Sequence[str],
) -> None:
    """Of each its weights and, if that is to be ``told``, what was measured, and its answers for this pair."""
    said = _answers(pair, nets)
    head = ("network", "weights", *(SHARES[name] for name in measures), "A is good", "B is good")
    rows = []
    for kind in kinds:
        right = figures("readers")["share right"][kind.key]
        shares = {name: spread(right[name]) for name in measures}
        if nets.recipe and kind.key in nets.ready:
            here = measured.tested(nets.recipe, kind.key, nets.ready[kind.key])
            shares |= {name: f"{percent(here[name])} here" for name in ("pairs", "shapes")}
        answer = [Strong(percent(share, 1)) for share in said[kind.key]] if kind.key in said else ["…", "…"]
        told_of = [*shares.values(), *answer] if told else [UNTOLD] * (len(shares) + len(answer))
        rows.append((Strong(kind.name), f"{readers.size(kind):,}", *told_of))
    table(called, head, rows, numeric=range(1, len(head)))


@dataclass(frozen=True)
class Prepared:
    """Of the prepared pairs, about how ``many`` each network is right, by its name; the pairs, in words, about which one that
    counts single words is, by ``counts``, and about which the bag of word pairs is and the RNN is not, by its ``neighbours``."""

    many: dict[str, int]
    counts: list[str]
    neighbours: list[str]


def prepared_right(nets: Networks) -> Prepared | None:
    """What they make of the prepared pairs; None until all are ready."""
    if len(nets.ready) < len(KINDS):
        return None
    right = {kind.key: measured.right_about(nets.recipe, kind.key, nets.ready[kind.key]) for kind in KINDS}
    counts = set[int]().union(*(right[key] for key in COUNTERS))
    neighbours = right["pairs"] - right["rnn"]
    return Prepared({kind.name: len(right[kind.key]) for kind in KINDS}, _in_words(counts), _in_words(neighbours))


def said_of(prepared: Prepared) -> str:
    """All of it, and why one that counts can be right about a pair."""
    counted = "; ".join(f"{name}: {many}" for name, many in prepared.many.items())
    told = [f"Of the {PREPARED} prepared pairs both sentences right: {counted}."]
    if prepared.counts:
        told.append(f"Counting single words does for {', '.join(prepared.counts)}: they are not of the same words.")
    if prepared.neighbours:
        told.append(f"Counting neighbours does, where the RNN does not, for {', '.join(prepared.neighbours)}.")
    return " ".join(told)


def _in_words(pairs: set[int]) -> list[str]:
    """Prepared pairs as they are written."""
    return [" / ".join(f"“{text}”" for text, _ in PAIRS[k]) for k in sorted(pairs)]


def train_again(run: Run | None) -> None:
    """All networks trained anew, here, from a seed of the visitor's."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        called = f"Train all {MANY} here"
        runs.buttons(RUN, ReadersRecipe(number(SEED)), called, called)
        if run and not run.running and not run.waits:
            st.button("Back to the networks that ship", on_click=runs.forget, args=(RUN,))
    if run:
        runs.standing(run)


def measured_with() -> dict[str, str]:
    """What the figures were measured with, in words: how many ``seeds`` each, how many sentences were ``learned`` and
    ``tested``."""
    seeds = figures("readers")["share right"]["gru"]["pairs"]
    return {"seeds": many(seeds), "learned": f"{readers.LEARNED:,}", "tested": f"{readers.TESTED:,}"}


def majority() -> str:
    """How often they are right about many opinions in a row, in words."""
    right = {key: spread(found["majority"]) for key, found in figures("readers")["share right"].items()}
    return f"the bag is right {right['bag']} of the time, a window of {readers.WINDOW} {right['window']}, a GRU {right['gru']}"


def learned_from() -> str:
    """The grammar that sentences are made by, in counts and examples, as Markdown."""
    g = grammar()
    shown = to_learn(8, seed=11)
    examples = "\n".join(
        f"- {text} · *{OPINIONS[label]}*" for text, label in zip(shown.texts, shown.labels, strict=True)
    )
    held_out = "\n".join(f"- {shape.text}" for shape in g.shapes if shape.held_out)
    known = sum(not shape.held_out for shape in g.shapes)
    pairs = sum(pair_held_out(good, bad) for good in g.good for bad in g.bad)
    return (
        f"{len(g.things)} things, {len(g.good)} good and {len(g.bad)} bad words, {known} shapes to learn from, each with its "
        f"opposite, half of all sentences good. {term('held out', 'Held out')}: {pairs} of "
        f"{len(g.good) * len(g.bad)} pairs of opposite words, and these shapes:\n\n{held_out}\n\nSome of what is learned "
        f"from:\n\n{examples}\n\nThe grammar is a file to read and to extend: explainer/data/grammar.toml."
    )
