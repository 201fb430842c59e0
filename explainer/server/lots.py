"""Modules sent in lots: many of them as one compressed file, which the browser takes apart again (``opening.js``).

On a line with a delay each request costs a round trip, and a browser makes only six at a time: some 130 modules, the
framework's and the stage's, cost more than their bytes. A lot is JSON, ``[[path, source], …]``, those first that others
import. In a source the path of each module that it names stands between two ``MARK``, for the browser to put in its place
the address at which it has that module; ``import.meta.url`` is its own path so marked.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

MARK = "\x01"
_NAMED = re.compile(r"""(?P<how>\bfrom\s*|\bimport\s*)?(?P<quote>["'`])(?P<path>\.{1,2}/[\w./~$-]+?\.js)(?P=quote)""")


def modules(folder: Path, root: Path) -> dict[str, str]:
    """The source of every module below a folder, by its path from ``root``."""
    return {file.relative_to(root).as_posix(): file.read_text() for file in sorted(folder.rglob("*.js"))}


def needed(entries: Iterable[str], sources: Mapping[str, str]) -> list[str]:
    """These modules and all that they import before they run, each after what it imports itself."""
    found: dict[str, None] = {}
    open_: set[str] = set()

    def take(path: str) -> None:
        if path in found or path in open_:
            return
        open_.add(path)
        for other in _imported(path, sources):
            take(other)
        found[path] = None

    for entry in entries:
        take(entry)
    return list(found)


def lot(paths: Iterable[str], sources: Mapping[str, str]) -> bytes:
    """A lot of these modules."""
    return json.dumps([[path, _marked(path, sources)] for path in paths], ensure_ascii=False).encode()


def _imported(path: str, sources: Mapping[str, str]) -> list[str]:
    found = (_target(path, m["path"]) for m in _NAMED.finditer(sources[path]) if m["how"])
    return [other for other in found if other in sources]


def _target(path: str, named: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), named))


def _marked(path: str, sources: Mapping[str, str]) -> str:
    def mark(m: re.Match[str]) -> str:
        target = _target(path, m["path"])
        return f'{m["how"] or ""}"{MARK}{target}{MARK}"' if target in sources else m[0]

    return _NAMED.sub(mark, sources[path]).replace("import.meta.url", f'"{MARK}{path}{MARK}"')
