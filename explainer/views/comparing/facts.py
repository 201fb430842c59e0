"""What was measured of both families, as the chapter reads it: shares right of every seed, and who came out ahead."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, Literal

from explainer.data.digits import TRAINING
from explainer.models.comparing.digits import RIVALS
from explainer.models.comparing.sizes import Size, size_name
from explainer.models.readers import KINDS
from explainer.models.store import figures

Ahead = Literal["CNN", "loop", "level"]
ByWords = Mapping[str, Sequence[float]]
SEEN = ("The table", "the chapter Same bag", "The table", "Any length")
"""Where each of what stands :func:`side_by_side` is shown with other networks."""


def measured(part: str) -> Any:
    """A part of what was measured."""
    return figures("comparing")[part]


def digits(key: str, learned: int = TRAINING) -> list[float]:
    """Of digits held out, by how many were learned from."""
    found: list[float] = measured("digits")["by digits"][key][str(learned)]
    return found


def sentences(key: str, task: str) -> list[float]:
    """Of sentences held out, with their words as they are."""
    found: list[float] = figures("readers")["share right"][key][task]
    return found


def by_words(key: str, mixed: bool) -> ByWords:
    """Of sentences in which an opinion prevails, by how many words they have, learned at all lengths up to a longest or at one."""
    found: ByWords = measured("lengths")["by words"][key]["mixed" if mixed else "own"]
    return found


def on_sheets(head: str, mixed: bool, size: Size) -> list[float]:
    """Of digits held out, on sheets of a size, by a head that was learned on sheets of all sizes or on the digits' own."""
    found: list[float] = measured("sizes")["heads"][head]["mixed" if mixed else "own"][size_name(size)]
    return found


def reach(learned: str, key: str, measure: str = "gradient") -> list[float]:
    """How much each word counts, from the last one back, in shares of the strongest, in the mean."""
    found: list[float] = measured("influence")["reach"][learned][key][measure]
    return found


def ahead(cnn: Sequence[float], loop: Sequence[float]) -> Ahead:
    """Who was right more often: one whose worst seed beats the other's best, else neither."""
    if min(cnn) > max(loop):
        return "CNN"
    return "loop" if min(loop) > max(cnn) else "level"


def scale_from(shares: Iterable[Sequence[float]]) -> float:
    """Where a scale begins that has all of these on it: at a tenth."""
    return floor(10 * min(map(min, shares)) - 1e-9) / 10


def side_by_side() -> dict[str, tuple[list[float], list[float]]]:
    """A convolution and an LSTM on tasks of which not all are easy for both: the shares right of each."""
    conv, lstm = (by_words(key, mixed=True) for key in ("conv", "lstm"))
    far = max(conv, key=int)
    return {
        "digits": (digits("cnn"), digits("lstm")),
        "new shapes of sentence": (sentences("conv", "shapes"), sentences("lstm", "shapes")),
        "which opinion prevails": (sentences("conv", "majority"), sentences("lstm", "majority")),
        f"which opinion prevails in {far} words": (list(conv[far]), list(lstm[far])),
    }


@dataclass(frozen=True)
class Network:
    """A network on a task: the shares ``right`` of every seed, those where all was shuffled ``alike`` and, of sentences, ``each``
    in another way; what it learns and multiplies; and the time that takes: a whole training in seconds, an answer in
    microseconds."""

    key: str
    name: str
    right: list[float]
    alike: list[float]
    each: list[float]
    weights: int
    multiplied: int
    in_a_row: int
    training: float
    answer: float


def networks(task: str) -> list[Network]:
    """All on ``digits``, or on a task of sentences."""
    of = "digits" if task == "digits" else "sentences"
    names = {key: rival.name for key, rival in RIVALS.items()} if of == "digits" else {k.key: k.name for k in KINDS}
    return [_network(of, task, key, name) for key, name in names.items()]


def _network(of: str, task: str, key: str, name: str) -> Network:
    cost, time = (measured(part)[of][key] for part in ("costs", "times"))
    shuffled = measured(of)["shuffled"]
    pictures = of == "digits"
    return Network(
        key,
        name,
        digits(key) if pictures else sentences(key, task),
        shuffled[key] if pictures else shuffled["alike"][task][key],
        [] if pictures else shuffled["each"][task][key],
        cost["weights"],
        cost["multiply-adds"],
        cost["in a row"],
        time["training, s"],
        time["answer, µs"],
    )
