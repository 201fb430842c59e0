"""What is written where neither our code nor our files are.

A program that is shown calls our code and reads our files, since that is short to read. Where it goes elsewhere, it gets
what these gave: numbers, packed into it, and the source of a layer of ours.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence

import numpy as np
from torch import nn

from explainer.core.building import built
from explainer.core.program import Line
from explainer.core.steps import Here, Python, embedded, runs_anywhere

_SET = re.compile(r"(\w+) = ")
_NAME = re.compile(r"[^\W\d]\w*")


def anywhere(lines: Sequence[Line]) -> Python:
    """What these lines need before them, for torch and numpy alone; without statements that served only those which were
    replaced."""
    needed = {name for line in lines for name in _NAME.findall(line.code)}
    statements: list[str] = []
    imports = [i for line in lines for i in line.imports if runs_anywhere(i)]
    for statement in reversed(dict.fromkeys(s for line in lines for s in line.before)):
        name = _SET.match(statement)
        if isinstance(statement, Here):
            if statement.given is None or (name and name[1] not in needed):
                continue
            python = _instead(statement)
            imports += python.imports
            statements[:0] = [*python.before, python.text]
            reads = "" if name else statement.into
        else:
            statements.insert(0, statement)
            reads = "" if statement.startswith("#") else statement[name.end() if name else 0 :]
        needed -= {name[1]} if name else set()
        needed.update(_NAME.findall(reads))
    return Python("", tuple(dict.fromkeys(statements)), tuple(imports))


def _instead(statement: Here) -> Python:
    """The statement with what it was ``given``: an array, a network's weights, or a layer."""
    given = statement.given
    if isinstance(given, nn.Module) and type(given).__module__.startswith("torch.nn."):
        *before, last = built(statement.into.removesuffix(" = {}"), given).python.before
        return Python(last, tuple(before))
    packed = _source(given) if isinstance(given, nn.Module) else _packed(given)
    return Python(statement.into.format(packed.text), packed.before, packed.imports)


def _packed(given: object) -> Python:
    if isinstance(given, np.ndarray):
        return embedded(given).python
    if not isinstance(given, Mapping):
        raise TypeError(f"{type(given).__name__} cannot be packed into a program.")
    each = {name: embedded(weight.detach().numpy()).python for name, weight in sorted(given.items())}
    rows = "".join(f'    "{name}": torch.from_numpy({python.text}),\n' for name, python in each.items())
    return Python(f"{{\n{rows}}}").needing(*each.values())


def _source(layer: nn.Module) -> Python:
    """A layer of ours, which is made of its own numbers, called as they are there."""
    each = {name: embedded(values.detach().numpy()).python for name, values in layer.state_dict().items()}
    said = "".join(f"    {name}={python.text},\n" for name, python in each.items())
    kind = type(layer)
    python = Python(f"{kind.__name__}(\n{said})", (inspect.getsource(kind).rstrip(),))
    return python.needing(*each.values())
