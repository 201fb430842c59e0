"""Who may train now: at most two at once, the others in the order they came.

Whoever is heard of no more (a closed tab, another page) loses their place after a few seconds, so that nobody has to say
that they leave.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Turns:
    """``most`` at once; a place is kept for ``lease`` seconds after it was last asked for."""

    def __init__(self, most: int = 2, lease: float = 6.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._lease, self._clock = most, lease, clock
        self._heard: dict[str, float] = {}
        self._lock = threading.Lock()

    def ask(self, who: str) -> int:
        """0 where ``who`` may go on, else their place among those who wait, 1 being next."""
        with self._lock:
            now = self._clock()
            self._heard = {w: at for w, at in self._heard.items() if now - at < self._lease}
            self._heard[who] = now
            return max(0, list(self._heard).index(who) + 1 - self._most)

    def leave(self, who: str) -> None:
        """Give the place to the next."""
        with self._lock:
            self._heard.pop(who, None)
