"""What goes in and what comes out: the tasks of pictures and of text as shapes.

What a network here answers is drawn from its own numbers. Where none here does a task, what is drawn is the answer that it would
be taught: of a sheet that was made here it is known where its digits lie. Where not even that is, places stand for it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
import streamlit as st
import torch

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Python, Step, child, plain
from explainer.data import sentences
from explainer.data.digits import SIDE, example
from explainer.data.pairs import PAIRS
from explainer.data.sentences import grammar, ids
from explainer.models import digits, readers
from explainer.models.store import shipped
from explainer.views import doors
from explainer.views.comparing.show import SHOW
from explainer.views.controls import Controls, say
from explainer.views.doors import MOST, Bars, Blank, Cells, Drawing, Part, Ring
from explainer.views.part import apart
from explainer.views.payload import Tensors
from explainer.views.pictured import Drawn, Group, Link, Task
from explainer.views.pictured import tasks as cards
from explainer.views.terms import term

SETTINGS = Controls()
SHOWN = 3
SHEET = (64, 92)
STREWN = ((3, 2, 4), (7, 34, 30), (5, 8, 62))
INK = 0.3
LOOP = "gru"
WIDE, HIGH = 260, 92
LATER: tuple[float, float] = (0.5, 0.9)
EARLY: tuple[float, float] = (0, 0.5)
TRANSLATED, WRITTEN = 10, 12


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    cards("tasks", _groups(_tensors()), _tensors(), SHOW)
    st.caption(
        "The shares are answers of networks here. Boxes and pixels are what a network would be taught, known because we made the "
        "sheets; empty places stand for what nothing here writes."
    )
    say(problems)
    return False


@cache
def _tensors() -> Tensors:
    """A digit and what the digit network says of it; the digit on a sheet and a sheet with several, and where there is ink on
    it; a sentence as a recurrent network reads it, with what it says after each word and after the last."""
    digit = example(SHOWN)[None].astype(np.float32) / 255
    net = built("net", digits.trained(), shipped("digits"))
    said = record([net, plain(torch.nn.Softmax(-1))], Step(digit, Python("x"))).tensors["softmax1"]
    one, several = (_strewn(places) for places in (STREWN[1:2], STREWN))
    own = readers.trained()[LOOP]
    reader = built("net", own, shipped("readers", LOOP))
    layers = [child(reader, k) for k in range(len(own))]
    sentence = Step(torch.from_numpy(ids(sentences.words(PAIRS[0][0][0], grammar().vocabulary))), Python("x"))
    shares = plain(torch.nn.Softmax(-1))
    read = record([*layers, shares], sentence).tensors
    each = record([*layers[:2], layers[-1], shares], sentence).tensors["softmax1"]
    return {
        "digit": digit, "classes": said, "one": one, "several": several, "mask": (several > INK).astype(np.float32),
        "words": read["embedding1"], "first": read["embedding1"][:1], "last": read["softmax1"], "each": each,
        "translated": np.zeros(TRANSLATED, np.float32), "written": np.zeros(WRITTEN, np.float32),
    }  # fmt: skip


def _strewn(places: tuple[tuple[int, int, int], ...]) -> np.ndarray:
    """(1, H, W): a sheet with digits at rows and columns."""
    sheet = np.zeros((1, *SHEET), np.float32)
    for digit, row, column in places:
        sheet[0, row : row + SIDE, column : column + SIDE] = example(digit).astype(np.float32) / 255
    return sheet


def _box(digit: int, row: int, column: int) -> tuple[int, int, int, int]:
    """Row, column, height and width of a digit's ink on the sheet."""
    ink = example(digit) > 255 * INK
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    return int(row + rows[0]), int(column + columns[0]), int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


