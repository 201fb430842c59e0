"""``make moved``: how networks read digits that moved, and what they must have learned from to do so.

Of the network that ships, along both axes. Then what it owes to how it learned: networks of its kind learn for as long as those
that visitors train, and for as long as it did, from digits as they are, a little changed each time, or moved each time. And
whether kernels that learn are better than kernels left as noise, and what is learned from shuffled labels. ``assets/moved.json``
has what was measured and by which settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial

import torch
from torch import nn

from explainer.models import digits, store
from explainer.models.digits import SETTINGS
from explainer.models.make.digits import disturbed
from explainer.models.recipes import FEW, DigitRecipe, digits_to_learn, held_out, moved_at_random
from explainer.study.digits import slopes
from explainer.study.moved import AXES, FAR, MOVES, SHIFTS, along, cut_off, moved, reading, share_right, when_moved
from explainer.training.fit import Disturb, Settings, fit

SEEDS = (1, 2, 3)
SHORT = Settings(falling=True, reports=2)
LONG = replace(SETTINGS, reports=2)
CHANGED: dict[str, Disturb | None] = {
    "as they are": None,
    "a little changed": disturbed,
    "moved": partial(moved_at_random, most=FAR),
}


def of_shipped(axis: str) -> dict[str, list[float]]:
    """The network that ships, at each of ``SHIFTS`` along an axis: the share it reads right; means and standard deviations over
    all held-out digits of their own class's logit, margin and share; how sure it is, on average, where it is wrong; and the
    share of their ink that is cut off."""
    net, (x, labels) = digits.trained(), held_out()
    found: dict[str, list[float]] = {}
    for by in SHIFTS:
        read = reading(net, moved(x, *(by * step for step in AXES[axis])), labels)
        measured = {"right": read.right.mean(), "sure where wrong": read.sure[~read.right].mean()}
        for name in ("logit", "margin", "share"):
            values = getattr(read, name)
            measured |= {name: values.mean(), f"{name} deviates": values.std(ddof=1)}
        for name, value in measured.items():
            found.setdefault(name, []).append(round(float(value), 4))
    return found | {"cut off": [round(lost, 4) for lost in along(axis, cut_off)]}


def learned() -> Iterator[dict[str, object]]:
    """Each training: its steps, what was done to its digits, and the shares right of each seed at each of ``MOVES``; of the shorter
    ones along both axes, too, as a mean over the seeds."""
    for settings in (SHORT, LONG):
        for name, disturb in CHANGED.items():
            nets = [_trained(replace(settings, seed=seed), disturb) for seed in SEEDS]
            found: dict[str, object] = {"steps": settings.steps, "digits": name}
            found["right"] = [[round(share, 4) for share in when_moved(net)] for net in nets]
            if settings is SHORT:
                found["along"] = {
                    axis: _mean([along(axis, partial(share_right, net)) for net in nets]) for axis in AXES
                }
            print(found, flush=True)
            yield found


def _mean(runs: Sequence[Sequence[float]]) -> list[float]:
    return [round(sum(at) / len(at), 4) for at in zip(*runs, strict=True)]


def _trained(settings: Settings, disturb: Disturb | None) -> nn.Sequential:
    *_, last = fit(digits.network, digits_to_learn(), held_out(), settings, disturb)
    return DigitRecipe(settings).net(last)


def kernels() -> dict[str, list[float]]:
    """For each seed: how often a network is right whose first kernels learn, and one whose first kernels stay as noise; and
    what one slope explains of these kernels before and after."""
    found: dict[str, list[float]] = {}
    for seed in SEEDS:
        settings = replace(SHORT, seed=seed)
        first, last = fit(digits.network, digits_to_learn(), held_out(), settings)
        *_, kept = fit(_with_noise, digits_to_learn(), held_out(), settings)
        before, after = (float(slopes(p.weights["0.weight"]).mean()) for p in (first, last))
        measured = {
            "learned": last.accuracy,
            "left as noise": kept.accuracy,
            "slope before": before,
            "slope after": after,
        }
        for name, value in measured.items():
            found.setdefault(name, []).append(round(value, 4))
    return found


def by_heart() -> dict[str, list[float]]:
    """For each seed: how often a network that learned a few digits with shuffled labels is right about these labels, and about
    digits held out."""
    runs = [list(DigitRecipe(replace(SHORT, seed=seed), digits=FEW, shuffled=True).run())[-1] for seed in SEEDS]
    return {"learned from": [round(p.seen, 4) for p in runs], "held out": [round(p.accuracy, 4) for p in runs]}


def _with_noise() -> nn.Sequential:
    net = digits.network()
    net[0].requires_grad_(False)
    return net


def main() -> None:
    torch.set_num_threads(1)
    about = {
        "short": asdict(SHORT), "long": asdict(LONG), "seeds": SEEDS, "shifts": SHIFTS, "moves": MOVES,
        "moved by at most": FAR, "tested on": len(held_out()[1]), "shuffled": FEW,
    }  # fmt: skip
    shipped = {axis: of_shipped(axis) for axis in AXES}
    figures = {"about": about, "shipped": shipped, "kernels": kernels(), "by heart": by_heart()}
    store.keep_figures("moved", figures | {"learned": list(learned())})


if __name__ == "__main__":
    main()
