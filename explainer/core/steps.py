r"""Steps that do and write themselves: a value together with the Python that made it.

What a page does to its input and its network is a chain of steps. Each was done by the very call that it writes
(:func:`do`), or writes what it finds in the numbers it holds (``building.py``), so that the torch that is shown
cannot say anything else than what is on screen.

>>> do(abs, -3).text
'abs(-3)'
"""

from __future__ import annotations

import base64
import inspect
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
import torch
from torch import nn

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Here(str):
    """A statement that runs in this project's folder alone. Elsewhere ``into`` takes what it is ``given``, an array, a
    network's weights or a layer, in its braces; where there is nothing to give, nothing is said there."""

    into: str
    given: object

    def __new__(cls, text: str, into: str = "", given: object = None) -> Here:
        self = super().__new__(cls, text)
        self.into, self.given = into, given
        return self


def runs_anywhere(statement: str) -> bool:
    """Whether an import needs no more than torch and numpy."""
    top = statement.split()[1].partition(".")[0]
    return top in sys.stdlib_module_names or top in ("torch", "numpy")


@dataclass(frozen=True)
class Python:
    """``text`` is an expression, ``before`` the statements that it needs, ``imports`` those that they need."""

    text: str
    before: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()

    def needing(self, *others: Python) -> Python:
        """With what others need first."""
        before = dict.fromkeys(line for other in (*others, self) for line in other.before)
        imports = dict.fromkeys(line for other in (*others, self) for line in other.imports)
        return Python(self.text, tuple(before), tuple(imports))

    def doing(self, into: str, given: object) -> str:
        """A statement that puts this in the braces of ``into``; elsewhere, where need be, what was ``given`` by it."""
        text = into.format(self.text)
        return text if all(map(runs_anywhere, self.imports)) else Here(text, into, given)


@dataclass(frozen=True)
class Step(Generic[T_co]):
    """A value and the Python that makes it."""

    value: T_co
    python: Python

    @property
    def text(self) -> str:
        return self.python.text

    def named(self, name: str) -> Step[T_co]:
        """The same, kept in a variable."""
        statement = self.python.doing(f"{name} = {{}}", self.value)
        kept = replace(self.python, text=name, before=(*self.python.before, statement))
        return Step(self.value, kept)


def do(function: Callable[..., T], *arguments: object, **named: object) -> Step[T]:
    """Call a function, and write the call; arguments are steps, or numbers, texts and sequences of these."""
    value = function(*map(_value, arguments), **{key: _value(v) for key, v in named.items()})
    said = [*map(_text, arguments), *(f"{key}={_text(v)}" for key, v in named.items())]
    needs = [v.python for v in (*arguments, *named.values()) if isinstance(v, Step)]
    module, name = function.__module__, function.__name__
    imports = () if module == "builtins" else (f"from {module} import {name}",)
    return Step(value, Python(f"{name}({', '.join(said)})", imports=imports).needing(*needs))


def asked(step: Step[object], method: Callable[..., T], *arguments: object) -> Step[T]:
    """Call a method of what a step holds: ``place.of(ink)``."""
    value = method(*map(_value, arguments))
    needs = [v.python for v in arguments if isinstance(v, Step)]
    said = ", ".join(map(_text, arguments))
    return Step(value, Python(f"{step.text}.{method.__name__}({said})").needing(step.python, *needs))


def child(step: Step[nn.Module], k: int) -> Step[nn.Module]:
    """A layer of a network, by its place."""
    return Step(list(step.value.children())[k], replace(step.python, text=f"{step.text}[{k}]"))


def plain(layer: nn.Module) -> Step[nn.Module]:
    """A layer of torch's that has learned nothing, as torch itself writes it."""
    return Step(layer, Python(f"nn.{layer!r}"))


def inline(layer: nn.Module) -> Step[nn.Module]:
    """A layer of ours that is written out where it is used."""
    return Step(layer, Python(type(layer).__name__))


def written_out(function: Callable[..., object]) -> Python:
    """A function of ours whose source goes along, so that nothing of ours has to be imported for it."""
    return Python(function.__name__, (inspect.getsource(function).rstrip(),))


def embedded(values: np.ndarray) -> Step[np.ndarray]:
    """Numbers that nothing else can name, such as a visitor's picture, packed into the text."""
    values = np.ascontiguousarray(values, dtype=np.float32)
    data = base64.b64encode(zlib.compress(values.tobytes(), 9)).decode()
    text = f'np.frombuffer(zlib.decompress(base64.b64decode("{data}")), np.float32).reshape({values.shape}).copy()'
    return Step(values, Python(text, imports=("import base64", "import zlib", "import numpy as np")))


def number(value: float) -> str:
    """The fewest digits that give the float32 back, a point among them."""
    return np.format_float_positional(np.float32(value), unique=True, trim="0")


def literal(values: np.ndarray) -> str:
    """An array as nested Python lists."""
    if values.ndim == 0:
        return number(float(values))
    return "[" + ", ".join(map(literal, values)) + "]"


def tensor(values: np.ndarray | torch.Tensor) -> str:
    """``torch.tensor([…])``"""
    return f"torch.tensor({literal(np.asarray(values, dtype=np.float32))})"


def _value(argument: object) -> Any:
    return argument.value if isinstance(argument, Step) else argument


def _text(argument: object) -> str:
    if isinstance(argument, Step):
        return argument.text
    if isinstance(argument, Mapping | Sequence) or argument is None or isinstance(argument, bool | int | float | str):
        return repr(argument)
    raise TypeError(f"{type(argument).__name__} has no text; make it by a step.")
