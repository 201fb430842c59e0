"""The stage of the chapter on music: the piano roll, and the keys to begin on."""

from __future__ import annotations

from explainer.core.trace import Trace
from explainer.data.tunes import HOLD, LOWEST, NAMES, STARTS, SYMBOLS, note_name
from explainer.views.controls import now
from explainer.views.music import BEGINNING, BESIDE, MOST_GIVEN, STEP_MS, YOURS, Shown
from explainer.views.panels import Copied, Keys, Roll
from explainer.views.scene import Scene, Steps, cell_name

SHARES = "softmax1"
AXES = {
    "input": (("t", "step"),),
    "embedding1": (("t", "step"), ("d", "number")),
    **{f"gru1.{letter}": (("t", "step"), ("k", "unit")) for letter in "rznh"},
    "linear1": (("t", "step"), ("o", "logit")),
    "tempered1": (("t", "step"), ("o", "logit")),
    SHARES: (("t", "step"), ("o", "answer")),
    "counts": (("t", "step"), ("o", "answer")),
}
CALLED = {
    "answer": NAMES[:SYMBOLS],
    "class": NAMES[:SYMBOLS],
    "logit": tuple(f"logit of {name}" for name in NAMES[:SYMBOLS]),
}
LABELS = {
    "input": "Step before", "embedding1": "Step as numbers", "gru1.r": "Reset gate", "gru1.z": "Update gate",
    "gru1.n": "Candidate", "gru1.h": "State", "linear1": "Logit", "tempered1": "Logit ÷ temperature", SHARES: "Next step",
    "counts": "Counts",
}  # fmt: skip
ASKS = "Press the keys: a note as long as you hold one. Answer, and it goes on."
TOLD = "Press Play and listen. Point at a step: at the right is what it might have been."
KEYS_NOTE = "Letters play too, once a key is pressed."


def scene(state: Shown, t: Trace, asks: bool) -> Scene:
    """What was given, and unless the page ``asks`` what the network made of it."""
    steps = state.given if asks else state.steps
    beside = now(BESIDE) == BESIDE.start
    roll = Roll(
        SHARES,
        "The tune",
        names=NAMES[:SYMBOLS],
        lowest=LOWEST,
        bar=state.bar,
        total=state.total,
        begun=len(state.given),
        steps=steps,
        rival=state.rival if beside and not asks else (),
        counts="counts" if beside else "",
        copied=() if asks else _copied(state, beside),
    )
    own = now(BEGINNING) == YOURS
    keys = Keys(
        "input",
        "Keys",
        KEYS_NOTE,
        names=NAMES[:SYMBOLS],
        lowest=LOWEST,
        steps=state.given,
        most=MOST_GIVEN,
        ms=STEP_MS,
        own=own,
    )
    chosen = _chosen(t, steps)
    opens = len(state.given) if not asks else len(chosen) - 1
    return Scene(
        "music",
        ((roll, keys),),
        SHARES,
        LABELS,
        closed=True,
        first=cell_name(SHARES, (opens, chosen[opens])),
        steps=Steps((SHARES,), ("shares",), each="step", chosen=chosen, ms=STEP_MS),
        hint=ASKS if asks else TOLD,
        axes=AXES,
        called=CALLED,
        says={"input": tuple(_said(int(symbol), k) for k, symbol in enumerate(t.tensors["input"]))},
        readings={"counts": "{value}, as the counter has it."},
    )


def _copied(state: Shown, beside: bool) -> tuple[Copied, ...]:
    """What the network copied, and if it is ``beside`` the counter."""
    own = [Copied(one.first, one.end, one.name) for one in state.copied]
    return (*own, *(Copied(one.first, one.end, one.name, rival=True) for one in state.copied_by_rival if beside))


def _said(symbol: int, k: int) -> str:
    if symbol in STARTS.values():
        return f"What it begins with says: {note_name(symbol)} steps."
    return f"Step {k} was {note_name(symbol)}, its number {symbol}, which it is given next."


def _chosen(t: Trace, steps: tuple[int, ...]) -> tuple[int, ...]:
    """Which symbol each step is; what comes next is the likeliest."""
    shares = t.tensors[SHARES]
    return tuple(steps[k] if k < len(steps) else int(own.argmax()) for k, own in enumerate(shares))


def in_letters(steps: tuple[int, ...], bar: int) -> str:
    """A tune as text, bar by bar: each note by its name, a dash for each step that it goes on."""
    names = [note_name(step) if step != HOLD else "–" for step in steps]
    return " | ".join(" ".join(names[k : k + bar]) for k in range(0, len(names), bar))
