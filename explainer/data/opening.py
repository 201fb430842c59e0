"""Visitors' files on their way through a process of its own: one at a time, for a limited time, and nothing stays of it."""

from __future__ import annotations

import math
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence

import numpy as np

from explainer.data import decoding
from explainer.data.decoding import PictureError

DECODER = (sys.executable, "-I", decoding.__file__)
PATIENCE = 30
TOO_LONG = "This picture takes too long to open; please try saving it again as PNG or JPEG."

_TIME_OVER = {getattr(signal, name) for name in ("SIGXCPU", "SIGALRM") if hasattr(signal, name)}

_TURN = threading.Lock()


def decoded(
    data: bytes, decoder: Sequence[str] = DECODER, seconds: float = decoding.MAX_SECONDS
) -> tuple[np.ndarray, str]:
    """A file as uint8 (side, side, 3), and a remark, empty where all is well. Raises :class:`PictureError` with what is
    wrong, whatever becomes of the ``decoder``, which may take so many ``seconds``; what is waiting waits half a minute."""
    if not _TURN.acquire(timeout=PATIENCE):
        raise PictureError("Many pictures are being opened just now; please try again in a minute.")
    try:
        ran = subprocess.run(decoder, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=seconds)
    except subprocess.TimeoutExpired:
        raise PictureError(TOO_LONG) from None
    except OSError:
        raise PictureError("This picture cannot be opened just now; please try again in a minute.") from None
    finally:
        _TURN.release()
    if ran.returncode:
        raise PictureError(TOO_LONG if -ran.returncode in _TIME_OVER else decoding.DAMAGED)
    said, _, pixels = ran.stdout.partition(b"\n")
    if not pixels:
        raise PictureError(said.decode())
    side = math.isqrt(len(pixels) // 3)
    return np.frombuffer(pixels, dtype=np.uint8).reshape(side, side, 3), said.decode()
