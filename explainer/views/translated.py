"""The stage of the chapter on translation: two sentences with threads between them, and what could be said next; and what the page
asks about them."""

from __future__ import annotations

import math

from explainer.core.derived import newest
from explainer.core.trace import Trace
from explainer.core.words import percent
from explainer.data.translation import END, french, tokens, vocabulary, written
from explainer.models.translation import BY_KEY, KINDS
from explainer.views.controls import quoted
from explainer.views.panels import Choices, Legend, Threads
from explainer.views.prediction import Truth
from explainer.views.scene import Scene, Steps, cell_name
from explainer.views.sentence import spoken, unknown_at
from explainer.views.translation import Shown, in_french, own_word, wrong_at
from explainer.views.veil import veiled

READ, SAID = ("t", "English word"), ("s", "French word")
UNIT = ("k", "unit")
AXES = {
    "input": (READ,), "embedding1": (READ, ("d", "number")), "before": (SAID,), "embedding2": (SAID, ("d", "number")),
    **{f"encoder.{letter}": (READ, UNIT) for letter in "rznh"},
    **{f"decoder.{letter}": (SAID, UNIT) for letter in "rznh"},
    "scores": (SAID, READ), "attention": (SAID, READ), "context": (SAID, UNIT), "joined": (SAID, ("k", "number")),
    "logits": (SAID, ("v", "word")), "next": (SAID, ("v", "word")),
}  # fmt: skip
LABELS = {
    "input": "English word", "embedding1": "its numbers", "before": "French word before", "embedding2": "its numbers",
    "encoder.r": "reset gate", "encoder.z": "update gate", "encoder.n": "candidate", "encoder.h": "English state",
    "decoder.r": "reset gate", "decoder.z": "update gate", "decoder.n": "candidate", "decoder.h": "French state",
    "scores": "score", "attention": "look", "context": "what is looked at", "joined": "both", "logits": "logit",
    "next": "next word",
}  # fmt: skip
FEW = 6
MOST_ASKED = 5
HINT = "Point at a thread or a share: it opens to the scores it is made of, and a score to two states."
BOTTLENECK = "Nothing looks back here: all that French gets of the sentence is the last English state."
SECRET = ("attention", "scores", "context", "joined")


def scene(state: Shown, t: Trace, asked: int, asks: bool) -> Scene:
    """The sentence as the network on show translates it. While the page ``asks`` where the French word ``asked`` looks, that is
    secret."""
    looks = BY_KEY[state.key].attends
    words, said = spoken(state.words), state.french
    read = [f"at {quoted(word)}" for word in words]
    spoke = [f"for {quoted(word)}" for word in said]
    plays = {"decoder.h": "state", **({"attention": "look"} if looks else {}), "next": "word"}
    told = looks and not asks
    first = cell_name("attention", (asked, int(t.tensors["attention"][asked].argmax()))) if told else ""
    found = Scene(
        "translation",
        ((_threads(state, looks),), (_choices(state),)),
        "decoder.h",
        LABELS,
        closed=True,
        below=True,
        first=first or cell_name("decoder.h", (asked, newest(t.tensors["decoder.h"])[1])),
        steps=Steps(tuple(plays), tuple(plays.values()), peaks=("attention", "next")),
        hint=HINT if looks else BOTTLENECK,
        axes=AXES,
        spoken=words,
        words={"input": tuple(map(quoted, words)), "before": tuple(map(quoted, ("the beginning", *said[:-1])))},
        called={
            "English word": tuple(read),
            "French word": tuple(spoke),
            "word": tuple(map(quoted, vocabulary("fr"))),
            "class": vocabulary("fr"),
            "English": words,
        },
        readings={
            "input": "Number {value} of the English words.",
            "before": "Number {value} of the French words.",
        },
    )
    return veiled(found, dict.fromkeys(SECRET, "all")) if asks and looks else found


