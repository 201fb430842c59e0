"""Chapter: what moves in a clip, read by networks that get its frames one after the other, all at once, as a bag, or only one."""

import streamlit as st

from explainer.views import digit, runs, video, video_runs, watched
from explainer.views.code import show_torch
from explainer.views.component import cell_asked, checked, stage
from explainer.views.controls import now, read_link, row, say, switch
from explainer.views.part import apart, page
from explainer.views.prediction import Prediction, Truth, predict, prediction
from explainer.views.terms import term
from explainer.views.tour import GUESS, PLAYER, Step, Tour, panel, setting
from explainer.views.video import KEYS, PLAYED, READER, RUN, SETTINGS

TOUR = Tour(
    "video",
    (
        GUESS,
        Step("Take hold of the digit and carry it: it is filmed, and read.", panel("digit"), "edited"),
        Step("Press Play: the state is handed on from frame to frame.", PLAYER, "played"),
        Step("Play it the other way round: who says the opposite?", setting(PLAYED.key), "changed"),
        Step("Choose another reader, and see what it gets.", setting(READER.key), "changed"),
    ),
)


def ask(guess: Prediction) -> None:
    """Whose answer cannot change?"""
    reason = "a mean of what is found in each frame does not know which came first: backwards it is the same bag."
    truth = Truth("Bag of frames", "the bag of frames says the same again", reason, on="bag.answer")
    predict(guess, "Played backwards: whose answer is bound to stay as it is?", tuple(KEYS), truth)


def view() -> bool:
    problems = read_link(SETTINGS)
    guess = prediction("video")
    video_runs.turned_once(guess)
    with row():
        name = digit.choose_digit()
        video.choose_motion()
        switch(READER, quiet=True)
        video.choose_played(idle=guess.open)
        cell = cell_asked()
    state = video.shown(name, problems)
    t = video.traced(state)
    scene = watched.scene(state, t, KEYS[now(READER)], guess.open)
    cell = checked(cell, t, problems)
    say(problems)
    ask(guess)
    stage(t, scene, "stage", cell, video.carried, on_seen=video_runs.waiting(), tour=TOUR)
    with apart():
        video_runs.train(guess.open)
    show_torch(t, scene, cell)
    return guess.open


def words() -> None:
    """What was to be seen, and what is said of it elsewhere."""
    about = video_runs.about()
    saw, loop = st.columns(2, gap="large")
    with saw, apart():
        stack, loop_back = (video_runs.turned(key) for key in ("stack", "gru"))
        st.markdown(
            "## What you saw\n\n"
            "One picture shows a place and no direction: from its frame alone, the last, a network is right about "
            f"{video_runs.right('one')} of the clips, since a digit far to the right may have come from the left; from one in "
            f"the middle, {video_runs.in_the_middle()}. All frames in a bag: {video_runs.right('bag')}. It can never be more "
            "than half, for each motion has an opposite that is made of the very same frames: it is the "
            f"{term('bag of words', 'bag')} of “good, not bad” again. With their order {video_runs.ahead()}, and played "
            f"backwards they say the opposite about {stack} and {loop_back} of them."
        )
    with loop, apart():
        (few, soon), (many, late) = (video_runs.cost(key) for key in ("stack", "gru"))
        last, every, carried = (
            video_runs.rested(key, "moves, then rests") for key in ("last eight", "eight of all", "loop")
        )
        st.markdown(
            "## Did that take a loop?\n\n"
            f"No. The frames as {term('channel', 'channels')} of one picture, and each {term('kernel')} sees them all at "
            f"once: {few} {term('weight', 'weights')} against {many}, learned in {soon} seconds against {late}. Of longer "
            "clips it gets eight frames, evenly spread.\n\n"
            "But it must wait for the last of them. A loop answers after every frame, reads any number, and keeps of all "
            f"before no more than its {term('hidden state', 'state')}. Where a clip of {video_runs.long()} frames rests after "
            f"it moved, the last eight show no more than where it came to: {last} right. A loop that learned from such clips: "
            f"{carried}; a stack of eight frames from all of them, which must keep them: {every}."
        )
    with apart():
        video_runs.lengths()
    said, limits = st.columns(2, gap="large")
    said.markdown(
        "## Often said, not quite true\n\n“CNNs are for pictures, and what has time in it takes an RNN.” What it takes is "
        "that the order reaches the weights: as channels, by kernels that reach through time too, by a loop, or by places "
        "that attention is told.\n\n“Video shows what single pictures cannot.” Here it does, because the clips were made "
        "so. On films of sports one frame gave nearly all away (Karpathy et al. 2014): grass, a ball, a pool."
    )
    limits.markdown(
        "## What it can’t do\n\nIt knows eight motions of one white digit on black. Carry yours aslant, in a circle, or "
        "not at all: it still answers with one of the eight, and may be sure of it. Nothing here finds what moves among "
        "other things, or says how fast.\n\nToday one would use kernels through time or attention over pieces of frames, "
        "learned from millions of films."
    )
    with apart():
        st.caption(
            "The handwriting is real (MNIST, LeCun et al. 1998, CC BY-SA 3.0), the motion computed, by us, in steps of "
            f"unequal size. Measured with {about['seeds']} {term('seed', 'seeds')} each by make video: {about['steps']} "
            f"steps on {about['learned']} clips, tested on {about['tested']} of other digits, each forwards and backwards; "
            "seconds are of one processor. Rates, and which frame the one-frame network reads, were chosen on clips of "
            f"their own. What is trained here is judged by {about['judged']} of the clips. Cho et al. 2014 (GRU); Karpathy "
            "et al. 2014 (frames as channels); Donahue et al. 2015 (a loop over a CNN); torch’s documentation of Conv2d "
            "and GRU."
        )


runs.pause(RUN)
page(view, words, lambda: runs.go_on_with(RUN))
