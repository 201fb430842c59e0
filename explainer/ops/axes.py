"""What coordinates are called where an operation does not know what they mean."""

from __future__ import annotations

PLACE = (("o", "map"), ("i", "row"), ("j", "column"))


def axes(rank: int) -> tuple[tuple[str, str], ...]:
    """Names and words for the coordinates of a tensor whose meaning the operation does not know."""
    if rank == 3:
        return PLACE
    return tuple((f"n{d}", "place" if rank == 1 else f"place in dimension {d + 1}") for d in range(rank))
