"""``make video``: train the four networks that read clips with several seeds, and keep weights and figures.

All learn by one rule: the same clips, as many steps, a rate that falls to zero, nothing stopped early; what is held out decides
nothing. Each one's rate is that of ``RATES`` by which it was right most often, in the mean of three seeds, about clips of digits
that none of them learned from, nor is tested on (``tuning``). Of the eight frames the first and the last alone say most, and as
much as each other, which was found in the same way; the one-frame network reads the last. The clips that judge are there both
ways, so that no reader without order can be right about more than half.

Then two things that a loop is said to be needed for. Clips of other lengths: a loop and a bag read them as they are, the stack gets
eight frames of them, evenly spread. And clips of ``LONG`` frames that move for a while and rest before and after it: on such, a
loop learns anew, and two stacks, one of the last eight frames, one of eight evenly spread over all.
``assets/video.safetensors`` has the weights of the first seed by ``gru/…``, ``assets/video.json`` what was measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from functools import cache

import torch
from torch import nn

from explainer.core.building import Weights
from explainer.data.digits import digits
from explainer.data.motions import FRAMES, MOTIONS, chosen, clips
from explainer.models import store
from explainer.models.frame_layers import OneFrame
from explainer.models.motions import (
    BY_KEY,
    JUDGED,
    KINDS,
    LEARNED,
    TESTED,
    VALIDATED,
    WATCHING,
    Watcher,
    as_examples,
    held_out,
    last,
    right,
    settings,
    to_learn,
    to_tune,
    watcher,
    weights_of,
)
from explainer.training.fit import Examples, fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = (101, 102, 103)
RATES = (0.003, 0.01, 0.03)
LENGTHS = (4, 6, 8, 12, 16)
LONG = 16
RESTS = {"moves throughout": (0, LONG), "rests, then moves": (LONG // 2, LONG), "moves, then rests": (0, LONG // 2)}
PARTS: Mapping[str, tuple[str, Callable[[torch.Tensor], torch.Tensor]]] = {
    "loop": ("gru", lambda x: x),
    "last eight": ("stack", lambda x: x[:, -FRAMES:].contiguous()),
    "eight of all": ("stack", lambda x: x[:, chosen(x.shape[1])].contiguous()),
}


def trained(key: str, learn: Examples, seed: int, rate: float | None = None, which: int | None = None) -> Watcher:
    """A network of that kind, by the rule."""

    def make() -> nn.Module:
        net = watcher(key)
        if which is not None:
            net[0] = OneFrame(which)
        return net

    rule = settings(key, seed, reports=2)
    rule = replace(rule, rate=rate) if rate else rule
    *_, end = fit(make, learn, (learn[0][:1], learn[1][:1]), rule, task=WATCHING)
    net = make()
    assert isinstance(net, Watcher)
    return end.into(net)


def tuning() -> dict[str, object]:
    """The share of clips to tune by that is right: by rate, of each kind, and by frame, of the one that reads one."""
    judged = to_tune()
    found: dict[str, dict[str, list[float]]] = {}
    for kind in KINDS:
        found[kind.key] = {
            f"{rate:g}": [share(trained(kind.key, to_learn(), seed, rate), judged) for seed in TUNING] for rate in RATES
        }
        print("tuning", kind.key, found[kind.key], flush=True)
    frames = {
        str(which + 1): [share(trained("one", to_learn(), TUNING[0], which=which), judged)] for which in range(FRAMES)
    }
    print("tuning, which frame", frames, flush=True)
    best = {key: float(max(tried, key=lambda rate: sum(tried[rate]))) for key, tried in found.items()}
    about = {"seeds": TUNING, "judged by": len(judged[1])}
    return {"settings": about, "share right": found, "chosen": best, "one frame, by which": frames}


def share(net: nn.Module, judged: Examples) -> float:
    return round(right(net, *judged), 4)


@cache
def of_length(frames: int) -> Examples:
    """Clips of so many frames of the digits held out, both ways."""
    return as_examples(clips(digits()[1], TESTED, JUDGED, frames).both_ways())


def resting(first: int, end: int) -> Examples:
    """Clips of ``LONG`` frames that stand still but from the frame ``first`` on up to ``end``, both ways where they move."""
    frames, labels = of_length(end - first)
    before, after = frames[:, :1].expand(-1, first, -1, -1), frames[:, -1:].expand(-1, LONG - end, -1, -1)
    return torch.cat([before, frames, after], 1), labels


def by_length(nets: Mapping[str, Watcher]) -> dict[str, dict[int, float]]:
    """The share right at each length; the stack's of eight frames evenly spread."""
    found: dict[str, dict[int, float]] = {key: {} for key in nets}
    for frames in LENGTHS:
        x, labels = of_length(frames)
        for key, net in nets.items():
            seen = x[:, chosen(frames)].contiguous() if key == "stack" else x
            found[key][frames] = share(net, (seen, labels))
    return found


