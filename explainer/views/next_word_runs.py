"""Training a network of one's own on the page, and what was measured of it, of the counter and of the commonest words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explainer.data.novels import SIZE
from explainer.models.counter import ORDER
from explainer.models.next_word import FILE, WriterRecipe, weights_of
from explainer.models.store import figures
from explainer.views import next_word, runs, typed
from explainer.views.controls import now, put
from explainer.views.figures import percent, spread
from explainer.views.next_word import RUN, SEED, TYPED, Shown
from explainer.views.prediction import Prediction
from explainer.views.runs import Run
from explainer.views.settings import quoted
from explainer.views.tables import table
from explainer.views.under_way import beside
from explainer.views.veil import UNTOLD

_TURNED = "next-word-turned"
FIRST, SAVED = "first guess right", "keys saved"


def turned_once(guess: Prediction) -> None:
    """Once it is answered what changes with the words before, those words change, so that what was asked is seen; and are as they
    were where it is asked anew."""
    told, before = not guess.open, st.session_state.get(_TURNED, False)
    if told != before and (guess.said is not None or before):
        state = next_word.shown([])
        other = next_word.twin(state.text)
        if other and not state.letters:
            put(TYPED, f"{other} ")
    st.session_state[_TURNED] = told


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def measured() -> dict[str, Any]:
    return figures(FILE)


def train(asks: bool) -> None:
    """The button that trains a network, how that goes, and beside it what was measured of all."""
    recipe = WriterRecipe(now(SEED))
    run = runs.found(RUN, recipe) or runs.now(RUN)
    st.markdown("## Who knows better what comes next?")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        done = bool(run and run.recipe == recipe and run.over)
        runs.buttons(RUN, recipe, "Train one here", f"Train one {'again' if done else 'here'}", RUN)
        next_word.seed()
    beside(RUN, run, lambda: compared(run, asks), lambda run: "Network", 1 / SIZE)


def compared(run: Run | None, asks: bool) -> None:
    """All three: how unsure, how often right at once and among three, and the keys saved, on chapters and on a novel that nobody
    had read."""
    found = measured()
    network, rivals = found["network"], found["rivals"]
    head = ("who", "perplexity", "first guess right", "among three", "keys saved", "on another novel")
    names = ("perplexity", FIRST, "among three", SAVED)
    own = [
        spread(network["held out"]["perplexity"], "{:.0f}".format),
        *(spread(network["held out"][name]) for name in names[1:]),
    ]
    rows: list[Sequence[str]] = [
        ("Network", *_told(asks, own), *_told(asks, [spread(network["another novel"][SAVED])]))
    ]
    for key, name in (("counter", "Counter"), ("commonest", "Commonest words")):
        of = rivals[key]
        cells = [f"{of['held out']['perplexity']:.0f}", *(percent(of["held out"][own_name]) for own_name in names[1:])]
        rows.append((name, *_told(asks, cells), *_told(asks, [percent(of["another novel"][SAVED])])))
    if run and run.over and not run.last.failed:
        rows.append(("Network, here", "", percent(run.last.accuracy) + " *", "", "", ""))
    table("Who knows better what comes next", head, rows, numeric=range(1, len(head)), width="content")
    if run and run.over and not run.last.failed:
        st.caption("* Of words and marks, on a part of the chapters to tune by.")


def _told(asks: bool, cells: Sequence[str]) -> Sequence[str]:
    return [UNTOLD] * len(cells) if asks else cells


def alike(state: Shown) -> None:
    """Pairs of texts with the same last two words, and what is offered after each."""
    head = ("text", "the network offers", "the counter offers")
    rows = []
    for pair in next_word.pairs():
        for text in pair:
            by_network, by_counter = typed.offered(state, text)
            rows.append((f"… {typed.ending(text)}", ", ".join(by_network), ", ".join(by_counter)))
    table("The same last two words", head, rows, width="content")


def first_guess() -> str:
    """Who is right more often with the first guess, and how often, as a sentence."""
    network = measured()["network"]["held out"][FIRST]
    rival = measured()["rivals"]["counter"]["held out"][FIRST]
    ours = f"the network’s {spread(network)}, the counter’s {percent(rival)}"
    if rival > sum(network) / len(network):
        return (
            f"The first guess alone goes to the counter: {ours}. Where these two words were met often, what followed them most is "
            "hard to beat, and a count keeps it exactly; the network must say it through numbers that all words share."
        )
    return (
        f"The first guess is right, of the network: {spread(network)}; of the counter: {percent(rival)}. Where two words were met "
        "often both know what followed; where they were not, the counter has next to nothing to count."
    )


def keys_saved() -> tuple[str, str, str]:
    """The share of keys saved by the network, the counter and the commonest words."""
    found = measured()
    rivals = found["rivals"]
    return (
        spread(found["network"]["held out"][SAVED]),
        percent(rivals["counter"]["held out"][SAVED]),
        percent(rivals["commonest"]["held out"][SAVED]),
    )


def about() -> dict[str, str]:
    """The settings of what was measured, as they are said."""
    found = measured()
    own, counted = found["about"], found["counter"]
    seconds = sorted(found["seconds"])
    return {
        "seeds": str(len(own["seeds"])), "learned": f"{own['learned from']:,}", "held out": f"{own['held out']:,}",
        "weights": f"{weights_of():,}", "steps": f"{own['settings']['steps']:,}", "seconds": f"{seconds[len(seconds) // 2]:.0f}",
        "discount": f"{counted['discount']:g}", "tried": str(len(found["counters tried"])),
        "words": f"{SIZE:,}", "back": str(ORDER),
    }  # fmt: skip


def carried(state: Shown) -> str:
    """What the first pair shows, in a sentence."""
    one, other = next_word.pairs()[0]
    (ours, theirs), (again, same) = (typed.offered(state, text) for text in (one, other))
    kept = "the same three" if theirs == same else "others too"
    return (
        f"After {quoted('… ' + typed.ending(one))} the network offers *{', '.join(ours)}*, after "
        f"{quoted('… ' + typed.ending(other))} *{', '.join(again)}*; the counter, which sees two words, {kept}: "
        f"*{', '.join(same)}*."
    )
