"""Networks as people write them are recorded whole: nothing of them stays closed, and they are left as they were."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from explainer.core.record import trace
from explainer.core.trace import Trace
from tests.ops.people import NETWORKS, Brought

# Tensors that stay closed, by network, with the reason.
CLOSED: dict[str, dict[str, str]] = {
    "sequence_to_sequence": {f"decoder.topk.indices{k}": "places in an order" for k in ("", ":2", ":3", ":4")},
    "pruned_and_orthogonal": {"2.parametrizations.weight.0.linalg_matrix_exp": "a matrix's exponential"},
}


def tensors(values: Any) -> Iterator[torch.Tensor]:
    """Every tensor in what a network gives or gets, in order."""
    if isinstance(values, torch.Tensor):
        yield values
    elif isinstance(values, dict):
        for value in values.values():
            yield from tensors(value)
    elif isinstance(values, list | tuple):
        for value in values:
            yield from tensors(value)
    elif is_dataclass(values) and not isinstance(values, type):
        for one in fields(values):
            yield from tensors(getattr(values, one.name))


def made(name: str) -> Brought:
    torch.manual_seed(sum(map(ord, name)))
    return NETWORKS[name]()


def own_result(brought: Brought) -> list[torch.Tensor]:
    """What the network gives by itself, in ``eval()``."""
    if isinstance(brought.module, nn.Module):
        brought.module.eval()
    torch.manual_seed(1)
    found = {id(x): x.detach() for x in tensors(brought.module(*brought.args, **brought.kwargs))}
    return list(found.values())


def is_of(kept: np.ndarray, whole: torch.Tensor) -> bool:
    """Whether a kept tensor is the whole, or its first example."""
    there = whole.float().numpy() if whole.dtype == torch.bfloat16 else whole.numpy()
    rtol = 1e-2 if whole.dtype == torch.bfloat16 else 1e-4
    firsts = [there, *(there.take(at, d) for d in range(there.ndim) if there.shape[d] for at in (0, [0]))]
    if there.size > kept.size:
        # A reshape may have put the examples one after the other.
        firsts.append(there.reshape(-1)[: kept.size].reshape(kept.shape))
    return any(x.shape == kept.shape and np.allclose(x, kept, rtol=rtol, atol=1e-5, equal_nan=True) for x in firsts)


def state(brought: Brought) -> list[Any]:
    """Everything about a network and about the world that recording must not change, as bytes and plain values."""
    module = brought.module
    found: list[Any] = [torch.get_rng_state().tolist(), random.getstate(), str(np.random.get_state())]
    found += [x.detach().float().numpy().tobytes() for x in tensors((brought.args, brought.kwargs))]
    found.append(
        (torch.is_grad_enabled(), torch.is_inference_mode_enabled(), torch.backends.mha.get_fastpath_enabled())
    )
    if isinstance(module, nn.Module):
        found += [(k, v.float().numpy().tobytes(), v.data_ptr(), v.dtype) for k, v in module.state_dict().items()]
        found += [(p.requires_grad, p.grad is None, p.is_inference()) for p in module.parameters()]
        for name, one in module.named_modules():
            hooks = [len(h) for k, h in vars(one).items() if k.endswith("_hooks") and h is not None]
            found.append((name, one.training, sorted(vars(one)), hooks))
    return found


def checked(t: Trace, tolerance: float, rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Three random cells of every tensor: those whose arithmetic does not come to torch's number."""
    wrong = []
    for name, values in t.tensors.items():
        for _ in range(3 if values.size else 0):
            index = tuple(int(rng.integers(n)) for n in values.shape)
            e = t.explain(name, index)
            near = abs(e.total - e.value) <= tolerance * (abs(e.value) + sum(map(abs, e.terms)))
            if not (near or e.total == e.value or (e.total != e.total and e.value != e.value)):
                wrong.append((name, index, e.value, e.total))
    return wrong


def tolerance_of(brought: Brought) -> float:
    own = list(brought.module.parameters()) if isinstance(brought.module, nn.Module) else []
    kinds = {x.dtype for x in (*tensors((brought.args, brought.kwargs)), *own) if x.is_floating_point()}
    return 2.0**-8 if torch.bfloat16 in kinds else 1e-12 if kinds == {torch.float64} else 1e-5


@pytest.mark.parametrize("name", NETWORKS)
def test_network_opens_whole(name: str) -> None:
    brought, twin = (made(name) for _ in range(2))
    expected = own_result(twin)
    torch.manual_seed(1)
    before = state(brought)
    t = trace(brought.module, *brought.args, **brought.kwargs)
    assert state(brought) == before
    assert set(t.opaque) <= set(CLOSED.get(name, ()))
    assert checked(t, tolerance_of(brought), np.random.default_rng(0)) == []
    kept = [t.read(one) for one in t.outputs or list(t.tensors)[-1:]]
    assert len(kept) == len(expected)
    for one, whole in zip(kept, expected, strict=True):
        assert is_of(one, whole)


def test_enough() -> None:
    assert len(NETWORKS) >= 40
    assert set(CLOSED) <= set(NETWORKS)
