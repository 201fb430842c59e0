"""``make languages``: train a window of every width, a bag and a loop with several seeds, and keep weights and figures."""

from __future__ import annotations

from dataclasses import replace

import torch

from explainer.core.building import Weights
from explainer.models import store
from explainer.models.languages import KEYS, LEARNED, SETTINGS, TESTED, examples, reader
from explainer.training.fit import accuracy, fit

SEEDS = (1, 2, 3, 4, 5)


def main() -> None:
    torch.set_num_threads(1)
    learn, test = examples(LEARNED, 0), examples(TESTED, 1)
    weights: dict[str, Weights] = {}
    shares: dict[str, list[float]] = {}
    for key in KEYS:
        for seed in SEEDS:
            *_, last = fit(lambda key=key: reader(key), learn, test, replace(SETTINGS, seed=seed))  # type: ignore[misc]
            net = reader(key)
            net.load_state_dict(last.weights)
            shares.setdefault(key, []).append(round(accuracy(net.eval(), *test), 4))
            if seed == SEEDS[0]:
                weights[key] = last.weights
        print(key, shares[key])
    store.keep("languages", weights, {"seeds": SEEDS, "steps": SETTINGS.steps, "share right": shares})


if __name__ == "__main__":
    main()
