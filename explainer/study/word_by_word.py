"""A rival that translates word by word: a dictionary that it finds itself, from the very sentences that the networks learn from.

Which French words an English one stands for is found by expectation and maximisation (Brown et al. 1993, their first model) from
nothing but which words keep company. What an English word is said as, none, one or several French words, is then counted, by
itself or with the English words around it, by as many of these as were met together. Its order stays the English one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

Sentence = tuple[str, ...]
Pair = tuple[Sentence, Sentence]
Around = tuple[int, ...]
Shares = dict[str, dict[str, float]]
ROUNDS = 6
NONE = ""


def companions(pairs: Sequence[Pair], rounds: int = ROUNDS) -> Shares:
    """For each English word how likely each French one stands for it, by its number of ``rounds``."""
    shares: Shares = defaultdict(dict)
    for here, there in pairs:
        for word in here:
            shares[word].update(dict.fromkeys(there, 1.0))
    for _ in range(rounds):
        counts: Shares = defaultdict(lambda: defaultdict(float))
        for here, there in pairs:
            for french in there:
                total = sum(shares[word][french] for word in here)
                for word in here:
                    counts[word][french] += shares[word][french] / total
        shares = {word: {f: n / sum(own.values()) for f, n in own.items()} for word, own in counts.items()}
    return shares


def aligned(pair: Pair, shares: Shares) -> tuple[Sentence, ...]:
    """What each English word is said as: each French word belongs to the likeliest, of equals to the nearest."""
    here, there = pair
    found: list[list[str]] = [[] for _ in here]
    for s, french in enumerate(there):
        near = [-abs(t / len(here) - s / len(there)) for t in range(len(here))]
        best = max(range(len(here)), key=lambda t: (shares.get(here[t], {}).get(french, 0.0), near[t]))
        found[best].append(french)
    return tuple(map(tuple, found))


@dataclass(frozen=True)
class WordByWord:
    """What each English word is said as, by itself and with the words ``around`` it, counted from its own place: the first of these
    that was met is taken."""

    around: tuple[Around, ...]
    known: dict[tuple[Around, Sentence], Sentence]

    def translate(self, here: Sentence) -> Sentence:
        """A sentence, in the English order."""
        return tuple(french for t in range(len(here)) for french in self._said(here, t))

    def _said(self, here: Sentence, t: int) -> Sentence:
        for around in self.around:
            found = self.known.get((around, _seen(here, t, around)))
            if found is not None:
                return found
        return ()


def _seen(here: Sentence, t: int, around: Around) -> Sentence:
    return tuple(here[t + k] if 0 <= t + k < len(here) else NONE for k in (0, *around))


def learned(pairs: Sequence[Pair], around: tuple[Around, ...]) -> WordByWord:
    """The dictionary of these pairs of sentences; ``around`` are the contexts to count by, the widest first."""
    shares = companions(pairs)
    counts: dict[tuple[Around, Sentence], Counter[Sentence]] = defaultdict(Counter)
    for pair in pairs:
        for t, said in enumerate(aligned(pair, shares)):
            for one in around:
                counts[one, _seen(pair[0], t, one)][said] += 1
    return WordByWord(around, {key: own.most_common(1)[0][0] for key, own in counts.items()})
