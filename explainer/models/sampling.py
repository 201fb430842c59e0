r"""Going on with a sequence: shares of what may come next, bent by a temperature, and one of them drawn.

.. math:: p_i = \frac{e^{z_i / \tau}}{\sum_j e^{z_j / \tau}}

At a temperature :math:`\tau` of 1 these are the network's own shares; towards 0 the most likely takes all; above 1 they
come closer to each other.
"""

from __future__ import annotations

import torch


def at_temperature(logits: torch.Tensor, temperature: float) -> torch.Tensor:
    """Shares (…, V) of logits (…, V); ``temperature`` is above 0."""
    return torch.softmax(logits / temperature, dim=-1)


def bent(shares: torch.Tensor, temperature: float) -> torch.Tensor:
    """Shares (…, V) of who has no logits, a counter: its logarithms take their place, which change nothing at 1."""
    return at_temperature(shares.log(), temperature)


def drawn(shares: torch.Tensor, generator: torch.Generator) -> int:
    """One of V, as likely as its share (V,) says. The same generator, the same draw."""
    return int(torch.multinomial(shares, 1, generator=generator))
