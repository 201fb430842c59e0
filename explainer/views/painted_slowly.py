"""The slow way: no network learns, the pixels of one painting do, watched as they go; and any picture can be the style.

On the stage the smallest of four sizes stands for all: what random filters answer to the painting there, and which of their answers
go together. The browser goes through the reports of the run by itself, each of them the painting as it was then.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.declaration import Cell, Factor, Part, var
from explainer.core.derived import measured, strongest
from explainer.core.steps import Python, Step, embedded
from explainer.core.trace import Trace
from explainer.core.words import number
from explainer.data import styles
from explainer.data.pictures import SAMPLES, sample
from explainer.models.painters import SlowRecipe, losses
from explainer.models.painting import FILTERS, SIZES, WINDOW
from explainer.training.fit import Progress
from explainer.views import charts, painting, picture, runs, thumbnails
from explainer.views.controls import Controls, now, pick, put
from explainer.views.panels import Map
from explainer.views.picture import OWN, PICTURE, bring
from explainer.views.runs import Run
from explainer.views.scene import Checkpoints, Scene, cell_name, checkpoint_name
from explainer.views.veil import veiled

SETTINGS = Controls(painting.SETTINGS)
LIKE = SETTINGS.add(picture.OwnPicture("like", "Like", (*styles.NAMES, *SAMPLES, OWN)))
RUN = "style-slowly"
CANVAS, TOGETHER, WANTED, STYLE = "canvas", "together", "wanted", "like"
LABELS = {
    CANVAS: "Painting", STYLE: "Style", "relu1": "What filters answer", TOGETHER: "Go together", WANTED: "In the style",
    "mean1": "Mean of a filter",
}  # fmt: skip
HALVED = 2 ** (SIZES - 1)


@dataclass(frozen=True)
class Losses:
    """Both losses at each report of a run, by its ``steps``."""

    steps: tuple[int, ...]
    style: tuple[float, ...]
    content: tuple[float, ...]


def choose() -> str:
    """A tray with what a painting can be like: our styles, samples, and what the visitor brings."""
    own = picture.own_picture()
    options = LIKE.options if own is not None else LIKE.options[:-1]
    name = now(LIKE) if now(LIKE) in options else LIKE.start
    small = {} if own is None else {len(LIKE.options) - 1: thumbnails.in_colour(own)}
    with thumbnails.tray(f"Like: {name}", LIKE.key):
        with thumbnails.shown(LIKE.key, "styles", small):
            pick(LIKE, options=options)
        _invent()
    return name


def _invent() -> None:
    """Bring a picture as a style; the picture that is painted stays."""
    before = now(PICTURE)

    def brought() -> None:
        put(LIKE, OWN)
        put(PICTURE, before)

    bring(brought, "-style")


def recipe(name: str) -> SlowRecipe:
    """The way to the picture on show, painted like that."""
    own = picture.own_picture()
    like = own if name == OWN and own is not None else styles.style(name) if name in styles.NAMES else sample(name)
    return SlowRecipe.of(picture.picture_now(), like)


def _recipe(run: Run) -> SlowRecipe:
    assert isinstance(run.recipe, SlowRecipe)
    return run.recipe


def kept(asked: SlowRecipe) -> Run:
    """The session's run: one that is going on, whatever it paints, until its visitor stops it; else the one asked for."""
    run = runs.now(RUN)
    if run is not None and run.recipe != asked:
        if run.running:
            return run
        runs.forget(RUN)
    return runs.kept(RUN, asked)


def another(run: Run, asked: SlowRecipe) -> None:
    """Says so where what is being painted is no longer what is asked for."""
    if run.recipe != asked:
        st.caption(":material/info: This painting goes on. Stop it, and the next is of what is chosen now.")


def checkpoint(run: Run) -> Progress:
    """The report on show: the latest while it runs, the one that was gone to afterwards."""
    return next((p for p in run.history if p.step == run.at and not run.running), run.last)


def reached(run: Run, place: int) -> None:
    """A report was gone to on the stage."""
    run.at = run.history[place].step


def paintings(run: Run) -> dict[str, np.ndarray]:
    """The painting at each report, as the stage goes through them."""
    return {checkpoint_name(p.step): _recipe(run).painting(p).numpy().ravel() for p in run.history}


def followed(run: Run) -> Losses:
    """Both losses as they went."""
    made = _recipe(run)
    found = [losses(made.look, made.content, made.painting(p)) for p in run.history]
    return Losses(tuple(p.step for p in run.history), tuple(s for s, _ in found), tuple(c for _, c in found))


def chart(run: Run) -> None:
    """Both losses, and where the stage stands."""
    found = followed(run)
    at = None if run.running else checkpoint(run).step
    charts.two_losses(found.steps, {"style": found.style, "content": found.content}, _recipe(run).settings.steps, at)


