"""How far around a cell of a map looks, and how far back a state: in pixels, in words, in shares of the strongest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict

import torch

from explainer.data.vocabulary import PAD
from explainer.models.comparing.sentences import SentenceRecipe, prevailing
from explainer.models.digits import UP_TO, trained
from explainer.models.make.readers import SEEDS
from explainer.models.readers import SETTINGS, Reader
from explainer.models.recipes import held_out
from explainer.study.comparing.reach import box, by_deletion, by_gradient, by_ring, field, in_shares
from explainer.study.comparing.tested import FAR_BACK, LOOPS, SENTENCES

DIGITS = 200
WORDS = 9
KEYS = ("conv", *LOOPS)


def fields() -> dict[str, object]:
    """Of a cell in the middle of each layer's maps, in the digit network that ships: the box outside of which no pixel counts, and
    how pixels count from its middle outwards."""
    found: dict[str, object] = {}
    x = held_out()[0][:DIGITS]
    for name, layers in UP_TO.items():
        net = trained()[:layers]
        rows, columns = net(x[:1]).shape[2:]
        strengths = field(net, x, (rows // 2, columns // 2))
        found[name] = {
            "side": [part.stop - part.start for part in box(strengths)],
            "by ring": [round(share, 4) for share in by_ring(strengths)],
        }
    return found


def _nets(key: str, task: str, learned: bool) -> Iterator[Reader]:
    for seed in SEEDS:
        run = SentenceRecipe(key, task, seed)
        progress = next(run.run()) if not learned else list(run.run())[-1]
        yield run.net(progress)


def reach(nets: Iterator[Reader], x: torch.Tensor) -> Mapping[str, list[float]]:
    """By words back from the last one, the mean over sentences (N, T) and networks, in shares of each sentence's strongest."""
    measures = {"gradient": by_gradient, "deletion": by_deletion}
    found: dict[str, list[torch.Tensor]] = {name: [] for name in measures}
    for net in nets:
        for name, measure in measures.items():
            found[name].append(in_shares(measure(net, x)).mean(0))
    return {name: [round(float(v), 4) for v in torch.stack(each).mean(0).flip(0)] for name, each in found.items()}


def short() -> torch.Tensor:
    """(N, 9): held-out sentences of nine words."""
    x, _ = SentenceRecipe("rnn").examples()[1]
    return x[(x != PAD).sum(1) == WORDS][:SENTENCES, :WORDS]


def measured() -> dict[str, object]:
    """Fields, and reaches before and after learning new pairs, and after learning which opinion prevails at any length."""
    long, _ = prevailing(FAR_BACK, SENTENCES)
    figures = {
        "untrained": {key: reach(_nets(key, "pairs", False), short()) for key in KEYS},
        "pairs": {key: reach(_nets(key, "pairs", True), short()) for key in KEYS},
        "prevailing": {key: reach(_nets(key, "lengths", True), long) for key in LOOPS},
    }
    print(figures, flush=True)
    about = {
        "learning": asdict(SETTINGS), "seeds": SEEDS, "digits": DIGITS, "sentences": len(short()), "words": WORDS,
        "long sentences": len(long), "long": long.shape[1], "map's place": "the last word but one",
    }  # fmt: skip
    return {"settings": about, "fields": fields(), "reach": figures}
