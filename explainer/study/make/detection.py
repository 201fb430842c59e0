"""``make detection``: train the networks that say what is where, measure them, and the rival that only looks for connected ink.

Five seeds of the network that ships, trained for a long time, and of the one that visitors train, as long as they do. All are
judged on the same sheets of digits held out: precision and recall of boxes that overlap the true one by half or more, with what
they say and without; of the seed that ships at every threshold, too. The rival's settings are chosen from a grid, by the same
score, on sheets of digits that are neither learned from nor held out.

Then what one box for a whole sheet takes: the same maps with a head that has a weight for every place, and with one that reads each
map's mean, five seeds each, against the average box of the sheets to learn from. And a network that says whose ink each cell has.
``assets/detection.json`` has what was measured and by which settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from statistics import mean
from typing import Any

import numpy as np
import torch
from torch import nn

from explainer.core.building import Weights
from explainer.data.sheets import sheets
from explainer.models import detection, store
from explainer.models.detection import CLASSES, HEADS
from explainer.study import detection as study
from explainer.study import pieces
from explainer.study.boxes import Tally
from explainer.study.detection import ALLOWED, LEAST, SEED, SETTINGS, TESTED, BoxRecipe, OneBoxRecipe
from explainer.training.fit import Examples, Progress, Settings, Task, fit

SEEDS = (1, 2, 3, 4, 5)
LONG = BoxRecipe(replace(SETTINGS, steps=4_000, reports=5), sheets=4_000)
SHORT = BoxRecipe(replace(SETTINGS, reports=2))
ONE_BOX = Settings(seed=SEED, rate=0.003, batch=16, steps=1_200, reports=2, falling=True)
SINGLE = 3_000
SEGMENTS = Settings(seed=SEED, rate=0.006, batch=8, steps=2_500, reports=2, falling=True)
LEASTS = tuple(range(5, 100, 5))
DIGITS = 4


def _last(recipe: BoxRecipe | OneBoxRecipe) -> Progress:
    *_, last = recipe.run()
    print(recipe.settings.seed, recipe.settings.steps, f"{last.accuracy:.3f}", flush=True)
    return last


def _found(tally: Tally, place: Tally) -> dict[str, float]:
    """Precision and recall with what is said, and of the places alone."""
    return {
        "precision": round(tally.precision, DIGITS),
        "recall": round(tally.recall, DIGITS),
        "agreed": round(tally.agreed, DIGITS),
        "places precision": round(place.precision, DIGITS),
        "places recall": round(place.recall, DIGITS),
    }


def _by_name(each: list[dict[str, float]]) -> dict[str, list[float]]:
    return {name: [one[name] for one in each] for name in each[0]}


def boxes(recipe: BoxRecipe) -> tuple[dict[str, Any], Weights]:
    """Each seed of a recipe on the sheets held out, and the weights of the one that does best on those to choose by."""
    x, targets = study.held_out()
    seen, wanted = study.to_choose()
    each, best, weights = [], -1.0, {}
    for seed in SEEDS:
        net = recipe.net(_last(replace(recipe, settings=replace(recipe.settings, seed=seed))))
        said = study.told(net, x)
        each.append(_found(study.judged(said, targets), study.judged(said, targets, reading=False)))
        chosen = study.judged(study.told(net, seen), wanted).agreed
        if chosen > best:
            best, weights, shipped = chosen, net.state_dict(), seed
    about = {"settings": asdict(recipe.settings), "sheets": recipe.sheets, "best seed": shipped}
    return about | {"seeds": _by_name(each)}, weights


def by_least(net: nn.Module) -> dict[str, list[float]]:
    """Precision and recall at every threshold of ``LEASTS``, in hundredths, with doubles removed and not."""
    x, targets = study.held_out()
    said = study.told(net, x)
    found: dict[str, list[float]] = {}
    for name, allowed in (("removed", ALLOWED), ("shown", 1.0)):
        tallies = [study.judged(said, targets, least / 100, allowed) for least in LEASTS]
        found[f"precision, doubles {name}"] = [round(t.precision, DIGITS) for t in tallies]
        found[f"recall, doubles {name}"] = [round(t.recall, DIGITS) for t in tallies]
    return found


def rival() -> dict[str, Any]:
    """The rule that was chosen, how it did where it was, and on the sheets held out."""
    rule, there = pieces.chosen(sheets("choose", TESTED, SEED))
    tested = [(pieces.pieces(sheet.ink, rule), sheet) for sheet in sheets("held out", TESTED, SEED)]
    read, placed = Tally(), Tally()
    for got, sheet in tested:
        read += pieces.against(got, sheet)
        placed += pieces.against(got, sheet, reading=False)
    choices = dict(zip(("ink", "bridge", "smallest", "unlike", "neighbours"), pieces.CHOICES, strict=True))
    return {"chosen from": choices, "rule": asdict(rule), "where chosen": round(there.agreed, DIGITS)} | _found(
        read, placed
    )


def one_box() -> tuple[dict[str, Any], dict[str, Weights]]:
    """How far the only box is the right one, on average, by its head, for each seed; and for the average box."""
    _, learned = study.single("learn", SINGLE)
    _, tested = study.single("held out", TESTED)
    average = learned.mean(0, keepdim=True).expand(len(tested), -1)
    found: dict[str, Any] = {"average box": round(float(study.own_overlaps(average, tested).mean()), DIGITS)}
    weights = {}
    for head in HEADS:
        lasts = [_last(OneBoxRecipe(head, replace(ONE_BOX, seed=seed), SINGLE)) for seed in SEEDS]
        found[head] = [round(last.accuracy, DIGITS) for last in lasts]
        found[f"{head}, learned from"] = [round(last.seen, DIGITS) for last in lasts]
        weights[head] = lasts[0].weights
    return {"settings": asdict(ONE_BOX), "sheets": SINGLE} | found, weights


def _inks(part: str, count: int) -> Examples:
    """Sheets, and whose ink each cell has most of."""
    of = sheets(part, count, SEED)
    return torch.from_numpy(np.stack([sheet.ink for sheet in of])), torch.stack(
        [detection.inked(sheet) for sheet in of]
    )


def segments() -> tuple[dict[str, Any], Weights]:
    """How often a network says right whose ink a cell has, of the seed that ships."""
    learn, rest = _inks("learn", LONG.sheets), _inks("held out", TESTED)
    *_, last = fit(detection.segments, learn, rest, SEGMENTS, task=Task(detection.segment_loss, study.inks_right))
    return {"settings": asdict(SEGMENTS), "cells right": round(last.accuracy, DIGITS)}, last.weights


def main() -> None:
    torch.set_num_threads(1)
    found: dict[str, Any] = {"pieces": rival()}
    print(found, flush=True)
    found["short"], _ = boxes(SHORT)
    found["long"], weights = boxes(LONG)
    print(
        {name: mean(found[k]["seeds"][name]) for k in ("short", "long") for name in ("precision", "recall")}, flush=True
    )
    net = detection.network()
    net.load_state_dict(weights)
    net.eval()
    found["by least"] = by_least(net)
    found["one box"], heads = one_box()
    found["segments"], segment = segments()
    there = study.held_out()[1]
    count = sum(len(study.whole_boxes(target)[1]) for target in there)
    about = {
        "seeds": SEEDS, "tested on": TESTED, "digits there": count, "least": LEAST, "allowed": ALLOWED, "leasts": LEASTS,
        "classes": CLASSES,
    }  # fmt: skip
    networks: Mapping[str, Weights] = {"boxes": weights, **heads, "segments": segment}
    store.keep(detection.NAME, networks, {"about": about} | found)


if __name__ == "__main__":
    main()
