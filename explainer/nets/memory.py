"""Networks that must remember a country for so many words: trained at one distance, or at ever longer ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch import nn

from explainer.data import distance
from explainer.data.recall import CLASSES
from explainer.data.sentences import PAD, padded
from explainer.nets.reading import Last, Reader
from explainer.training import Examples, Progress, Settings, fit

ASSETS = Path(__file__).resolve().parents[2] / "assets"
WEIGHTS, FIGURES = ASSETS / "memory.safetensors", ASSETS / "memory.json"
WIDTH, STATE = 16, 32
LEARNED, TESTED = 2_000, 400
SETTINGS = Settings(seed=1, rate=0.003, batch=64, steps=300, reports=2)
KINDS = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "lstm1": "LSTM, forget bias 1"}


def forgetting(layer: nn.LSTM, bias: float) -> nn.LSTM:
    """The layer with its forget gate's two biases set to ``bias`` and 0 (Gers et al. 2000; Jozefowicz et al. 2015)."""
    own, size = dict(layer.named_parameters()), layer.hidden_size
    with torch.no_grad():
        own["bias_ih_l0"][size : 2 * size] = bias
        own["bias_hh_l0"][size : 2 * size] = 0
    return layer


def untrained(kind: str, bias: float | None = None) -> Reader:
    """(B, T) words -> logits (B, 8), as torch initialises it; ``lstm1`` with a forget bias of 1, an LSTM with ``bias``
    where one is given."""
    size = len(distance.vocabulary())
    layer = {"rnn": nn.RNN, "gru": nn.GRU}.get(kind, nn.LSTM)(WIDTH, STATE, batch_first=True)
    bias = 1.0 if kind == "lstm1" and bias is None else bias
    if bias is not None and isinstance(layer, nn.LSTM):
        forgetting(layer, bias)
    return Reader(nn.Embedding(size, WIDTH, padding_idx=PAD), layer, Last(), nn.Linear(STATE, len(CLASSES)))


def seeded(kind: str, seed: int, bias: float | None = None) -> Reader:
    """The same, from a seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return untrained(kind, bias)


@cache
def examples(far: int, count: int, seed: int) -> Examples:
    """Word numbers (N, T) and labels (N,) of sentences in which the country stands ``far`` words back."""
    found = distance.at_distance(far, count, seed)
    return torch.from_numpy(padded(found.texts, distance.vocabulary())), torch.tensor(found.labels)


def at_one_distance(kind: str, far: int, settings: Settings) -> Iterator[Progress]:
    """Trained afresh at a single distance."""
    return fit(lambda: untrained(kind), examples(far, LEARNED, 0), examples(far, TESTED, 1), settings)


@dataclass(frozen=True)
class Recall:
    """Every kind trained afresh at one distance, one after the other: a recipe for a run on screen."""

    far: int
    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The reports of all trainings, in their order, counted as one."""
        settings = replace(SETTINGS, seed=self.seed, reports=7)
        for k, kind in enumerate(KINDS):
            for progress in at_one_distance(kind, self.far, settings):
                if k and not progress.step:
                    continue
                yield replace(progress, step=progress.step + k * settings.steps, steps=len(KINDS) * settings.steps)

    def right(self, history: list[Progress]) -> dict[str, float]:
        """The share right of each kind that is done."""
        ends = {(k + 1) * SETTINGS.steps: kind for k, kind in enumerate(KINDS)}
        return {ends[p.step]: p.accuracy for p in history if p.step in ends}


@cache
def trained() -> dict[str, Reader]:
    """The networks that ship, which learned at growing distances."""
    held = load_file(WEIGHTS)
    found = {}
    for kind in KINDS:
        net = untrained(kind)
        net.load_state_dict({n.split("/")[1]: w for n, w in held.items() if n.startswith(f"{kind}/")})
        found[kind] = net.eval()
    return found


@cache
def figures() -> dict[str, Any]:
    """What ``make curves`` measured, with its settings."""
    return json.loads(FIGURES.read_text())
