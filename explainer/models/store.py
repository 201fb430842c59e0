"""The weights and figures that ship, by name: ``assets/readers.safetensors`` and ``assets/readers.json``.

A file may hold several networks; the weights of each then stand under its key, ``gru/1.weight_ih_l0``. One that is not as it
shipped raises :class:`~explainer.data.assets.Unusable`, each time it is asked for, until it is there again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from safetensors.torch import load, save
from torch import nn

from explainer.core.building import Weights
from explainer.core.steps import Python, Step
from explainer.data import assets

_IMPORT = "from safetensors.torch import load_file"


@cache
def weights(name: str, key: str = "") -> Weights:
    """The weights of a network that ships."""
    held = load(assets.read(f"{name}.safetensors"))
    start = f"{key}/" if key else ""
    return {at.removeprefix(start): w for at, w in held.items() if at.startswith(start)}


def shipped(name: str, key: str = "") -> Step[Weights]:
    """The same, with the Python that reads them in the project's folder."""
    read = Step(weights(name, key), Python(f'load_file("assets/{name}.safetensors")', imports=(_IMPORT,)))
    if not key:
        return read
    every = read.named("weights")
    text = f'{{name.removeprefix("{key}/"): w for name, w in weights.items() if name.startswith("{key}/")}}'
    return replace(every, python=replace(every.python, text=text))


def loaded(net: nn.Module, name: str, key: str = "") -> nn.Module:
    """A network with the weights that ship, to be used and not learned further."""
    net.load_state_dict(weights(name, key))
    return net.eval()


@cache
def figures(name: str) -> dict[str, Any]:
    """What was measured on these networks, with the settings that it was measured by."""
    return json.loads(assets.read(f"{name}.json"))


def keep(name: str, networks: Mapping[str, Weights], measured: Mapping[str, Any] | None = None) -> None:
    """Make these the networks that ship, by their keys, and this what was measured on them."""
    found = {f"{key}/{at}" if key else at: w.contiguous() for key, own in networks.items() for at, w in own.items()}
    assets.keep(f"{name}.safetensors", save(found))
    if measured:
        keep_figures(name, measured)


def keep_figures(name: str, measured: Mapping[str, Any]) -> None:
    """Make these the figures that ship, a line for each list of numbers."""
    text = re.sub(r"\[[^\[\]{}]*\]", lambda found: " ".join(found[0].split()), json.dumps(measured, indent=1))
    assets.keep(f"{name}.json", (text + "\n").encode())
