"""``make translation``: train both translators of the small world with several seeds, and keep weights and figures.

Both learn by one rule: the same sentences, as many steps, a rate that falls to zero, nothing stopped early. Each one's rate, of
``RATES``, and how many units the one without attention has, of ``UNITS``, are those by which it had most sentences right, in the
mean of two seeds, of those to tune by, whose pairs of noun and adjective no sentence to learn from has, nor any that is tested.
What is held out decides nothing.

The rival (``study/word_by_word.py``) learns its dictionary from the same sentences. Which English words around each it may look
at is chosen by the same sentences to tune by, among ``AROUND``; with none it is a dictionary, and both are told.
``assets/translation.safetensors`` has the weights of the first seed by ``attention/…``, ``assets/translation.json`` what was
measured.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import cache

import torch

from explainer.core.building import Weights
from explainer.data.translation import LEARNED_MOST, Said, drawn, english, french, numbers, stands_for, vocabulary
from explainer.data.vocabulary import PAD
from explainer.models import store
from explainer.models.translation import (
    BY_KEY,
    KINDS,
    LEARNED,
    READ,
    STEPS,
    TESTED,
    TRANSLATING,
    VALIDATED,
    Kind,
    Translator,
    as_examples,
    each_right,
    examples,
    right,
    sentences,
    settings,
    translate,
    weights_of,
)
from explainer.study.word_by_word import Around, WordByWord, learned
from explainer.training.fit import fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = (101, 102)
RATES = (0.005, 0.01, 0.02)
UNITS = {"attention": (64,), "bottleneck": (96, 128)}
EACH = 200
LENGTHS = ((4, 5), (6, 7), (8, 9), (10, 11), (12, 13), (14, 15), (16, 17))
AROUND: dict[str, tuple[Around, ...]] = {
    "none": ((),),
    "the next": ((1,), ()),
    "both neighbours": ((-1, 1), (1,), ()),
    "the next two": ((1, 2), (1,), ()),
    "both neighbours and the next but one": ((-1, 1, 2), (1, 2), (1,), ()),
}


def trained(kind: Kind, seed: int, rate: float | None = None) -> Translator:
    """A network of that kind, by the rule."""
    rule = settings(kind.key, seed, reports=2)
    x, targets = examples("learned")
    *_, end = fit(
        lambda: Translator(kind),
        (x, targets),
        (x[:1], targets[:1]),
        replace(rule, rate=rate) if rate else rule,
        task=TRANSLATING,
    )
    return end.into(Translator(kind))


def share(net: Translator, of: str) -> float:
    return round(right(net, *examples("tuned" if of == "tuned" else "tested")), 4)


def tuning() -> dict[str, object]:
    """The share of sentences to tune by that is right, by units and rate; of each kind the best in the mean is what ships."""
    found = {
        kind.key: {
            f"{units} units, {rate:g}": [
                share(trained(replace(kind, units=units), seed, rate), "tuned") for seed in TUNING
            ]
            for units in UNITS[kind.key]
            for rate in RATES
        }
        for kind in KINDS
    }
    print("tuning", found, flush=True)
    best = {key: max(tried, key=lambda name: sum(tried[name])) for key, tried in found.items()}
    return {"seeds": TUNING, "judged by": TESTED, "share right": found, "chosen": best}


@cache
def of_lengths() -> dict[int, tuple[Said, ...]]:
    """Sentences of each length, by the longest that is meant, of pairs to test by."""
    return {most: drawn(EACH, 10 + least, "tested", least, most) for least, most in LENGTHS}


def by_beam(net: Translator, said: Sequence[Said]) -> float:
    """The share right where three beginnings are kept."""
    x, _ = as_examples(said)
    names = vocabulary("fr")
    found = 0
    for one, row in zip(said, x[:, :READ], strict=True):
        words = translate(net, row[row != PAD], 3)[-1][0].words
        found += tuple(names[k] for k in words) == french(one)
    return round(found / len(said), 4)


def looks(net: Translator, said: Sequence[Said]) -> float:
    """Of all French words the share that looks most at the English word that it stands for."""
    both, _ = as_examples(said)
    x, before = both[:, :READ], both[:, READ:]
    with torch.no_grad():
        states, h = net.read(x)
        own, _ = net[3](net[2](before), h)
        most = (own @ states.transpose(1, 2)).masked_fill((x == PAD)[:, None], -torch.inf).argmax(-1)
    hits = [int(most[n, s]) == t for n, one in enumerate(said) for s, t in enumerate(stands_for(one)) if t is not None]
    return round(sum(hits) / len(hits), 4)


def rival() -> dict[str, object]:
    """The share right of each way to look around, of sentences to tune by, and of the one chosen by them of those to test."""
    pairs = {of: [(english(s), french(s)) for s in sentences(of)] for of in ("learned", "tuned", "tested")}
    made = {name: learned(pairs["learned"], around) for name, around in AROUND.items()}

    def exact(one: WordByWord, of: str) -> float:
        return round(sum(one.translate(here) == there for here, there in pairs[of]) / len(pairs[of]), 4)

    def words(one: WordByWord, of: str) -> float:
        return round(sum(sorted(one.translate(here)) == sorted(there) for here, there in pairs[of]) / len(pairs[of]), 4)

    tuned = {name: [exact(one, "tuned"), words(one, "tuned")] for name, one in made.items()}
    best = max(tuned, key=lambda name: tuned[name])
    return {
        "tuned, and with the right words": tuned,
        "chosen": best,
        "share right": {
            "Word by word": exact(made["none"], "tested"),
            f"Word by word, seeing {best}": exact(made[best], "tested"),
        },
        "right words, in any order": words(made[best], "tested"),
    }


def main() -> None:
    torch.set_num_threads(1)
    assert PAD not in numbers("fr").values()
    beside = rival()
    print("rival", beside, flush=True)
    weights: dict[str, Weights] = {}
    shares: dict[str, dict[str, list[float]]] = {}
    seconds: dict[str, list[float]] = {}
    lengths: dict[str, dict[int, list[float]]] = {}
    looked: list[float] = []
    for kind in KINDS:
        lengths[kind.key] = {most: [] for _, most in LENGTHS}
        shares[kind.key] = {"greedy": [], "beam": []}
        seconds[kind.key] = []
        for seed in SEEDS:
            start = time.process_time()
            net = trained(kind, seed)
            seconds[kind.key].append(round(time.process_time() - start, 1))
            shares[kind.key]["greedy"].append(share(net, "tested"))
            shares[kind.key]["beam"].append(by_beam(net, sentences("tested")))
            for most, said in of_lengths().items():
                ok = each_right(net, *as_examples(said))
                lengths[kind.key][most].append(round(float(ok.float().mean()), 4))
            if kind.attends:
                looked.append(looks(net, sentences("tested")))
            if seed == SEEDS[0]:
                weights[kind.key] = net.state_dict()
        print(kind.key, shares[kind.key], seconds[kind.key], lengths[kind.key], flush=True)
    tried = tuning()
    about = {
        "seeds": SEEDS, "learned from": LEARNED, "tested on": TESTED, "judged while learning": VALIDATED, "steps": STEPS,
        "longest learned from": LEARNED_MOST, "of each length": EACH, "lengths": LENGTHS,
        "words": {"en": len(vocabulary("en")), "fr": len(vocabulary("fr"))},
        "settings": {kind.key: asdict(settings(kind.key, SEEDS[0], 2)) for kind in KINDS},
    }  # fmt: skip
    figures = {
        "about": about, "tuning": tried, "weights": {key: weights_of(key) for key in BY_KEY}, "share right": shares,
        "seconds": seconds, "by length": lengths, "looks at its own word": looked, "rival": beside,
    }  # fmt: skip
    store.keep("translation", weights, figures)


if __name__ == "__main__":
    main()
