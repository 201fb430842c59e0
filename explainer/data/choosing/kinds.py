"""Kinds of data that people have, each with a verdict: which family, why in that case, what to beat first, what one would use
today, which page shows it, and from which torch to start (``starts.py``).

``pages`` are addresses of chapters, the one that shows it best first; the first that exists is the one to lead to.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Family = Literal["look", "remember", "both", "attention", "neither"]


@dataclass(frozen=True)
class Verdict:
    """``family`` as ``said``; ``reason`` in the case at hand; the dumb rival to ``beat`` first; what one would use ``today``."""

    said: str
    family: Family
    reason: str
    beat: str
    today: str
    pages: tuple[str, ...]
    start: str


@dataclass(frozen=True)
class Kind:
    """What somebody has: its ``key`` in links and its ``name``."""

    key: str
    name: str
    verdict: Verdict


KINDS = (
    Kind(
        "photo",
        "Photo",
        Verdict(
            "A CNN",
            "look",
            "What is in it depends on what lies next to what: edges, corners, fur. And it may lie anywhere.",
            "The commonest answer, and one weight a pixel on a thumbnail.",
            "A large CNN, or attention between patches (a vision transformer), trained by others: learn only its last layer.",
            ("network", "convolution"),
            "picture",
        ),
    ),
    Kind(
        "video",
        "Video",
        Verdict(
            "A CNN, and time as you need it",
            "both",
            "Each frame is a picture. Stack a few as channels, as red, green and blue are; through many let a recurrent network "
            "go from frame to frame.",
            "One frame alone, and all frames without their order.",
            "One trained on millions of videos: kernels through time too, or attention.",
            ("video", "network"),
            "video",
        ),
    ),
    Kind(
        "x-ray",
        "X-ray",
        Verdict(
            "A CNN",
            "look",
            "A shadow is told by its surroundings, wherever it lies. Where it lies is an answer too: keep the map.",
            "“Healthy” every time: where most are, that is right most of the time. Count what is missed instead.",
            "A CNN trained on other pictures, tuned on yours; a U-Net (down to the gist and up again) to answer at each pixel.",
            ("detection", "network"),
            "x_ray",
        ),
    ),
    Kind(
        "digits",
        "Digits",
        Verdict(
            "A small CNN",
            "look",
            "Strokes and how they meet, at any place. Some thousands of weights are enough.",
            "The most similar digit of those you have: surprisingly good.",
            "The same. Some problems are solved.",
            ("network", "training"),
            "digits",
        ),
    ),
    Kind(
        "sound",
        "Sound",
        Verdict(
            "A CNN on its spectrogram",
            "look",
            "Drawn as pitch against time, its spectrogram, a sound is a picture: a bark is a shape that may come at any moment.",
            "The mean loudness of each pitch, with a weight for each.",
            "A network trained on millions of sounds, whose features you use as they are.",
            ("sound", "convolution"),
            "sound",
        ),
    ),
    Kind(
        "speech",
        "Speech",
        Verdict(
            "A 1-D CNN, then a recurrent network",
            "both",
            "Sounds are short shapes in time; which word they make hangs on what came before, and it answers while you speak.",
            "The most similar of some recordings, where there are only a few words to tell apart.",
            "A speech model with attention that others trained on a million hours.",
            ("sound", "unroll"),
            "speech",
        ),
    ),
    Kind(
        "opinion",
        "Opinion",
        Verdict(
            "A 1-D CNN, or counts",
            "look",
            "A few neighbouring words decide: “not bad”. A window that slides sees them wherever they stand.",
            "A bag of words: one weight a word. On long reviews it often wins.",
            "A language model that has read everything, asked, or tuned on your examples.",
            ("same-bag", "sequences"),
            "opinion",
        ),
    ),
    Kind(
        "translation",
        "Translation",
        Verdict(
            "Two recurrent networks, with attention",
            "attention",
            "Words come in another order and in another number. The reader hands over; attention lets the writer look back.",
            "Word by word, from a dictionary.",
            "Attention alone: a transformer, as all that translate today.",
            ("translation", "unroll"),
            "translation",
        ),
    ),
    Kind(
        "next-word",
        "Next word",
        Verdict(
            "A recurrent network",
            "remember",
            "What comes next hangs on all that came before, and each key must be answered at once.",
            "Counts of what followed the last two words.",
            "A language model with attention; on a small device a recurrent one still.",
            ("next-word", "unroll"),
            "next_word",
        ),
    ),
    Kind(
        "music",
        "Music",
        Verdict(
            "A recurrent network",
            "remember",
            "A tune is one note after the other, and goes on from where it is.",
            "Counts of what followed the last few notes.",
            "Attention over thousands of notes, which keeps the form that a small state forgets.",
            ("music", "unroll"),
            "music",
        ),
    ),
    Kind(
        "prices",
        "Prices",
        Verdict(
            "Neither, most likely",
            "neither",
            "Tomorrow’s price is today’s, give or take: what could be foreseen has been traded away. A curve that looks right is "
            "yesterday’s, moved by a day.",
            "Yesterday’s price. Split in time, never at random.",
            "A simple model of how far it may swing; which way, no network reliably tells.",
            ("series", "training"),
            "prices",
        ),
    ),
    Kind(
        "sensors",
        "Sensors",
        Verdict(
            "A 1-D CNN; a GRU where it must answer at once",
            "both",
            "A fault is a shape in time, wherever it comes: let a kernel slide over it. Where readings never end, a GRU, a loop "
            "with gates, keeps only its state.",
            "The last reading, the mean of the last day, and a weighted sum of the last hundred.",
            "Often the same, or yes-or-no questions (trees) on means and peaks.",
            ("series", "gates"),
            "sensors",
        ),
    ),
    Kind(
        "genome",
        "Genome",
        Verdict(
            "A 1-D CNN",
            "look",
            "A splice site, where a cell cuts a gene’s copy, is a short pattern of letters. They come in order, yet a window that "
            "slides along them suffices.",
            "A table of how often each letter stands at each place.",
            "Convolutions with attention, where what is far away matters too.",
            ("genome", "convolution"),
            "genome",
        ),
    ),
    Kind(
        "clicks",
        "Clicks",
        Verdict(
            "A recurrent network",
            "remember",
            "What somebody wants next is told by the order in which they came here, and sessions have any length.",
            "What is clicked most, and what most often follows the last click.",
            "Attention over the session; with few users the counts.",
            ("unroll", "gates"),
            "clicks",
        ),
    ),
    Kind(
        "table",
        "Table",
        Verdict(
            "Neither",
            "neither",
            "Columns have no neighbours and no before: shuffle them and nothing is lost. There is nothing to slide over and "
            "nothing to remember.",
            "The mean, and a linear model.",
            "Boosted trees: many short lists of yes-or-no questions, each mending the last. With very many rows a plain network.",
            ("training",),
            "table",
        ),
    ),
    Kind(
        "graph",
        "Graph",
        Verdict(
            "Neither, but a cousin",
            "neither",
            "Near means joined here, and each point has another number of neighbours: the same weights at every point, the mean of "
            "what its neighbours say.",
            "Each point by itself, without its edges.",
            "A graph network; on molecules often attention over all pairs.",
            ("convolution",),
            "graph",
        ),
    ),
)
