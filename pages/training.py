"""Chapter: the kernels are learned, here and now, from nothing but digits and their labels."""

from dataclasses import replace

import streamlit as st

from explainer.nets import digits, layers, learning
from explainer.nets.learning import MOVES, Recipe
from explainer.training import OPTIMISERS, Progress, Settings
from explainer.views import charts, digit, measured, runs
from explainer.views.controls import Setting, misread, now, number, pick, row, say, switch, text
from explainer.views.prediction import predict, prediction, verdict
from explainer.views.runs import Run
from explainer.views.stage import Panel, Scene, Trace, checked, run, stage
from explainer.views.tables import table
from explainer.views.torch_code import show_torch

RATE = Setting("rate", "Learning rate", ("0.01", "0.0001", "0.001", "0.003", "0.03", "0.1", "1", "10", "1e9"))
OPTIMISER = Setting("optimiser", "Optimiser", tuple(OPTIMISERS))
KERNELS = Setting("kernels", "Kernels of the two layers", ("8 and 16", "2 and 4", "4 and 8", "12 and 24"))
DIGITS = Setting("learn-from", "Digits to learn from", (8500, 2000, 500, 200))
LABELS = Setting("labels", "Labels", ("True", "Shuffled"))
SEED = Setting("train-seed", "Seed", tuple(range(1, 100)), ranged=True)
SETTINGS = (digit.DIGIT, digit.EXAMPLE, RATE, OPTIMISER, KERNELS, DIGITS, LABELS, SEED)
CONV, PLAIN = "training-run", "training-plain"
WORDS = {"linear1": tuple(str(d) for d in range(10)), "softmax1": tuple(str(d) for d in range(10))}
NAMES = {
    "input": "pixels",
    "relu1": "Maps 1",
    "relu2": "Maps 2",
    "linear1": "logit",
    "softmax1": "answer",
    "conv1.weight": "Kernel",
    "conv2.weight": "Kernel",
}
GUESSING = 0.1


def settings() -> Recipe:
    """The popover with everything that a run depends on."""
    with st.popover(f"Learning rate: {now(RATE)}"):
        rate, optimiser = pick(RATE), pick(OPTIMISER)
    with st.popover("Network and digits"):
        first, second = pick(KERNELS).split(" and ")
        count, shuffled = pick(DIGITS), switch(LABELS) == "Shuffled"
        seed = number(SEED)
        st.caption("The same seed gives the same run, to the last digit.")
        st.button("See it: 200 digits, shuffled labels", on_click=shuffle)
    by = Settings(seed, float(rate), optimiser, falling=True)
    return Recipe(by, (int(first), int(second)), count, shuffled)


