"""``make next-word``: train the network that says which word comes next with five seeds, and measure it and its rivals.

Ten chapters in a row are split 8, 1, 1: to learn from, to tune by, held out. The rule stands before anything is measured: so many
steps, the rate falling to zero, nothing stopped early. The rate is that of ``RATES`` by which one seed of its own was least unsure
on the chapters to tune by. The rivals: a counter of the last words (``ngrams.py``), whose order, discount and way of counting are
those of all tried that are least unsure on the same chapters, each paragraph begun with as many beginnings as it looks back; and
the commonest words, whatever came before. What is held out is looked at once, in the end, and decides nothing.

Weights are rounded to half precision before anything is measured: as they ship. Beside the held-out chapters all are measured on
the first chapters of a novel of which nobody has read a line. Then the pairs, for the page to show: in the chapters to tune by, two
places with the same two words before them where the network's three suggestions are others and its shares differ most (``pairs``).
``PACKAGE`` is the unpacked Debian package, as ``make novels`` takes it, since the other novel does not ship.

``assets/next-word.safetensors`` has the weights of the first seed, ``assets/next-word.json`` what was measured.
"""

from __future__ import annotations

import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from itertools import combinations
from pathlib import Path

import numpy as np
import torch

from explainer.core.building import Weights
from explainer.data.novels import ANOTHER, BEGIN, NOVELS, SIZE, Paragraph, chapters, novels, numbered, texts, together
from explainer.data.vocabulary import UNKNOWN
from explainer.models import store
from explainer.models.counter import ORDER, sequences
from explainer.models.next_word import (
    FILE,
    RATE,
    WRITING,
    Writer,
    halved,
    settings,
    to_judge,
    to_learn,
    weights_of,
    whole,
    with_weights,
)
from explainer.models.ngrams import Counts, counted, tuned
from explainer.study.keys import suggestions
from explainer.study.next_word import by_counts, by_network, measured
from explainer.training.fit import Settings, fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = 101
RATES = (0.005, 0.01, 0.02)
DISCOUNTS = (0.6, 0.7, 0.8, 0.9, 0.95)
ORDERS = (2, 3, 4)
CHAPTERS = 6
NEARLY_NONE = 1e-9
PAIRS, LEAST_LONG, MOST_LONG = 4, 6, 14


def trained(rule: Settings) -> Writer:
    """A network by this rule, rounded as it ships."""
    judged = to_judge()
    *_, end = fit(Writer, to_learn(), (judged[0][:1], judged[1][:1]), rule, task=WRITING)
    return with_weights(whole(halved(end.weights)))


def tuning(paragraphs: Sequence[Paragraph]) -> list[dict[str, float]]:
    """All rates that were tried, of which the rule's does best on these."""
    found = []
    for rate in RATES:
        unsure = measured(by_network(trained(settings(TUNING, rate=rate))), paragraphs).perplexity
        found.append({"rate": rate, "perplexity": round(unsure, 2)})
        print("tried", found[-1], flush=True)
    best = min(found, key=lambda one: one["perplexity"])
    if best["rate"] != RATE:
        raise ValueError(f"By {best['rate']} it does best, and the page learns by {RATE}.")
    return found


def another(package: Path) -> list[Paragraph]:
    """The first chapters of a novel that nobody here has read, by the same vocabulary."""
    known = numbered()
    return [
        Paragraph(
            np.array([BEGIN, *(known.get(word, UNKNOWN) for word in own)]), np.array([0, *map(len, own)])
        )
        for chapter in chapters(texts(package)[ANOTHER])[:CHAPTERS]
        for own in chapter
    ]  # fmt: skip


def commonest() -> Counts:
    """How often each word comes, whatever stands before it."""
    return counted([p.numbers[1:].tolist() for p in novels().part("learn")], 1, SIZE, NEARLY_NONE)


