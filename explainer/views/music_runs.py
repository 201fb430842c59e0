"""Training the network that goes on with tunes on the page, what was measured of it and its rival, and what can be taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from explainer.data.midi import midi
from explainer.data.tunes import NAMES
from explainer.models.store import figures
from explainer.models.tunes import PlayerRecipe
from explainer.views import roll, runs
from explainer.views.controls import now, number
from explainer.views.figures import percent, spread
from explainer.views.music import RUN, SEED, STEP_MS, Shown
from explainer.views.tables import table
from explainer.views.under_way import going

USUAL = "0.8"


def measured() -> dict[str, Any]:
    return figures("music")


def share(of: str, what: str, temperature: str = USUAL) -> str:
    """Of the steps or bars that were added to tunes held out: how much was copied, or had been there before."""
    return spread(measured()["gone on"][of][temperature][what])


def real(what: str) -> str:
    """The same of the tunes as they are."""
    return percent(measured()["real"][what])


def unsure(of: str) -> str:
    """A perplexity, from the least to the most of several seeds."""
    found = measured()[of]["perplexity"]
    return spread([found] if isinstance(found, float) else found, "{:.1f}".format)


def right(of: str) -> str:
    """How often the next step is the likeliest."""
    found = measured()[of]["right"]
    return spread([found] if isinstance(found, float) else found)


def order() -> int:
    """How many steps the counter looks back."""
    return int(measured()["tuning"]["counter"]["chosen"]["order"]) - 1


def compared() -> None:
    """The network beside the counter and the book."""
    head = ("who goes on", "as unsure as between", "next step right", "copied", "bars that come back")
    rows: list[Sequence[str]] = [
        (
            f"Network, {measured()['weights']:,} weights",
            unsure("network"),
            right("network"),
            share("network", "copied"),
            share("network", "repeated"),
        ),
        (
            f"Counts of the last {order()} steps",
            unsure("counter"),
            right("counter"),
            share("counter", "copied"),
            share("counter", "repeated"),
        ),
        ("The tunes themselves", "", "", real("copied"), real("repeated")),
    ]
    table("How well each goes on", head, rows, numeric=range(1, len(head)), width="content")


def by_temperature() -> str:
    """How many bars come back at each temperature."""
    found = measured()["gone on"]["network"]
    return ", ".join(f"{share('network', 'repeated', t)} at {t}" for t in found)


def train() -> None:
    """The button that trains the network anew, and how that goes."""
    recipe = PlayerRecipe(now(SEED))
    run = runs.found(RUN, recipe) or runs.now(RUN)
    st.markdown("## Train it here")
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        runs.buttons(RUN, recipe, "Train it here", "Train it again", RUN)
        number(SEED)
    runs.ask(RUN)
    if run and run.running:
        runs.place()
    if run:
        going(run, "GRU", 1 / len(NAMES))
        if run.over and not run.last.failed:
            st.caption(
                f"Trained here: {percent(run.last.accuracy)} of next steps right. It goes on with your tune above now."
            )


def take_away(state: Shown, asks: bool) -> None:
    """The tune as a file, and in letters for whoever does not hear it."""
    steps = state.given if asks else state.steps
    name = "kernel-and-loop.mid"
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.download_button(
            "Download as MIDI",
            lambda: midi(steps, state.bar, STEP_MS, "Kernel & Loop"),
            file_name=name,
            mime="audio/midi",
            on_click="ignore",
            disabled=not steps,
        )
    with st.expander("The tune in letters"):
        st.text(f"Given: {roll.in_letters(state.given, state.bar) or 'nothing'}")
        if asks:
            st.text("How it goes on is told once the question above is answered.")
            return
        st.text(f"The network: {_after(state, state.own)}")
        st.text(f"The counter: {_after(state, state.rival)}")
        for who, found in (("network", state.copied), ("counter", state.copied_by_rival)):
            for copy in found:
                st.text(f"The {who}’s steps {copy.first + 1} to {copy.end} are in “{copy.name}”.")


def _after(state: Shown, added: tuple[int, ...]) -> str:
    """What was added in letters, its bars as they fall behind what was given."""
    whole = roll.in_letters((*state.given, *added), state.bar)
    given = roll.in_letters(state.given, state.bar)
    return whole[len(given) :].strip(" |")
