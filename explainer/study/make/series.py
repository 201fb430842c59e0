"""``make series PACKAGE=folder``: pack the series that ship (``explainer/data/series.py`` says from which packages), train the
networks that foresee with several seeds, and measure them and what they have to beat. Without a folder the series stay as they
are.

Every series is split in time: the first 70 % are learned from, the next 15 % are chosen by, the last 15 % are held out, and
were looked at once, for the figures. The networks learn the squared error, as ridge regression does, in so many steps at a rate
that falls to zero; nothing is stopped early. How a network is given its window and its rate are, of ``READINGS`` and ``RATES``,
those by which it was least wrong on the part that is chosen by, in the mean of three seeds and of all steps ahead, each in
shares of the last value's error (``tuning``; what was chosen stands in ``explainer/models/series.py``). So are the rivals'
settings: ``ridge`` tries all of ``rivals.LAST`` with all of ``rivals.STRENGTHS`` for each step ahead, and may read further back
than the network does.

What is wrong is the mean of how far off, for prices in percent. Windows with a missing value are left out.
``assets/series.safetensors`` has the weights of the first seed, ``assets/series.json`` what was measured.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import torch

from explainer.data import series as data
from explainer.models import store
from explainer.models.series import (
    CHOOSE,
    FORESEEING,
    HELD_OUT,
    KINDS,
    LEARN,
    Forecaster,
    Kind,
    Reading,
    Scale,
    Windows,
    forecaster,
    said,
    scale,
    settings,
    together,
    weights_of,
    windows,
)
from explainer.study import rivals
from explainer.training.fit import fit

SEEDS = (1, 2, 3, 4, 5)
TUNING = (101, 102, 103)
RATES = (0.003, 0.01, 0.03, 0.1)
READINGS: tuple[Reading, ...] = ("level", "anchored")


def trained(kind: Kind, seed: int) -> Forecaster:
    """A network of that kind, by the rule."""
    *_, end = fit(
        lambda: forecaster(kind),
        together(kind, LEARN),
        together(kind, CHOOSE),
        settings(kind, seed, 2),
        task=FORESEEING,
    )
    return end.into(forecaster(kind))


def tuning() -> dict[str, dict[str, list[float]]]:
    """How wrong networks are on the part that is chosen by, in shares of the last value's error, by reading and rate."""
    found: dict[str, dict[str, list[float]]] = {}
    for kind in KINDS:
        found[kind.key] = {}
        for reading in (kind.reading,) if kind.relative else READINGS:
            for rate in RATES:
                one = replace(kind, reading=reading, rate=rate)
                own = [
                    round(float((off(trained(one, seed), one, CHOOSE) / last_off(one, CHOOSE)).mean()), 4)
                    for seed in TUNING
                ]
                found[kind.key][f"{reading}, {rate:g}"] = own
        print("tuning", kind.key, found[kind.key], flush=True)
    return found


def off(net: Forecaster, kind: Kind, which: str) -> np.ndarray:
    """How wrong a network is at each step ahead, (K,)."""
    return _mean(kind, which, lambda found, by: said(net, found, kind, by))


def last_off(kind: Kind, which: str) -> np.ndarray:
    """The same of the last value."""
    return _mean(kind, which, lambda found, by: rivals.last_value(found))


def _mean(kind: Kind, which: str, answer: Callable[[Windows, Scale], np.ndarray]) -> np.ndarray:
    every = []
    for name in kind.names:
        values = data.series(name).values
        found = windows(values, kind, which)
        every.append(rivals.wrong(answer(found, scale(values, kind.relative)), found, kind))
    mean: np.ndarray = np.concatenate(every).mean(0)
    return mean


def beaten(kind: Kind) -> tuple[dict[str, list[float]], dict[str, Sequence[float]]]:
    """How wrong the rivals are on what is held out, and the settings that ridge regression was given."""
    own = rivals.ridge([data.series(name).values for name in kind.names], kind)
    longest = max(*own.last, kind.window)
    off = {"last value": list(last_off(kind, HELD_OUT))}
    if kind.step == "hour":
        off["a day before"] = list(_mean(kind, HELD_OUT, lambda found, by: rivals.day_before(found, kind)))

    every = []
    for name in kind.names:
        values = data.series(name).values
        wide, by = windows(values, kind, HELD_OUT, longest), scale(values, kind.relative)
        every.append(rivals.wrong(own.said(wide, kind, by), wide, kind))
    off["ridge"] = list(np.concatenate(every).mean(0))
    rounded = {name: [round(float(one), 4) for one in these] for name, these in off.items()}
    return rounded, {"last": own.last, "strength": own.strength}


def followed(net: Forecaster, kind: Kind) -> dict[str, dict[str, float]]:
    """For each series, one step ahead: how a forecast correlates with what came and with the value before it, how the change it
    foresees does with the change that came, and how often it is right about up or down."""
    found = {}
    for name in kind.names:
        values = data.series(name).values
        seen = windows(values, kind, HELD_OUT)
        foretold, came, last = (
            said(net, seen, kind, scale(values, kind.relative))[:, 0],
            seen.after[:, 0],
            seen.values[:, -1],
        )
        moved = came != last
        found[name] = {
            "with what came": _correlation(foretold, came),
            "with the last value": _correlation(foretold, last),
            "of the changes": _correlation(foretold - last, came - last),
            "up or down right": round(float(((foretold > last) == (came > last))[moved].mean()), 4),
            "up": round(float((came > last)[moved].mean()), 4),
        }
    return found


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return round(float(np.corrcoef(a, b)[0, 1]), 4)


def main() -> None:
    torch.set_num_threads(1)
    if sys.argv[1:]:
        data.make(Path(sys.argv[1]))
    tried = tuning()
    weights, measured = {}, {}
    for kind in KINDS:
        offs, seconds, follows = [], [], []
        for seed in SEEDS:
            start = time.process_time()
            net = trained(kind, seed)
            seconds.append(round(time.process_time() - start, 1))
            offs.append([round(float(one), 4) for one in off(net, kind, HELD_OUT)])
            follows.append(followed(net, kind))
            if seed == SEEDS[0]:
                weights[kind.key] = net.state_dict()
        rival, chosen = beaten(kind)
        measured[kind.key] = {
            "settings": asdict(settings(kind, SEEDS[0], 2)),
            "reading": kind.reading,
            "weights": weights_of(kind),
            "windows": {which: len(together(kind, which)[0]) for which in data.PARTS},
            "held out": {name: _from_to(data.series(name)) for name in kind.names},
            "network": {str(ahead): [one[k] for one in offs] for k, ahead in enumerate(kind.ahead)},
            "rivals": rival,
            "ridge": chosen,
            "seconds": seconds,
            "followed": {
                name: {what: [one[name][what] for one in follows] for what in follows[0][name]} for name in kind.names
            },
        }
        print(kind.key, measured[kind.key]["network"], rival, chosen, seconds, follows[0], flush=True)
    store.keep("series", weights, {"seeds": SEEDS, "tuning seeds": TUNING, "tuning": tried, "kinds": measured})


def _from_to(one: data.Series) -> list[str]:
    first, end = data.part(len(one), HELD_OUT)
    return [str(one.times[first]), str(one.times[end - 1])]


if __name__ == "__main__":
    main()
