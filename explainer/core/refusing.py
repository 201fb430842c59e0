"""What cannot be recorded, each in a sentence that says what works instead."""

from __future__ import annotations

from collections.abc import Iterable

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from explainer.core.declaration import UnsupportedLayer


def refuse_module(module: object) -> None:
    """Raise :class:`UnsupportedLayer` for a module whose numbers or whose forward cannot be seen."""
    if isinstance(module, torch.jit.ScriptFunction):
        raise UnsupportedLayer(
            "A ScriptFunction runs where nothing can watch it; pass the Python function that it was made from."
        )
    if not isinstance(module, nn.Module):
        return
    for name, one in module.named_modules():
        called = f"{type(one).__name__} {name!r}" if name else type(one).__name__
        if isinstance(one, torch.jit.ScriptModule):
            raise UnsupportedLayer(
                f"{called} is a ScriptModule, which runs where nothing can watch it; pass the module it was made from."
            )
        if any(is_lazy(x) for x in (*one._parameters.values(), *one._buffers.values()) if x is not None):
            raise UnsupportedLayer(f"{called} is lazy and has no weights yet; run it once on an input, then trace it.")
        if "quantized" in type(one).__module__:
            raise UnsupportedLayer(f"{called} is quantized; trace the network in float32, before it was quantized.")
        own = (*one._parameters.items(), *one._buffers.items())
        refuse_tensors((f"{name}.{key}" if name else key, x) for key, x in own if x is not None)


def refuse_tensors(named: Iterable[tuple[str, torch.Tensor]]) -> None:
    """The same for tensors that have no numbers, or none that an explanation could be made of."""
    for name, x in named:
        if x.device.type == "meta":
            raise UnsupportedLayer(
                f"{name} is on the meta device and has no numbers; materialize the module, "
                "for instance with to_empty(device='cpu') and its weights."
            )
        if x.is_quantized:
            raise UnsupportedLayer(f"{name} is quantized; pass it in float32: x.dequantize().")
        if x.layout != torch.strided:
            raise UnsupportedLayer(f"{name} is sparse; pass it dense: x.to_dense().")
        if x.is_complex():
            raise UnsupportedLayer(
                f"{name} is complex; pass its real and imaginary parts as two channels: torch.view_as_real(x)."
            )
        if x.is_nested:
            raise UnsupportedLayer(f"{name} is nested; pass one of its tensors.")
