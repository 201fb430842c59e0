"""What becomes of answers about digits on larger sheets: by the head, and by what was learned from. Keeps one network of each."""

from __future__ import annotations

from dataclasses import asdict

import torch

from explainer.core.building import Weights
from explainer.models import store
from explainer.models.comparing.sizes import (
    HEADS,
    LARGER,
    OWN,
    SHEET,
    SHIPPED,
    Size,
    SizeRecipe,
    at_size,
    key_of,
    size_name,
)
from explainer.models.digits import count, network
from explainer.models.recipes import held_out
from explainer.study.comparing.refusing import refused
from explainer.study.make.comparing.digits import SEEDS
from explainer.training.fit import accuracy

TESTED: tuple[Size, ...] = (OWN, SHEET, LARGER)


def right(head: str, mixed: bool, kept: dict[str, Weights]) -> dict[str, list[float]]:
    """The share right of each seed, by the size of the sheets; the network that ships goes among those ``kept``."""
    found: dict[str, list[float]] = {size_name(size): [] for size in TESTED}
    for seed in SEEDS:
        recipe = SizeRecipe(head, seed, mixed)
        *_, last = recipe.run()
        net = recipe.net(last)
        if seed == SHIPPED:
            kept[key_of(head, mixed)] = last.weights
        for size in TESTED:
            found[size_name(size)].append(round(accuracy(net, *at_size(size)), 4))
    print(head, mixed, found, flush=True)
    return found


def measured() -> dict[str, object]:
    """Of both heads, learned at the digits' own size and at all up to the sheet's; and what torch says to the digit network."""
    about = {
        "learning": {head: asdict(SizeRecipe(head).settings) for head in HEADS}, "seeds": SEEDS,
        "mixed": [size_name(OWN), size_name(SHEET)], "tested on": len(held_out()[1]),
        "weights": {head: count(SizeRecipe(head).make()) for head in HEADS},
    }  # fmt: skip
    learned = {"own": False, "mixed": True}
    kept: dict[str, Weights] = {}
    figures = {head: {name: right(head, mixed, kept) for name, mixed in learned.items()} for head in HEADS}
    store.keep("sizes", kept)
    return {
        "settings": about,
        "refused": refused(network(), torch.zeros(1, 1, *SHEET)),
        "heads": figures,
    }
