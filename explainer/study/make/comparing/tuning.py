"""Which rate each network that reads digits learns by: all tried on digits that none of the others is judged by."""

from __future__ import annotations

from collections.abc import Callable

from torch import nn

from explainer.models.comparing.digits import RATES, RIVALS, settings, to_tune
from explainer.models.comparing.sizes import HEADS, pooled
from explainer.training.fit import fit

SEED = 0


def right_by_rate(make: Callable[[], nn.Module]) -> dict[str, float]:
    """The share of the digits set aside that is right, by rate."""
    learn, judged_by = to_tune()
    found = {}
    for rate in RATES:
        *_, last = fit(make, learn, judged_by, settings(rate, SEED, len(learn[1]), reports=2))
        found[f"{rate:g}"] = round(last.accuracy, 4)
    return found


def measured() -> dict[str, object]:
    """Of every network; with a head that any size goes into, too."""
    makes: dict[str, Callable[[], nn.Module]] = {key: rival.make for key, rival in RIVALS.items()}
    makes |= {head: (lambda head=head: pooled(head)) for head in HEADS}  # type: ignore[misc]
    figures = {}
    for key, make in makes.items():
        figures[key] = right_by_rate(make)
        print("tuning", key, figures[key], flush=True)
    learn, judged_by = to_tune()
    about = {"seed": SEED, "learned from": len(learn[1]), "judged by": len(judged_by[1]), "rates": RATES}
    return {"settings": about, "share right": figures}
