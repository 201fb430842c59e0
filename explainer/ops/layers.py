"""Torch's own layers as the chapters show them: what each is called, what it wants, and how it is written where there is no
batch. What its cells are made of stands with the ATen operation that it runs."""

from __future__ import annotations

import torch
from torch import nn

from explainer.core.declaration import UnsupportedLayer
from explainer.core.registry import Shape, layer


def _wants_plane(one: nn.Module) -> str:
    channels = one.in_channels if isinstance(one, nn.Conv2d) else "channels"
    return f"it works on ({channels}, height, width) with height and width at least as large as its kernel"


def _wants_steps(one: nn.Conv1d) -> str:
    return f"it works on ({one.in_channels}, steps) with steps at least as many as its kernel"


def _wants_inputs(one: nn.Linear) -> str:
    return f"the last dimension must be {one.in_features}"


def _wants_words(one: nn.Embedding) -> str:
    return f"it works on whole numbers from 0 to {one.num_embeddings - 1}"


def _looked_up(one: nn.Embedding, call: str, source: str, y: Shape) -> str:
    if one.max_norm is not None:
        raise UnsupportedLayer("Embedding with max_norm writes into its own weights.")
    return f"{call}({source}.long())"


def _reshaped(one: nn.Flatten, call: str, source: str, y: Shape) -> str:
    return f"{source}.flatten()" if len(y) == 1 else f"{source}.reshape{y}"


def _over_dim(one: nn.Softmax, call: str, source: str, y: Shape) -> str:
    """Torch counts ``dim`` with the batch."""
    axis = one.dim if one.dim is not None else -1
    axis = axis - 1 if axis >= 0 else axis + len(y)
    if not 0 <= axis < len(y):
        raise UnsupportedLayer(f"Softmax over dim={one.dim} runs over the batch; use dim=-1.")
    return f"{source}.softmax({axis})"


layer(nn.Conv2d, "conv", rank=3, wants=_wants_plane)
layer(nn.Conv1d, "conv", rank=2, wants=_wants_steps, words={"step": "word", "channel": "number"})
layer(nn.MaxPool2d, "pool", rank=3, wants=_wants_plane)
layer(nn.AdaptiveMaxPool2d, "pool", rank=3, wants=_wants_plane)
layer(nn.AvgPool2d, "avgpool", rank=3, wants=_wants_plane)
layer(nn.AdaptiveAvgPool2d, "avgpool", rank=3, wants=_wants_plane)
layer(nn.Linear, "linear", rank=1, wants=_wants_inputs)
layer(nn.Embedding, "embedding", _looked_up, rank=1, wants=_wants_words, cast=torch.long)
layer(nn.Flatten, "flatten", _reshaped, rank="any")
layer(nn.Softmax, "softmax", _over_dim)
layer(nn.ReLU, "relu")
layer(nn.LeakyReLU, "leaky")
layer(nn.Tanh, "tanh")
layer(nn.Sigmoid, "sigmoid")
layer(nn.GELU, "gelu")
layer(nn.Hardtanh, "clamp")
layer(nn.ReflectionPad2d, "mirror", rank=3, wants=_wants_plane)
