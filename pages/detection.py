"""Chapter: many digits on one sheet, and a network whose cells each say what is there and where it ends."""

import streamlit as st

from explainer.views import detected, detection, runs
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say
from explainer.views.detection import BOXES, RUN, SHOW
from explainer.views.figures import percent
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.tables import table
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting

TOUR = Tour(
    "detection",
    (
        GUESS,
        Step("Draw a digit where there is room: its box comes while you draw.", panel("input"), "edited"),
        Step("Point at a box: the cell that said it is ringed in every map.", panel("input"), "selected"),
        Step("Press Play: box by box, each kept, or dropped as a double.", PLAYER, "played"),
        Step("Look at four answers to one picture.", setting(SHOW.key), "changed"),
    ),
)
OPTIONS = "Fewer", "As many", "More"


def ask(state: detection.Shown) -> Prediction:
    """How many boxes does whoever only looks for connected ink draw, held against the network's?"""
    drawn, pieces = int(state.found.kept.sum()), len(state.pieces.what)
    guess = prediction("detection")
    question = (
        f"The network draws {detected.boxes(drawn)}. A rival boxes each connected piece of ink, and reads it as the digit most "
        "like it. How many does it draw?"
    )
    right = OPTIONS[(pieces >= drawn) + (pieces > drawn)]
    told = f"it draws {pieces}, the network {drawn}, {detection.alike(state)} of them in the same place"
    reason = "digits that touch are one piece to it, and any large piece of ink is a digit."
    truth = Truth(right, told, reason, on="input")
    predict(guess, question, OPTIONS, truth, of=(drawn, pieces))
    return guess


def view() -> bool:
    problems = read_link(detection.SETTINGS)
    with row():
        detection.choose()
        detected.train()
        cell = cell_asked()
    problems += detection.wrong()
    state = detection.shown()
    guess = ask(state)
    t, scene = detection.scene(state, guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    stage(t, scene, "stage", cell, detection.kept, on_seen=runs.waiting(RUN), tour=TOUR)
    with apart():
        detected.training()
    if not guess.open and now(SHOW) == BOXES:
        every_box(state)
    show_torch(t, scene, cell)
    return guess.open


@apart()
def every_box(state: detection.Shown) -> None:
    """All that was looked at, kept and dropped."""
    rows = detection.told(state.found)
    if not rows:
        return
    folded = st.expander(
        f"All {len(rows)} boxes above the threshold, and how doubles go", key="boxes", on_change="rerun"
    )
    if not folded.open:
        return
    with folded:
        head = ("box", "says", "how surely", "left", "top", "right", "bottom", "and is")
        table("Boxes above the threshold", head, rows, numeric=range(1, 7), width="content")
        st.code(detection.removal(), language="python")


def words() -> None:
    """What was to be seen, what was measured, and what is said of it elsewhere."""
    saw, elsewhere = st.columns(2, gap="large")
    with saw, apart():
        better, sees = detected.better(), detected.sees()
        st.markdown(
            "## What you saw\n\n"
            f"One pass, and each cell answers for the {sees} × {sees} pixels that it sees: ten scores, and how far away four "
            "edges are; outside digits those learned nothing. Several cells lie in the midst of one digit and say nearly the same "
            "box. Of two that share too much "
            f"({term('IoU')}) the surer one stays ({term('non-maximum suppression')}).\n\n"
            f"To find ink is easy: the rival’s boxes fit {better.boxed} of the digits. To leave out what is none, to part what "
            f"touches and to read is what is learned. Of all boxes drawn and digits missed, it gets {better.pieces} right, "
            f"networks {better.short} after the short training, {better.long} after the long one: {better.verdict}.\n\n"
            f"{detected.at_threshold()}"
        )
    with elsewhere, apart():
        heads = detected.heads()
        st.markdown(
            "## Often said, not quite true\n\n"
            "“Localization is classification with four more numbers.” It depends on what they are made of. A head with a "
            f"weight for every place shares {heads.flatten} with the true box of a single digit. Behind global pooling, which "
            f"is all that many classifiers keep, it is {heads.pooled}; one box that never moves gets {heads.average}. "
            f"{heads.verdict} Both boxes stand under {detection.ANSWERS}.\n\n"
            f"“{percent(0.9)} means that it is sure.” It means that one cell’s sum is high. Draw a scribble among the digits: it "
            "was shown some, and falls for others."
        )
    with apart():
        st.markdown("## Measured on sheets that nobody learned from")
        left, right = st.columns([1.35, 1], gap="large")
        with left:
            detected.rivals()
        with right:
            detected.one_box()
        st.caption(detected.how())
    with apart():
        st.caption(
            "What it can’t do: digits much larger or smaller than those it learned from, upside down, or one upon the other. "
            "Today one would take a detector that learned from millions of photographs, one of the YOLO family or one with "
            f"{term('attention')} (DETR), and tune it. Digits: MNIST (LeCun et al. 1998, CC BY-SA 3.0), strewn by our code. "
            "One pass: Redmon et al. 2016; four distances: Tian et al. 2019; focal loss: Lin et al. 2017."
        )


def go_on() -> None:
    """The run that is going on, for another while."""
    runs.go_on_with(RUN)


runs.pause(RUN)
page(view, words, go_on)