def scene(t: Trace) -> Scene:
    """The visitor's digit, the kernels, their maps, the answer."""
    first, second = (t.weights[f"conv{k}.weight"].shape[0] for k in (1, 2))
    columns = (
        (Panel("input", "Pixels", "grey", grow=1.3),),
        (Panel("conv1.weight", "Kernels", compact=1, grow=0.45),),
        (Panel("relu1", "Maps", compact=1, grow=0.55),),
        (Panel("conv2.weight", "Kernels", compact=first, grow=1.15),),
        (Panel("relu2", "Maps", compact=max(1, second // 8), grow=1.1),),
        (Panel("softmax1", "Answer", "probability", names=WORDS["softmax1"], bars=True, grow=1.7),),
    )
    readings = {f"conv{k}.weight": "{value}, random at first, then learned." for k in (1, 2)}
    return Scene(
        "training",
        columns,
        "relu1",
        NAMES,
        closed=True,
        first="conv1.weight[0,0,1,1]",
        words=WORDS,
        readings=readings,
        breadth=740,
    )


def shuffle() -> None:
    """A few digits with shuffled labels, trained at once."""
    st.session_state[DIGITS.key], st.session_state[LABELS.key] = 200, "Shuffled"
    runs.begin(CONV, Recipe(Settings(now(SEED), float(now(RATE)), now(OPTIMISER), falling=True), (8, 16), 200, True))


def ask(untrained: float) -> None:
    right = min((0, 10, 50, 90), key=lambda share: abs(share - 100 * untrained))
    question = "Before it has learned anything: how many of 100 digits will it read right?"
    reason = f"Of 1,500 digits it reads {untrained:.1%} right: ten answers, and it guesses."
    predict(
        prediction("training", right), question, ("0", "10", "50", "90"), lambda said: verdict(said, str(right), reason)
    )


def trouble(done: Run) -> None:
    """A run that went wrong is called that, with a way out."""
    last, recipe = done.last, done.recipe
    if last.failed:
        st.error(
            f"At step {last.step} the loss is {last.loss}: the steps were so large that numbers overflowed. Shown is the "
            "last checkpoint whose weights are all numbers; a smaller learning rate works."
        )
    elif done.over and last.accuracy < 2 * GUESSING and not recipe.shuffled:
        dead, of = learning.silent_maps(recipe.net(last))
        if dead == of:
            st.warning(
                f"It guesses. The large steps pushed all {of} maps of the second layer below zero, so ReLU makes them 0 "
                "for every digit, and what is 0 has no gradient: nothing overflowed, but the network is dead."
            )


def checkpoint(done: Run) -> Progress:
    """The report on show: the latest while it runs, any of them afterwards, none whose weights are no numbers."""
    good = [p for p in done.history if learning.finite(done.recipe.net(p))] if done.last.failed else done.history
    if done.running or len(good) < 2:
        return good[-1]
    steps = [p.step for p in good]
    at = st.select_slider("Checkpoint after step", steps, steps[-1], key=f"checkpoint-{len(steps)}")
    return good[steps.index(at)]


def against(done: Run, plain: Run | None, other: Recipe) -> None:
    """How both networks do on digits that moved, where both are there."""
    head = ("network", "weights", *(f"moved by {by}" if by else "held out" for by in MOVES))
    rows = []
    for name, which in (("with convolutions", done), ("without", plain)):
        if which and which.over and not which.last.failed:
            net = which.recipe.net(which.last)
            shares = measured.when_moved(which.recipe, net)
            rows.append((name, f"{digits.count(net):,}", *(f"{share:.1%}" for share in shares)))
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        table("Digits that moved", head, rows, numeric=range(1, len(head)), width="content")
        if not plain:
            st.button("Now one without convolutions", on_click=runs.begin, args=(PLAIN, other))
        elif not plain.over:
            with st.container():
                runs.standing(plain)
                runs.buttons(PLAIN, plain, other)


def another(done: Run, asked: Recipe) -> None:
    """Says so where the settings are no longer those of the run on show."""
    if done.recipe != asked:
        by = done.recipe.settings
        st.caption(
            f":material/info: Shown is a run with rate {by.rate:g}, {by.optimiser}, kernels {done.recipe.kernels[0]} and "
            f"{done.recipe.kernels[1]}, {done.recipe.digits} digits, seed {by.seed}; a new one takes the settings above."
        )


@st.fragment
def view() -> None:
    problems = misread(SETTINGS)
    with row():
        name = digit.choose_digit()
        asked = settings()
        with st.popover("Cell"):
            cell = text("cell", "Selected cell", "A cell such as relu2[5,4,6].")
        done = runs.kept(CONV, asked)
        runs.buttons(CONV, done, asked)
    recipe = done.recipe
    other = replace(recipe, convolutions=False)
    plain = runs.found(PLAIN, other)
    going = next((r for r in (done, plain) if r and r.running), None)
    waiting = runs.place() if going else 0
    message = st.container()
    ask(done.history[0].accuracy)
    stood, followed = st.columns([1.75, 1], gap="medium")
    with followed:
        runs.standing(done)
        another(done, asked)
        trouble(done)
        shown = checkpoint(done)
        both = {"with convolutions": done.history} | ({"without": plain.history} if plain else {})
        charts.learning(both, None if done.running else shown.step, GUESSING)
    with stood:
        t = run(layers.in_a_row(recipe.net(shown), layers.shares()), digit.shown(name, problems).before)
        stage(t, scene(t), "stage", checked(cell, t, problems))
    with message:
        say(problems)
    if done.over and not done.last.failed:
        against(done, plain, other)
    show_torch(lambda: torch_code(recipe, name, shown.step))
    if going:
        runs.go_on(going, waiting)


def torch_code(recipe: Recipe, name: str, step: int) -> str:
    return f"""import torch
from explainer.nets.learning import Recipe
from explainer.training import Settings

recipe = {recipe!r}
for progress in recipe.run():
    print(progress.step, progress.loss, progress.accuracy)
    if progress.step == {step}:
        break
net = recipe.net(progress)
{digit.digit_lines(name)}
print(net(torch.from_numpy(x)[None]).softmax(1)[0].tolist())
"""


for key in (CONV, PLAIN):
    runs.pause(key)
view()
saw, said = st.columns(2, gap="large")
saw.markdown(
    "## What you saw\n\n"
    "Nobody chose these kernels. They began as noise, and each step moved every number a little in the direction that "
    "made the loss smaller. Strokes and edges came out because they help to tell digits apart."
)
said.markdown(
    "## Often said, not quite true\n\n"
    "“Deep networks learn from unlabelled data.” This one learns from labels. Shuffle them (in *Network and digits*) and, "
    "with few digits, it still learns them by heart, but reads unseen ones no better than by guessing.\n\n"
    "“The filter is a constant.” The same at every place, but learned: you saw it change."
)
st.caption(
    "Digits: MNIST (LeCun et al. 1998, CC BY-SA 3.0), 8,500 to learn from and 1,500 held out. The learning rate falls to zero "
    "by a half cosine, batches have 64 digits, 400 steps."
)
