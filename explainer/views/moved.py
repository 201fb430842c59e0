"""What was measured of networks that read digits which moved, and of what they must have learned from to do so: the figures of
``make moved``, as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import mean

from explainer.core.words import number
from explainer.models.store import figures
from explainer.study import moved as study
from explainer.study.moved import MOVES, SHIFTS
from explainer.views.figures import many, spread

FAR = study.FAR
EVEN, SMALL = 0.002, 0.03
PLAIN, CHANGED, MOVED = "as they are", "a little changed", "moved"
DONE = {PLAIN: PLAIN, CHANGED: f"{CHANGED} each time", MOVED: f"{MOVED} by up to {FAR}"}


@dataclass(frozen=True)
class Training:
    """One way to train networks of the kind that ships: for how many ``steps``, from ``digits`` changed in which way; the shares
    of its seeds ``right`` at each of ``MOVES``, and, where it was measured, the mean at each of ``SHIFTS`` by its axis."""

    steps: int
    digits: str
    right: list[list[float]]
    along: dict[str, list[float]] | None = None


def trainings() -> list[Training]:
    """All that were measured."""
    return [Training(**one) for one in figures("moved")["learned"]]


def trained(steps: int, changed: str) -> Training:
    """The one of so many steps from digits ``changed`` so."""
    return next(one for one in trainings() if (one.steps, one.digits) == (steps, changed))


def short_and_long() -> tuple[int, int]:
    """For how many steps those trained that are like a visitor's, and those that are like the network that ships."""
    about = figures("moved")["about"]
    return about["short"]["steps"], about["long"]["steps"]


@dataclass(frozen=True)
class Measured:
    """What was measured of the network that ships on ``tested`` held-out digits: the share right where they stand and moved by
    ``FAR`` ``to_the_right`` or ``down``; of those to the right how many are ``wrong`` and how ``sure`` it is of what it then says,
    and the mean logit of their own class before and after."""

    tested: int
    still: float
    to_the_right: float
    down: float
    wrong: int
    sure: float
    logits: tuple[str, str]


def measured() -> Measured:
    """Read from where it was measured."""
    found = figures("moved")
    right, down = (found["shipped"][axis] for axis in ("right", "down"))
    still, there = SHIFTS.index(0), SHIFTS.index(FAR)
    tested = found["about"]["tested on"]
    logits = [number(right["logit"][k]) for k in (still, there)]
    wrong = round(tested * (1 - right["right"][there]))
    sure = right["sure where wrong"][there]
    shares = right["right"][still], right["right"][there], down["right"][there]
    return Measured(tested, *shares, wrong, sure, (logits[0], logits[1]))


@dataclass(frozen=True)
class Owed:
    """What standing a move of ``FAR`` to the right is owed to: the shares right of those trained for a ``short`` time or a
    ``long`` one, from digits as they are (``plain``), a little changed, or moved; of two also where digits stand ``still``."""

    seeds: str
    short: int
    long: int
    shipped: str
    short_plain: str
    short_changed: str
    short_moved: str
    long_plain: str
    long_changed: str
    short_plain_still: str
    short_moved_still: str


def owed() -> Owed:
    """Read from where it was measured."""
    short, long = short_and_long()
    still, there = 0, MOVES.index(FAR)

    def right(steps: int, changed: str, move: int) -> str:
        return spread([shares[move] for shares in trained(steps, changed).right])

    return Owed(
        seeds=seeds(),
        short=short,
        long=long,
        shipped=spread([measured().to_the_right]),
        short_plain=right(short, PLAIN, there),
        short_changed=right(short, CHANGED, there),
        short_moved=right(short, MOVED, there),
        long_plain=right(long, PLAIN, there),
        long_changed=right(long, CHANGED, there),
        short_plain_still=right(short, PLAIN, still),
        short_moved_still=right(short, MOVED, still),
    )


def seeds() -> str:
    """How many networks were trained in each way, in words."""
    return many(figures("moved")["about"]["seeds"])


def why_learned() -> str:
    """What learned first kernels are worth, in a sentence that the figures choose."""
    found = figures("moved")["kernels"]
    learned, noise = found["learned"], found["left as noise"]
    gap = mean(learned) - mean(noise)
    lead = "Here next to nothing" if gap <= EVEN else "Here little" if gap <= SMALL else "Much"
    why = "the later layers learn in any case, and read much from what random kernels answer." if gap <= SMALL else ""
    said = f"{spread(learned)} are read right, {spread(noise)} where the first kernels stay noise"
    return f"What are learned ones worth? {lead}: {said}{f', since {why}' if why else '.'}"


def by_heart() -> tuple[str, str, int, int]:
    """Of shuffled labels the shares that are learned by heart, and the shares of unseen digits then right; of how many labels,
    in how many steps."""
    found, about = figures("moved")["by heart"], figures("moved")["about"]
    return spread(found["learned from"]), spread(found["held out"]), about["shuffled"], about["short"]["steps"]
