"""One sentence read in three ways: by a window of its last words, by a bag of its words, by a loop over all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.derived import strongest
from explainer.core.steps import child, plain
from explainer.core.trace import Trace
from explainer.core.words import times_word
from explainer.data.countries import CITIES, CLASSES, LANGUAGES, patterns, vocabulary
from explainer.models import languages, readers
from explainer.models.digits import count
from explainer.models.store import figures, shipped
from explainer.views import component
from explainer.views import sentence as of_words
from explainer.views.controls import Controls, Setting, now, quoted
from explainer.views.figures import many, spread
from explainer.views.panels import Bars, Map, Panel, Row
from explainer.views.scene import Scene
from explainer.views.sentence import Words
from explainer.views.tables import Strong, table
from explainer.views.veil import UNTOLD, veiled

SETTINGS = Controls(component.SETTINGS)
IDEA = SETTINGS.add(Setting("idea", "Idea", ("Window", "Bag", "Loop")))
WINDOW = SETTINGS.add(Setting("window-of", "The last n words", languages.WINDOWS, 3, ranged=True))
KEYS = {"Bag": "bag", "Loop": "loop"}
PREPARED = (
    "France is where I grew up, but now I live in Boston. I speak fluent",
    "I live in Spain, but Greece is where I grew up. I speak fluent",
    "I know how to speak French fluently",
    "This morning I took my cat for a walk",
)
SENTENCE = SETTINGS.add(of_words.line(PREPARED[0], 520))
MOST = 40
NUMBERS, UNITS = languages.WIDTH, languages.HIDDEN
COST = NUMBERS * UNITS
GREW_UP, IN = ("is", "where", "i", "grew", "up"), ("grew", "up", "in")
COUNTRIES, TOWNS = many(LANGUAGES), many(CITIES)
LABELS = {"input": "Word", "window1": "Window", "counts1": "Count", "gru1.h": "State", "linear1": "Sum", "linear2": "Sum",
          "softmax1": "Answer", "embedding1": "Word as numbers"}  # fmt: skip


def choose_sentence(problems: list[str]) -> Words:
    """A line of text and a popover with prepared sentences."""
    found = of_words.asked(SENTENCE, problems, MOST, vocabulary())
    problems += of_words.unlike(SENTENCE, found, patterns())
    of_words.offer("Sentences", [SENTENCE], {said: [said] for said in PREPARED}, "prepared-sentence")
    return found


def country(sentence: Words) -> int | None:
    """The place of the country that the language hangs on: of the one where somebody grew up or, where that is not said, of
    the first. Where it is named more than once the last place counts: there a window comes to see it."""
    read = [word.read for word in sentence]
    named = [k for k, word in enumerate(read) if word in LANGUAGES]
    grown = [
        k
        for k in named
        if read[k + 1 : k + 1 + len(GREW_UP)] == [*GREW_UP] or tuple(read[max(0, k - len(IN)) : k]) == IN
    ]
    home = next((read[k] for k in (*grown, *named)), None)
    return max((k for k in named if read[k] == home), default=None)


def priced(sentence: Words, asks: bool) -> bool:
    """Whether it may be said what a word more costs."""
    return not asks or country(sentence) is not None


def shown(sentence: Words, idea: str, n: int, asks: bool) -> tuple[Trace, Scene]:
    """The network of an idea, a window being ``n`` words wide, over the sentence; while the page ``asks`` for them, nobody
    counts its words."""
    key = KEYS.get(idea, f"window{n}")
    t = _traced(sentence, key)
    counted = not asks or country(sentence) is None
    scene = _scene(sentence, t, idea, n, count(languages.trained(key)), counted, priced(sentence, asks))
    return t, scene if counted else veiled(scene, {name: "size" for name in ("input", "embedding1", "gru1.h")})


def _traced(sentence: Words, key: str) -> Trace:
    """The network called so, to the share of each language."""
    net = built("net", languages.trained(key), shipped("languages", key))
    layers = [child(net, k) for k, _ in enumerate(net.value.children())]
    return record([*layers, plain(nn.Softmax(-1))], of_words.numbers(sentence))


def _scene(sentence: Words, t: Trace, idea: str, n: int, weights: int, counted: bool, cost: bool) -> Scene:
    """The words, what becomes of them, and the language that the network says."""
    length, size = len(sentence), len(vocabulary())
    seen, made, play = range(length), _loop(length, weights, counted), "gru1.h"
    if idea == "Window":
        seen, made, play = range(max(0, length - n), length), _window(length, n, weights, counted, cost), "window1"
    elif idea == "Bag":
        made, play = _bag(sentence), "counts1"
    words = {"softmax1": CLASSES, "linear1": CLASSES if idea == "Loop" else (), "linear2": CLASSES}
    words |= {"counts1": of_words.named(vocabulary())} if idea == "Bag" else {}
    answer = Bars("softmax1", "I speak fluent …", names=CLASSES, grow=0.8)
    return Scene(
        "sequences",
        ((of_words.row(sentence, "input", "Words", tuple(seen)), made), (answer,)),
        play,
        LABELS,
        closed=True,
        first=f"softmax1[{strongest(t.tensors['softmax1'])[0]}]",
        words=words,
        own_words={layer: of_words.spoken(sentence) for layer in ("input", "embedding1", "gru1")},
        axes={"input": (("t", "word"),), "embedding1": (("t", "word"), ("d", "number"))},
        called={"place": _places(sentence, n)},
        says={"input": _said(sentence, size, n if idea == "Window" else None, counted)},
    )


def _said(sentence: Words, size: int, n: int | None, counted: bool) -> tuple[str, ...]:
    """What each word says: unless nobody counts them, where it stands from the end, and whether a window of ``n`` holds it."""
    own, length = of_words.says(sentence, size), len(sentence)
    if not counted:
        return own
    held = [
        f": the window of {n} {'holds' if length - k <= n else 'has dropped'} it" if n else "" for k in range(length)
    ]
    return tuple(f"Number {length - k} from the end{held[k]}. {said}" for k, said in enumerate(own))


def _places(sentence: Words, n: int) -> tuple[str, ...]:
    """What stands at each place of a window."""
    empty = max(0, n - len(sentence))
    return (*["before the first word"] * empty, *(f"at {quoted(word)}" for word in of_words.spoken(sentence)[-n:]))


def _window(length: int, n: int, weights: int, counted: bool, cost: bool) -> Panel:
    more = f"; each word more costs {COST}" if cost else ""
    words = "words and marks" if length > 1 else "word"
    dropped = f" It has dropped {max(0, length - n)} of {length} {words}." if counted else ""
    return Map("window1", "What goes in", note=f"{weights:,} weights{more}.{dropped}")


def _bag(sentence: Words) -> Panel:
    numbers = tuple(sorted({w.number for w in sentence}))
    labels = tuple(vocabulary()[k] for k in numbers)
    return Row("counts1", "Counts", cells=numbers, scale="probability", labels=labels)


def _loop(length: int, weights: int, counted: bool) -> Panel:
    times = f", used {times_word(length)}" if counted else ""
    note = f"{weights:,} weights, the same for a sentence of any length: one cell{times}."
    return Map("gru1.h", "The state after each word, downwards", note=note)


def _right(key: str) -> Sequence[float]:
    """How often a network says the right language, for each seed."""
    return figures("languages")["share right"][key]


def _order_right(kind: str) -> Sequence[float]:
    """How often such a network is right about two sentences of the same words, for each seed."""
    return figures("readers")["share right"][kind]["pairs"]


def measured_with() -> dict[str, str]:
    """What the figures were measured with, in words: how many ``seeds`` each, on how many ``sentences``."""
    return {"seeds": many(_right("loop")), "sentences": f"{languages.TESTED:,}"}


def weights_of(n: int) -> int:
    """How many numbers a network with a window of ``n`` words has learned."""
    return count(languages.trained(f"window{n}"))


def requirements(n: int, priced: bool) -> None:
    """What a network for sequences must do; a row appears once its idea was tried, what a word more costs where it is
    ``priced``."""
    tried = st.session_state.setdefault("ideas-tried", set())
    tried.add(now(IDEA))
    keys = {"Window": f"window{n}", **KEYS}
    weights = {idea: f"{count(languages.trained(key)):,}" for idea, key in keys.items()}
    right = {idea: f"{spread(_right(key))} right" for idea, key in keys.items()}
    order = {idea: spread(_order_right(kind)) for idea, kind in zip(keys, ("window", "bag2", "gru"), strict=True)}
    rows = {
        "Window": (
            Strong(f"Window of {n}"),
            f"no: its last {n}",
            right["Window"],
            f"yes, within the window: {order['Window']} right (measured with {readers.WINDOW} words)",
            f"no: {weights['Window']}, and {COST if priced else UNTOLD} for each word more",
        ),
        "Bag": (
            Strong("Bag of words"),
            "yes",
            right["Bag"],
            f"no: {order['Bag']} right",
            f"yes: {weights['Bag']}, a word counts alike wherever it stands",
        ),
        "Loop": (
            Strong("Loop (GRU)"),
            "yes",
            right["Loop"],
            f"yes: {order['Loop']} right",
            f"yes: {weights['Loop']} for any length",
        ),
    }
    order_head = "tells two orders of the same words apart?"
    head = ("idea", "reads all, at any length?", "says the right language", order_head, "weights shared?")
    table("Three ideas", head, [rows[idea] if idea in tried else (idea, "try it") for idea in IDEA.options])
