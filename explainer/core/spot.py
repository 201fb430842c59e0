"""Where in somebody's program an operation ran: in which modules' calls, and at which line of their own code.

Both are read off Python's stack while the operation runs, so that nothing has to be hooked into a module and nothing but
this thread is looked at.
"""

from __future__ import annotations

import linecache
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, FrameType

import torch
from torch import nn

_CALL = nn.Module._call_impl.__code__
_NOT_THEIRS = tuple(f"{Path(file).parent}{os.sep}" for file in (torch.__file__, __file__))


class SourceLine(str):
    """A line of a program, without what it is indented by, that remembers where it stands. It is looked up there unless its
    ``text`` is given, as where the program is on another machine."""

    file: str
    number: int

    def __new__(cls, file: str, number: int, text: str | None = None) -> SourceLine:
        self = super().__new__(cls, linecache.getline(file, number).strip() if text is None else text)
        self.file, self.number = file, number
        return self


@dataclass(frozen=True)
class Spot:
    """``calls`` are the calls of modules that an operation stands in, the outermost first; ``file`` and ``number`` the line."""

    calls: tuple[tuple[nn.Module, FrameType], ...]
    file: str
    number: int

    @property
    def line(self) -> SourceLine:
        return SourceLine(self.file, self.number)


@cache
def _theirs(code: CodeType) -> bool:
    return not code.co_filename.startswith(_NOT_THEIRS) and not code.co_filename.startswith("<frozen")


def spot(until: FrameType) -> Spot:
    """Where the program stands, looked at from a frame of ours up to one of ours."""
    calls: list[tuple[nn.Module, FrameType]] = []
    file, number = "", 0
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame is not until:
        code = frame.f_code
        if code is _CALL:
            calls.append((frame.f_locals["self"], frame))
        elif not file and _theirs(code):
            file, number = code.co_filename, frame.f_lineno
        frame = frame.f_back
    return Spot(tuple(reversed(calls)), file, number)


def failed_in(error: BaseException) -> tuple[nn.Module, FrameType] | None:
    """The innermost call of a module that an error came out of."""
    found, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code is _CALL:
            found = (step.tb_frame.f_locals["self"], step.tb_frame)
        step = step.tb_next
    return found