def shown(run: Run, asks: bool) -> tuple[Trace, Scene]:
    """The painting as it stands, what filters answer to it at the smallest size, and which answers go together, beside the
    style's."""
    made, at = _recipe(run), checkpoint(run)
    look = made.look
    net = nn.Sequential(nn.AvgPool2d(HALVED), nn.ReflectionPad2d(WINDOW // 2), nn.Conv2d(3, FILTERS, WINDOW), nn.ReLU())
    net.load_state_dict({"2.weight": look.weight, "2.bias": look.bias})
    canvas = embedded(made.painting(at).numpy()).named(CANVAS)
    given = Step({"2.weight": look.weight, "2.bias": look.bias}, _given(made))
    t = record([built("filters", net, given)], canvas).renamed({"input": CANVAS})
    t = _with_style(_with_moments(t), made)
    steps = (at.step,) if run.running else tuple(p.step for p in run.history)
    through = Checkpoints(steps, run.last.steps, steps.index(at.step), (CANVAS,))
    away = losses(look, made.content, made.painting(at))
    scene = replace(_scene(t, *away), checkpoints=through)
    return t, veiled(scene, {TOGETHER: "all"}) if asks else scene


def _given(made: SlowRecipe) -> Python:
    arrays = [embedded(one.numpy()) for one in (made.look.weight, made.look.bias)]
    text = f'{{"2.weight": torch.from_numpy({arrays[0].text}), "2.bias": torch.from_numpy({arrays[1].text})}}'
    return Python(text, imports=tuple(dict.fromkeys(i for one in arrays for i in one.python.imports)))


def _with_moments(t: Trace) -> Trace:
    """With each filter's mean answer, (32,), and how far each two go together, (32, 32)."""
    values = torch.from_numpy(t.tensors["relu1"])
    _, rows, columns = values.shape
    over = (("i", rows, "row"), ("j", columns, "column"))
    share = (1 / (rows * columns),)
    answer = [Factor("relu1", (var(k), var("i"), var("j"))) for k in ("k", "l")]
    part = replace(answer[0], through="scaled", by=share)
    mean = Cell(
        (("k", "filter"),), (Part((part,), over),), ("its answers, each by {count} of them, add up to {value}.",)
    )
    t = measured(t, "mean1", values.mean((1, 2)).numpy(), Python('t["relu1"].mean((1, 2))'))
    flat = values.flatten(1)
    flat = flat - flat.mean(1, keepdim=True)
    means = [Factor("mean1", (var(k),)) for k in ("k", "l")]
    both = Cell(
        (("k", "filter"), ("l", "other filter")),
        (Part((part, answer[1]), over, "products of answers"), Part((replace(means[0], through="minus"), means[1]), label="means")),
        ("they answer together: {value}.", "neither way: {value}.", "one answers where the other does not: {value}."),
    )  # fmt: skip
    t = measured(
        t, TOGETHER, (flat @ flat.T / flat.shape[1]).numpy(), Python('t["relu1"].flatten(1).cov(correction=0)')
    )
    return replace(t, cells={**t.cells, "mean1": mean, TOGETHER: both})


def _with_style(t: Trace, made: SlowRecipe) -> Trace:
    like, wanted = embedded(made.wanted.numpy()), embedded(made.look.moments[-1][1][0].numpy())
    for name, step in ((STYLE, like), (WANTED, wanted)):
        t = measured(t, name, step.value, replace(step.python, text=f"torch.from_numpy({step.text})"))
    return t


def _scene(t: Trace, style: float, content: float) -> Scene:
    columns = (
        (Map(CANVAS, "Painting", scale="grey", whole=True, grow=1.2, note=f"content loss {number(content)}"),),
        (Map(STYLE, "Style", scale="grey", whole=True, grow=1.2, note=f"style loss {number(style)}"),),
        (Map("relu1", "Answers", compact=4, grow=0.7),),
        (Map(TOGETHER, "Go together", alike=(WANTED,), grow=1.2),),
        (Map(WANTED, "In the style", alike=(TOGETHER,), grow=1.2),),
    )
    wanted = t.tensors[WANTED]
    first = cell_name(TOGETHER, strongest(wanted - np.diag(np.diag(wanted))))
    readings = {
        STYLE: "{value}, as the style has it.",
        CANVAS: "{value} at this moment: what each step changes is this very number.",
        WANTED: "{value}: so far do these two filters answer together in the style.",
    }
    return Scene("style-slowly", columns, TOGETHER, LABELS, closed=True, first=first, readings=readings)


NOTICES = ("Style", "Content", "Both", "Neither")
MUCH = 0.1
ELSE = {
    "Both": "content is where filters answer; and where a picture has few edges, those of the cut alone are another style.",
    "Neither": "each half is like the other, so that nothing stands elsewhere.",
}


@dataclass(frozen=True)
class Swapped:
    """Which loss rises when the halves of a style change places, how that is told, and why."""

    notices: str
    told: str
    reason: str


def swapped(name: str) -> Swapped:
    """Of the style that is painted like, against itself as it was."""
    made = recipe(name)
    halves = made.wanted.roll(made.wanted.shape[-1] // 2, -1)
    away = losses(made.look, made.wanted, halves)
    style, content = (loss > MUCH for loss in away)
    notices = {(True, False): "Style", (False, True): "Content", (True, True): "Both"}.get((style, content), "Neither")
    told = f"from nothing the content loss rises to {number(away[1])}, the style loss to {number(away[0])}"
    reason = "content is where filters answer; style is only which answers go together, anywhere."
    return Swapped(notices, told, ELSE.get(notices, reason))
