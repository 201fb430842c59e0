r"""One loop for every training on screen: a generator that yields where it stands, so that whoever asks sets the pace.

The same settings give the same run to the last digit: weights, order and disturbances all come from one seed. Nothing is
computed between two yields that the training itself does not need, save the accuracy on what is held out.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

import torch
from torch import nn
from torch.nn import functional

M = TypeVar("M", bound=nn.Module)

Examples = tuple[torch.Tensor, torch.Tensor]
SEEN = 500
Disturb = Callable[[torch.Tensor, torch.Generator], torch.Tensor]

OPTIMISERS: dict[str, Callable[..., torch.optim.Optimizer]] = {
    "Adam": torch.optim.Adam,
    "SGD": torch.optim.SGD,
    "SGD with momentum": lambda weights, lr: torch.optim.SGD(weights, lr, momentum=0.9),
}


def accuracy(net: nn.Module, x: torch.Tensor, labels: torch.Tensor) -> float:
    """The share of examples (N, …) whose largest logit is their label's (N,)."""
    with torch.no_grad():
        return float((net(x).argmax(1) == labels).float().mean())


@dataclass(frozen=True)
class Task:
    """What is learned: the ``loss`` of a network's outputs (B, …) for their targets (B, …), a number, and the ``score`` of a
    network on examples, from 0 to 1."""

    loss: Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    score: Callable[[nn.Module, torch.Tensor, torch.Tensor], float]


CLASSIFYING = Task(functional.cross_entropy, accuracy)


@dataclass(frozen=True)
class Settings:
    """``steps`` batches of ``batch`` examples, mixed anew each time all have been seen. ``rate`` is the learning rate,
    brought to zero by a half cosine where ``falling``; ``reports`` is how often the run yields, start and end included.
    """

    seed: int = 1
    rate: float = 0.01
    optimiser: str = "Adam"
    batch: int = 64
    steps: int = 400
    reports: int = 41
    falling: bool = False


@dataclass(frozen=True)
class Progress:
    """Where a run stands after ``step`` of ``steps`` batches.

    ``loss`` is the mean over the batches since the last report (at the start, that of the first batch), ``accuracy`` the
    task's score, unless another is given the share right, of what is held out, ``seen`` of what is learned from (its first
    five hundred), ``weights`` a copy of the network's. ``failed`` says that the loss is no number any more.
    """

    step: int
    steps: int
    loss: float
    accuracy: float
    seen: float
    weights: dict[str, torch.Tensor] = field(repr=False)
    failed: bool = False

    def into(self, net: M) -> M:
        """A network as it was at this report, to be used and not learned further."""
        net.load_state_dict(self.weights)
        return net.eval()


def fit(
    make: Callable[[], nn.Module],
    examples: Examples,
    held_out: Examples,
    settings: Settings,
    disturb: Disturb | None = None,
    task: Task = CLASSIFYING,
) -> Iterator[Progress]:
    r"""Train ``make()`` on examples (N, …) with their targets; unless another ``task`` is given these are labels (N,), learned
    by the cross-entropy of logits (N, classes),

    .. math:: -\log \frac{e^{z_y}}{\sum_k e^{z_k}}.

    Yields a :class:`Progress` at the start, ``reports`` times evenly and at once where the loss stops being finite, which
    ends the run. ``disturb`` changes each batch before it is seen.
    """
    x, targets = examples
    generator = torch.Generator().manual_seed(settings.seed)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(settings.seed)
        net = make()
    optimiser = OPTIMISERS[settings.optimiser](net.parameters(), lr=settings.rate)
    per_epoch = -(-len(x) // settings.batch)
    steps = settings.steps
    due = {round(k * steps / max(1, settings.reports - 1)) for k in range(1, settings.reports)} | {steps}
    batch = slice(0, settings.batch)
    with torch.no_grad():
        first = float(task.loss(net(x[batch]), targets[batch]))
    known = (x[:SEEN], targets[:SEEN])
    stands = partial(_progress, net, steps=steps, score=task.score, held_out=held_out, known=known)
    yield stands(0, first)
    total, since = 0.0, 0
    for step in range(1, steps + 1):
        if (step - 1) % per_epoch == 0:
            order = torch.randperm(len(x), generator=generator)
        at = (step - 1) % per_epoch * settings.batch
        chosen = order[at : at + settings.batch]
        seen = disturb(x[chosen], generator) if disturb else x[chosen]
        if settings.falling:
            optimiser.param_groups[0]["lr"] = settings.rate * (1 + math.cos(math.pi * (step - 1) / steps)) / 2
        loss = task.loss(net(seen), targets[chosen])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        total, since = total + float(loss.detach()), since + 1
        if not math.isfinite(total):
            yield stands(step, float(loss.detach()), failed=True)
            return
        if step in due:
            yield stands(step, total / since)
            total, since = 0.0, 0


def _progress(
    net: nn.Module,
    step: int,
    loss: float,
    *,
    steps: int,
    score: Callable[[nn.Module, torch.Tensor, torch.Tensor], float],
    held_out: Examples,
    known: Examples,
    failed: bool = False,
) -> Progress:
    net.eval()
    right, seen = (score(net, *examples) for examples in (held_out, known))
    net.train()
    weights = {name: weight.detach().clone() for name, weight in net.state_dict().items()}
    return Progress(step, steps, loss, right, seen, weights, failed)
