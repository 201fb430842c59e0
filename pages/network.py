"""Chapter: a trained network reads a digit, every number of it open, from the answer back to the pixels."""

import streamlit as st

from explainer.views import digit, judged, moved, network
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.digit import Shown
from explainer.views.figures import percent, ranges, said, within
from explainer.views.heard import Edit
from explainer.views.judged import HUNDRED
from explainer.views.network import SHOW
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.scene import Moves
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel

TOUR = Tour(
    "network",
    (
        GUESS,
        Step("Draw over the digit: all layers follow while you draw.", panel("drawing"), "edited"),
        Step("Point at a map: its lines show what feeds it.", panel("conv2", "removal"), "selected"),
        Step("Press Play: the first maps are made, cell by cell.", PLAYER, "played"),
        Step("Press a map: it opens, with the kernels that make it.", panel("conv2"), "opened"),
    ),
)


RANGES = ranges(20, 40, 60, 80, HUNDRED)


def ask(state: Shown) -> Prediction:
    """How many of a hundred digits are still read right when all are moved?"""
    by = judged.asked()
    kept = judged.kept(by)
    guess = prediction("network")
    who = "it reads right" if state.net is state.plain else "the untouched network reads right"
    question = f"{HUNDRED} digits that {who}, all moved {judged.words(by)}: how many are still read right?"
    reason = (
        "the kernels find their strokes at any place, but each of the ten sums has a weight of its own for every place."
    )
    moves = (
        None
        if state.moved or now(SHOW) != SHOW.start
        else Moves("input", *by, f"moved {judged.words(by)}, for the answer")
    )
    truth = Truth(within(kept, RANGES), f"{kept} of {HUNDRED} are still read right", reason, plays=False, moves=moves)
    predict(guess, question, tuple(RANGES), truth)
    return guess


def view() -> bool:
    problems = read_link(network.SETTINGS)
    show = now(SHOW)
    with row():
        name = digit.choose_digit()
        digit.what_if()
        cell = cell_asked()
        switch(SHOW, quiet=True)
        state = digit.shown(name, problems)
    t, scene = network.shown(state, show, problems)
    cell = checked(cell, t, problems)
    say(problems)
    asks = ask(state).open

    def kept(made: Edit) -> None:
        digit.kept(made.values, state)

    stage(t, scene, "stage", cell, kept, on_open=network.open_map, untouched=state.unedited, tour=TOUR)
    judged.charts_below(state, asks)
    show_torch(t, scene, cell)
    return asks


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, elsewhere = st.columns(2, gap="large")
    with saw, apart():
        mostly, first = network.edges()
        second, maps, share = network.most_read(2)
        st.markdown(
            "## What you saw\n\n"
            f"{said(mostly).capitalize()} of the {said(first)} first kernels are mostly a slope from dark to bright: they answer "
            f"to edges. Each of the {second} second ones reads all {said(maps)} maps at once; the two that it weighs most have "
            f"{percent(share)} of its weights, on average. At the end ten sums are made of {network.summed()} numbers, and the "
            "largest wins.\n\n"
            f"Moved {judged.words(judged.asked())}, {judged.kept(judged.asked())} of {HUNDRED} are still read right: of the first "
            f"{HUNDRED} unseen digits that are, where they stand. One that holds says little of the others, and its share says "
            "little of its sum: both charts show it."
        )
    with elsewhere, apart():
        found = moved.measured()
        st.markdown(
            "## Often said, not quite true\n\n"
            f"“It does not matter where the digit stands.” Of all {found.tested:,} unseen ones, those {HUNDRED} among "
            f"them, it reads {percent(found.still)} right, moved {moved.FAR} to the right "
            f"{percent(found.to_the_right)}, {moved.FAR} down {percent(found.down)}. On the way to "
            f"the right their logits fall from {found.logits[0]} to {found.logits[1]} on average.\n\n"
            f"“{percent(0.99)} means that it is sure.” It means that one sum is far ahead of nine others. Moved to the right, "
            f"{found.wrong:,} digits are read wrong, and those answers have a share of {percent(found.sure)} on average. A "
            "photo or a scribble, too, must be one of ten digits: it was never shown what is none of them."
        )
    with apart():
        st.caption(
            f"The network: {network.weights():,} weights, trained for {network.steps():,} steps on {network.learned_from():,} "
            "digits of MNIST (LeCun et al. 1998, CC BY-SA 3.0); make weights trains it again. The examples are from the "
            f"{network.tested_on():,} digits that it has not seen; make moved measures on them."
        )


page(view, words)
