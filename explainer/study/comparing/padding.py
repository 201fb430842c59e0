"""What padding does to the last state of a recurrent network, and the two ways to be spared it.

Sentences of a batch have one length because ``PAD`` stands behind the shorter ones. A recurrent layer reads that, too: it takes
a step for each, with a row of zeros, and its state goes on changing after the last word.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch.nn.utils.rnn import pack_padded_sequence

from explainer.data.vocabulary import PAD
from explainer.models.readers import Reader, loop_of


def after_padding(net: Reader, x: torch.Tensor) -> torch.Tensor:
    """The state (N, H) at the last step of sentences (N, T), padding read."""
    states, _ = loop_of(net)(net[0](x))
    return states[:, -1]


def at_last_word(net: Reader, x: torch.Tensor) -> torch.Tensor:
    """The state (N, H) after each sentence's own last word, looked up among all states."""
    states, _ = loop_of(net)(net[0](x))
    return states[torch.arange(len(x)), (x != PAD).sum(1) - 1]


def packed(net: Reader, x: torch.Tensor) -> torch.Tensor:
    """The last state (N, H) of sentences packed by their lengths, so that no step reads padding."""
    rows = pack_padded_sequence(net[0](x), (x != PAD).sum(1), batch_first=True, enforce_sorted=False)
    _, last = loop_of(net)(rows)
    return (last[0] if isinstance(last, tuple) else last)[-1]


READ: dict[str, Callable[[Reader, torch.Tensor], torch.Tensor]] = {
    "last step": after_padding,
    "last word": at_last_word,
    "packed": packed,
}


def share_right(net: Reader, x: torch.Tensor, labels: torch.Tensor, read: str) -> float:
    """Of sentences (N, T) with labels (N,), answered from a state read in one of these ways."""
    with torch.no_grad():
        return float((net[-1](READ[read](net, x)).argmax(1) == labels).float().mean())


def distance(net: Reader, x: torch.Tensor, read: str) -> float:
    """How far a state read so lies from the one after the last word, in shares of the latter's length; the mean."""
    with torch.no_grad():
        own, other = at_last_word(net, x), READ[read](net, x)
    return float(((other - own).norm(dim=1) / own.norm(dim=1)).mean())
