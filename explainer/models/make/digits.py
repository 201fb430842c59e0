"""``make weights``: train the digit network that ships, and say how well it does.

Learned from digits moved, turned, resized, slanted, thinned and thickened at random, as people's drawings are.
"""

from __future__ import annotations

import math

import torch
from torch.nn import functional

from explainer.data.digits import digits
from explainer.models import store
from explainer.models.digits import SETTINGS, network
from explainer.training.fit import accuracy, fit

TURN, RESIZE, SLANT, MOVE = math.radians(10), 0.1, 0.12, 0.08
THICKER, THINNER = 0.5, 0.3


def disturbed(x: torch.Tensor, generator: torch.Generator) -> torch.Tensor:
    """(B, 1, H, W) with each digit changed a little, each in its own way."""
    count = len(x)

    def around_zero(most: float) -> torch.Tensor:
        return (torch.rand(count, generator=generator) * 2 - 1) * most

    turn, slant = around_zero(TURN), around_zero(SLANT)
    wide, tall = 1 + around_zero(RESIZE), 1 + around_zero(RESIZE)
    affine = torch.stack(
        [
            torch.stack([wide * turn.cos(), slant - turn.sin(), around_zero(MOVE)], 1),
            torch.stack([turn.sin(), tall * turn.cos(), around_zero(MOVE)], 1),
        ],
        1,
    )
    grid = functional.affine_grid(affine, list(x.shape), align_corners=False)
    moved = functional.grid_sample(x, grid, align_corners=False)
    how = torch.rand(count, 1, 1, 1, generator=generator) * (THICKER + THINNER) - THINNER
    thick, thin = functional.max_pool2d(moved, 3, 1, 1), -functional.max_pool2d(-moved, 3, 1, 1)
    return moved + how.clamp(min=0) * (thick - moved) + (-how).clamp(min=0) * (thin - moved)


def main() -> None:
    learning, held_out = digits()
    examples, rest = (
        (torch.from_numpy(d.inputs()), torch.from_numpy(d.labels)) for d in (learning, held_out)
    )  # fmt: skip
    for last in fit(network, examples, rest, SETTINGS, disturbed):
        print(f"{last.step} of {last.steps}: loss {last.loss:.3f}, {last.accuracy:.2%} of held-out digits right")
    net = network()
    net.load_state_dict(last.weights)
    store.keep("digits", {"": last.weights})
    print(f"kept; {accuracy(net, *rest):.2%} right")


if __name__ == "__main__":
    main()
