"""What each tensor of a run is called: by the attribute path of the module that made it, as its author named it.

``layer2.bn1`` is what the module of that name gave, ``layer2.add`` a sum within ``layer2``. Children of an ``nn.Sequential``
that have no names are counted by what they are, ``conv1``, ``relu1``, ``conv2``. What comes once more is ``relu:2``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import FrameType

from torch import nn

from explainer.core.versions import Born

# Ends the key of a loop's step that stands by itself (``loops.py``).
LAST = ">"
_NO_NAME = re.compile(r"[^\w.:]")
Prefix = Callable[[nn.Module], str]


def paths(root: nn.Module, prefix: Prefix) -> dict[int, str]:
    """The path of every module by its ``id``, of the root itself too; ``prefix`` is what one is counted by."""
    found: dict[int, str] = {}
    if not is_plain_sequence(root) and is_leaf(root) and is_torchs(root):
        found[id(root)] = f"{prefix(root)}1"
    else:
        found[id(root)] = ""
        _walk(root, "", Counter(), prefix, found)
    return found


def _walk(module: nn.Module, path: str, counts: Counter[str], prefix: Prefix, found: dict[int, str]) -> None:
    counted = is_plain_sequence(module)
    for own, child in module.named_children():
        if id(child) in found:
            continue
        unnamed = counted and own.isdigit()
        if unnamed and is_plain_sequence(child):
            found[id(child)] = path
            _walk(child, path, counts, prefix, found)
            continue
        if unnamed and is_leaf(child) and is_torchs(child):
            kind = prefix(child)
            counts[kind] += 1
            own = f"{kind}{counts[kind]}"
        found[id(child)] = joined(path, own)
        _walk(child, found[id(child)], Counter(), prefix, found)


def is_plain_sequence(module: nn.Module) -> bool:
    """Whether this is an ``nn.Sequential`` with no forward of its own."""
    return isinstance(module, nn.Sequential) and type(module).forward is nn.Sequential.forward


def is_torchs(module: nn.Module) -> bool:
    """Whether this is one of torch's own layers."""
    return type(module).__module__.startswith(("torch.nn.modules.", "torch.ao."))


def is_leaf(module: nn.Module) -> bool:
    """Whether nothing inside of it is called by itself."""
    return next(module.children(), None) is None or isinstance(module, nn.MultiheadAttention)


def joined(path: str, own: str) -> str:
    """A name within a module."""
    return f"{path}.{own}" if path and own else path or own


def clean(name: str) -> str:
    """A name that a link can hold."""
    return _NO_NAME.sub("_", name)


class Names:
    """Names given one after the other, none twice."""

    def __init__(self) -> None:
        self._given: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """This name, or with the number of its repetition."""
        name = clean(name)
        self._given[name] += 1
        count = self._given[name]
        return (
            self.new(f"{name}:{count}")
            if count > 1 and f"{name}:{count}" in self._given
            else name
            if count == 1
            else f"{name}:{count}"
        )


def called(born: Sequence[Born], found: dict[int, str], given: Names) -> dict[str, str]:
    """The name of everything that was born, by its key."""
    whole = _wholes(born)
    names: dict[str, str] = {}
    steps: dict[str, str] = {}
    for one in born:
        key, _, own = one.key.partition(".")
        first, _, more = key.partition("/")
        if own:
            # What an operation gave may be one of its steps, or not be kept: they are called by it all the same.
            names[first] = names.get(first) or given.new(_own_name(one, found, whole))
            steps[one.key] = given.new(f"{names[first]}.{own.rstrip(LAST)}")
            continue
        base = names.get(first) or _own_name(one, found, whole)
        if more:
            names[key] = given.new(f"{base}.{one.own}" if one.own else base.partition(":")[0])
        elif key not in names:
            names[key] = given.new(base)
    return names | steps


def _wholes(born: Sequence[Born]) -> dict[FrameType, str]:
    """For each call of a module the operation that is called as the module is: the last one that bears the name of its kind,
    as ``lstm`` does in an LSTM that puts its states in order afterwards, or else the last of all."""
    found: dict[FrameType, str] = {}
    by_kind: set[FrameType] = set()
    for one in born:
        for module, frame in one.spot.calls:
            kind = type(module).__name__.lower().removesuffix("cell")
            own = is_torchs(module) and one.op.startswith(kind)
            if not one.held and (own or frame not in by_kind):
                found[frame] = _operation(one.key)
                by_kind |= {frame} if own else set()
    return found


def _operation(key: str) -> str:
    """The key of the operation that a tensor came of."""
    return key.partition("/")[0].partition(".")[0]


def _own_name(one: Born, found: dict[int, str], wholes: dict[FrameType, str]) -> str:
    for module, frame in reversed(one.spot.calls):
        path = found.get(id(module))
        if path is None:
            path = found[id(module)] = type(module).__name__.lower()
        whole = is_leaf(module) and path and wholes.get(frame) == _operation(one.key) and frame is one.spot.calls[-1][1]
        return path if whole else joined(path, one.op)
    return one.op


def inner(values: object, name: str) -> Iterator[tuple[str, object]]:
    """Everything in nested lists, tuples, dictionaries and dataclasses, with a name."""
    if is_dataclass(values) and not isinstance(values, type | Mapping):
        values = {field.name: getattr(values, field.name) for field in fields(values)}
    if isinstance(values, Mapping):
        for key, value in values.items():
            yield from inner(value, f"{name}.{key}")
    elif isinstance(values, tuple) and hasattr(values, "_fields"):
        for key, value in zip(values._fields, values, strict=True):
            yield from inner(value, f"{name}.{key}")
    elif isinstance(values, list | tuple):
        for k, value in enumerate(values):
            yield from inner(value, f"{name}.{k}")
    else:
        yield name, values
