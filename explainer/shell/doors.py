"""What each chapter's door on home draws of the numbers that the chapter opens with. A chapter without a row has a door with
its question on it."""

from __future__ import annotations

from collections.abc import Mapping

from explainer.shell.chapters import CHAPTERS
from explainer.views.doors import MOST, Bars, Boxed, Cells, Counts, Door, Dots, Drawing, Loupe, Pooled, Window
from explainer.views.panels import Scale

_GATES: tuple[tuple[str, Scale], ...] = (
    ("i", "probability"),
    ("f", "probability"),
    ("g", "signed"),
    ("c", "signed"),
    ("o", "probability"),
    ("h", "signed"),
)

DRAWINGS: Mapping[str, Drawing] = {
    "pixels": Drawing((Loupe("input", (0, 0, 134, 92), (0, 1)),)),
    "convolution": Drawing(
        (
            Cells("input", (0, 4, 38, 38), scale="grey"),
            Cells("conv1.weight", (0, 50, 38, 38)),
            Cells("conv1", (44, 2, 88, 88), MOST),
            Window("input", (0, 4, 38, 38), MOST, of="conv1"),
        )
    ),
    "relu": Drawing((Dots("conv1", (4, 4, 126, 84), MOST, of="relu1"),)),
    "pooling": Drawing((Pooled("relu1", (2, 6, 130, 80), MOST, of="pool1"),)),
    "network": Drawing(
        (
            Cells("input", (0, 24, 44, 44), scale="grey"),
            Cells("conv1", (50, 1, 44, 90), (0, 0.7), across=2),
            Bars("softmax1", (102, 2, 32, 88), (0.7, 0.85), down=True),
        )
    ),
    "training": Drawing(
        (
            Cells("conv1.weight", (0, 1, 42, 90), (0, 0.2), across=2),
            Cells("relu1", (50, 1, 84, 90), (0.1, 0.85), across=3),
        )
    ),
    "sequences": Drawing(
        (
            Cells("embedding1", (0, 2, 134, 48), MOST, words=True, ring=3),
            Bars("softmax1", (0, 58, 134, 32), (0.8, 0.92)),
        )
    ),
    "same-bag": Drawing(
        (Counts("A.counts", (0, 4, 134, 84), MOST, second="B.counts", difference="difference"),),
    ),
    "unroll": Drawing(
        (
            Cells("rnn1.h", (2, 1, 130, 70), MOST, words=True, ring=1),
            Bars("softmax1", (2, 75, 130, 16), MOST, last=True),
        )
    ),
    "gates": Drawing(
        tuple(
            Cells(f"lstm1.{letter}", (0, 1 + 15.2 * k, 134, 14), MOST, scale, words=True, only=True, label=letter)
            for k, (letter, scale) in enumerate(_GATES)
        )
    ),
    "memory": Drawing(
        (Cells("right", (0, 1, 290, 90), MOST, "probability", words=True, ring=1),),
        wide=290,
    ),
    "video": Drawing(
        (
            Cells("one.frame1", (0, 2, 40, 40), scale="grey"),
            Bars("gru.answer", (0, 50, 40, 40), (0.8, 0.92)),
            Cells("gru.loop.h", (48, 1, 86, 90), MOST, words=True, ring=1),
        )
    ),
    "next-word": Drawing(
        (
            Cells("gru1.before", (0, 2, 56, 28), (0, 0.2), per=16),
            Cells("embedding1", (0, 37, 56, 14), (0.2, 0.4), per=16),
            Cells("gru1.h", (0, 58, 56, 28), (0.4, 0.7), per=16),
            Bars("likely", (68, 2, 66, 86), (0.7, 0.85), down=True),
        )
    ),
    "translation": Drawing(
        (
            Cells("encoder.h", (0, 1, 134, 24), words=True),
            Cells("attention", (0, 31, 134, 60), MOST, "probability", words=True),
        )
    ),
    "music": Drawing((Cells("softmax1", (0, 2, 134, 88), MOST, "probability", words=True, ring=1),)),
    "series": Drawing(
        (
            Cells("read1", (0, 2, 134, 14), MOST, words=True, ring=1),
            Cells("gru1.h", (0, 22, 134, 68), MOST, words=True, ring=1),
        )
    ),
    "genome": Drawing(
        (
            Cells("input", (0, 1, 134, 9), scale="probability"),
            Cells("relu1", (0, 14, 134, 20), MOST),
            Cells("conv1.weight", (0, 40, 86, 50), (0, 0.3), across=4),
            Bars("softmax1", (96, 40, 38, 50), (0.8, 0.92)),
        )
    ),
    "sound": Drawing(
        (
            Cells("heard", (0, 1, 88, 90), MOST),
            Bars("cnn.answer", (96, 1, 38, 90), (0.8, 0.92), down=True),
        )
    ),
    "compare": Drawing(
        (
            Cells("digit", (8, 0, 54, 54), scale="grey"),
            Cells("map", (74, 2, 50, 50), MOST),
            Window("digit", (8, 0, 54, 54), MOST, of="map"),
            Cells("A.states", (0, 61, 134, 13), MOST, words=True, ring=12),
            Cells("B.states", (0, 78, 134, 13), MOST, words=True, ring=12),
        )
    ),
    "detection": Drawing(
        (Boxed("input", (0, 0, 128, 92), MOST, scores="scores", edges="edges", least=0.4, allowed=0.3),)
    ),
    "style": Drawing(
        (
            Cells("input", (0, 25, 42, 42), scale="grey", together=True),
            Cells("leaky4", (48, 25, 42, 42), (0, 0.55), across=4),
            Cells("opened", (96, 27, 38, 38), (0.5, 0.9), scale="grey", together=True),
        )
    ),
}

DOORS = tuple(Door(c.url, c.title, c.question, c.part, DRAWINGS.get(c.url)) for c in CHAPTERS)
