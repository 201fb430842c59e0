"""``make music PACKAGE=folder``: tunes out of the unpacked package music21, a network that goes on with them, trained with
several seeds, its rival, and what was measured of both. The package is needed for this alone; without a folder the tunes that
ship are used.

All seeds learn by one rule, nothing stopped early. How much the network mishears while it learns, by which rate, and whether
it is given every tune in other keys too (``MOVES``) is what did best on tunes to tune by (``tuning_network``); so are the
counter's order, its discount, its way of counting, and whether it counts other keys too (``tuning_counter``). What is held out
decides nothing. Tunes are gone on with from their first ``BEGUN`` bars, for as many bars as they have, at several
temperatures. Copies are stretches of ``RUN`` steps or more that stand in a tune that was learned from, in whatever key; no
tune held out has such a stretch, since versions of one tune were kept together.
``assets/music.safetensors`` has the weights of the first seed, ``assets/music.json`` what was measured.
"""

from __future__ import annotations

import math
import sys
import time
from dataclasses import asdict, replace
from functools import cache, partial
from pathlib import Path
from statistics import mean

import torch

from explainer.data import tunes as data
from explainer.data.tunes import RUN, STARTS, Tune, tunes
from explainer.models import store
from explainer.models.looping import Looping
from explainer.models.ngrams import Counts, Trial, tuned
from explainer.models.tune_counts import BEFORE, Scanned, begun, counted_from, scanned
from explainer.models.tunes import (
    MISHEARD,
    MOVED,
    PLAYING,
    RATE,
    as_examples,
    loss,
    misheard,
    moved,
    player,
    right,
    settings,
    weights,
)
from explainer.study.tunes import copies, counted_on, gone_on, returns
from explainer.training.fit import Examples, fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = 101
MOVES = (0, -5, 5, -2, 2, 7, -7)
TRIED = ((0.0, 0.01, (0,)), (0.1, 0.01, (0,)), (0.2, 0.01, (0,)), (0.1, 0.005, (0,)), (0.1, 0.01, MOVES))
ORDERS, DISCOUNTS = (4, 6, 8, 10, 12), (0.8, 0.9, 0.95)
TEMPERATURES, USUAL = (0.5, 0.8, 1.0), 0.8
BEGUN = 2


@cache
def examples(by: tuple[int, ...]) -> Examples:
    return as_examples(moved(tunes()["learned"], by))


def trained(seed: int, noise: float, rate: float, by: tuple[int, ...]) -> Looping:
    """A network, by the rule."""
    learn = examples(by)
    rule = replace(settings(seed, reports=2), rate=rate)
    *_, end = fit(player, learn, (learn[0][:1], learn[1][:1]), rule, partial(misheard, noise), PLAYING)
    return end.into(player())


def unsure(net: Looping, found: tuple[Tune, ...]) -> float:
    """The network's perplexity on whole tunes."""
    x, targets = as_examples(found, max(len(tune.steps) for tune in found))
    with torch.no_grad():
        return round(math.exp(float(loss(net(x), targets))), 4)


def tuning_network() -> dict[str, object]:
    """Perplexity on the tunes to tune by of each setting tried."""
    found = [
        {
            "misheard": noise,
            "rate": rate,
            "moved": by,
            "perplexity": unsure(trained(TUNING, noise, rate, by), tunes()["tuned"]),
        }
        for noise, rate, by in TRIED
    ]
    print("tuning", found, flush=True)
    best = min(found, key=lambda one: one["perplexity"])
    if (best["misheard"], best["rate"], best["moved"]) != (MISHEARD, RATE, MOVED):
        print("another setting than that of models/tunes.py did best:", best, flush=True)
    return {"tried": found, "chosen": best}


def tuning_counter() -> dict[str, object]:
    """The same of the counter."""
    judged = [counted_from(tune) for tune in tunes()["tuned"]]
    tried: list[tuple[tuple[int, ...], Trial]] = []
    for by in ((0,), MOVES):
        learned = [counted_from(tune) for tune in moved(tunes()["learned"], by)]
        _, trials = tuned(learned, judged, data.READ, orders=ORDERS, discounts=DISCOUNTS, start=BEFORE)
        tried += [(by, trial) for trial in trials]
        print("counter", by, min(trials, key=lambda trial: trial.perplexity), flush=True)
    found = [{**asdict(trial), "perplexity": round(trial.perplexity, 4), "moved": by} for by, trial in tried]
    return {"tried": found, "chosen": min(found, key=lambda one: one["perplexity"])}


def judged(counts: Counts, found: tuple[Tune, ...]) -> dict[str, float]:
    """Perplexity of the counter, and how often the next step is its likeliest."""
    logs, hits = [], []
    for tune in found:
        steps = counted_from(tune)
        for t in range(BEFORE, len(steps)):
            shares = counts.shares(steps[t - counts.order + 1 : t])
            logs.append(-math.log(shares[steps[t]]))
            hits.append(int(shares.argmax()) == steps[t])
    return {"perplexity": round(math.exp(mean(logs)), 4), "right": round(mean(hits), 4)}


