"""How often readers are right when words changed places: in all sentences the same way, or in each another way.

With the words as they are: ``assets/readers.json``, by the same settings and seeds.
"""

from __future__ import annotations

from dataclasses import asdict

from explainer.models.comparing.sentences import SHUFFLES, TASKS, SentenceRecipe
from explainer.models.make.readers import SEEDS
from explainer.models.readers import KINDS, LEARNED, SETTINGS, TESTED

MEASURED = ("pairs", "majority")


def right(key: str, task: str, shuffled: str) -> list[float]:
    """The share right of each seed at the end of its training."""
    runs = [list(SentenceRecipe(key, task, seed, shuffled).run())[-1] for seed in SEEDS]
    return [round(last.accuracy, 4) for last in runs]


def measured() -> dict[str, object]:
    """Of every reader on both tasks, the words shuffled in either way."""
    figures = {
        shuffled: {task: {kind.key: right(kind.key, task, shuffled) for kind in KINDS} for task in MEASURED}
        for shuffled in SHUFFLES
        if shuffled
    }
    print(figures, flush=True)
    about = {
        "learning": asdict(SETTINGS), "seeds": SEEDS, "learned from": LEARNED, "tested on": TESTED,
        "tasks": {task: TASKS[task].name for task in MEASURED},
    }  # fmt: skip
    return {"settings": about, "shuffled": figures}
