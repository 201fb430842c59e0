"""Networks that must remember a country for so many words: trained at one distance, or at ever longer ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import torch
from torch import nn

from explainer.data import far_countries
from explainer.data.countries import CLASSES
from explainer.data.sentences import padded
from explainer.data.vocabulary import PAD
from explainer.models.readers import Reader
from explainer.models.sentence_layers import Last
from explainer.models.store import figures, loaded
from explainer.training.fit import Examples, Progress, Settings, fit

WIDTH, STATE = 16, 32
LEARNED, TESTED = 2_000, 400
SETTINGS = Settings(seed=1, rate=0.003, batch=64, steps=300, reports=2)
SHOWN = (5, 20, 40)
GROWING = "growing"
BIAS = 1
KINDS = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM", "lstm1": f"LSTM, forget bias {BIAS}"}


def forgetting(layer: nn.LSTM, bias: float) -> nn.LSTM:
    """The layer with its forget gate's two biases set to ``bias`` and 0 (Gers et al. 2000; Jozefowicz et al. 2015)."""
    own, size = dict(layer.named_parameters()), layer.hidden_size
    with torch.no_grad():
        own["bias_ih_l0"][size : 2 * size] = bias
        own["bias_hh_l0"][size : 2 * size] = 0
    return layer


def untrained(kind: str, bias: float | None = None) -> Reader:
    """(B, T) words -> logits (B, 8), as torch initialises it; ``lstm1`` with a forget bias of ``BIAS``, an LSTM with
    ``bias`` where one is given."""
    size = len(far_countries.vocabulary())
    layer = {"rnn": nn.RNN, "gru": nn.GRU}.get(kind, nn.LSTM)(WIDTH, STATE, batch_first=True)
    bias = float(BIAS) if kind == "lstm1" and bias is None else bias
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
    found = far_countries.at_distance(far, count, seed)
    return torch.from_numpy(padded(found.texts, far_countries.vocabulary())), torch.tensor(found.labels)


def at_one_distance(kind: str, far: int, settings: Settings, bias: float | None = None) -> Iterator[Progress]:
    """Trained afresh at a single distance; an LSTM with a forget ``bias`` where one is given."""
    return fit(lambda: untrained(kind, bias), examples(far, LEARNED, 0), examples(far, TESTED, 1), settings)


def learned_at(kind: str, far: int | None = None) -> str:
    """The key of a network that ships: learned afresh ``far`` words after the country, or at growing distances."""
    return f"{kind}/{far or GROWING}"


def knows() -> float:
    """From which share right on a network is said to know the country."""
    return float(figures("remembering")["about"]["on when right"])


def knowing(shares: Sequence[float]) -> list[float]:
    """Those of them that are right so often that they know it."""
    return [share for share in shares if share >= knows()]


@cache
def trained(key: str) -> Reader:
    """A network that ships, by :func:`learned_at`."""
    net = untrained(key.partition("/")[0])
    loaded(net, "remembering", key)
    return net