def written(ends: list[tuple[Tune, list[int]]]) -> dict[str, float]:
    """Of tunes and the steps that were added to them: the share of these in copies, and of bars that had come before."""
    copied = repeated = steps = bars = 0
    for tune, added in ends:
        own = [*tune.steps[: BEGUN * tune.bar], *added]
        copied += sum(copy.end - copy.first for copy in copies(own, BEGUN * tune.bar))
        steps += len(added)
        repeated += returns(own, tune.bar, BEGUN)
        bars += len(own) // tune.bar - BEGUN
    return {"copied": round(copied / steps, 4), "repeated": round(repeated / bars, 4)}


def by_network(net: Looping, temperature: float, seed: int) -> dict[str, float]:
    """What becomes of the tunes held out."""
    ends: list[tuple[Tune, list[int]]] = []
    for bar, start in STARTS.items():
        some = [tune for tune in tunes()["held out"] if tune.bar == bar]
        most = max(len(tune.steps) for tune in some) - BEGUN * bar
        found = gone_on(net, [[start, *tune.steps[: BEGUN * bar]] for tune in some], most, temperature, seed)
        ends += [(tune, own[: len(tune.steps) - BEGUN * bar]) for tune, own in zip(some, found, strict=True)]
    return written(ends)


def by_counter(counts: Scanned, temperature: float, seed: int) -> dict[str, float]:
    ends = []
    for k, tune in enumerate(tunes()["held out"]):
        own = begun(tune.bar, tune.steps[: BEGUN * tune.bar])
        added = counted_on(counts, own, len(tune.steps) - BEGUN * tune.bar, temperature, 1000 * seed + k)
        ends.append((tune, added))
    return written(ends)


def among_themselves() -> float:
    """The share of all tunes that have ``RUN`` steps on end in common with a tune of another title, in whatever key."""
    everything = [tune for part in tunes().values() for tune in part]
    named: dict[bytes, set[str]] = {}
    for tune in everything:
        for _, run in data.runs(tune.steps):
            named.setdefault(run, set()).add(tune.name)
    shared = [any(len(named[run]) > 1 for _, run in data.runs(tune.steps)) for tune in everything]
    return round(mean(shared), 4)


def main() -> None:
    torch.set_num_threads(1)
    if len(sys.argv) > 1 and sys.argv[1]:
        data.make(Path(sys.argv[1]))
    tried = {"network": tuning_network(), "counter": tuning_counter()}
    best = tried["counter"]["chosen"]
    assert isinstance(best, dict)
    counts = scanned(moved(tunes()["learned"], best["moved"]), best["order"], best["discount"], best["kinds"])
    held = tunes()["held out"]
    x, targets = as_examples(held, max(len(tune.steps) for tune in held))
    figures: dict[str, list[float]] = {"perplexity": [], "right": [], "seconds": []}
    ends: dict[str, dict[str, list[dict[str, float]]]] = {
        "network": {f"{t:g}": [] for t in TEMPERATURES}, "counter": {f"{USUAL:g}": []}
    }  # fmt: skip
    for seed in SEEDS:
        start = time.process_time()
        net = trained(seed, MISHEARD, RATE, MOVED)
        figures["seconds"].append(round(time.process_time() - start, 1))
        figures["perplexity"].append(unsure(net, held))
        figures["right"].append(round(right(net, x, targets), 4))
        if seed == SEEDS[0]:
            kept = {"": net.state_dict()}
        for t in TEMPERATURES:
            ends["network"][f"{t:g}"].append(by_network(net, t, seed))
        ends["counter"][f"{USUAL:g}"].append(by_counter(counts, USUAL, seed))
        print(seed, figures, ends, flush=True)
    whole = written([(tune, list(tune.steps[BEGUN * tune.bar :])) for tune in held])
    about = {
        "seeds": SEEDS, "tunes": {name: len(found) for name, found in tunes().items()}, "run": RUN, "begun": BEGUN,
        "steps": {name: sum(len(tune.steps) for tune in found) for name, found in tunes().items()},
        "settings": asdict(settings(SEEDS[0], 2)), "misheard": MISHEARD, "moved": MOVED,
    }  # fmt: skip
    gone = {of: {t: _merged(own) for t, own in by.items()} for of, by in ends.items()}
    store.keep("music", kept, {
        "about": about, "tuning": tried, "weights": weights(), "network": figures, "counter": judged(counts, held),
        "gone on": gone,
        "real": {**whole, "sharing a run": among_themselves()},
    })  # fmt: skip


def _merged(of: list[dict[str, float]]) -> dict[str, list[float]]:
    """A list of each seed's for every name."""
    return {what: [own[what] for own in of] for what in of[0]}


if __name__ == "__main__":
    main()
