"""Chapter: a sentence of a small world becomes another, by two networks, and what each French word looks at."""

import streamlit as st

from explainer.views import translated, translation, translation_runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import quoted, read_link, row, say
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.runs import go_on_with, pause
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting
from explainer.views.translation import LOOKING, RUN, SEARCH, SETTINGS

TOUR = Tour(
    "translation",
    (
        GUESS,
        Step("Point at another share, thread or state: it opens.", panel("encoder.h"), "selected"),
        Step("Press Play: each French word gets a state, looks back, and is chosen.", PLAYER, "played"),
        Step("Keep three beginnings instead of one.", setting(SEARCH.key), "changed"),
        Step("Switch attention off: what is lost?", setting(LOOKING.key), "changed"),
    ),
)


def ask(guess: Prediction, word: str, options: tuple[str, ...], truth: Truth) -> None:
    """Where does a French word look?"""
    predict(guess, f"Before it says {quoted(word)}: at which English word does it look most?", options, truth)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("translation")
    with row():
        words = translation.choose_sentence(problems)
        key = translation.choose_network(idle=guess.open)
        keep = translation.choose_search()
        with st.popover("Its world"):
            st.markdown(translation.known())
        cell = cell_asked()
    state = translation.shown(words, key, keep)
    t = translation.traced(state)
    about = state if "attention" in t.tensors else translation.shown(words, translation.KEYS[LOOKING.start], keep)
    looking = t if about is state else translation.traced(about)
    asked = translated.to_ask(about, looking)
    scene = translated.scene(state, t, min(asked, len(state.french) - 1), guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    truth = translated.truth(about, looking, asked, about is state)
    ask(guess, about.french[asked], translated.options(about, looking, asked), truth)
    stage(t, scene, "stage", cell, on_seen=translation_runs.waiting(), tour=TOUR)
    with apart():
        translation_runs.train()
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about = translation_runs.about()
    saw, neck = st.columns(2, gap="large")
    with saw, apart():
        own = translation_runs.looked()
        exact, bag = translation_runs.rival()
        st.markdown(
            "## What you saw\n\n"
            f"Each French word has a look to give away, in shares that add up to 1: the {term('softmax')} of its state’s dot "
            f"products with all English states. Nobody said which words belong together. {own} of the French words look most at "
            f"the word that they stand for; the rest look elsewhere, and that is no mistake: a state has all words before it in "
            f"it, and *mon*, not *ma*, hangs on what follows *my*.\n\nWord by word does not work: the best dictionary gets {exact} "
            f"of the sentences right. It has all the right words for {bag}, in the English order."
        )
    with neck, apart():
        short, long = translation_runs.longest("bottleneck")
        kept, held = translation_runs.longest("attention")
        st.markdown(
            "## The neck of the bottle\n\n"
            "Without attention all that French gets is one state, as long for a few words as for many. It has more "
            f"{term('weight', 'weights')} than the other, and gets {short} of the shortest sentences right, but {long} of the "
            f"longest it learned from. With attention: {kept} and {held}. Right of the line stand sentences longer than any "
            f"learned from: of the longest it gets {translation_runs.beyond('attention')}, the other "
            f"{translation_runs.beyond('bottleneck')}."
        )
    with apart():
        translation_runs.lengths()
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n“Attention shows which word a word was translated from.” It shows which *state* was "
        "looked at, and each state is of all words up to there. A look at the full stop may be the whole sentence’s.\n\n"
        f"“{term('beam search', 'Beam search')} finds the best translation.” It keeps a few beginnings instead of one and finds a "
        "likelier sentence. Where the network is wrong, that may be a likelier mistake; the table says what it gained here."
    )
    limits.markdown(
        "## What it can’t do\n\nThis is a small world of ours: a few dozen words, four shapes of sentence. A word that is not "
        "in it is marked, and read as the same blank each time, about which nothing was learned: what stands there in French is "
        "made up. It knows no meaning, so that doors see hats.\n\nToday one would use attention alone, without the loop, learned "
        "from millions of pairs of sentences and on pieces of words, so that none is unknown."
    )
    with apart():
        st.caption(
            f"The sentences are ours, made by a grammar that stands in translation.toml. Measured with {about['seeds']} "
            f"{term('seed', 'seeds')} each by make translation: {about['steps']} steps on {about['learned']} sentences of up to "
            f"{about['longest']} words, tested on {about['tested']} others, each with a noun and an adjective that were never "
            "learned together. Right means right to the last word. Rates, how many units there are without "
            "attention, and what context the rival sees of each word "
            f"({about['around']}), were chosen on pairs of their own; seconds are of one processor. What is trained here is "
            f"judged by {about['judged']} of the sentences tested. Bahdanau et al. 2015 (attention); Luong et al. 2015 (as a dot "
            "product); Cho et al. 2014 (GRU); Sutskever et al. 2014 (without attention); Brown et al. 1993 (the rival’s "
            "dictionary); torch’s documentation of GRU."
        )


pause(RUN)
page(view, words, lambda: go_on_with(RUN))
