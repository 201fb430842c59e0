"""What there is to set on a page, and in its link: one declaration says what it is called and which values it takes.

A setting is a choice (:class:`Setting`, :class:`Several`) or a text (:class:`Written`), which has a parser that says what
is wrong with it; what is done on the stage is a text that has no widget (:class:`OnStage`). Each is declared by adding it to
a view's `SETTINGS`, which are read from the link together. The widgets that they have are in ``controls.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from explainer.data import letters

T = TypeVar("T", str, int)
M = TypeVar("M")
M_co = TypeVar("M_co", covariant=True)
_WHOLE = re.compile(r"-?[0-9]{1,9}")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def short(text: str, most: int = 40) -> str:
    """What somebody wrote, on a line of ours."""
    return _UNSEEN.sub("�", letters.shortened(text, most))


def quoted(text: str, most: int = 40) -> str:
    """The same in quotation marks, whichever way it runs."""
    return f"“{letters.isolated(short(text, most))}”"


@dataclass(frozen=True)
class Choice(Generic[T]):
    """Choices among ``options``, called ``key`` in the link. Where ``ranged``, any whole number from the first to the last."""

    key: str
    label: str
    options: tuple[T, ...]
    default: T | None = None
    ranged: bool = False
    longest = None

    def from_link(self, raw: str) -> T:
        """The option that a link's text stands for. Raises ``ValueError`` where it is none."""
        if self.ranged and _WHOLE.fullmatch(raw):
            found: object = int(raw)
        else:
            found = next((option for option in self.options if str(option) == raw), None)
        if not self.has(found):
            raise ValueError(f"{self.label}: {quoted(raw)} is not among the choices")
        return found  # type: ignore[return-value]

    def has(self, value: object) -> bool:
        """Whether this is one of the options."""
        if not self.ranged:
            return value in self.options
        low, high = self.options[0], self.options[-1]
        return type(value) is int and isinstance(low, int) and isinstance(high, int) and low <= value <= high


class Setting(Choice[T]):
    """One choice, the first being the default unless ``default`` says otherwise."""

    most = 1

    @property
    def start(self) -> T:
        return self.options[0] if self.default is None else self.default

    def holds(self, value: object) -> bool:
        return self.has(value)

    def instead(self, taken: Sequence[str]) -> str:
        return f"; showing {taken[0] if taken else self.start}"


class Several(Choice[T]):
    """Any of the options, none to begin with."""

    @property
    def start(self) -> list[T]:
        return []

    @property
    def most(self) -> int:
        return len(self.options)

    def holds(self, value: object) -> bool:
        return isinstance(value, list) and all(map(self.has, value))

    def instead(self, taken: Sequence[str]) -> str:
        return f"; showing {', '.join(taken)}" if taken else ""


@dataclass(frozen=True)
class Written(Generic[M_co]):
    """A text of at most ``longest`` characters. ``read`` gives its meaning, with whatever it depends on, and raises
    ``ValueError`` with a sentence for what cannot be meant. ``start`` is what stands there to begin with, if it is always the
    same."""

    key: str
    label: str
    read: Callable[..., M_co]
    start: str = ""
    width: int = 330
    longest: int = 4_000
    most = 1

    def from_link(self, raw: str) -> str:
        return _UNSEEN.sub(" ", raw)

    def instead(self, taken: Sequence[str]) -> str:
        return "; the first is read"

    def holds(self, value: object) -> bool:
        return isinstance(value, str)


class OnStage(Written[M_co]):
    """A text that says what was done on the stage, which is where it is changed: it has no widget."""


AnySetting = Setting[Any] | Several[Any] | Written[Any]
S = TypeVar("S", bound=AnySetting)


class Controls(list[AnySetting]):
    """What a view has to set, its own and what it takes from ``others``."""

    def __init__(self, *others: Iterable[AnySetting]) -> None:
        super().__init__({one.key: one for other in others for one in other}.values())

    def add(self, setting: S) -> S:
        """Declare one."""
        self.append(setting)
        return setting
