"""Units of a recurrent network whose numbers go with something that has a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from explainer.data.sentences import Word, grammar, held_out_pairs, held_out_shapes, ids, words
from explainer.models.readers import Reader, loop_of
from explainer.ops.recurrent import steps

NEGATIONS = ("not", "never", "hardly")
EACH = 200


def _opinion(word: Word) -> float:
    return float(word.read in grammar().good) - float(word.read in grammar().bad)


def _last_opinion(sentence: Sequence[Word], t: int) -> float:
    return next((o for o in map(_opinion, reversed(sentence[: t + 1])) if o), 0.0)


def _said(sentence: Sequence[Word], t: int, what: Sequence[str]) -> float:
    return float(any(w.read in what for w in sentence[: t + 1]))


NAMEABLE: dict[str, Callable[[Sequence[Word], int], float]] = {
    "the word is a negation": lambda s, t: float(s[t].read in NEGATIONS),
    "the word before was a negation": lambda s, t: float(t > 0 and s[t - 1].read in NEGATIONS),
    "a negation was said": lambda s, t: _said(s, t, NEGATIONS),
    "the word is good (+1) or bad (−1)": lambda s, t: _opinion(s[t]),
    "the last opinion was good (+1) or bad (−1)": _last_opinion,
    "a comma was read": lambda s, t: _said(s, t, (",",)),
    "“but” was read": lambda s, t: _said(s, t, ("but",)),
    "how many words were read": lambda s, t: float(t + 1),
}


@dataclass(frozen=True)
class Unit:
    """A row of a recurrent layer, ``letter`` and ``unit`` of it, which goes with ``what`` by Pearson's ``r``."""

    what: str
    letter: str
    unit: int
    r: float


def corpus() -> list[list[Word]]:
    """Sentences of shapes and of pairs that no network has learned."""
    return [words(text) for found in (held_out_pairs(EACH), held_out_shapes(EACH)) for text in found.texts]


def table(net: Reader, sentences: Sequence[Sequence[Word]]) -> dict[str, np.ndarray]:
    """(words of all sentences, H) for each gate and state of the network."""
    layer, rows = loop_of(net), net[0]
    found: dict[str, list[torch.Tensor]] = {}
    with torch.no_grad():
        for sentence in sentences:
            for step in steps(layer, rows(torch.from_numpy(ids(sentence)).long())):
                for letter, values in step.items():
                    found.setdefault(letter, []).append(values)
    return {letter: torch.stack(values).numpy() for letter, values in found.items()}


def nameable(net: Reader) -> list[Unit]:
    """For everything that has a name the unit, of whatever gate or state, that goes with it most."""
    sentences = corpus()
    numbers = table(net, sentences)
    best = []
    for what, of in NAMEABLE.items():
        feature = np.array([of(s, t) for s in sentences for t in range(len(s))])
        scores = {letter: correlations(values, feature) for letter, values in numbers.items()}
        letter = max(scores, key=lambda q: float(np.abs(scores[q]).max()))
        unit = int(np.abs(scores[letter]).argmax())
        best.append(Unit(what, letter, unit, float(scores[letter][unit])))
    return sorted(best, key=lambda u: -abs(u.r))


def first_with(what: str, sentence: Sequence[Word]) -> int:
    """The first word of a sentence at which something nameable is most so, or the last where it never is."""
    found = [abs(NAMEABLE[what](sentence, t)) for t in range(len(sentence))]
    return found.index(max(found)) if any(found) else len(sentence) - 1


def correlations(values: np.ndarray, feature: np.ndarray) -> np.ndarray:
    """Pearson's correlation of each column (N, H) with a feature (N,); 0 where one never changes."""
    a, b = values - values.mean(0), feature - feature.mean()
    size = np.linalg.norm(a, axis=0) * np.linalg.norm(b)
    return np.divide(b @ a, size, out=np.zeros(a.shape[1]), where=size > 0)
