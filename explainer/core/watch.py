"""One real run, watched: every operation that torch does, with the declaration of what its cells are made of.

In inference mode the dispatcher shows whole operations, ``linear`` or ``lstm``. What has a declaration is kept as it is; what
has none is decomposed by torch, first by the operation's own definition, then by torch's table; what is left then is
**opaque**: it is kept with its values and what it was made of, and the chain goes on.

Nothing is copied until somebody writes into it: the run sees its own tensors, and every version of each is kept.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import prod
from typing import Any

import numpy as np
import torch
from torch._decomp import decomposition_table
from torch.utils._python_dispatch import TorchDispatchMode

from explainer.core.call import Call, Declare, Ref, Undeclared, declaration_of, refs_in
from explainer.core.declaration import Cell
from explainer.core.places import moved
from explainer.core.spot import Spot, spot

# The same numbers under another hand.
_SAME = {
    "detach",
    "detach_",
    "requires_grad_",
    "alias",
    "lift_fresh",
    "lift",
    "contiguous",
    "clone",
    "view_of",
    "expand_as_self",
    "positive",
    "resolve_conj",
    "resolve_neg",
}
_ALIKE = ("_like", "new_")
_RANDOM = {"uniform", "normal", "bernoulli", "exponential", "random", "cauchy", "log_normal", "geometric"}
# In place, and yet no number changes.
_TURNS = {"squeeze_", "unsqueeze_", "transpose_", "t_", "swapdims_", "swapaxes_"}
_NO_WRITING = {"detach_", "requires_grad_", "resize_", "set_", "retain_grad"} | _TURNS
_READS = {"item", "is_nonzero", "_local_scalar_dense", "equal", "allclose"}
_ABOUT = {"is_same_size", "size", "stride", "sym_size", "sym_numel", "dim", "numel", "is_floating_point", "result_type"}


@dataclass
class Born:
    """A tensor as it came to be. Without a cell it was not made of anything (``made`` False), or is opaque."""

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


@dataclass
class Decision:
    """What the program read of a tensor, and so may have branched on."""

    key: str
    value: object
    spot: Spot


@dataclass
class _Storage:
    """``generation`` counts the writes; ``copies`` are the numbers as they were in each that is over."""

    generation: int = 0
    kept: list[Born] = field(default_factory=list)
    writes: list[tuple[int, Born]] = field(default_factory=list)


class Watch(TorchDispatchMode):
    """``named`` are the tensors that are there beforehand, by their keys; ``protect`` is called before one is written into."""

    def __init__(self, named: Mapping[str, torch.Tensor], protect: Callable[[torch.Tensor], None]) -> None:
        super().__init__()
        self.born: list[Born] = []
        self.decided: list[Decision] = []
        self.before: dict[str, Born] = {}
        self._known: dict[int, tuple[torch.Tensor, str, int]] = {}
        self._storages: dict[int, _Storage] = {}
        self._by_key: dict[str, Born] = {}
        self._protect = protect
        self._written_into = False
        self._until = sys._getframe(1)
        self._spot = Spot((), "", 0)
        for key, tensor in named.items():
            self._know(Born(key, tensor, None, "", self._spot), self.before)

    def __torch_dispatch__(self, op: Any, types: object, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        base = _base(op)
        declare = declaration_of(op)
        written = _written(op, args, kwargs)
        if declare is None and not written and not self._plain(op, base):
            out = self._decomposed(op, args, kwargs)
            if out is not NotImplemented:
                return out
        self._spot = spot(self._until)
        given = _bound(op, args, kwargs)
        refs = {name: self._refs(value) for name, value in given.items()}
        for tensor in written:
            self._before_writing(tensor)
        if written:
            refs = {name: self._as_before(value) for name, value in refs.items()}
        elif base in _TURNS:
            refs["self"] = self._as_it_was(refs["self"])
        out = op(*args, **kwargs)
        if not self._kept(op, base, given, refs, out, written, declare):
            found = self._decomposed(op, args, kwargs)
            return out if found is NotImplemented else found
        return out

    def key_of(self, tensor: torch.Tensor) -> str:
        """The key of a tensor that came out of the run."""
        return self._ref(tensor).name

    def values(self, key: str) -> torch.Tensor:
        """The numbers of a tensor by its key."""
        return (self._by_key.get(key) or self.before[key]).values

    def leading_to(self, outputs: Iterable[str]) -> set[str]:
        """The keys of everything that tensors, and what the program read, are made of."""
        kept: set[str] = set()
        rest = [*outputs, *(one.key for one in self.decided)]
        while rest:
            key = rest.pop()
            if key not in kept:
                kept.add(key)
                rest.extend(gone_into([self._by_key[key]]) if key in self._by_key else ())
        return kept

    def keep(self, keys: Iterable[str]) -> None:
        """Give these numbers of their own, which nobody writes into any more: a storage's are copied once."""
        copies: dict[int, torch.Tensor] = {}
        for key in keys:
            born = self._by_key.get(key) or self.before[key]
            storage = self._storages[born.storage]
            if born.generation < storage.generation or born.values.is_meta:
                continue
            x = born.values
            if born.storage not in copies:
                copies[born.storage] = torch.tensor([], dtype=x.dtype).set_(x.untyped_storage()).clone()
            flat = copies[born.storage].view(x.dtype)
            born.values = torch.as_strided(flat, x.shape, x.stride(), x.storage_offset())

    def _plain(self, op: Any, base: str) -> bool:
        """Whether an operation is kept as it is though nothing declares it."""
        made_anew = any(part in base for part in _ALIKE)
        return (
            made_anew
            or base in _SAME | _READS | _ABOUT
            or not any("Tensor" in str(a.type) for a in op._schema.arguments)
        )

    def _decomposed(self, op: Any, args: Any, kwargs: Any) -> Any:
        with self:
            out = op.decompose(*args, **kwargs)
            if out is NotImplemented and op in decomposition_table:
                try:
                    out = decomposition_table[op](*args, **kwargs)
                except NotImplementedError:
                    return NotImplemented
            else:
                return out
        random = torch.Tag.nondeterministic_seeded in op.tags
        return out if out is NotImplemented or random or _alike(out, op(*args, **kwargs)) else NotImplemented

    def _kept(
        self,
        op: Any,
        base: str,
        given: Mapping[str, Any],
        refs: Mapping[str, Any],
        out: Any,
        written: list[torch.Tensor],
        declare: Declare | None,
    ) -> bool:
        """Keep what an operation gave; False where its declaration does not cover it and it is better decomposed."""
        if base in _READS:
            read = next(refs_in(refs.values()), None)
            if read:
                self.decided.append(Decision(read.name, out, self._spot))
            return True
        results = [x for x in (out if isinstance(out, tuple | list) else [out]) if isinstance(x, torch.Tensor)]
        if not results or base in _ABOUT:
            return True
        source = next(refs_in(refs.values()), None)
        same = base in _SAME or (
            base in {"to", "_to_copy", "type_as"} and source and source.values.dtype == results[0].dtype
        )
        if same and source and source.shape == tuple(results[0].shape) and not written:
            self._alias(results[0], source.name)
            return True
        key = f"#{len(self.born)}"
        name = base.strip("_")
        call = Call(key, name, refs, out if len(results) > 1 else results[0], _again(op, given))
        made = self._cells(call, declare, base, len(results))
        if made is None and declare is not None and not written and self._can_decompose(op):
            return False
        cells = made or (None,) * len(results)
        of = tuple(dict.fromkeys(ref.name for ref in refs_in(refs.values())))
        fresh = not of or name in _RANDOM or any(part in base for part in _ALIKE)
        for step in call.steps:
            held = step.cell is None
            self._know(Born(step.name, step.values, step.cell, name, self._spot, held=held), self._by_key)
        for k, (tensor, cell) in enumerate(zip(results, cells, strict=False)):
            if isinstance(cell, Ref):
                self._alias(tensor, cell.name)
                continue
            own = op._schema.returns[k].name if len(op._schema.returns) > k else ""
            born = Born(call.named(k), tensor, cell, name, self._spot, of, cell is None and not fresh, own=own or "")
            self._know(born, self._by_key)
            if any(tensor is w for w in written) or (written and k == 0):
                self._storage(tensor).writes.append((self._storage(tensor).generation, born))
        return True

    def _cells(
        self, call: Call, declare: Declare | None, base: str, count: int
    ) -> tuple[Cell | Ref | None, ...] | None:
        """What the declaration says, or None."""
        if declare is None:
            return None
        try:
            found = declare(call)
        except (Undeclared, RuntimeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError):
            # What a declaration did not think of must not keep a whole network closed.
            call.steps.clear()
            return None
        if found is None:
            return None
        return (found,) + (None,) * (count - 1) if isinstance(found, Cell) else tuple(found)

    def _can_decompose(self, op: Any) -> bool:
        return op in decomposition_table or bool(
            torch._C._dispatch_has_kernel_for_dispatch_key(op.name(), "CompositeImplicitAutograd")
        )

    def _refs(self, value: Any) -> Any:
        if isinstance(value, torch.Tensor):
            return self._ref(value)
        if isinstance(value, list | tuple):
            return [self._refs(one) for one in value]
        return value

    def _as_before(self, value: Any) -> Any:
        """With the numbers that tensors have before an operation writes into one of them."""
        if isinstance(value, Ref):
            born = self._by_key.get(value.name) or self.before[value.name]
            return Ref(value.name, born.values)
        return [self._as_before(one) for one in value] if isinstance(value, list) else value

    def _ref(self, tensor: torch.Tensor) -> Ref:
        """A tensor by its key, in the version that it has now; one of which nothing is known is a constant."""
        known = self._known.get(id(tensor))
        if known is None:
            same = [
                b
                for b in self._storage(tensor).kept
                if b.generation == self._storage(tensor).generation and _geometry(b.values) == _geometry(tensor)
            ]
            if same:
                self._alias(tensor, same[-1].key)
                return Ref(same[-1].key, tensor)
            born = Born(f"=#{len(self._known)}", tensor, None, "constant", self._spot)
            self._know(born, self.before)
            return Ref(born.key, tensor)
        _, key, generation = known
        if not self._written_into:
            return Ref(key, tensor)
        storage = self._storage(tensor)
        if storage.generation != generation:
            key = self._version(tensor, key, generation)
        return Ref(key, tensor)

    def _know(self, born: Born, where: dict[str, Born]) -> None:
        storage = self._storage(born.values)
        born.storage, born.generation = born.values.untyped_storage()._cdata, storage.generation
        storage.kept.append(born)
        where[born.key] = born
        if where is self._by_key:
            self.born.append(born)
        self._known[id(born.values)] = (born.values, born.key, storage.generation)

    def _alias(self, tensor: torch.Tensor, key: str) -> None:
        self._known[id(tensor)] = (tensor, key, self._storage(tensor).generation)

    def _storage(self, tensor: torch.Tensor) -> _Storage:
        where = tensor.untyped_storage()._cdata
        if where not in self._storages:
            self._storages[where] = _Storage()
        return self._storages[where]

    def _before_writing(self, tensor: torch.Tensor) -> None:
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

    def _as_it_was(self, ref: Ref) -> Ref:
        """A tensor in the shape that it has before it gets another one in place."""
        x = ref.values
        alias = torch.as_strided(x, x.shape, x.stride(), x.storage_offset())
        for born in self._storage(x).kept:
            if born.values is x:
                born.values = alias
        return Ref(ref.name, alias)

    def _version(self, tensor: torch.Tensor, key: str, since: int) -> str:
        """A tensor that was written into through another since it was last looked at: of what is new, and the rest."""
        storage = self._storage(tensor)
        writes = [born for generation, born in storage.writes if generation > since]
        same = [w for w in writes if _geometry(w.values) == _geometry(tensor)]
        if same and same[-1] is writes[-1]:
            self._alias(tensor, same[-1].key)
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
            self._alias(tensor, key)
            return key
        call = Call(f"#{len(self.born)}", "written", {}, tensor, lambda x: x)
        out = tuple((f"n{d}", "") for d in range(tensor.ndim))
        cell = moved(call, sources, taken, out)
        for step in call.steps:
            self._know(Born(step.name, step.values, None, "written", self._spot, held=True), self._by_key)
        born = Born(call.name, tensor, cell, "written", self._spot, tuple(s.name for s in sources))
        self._know(born, self._by_key)
        return born.key


