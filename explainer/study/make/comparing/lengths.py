"""What becomes of answers about longer sentences than were learned from, and of states after padding. Keeps a loop of each kind."""

from __future__ import annotations

from dataclasses import asdict

from explainer.core.building import Weights
from explainer.data.sentences import BEFORE_OPINIONS
from explainer.data.sentences import OPINIONS as OWN
from explainer.models import store
from explainer.models.comparing.sentences import MIXED, SHIPPED, PaddedRecipe, SentenceRecipe, longer, prevailing
from explainer.models.make.readers import SEEDS
from explainer.models.readers import LEARNED, SETTINGS, TESTED
from explainer.study.comparing.padding import READ, distance, share_right
from explainer.study.comparing.tested import LOOPS, OPINIONS
from explainer.training.fit import accuracy

KEYS = ("bag", "conv", *LOOPS)
PADDED = (0, 12, 20, 40, 80)
LEARNED_PADDED = (12, 20, 40)


def right(key: str, task: str, kept: dict[str, Weights]) -> dict[str, list[float]]:
    """The share right of each seed, by the number of words; of loops the network that ships goes among those ``kept``."""
    found: dict[str, list[float]] = {f"{BEFORE_OPINIONS + n}": [] for n in OPINIONS}
    for seed in SEEDS:
        recipe = SentenceRecipe(key, task, seed)
        *_, last = recipe.run()
        net = recipe.net(last)
        if seed == SHIPPED and key in LOOPS:
            kept[f"{key}/{task}"] = last.weights
        for n in OPINIONS:
            found[f"{BEFORE_OPINIONS + n}"].append(round(accuracy(net, *prevailing(n)), 4))
    print(key, task, found, flush=True)
    return found


def measured() -> dict[str, object]:
    """Learned at one length and at all up to a longest, and tested at others."""
    about = {
        "learning": asdict(SETTINGS), "seeds": SEEDS, "learned from": LEARNED, "tested on": TESTED,
        "mixed": [BEFORE_OPINIONS + MIXED[0], BEFORE_OPINIONS + MIXED[-1]], "own": BEFORE_OPINIONS + OWN,
    }  # fmt: skip
    learned = {"own": "majority", "mixed": "lengths"}
    kept: dict[str, Weights] = {}
    figures = {key: {name: right(key, task, kept) for name, task in learned.items()} for key in KEYS}
    store.keep("lengths", kept)
    return {"settings": about, "by words": figures}


def learned_padded(key: str) -> dict[str, list[float]]:
    """The share right of each seed where padding was read from the first example on, by how long sentences are with it."""
    return {
        f"{length}": [round(list(PaddedRecipe(key, length, seed).run())[-1].accuracy, 4) for seed in SEEDS]
        for length in LEARNED_PADDED
    }


def padding() -> dict[str, object]:
    """Of recurrent readers that never read padding while they learned: the share right of new pairs, and how far the state lies
    from the one after the last word, by how long sentences are with padding, and by how the state is read; each of every seed.
    And the share right of others that learned to read padding."""
    figures: dict[str, dict[str, dict[str, dict[str, list[float]]]]] = {}
    longest = 0
    for key in LOOPS:
        found: dict[str, dict[str, dict[str, list[float]]]] = {read: {} for read in READ}
        for seed in SEEDS:
            recipe = SentenceRecipe(key, "pairs", seed)
            *_, last = recipe.run()
            net, (x, labels) = recipe.net(last), recipe.examples()[1]
            longest = x.shape[1]
            for length in PADDED:
                wide = longer(x, length)
                for read, kept in found.items():
                    at = kept.setdefault(f"{wide.shape[1]}", {"right": [], "distance": []})
                    at["right"].append(round(share_right(net, wide, labels, read), 4))
                    at["distance"].append(round(distance(net, wide, read), 4))
        figures[key] = found
        print(key, found, flush=True)
    about = {
        "learning": asdict(SETTINGS), "seeds": SEEDS, "learned from": LEARNED, "tested on": TESTED, "longest": longest,
        "read": "last step: after the padding; last word: looked up; packed: no step for padding",
    }  # fmt: skip
    return {"settings": about, "read": figures, "learned padded": {key: learned_padded(key) for key in LOOPS}}
