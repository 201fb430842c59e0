"""Three ideas for reading a sentence of any length, trained to say which language somebody speaks.

Windows of one to twenty words, a bag, and a loop, a GRU. ``assets/recall.safetensors`` ships; ``make recall`` trains them
anew and measures how often each is right.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from explainer.data.recall import CLASSES, recalled, vocabulary
from explainer.data.sentences import PAD, padded
from explainer.nets.reading import Counts, Last, Reader, Window
from explainer.training import Examples, Settings, accuracy, fit

ASSETS = Path(__file__).resolve().parents[2] / "assets"
WEIGHTS, FIGURES = ASSETS / "recall.safetensors", ASSETS / "recall.json"
WIDTH, HIDDEN = 16, 24
WINDOWS = tuple(range(1, 21))
SETTINGS = Settings(seed=1, rate=0.01, steps=500, reports=2, falling=True)
SEEDS = (1, 2, 3, 4, 5)
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


def _examples(count: int, seed: int) -> Examples:
    found = recalled(count, seed)
    return torch.from_numpy(padded(found.texts, vocabulary())), torch.tensor(found.labels)


@cache
def trained(key: str) -> Reader:
    """The network that ships."""
    net = reader(key)
    net.load_state_dict({n.split("/")[1]: w for n, w in load_file(WEIGHTS).items() if n.startswith(f"{key}/")})
    net.eval()
    return net


@cache
def figures() -> dict[str, list[float]]:
    """For each network the share right with each seed."""
    return json.loads(FIGURES.read_text())["share right"]


def main() -> None:
    torch.set_num_threads(1)
    learn, test = _examples(LEARNED, 0), _examples(TESTED, 1)
    weights: dict[str, torch.Tensor] = {}
    shares: dict[str, list[float]] = {}
    for key in KEYS:
        for seed in SEEDS:
            settings = Settings(seed, SETTINGS.rate, SETTINGS.optimiser, SETTINGS.batch, SETTINGS.steps, 2, True)
            *_, last = fit(lambda key=key: reader(key), learn, test, settings)  # type: ignore[misc]
            net = reader(key)
            net.load_state_dict(last.weights)
            shares.setdefault(key, []).append(round(accuracy(net.eval(), *test), 4))
            if seed == SEEDS[0]:
                weights |= {f"{key}/{name}": w.contiguous() for name, w in last.weights.items()}
        print(key, shares[key])
    save_file(weights, WEIGHTS)
    WEIGHTS.chmod(0o644)
    FIGURES.write_text(json.dumps({"seeds": SEEDS, "steps": SETTINGS.steps, "share right": shares}, indent=1) + "\n")


if __name__ == "__main__":
    main()
