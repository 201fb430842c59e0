"""CPU time, of one thread: what this process was given, however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median

import torch
from torch import nn
from torch.nn import functional

from explainer.training.fit import Examples, Settings, fit

WARM = 3


def cpu_seconds(run: Callable[[], object], repeats: int) -> float:
    """The median of so many runs, after a few that are not counted."""
    found = []
    for k in range(WARM + repeats):
        start = time.process_time()
        run()
        if k >= WARM:
            found.append(time.process_time() - start)
    return median(found)


def of_an_answer(net: nn.Module, x: torch.Tensor, repeats: int) -> float:
    """One example, x (1, …), from its numbers to logits."""
    net.eval()
    with torch.inference_mode():
        return cpu_seconds(lambda: net(x), repeats)


def of_a_step(net: nn.Module, examples: Examples, repeats: int) -> float:
    """One batch (B, …) with its labels (B,): forwards, backwards, and Adam's step."""
    net.train()
    optimiser = torch.optim.Adam(net.parameters())

    def step() -> None:
        loss = functional.cross_entropy(net(examples[0]), examples[1])
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()

    return cpu_seconds(step, repeats)


def of_a_training(make: Callable[[], nn.Module], examples: Examples, settings: Settings) -> float:
    """A whole run, from the first batch to the last; what it is judged by takes next to nothing, a single example."""
    run = fit(make, examples, (examples[0][:1], examples[1][:1]), settings)
    next(run)
    start = time.process_time()
    for _ in run:
        pass
    return time.process_time() - start