def pairs(net: Writer, paragraphs: Sequence[Paragraph]) -> list[dict[str, object]]:
    """Beginnings of paragraphs that end in the same two words, after which the network's shares differ most, each two words once:
    what is apart is half the sum of all differences of shares."""
    places: dict[tuple[int, int], list[tuple[list[int], np.ndarray]]] = defaultdict(list)
    for p in paragraphs:
        own = p.numbers.tolist()
        shares = torch.softmax(net.logits(p.numbers), -1).numpy()
        for t in range(LEAST_LONG, min(MOST_LONG, len(own) - 1)):
            if UNKNOWN not in own[: t + 1] and own[t - 1] > UNKNOWN:
                places[own[t - 1], own[t]].append((own[1 : t + 1], shares[t]))
    found = []
    for of in places.values():
        for (a, one), (b, other) in combinations(of, 2):
            if a != b and not set(suggestions(one)) & set(suggestions(other)):
                found.append((float(np.abs(one - other).sum() / 2), a, b))
    found.sort(key=lambda pair: -pair[0])
    said: set[tuple[int, ...]] = set()
    kept: list[dict[str, object]] = []
    for apart, a, b in found:
        if tuple(a[-2:]) not in said and len(kept) < PAIRS:
            said.add(tuple(a[-2:]))
            kept.append({"apart": round(apart, 4), "texts": [_text(a), _text(b)]})
            print(kept[-1], flush=True)
    return kept


def _text(numbers: Sequence[int]) -> str:
    """Words as one reads them."""
    return together("", [novels().vocabulary[k] for k in numbers])


def main(package: Path) -> None:
    torch.set_num_threads(1)
    tune, held_out = novels().part("tune"), novels().part("held out")
    elsewhere = another(package)
    counts, trials = tuned(
        sequences(novels().part("learn")), sequences(tune), SIZE, orders=ORDERS, discounts=DISCOUNTS, start=ORDER - 1
    )
    if counts.order != ORDER:
        raise ValueError(f"The counter that is best looks at {counts.order} words, and the page’s at {ORDER}.")
    tried = tuning(tune)
    rivals = {"counter": by_counts(counts), "commonest": by_counts(commonest())}
    found = {key: {"held out": measured(says, held_out).rounded()} for key, says in rivals.items()}
    for key, says in rivals.items():
        found[key]["another novel"] = measured(says, elsewhere).rounded()
    print(found, flush=True)
    seconds: list[float] = []
    network: dict[str, dict[str, list[float]]] = {"held out": defaultdict(list), "another novel": defaultdict(list)}
    kept: Weights = {}
    shown: list[dict[str, object]] = []
    for seed in SEEDS:
        start = time.process_time()
        net = trained(settings(seed))
        seconds.append(round(time.process_time() - start, 1))
        for of, paragraphs in (("held out", held_out), ("another novel", elsewhere)):
            for name, value in measured(by_network(net), paragraphs).rounded().items():
                network[of][name].append(value)
        print(seed, seconds, {of: dict(own) for of, own in network.items()}, flush=True)
        if seed == SEEDS[0]:
            kept, shown = halved(net.state_dict()), pairs(net, tune)
    best = min(trials, key=lambda one: one.perplexity)
    figures = {
        "about": {
            "seeds": SEEDS, "novels": NOVELS, "another": ANOTHER, "vocabulary": SIZE, "weights": weights_of(),
            "learned from": sum(len(p.numbers) - 1 for p in novels().part("learn")),
            "tuned by": sum(len(p.numbers) - 1 for p in tune),
            "held out": sum(len(p.numbers) - 1 for p in held_out),
            "another novel": sum(len(p.numbers) - 1 for p in elsewhere),
            "settings": asdict(settings(SEEDS[0])),
        },
        "tuning": {"seed": TUNING, "tried": tried},
        "counter": asdict(best), "counters tried": [list(asdict(one).values()) for one in trials],
        "seconds": seconds, "network": network, "rivals": found, "pairs": shown,
    }  # fmt: skip
    store.keep(FILE, {"": kept}, figures)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
