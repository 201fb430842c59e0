"""What an ATen operation says of itself: its name, what it takes, and which of that it writes into."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import torch

# The same numbers under another hand.
SAME = {
    "detach", "detach_", "requires_grad_", "alias", "lift_fresh", "lift", "contiguous", "clone", "view_of",
    "expand_as_self", "positive", "resolve_conj", "resolve_neg",
}  # fmt: skip
ALIKE = ("_like", "new_")
RANDOM = {"uniform", "normal", "bernoulli", "exponential", "random", "cauchy", "log_normal", "geometric"}
# In place, and yet no number changes.
TURNS = {"squeeze_", "unsqueeze_", "transpose_", "t_", "swapdims_", "swapaxes_"}
_NO_WRITING = {"detach_", "requires_grad_", "resize_", "set_", "retain_grad"} | TURNS
READS = {"item", "is_nonzero", "_local_scalar_dense", "equal", "allclose"}
ABOUT = {"is_same_size", "size", "stride", "sym_size", "sym_numel", "dim", "numel", "is_floating_point", "result_type"}


def bound(op: Any, args: Any, kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """What an operation got, by its own names for it, what it left out too."""
    names, defaults = _arguments(op)
    return {**defaults, **dict(zip(names, args, strict=False)), **kwargs}


@cache
def _arguments(op: Any) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The names of what an operation takes, and what it takes where nothing is given."""
    given = op._schema.arguments
    return tuple(a.name for a in given), {a.name: a.default_value for a in given if a.has_default_value()}


def written(op: Any, args: Any, kwargs: Mapping[str, Any]) -> list[torch.Tensor]:
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
def base(op: Any) -> str:
    """The name of an operation without that of its library."""
    return str(op._schema.name.partition("::")[2])


@cache
def _writes(op: Any) -> bool:
    return bool(op._schema.is_mutable) and base(op) not in _NO_WRITING


def again(op: Any, given: Mapping[str, Any]) -> Callable[..., Any]:
    """The operation once more, with other tensors for some of what it got: by name."""

    def run(**others: Any) -> Any:
        return op(**{**given, **others})

    return run
