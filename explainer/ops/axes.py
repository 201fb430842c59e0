"""What coordinates are called where an operation does not know what they mean."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.batch import EXAMPLE
from explainer.core.declaration import Index, var
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


WINDOW = ("a", "b", "e")


def in_each(value: int | Sequence[int], dims: int) -> list[int]:
    """A setting for each of so many dimensions, where one may stand for all."""
    found = [value] if isinstance(value, int) else list(value)
    return found * dims if len(found) == 1 else found


def of_maps(rank: int, dims: int) -> tuple[Out, tuple[Index, ...]]:
    """The coordinates of maps in so many dimensions, with or without a batch, and the index that the batch has."""
    batched = rank == dims + 2
    return (*((BATCH,) if batched else ()), ("o", "map"), *spatial(dims)), (var("n"),) if batched else ()
