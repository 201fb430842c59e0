"""Memory that was given back is used again.

Every visitor's script has a thread, and glibc gives threads heaps of their own (sixteen on two cores), in each of which some
large tensor once had room: after 20 visits of every page 160 MB were in use, as at the start, and 400 MB more lay free in
pieces. One heap for all, whose end is handed back to the system, and a mapping of its own for whatever is larger than a
training's tensors (from 8 MB on as mappings these cost it 20 % more time): that holds about 540 MB after a full collection,
where it stood at up to 840. Python runs one thread at a time, so that they
seldom meet in it.
"""

from __future__ import annotations

import ctypes
import platform

MB = 2**20
TRIM_THRESHOLD, MMAP_THRESHOLD, ARENA_MAX = -1, -3, -8  # as glibc's malloc.h numbers them
SETTINGS = {ARENA_MAX: 1, MMAP_THRESHOLD: 16 * MB, TRIM_THRESHOLD: 32 * MB}


def use_again() -> None:
    """Have one heap for all threads that start from now on; where there is no glibc, nothing is to be done."""
    if platform.libc_ver()[0] != "glibc":
        return
    mallopt = ctypes.CDLL(None).mallopt
    for parameter, value in SETTINGS.items():
        if not mallopt(parameter, value):
            raise RuntimeError(f"mallopt({parameter}, {value}) was refused")
