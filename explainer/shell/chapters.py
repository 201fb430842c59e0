"""The table of chapters. Navigation, next and previous, the home map and the tests read it; a new chapter is a row."""

from __future__ import annotations

from dataclasses import dataclass

NAME = "Kernel & Loop"
HOME = "How do deep learning, CNNs and RNNs relate, and which one do I need?"
LOOK, REMEMBER = "Networks that look", "Networks that remember"


@dataclass(frozen=True)
class Chapter:
    """``file`` in ``pages/``, its ``url``, a short ``title`` for navigation, the ``question`` it answers, its ``part``."""

    file: str
    url: str
    title: str
    question: str
    part: str


CHAPTERS = (
    Chapter("pixels.py", "pixels", "Pixels", "What does a network see when it sees a picture?", LOOK),
    Chapter(
        "convolution.py", "convolution", "Convolution", "What does sliding a small kernel over a picture do?", LOOK
    ),
    Chapter("relu.py", "relu", "ReLU", "Why throw the negative numbers away?", LOOK),
    Chapter("pooling.py", "pooling", "Pooling", "Why keep only the strongest number in each box?", LOOK),
    Chapter(
        "network.py", "network", "Network", "How do the layers together turn a digit you drew into an answer?", LOOK
    ),
    Chapter("training.py", "training", "Training", "Where do the kernels come from?", LOOK),
    Chapter(
        "sequences.py",
        "sequences",
        "Sequences",
        "Why can’t an ordinary network read a sentence of any length?",
        REMEMBER,
    ),
    Chapter(
        "same_bag.py",
        "same-bag",
        "Same bag",
        "Why do two opposite sentences look identical to a word counter?",
        REMEMBER,
    ),
    Chapter("unroll.py", "unroll", "Unroll", "What is the loop in a recurrent network?", REMEMBER),
    Chapter("gates.py", "gates", "Gates", "What do an LSTM’s gates do with each word?", REMEMBER),
    Chapter("memory.py", "memory", "Memory", "How far back can it remember, and why does it forget?", REMEMBER),
)

PARTS = tuple(dict.fromkeys(chapter.part for chapter in CHAPTERS))


def titled(title: str) -> str:
    """What the browser calls a page of that title."""
    return NAME if title == NAME else f"{title} · {NAME}"


def neighbours(chapter: Chapter) -> tuple[Chapter | None, Chapter | None]:
    """The chapters before and after."""
    k = CHAPTERS.index(chapter)
    return (CHAPTERS[k - 1] if k else None), (CHAPTERS[k + 1] if k + 1 < len(CHAPTERS) else None)
