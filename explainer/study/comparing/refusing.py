"""What torch says where a network cannot take what it is given."""

from __future__ import annotations

import torch
from torch import nn


def refused(net: nn.Module, x: torch.Tensor) -> str:
    """Torch's own sentence, or nothing where the network takes it."""
    try:
        with torch.no_grad():
            net(x)
    except RuntimeError as error:
        return str(error).strip()
    return ""
