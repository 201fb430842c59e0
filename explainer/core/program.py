"""Torch written down: the lines that make tensors, and the program that makes one cell and prints it."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

_TENSOR = re.compile(r't\["([^"]+)"\]')
_ALWAYS = ("import torch", "from torch import nn")


@dataclass(frozen=True)
class Line:
    """Torch that makes tensors: ``code`` calls them ``t["conv1"]``; it ``makes`` these and may need ``imports`` and
    statements ``before`` it."""

    code: str
    makes: tuple[str, ...]
    before: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


def tensors_in(code: str) -> list[str]:
    """The tensors that a line names, those it makes among them."""
    return _TENSOR.findall(code)


def renamed(line: Line, names: Mapping[str, str]) -> Line:
    """The same line with other names for some tensors."""

    def new(found: re.Match[str]) -> str:
        return f't["{names.get(found[1], found[1])}"]'

    return replace(line, code=_TENSOR.sub(new, line.code), makes=tuple(names.get(n, n) for n in line.makes))


def program(lines: Sequence[Line], name: str, index: tuple[int, ...], called: str = "") -> str:
    """A program of these lines, with what they need before them, that prints a cell of a tensor as its last line, and there
    says what it is ``called``, in words that stand on one line."""
    before = dict.fromkeys(statement for line in lines for statement in line.before)
    functions = [statement for statement in before if statement.startswith("def ")]
    parts = [
        "\n".join(imported(i for line in lines for i in line.imports)),
        "\n" + "\n\n\n".join(functions) + "\n" if functions else "",
        "\n".join(statement for statement in before if statement not in functions),
        "\n".join(("t = {}", *(line.code for line in lines))),
        f"print({{name: tuple(tensor.shape) for name, tensor in t.items()}})\nprint({number_of(name, index)})"
        + (f"  # {called}" if called else ""),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def number_of(name: str, index: tuple[int, ...]) -> str:
    """A cell of a tensor as a number."""
    return f't["{name}"]' + (f"[{', '.join(map(str, index))}]" if index else "") + ".item()"


def imported(needed: Iterable[str]) -> Iterator[str]:
    """Imports, torch's always, as people sort them: the standard library's, others', ours; modules before names, these by
    module."""
    statements = [*_ALWAYS, *needed]
    modules = {s.removeprefix("import ") for s in statements if s.startswith("import ")}
    names: dict[str, set[str]] = defaultdict(set)
    for statement in statements:
        if statement.startswith("from "):
            _, module, _, name = statement.split()
            names[module].add(name)
    for section in range(3):
        yield from (f"import {module}" for module in sorted(modules) if _section(module) == section)
        for module in sorted(names):
            if _section(module) == section:
                yield f"from {module} import {', '.join(sorted(names[module]))}"


def _section(module: str) -> int:
    top = module.split()[0].partition(".")[0]
    return 0 if top in sys.stdlib_module_names else 2 if top == "explainer" else 1
