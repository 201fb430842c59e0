"""The digit network in training: its settings, its run, the checkpoint on show, and how it does against a plain network.

The stage goes through the checkpoints by itself: it is sent each one's 5,258 weights (21 KB) as the training reports them, and
evaluates what follows; no step of Play asks the server.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.steps import Python, Step, plain
from explainer.core.trace import Trace
from explainer.data.digits import TRAINING
from explainer.models import digits
from explainer.models.recipes import FEW, DigitRecipe, held_out
from explainer.study.digits import finite, silent_maps, slopes
from explainer.study.moved import FAR, MOVES
from explainer.training.fit import OPTIMISERS, Progress, Settings
from explainer.views import digit, measured, moved, runs
from explainer.views.controls import Controls, Setting, now, number, pick, put, switch
from explainer.views.figures import percent, spread
from explainer.views.panels import Bars, Map
from explainer.views.part import tried
from explainer.views.runs import Run
from explainer.views.scene import Checkpoints, Scene, checkpoint_name
from explainer.views.tables import table
from explainer.views.veil import veiled

SETTINGS = Controls(digit.SETTINGS)
RATE = SETTINGS.add(
    Setting("rate", "Learning rate", ("0.01", "0.0001", "0.001", "0.003", "0.03", "0.1", "1", "10", "1e9"))
)
OPTIMISER = SETTINGS.add(Setting("optimiser", "Optimiser", tuple(OPTIMISERS)))
KERNELS = SETTINGS.add(Setting("kernels", "Kernels of the two layers", ("8 and 16", "2 and 4", "4 and 8", "12 and 24")))
DIGITS = SETTINGS.add(Setting("learn-from", "Digits to learn from", (TRAINING, 2000, 500, FEW)))
LABELS = SETTINGS.add(Setting("labels", "Labels", ("True", "Shuffled")))
MOVED = SETTINGS.add(Setting("learn-moved", "Move each digit while learning, by up to", (0, 1, 2, FAR)))
SEED = SETTINGS.add(Setting("train-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUNS = CONV, PLAIN = "training-run", "training-plain"
START = "start"
WORDS = {"linear1": tuple(str(d) for d in range(10)), "softmax1": tuple(str(d) for d in range(10))}
NAMES = {
    "input": "pixels",
    "relu1": "Maps 1",
    "relu2": "Maps 2",
    "linear1": "logit",
    "softmax1": "answer",
    START: "Kernel at first",
    "conv1.weight": "Kernel",
    "conv2.weight": "Kernel",
}
GUESSING = 0.1


@dataclass(frozen=True)
class Seen:
    """What a run has come to: after which ``step``, the share of held-out digits right at its start and ``now``, and what one
    slope explained of its first kernels at the start and explains now."""

    step: int
    before: float
    now: float
    slope_before: float
    slope_now: float


def seen() -> Seen | None:
    """Of the run with convolutions on show, once it has begun."""
    run = runs.now(CONV)
    if not run or not run.last.step:
        return None
    first, last = run.history[0], _good(run)[-1]
    before, now = (float(slopes(p.weights["0.weight"]).mean()) for p in (first, last))
    return Seen(last.step, first.accuracy, last.accuracy, before, now)


def learns_from() -> int:
    """How many digits are there to learn from."""
    return TRAINING


def usual() -> Settings:
    """By what a visitor trains who changes nothing."""
    return Settings(falling=True)


def tested_on() -> int:
    """How many digits are held out."""
    return len(held_out()[1])


def settings() -> DigitRecipe:
    """The popover with everything that a run depends on."""
    with st.popover(f"Learning rate: {now(RATE)}", key=f"open-{RATE.key}"):
        rate, optimiser = pick(RATE), pick(OPTIMISER)
    with st.popover("Network and digits"):
        first, second = pick(KERNELS).split(" and ")
        count, shuffled = pick(DIGITS), switch(LABELS) == "Shuffled"
        far = pick(MOVED)
        seed = number(SEED)
        st.caption("The same seed gives the same run, to the last digit.")
        st.button(f"See it: {FEW} digits, shuffled labels", on_click=shuffle)
    by = Settings(seed, float(rate), optimiser, falling=True)
    return DigitRecipe(by, (int(first), int(second)), count, shuffled, moved=far)


def shuffle() -> None:
    """A few digits with shuffled labels, trained at once by all other settings as they are."""
    put(DIGITS, FEW)
    put(LABELS, LABELS.options[1])
    first, second = now(KERNELS).split(" and ")
    by = Settings(now(SEED), float(now(RATE)), now(OPTIMISER), falling=True)
    runs.want(CONV, DigitRecipe(by, (int(first), int(second)), FEW, shuffled=True, moved=now(MOVED)), *RUNS)


def others(done: Run) -> tuple[Run | None, Run | None]:
    """The run without convolutions that this one is held against, and which of the two is going on."""
    return runs.found(PLAIN, without_convolutions(done)), runs.going(*RUNS)


def without_convolutions(done: Run) -> DigitRecipe:
    return replace(_recipe(done), convolutions=False)


def _recipe(run: Run) -> DigitRecipe:
    assert isinstance(run.recipe, DigitRecipe)
    return run.recipe


def dead_maps(done: Run) -> int:
    """How many maps the second layer has, where every one of them answers 0 to everything; else 0."""
    recipe = _recipe(done)
    if not done.over or done.last.failed or recipe.shuffled or done.last.accuracy >= 2 * GUESSING:
        return 0
    dead, of = silent_maps(recipe.net(done.last))
    return of if dead == of else 0


def shown(done: Run, at: Progress, on: Step[np.ndarray], asks: bool) -> tuple[Trace, Scene]:
    """The network of a checkpoint over a digit (1, 26, 26); while the page ``asks`` how an untrained one does, without
    answers: Play begins at one."""
    recipe = _recipe(done)
    net = built("net", recipe.net(at), runs.weights_at(recipe, at))
    t = record([], _at_first(done)).renamed({"input": START}).joined(record([net, plain(nn.Softmax(-1))], on))
    steps = (at.step,) if done.running else tuple(p.step for p in _good(done))
    gone_through = Checkpoints(steps, at.steps, steps.index(at.step), tuple(t.weights))
    hint = None if done.last.step else "Press Train: Play then goes through all that it learned."
    scene = replace(_scene(t), checkpoints=gone_through, hint=hint)
    return t, veiled(scene, {"linear1": "all", "softmax1": "all"}) if asks else scene


def _at_first(done: Run) -> Step[np.ndarray]:
    """The first kernels (K, 3, 3) before anything was learned."""
    before = runs.weights_at(_recipe(done), done.history[0]).python
    untrained = Python(
        'next(p for p in recipe.run() if p.step == 0).weights["0.weight"][:, 0].numpy()',
        before.before[:2],
        before.imports,
    )
    return Step(done.history[0].weights["0.weight"][:, 0].numpy(), untrained).named(START)


def _good(done: Run) -> list[Progress]:
    """The reports whose weights are all numbers."""
    recipe = _recipe(done)
    return [p for p in done.history if finite(recipe.net(p))] if done.last.failed else done.history


def checkpoints(done: Run) -> dict[str, np.ndarray]:
    """The weights at each report, one behind the other, as the stage goes through them."""
    return {
        checkpoint_name(p.step): np.concatenate([weight.numpy().ravel() for weight in p.weights.values()])
        for p in _good(done)
    }


def checkpoint(done: Run) -> Progress:
    """The report on show: the latest while it runs, the one that was gone to afterwards."""
    good = _good(done)
    return next((p for p in good if p.step == done.at and not done.running), good[-1])


def reached(done: Run, place: int) -> None:
    """A checkpoint was gone to on the stage."""
    done.at = _good(done)[place].step


def against(done: Run, plain: Run | None) -> None:
    """How both networks do on digits that moved, where both are there, and how those did that were measured."""
    head = ("network", "weights", *(f"{by} to the right" if by else "held out" for by in MOVES))
    rows = []
    for name, which in (("with convolutions", done), ("without", plain)):
        if which and which.over and not which.last.failed:
            recipe = _recipe(which)
            net = recipe.net(which.last)
            shares = measured.when_moved(recipe, net)
            rows.append((name, f"{digits.count(net):,}", *(percent(share, 1) for share in shares)))
    rows += tried(_measured) or []
    other = without_convolutions(done)
    with st.container(horizontal=True, vertical_alignment="center", gap="large"):
        table("Digits that moved", head, rows, numeric=range(1, len(head)), width="content")
        if not plain:
            st.button("Now one without convolutions", on_click=runs.want, args=(PLAIN, other, *RUNS))
        elif not plain.over:
            with st.container():
                runs.standing(plain)
                runs.buttons(PLAIN, other, "Train", "Train again", *RUNS)


def _measured() -> list[tuple[str, ...]]:
    """Networks of the kind that ships, by how they learned: their shares right, from the least to the most of their seeds."""
    weights = f"{digits.count(digits.network()):,}"
    rows = []
    for one in moved.trainings():
        shares = (spread(seeds) for seeds in zip(*one.right, strict=True))
        rows.append((f"measured: {one.steps:,} steps, digits {moved.DONE[one.digits]}", weights, *shares))
    return rows


def another(done: Run, asked: DigitRecipe) -> None:
    """Says so where the settings are no longer those of the run on show."""
    recipe = _recipe(done)
    if recipe != asked:
        by = recipe.settings
        far = f" moved by up to {recipe.moved}" if recipe.moved else ""
        st.caption(
            f":material/info: Shown is a run with rate {by.rate:g}, {by.optimiser}, kernels {recipe.kernels[0]} and "
            f"{recipe.kernels[1]}, {recipe.digits} digits{far}, seed {by.seed}; a new one takes the settings above."
        )


def _scene(t: Trace) -> Scene:
    """The visitor's digit, the kernels, their maps, the answer."""
    first, second = (t.weights[f"conv{k}.weight"].shape[0] for k in (1, 2))
    columns = (
        (Map("input", "Pixels", scale="grey", compact=1),),
        (Map(START, "At first", compact=2, grow=0.9),),
        (Map("conv1.weight", "Now", compact=2, grow=0.9),),
        (Map("relu1", "Maps", compact=2, grow=0.75),),
        (Map("conv2.weight", "Kernels", compact=first, grow=0.9),),
        (Map("relu2", "Maps", compact=max(1, second // 8), grow=0.75),),
        (Bars("softmax1", "Answer", names=WORDS["softmax1"], grow=1.85),),
    )
    readings = {f"conv{k}.weight": "{value}, random at first, then learned." for k in (1, 2)}
    readings[START] = "{value}, a random number, before anything was learned."
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
