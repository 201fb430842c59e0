"""All of the networks by their names, each made anew when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from torch import nn


@dataclass(frozen=True)
class Brought:
    """A module, or a function, and what its forward is given."""

    module: nn.Module | Callable[..., Any]
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)


NETWORKS: dict[str, Callable[[], Brought]] = {}


def network(make: Callable[[], Brought]) -> Callable[[], Brought]:
    """Register one."""
    assert make.__name__ not in NETWORKS
    NETWORKS[make.__name__] = make
    return make
