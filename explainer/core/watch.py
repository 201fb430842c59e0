"""One real run, watched: every operation that torch does, with the declaration of what its cells are made of.

In inference mode the dispatcher shows whole operations, ``linear`` or ``lstm``. What has a declaration is kept as it is; what
has none is decomposed by torch, first by the operation's own definition, then by torch's table; what is left then is
**opaque**: it is kept with its values and what it was made of, and the chain goes on.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch
from torch._decomp import decomposition_table
from torch.utils._python_dispatch import TorchDispatchMode

from explainer.core import operations
from explainer.core.call import Call, Declare, Ref, Undeclared, declaration_of, refs_in
from explainer.core.declaration import Cell
from explainer.core.spot import Spot, spot
from explainer.core.versions import Born, Versions


@dataclass
class Decision:
    """What the program read of a tensor, and so may have branched on."""

    key: str
    value: object
    spot: Spot


class Watch(TorchDispatchMode):
    """``named`` are the tensors that are there beforehand, by their keys; ``protect`` is called before one is written into."""

    def __init__(self, named: Mapping[str, torch.Tensor], protect: Callable[[torch.Tensor], None]) -> None:
        super().__init__()
        self.tensors = Versions(named, protect)
        self.decided: list[Decision] = []
        self._until = sys._getframe(1)

    def __torch_dispatch__(self, op: Any, types: object, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        base = operations.base(op)
        declare = declaration_of(op)
        written = operations.written(op, args, kwargs)
        if declare is None and not written and not self._plain(op, base):
            out = self._decomposed(op, args, kwargs)
            if out is not NotImplemented:
                return out
        self.tensors.spot = spot(self._until)
        given = operations.bound(op, args, kwargs)
        refs = {name: self.tensors.refs(value) for name, value in given.items()}
        for tensor in written:
            self.tensors.before_writing(tensor)
        if written:
            refs = {name: self.tensors.as_before(value) for name, value in refs.items()}
        elif base in operations.TURNS:
            refs["self"] = self.tensors.as_it_was(refs["self"])
        out = op(*args, **kwargs)
        if not self._kept(op, base, given, refs, out, written, declare):
            found = self._decomposed(op, args, kwargs)
            return out if found is NotImplemented else found
        return out

    def _plain(self, op: Any, base: str) -> bool:
        """Whether an operation is kept as it is though nothing declares it."""
        made_anew = any(part in base for part in operations.ALIKE)
        return (
            made_anew
            or base in operations.SAME | operations.READS | operations.ABOUT
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
        if base in operations.READS:
            read = next(refs_in(refs.values()), None)
            if read:
                self.decided.append(Decision(read.name, out, self.tensors.spot))
            return True
        results = [x for x in (out if isinstance(out, tuple | list) else [out]) if isinstance(x, torch.Tensor)]
        if not results or base in operations.ABOUT:
            return True
        source = next(refs_in(refs.values()), None)
        same = base in operations.SAME or (
            base in {"to", "_to_copy", "type_as"} and source and source.values.dtype == results[0].dtype
        )
        if same and source and source.shape == tuple(results[0].shape) and not written:
            self.tensors.alias(results[0], source.name)
            return True
        key = f"#{len(self.tensors.born)}"
        name = base.strip("_")
        call = Call(key, name, refs, out if len(results) > 1 else results[0], operations.again(op, given))
        made = self._cells(call, declare, base, len(results))
        if made is None and declare is not None and not written and self._can_decompose(op):
            return False
        cells = made or (None,) * len(results)
        of = tuple(dict.fromkeys(ref.name for ref in refs_in(refs.values())))
        fresh = not of or name in operations.RANDOM or any(part in base for part in operations.ALIKE)
        for step in call.steps:
            held = step.cell is None
            self.tensors.bear(Born(step.name, step.values, step.cell, name, self.tensors.spot, held=held))
        for k, (tensor, cell) in enumerate(zip(results, cells, strict=False)):
            if isinstance(cell, Ref):
                self.tensors.alias(tensor, cell.name)
                continue
            own = op._schema.returns[k].name if len(op._schema.returns) > k else ""
            born = Born(
                call.named(k), tensor, cell, name, self.tensors.spot, of, cell is None and not fresh, own=own or ""
            )
            self.tensors.bear(born, any(tensor is w for w in written) or (bool(written) and k == 0))
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
