"""One row of the table of operations: what is called, a module or a function, and what it gets."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn


@dataclass(frozen=True)
class Drawn:
    """Numbers to be drawn: ``shape``, then what is done to them to bring them where the operation is defined."""

    shape: tuple[int, ...]
    over: Callable[[torch.Tensor], torch.Tensor] = torch.Tensor.clone


@dataclass(frozen=True)
class Case:
    """``inputs`` are shapes to draw numbers for, ``Drawn``, or tensors as they are (whole numbers, masks)."""

    name: str
    call: Callable[..., Any]
    inputs: tuple[Any, ...]

    def made(self, kind: torch.dtype) -> tuple[Callable[..., Any], list[torch.Tensor]]:
        """The call and its inputs in a type; a module's own numbers are drawn too, so that none is left at 0 or 1."""
        generator = torch.Generator().manual_seed(sum(map(ord, self.name)))
        inputs = [_input(one, kind, generator) for one in self.inputs]
        call = self.call
        if isinstance(call, nn.Module):
            call = deepcopy(call).to(kind).eval()
            for own in (*call.parameters(), *call.buffers()):
                if own.is_floating_point():
                    own.data.copy_(torch.rand(own.shape, generator=generator, dtype=torch.float64) + 0.2)
        return call, inputs


def _input(one: Any, kind: torch.dtype, generator: torch.Generator) -> torch.Tensor:
    if isinstance(one, torch.Tensor):
        return one.clone().to(kind) if one.is_floating_point() else one.clone()
    drawn = one if isinstance(one, Drawn) else Drawn(one)
    return drawn.over(torch.randn(drawn.shape, generator=generator, dtype=torch.float64)).to(kind)


def positive(*shape: int) -> Drawn:
    return Drawn(shape, lambda x: x.abs() + 0.1)


def share(*shape: int) -> Drawn:
    """Within (0, 1)."""
    return Drawn(shape, torch.sigmoid)


def shares(*shape: int) -> Drawn:
    """Adding up to 1 over the second dimension."""
    return Drawn(shape, lambda x: x.softmax(1 if x.ndim > 1 else 0))


def whole(*shape: int, below: int = 5, low: int = 0) -> torch.Tensor:
    """Whole numbers, the same every time."""
    return torch.randint(low, below, shape, generator=torch.Generator().manual_seed(7))


def mask(*shape: int) -> torch.Tensor:
    return whole(*shape, below=2).bool()


# Where there is no number, or an infinite one, among them: the reductions and what goes over tensors cell by cell.
ODD = torch.tensor(
    [[float("nan"), float("inf"), -float("inf"), 0.0, -0.0, 1.5], [2.0, -3.0, 0.5, float("inf"), 1.0, -1.0]]
)
