"""What coordinates are called where an operation does not know what they mean."""

from __future__ import annotations

from explainer.core.batch import EXAMPLE
from explainer.core.words import usual

Out = tuple[tuple[str, str], ...]

PLACE = (("o", "map"), ("i", "row"), ("j", "column"))
BATCH = ("n", EXAMPLE)


def axes(rank: int) -> Out:
    """Names and words for the coordinates of a tensor whose meaning the operation does not know."""
    names = [name for name, _ in PLACE] if rank == 3 else [f"n{d}" for d in range(rank)]
    return tuple(zip(names, usual(rank), strict=True))


def spatial(dims: int) -> Out:
    """Names and words for so many dimensions of space, or for steps where it is one."""
    return {
        1: (("i", "step"),),
        2: (("i", "row"), ("j", "column")),
        3: (("h", "slice"), ("i", "row"), ("j", "column")),
    }[dims]
