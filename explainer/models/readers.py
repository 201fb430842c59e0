"""Eight networks that read a sentence.

A network takes word numbers, (B, T) with ``PAD`` behind the shorter sentences, and gives two logits (B, 2), bad and good.
Layers that look at whole sentences are told how long each one is; without lengths every word counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn

from explainer.core.building import Weights
from explainer.data.sentences import Sentences, grammar, held_out_pairs, held_out_shapes, padded, to_learn
from explainer.data.vocabulary import PAD
from explainer.models.looping import through
from explainer.models.sentence_layers import Counts, Last, Pairs, Strongest, Turned, Window
from explainer.models.store import loaded
from explainer.training.fit import Examples, Settings

WIDTH = 16
STATE = 12
WINDOW = 3
HIDDEN = 24
SETTINGS = Settings(seed=1, rate=0.01, steps=300, reports=4, falling=True)
LEARNED, TESTED = 3_000, 400

WHOLE = (Counts, Pairs, Window, Turned, Strongest, Last)


class Reader(nn.Sequential):
    """Layers in a row that know how long each sentence is."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        lengths = (x != PAD).sum(1)
        for layer in self:
            x = layer(x, lengths) if isinstance(layer, WHOLE) else through(layer, x)
        return x


@dataclass(frozen=True)
class Kind:
    """``make`` gives a network for a vocabulary of so many words; ``key`` is its name in files and links."""

    key: str
    name: str
    make: Callable[[int], list[nn.Module]]


def _embedding(size: int) -> nn.Embedding:
    return nn.Embedding(size, WIDTH, padding_idx=PAD)


def _recurrent(layer: Callable[..., nn.RNNBase]) -> Callable[[int], list[nn.Module]]:
    return lambda size: [_embedding(size), layer(WIDTH, STATE, batch_first=True), Last(), nn.Linear(STATE, 2)]


KINDS = (
    Kind("bag", "Bag of words", lambda size: [Counts(size), nn.Linear(size, 2)]),
    Kind("bag2", "Bag, hidden layer", lambda size: [Counts(size), nn.Linear(size, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 2)]),
    Kind("pairs", "Bag of word pairs", lambda size: [Pairs(size), Counts(size * size), nn.Linear(size * size, 2)]),
    Kind(
        "window",
        f"Window of {WINDOW}",
        lambda size: [
            _embedding(size), Window(WINDOW), nn.Flatten(), nn.Linear(WINDOW * WIDTH, HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, 2),
        ],
    ),
    Kind(
        "conv",
        "1-D convolution",
        lambda size: [
            _embedding(size), Turned(), nn.Conv1d(WIDTH, HIDDEN, 3, padding=1), nn.ReLU(), Strongest(), nn.Linear(HIDDEN, 2),
        ],
    ),
    Kind("rnn", "RNN", _recurrent(nn.RNN)),
    Kind("gru", "GRU", _recurrent(nn.GRU)),
    Kind("lstm", "LSTM", _recurrent(nn.LSTM)),
)  # fmt: skip


def reader(kind: Kind) -> Reader:
    """A network of that kind, untrained."""
    return Reader(*kind.make(len(grammar().vocabulary)))


@cache
def size(kind: Kind) -> int:
    """How many numbers a network of that kind learns."""
    return sum(weight.numel() for weight in reader(kind).parameters())


@cache
def trained() -> dict[str, Reader]:
    """The networks that ship, by the key of their kind."""
    return {kind.key: _loaded(kind) for kind in KINDS}


def _loaded(kind: Kind) -> Reader:
    net = reader(kind)
    loaded(net, "readers", kind.key)
    return net


def with_weights(kind: Kind, weights: Weights) -> Reader:
    """A network of that kind with these weights, to be used and not learned further."""
    net = reader(kind)
    net.load_state_dict(weights)
    net.eval()
    return net


def examples(sentences: Sentences) -> Examples:
    """Padded word numbers (N, T) and labels (N,)."""
    return torch.from_numpy(padded(sentences.texts)), torch.tensor(sentences.labels)


@cache
def opinions() -> tuple[Examples, Examples, Examples]:
    """What is learned from, held-out pairs, held-out shapes."""
    return examples(to_learn(LEARNED)), examples(held_out_pairs(TESTED)), examples(held_out_shapes(TESTED))


def loop_of(net: Reader) -> nn.RNNBase:
    """The recurrent layer of a network that has one."""
    return next(layer for layer in net if isinstance(layer, nn.RNNBase))


def with_numbers(net: Reader, numbers: Mapping[str, Mapping[tuple[int, ...], float]]) -> Reader:
    """A copy in which single numbers of the recurrent layer's weights are others, by torch's names and their places."""
    copy = deepcopy(net)
    own = dict(loop_of(copy).named_parameters())
    with torch.no_grad():
        for name, places in numbers.items():
            for at, value in places.items():
                own[name][at] = value
    return copy


def has_number(net: Reader, name: str, at: tuple[int, ...]) -> bool:
    """Whether the recurrent layer has such a weight."""
    shape = dict(loop_of(net).named_parameters()).get(name, torch.empty(0)).shape
    return len(at) == len(shape) and all(k < size for k, size in zip(at, shape, strict=True))


def changed_numbers(net: Reader, values: Mapping[str, list[float]]) -> dict[str, dict[tuple[int, ...], float]]:
    """Which numbers of the recurrent layer differ in ``values``, whole tensors, flat, by torch's names."""
    own = dict(loop_of(net).named_parameters())
    found: dict[str, dict[tuple[int, ...], float]] = {}
    for name, flat in values.items():
        new = torch.tensor(flat, dtype=torch.float32).reshape(own[name].shape)
        for at in (new != own[name]).nonzero().tolist():
            found.setdefault(name, {})[tuple(at)] = float(new[tuple(at)])
    return found


def weights_of_a_window(words: int) -> int:
    """How many numbers a window of so many words learns to make as many units of them as a recurrent layer has."""
    layer = nn.Linear(words * WIDTH, STATE)
    return sum(w.numel() for w in layer.parameters())
