"""Every tensor of a run by its key, in every version that it had.

Nothing is copied until somebody writes into it. Then what was kept of that storage gets numbers of its own, and whoever looks at
it through another tensor afterwards finds a new version, made of what was written and of the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import prod
from typing import Any

import numpy as np
import torch

from explainer.core.call import Call, Ref
from explainer.core.declaration import Cell
from explainer.core.places import moved
from explainer.core.spot import Spot

_NOWHERE = Spot((), "", 0)


@dataclass
class Born:
    """A tensor as it came to be. Without a cell it was not made of anything, or is ``opaque``."""

    key: str
    values: torch.Tensor
    cell: Cell | None
    op: str
    spot: Spot
    of: tuple[str, ...] = ()
    opaque: bool = False
    held: bool = False
    own: str = ""
    storage: int = 0
    generation: int = 0

    @property
    def made_of(self) -> set[str]:
        """The keys of what it was made of."""
        return (self.cell.reads if self.cell is not None else set()) | (set(self.of) if self.opaque else set())


@dataclass
class _Storage:
    """``generation`` counts the writes, ``kept`` what was born in it, ``writes`` what each generation was written by."""

    generation: int = 0
    kept: list[Born] = field(default_factory=list)
    writes: list[tuple[int, Born]] = field(default_factory=list)


class Versions:
    """``named`` are the tensors that are there beforehand, by their keys; ``protect`` is called before one is written into."""

    def __init__(self, named: Mapping[str, torch.Tensor], protect: Callable[[torch.Tensor], None]) -> None:
        self.born: list[Born] = []
        self.before: dict[str, Born] = {}
        self.spot = _NOWHERE
        self._known: dict[int, tuple[torch.Tensor, str, int]] = {}
        self._storages: dict[int, _Storage] = {}
        self._by_key: dict[str, Born] = {}
        self._protect = protect
        self._written_into = False
        for key, tensor in named.items():
            self._know(Born(key, tensor, None, "", self.spot), self.before)

    def of(self, key: str) -> Born:
        """A tensor by its key."""
        return self._by_key.get(key) or self.before[key]

    def key_of(self, tensor: torch.Tensor) -> str:
        """The key of a tensor that came out of the run."""
        return self.ref(tensor).name

    def bear(self, born: Born, written: bool = False) -> None:
        """Something came to be; ``written`` says that it was written over something."""
        self._know(born, self._by_key)
        if written:
            storage = self._storage(born.values)
            storage.writes.append((storage.generation, born))

    def leading_to(self, keys: Iterable[str]) -> set[str]:
        """The keys of everything that tensors are made of, and their own."""
        kept: set[str] = set()
        rest = list(keys)
        while rest:
            key = rest.pop()
            if key not in kept:
                kept.add(key)
                rest.extend(self._by_key[key].made_of if key in self._by_key else ())
        return kept

    def keep(self, keys: Iterable[str]) -> None:
        """Give these numbers of their own, which nobody writes into any more: a storage's are copied once."""
        copies: dict[int, torch.Tensor] = {}
        for key in keys:
            born = self.of(key)
            storage = self._storages[born.storage]
            if born.generation < storage.generation or born.values.is_meta:
                continue
            x = born.values
            if born.storage not in copies:
                copies[born.storage] = torch.tensor([], dtype=x.dtype).set_(x.untyped_storage()).clone()
            flat = copies[born.storage].view(x.dtype)
            born.values = torch.as_strided(flat, x.shape, x.stride(), x.storage_offset())

    def refs(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return self.ref(value)
        if isinstance(value, list | tuple):
            return [self.refs(one) for one in value]
        return value

    def as_before(self, value: Any) -> Any:
        """With the numbers that tensors have before an operation writes into one of them."""
        if isinstance(value, Ref):
            return Ref(value.name, self.of(value.name).values)
        return [self.as_before(one) for one in value] if isinstance(value, list) else value

    def ref(self, tensor: torch.Tensor) -> Ref:
        """A tensor by its key, in the version that it has now; one of which nothing is known is a constant."""
        known = self._known.get(id(tensor))
        if known is None:
            same = [
                b
                for b in self._storage(tensor).kept
                if b.generation == self._storage(tensor).generation and _geometry(b.values) == _geometry(tensor)
            ]
            if same:
                self.alias(tensor, same[-1].key)
                return Ref(same[-1].key, tensor)
            born = Born(f"=#{len(self._known)}", tensor, None, "constant", self.spot)
            self._know(born, self.before)
            return Ref(born.key, tensor)
        _, key, generation = known
        if not self._written_into:
            return Ref(key, tensor)
        storage = self._storage(tensor)
        if storage.generation != generation:
            key = self._version(tensor, key, generation)
        return Ref(key, tensor)

    def alias(self, tensor: torch.Tensor, key: str) -> None:
        """The same tensor by another hand."""
        self._known[id(tensor)] = (tensor, key, self._storage(tensor).generation)

    def before_writing(self, tensor: torch.Tensor) -> None:
        """Give everything that was kept of a storage numbers of its own, before they change."""
        self._protect(tensor)
        self._written_into = True
        storage = self._storage(tensor)
        kept = [born for born in storage.kept if born.generation == storage.generation]
        if kept:
            flat = torch.tensor([], dtype=tensor.dtype).set_(tensor.untyped_storage()).clone()
            for born in kept:
                x = born.values
                born.values = torch.as_strided(flat, x.shape, x.stride(), x.storage_offset())
        storage.generation += 1

    def as_it_was(self, ref: Ref) -> Ref:
        """A tensor in the shape that it has before it gets another one in place."""
        x = ref.values
        alias = torch.as_strided(x, x.shape, x.stride(), x.storage_offset())
        for born in self._storage(x).kept:
            if born.values is x:
                born.values = alias
        return Ref(ref.name, alias)

    def _know(self, born: Born, where: dict[str, Born]) -> None:
        storage = self._storage(born.values)
        born.storage, born.generation = born.values.untyped_storage()._cdata, storage.generation
        storage.kept.append(born)
        where[born.key] = born
        if where is self._by_key:
            self.born.append(born)
        self._known[id(born.values)] = (born.values, born.key, storage.generation)

    def _storage(self, tensor: torch.Tensor) -> _Storage:
        where = tensor.untyped_storage()._cdata
        if where not in self._storages:
            self._storages[where] = _Storage()
        return self._storages[where]

    def _version(self, tensor: torch.Tensor, key: str, since: int) -> str:
        """A tensor that was written into through another since it was last looked at: of what is new, and the rest."""
        storage = self._storage(tensor)
        writes = [born for generation, born in storage.writes if generation > since]
        same = [w for w in writes if _geometry(w.values) == _geometry(tensor)]
        if same and same[-1] is writes[-1]:
            self.alias(tensor, same[-1].key)
            return same[-1].key
        size = tensor.untyped_storage().nbytes() // max(1, tensor.element_size())
        places = torch.arange(size)
        own = torch.as_strided(places, tensor.shape, tensor.stride(), tensor.storage_offset())
        sources = [Ref(key, tensor), *(Ref(w.key, w.values) for w in writes)]
        firsts = np.cumsum([0, *(prod(s.shape) for s in sources)])
        holder = torch.full((size,), -1)
        holder[own.reshape(-1)] = torch.arange(own.numel())
        for first, w in zip(firsts[1:], writes, strict=False):
            there = torch.as_strided(places, w.values.shape, w.values.stride(), w.values.storage_offset())
            holder[there.reshape(-1)] = torch.arange(int(first), int(first) + there.numel())
        taken = holder[own]
        if torch.equal(taken.reshape(-1), torch.arange(own.numel())):
            self.alias(tensor, key)
            return key
        call = Call(f"#{len(self.born)}", "written", {}, tensor, lambda x: x)
        out = tuple((f"n{d}", "") for d in range(tensor.ndim))
        cell = moved(call, sources, taken, out)
        for step in call.steps:
            self.bear(Born(step.name, step.values, None, "written", self.spot, held=True))
        born = Born(call.name, tensor, cell, "written", self.spot, tuple(s.name for s in sources))
        self.bear(born)
        return born.key


def _geometry(x: torch.Tensor) -> tuple[Any, ...]:
    return tuple(x.shape), x.stride(), x.storage_offset()
