"""Chapter: two opposite sentences with the same words are one to whatever counts, and two to whatever reads in order."""

import streamlit as st

from explainer.views import opinions, runs, same_bag
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.opinions import RUN, Networks
from explainer.views.part import apart, page, tried
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.same_bag import MODEL, SETTINGS, SHOW, Pair
from explainer.views.terms import term
from explainer.views.tour import GUESS, Step, Tour, panel, setting

PLACES = tuple(line.key for line in same_bag.LINES.values())
TOUR = Tour(
    "same-bag",
    (
        GUESS,
        Step(
            "Point at a word on its way: it is where the state stands then.", panel("A.path", "A.state.h"), "selected"
        ),
        Step("Drag a word onto another: who notices?", panel("A.words"), "changed", PLACES),
        Step("Choose All states: every number that the two differ in.", setting(SHOW.key), "changed"),
    ),
)


def ask(pair: Pair, model: str, units: int, truth: Truth, guess: Prediction) -> None:
    """How far are the two states apart in the end?"""
    seen = "no difference" if pair.same else "a difference"
    question = (
        f"Between A and B a word counter sees {seen}. After the last word, how many of the {model}’s {units} numbers differ by "
        f"more than {same_bag.APART:g}?"
    )
    predict(guess, question, tuple(same_bag.shares(units)), truth, of=pair)


@apart()
def compared(pair: Pair, nets: Networks, model: str, asks: bool) -> None:
    """Some networks beside each other, and all of them for whoever unfolds them; how right they are, when the question is no
    longer open."""
    both = (pair.a, pair.b)
    st.markdown(
        "**Who tells A from B?** The last two columns are what each network answers of your two sentences. “New pairs”: test "
        "sentences whose two opposite words it never met in one sentence. “New shapes”: test sentences built as none was that it "
        "learned from."
    )
    opinions.few(both, nets, model, told=not asks)
    with st.expander(f"All {opinions.MANY} networks", expanded=nets.run is not None):
        opinions.all_of(both, nets, told=not asks)
        prepared = None if asks else opinions.prepared_right(nets)
        if prepared:
            st.caption(opinions.said_of(prepared))
        st.caption(
            f"Bag, {term('hidden layer')}: counts go through {term('unit', 'units')} of its own before the answer. "
            f"{term('1-D convolution')}: a kernel slides over the words, and its strongest answers go on."
        )


def view() -> bool:
    problems = read_link(SETTINGS)
    with row():
        pair = same_bag.choose_pair(problems)
        model, show = switch(MODEL, quiet=True), switch(SHOW, quiet=True)
        cell = cell_asked()
    nets, guess = opinions.networks(), prediction("same-bag")
    shown = tried(same_bag.shown, pair, nets, model, show, guess.open)
    if shown:
        cell = checked(cell, shown[0], problems)
    say(problems)
    if shown:
        t = shown[0]
        ask(pair, model, same_bag.units(t), same_bag.truth(pair, t, show), guess)
        stage(*shown, "stage", cell, lambda made: same_bag.exchanged(made, pair), on_seen=runs.waiting(RUN), tour=TOUR)
    st.caption(
        f"{term('RNN')}: recurrent neural network. {term('GRU')}: gated recurrent unit. {term('LSTM')}: long short-term memory. "
        "All of them go through a sentence word by word; how they differ comes two pages on. A point is a state, by how far "
        f"it lies along the {term('main direction')} of all of them."
    )
    same = "Same counts: **the same bag**. Whatever it learned, a counter must give A and B one answer."
    another = "**Not the same bag**: here even a counter can tell A from B."
    st.markdown(same if pair.same else another)
    compared(pair, nets, model, guess.open)
    opinions.train_again(nets.run)
    with st.expander("What they learned from"):
        st.markdown(opinions.learned_from())
    if shown:
        show_torch(*shown, cell)
    if nets.run and nets.run.running:
        runs.place()
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    saw, said = st.columns(2, gap="large")
    pair = same_bag.pair_now()
    counted = (
        "So A less B was zero here, and so was any difference in a counter’s answers."
        if pair.same
        else "Here A and B had other words, so A less B was not zero; choose a pair, and it is."
    )
    parted = (
        "Its two states stand together up to the last word that both share, and part at the next."
        if pair.differing and pair.differing[0]
        else "Its two states part at once: the first word differs."
        if pair.differing
        else "No word differs: nor do its states."
    )
    saw.markdown(
        "## What you saw\n\n"
        f"A count for each word keeps which words there are and throws away where they stood. {counted} The {now(MODEL)} read "
        f"in order and carried a {term('hidden state', 'state')} along. {parted}"
    )
    said.markdown(
        "## Often said, not quite true\n\n"
        f"“A {term('bag of words')} cannot see negation.” Single words cannot; pairs of neighbours can: “not bad” "
        "against “not good”.\n\n"
        f"And counts are not useless. Where many opinion words stand in a row and the majority wins, {opinions.majority()}."
    )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
with apart():
    by = opinions.measured_with()
    st.caption(
        f"Measured with {by['seeds']} seeds each: {by['learned']} sentences to learn from, {by['tested']} to test on, "
        "none of whose word pairs, or shapes, was learned. Iyyer et al. 2015 on averaging words; torch’s documentation of RNN, "
        "GRU and LSTM."
    )
