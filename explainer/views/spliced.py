"""The stage of the chapter on genomes: letters, what each could change, the maps of all kernels along them, and the answer."""

from __future__ import annotations

from explainer.core.derived import behind, strongest
from explainer.core.trace import Trace
from explainer.data.genome import KINDS as CLASSES
from explainer.data.genome import LENGTH, LETTERS, SITE
from explainer.models.genome import KERNELS as MANY
from explainer.models.genome import WINDOW
from explainer.views.genome import ANSWER, KERNELS, LOGOS, RELU, WHAT_IF, Shown
from explainer.views.panels import Bars, Logo, Strand, Track
from explainer.views.scene import Scene, cell_name
from explainer.views.veil import veiled

ALPHABET = tuple(LETTERS)
NUMBERED = tuple(str(k + 1) for k in range(MANY))
STRONGEST = "strongest1"
AXES = {
    "input": (("c", "letter"), ("t", "place")),
    RELU: (("o", "kernel"), ("t", "window")),
    WHAT_IF: (("c", "letter"), ("t", "place")),
    STRONGEST: (("c", "kernel"),),
    "flatten1": (("k", "number"),),
    "linear1": (("o", "logit"),),
    ANSWER: (("o", "answer"),),
}
CALLED = {"letter": ALPHABET, "answer": CLASSES, "logit": tuple(f"logit of {kind}" for kind in CLASSES)}
LABELS = {
    "input": "letter", RELU: "map", WHAT_IF: "what if", STRONGEST: "strongest", "flatten1": "all maps", "linear1": "logit",
    ANSWER: "answer",
}  # fmt: skip
HINT = "Click a letter: all maps and the answer follow. Point at a map: the window that it answers to."
TOLD = "{value}: what the answer’s lead over the next would gain or lose with this letter here instead."


def scene(state: Shown, t: Trace, asks: bool) -> Scene:
    """Letters and all that follows. While the page ``asks`` on which letters the answer hangs, what each could change is secret."""
    site = SITE + state.moved
    note = "" if asks else "Coloured: what the answer’s lead would gain or lose if that letter stood there instead."
    letters = Strand(
        "input",
        _title(state),
        note,
        3.2,
        alphabet=ALPHABET,
        others=WHAT_IF,
        answer=ANSWER,
        answers=CLASSES,
        site=site,
        changed=state.changed,
    )
    maps = Track(
        RELU,
        "Kernels, and their maps",
        grow=3.2,
        letters=LENGTH,
        names=NUMBERED,
        logos=LOGOS,
        alphabet=ALPHABET,
        offset=WINDOW // 2,
        site=site,
        peaks=STRONGEST if STRONGEST in t.tensors else "",
    )
    right = (
        Bars(ANSWER, "An intron here", names=CLASSES, note=_truth(state), grow=1),
        Logo(KERNELS, "Kernel", logos=LOGOS, alphabet=ALPHABET),
    )
    found = Scene(
        "genome",
        ((letters, maps), right),
        RELU,
        LABELS,
        closed=True,
        below=True,
        first=_first(t),
        hint=HINT,
        axes=AXES,
        called=CALLED,
        readings={"input": "{value}: 1 where this letter stands, else 0.", WHAT_IF: TOLD},
    )
    return veiled(found, {WHAT_IF: "all"}) if asks else found


def _first(t: Trace) -> str:
    """The cell of a map that did most for the answer."""
    return cell_name(RELU, behind(t, "linear1", strongest(t.tensors[ANSWER]), RELU))


def _title(state: Shown) -> str:
    if state.moved:
        side = "right" if state.moved > 0 else "left"
        return f"Letters, moved {abs(state.moved)} to the {side}"
    return f"{LENGTH} letters"


def _truth(state: Shown) -> str:
    """What people say of the strand, and what network it is that answers."""
    here = f"Trained here, seed {state.trained_here.seed}. " if state.trained_here else ""
    return f"{here}In truth: {state.truth}." if state.truth else here.strip()
