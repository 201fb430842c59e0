"""Chapter: where a gene is cut, read by kernels that slide over its letters, beside all that is simpler."""

import streamlit as st

from explainer.views import genome, genome_runs, runs, spliced
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import read_link, row, say
from explainer.views.figures import percent, signed
from explainer.views.genome import READER, RUN, SETTINGS, Hangs
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "genome",
    (
        GUESS,
        Step("Change a letter near the dashed line: the answer follows.", panel("input"), "edited"),
        Step("Point at a map: which letters does its kernel like?", panel("relu1"), "selected"),
        Step("Press Play: a kernel slides along the letters.", PLAYER, "played"),
        Step("Keep only the strongest of each map: what is lost?", setting(READER.key), "changed"),
    ),
)
MIDDLE, ENDS, ALIKE = "The middle third", "The outer thirds", "All about alike"
MOST, LEAST = 0.5, 0.2


def ask(found: Hangs, guess: Prediction) -> None:
    """On which letters does the answer hang?"""
    right = MIDDLE if found.middle > MOST else ENDS if found.middle < LEAST else ALIKE
    told = f"{percent(found.middle)} of what single letters could cost the answer lies in the middle third"
    end = ", and another answer is ahead." if found.after < 0 else "."
    reason = (
        f"{found.other} instead of {found.letter} at place {found.place + 1}, for one, takes its lead from {signed(found.before)} "
        f"to {signed(found.after)}{end}"
    )
    truth = Truth(right, told, reason, on="input", plays=False)
    options = (MIDDLE, ENDS, ALIKE)
    predict(guess, "Change one letter, one at a time: where does the answer hang on them most?", options, truth)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("genome")
    with row():
        genome.choose_strand()
        genome.write()
        genome.choose_reader()
        genome.choose_shift()
        cell = cell_asked()
    state = genome.shown(problems)
    t = genome.traced(state)
    scene = spliced.scene(state, t, guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(genome.hangs(t), guess)
    stage(t, scene, "stage", cell, lambda made: genome.edited(made, state), on_seen=genome_runs.waiting(), tour=TOUR)
    with apart():
        genome_runs.train()
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about, right, still = genome_runs.about(), genome_runs.right, genome_runs.still
    saw, where = st.columns(2, gap="large")
    with saw, apart():
        st.markdown(
            "## What you saw\n\n"
            "Nobody told the kernels that nearly every intron begins with GT. Where only the strongest answer of each is kept, "
            "some kernel came to answer most to GGT, the end of an exon and the beginning of an intron, with "
            f"{genome_runs.found('GGT')} seeds, another to a run of Cs and Ts, which lies before most ends, with "
            f"{genome_runs.runs_of('CT')}. AG alone comes everywhere, and is not worth a kernel that cannot say where it stood. "
            "Where every place is kept kernels are less pure: the weights behind them know the places already.\n\n"
            f"But look at the ladder: {genome_runs.verdict()} Since the site always stands in the middle, sliding has nothing left "
            f"to find that a weight for each letter at each place does not. Four letters and no learning: {right('rule')}. A GRU, "
            f"the slowest to learn: {right('gru')}."
        )
    with where, apart():
        st.markdown(
            "## Here, where it stands matters\n\n"
            f"The same kernels, and of each map only its strongest answer: {right('strongest')}. What makes an answer robust on a "
            "picture throws it away here: GT comes everywhere by chance, and means something in the middle.\n\n"
            f"Now move the strands by {genome_runs.BY} letters. Who learned weights for places is lost: every place "
            f"{still('places', 'as they stand')}, position weights {still('weights', 'as they stand')}, and always to say "
            f"“neither” is right about {right('commonest')}. Only the strongest, {still('strongest', 'as they stand')}, does not "
            f"notice; the GRU falls to {still('gru', 'as they stand')}. Learned from moved strands, position weights come to "
            f"{still('weights', 'moved')}, only the strongest to {still('strongest', 'moved')}, every place to "
            f"{still('places', 'moved')}, and the GRU, which can wait for what comes, to {still('gru', 'moved')}: here a loop is "
            "worth its price."
        )
    with apart():
        genome_runs.sliding()
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n"
        "“Genes are sequences, so they take a recurrent network.” The letters come in order, but what decides here stands at "
        "fixed places: a table of counts reads them better than these loops, with no loop.\n\n"
        "“A network finds what people overlooked.” These kernels found what people had known: a good sign, and no discovery. A "
        "motif in a kernel says what it answers to, not that the cell does."
    )
    limits.markdown(
        "## What it can’t do\n\n"
        "It was asked about windows with the site in the middle or nowhere. In a whole gene nearly all places are none, many look "
        "alike, and one error in a hundred is thousands. Sixty letters do not show what lies further off, and it knows primates "
        "alone. It is a lesson, not a laboratory’s tool.\n\n"
        "Today one would use convolutions with gaps over thousands of letters, or attention, learned from whole genomes."
    )
    with apart():
        st.caption(
            "Splice-junction gene sequences, collected from GenBank 64.1 by G. Towell, M. Noordewier and J. Shavlik (UCI Machine "
            "Learning Repository, 1991, CC BY 4.0), as packed in the R package mlbench (F. Leisch, E. Dimitriadou, GPL-2); those "
            f"that came twice are left out. Measured with {about['seeds']} {term('seed', 'seeds')} each by make genome: "
            f"{about['tested']} strands are held out and decided nothing; of the others a seed draws {about['learned']} to learn "
            f"from. Rates and what holds rivals back were chosen on {about['tuned']} more. {about['relatives']} of the held out "
            f"share {about['related']} letters of 60 with one learned from: without those the convolution with every place is "
            f"right about {genome_runs.unrelated('places')}, position weights, learned, about {genome_runs.unrelated('weights')}. "
            "Loops learned for longer than the others. What is trained here is judged by all held out. Schneider & Stephens 1990 "
            "(logos); Alipanahi et al. 2015 (kernels as motifs); torch’s documentation of Conv1d."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
