"""What is measured of whoever says which word comes next: how unsure, how often right, how many keys saved."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from explainer.data.novels import Paragraph
from explainer.models import counter
from explainer.models.next_word import Writer
from explainer.models.ngrams import Counts
from explainer.study.keys import keys, offered, saved, typed_out

Says = Callable[[Paragraph], Iterator[np.ndarray]]


@dataclass(frozen=True)
class Measured:
    """``perplexity`` of all words and marks, words of no vocabulary counted as one; of the words, how often the likeliest word
    is the one that follows (``first``), and how often it is among three (``three``); the share of keys ``saved``."""

    perplexity: float
    first: float
    three: float
    saved: float

    def rounded(self) -> dict[str, float]:
        return {
            "perplexity": round(self.perplexity, 2),
            "first guess right": round(self.first, 4),
            "among three": round(self.three, 4),
            "keys saved": round(self.saved, 4),
        }


def by_network(net: Writer) -> Says:
    """What a network says after each word of a paragraph but the last, shares (V,)."""

    def says(p: Paragraph) -> Iterator[np.ndarray]:
        yield from torch.softmax(net.logits(p.numbers[:-1]).double(), -1).numpy()

    return says


def by_counts(counts: Counts) -> Says:
    """The same of a counter that looks back as far as the page's."""

    def says(p: Paragraph) -> Iterator[np.ndarray]:
        words = counter.begun(p.numbers.tolist())
        for t in range(len(words) - len(p.numbers) + 1, len(words)):
            yield counts.shares(words[max(0, t - counts.order + 1) : t])

    return says


def measured(says: Says, paragraphs: Sequence[Paragraph]) -> Measured:
    """Each paragraph is begun anew."""
    surprise, marks = 0.0, 0
    right, near = [], []
    full, helped = [], []
    words = offered()
    for p in paragraphs:
        for shares, number, letters in zip(says(p), p.numbers[1:].tolist(), p.letters[1:].tolist(), strict=True):
            surprise -= math.log(shares[number])
            full.append(typed_out(number, letters))
            helped.append(keys(shares, number, letters))
            if number > 1 and not words[number]:
                marks += 1
                continue
            ahead = int(((shares > shares[number]) & words).sum()) if words[number] else len(shares)
            right.append(ahead == 0)
            near.append(ahead < 3)
    return Measured(math.exp(surprise / len(full)), sum(right) / len(right), sum(near) / len(near), saved(full, helped))
