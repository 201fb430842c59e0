"""``make genome PACKAGE=folder``: make the strands anew from Debian's package, unpacked, where a folder is given; then train what
reads them with several seeds, measure it beside its rivals, and keep weights and figures.

600 strands are held out. They decide nothing: no rate, no rule, no moment to stop. A seed divides the others into those to learn
from and 400 to tune by, so that rivals, too, differ from seed to seed. The learning rate of each network, and what holds back each
linear rival or is added to its counts, is that which was right most often about the 400, in the mean of three seeds of their own
(``tuning``). All networks learn by one rule, a rate that falls to zero, nothing stopped early; loops for longer.

Then what sliding buys: the held-out strands moved by some letters to either side, what falls off at one end coming in at the other,
read by those that learned from strands as they are and by others that learned from moved ones. And some of those held out have a
relative among those to learn from, a strand with most of its letters: how often each is right about the rest.
``assets/genome.safetensors`` has the weights of the first seed by ``places/…``, ``assets/genome.json`` what was measured.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

from explainer.core.building import Weights
from explainer.data import genome as data
from explainer.data.genome import Strands, learning, strands
from explainer.models import store
from explainer.models.genome import BATCH, BY_KEY, FAR, KINDS, as_examples, rolled, settings, weights_of
from explainer.study.logos import logos, reads
from explainer.study.splice import RIVALS, Says, right
from explainer.training.fit import fit

SEEDS = (1, 2, 3, 4, 5)
TUNED_BY = (101, 102, 103)
RATES = {"places": (0.003, 0.01, 0.03), "strongest": (0.003, 0.01, 0.03), "gru": (0.01, 0.03), "rnn": (0.003, 0.01)}
RELATED = 45
MOVED = tuple(range(-FAR, FAR + 1))
SLIDING = ("places", "strongest", "gru")
COPIES = 5
SHIPPED = ("places", "strongest")


def trained(key: str, learn: Strands, seed: int, rate: float | None = None, moved: bool = False) -> nn.Sequential:
    """A network of that kind, by the rule."""
    rule = settings(key, seed, reports=2)
    rule = replace(rule, rate=rate) if rate else rule
    few = as_examples(learn.of(slice(1)))
    *_, end = fit(BY_KEY[key].make, as_examples(learn), few, rule, rolled if moved else None)
    return end.into(BY_KEY[key].make())


def says(net: nn.Module) -> Says:
    """What a network answers."""

    def answers(letters: np.ndarray) -> np.ndarray:
        with torch.no_grad():
            return net(torch.from_numpy(data.one_hot(letters))).argmax(1).numpy()

    return answers


def share(found: Says, judged: Strands) -> float:
    return round(right(found, judged), 4)


def tuning() -> dict[str, dict[str, list[float]]]:
    """The share of strands to tune by that is right: of each rival and each network, by what was tried."""
    found: dict[str, dict[str, list[float]]] = {}

    def tried(key: str, of: tuple[float, ...], learned: Callable[[Strands, float, int], Says]) -> None:
        found[key] = {
            f"{one:g}": [share(learned(learning(seed)[0], one, seed), learning(seed)[1]) for seed in TUNED_BY]
            for one in of
        }
        print("tuning", key, found[key], flush=True)

    for rival in RIVALS:
        if len(rival.tried) > 1:
            tried(rival.key, rival.tried, lambda learn, one, seed, rival=rival: rival.learned(learn, one))  # type: ignore[misc]
    for kind in KINDS:
        tried(kind.key, RATES[kind.key], lambda learn, one, seed, key=kind.key: says(trained(key, learn, seed, one)))  # type: ignore[misc]
    return found


def moved(found: Strands, by: int) -> Strands:
    return Strands(np.roll(found.letters, by, axis=1), found.labels)


def copies(learn: Strands, seed: int) -> Strands:
    """Those to learn from several times, each time moved by another number of letters."""
    rng = np.random.default_rng(seed)
    by = rng.integers(-FAR, FAR + 1, (COPIES, len(learn.labels)))
    at = (np.arange(data.LENGTH) - by[..., None]) % data.LENGTH
    letters = np.take_along_axis(np.broadcast_to(learn.letters, at.shape), at, axis=2)
    return Strands(letters.reshape(-1, data.LENGTH), np.tile(learn.labels, COPIES))


def related(judged: Strands, learn: Strands) -> np.ndarray:
    """(N,) whether a strand has most of the letters of one to learn from, place by place."""
    same = judged.inputs().reshape(len(judged.labels), -1) @ learn.inputs().reshape(len(learn.labels), -1).T
    return same.max(1) >= RELATED


def main(package: Path | None = None) -> None:
    torch.set_num_threads(1)
    if package:
        data.make(package)
    _, judged = strands()
    tried = tuning()
    best = {key: float(max(of, key=lambda one: sum(of[one]))) for key, of in tried.items()}
    weights: dict[str, Weights] = {}
    shares: dict[str, list[float]] = {}
    apart: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    sliding: dict[str, dict[str, dict[int, list[float]]]] = {"as they stand": {}, "moved": {}}
    kernels: dict[str, list[list[str]]] = {}
    relatives = []

    def keep(key: str, found: Says, rest: Strands) -> None:
        shares.setdefault(key, []).append(share(found, judged))
        apart.setdefault(key, []).append(share(found, rest))

    def slide(of: str, key: str, found: Says) -> None:
        for by in MOVED:
            sliding[of].setdefault(key, {}).setdefault(by, []).append(share(found, moved(judged, by)))

    for seed in SEEDS:
        learn, _ = learning(seed)
        near = related(judged, learn)
        relatives.append(int(near.sum()))
        rest = judged.of(~near)
        for rival in RIVALS:
            found = rival.learned(learn, best.get(rival.key, 0))
            keep(rival.key, found, rest)
            if rival.key == "weights":
                slide("as they stand", rival.key, found)
                slide("moved", rival.key, rival.learned(copies(learn, seed), best[rival.key]))
        for kind in KINDS:
            start = time.process_time()
            net = trained(kind.key, learn, seed, best[kind.key])
            seconds.setdefault(kind.key, []).append(round(time.process_time() - start, 1))
            keep(kind.key, says(net), rest)
            if kind.key in SLIDING:
                slide("as they stand", kind.key, says(net))
                slide("moved", kind.key, says(trained(kind.key, learn, seed, best[kind.key], moved=True)))
            if seed == SEEDS[0]:
                weights[kind.key] = net.state_dict()
            if kind.key in SHIPPED:
                own = net.state_dict()
                drawn = logos(own["0.weight"], own["0.bias"], as_examples(learn)[0])
                kernels.setdefault(kind.key, []).append([reads(one) for one in drawn])
        print(seed, {key: of[-1] for key, of in shares.items()}, kernels, flush=True)
    about = {
        "seeds": SEEDS, "tuning seeds": TUNED_BY, "learned from": len(learning(SEEDS[0])[0].labels), "tuned by": data.TUNING,
        "tested on": data.HELD_OUT, "batch": BATCH, "steps": {kind.key: kind.steps for kind in KINDS}, "far": FAR,
        "related": RELATED, "relatives": relatives,
    }  # fmt: skip
    store.keep(
        "genome",
        {key: weights[key] for key in SHIPPED},
        {
            "about": about, "tuning": tried, "chosen": best, "weights": {kind.key: weights_of(kind.key) for kind in KINDS},
            "share right": shares, "without relatives": apart, "seconds": seconds, "moved": sliding, "kernels": kernels,
        },
    )  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
