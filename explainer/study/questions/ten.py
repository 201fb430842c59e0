"""The ten questions of a seed, in the order of the chapters."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import lru_cache

from explainer.study.questions import kept, pooled, reading, sliding
from explainer.study.questions.asked import TRIES, Question, TooAlike

KINDS: tuple[Callable[[random.Random], Question], ...] = (
    sliding.size,
    sliding.cell,
    sliding.weights,
    pooled.pooled,
    pooled.field,
    reading.window,
    reading.bag,
    reading.loop,
    kept.gate,
    kept.memory,
)


@lru_cache(maxsize=512)
def question(kind: int, seed: int) -> Question:
    """The one of that place among the ten; the same seed gives the same. What is drawn is drawn again while too few mistakes
    lead to answers of their own."""
    rng = random.Random(len(KINDS) * seed + kind)
    for _ in range(TRIES):
        try:
            return KINDS[kind](rng)
        except TooAlike:
            continue
    raise RuntimeError(f"no question of kind {kind} could be made of seed {seed}")
