"""Two networks that translate the small world: one whose every French word looks at the English ones, and a larger one that has no
more of them than the last state.

A network takes English numbers and, behind them, the French ones before each that is to be said, (B, ``READ`` + S), and gives
logits (B, S, French words). Beginnings of a sentence are chosen from by :func:`translate`, which keeps one of them or several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import torch
from torch import nn
from torch.nn import functional

from explainer.data.translation import BEGIN, END, MOST, Pairs, Said, drawn, english, french, numbers, vocabulary
from explainer.data.vocabulary import PAD, UNKNOWN
from explainer.models.digits import count
from explainer.models.store import loaded
from explainer.training.fit import Examples, Progress, Settings, Task, fit

EMBEDDED = 32
# Begun this small, words that are used alike come to be alike, and pairs that were never seen together come out right more often
# (chosen by sentences to tune by); torch begins with 1.
SPREAD = 0.2
READ = MOST + 2
LONGEST = 26
Words = tuple[str, ...]


@dataclass(frozen=True)
class Kind:
    """``key`` is its name in files; ``attends`` whether it looks back; ``units`` of its states; ``rate`` what it learns by."""

    key: str
    name: str
    attends: bool
    units: int
    rate: float


KINDS = (
    Kind("attention", "Attention on", True, 64, 0.02),
    Kind("bottleneck", "Attention off", False, 128, 0.02),
)
BY_KEY = {kind.key: kind for kind in KINDS}
LEARNED, TESTED, VALIDATED = 16_000, 600, 200
BATCH, STEPS, REPORTS = 128, 1_200, 11
THOUGHT, JUDGED, TUNED = 1, 2, 3


class Translator(nn.Sequential):
    """English words' vectors, a GRU over them; French words' vectors, a GRU over them that begins where the other ended; and the
    logits of the next French word, from its state and, where it ``attends``, from what that looks at."""

    def __init__(self, kind: Kind) -> None:
        here, there = len(vocabulary("en")), len(vocabulary("fr"))
        tables = [nn.Embedding(many, EMBEDDED) for many in (here, there)]
        for table in tables:
            nn.init.normal_(table.weight, std=SPREAD)
        super().__init__(
            tables[0],
            nn.GRU(EMBEDDED, kind.units, batch_first=True),
            tables[1],
            nn.GRU(EMBEDDED, kind.units, batch_first=True),
            nn.Linear(kind.units * (1 + kind.attends), there),
        )
        self.attends = kind.attends

    def read(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of English sentences (B, T), ``PAD`` behind the shorter, (B, T, H), and the last that counts, (1, B, H)."""
        states, _ = self[1](self[0](x))
        ends = (x != PAD).sum(1) - 1
        return states, states[torch.arange(len(x)), ends][None]

    def say(
        self, x: torch.Tensor, states: torch.Tensor, before: torch.Tensor, h: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Logits (B, S, words) of what follows the French words ``before`` (B, S), from a first state (1, B, H), and the last
        state."""
        own, h = self[3](self[2](before), h)
        if self.attends:
            scores = (own @ states.transpose(1, 2)).masked_fill((x == PAD)[:, None], -torch.inf)
            own = torch.cat([scores.softmax(-1) @ states, own], -1)
        return self[4](own), h

    def forward(self, both: torch.Tensor) -> torch.Tensor:
        x, before = both[:, :READ], both[:, READ:]
        x = x[:, : int((x != PAD).sum(1).max())]
        states, h = self.read(x)
        return self.say(x, states, before, h)[0]


def translator(key: str) -> Translator:
    """A network of that kind, untrained."""
    return Translator(BY_KEY[key])


@cache
def weights_of(key: str) -> int:
    """How many numbers a network of that kind learns."""
    return count(translator(key))


@cache
def trained(key: str) -> Translator:
    """The network of that kind that ships."""
    net = translator(key)
    loaded(net, "translation", key)
    return net


def as_numbers(sentences: Sequence[Sequence[str]], language: str, wide: int) -> torch.Tensor:
    """int64 (N, wide): words by number, ``PAD`` behind the shorter sentences; one that is not of the world is ``UNKNOWN``."""
    table = numbers("en" if language == "en" else "fr")
    rows = [[table.get(word, UNKNOWN) for word in words] for words in sentences]
    return torch.tensor([row + [PAD] * (wide - len(row)) for row in rows])


def as_examples(said: Sequence[Said]) -> Examples:
    """English, and French before each word (N, ``READ`` + S), and the French words to say (N, S)."""
    there = [french(one) for one in said]
    wide = max(map(len, there))
    x = as_numbers([english(one) for one in said], "en", READ)
    before = as_numbers([(BEGIN, *words[:-1]) for words in there], "fr", wide)
    return torch.cat([x, before], 1), as_numbers(there, "fr", wide)


@dataclass(frozen=True)
class Begun:
    """A beginning of a translation: its ``words``, and the ``logs`` of each one's share."""

    words: tuple[int, ...] = ()
    logs: tuple[float, ...] = ()

    @property
    def over(self) -> bool:
        return bool(self.words) and (self.words[-1] == numbers("fr")[END] or len(self.words) >= LONGEST)

    @property
    def log(self) -> float:
        """That of the share of all together."""
        return sum(self.logs)


def translate(net: Translator, x: torch.Tensor, keep: int = 1) -> list[tuple[Begun, ...]]:
    """One sentence (T,) word by word: the beginnings kept after each step, the likeliest first; with ``keep`` 1 greedily."""
    kept: list[tuple[Begun, torch.Tensor | None]] = [(Begun(), None)]
    found: list[tuple[Begun, ...]] = []
    with torch.no_grad():
        states, first = net.read(x[None])
        while not all(one.over for one, _ in kept):
            nexts: list[tuple[Begun, torch.Tensor | None]] = []
            for one, h in kept:
                if one.over:
                    nexts.append((one, h))
                    continue
                before = torch.tensor([[one.words[-1] if one.words else numbers("fr")[BEGIN]]])
                logits, after = net.say(x[None], states, before, first if h is None else h)
                logs, words = logits[0, 0].log_softmax(-1).topk(keep)
                nexts += [
                    (Begun((*one.words, w), (*one.logs, log)), after)
                    for w, log in zip(words.tolist(), logs.tolist(), strict=True)
                ]
            kept = sorted(nexts, key=lambda one: -one[0].log)[:keep]
            found.append(tuple(one for one, _ in kept))
    return found


def greedily(net: Translator, x: torch.Tensor) -> torch.Tensor:
    """Many sentences (B, T) at once, each step's likeliest word: (B, S), ``PAD`` behind the stop."""
    end = numbers("fr")[END]
    with torch.no_grad():
        states, h = net.read(x)
        word, found = torch.full((len(x), 1), numbers("fr")[BEGIN]), []
        over = torch.zeros(len(x), 1, dtype=torch.bool)
        for _ in range(LONGEST):
            logits, h = net.say(x, states, word, h)
            word = logits.argmax(-1).masked_fill(over, PAD)
            found.append(word)
            over = over | (word == end)
            if over.all():
                break
    return torch.cat(found, 1)


def each_right(net: nn.Module, both: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Whether each sentence, translated greedily, comes out right to the last word: (N,)."""
    assert isinstance(net, Translator)
    said = greedily(net, both[:, :READ])
    wide = max(said.shape[1], targets.shape[1])
    said, targets = (functional.pad(one, (0, wide - one.shape[1])) for one in (said, targets))
    return (said == targets).all(1)


def right(net: nn.Module, both: torch.Tensor, targets: torch.Tensor) -> float:
    """The share of sentences that come out right to the last word."""
    return float(each_right(net, both, targets).float().mean())


def _loss(logits: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of every word to say, in the mean."""
    return functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=PAD)


TRANSLATING = Task(_loss, right)


@cache
def sentences(pairs: Pairs) -> tuple[Said, ...]:
    """Those to learn from, to tune by or to test with."""
    counts = {"learned": (LEARNED, THOUGHT), "tuned": (TESTED, TUNED), "tested": (TESTED, JUDGED)}
    return drawn(*counts[pairs], pairs)


@cache
def examples(pairs: Pairs) -> Examples:
    """The same as numbers."""
    return as_examples(sentences(pairs))


def settings(key: str, seed: int, reports: int = REPORTS) -> Settings:
    """The rule by which both learn."""
    return Settings(seed, BY_KEY[key].rate, batch=BATCH, steps=STEPS, reports=reports, falling=True)


@dataclass(frozen=True)
class TranslatorRecipe:
    """A network of the kind ``key``, from a seed: a recipe for a run on screen."""

    key: str
    seed: int = 1

    def run(self) -> Iterator[Progress]:
        """The training; how it does is measured on a part of the sentences held out."""
        x, targets = examples("tested")
        rule = settings(self.key, self.seed)
        judged = x[:VALIDATED], targets[:VALIDATED]
        return fit(lambda: translator(self.key), examples("learned"), judged, rule, task=TRANSLATING)

    def net(self, progress: Progress) -> Translator:
        """The network as it was at a report."""
        return progress.into(translator(self.key))
