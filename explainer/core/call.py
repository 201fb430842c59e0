"""One operation as it ran, seen by the one that declares what its cells are made of; and the table of all declarations.

An operation of torch's is declared once, by its ATen name:

>>> @declares(aten.relu.default)
... def relu(call):
...     return pointwise(call, "relu")

What has no declaration is decomposed by torch itself into operations that have one (``watch.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import torch

from explainer.core.declaration import Cell

Shape = tuple[int, ...]


class Undeclared(Exception):
    """Raised by a declaration for settings that it does not cover: then the operation is decomposed, or stays closed."""


@dataclass(frozen=True)
class Ref:
    """A tensor by its name in the trace."""

    name: str
    values: torch.Tensor

    @property
    def shape(self) -> Shape:
        return tuple(self.values.shape)

    @property
    def ndim(self) -> int:
        return self.values.ndim


@dataclass(frozen=True)
class Step:
    """A tensor that a declaration adds: on the way (with its ``cell``), or numbers that it reads (``None``)."""

    name: str
    values: torch.Tensor
    cell: Cell | None


@dataclass
class Call:
    """``args`` are what the operation got, by its own names for them, tensors as :class:`Ref`; ``out`` is what it gave.

    ``name`` is its tensor's; of several, :meth:`named` tells the rest."""

    name: str
    op: str
    args: Mapping[str, Any]
    out: Any
    again: Callable[..., Any]
    steps: list[Step] = field(default_factory=list)

    def __getitem__(self, name: str) -> Any:
        return self.args.get(name)

    @property
    def x(self) -> Ref:
        """The first tensor that it got, whatever it is called."""
        return next(self.tensors())

    @property
    def shape(self) -> Shape:
        """Of what it gave, or of the first of several."""
        out = self.out if isinstance(self.out, torch.Tensor) else self.out[0]
        return tuple(out.shape)

    def named(self, k: int) -> str:
        """The name of the k-th tensor that it gave."""
        return self.name if k == 0 else f"{self.name}/{k}"

    def step(self, own: str, values: torch.Tensor, cell: Cell) -> Ref:
        """A tensor on the way, called ``name.own``."""
        name = f"{self.name}.{own}"
        self.steps.append(Step(name, values, cell))
        return Ref(name, values)

    def held(self, own: str, values: torch.Tensor) -> str:
        """Numbers that the declaration reads, such as a table of places; the name under which it reads them."""
        name = f"{self.name}.{own}"
        self.steps.append(Step(name, values, None))
        return name

    def tensors(self) -> Iterator[Ref]:
        """Every tensor that it got."""
        yield from refs_in(self.args.values())


Declared = Cell | Sequence[Cell | Ref | None] | None
Declare = Callable[[Call], Declared]

DECLARED: dict[str, Declare] = {}


def declares(*operations: str) -> Callable[[Declare], Declare]:
    """Register what the cells of an ATen operation are made of: of all its overloads, ``"relu"``, or of one, ``"max.dim"``.
    What works in place, ``relu_``, or into something given, is made of the same.

    A declaration of several tensors gives a cell for each, ``None`` for one that stays closed, and for one that is no other
    than a tensor on the way that tensor, which then stands for both."""

    def register(declare: Declare) -> Declare:
        for operation in operations:
            if operation in DECLARED:
                raise ValueError(f"{operation} is declared twice.")
            DECLARED[operation] = declare
        return declare

    return register


@cache
def declaration_of(op: Any) -> Declare | None:
    """The declaration of an ATen overload."""
    base, overload = op._schema.name.partition("::")[2], op._overloadname
    plain = base if base.startswith("__") else base.removesuffix("_")
    return DECLARED.get(f"{plain}.{overload}") or DECLARED.get(plain)


def refs_in(values: Any) -> Iterator[Ref]:
    """Every tensor in lists and tuples, nested too."""
    for value in values:
        if isinstance(value, Ref):
            yield value
        elif isinstance(value, list | tuple):
            yield from refs_in(value)
