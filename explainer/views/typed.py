"""The stage of the chapter on the next word: a keyboard with suggestions, the state that the last word left, and what is likely
to come next."""

from __future__ import annotations

import numpy as np

from explainer.core.trace import Trace
from explainer.data import novels
from explainer.data.novels import BARRED, MARKS
from explainer.models import counter
from explainer.study.keys import suggestions
from explainer.views import next_word
from explainer.views.next_word import COLDEST, HOTTEST, NEXT, TEMPERED, Shown
from explainer.views.panels import Columns, Legend, Likely, Strip, Typing
from explainer.views.scene import Scene, Steps, cell_name
from explainer.views.settings import quoted

WHO = ("Network", "Counter")
BEGINNING = "(begin)"
OUT = (("t", "word"), ("o", NEXT))
AXES = {
    "input": (("t", "word"),),
    "embedding1": (("t", "word"), ("d", "number")),
    **{f"gru1.{letter}": (("t", "word"), ("k", "unit")) for letter in ("r", "z", "n", "h", "before")},
    "linear1": (("t", "word"), ("d", "number")),
    **{name: OUT for name in ("linear2", "tempered1", "softmax1", "counter")},
}
LABELS = {
    "input": "Word", "embedding1": "Its row", "gru1.before": "State before", "gru1.r": "Reset gate", "gru1.z": "Update gate",
    "gru1.n": "Candidate", "gru1.h": "State", "linear1": "The row that would fit", "linear2": "Logit",
    "tempered1": "Logit by temperature", "softmax1": "Share", "counter": "The counter’s share",
}  # fmt: skip
MARKED = {
    ",": "comma", ".": "full stop", ";": "semicolon", ":": "colon", "!": "exclamation mark", "?": "question mark",
    "-": "hyphen", "—": "dash",
}  # fmt: skip
PER = 16
SMALL = 0.75
ASKING = "Type on, here or on your own keyboard: each key changes what is offered."


def scene(state: Shown, t: Trace, asks: bool) -> Scene:
    """The keyboard, the state and the likely words; what was offered after the other text of its pair is not told while the page
    ``asks`` whose suggestions change."""
    best = suggestions(t.tensors["softmax1"][0])[0]
    said = f"After {quoted(state.last)}" if state.last else "To begin with"
    return Scene(
        "next-word",
        ((_keyboard(state, asks),), (_state(state),), (_likely(state, said),)),
        "gru1.h",
        LABELS,
        closed=True,
        below=True,
        first=cell_name("softmax1", (0, best)),
        hint=ASKING,
        steps=Steps(("embedding1", "gru1.h", "softmax1"), ("row", "state", "shares")),
        spoken=(state.last or BEGINNING,),
        axes=AXES,
        called={NEXT: names()},
        readings={
            "input": "Word number {value} of the vocabulary: its row is looked up.",
            "gru1.before": "{value}: what the words before left here.",
            "likely": "{value}, one of the largest shares.",
            "counter.kept": "{value} of what followed these words, less the discount.",
            "counter.shorter": "{value}: the share after the last word alone.",
            "counter.left": "{value} is left for what was never counted here.",
        },
    )


def names() -> tuple[str, ...]:
    """What each number of the vocabulary is called."""
    return ("a beginning", "another word", *(MARKED.get(word, word) for word in novels.novels().vocabulary[BARRED:]))


def _keyboard(state: Shown, asks: bool) -> Typing:
    full, helped = next_word.counted_keys(state)
    return Typing(
        "input",
        "Your text",
        "" if asks else _before(state),
        grow=1.75,
        text=state.text,
        shares="softmax1",
        rival="counter",
        before="gru1.before",
        after="gru1.h",
        names=NEXT,
        marks={mark: novels.numbered()[mark] for mark in MARKS},
        barred=BARRED,
        who=WHO,
        full=full,
        helped=helped,
        longest=novels.MOST_CHARACTERS,
    )


def _before(state: Shown) -> str:
    """What was offered after the other text of its pair."""
    other = next_word.twin(state.text)
    if other is None or state.letters:
        return ""
    by_network, by_counter = offered(state, other)
    return f"After “… {ending(other)}”: {', '.join(by_network)}; the counter: {', '.join(by_counter)}."


def ending(text: str) -> str:
    """The last four words of a text."""
    return " ".join(text.split()[-4:])


def offered(state: Shown, text: str) -> tuple[list[str], list[str]]:
    """The three suggestions of the network and of the counter after a text."""
    numbers = [novels.BEGIN, *(word.number for word in novels.words(text))]
    logits = state.network.value.logits(np.array(numbers))[-1].numpy()
    begun = counter.begun(numbers)
    known = novels.novels().vocabulary
    return [known[k] for k in suggestions(logits)], [known[k] for k in suggestions(counter.shares(*begun[-2:]))]


def _state(state: Shown) -> Columns:
    rows = (
        Strip("gru1.before", "before", "h", limit=SMALL, per=PER),
        Strip("embedding1", "read", "x", per=PER),
        Strip("gru1.h", "state", "h", limit=SMALL, handed=True, per=PER),
    )
    title = "Its state, trained here" if state.trained_here else "Its state"
    return Columns(
        "gru1.h",
        title,
        words=(state.last or BEGINNING,),
        rows=rows,
        unknown=tuple(k for k, word in enumerate(state.words[-1:]) if not word.known),
        slim=True,
        legend=(Legend("signed", f"−{SMALL:g}", f"{SMALL:g}"),),
        grow=0.8,
    )


def _likely(state: Shown, title: str) -> Likely:
    return Likely(
        "softmax1",
        title,
        rival="counter",
        temperature=TEMPERED,
        coldest=COLDEST,
        hottest=HOTTEST,
        names=NEXT,
        who=WHO,
        grow=1.1,
    )
