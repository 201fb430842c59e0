"""``make remembering``: how far back networks can learn to remember, and how fast gradients fade before they have learned.

Each kind is trained afresh at every distance, and once at growing distances, with several seeds; at one distance also for
longer, and with a larger forget bias, since there an LSTM as torch initialises it does worst of all.
``assets/remembering.json`` has what was measured and by which settings. ``assets/remembering.safetensors`` has networks by
``rnn/growing`` and ``rnn/20``: of the growing distances the one that is right most often where it is worst, the first of
equals; of those afresh at a distance of ``SHOWN`` the median one of its seeds by its share right, so that what is shown is
neither the luckiest nor the unluckiest.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace

import torch

from explainer.core.building import Weights
from explainer.core.steps import Python, Step
from explainer.data import far_countries
from explainer.data.sentences import padded
from explainer.models import store
from explainer.models.readers import Reader
from explainer.models.remembering import (
    KINDS,
    LEARNED,
    SETTINGS,
    SHOWN,
    STATE,
    TESTED,
    at_one_distance,
    examples,
    learned_at,
    seeded,
    untrained,
)
from explainer.ops.backward import fading
from explainer.training.fit import Examples, Progress, accuracy, fit

SEEDS = (1, 2, 3, 4, 5)
AFRESH = (5, 8, 10, 12, 15, 20, 25, 30, 40, 60, 80)
GROWING = tuple(range(5, 81, 5))
STEPS, TRIES, ENOUGH = 150, 4, 0.95
BACK = 20
LONGER = (300, 600, 900, 1200)
BIASES = {"rnn": (None,), "gru": (None,), "lstm": (None, 1.0, 3.0)}


def so_far(far: int) -> Examples:
    """Half of the sentences at this distance, the others spread over all shorter ones."""
    before = range(far_countries.LEAST, far)
    found = [far_countries.at_distance(far, LEARNED // 2)]
    found += [far_countries.at_distance(d, LEARNED // 2 // len(before)) for d in before]
    texts = [text for one in found for text in one.texts]
    labels = torch.tensor([label for one in found for label in one.labels])
    return torch.from_numpy(padded(texts, far_countries.vocabulary())), labels


def grown(kind: str, seed: int) -> tuple[Reader, dict[int, float]]:
    """Trained at growing distances, on to the next once it is right often enough or was tried often enough; and the share
    right at every distance afterwards."""
    net = seeded(kind, seed)
    for far in GROWING:
        for again in range(TRIES):
            settings = replace(SETTINGS, seed=TRIES * seed + again, steps=STEPS, falling=True)
            *_, last = fit(_copies(kind, net), so_far(far), examples(far, TESTED, 1), settings)
            net.load_state_dict(last.weights)
            if last.accuracy >= ENOUGH:
                break
    net.eval()
    return net, {far: round(accuracy(net, *examples(far, TESTED, 1)), 4) for far in AFRESH}


def _copies(kind: str, net: Reader) -> Callable[[], Reader]:
    """Makes networks that go on where this one stands."""
    weights = {name: weight.clone() for name, weight in net.state_dict().items()}

    def copy() -> Reader:
        other = untrained(kind)
        other.load_state_dict(weights)
        return other

    return copy


def fade(kind: str, bias: float | None, seed: int, letter: str) -> float:
    """The untrained network's gradient at a state ``BACK`` steps before the last, in shares of the last, on one sentence."""
    words, labels = examples(2 * BACK, TESTED, 1)
    net = seeded(kind, seed, bias)
    sentence = Step(words[seed].numpy(), Python("x"))
    return float(fading(Step(net, Python("net")), sentence, int(labels[seed]), letter)[-1 - BACK])


def initialised() -> dict[str, tuple[str, float | None]]:
    """Every kind as torch initialises it, and the LSTM with other forget biases: kind and bias, by name."""
    return {
        f"{KINDS[kind]}, forget bias {bias:g}" if bias is not None else KINDS[kind]: (kind, bias)
        for kind, biases in BIASES.items()
        for bias in biases
    }


def faded(letter: str) -> dict[str, list[float]]:
    """What :func:`fade` gives for every seed of every network that has such a state."""
    return {
        name: [fade(kind, bias, seed, letter) for seed in SEEDS]
        for name, (kind, bias) in initialised().items()
        if letter == "h" or kind == "lstm"
    }


def longer(kind: str, bias: float | None) -> dict[int, list[float]]:
    """Trained afresh at ``BACK`` words: every seed's share right after each of ``LONGER`` steps of one run."""
    found: dict[int, list[float]] = {steps: [] for steps in LONGER}
    for seed in SEEDS:
        settings = replace(SETTINGS, seed=seed, steps=LONGER[-1], reports=len(LONGER) + 1)
        for at in at_one_distance(kind, BACK, settings, bias):
            if at.step:
                found[at.step].append(round(at.accuracy, 4))
    return found


def median(runs: Mapping[int, Progress]) -> int:
    """The seed whose share right is the middle one of all, the earlier seed of equals."""
    return sorted(runs, key=lambda seed: (runs[seed].accuracy, seed))[len(runs) // 2]


def main() -> None:
    torch.set_num_threads(1)
    afresh: dict[str, dict[int, list[float]]] = {}
    growing: dict[str, dict[int, list[float]]] = {}
    weights: dict[str, Weights] = {}
    least: dict[str, float] = {}
    shown: dict[str, dict[int, int]] = {}
    for kind in KINDS:
        start = time.process_time()
        found: dict[int, list[float]] = {}
        for far in AFRESH:
            runs = {seed: list(at_one_distance(kind, far, replace(SETTINGS, seed=seed)))[-1] for seed in SEEDS}
            found[far] = [round(last.accuracy, 4) for last in runs.values()]
            if far in SHOWN:
                shown.setdefault(kind, {})[far] = seed = median(runs)
                weights[learned_at(kind, far)] = runs[seed].weights
        afresh[kind] = found
        after: dict[int, list[float]] = defaultdict(list)
        for seed in SEEDS:
            net, right = grown(kind, seed)
            for far, share in right.items():
                after[far].append(share)
            if min(right.values()) > least.get(kind, 0):
                least[kind] = min(right.values())
                weights[learned_at(kind)] = net.state_dict()
        growing[kind] = after
        print(kind, found, dict(after), f"{time.process_time() - start:.0f} s", flush=True)
    gone = {letter: faded(letter) for letter in ("h", "c")}
    print(gone)
    by_steps = {name: longer(*made) for name, made in initialised().items()}
    print(by_steps)
    about = {
        "settings": asdict(SETTINGS), "seeds": SEEDS, "units": STATE, "learned from": LEARNED, "tested on": TESTED,
        "growing": GROWING, "steps at each": STEPS, "tried at most": TRIES, "on when right": ENOUGH, "faded over": BACK,
    }  # fmt: skip
    figures = {"about": about, "afresh": afresh, "growing": growing, "shown": shown, "faded": gone, "longer": by_steps}
    store.keep("remembering", weights, figures)


if __name__ == "__main__":
    main()
