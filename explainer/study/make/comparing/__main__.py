"""``make compare``: convolutional and recurrent networks on the same tasks, with what they cost.

``assets/comparing.json`` has each part's figures and the settings they were measured by. ``make compare PARTS="times costs"``
measures these anew and leaves the others: times should be taken on a machine that does nothing else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from typing import Any

import torch

from explainer.data.assets import Unusable
from explainer.models import store
from explainer.study.make.comparing import costs, digits, influence, lengths, sentences, sizes, times, tuning

NAME = "comparing"
PARTS: dict[str, Callable[[], Mapping[str, Any]]] = {
    "tuning": tuning.measured,
    "costs": costs.measured,
    "digits": digits.measured,
    "sentences": sentences.measured,
    "sizes": sizes.measured,
    "lengths": lengths.measured,
    "padding": lengths.padding,
    "influence": influence.measured,
    "times": times.measured,
}


def _before() -> dict[str, Any]:
    try:
        return store.figures(NAME)
    except Unusable:
        return {}


def main(wanted: list[str]) -> None:
    """Measure these parts, or all; kept after each. Raises ``KeyError`` for one that is none."""
    torch.set_num_threads(1)
    figures = dict(_before())
    for part in wanted or list(PARTS):
        start = time.process_time()
        figures[part] = PARTS[part]()
        store.keep_figures(NAME, {name: figures[name] for name in PARTS if name in figures})
        print(f"{part}: {time.process_time() - start:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
