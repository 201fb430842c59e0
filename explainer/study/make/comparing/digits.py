"""How often networks that read digits are right: by how many they learned from, and with all pixels in another place."""

from __future__ import annotations

from dataclasses import asdict

from explainer.data.digits import TRAINING
from explainer.models.comparing.digits import LEAST, PASSES, RIVALS, RivalRecipe
from explainer.models.recipes import held_out

SEEDS = (1, 2, 3, 4, 5)
AMOUNTS = (100, 300, 1_000, 3_000, TRAINING)


def right(key: str, digits: int, shuffled: bool) -> list[float]:
    """The share right of each seed at the end of its training."""
    runs = [list(RivalRecipe(key, seed, digits, shuffled).run())[-1] for seed in SEEDS]
    return [round(last.accuracy, 4) for last in runs]


def measured() -> dict[str, object]:
    """Of every network."""
    learned: dict[str, dict[str, list[float]]] = {}
    shuffled: dict[str, list[float]] = {}
    for key in RIVALS:
        shuffled[key] = right(key, TRAINING, True)
        learned[key] = {f"{digits}": right(key, digits, False) for digits in reversed(AMOUNTS)}
        print(key, learned[key], shuffled[key], flush=True)
    about = {
        "learning": {key: asdict(RivalRecipe(key).settings) for key in RIVALS}, "seeds": SEEDS, "passes": PASSES,
        "steps at least": LEAST, "tested on": len(held_out()[1]),
    }  # fmt: skip
    return {"settings": about, "by digits": learned, "shuffled": shuffled}
