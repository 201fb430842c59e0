"""``make readers``: train every network that reads sentences with several seeds, and keep weights and figures.

``assets/readers.safetensors`` has the weights of the first seed, ``assets/readers.json`` what was measured, with the
settings it was measured by.
"""

from __future__ import annotations

import time
from dataclasses import asdict

import torch

from explainer.core.building import Weights
from explainer.data.sentences import Sentences, held_out_pairs, held_out_shapes, majority, to_learn
from explainer.models import store
from explainer.models.readers import KINDS, LEARNED, SETTINGS, TESTED, Kind, Reader, examples, reader
from explainer.training.fit import Examples, Settings, accuracy, fit

SEEDS = (1, 2, 3, 4, 5)


def measured(kind: Kind, learn: Examples, tests: dict[str, Examples], seed: int) -> tuple[Reader, dict[str, float]]:
    """A trained network, and its share right of each test."""
    settings = Settings(**(asdict(SETTINGS) | {"seed": seed, "reports": 2}))
    *_, last = fit(lambda: reader(kind), learn, next(iter(tests.values())), settings)
    net = reader(kind)
    net.load_state_dict(last.weights)
    return net.eval(), {name: accuracy(net, *test) for name, test in tests.items()}


def main() -> None:
    torch.set_num_threads(1)
    opinions: dict[str, Sentences] = {
        "pairs": held_out_pairs(TESTED), "shapes": held_out_shapes(TESTED), "learned": to_learn(TESTED, 3)
    }  # fmt: skip
    learn, tests = examples(to_learn(LEARNED)), {name: examples(s) for name, s in opinions.items()}
    many, votes = examples(majority(LEARNED)), {"majority": examples(majority(TESTED, 7))}
    figures: dict[str, dict[str, list[float]]] = {}
    weights: dict[str, Weights] = {}
    for kind in KINDS:
        start = time.process_time()
        found: dict[str, list[float]] = {}
        for seed in SEEDS:
            net, shares = measured(kind, learn, tests, seed)
            if seed == SEEDS[0]:
                weights[kind.key] = net.state_dict()
            _, more = measured(kind, many, votes, seed)
            for name, share in (shares | more).items():
                found.setdefault(name, []).append(round(share, 4))
        figures[kind.key] = found
        print(
            kind.name,
            {n: f"{min(v):.1%} to {max(v):.1%}" for n, v in found.items()},
            f"{time.process_time() - start:.1f} s",
        )
    about = {"settings": asdict(SETTINGS), "seeds": SEEDS, "learned from": LEARNED, "tested on": TESTED}
    store.keep("readers", weights, {"about": about, "share right": figures})


if __name__ == "__main__":
    main()
