"""Which rate each network that reads digits learns by: all tried on digits that none of the others is judged by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from torch import nn

from explainer.models.comparing.digits import PASSES, RATES, RIVALS, settings, to_tune
from explainer.models.comparing.sizes import HEADS, PASSES_OF_HEADS, RATES_OF_HEADS, pooled
from explainer.training.fit import fit

SEEDS = (101, 102, 103)


def right_by_rate(make: Callable[[], nn.Module], rates: Sequence[float], passes: int) -> dict[str, list[float]]:
    """The share of the digits set aside that is right, by rate, of each seed."""
    learn, judged_by = to_tune()
    found: dict[str, list[float]] = {}
    for rate in rates:
        for seed in SEEDS:
            *_, last = fit(make, learn, judged_by, settings(rate, seed, len(learn[1]), passes, reports=2))
            found.setdefault(f"{rate:g}", []).append(round(last.accuracy, 4))
    print("tuning", found, flush=True)
    return found


def best(tried: dict[str, list[float]]) -> float:
    """The rate by which most was right in the mean, the first of equals."""
    return float(max(tried, key=lambda rate: sum(tried[rate])))


def measured() -> dict[str, object]:
    """Of every network; with a head that any size goes into, too."""
    figures = {key: right_by_rate(rival.make, RATES, PASSES) for key, rival in RIVALS.items()}
    for key in HEADS:
        figures[key] = right_by_rate(lambda key=key: pooled(key), RATES_OF_HEADS, PASSES_OF_HEADS)  # type: ignore[misc]
    learn, judged_by = to_tune()
    about = {
        "seeds": SEEDS, "learned from": len(learn[1]), "judged by": len(judged_by[1]), "passes": PASSES,
        "passes of heads": PASSES_OF_HEADS,
    }  # fmt: skip
    return {"settings": about, "share right": figures, "chosen": {key: best(tried) for key, tried in figures.items()}}
