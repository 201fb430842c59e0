"""Three ideas for reading a sentence of any length, trained to say which language somebody speaks.

Windows of one to twenty words, a bag, and a loop, a GRU. ``assets/languages.safetensors`` ships; ``make languages`` trains them
anew and measures how often each is right.
"""

from __future__ import annotations

from functools import cache

import torch
from torch import nn

from explainer.data.countries import CLASSES, homes_told, vocabulary
from explainer.data.sentences import padded
from explainer.data.vocabulary import PAD
from explainer.models.readers import Reader
from explainer.models.sentence_layers import Counts, Last, Window
from explainer.models.store import loaded
from explainer.training.fit import Examples, Settings

WIDTH, HIDDEN = 16, 24
WINDOWS = tuple(range(1, 21))
SETTINGS = Settings(seed=1, rate=0.01, steps=500, reports=2, falling=True)
LEARNED, TESTED = 3_000, 600
KEYS = (*(f"window{n}" for n in WINDOWS), "bag", "loop")


def reader(key: str) -> Reader:
    """The network called so, untrained: (B, T) words -> logits (B, 8)."""
    size, classes = len(vocabulary()), len(CLASSES)
    if key == "bag":
        return Reader(Counts(size), nn.Linear(size, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes))
    rows = nn.Embedding(size, WIDTH, padding_idx=PAD)
    if key == "loop":
        return Reader(rows, nn.GRU(WIDTH, HIDDEN, batch_first=True), Last(), nn.Linear(HIDDEN, classes))
    n = int(key.removeprefix("window"))
    return Reader(
        rows, Window(n), nn.Flatten(), nn.Linear(n * WIDTH, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, classes)
    )  # fmt: skip


def examples(count: int, seed: int) -> Examples:
    found = homes_told(count, seed)
    """Word numbers (N, T) and labels (N,)."""
    return torch.from_numpy(padded(found.texts, vocabulary())), torch.tensor(found.labels)


@cache
def trained(key: str) -> Reader:
    """The network that ships."""
    net = reader(key)
    loaded(net, "languages", key)
    return net