def backwards(net: nn.Module) -> dict[str, float]:
    """Of the clips held out, played backwards: how many answers are the opposite, how many the same."""
    x, _ = held_out()
    with torch.no_grad():
        forth, back = (last(net(frames)).argmax(1) for frames in (x[:TESTED], x[TESTED:]))
    return {
        "opposite": round(float((back == forth ^ 1).float().mean()), 4),
        "same": round(float((back == forth).float().mean()), 4),
    }


def longer() -> dict[str, dict[str, list[float]]]:
    """Networks that learned from clips with rests, by how they get them: each seed's share right of each sort of clips."""
    x, labels = as_examples(clips(digits()[0], LEARNED, JUDGED, LONG, rests=True))
    tests = {name: resting(*part) for name, part in RESTS.items()}
    found: dict[str, dict[str, list[float]]] = {}
    for name, (key, part) in PARTS.items():
        found[name] = {of: [] for of in RESTS}
        for seed in SEEDS:
            net = trained(key, (part(x), labels), seed)
            for of, (frames, right_ones) in tests.items():
                found[name][of].append(share(net, (part(frames), right_ones)))
        print("longer", name, found[name], flush=True)
    return found


def main() -> None:
    torch.set_num_threads(1)
    tried = tuning()
    weights: dict[str, Weights] = {}
    shares: dict[str, list[float]] = {}
    seconds: dict[str, list[float]] = {}
    lengths: dict[str, list[dict[int, float]]] = {}
    turned: dict[str, list[dict[str, float]]] = {}
    for kind in KINDS:
        for seed in SEEDS:
            start = time.process_time()
            net = trained(kind.key, to_learn(), seed)
            seconds.setdefault(kind.key, []).append(round(time.process_time() - start, 1))
            shares.setdefault(kind.key, []).append(share(net, held_out()))
            turned.setdefault(kind.key, []).append(backwards(net))
            if kind.key != "one":
                lengths.setdefault(kind.key, []).append(by_length({kind.key: net})[kind.key])
            if seed == SEEDS[0]:
                weights[kind.key] = net.state_dict()
        print(kind.key, shares[kind.key], seconds[kind.key], turned[kind.key], lengths.get(kind.key), flush=True)
    about = {
        "seeds": SEEDS, "learned from": LEARNED, "tested on": 2 * TESTED, "judged while learning": 2 * VALIDATED,
        "motions": MOTIONS, "frames": FRAMES, "long": LONG,
        "settings": {kind.key: asdict(settings(kind.key, SEEDS[0], 2)) for kind in KINDS},
    }  # fmt: skip
    figures = {
        "about": about, "tuning": tried, "weights": {key: weights_of(key) for key in BY_KEY}, "share right": shares,
        "seconds": seconds, "played backwards": {key: _merged(own) for key, own in turned.items()},
        "by length": {key: _merged(own) for key, own in lengths.items()}, "with rests": longer(),
    }  # fmt: skip
    store.keep("video", weights, figures)


def _merged(of: list[dict[int, float]] | list[dict[str, float]]) -> dict[int | str, list[float]]:
    """A list of each seed's for every name."""
    return {name: [own[name] for own in of] for name in of[0]}  # type: ignore[index]


if __name__ == "__main__":
    main()
