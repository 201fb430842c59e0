"""Every letter of a strand changed into every other, one at a time. The function is shown to visitors as it stands here."""

from __future__ import annotations

import torch


def what_if(
    x: torch.Tensor, kernels: torch.Tensor, first: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor
) -> torch.Tensor:
    """(4, L): what the lead of the answer to letters x (4, L), its logit less the next one's, gains or loses with another
    letter."""
    letters, length = x.shape
    others = x.repeat(letters * length, 1, 1)
    for k in range(letters * length):
        others[k, :, k % length] = 0
        others[k, k // length, k % length] = 1
    maps = torch.conv1d(torch.cat([x[None], others]), kernels, first).relu()
    found = maps.flatten(1) if weight.shape[1] > len(kernels) else maps.amax(2)
    logits = found @ weight.T + bias
    answer = int(logits[0].argmax())
    next_one = torch.cat([logits[:, :answer], logits[:, answer + 1 :]], 1).amax(1)
    lead = logits[:, answer] - next_one
    return (lead[1:] - lead[0]).reshape(letters, length)