def _alike(found: Any, wanted: Any) -> bool:
    """Whether a decomposition gives what the operation itself does; torch's table has some that do not."""
    for one, other in zip(*([x] if isinstance(x, torch.Tensor) else x for x in (found, wanted)), strict=False):
        if isinstance(one, torch.Tensor) and isinstance(other, torch.Tensor) and one.shape != other.shape:
            return False
        if isinstance(one, torch.Tensor) and not torch.allclose(
            one.double(), other.double(), 1e-4, 1e-4, equal_nan=True
        ):
            return False
    return True


def _geometry(x: torch.Tensor) -> tuple[Any, ...]:
    return tuple(x.shape), x.stride(), x.storage_offset()


def _bound(op: Any, args: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """What an operation got, by its own names for it, what it left out too."""
    names, defaults = _arguments(op)
    return {**defaults, **dict(zip(names, args, strict=False)), **kwargs}


@cache
def _arguments(op: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of what an operation takes, and what it takes where nothing is given."""
    given = op._schema.arguments
    return tuple(a.name for a in given), {a.name: a.default_value for a in given if a.has_default_value()}


def _written(op: Any, args: Any, kwargs: Mapping[str, Any]) -> list[torch.Tensor]:
    """The tensors that an operation writes into."""
    if not _writes(op):
        return []
    found = []
    for k, argument in enumerate(op._schema.arguments):
        value = args[k] if k < len(args) else kwargs.get(argument.name)
        if argument.alias_info is not None and argument.alias_info.is_write and isinstance(value, torch.Tensor):
            found.append(value)
    return found


@cache
def _base(op: Any) -> str:
    """The name of an operation without that of its library."""
    return str(op._schema.name.partition("::")[2])


@cache
def _writes(op: Any) -> bool:
    return bool(op._schema.is_mutable) and _base(op) not in _NO_WRITING


def _again(op: Any, given: Mapping[str, Any]) -> Callable[..., Any]:
    """The operation once more, with other tensors for some of what it got: by name."""

    def run(**others: Any) -> Any:
        return op(**{**given, **others})

    return run


def gone_into(found: Iterable[Born]) -> set[str]:
    """The keys of everything that these were made of."""
    read: set[str] = set()
    for born in found:
        if born.cell is not None:
            for part in born.cell.parts:
                for factor in part.of:
                    read.add(factor.tensor)
                    read.update(t for index in factor.index for t, _ in index.tables if isinstance(t, str))
        read.update(born.of if born.opaque else ())
    return read
