"""``make sound``: train the three networks that listen with several seeds, and keep weights and figures.

All learn by one rule: the same sounds, a rate that falls to zero, nothing stopped early; what is held out decides nothing. Each
one's rate is that of ``RATES`` by which it was right most often, in the mean of three seeds, about sounds from a seed of their own
(``tuning``). On the same sounds it was tried whether the convolution does better with the mean of each map than with its most, the
loop learning from its last answer alone, and the bag with the mean of columns as they are. The loop learns from all of its answers
since all are on show. Beside them stands what needs no training: whose average spectrum is nearest.

All learn from tones of one octave. How often they are right is measured about sounds of that octave, about tones of each pitch
below and above it, and about tones played backwards.
``assets/sound.safetensors`` has the weights of the first seed by ``cnn/…``, ``assets/sound.json`` what was measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace

import torch
from torch import nn

from explainer.core.building import Weights
from explainer.data.sounds import HIGHEST, KINDS, LEARNED, LOWEST, OPPOSITE, PITCHED, Sounds, sounds
from explainer.models import sounds as models
from explainer.models import store
from explainer.models.frame_layers import Mean
from explainer.models.looping import Looping
from explainer.models.motions import WATCHING, last
from explainer.models.sound_layers import BANDS, Moments
from explainer.models.sounds import (
    BY_KEY,
    CLASSES,
    JUDGED,
    STATE,
    TESTED,
    VALIDATED,
    answers,
    as_examples,
    held_out,
    listener,
    settings,
    spectrograms,
    to_learn,
    to_tune,
    weights_of,
)
from explainer.training.fit import Examples, Task, fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = (101, 102, 103)
RATES = (0.003, 0.01, 0.03)
AT_A_PITCH = 200


def trained(
    key: str, seed: int, rate: float | None = None, make: Callable[[], Looping] | None = None, task: Task = WATCHING
) -> Looping:
    """A network of that kind, by the rule."""
    build = make or (lambda: listener(key))
    rule = settings(key, seed, reports=2)
    rule = replace(rule, rate=rate) if rate else rule
    x, labels = to_learn()
    *_, end = fit(build, (x, labels), (x[:1], labels[:1]), rule, task=task)
    return end.into(build())


def share(net: nn.Module, judged: Examples) -> float:
    x, labels = judged
    return round(float((answers(net, x) == labels).float().mean()), 4)


def tuning() -> dict[str, object]:
    """The share of sounds to tune by that is right: by rate, of each kind; and of what each might have been instead."""
    judged = to_tune()
    found: dict[str, dict[str, list[float]]] = {}
    for key in BY_KEY:
        found[key] = {f"{rate:g}": [share(trained(key, seed, rate), judged) for seed in TUNING] for rate in RATES}
        print("tuning", key, found[key], flush=True)
    best = {key: float(max(tried, key=lambda rate: sum(tried[rate]))) for key, tried in found.items()}
    mean = lambda: swapped("cnn", nn.AdaptiveMaxPool2d, nn.AdaptiveAvgPool2d(1))  # noqa: E731
    others = {
        "cnn, the mean of each map": [share(trained("cnn", seed, best["cnn"], mean), judged) for seed in TUNING],
        "gru, learning from its last answer alone": [
            share(trained("gru", seed, best["gru"], task=LAST), judged) for seed in TUNING
        ],
        "bag, the mean of columns as they are": [
            share(trained("bag", seed, best["bag"], plain_bag), judged) for seed in TUNING
        ],
    }
    print("tuning", others, flush=True)
    return {
        "settings": {"seeds": TUNING, "judged by": VALIDATED},
        "share right": found,
        "chosen": best,
        "instead": others,
    }


def swapped(key: str, layer: type[nn.Module], other: nn.Module) -> Looping:
    """A network of that kind with another layer for one of its own."""
    return Looping(*[other if isinstance(one, layer) else one for one in listener(key)])


def plain_bag() -> Looping:
    hidden = [nn.Linear(BANDS, STATE), nn.ReLU(), nn.Linear(STATE, STATE), nn.ReLU(), nn.Linear(STATE, CLASSES)]
    return Looping(Moments(), Mean(), *hidden)


def _of_the_last(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    return nn.functional.cross_entropy(last(logits), labels)


LAST = Task(_of_the_last, WATCHING.score)


def nearest(judged: Examples) -> float:
    """The share right of whose average column, in the mean over the sounds to learn from, is nearest."""
    x, labels = to_learn()
    mean = x.mean((1, 3))
    middle = torch.stack([mean[labels == k].mean(0) for k in range(CLASSES)])
    of, right = judged
    return round(float((torch.cdist(of.mean((1, 3)), middle).argmin(1) == right).float().mean()), 4)


def by_pitch() -> dict[int, Examples]:
    """Tones and chords of each pitch."""
    return {
        pitch: as_examples(sounds(AT_A_PITCH, JUDGED + pitch, (pitch, pitch), PITCHED))
        for pitch in range(LOWEST, HIGHEST + 1)
    }


def turned(net: nn.Module, forth: torch.Tensor, back: torch.Tensor, labels: torch.Tensor) -> dict[str, list[float]]:
    """Of tones played backwards, kind by kind: how many answers are as they should be, and how many as they were."""
    before, after = answers(net, forth), answers(net, back)
    wanted = torch.tensor(OPPOSITE)[labels]
    return {
        "as it should be": [round(float((after == wanted)[labels == k].float().mean()), 4) for k in range(PITCHED)],
        "as it was": [round(float((after == before)[labels == k].float().mean()), 4) for k in range(PITCHED)],
    }


def confused(net: nn.Module, judged: Examples) -> list[list[float]]:
    """Of each kind, how often it was taken for each."""
    x, labels = judged
    said = answers(net, x)
    return [
        [round(float((said[labels == k] == other).float().mean()), 4) for other in range(CLASSES)]
        for k in range(CLASSES)
    ]


def main() -> None:
    torch.set_num_threads(1)
    tried = tuning()
    tones: Sounds = sounds(TESTED, JUDGED, kinds=PITCHED)
    forth, back = spectrograms(tones.waves), spectrograms(tones.waves.flip(1))
    pitches = by_pitch()
    weights: dict[str, Weights] = {}
    shares: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    at: dict[str, dict[int, list[float]]] = {}
    ways: dict[str, dict[str, list[list[float]]]] = {}
    taken: dict[str, list[list[float]]] = {}
    to_learn()
    for key in BY_KEY:
        at[key] = {pitch: [] for pitch in pitches}
        ways[key] = {"as it should be": [], "as it was": []}
        for seed in SEEDS:
            start = time.process_time()
            net = trained(key, seed)
            seconds.setdefault(key, []).append(round(time.process_time() - start, 1))
            shares.setdefault(key, []).append(share(net, held_out()))
            for pitch, judged in pitches.items():
                at[key][pitch].append(share(net, judged))
            for name, found in turned(net, forth, back, tones.labels).items():
                ways[key][name].append(found)
            if seed == SEEDS[0]:
                weights[key] = net.state_dict()
                taken[key] = confused(net, held_out())
        print(key, shares[key], seconds[key], ways[key], at[key], flush=True)
    about = {
        "seeds": SEEDS, "kinds": KINDS, "learned from": models.LEARNED, "tested on": TESTED, "judged while learning": VALIDATED,
        "pitches learned": LEARNED, "tones of each pitch": AT_A_PITCH,
        "settings": {key: asdict(settings(key, SEEDS[0], 2)) for key in BY_KEY},
    }  # fmt: skip
    figures = {
        "about": about, "tuning": tried, "weights": {key: weights_of(key) for key in BY_KEY}, "share right": shares,
        "nearest average spectrum": nearest(held_out()), "seconds": seconds, "by pitch": at, "played backwards": ways,
        "taken for": taken,
    }  # fmt: skip
    store.keep("sound", weights, figures)


if __name__ == "__main__":
    main()
