"""Who may train now: at most two at once, the others in the order they came.

A place is kept as long as whoever has it is alive, however long they work, and no clock is asked: somebody who works slowly
on a busy machine has not left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Who = TypeVar("Who", bound=Hashable)


class Turns(Generic[Who]):
    """``most`` at once, of those who are ``alive``; whoever is not has left."""

    def __init__(self, alive: Callable[[Who], bool], most: int = 2) -> None:
        self._alive, self._most = alive, most
        self._line: list[Who] = []
        self._lock = threading.Lock()

    def ask(self, who: Who) -> int:
        """0 where ``who`` may go on, and then until they leave; else their place among those who wait, 1 being next."""
        with self._lock:
            self._line = [one for one in self._line if one == who or self._alive(one)]
            if who not in self._line:
                self._line.append(who)
            return max(0, self._line.index(who) + 1 - self._most)

    def leave(self, who: Who) -> None:
        """Give the place to the next."""
        with self._lock:
            self._line = [one for one in self._line if one != who]
