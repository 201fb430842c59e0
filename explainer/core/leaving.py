"""A module left as it was, whatever its ``forward`` does to it, even where it raises."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch
from torch import nn

_HOLD_MORE = (list, dict, set, deque)


class Kept:
    """The numbers of tensors from before they were written into."""

    def __init__(self, tensors: Iterable[torch.Tensor]) -> None:
        self._own = {x.untyped_storage()._cdata: x for x in tensors}
        self._were: dict[int, tuple[torch.Tensor, torch.Tensor]] = {}

    def also(self, tensors: Iterable[torch.Tensor]) -> None:
        """Keep the numbers of these too."""
        self._own |= {x.untyped_storage()._cdata: x for x in tensors}

    def before_writing(self, tensor: torch.Tensor) -> None:
        """Keep a tensor's numbers if it is, or is a view of, one that is kept."""
        storage = tensor.untyped_storage()
        own = self._own.get(storage._cdata)
        if own is not None and storage._cdata not in self._were:
            with torch.inference_mode(False):
                # One made in inference mode could not be written into afterwards.
                flat = torch.tensor([], dtype=own.dtype).set_(storage)
                self._were[storage._cdata] = (flat, flat.clone())

    def restore(self) -> None:
        """Write back what was written over."""
        with torch.no_grad():
            for flat, were in self._were.values():
                flat.copy_(were)


@contextmanager
def left_as_it_was(modules: Iterable[nn.Module], numbers: Kept) -> Iterator[None]:
    """Modes, attributes, lists and dictionaries of modules, gradients, the numbers that were written over, and the state of
    every source of random numbers are afterwards what they were."""
    held = [(module, dict(module.__dict__), _contents(module)) for module in modules]
    grads = [
        (p, p.grad, None if p.grad is None else p.grad.clone())
        for m, _, _ in held
        for p in m._parameters.values()
        if p is not None
    ]
    states = torch.get_rng_state(), random.getstate(), np.random.get_state()
    fast = torch.backends.mha.get_fastpath_enabled()
    try:
        torch.backends.mha.set_fastpath_enabled(False)
        yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        for module, attributes, contents in held:
            module.__dict__.clear()
            module.__dict__.update(attributes)
            for holder, were in contents:
                _refill(holder, were)
        numbers.restore()
        for parameter, grad, were in grads:
            parameter.grad = grad
            if grad is not None and were is not None:
                grad.copy_(were)
        torch.set_rng_state(states[0])
        random.setstate(states[1])
        np.random.set_state(states[2])


def _contents(module: nn.Module) -> list[tuple[Any, Any]]:
    """What a module's own lists and dictionaries hold, its parameters, buffers, children and hooks among them."""
    holders = (value for value in module.__dict__.values() if isinstance(value, _HOLD_MORE))
    return [(value, value.copy() if value else None) for value in holders]


def _refill(holder: Any, were: Any) -> None:
    if not were:
        holder.clear()
    elif not _holds(holder, were):
        holder.clear()
        holder.extend(were) if isinstance(holder, list | deque) else holder.update(were)


def _holds(holder: Any, were: Any) -> bool:
    """Whether the very same things are in it, in their order."""
    if isinstance(were, set):
        return bool(holder == were)
    alike = len(holder) == len(were) and all(a is b for a, b in zip(holder, were, strict=True))
    return alike and (not isinstance(were, dict) or all(holder[key] is value for key, value in were.items()))