def _threads(state: Shown, looks: bool) -> Threads:
    return Threads(
        "encoder.h",
        "English in, French out",
        _verdict(state),
        grow=3.6,
        words=spoken(state.words),
        said=state.french,
        states="decoder.h",
        next="next",
        chosen=state.chosen,
        looks="attention" if looks else None,
        labels=("state", "looks at", "state"),
        unknown=unknown_at(state.words),
        marked=wrong_at(state),
        legend=(Legend("signed", "state −1", "1"),),
    )


def _verdict(state: Shown) -> str:
    """What it should be, where that is known."""
    if state.right is None:
        return ""
    if state.right or state.said is None:
        return "That is right, to the last word."
    return f"It should be: {written(french(state.said))}"


def _choices(state: Shown) -> Choices:
    kept = None
    if state.keep > 1:
        kept = tuple(
            tuple((written(in_french(one.words)), math.exp(one.log)) for one in step)
            for step in state.kept[: len(state.french)]
        )
    return Choices(
        "next",
        "Next word",
        beside(state),
        names=vocabulary("fr"),
        chosen=state.chosen,
        few=FEW - 2 * (kept is not None),
        kept=kept,
    )


def beside(state: Shown) -> str:
    """What the other network makes of the sentence."""
    (other,) = (kind for kind in KINDS if kind.key != state.key)
    said = written(in_french(state.searched(other.key)[-1][0].words))
    return f"{other.name}: {said}"


def to_ask(state: Shown, t: Trace) -> int:
    """The French word worth asking about, by its place: one that does not look at the word that it stands for, but not at the end
    either, else one whose form hangs on another word, where there are such."""
    if not (state.said and state.right):
        return max(0, (len(state.french) - 1) // 2)
    parts = [part[-1] for _, part in tokens(state.said, "fr")]
    hangs = [k for name in ("before", "the", "like", "after") for k, part in enumerate(parts) if part == name]
    top = t.tensors["attention"].argmax(1)
    last = len(state.words) - 1
    elsewhere = [k for k in hangs if top[k] not in (own_word(state, k), last)]
    return [*elsewhere, *hangs, 0][0]


UNREAD = "the marked word"


def _asked_for(state: Shown) -> tuple[str, ...]:
    """The English words as they are asked for and told of: nobody knows what else a visitor wrote."""
    return tuple(word.read if word.known else UNREAD for word in state.words)


def options(state: Shown, t: Trace, asked: int) -> tuple[str, ...]:
    """English words to choose from, in their order: where the French one looks, the one it stands for, and those around these."""
    words = _asked_for(state)
    top, own = int(t.tensors["attention"][asked].argmax()), own_word(state, asked)
    near = [top, own, *(k for k in ((own or top) + 1, (own or top) - 1) if 0 <= k < len(words)), len(words) - 1, 0]
    found = dict.fromkeys(words[k] for k in near if k is not None)
    chosen = list(found)[:MOST_ASKED]
    return tuple(dict.fromkeys(word for word in words if word in chosen))


def truth(state: Shown, t: Trace, asked: int, on_show: bool) -> Truth:
    """Where that French word looks most, and why; ``on_show`` where the network that does stands there."""
    words, looks = _asked_for(state), t.tensors["attention"][asked]
    at, own = int(looks.argmax()), own_word(state, asked)
    said = state.french[asked]
    if at == own:
        why = f"“{words[at]}” is the word that it stands for."
    elif words[at] == END:
        why = "the state there is the last, with all words in it; nobody told it where to look."
    elif own is not None and at > own:
        why = f"its form hangs on what follows “{words[own]}”, and the state at “{words[at]}” has both in it."
    else:
        why = "what it needs stands in that state; nobody told it where to look."
    places = {word: ("attention", (asked, k)) for k, word in reversed(list(enumerate(words)))}
    who = "" if on_show else "with attention, "
    return Truth(
        words[at],
        f"{who}“{said}” looks at “{words[at]}”, with {percent(float(looks[at]))} of its look",
        why,
        at=("attention", (asked, at)) if on_show else None,
        places=places if on_show else {},
        named=False,
    )
