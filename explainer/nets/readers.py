"""The trained readers that ship, what was measured on them, and how a visitor trains them anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file
from torch import nn

from explainer.data.sentences import Sentences, held_out_pairs, held_out_shapes, padded, to_learn
from explainer.nets.reading import KINDS, Kind, Reader, reader
from explainer.training import Examples, Progress, Settings, accuracy, fit

ASSETS = Path(__file__).resolve().parents[2] / "assets"
WEIGHTS, FIGURES = ASSETS / "readers.safetensors", ASSETS / "readers.json"
SETTINGS = Settings(seed=1, rate=0.01, steps=300, reports=4, falling=True)
LEARNED, TESTED = 3_000, 400


def examples(sentences: Sentences) -> Examples:
    """Padded word numbers (N, T) and labels (N,)."""
    return torch.from_numpy(padded(sentences.texts)), torch.tensor(sentences.labels)


@cache
def trained() -> dict[str, Reader]:
    """The networks that ship, by the key of their kind."""
    held = load_file(WEIGHTS)
    return {
        kind.key: _with(kind, {n.split("/")[1]: w for n, w in held.items() if n.startswith(f"{kind.key}/")})
        for kind in KINDS
    }


def _with(kind: Kind, weights: dict[str, torch.Tensor]) -> Reader:
    net = reader(kind)
    net.load_state_dict(weights)
    net.eval()
    return net


@cache
def figures() -> dict[str, dict[str, list[float]]]:
    """For each kind and test the share right with each seed, as measured by ``make readers``."""
    return json.loads(FIGURES.read_text())["share right"]


def says_good(net: nn.Module, words: np.ndarray) -> float:
    """The share that a network gives to "good" for a sentence (T,)."""
    if not len(words):
        return float("nan")
    with torch.no_grad():
        return float(net(torch.from_numpy(words)[None].long()).softmax(1)[0, 1])


@cache
def _opinions() -> tuple[Examples, Examples, Examples]:
    return examples(to_learn(LEARNED)), examples(held_out_pairs(TESTED)), examples(held_out_shapes(TESTED))


@dataclass(frozen=True)
class Readers:
    """All kinds trained one after the other from one seed: a recipe for a run on screen."""

    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The reports of all trainings, in their order, counted as one."""
        learn, pairs, _ = _opinions()
        for k, kind in enumerate(KINDS):
            settings = replace(SETTINGS, seed=self.seed)
            for progress in fit(partial(reader, kind), learn, pairs, settings):
                if k and not progress.step:
                    continue
                step, steps = progress.step + k * settings.steps, len(KINDS) * settings.steps
                yield replace(progress, step=step, steps=steps)

    def nets(self, history: list[Progress]) -> dict[str, Reader]:
        """The networks that are ready, by the key of their kind."""
        ends = {(k + 1) * SETTINGS.steps: kind for k, kind in enumerate(KINDS)}
        return {ends[p.step].key: _with(ends[p.step], p.weights) for p in history if p.step in ends}


def tested(net: nn.Module) -> dict[str, float]:
    """The share right of held-out pairs and of held-out shapes."""
    _, pairs, shapes = _opinions()
    return {"pairs": accuracy(net, *pairs), "shapes": accuracy(net, *shapes)}
