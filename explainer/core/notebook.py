"""A notebook of a trace: the steps that lead to one of its cells, to be run where nothing but torch and numpy is.

It is written in Jupyter's format 4.5, which is JSON. All that was said to it is text there, whoever said it: in Markdown by
:func:`plainly`, in code by what wrote it (``steps.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from math import isfinite
from string import punctuation
from urllib.parse import quote

import numpy as np

from explainer.core.elsewhere import anywhere
from explainer.core.program import Line, imported, number_of
from explainer.core.trace import Trace

LONG = 1_000
AGREES = 1e-5
_LETTERS = {ord(sign): f"&#{ord(sign)};" for sign in punctuation if sign not in ",':;?%"}
_LAYER = re.compile(r"(\w+) = (?:nn\.|[A-Z])")
_OF = re.compile(r"\w+")
_NEEDS = (
    "Here is the torch that makes `{}`, the number that was open on the page. Everything it reads stands in this notebook, so "
    "torch and numpy in an empty folder are enough.",
    "Run it from top to bottom: the last cell compares what your torch makes with what was on screen. Then change a number on "
    "the way and run it again. It objects, as it should.",
)
_ADDRESS = "/:?&=%+[]~"

NotebookCell = dict[str, object]


def notebook(
    t: Trace,
    name: str,
    index: tuple[int, ...],
    title: str,
    question: str = "",
    link: str = "",
    labels: Mapping[str, str] | None = None,
    called: str = "",
) -> str:
    """The JSON of a notebook that makes this cell of a chapter's trace and asserts its number. ``link``, a URL, opens the same
    screen; ``labels`` are what tensors are called there, ``called`` what the
    cell is. Raises ``LookupError`` for a cell that is not there."""
    t.check(name, index)
    lines = t.lines_for(name)
    cells = [
        _said(f"# {plainly(title)}", f"**{plainly(question)}**" if question else "", *_intro(name, index), _to(link)),
        *_before(lines),
        *_steps(lines, labels or {}),
        *_asserted(t, name, index, called),
    ]
    python = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {
        "cells": [{**cell, "id": f"cell-{k}"} for k, cell in enumerate(cells)],
        "metadata": {"kernelspec": python, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(whole, indent=1) + "\n"


def plainly(text: str) -> str:
    """Text that Markdown shows as it is, on one line: no signs of its own, no markup, no mathematics, no links."""
    return " ".join(text.split()).translate(_LETTERS)


def _intro(name: str, index: tuple[int, ...]) -> tuple[str, str]:
    what, how = _NEEDS
    return what.format(f"{name}[{', '.join(map(str, index))}]"), how


def _to(link: str) -> str:
    """A link, with nothing in its address that would end it."""
    return f"[Open the same screen]({quote(link, safe=_ADDRESS)})" if link else ""


def _source(text: str) -> list[str]:
    """Line by line, as notebooks are kept."""
    return [line for line in re.split(r"(?<=\n)", text) if line]


def _said(*paragraphs: str) -> NotebookCell:
    return {"cell_type": "markdown", "metadata": {}, "source": _source("\n\n".join(filter(None, paragraphs)))}


def _run(*code: str) -> NotebookCell:
    """A cell of code, folded where it is long, as packed numbers are."""
    text = "\n".join(code)
    folded = {"jupyter": {"source_hidden": True}} if max(map(len, text.split("\n"))) > LONG else {}
    return {"cell_type": "code", "execution_count": None, "metadata": folded, "outputs": [], "source": _source(text)}


def _before(lines: Sequence[Line]) -> Iterator[NotebookCell]:
    """What the steps need: imports and functions, the numbers that go in, the networks with their weights."""
    needs = anywhere(lines)
    yield _run(*imported(needs.imports))
    functions = [s for s in needs.before if s.startswith(("def ", "class "))]
    rest = [s for s in needs.before if s not in functions]
    layers = dict.fromkeys(found[1] for s in rest if (found := _LAYER.match(s)))
    networks = [s for s in rest if _begins(s) in layers or s.startswith("torch.manual_seed")]
    numbers = [s for s in rest if s not in networks]
    if functions:
        yield _said("## Written here")
        yield _run("\n\n\n".join(functions))
    if numbers:
        yield _said("## What goes in")
        names = dict.fromkeys(_begins(s) for s in numbers if not s.startswith("#"))
        yield from _cells(numbers, (f'print("{name}", tuple({name}.shape))' for name in names))
    if networks:
        yield _said("## The network", "Its layers, and the weights that it had on screen.")
        yield from _cells(networks, (line for name in layers for line in _layer_told(name)))


def _begins(statement: str) -> str:
    found = _OF.match(statement)
    return found[0] if found else ""


def _layer_told(name: str) -> tuple[str, str]:
    return f"print({name})", f'print(sum(weight.numel() for weight in {name}.parameters()), "weights in {name}")'


def _cells(statements: Iterable[str], shown: Iterable[str]) -> Iterator[NotebookCell]:
    """Statements in cells, long ones in cells of their own, and one that prints."""
    for long, group in groupby(statements, lambda s: len(s) > LONG):
        own = list(group)
        yield from map(_run, own) if long else [_run(*own)]
    yield _run(*shown)


def _steps(lines: Sequence[Line], labels: Mapping[str, str]) -> Iterator[NotebookCell]:
    """Layer by layer; each prints the shapes of what it made."""
    yield _said("## Step by step", "`t` holds every tensor by the name that it has on the page.")
    start = ["t = {}"]
    for layer, group in groupby(lines, lambda line: line.makes[0].partition(".")[0]):
        own = list(group)
        made = {name: labels.get(name, "") for line in own for name in line.makes}
        yield _said(f"### `{layer}`")
        yield _run(*start, *(line.code for line in own), *(_shape_told(*one) for one in made.items()))
        start = []


def _shape_told(name: str, label: str) -> str:
    return f'print("{name}", tuple(t["{name}"].shape)' + (f", {label!r})" if label and label != name else ")")


def _asserted(t: Trace, name: str, index: tuple[int, ...], called: str) -> Iterator[NotebookCell]:
    """The cell, what it means, and whether it is what it was: as exact as sums of such terms are in float32, in whatever order
    a machine adds them."""
    opened = t.explain(name, index, called)
    value = float(t.read(name)[index])
    parts = sum(abs(term.value) for term in opened.terms) if opened.terms else float(np.abs(t.read(name)).max())
    said = str(np.float32(value))
    near = (
        f"abs(number - {said}) <= {AGREES * max(abs(value), parts):.1e}"
        if isfinite(value)
        else f'str(number) == "{said}"'
    )
    yield _said("## The number on screen", plainly(opened.sentence))
    yield _run(
        f"number = {number_of(name, index)}",
        "print(number)",
        f'assert {near}, f"{{number}} here, {said} on screen"',
    )