def _groups(tensors: Tensors) -> tuple[Group, ...]:
    sheet = f"1 × {SHEET[0]} × {SHEET[1]}"
    count, width = tensors["words"].shape
    classes, opinions = tensors["classes"].size, tensors["last"].size
    pictures = (
        _task(
            "Classification", "what is it?", f"1 × {SIDE} × {SIDE}", f"{classes} shares", ("network",),
            (Cells("digit", (40, 4, 84, 84), scale="grey"), Bars("classes", (190, 4, 66, 84), LATER, down=True)),
            f"A digit, and the shares that the digit network gives {classes} classes",
        ),
        _task(
            "Localization", "where is it?", sheet, f"{classes} shares + 4 numbers", ("detection", "network"),
            (Cells("one", _LEFT, scale="grey"), Cells("one", _RIGHT, scale="grey"), *_rings("one", STREWN[1:2])),
            "A sheet with one digit, and a box around it",
        ),
        _task(
            "Detection", "what, where, how many?", sheet, f"boxes, each {classes} + 4 numbers",
            ("detection", "network"),
            (Cells("several", _LEFT, scale="grey"), Cells("several", _RIGHT, scale="grey"), *_rings("several", STREWN)),
            f"A sheet with {len(STREWN)} digits, and a box around each",
        ),
        _task(
            "Segmentation", "which pixels?", sheet, f"{SHEET[0]} × {SHEET[1]} answers", ("detection", "network"),
            (Cells("several", _LEFT, scale="grey"), Cells("mask", _RIGHT, LATER, "probability")),
            "A sheet with digits, and of every pixel whether it is ink",
        ),
    )  # fmt: skip
    words_in = f"{count} words × {width}"
    read = Cells("words", _UPPER, EARLY, words=True)
    texts = (
        _task(
            "One answer", "many to one", words_in, f"{opinions} shares", ("unroll",),
            (read, Bars("last", (110, 58, 40, 34), LATER)),
            "A sentence word by word, and the shares of bad and good after its last word",
        ),
        _task(
            "One per word", "many to many", words_in, f"{count} × {opinions} shares", ("unroll",),
            (read, Bars("each", _LOWER, MOST, last=True)),
            "A sentence word by word, and below each word how sure the network is by then",
        ),
        _task(
            "Another sequence", "sequence to sequence", words_in, "any number of words", ("translation", "unroll"),
            (read, Blank("translated", _LOWER, LATER)),
            "A sentence word by word, and once it is read places for the words of another",
        ),
        _task(
            "A sequence from a start", "one to many", f"1 word × {width}", "words, until it stops",
            ("next-word", "music", "sequences"),
            (Cells("first", (0, 0, WIDE / WRITTEN, 42), words=True), Blank("written", _LOWER, MOST)),
            "One word, and places for those that follow",
        ),
    )  # fmt: skip
    return Group("Pictures", pictures), Group("Text", texts)


_LEFT = (0.0, 4.0, 121.0, 84.0)
_RIGHT = (139.0, 4.0, 121.0, 84.0)
_UPPER = (0.0, 0.0, float(WIDE), 42.0)
_LOWER = (0.0, 58.0, float(WIDE), 34.0)


def _rings(tensor: str, places: tuple[tuple[int, int, int], ...]) -> tuple[Ring, ...]:
    return tuple(Ring(tensor, _RIGHT, field=_box(*place)) for place in places)


def _task(
    name: str, field: str, goes_in: str, comes_out: str, pages: tuple[str, ...], parts: tuple[Part, ...], says: str
) -> Task:
    text, door = doors.way(pages) or ("", None)
    link = Link(text, door.url if door else "")
    return Task(name, field, goes_in, comes_out, Drawn("", Drawing(parts, WIDE, HIGH), says), link)


def words() -> None:
    """What was to be seen."""
    with apart():
        st.markdown(
            "## What you saw\n\n"
            f"What comes out is a matter of the last layers and of the {term('label', 'labels')} that are learned from, not of the "
            "family: a mean over all places answers what, and forgets where; keep the places, and each can "
            "have an answer of its own. "
            "So it is with words: the last state answers once, every state answers at every word."
        )
