"""Training a reader of letters on the page, and what was measured: the ladder of all that can be done with them, and of what
sliding buys."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from explainer.data.genome import HELD_OUT
from explainer.models.genome import BY_KEY, FAR, WINDOW, GenomeRecipe, weights_of
from explainer.models.store import figures
from explainer.study.logos import ANY
from explainer.study.splice import RIVALS
from explainer.views import charts, genome, runs
from explainer.views.controls import now
from explainer.views.figures import exact, percent, spread
from explainer.views.genome import NAMES, READER, RUN, SEED, SHIFT
from explainer.views.runs import Run
from explainer.views.tables import Dots, Ends, Strong, table
from explainer.views.under_way import going

LOW = 0.5
BY = 5
LADDER = ("commonest", "words", "rnn", "strongest", "rule", "gru", "places", "bayes", "weights")
CALLED = {rival.key: rival.name for rival in RIVALS} | {
    "rnn": "RNN, letter by letter",
    "gru": "GRU, letter by letter",
    "strongest": "Convolution, only the strongest",
    "places": "Convolution, every place",
}
NEEDS = {
    "rule": "4 letters",
    "commonest": "nothing",
    "words": "195 numbers",
    "bayes": "720 counts",
    "weights": "723 weights",
}
SLID = {"places": ("Convolution, every place", 2), "strongest": ("Convolution, only the strongest", 1),
        "weights": ("Position weights", 4), "gru": ("GRU", 3)}  # fmt: skip
LEARNED = {"as they stand": "Learned from strands as they stand", "moved": "Learned from moved strands"}


def measured() -> dict[str, Any]:
    return figures("genome")


def waiting() -> Callable[[], None] | None:
    """For the stage, see :func:`explainer.views.runs.waiting`."""
    return runs.waiting(RUN)


def train() -> None:
    """The ladder, and beside it the button that trains the network on show, and how that goes."""
    recipe = GenomeRecipe(NAMES[now(READER)], now(SEED))
    run = runs.found(RUN, recipe) or runs.now(RUN)
    st.markdown("## The ladder")
    left, right = st.columns([1.9, 1], gap="large")
    with left:
        ladder(run)
    with right:
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            done = bool(run and run.recipe == recipe and run.over)
            runs.buttons(RUN, recipe, "Train it here", f"Train it {'again' if done else 'here'}", RUN)
            genome.seed()
        runs.ask(RUN)
        if run and run.running:
            runs.place()
        if run:
            going(run, _name(run), guessing())
        else:
            st.caption(
                f"It begins with noise and sees {_about()['steps'][recipe.key] * _about()['batch']:,} strands, "
                f"{_about()['learned from']:,} different ones, in a few seconds. The weights that ship were trained so, by seed 1; "
                "what is trained here takes their place on the stage."
            )


def _name(run: Run) -> str:
    assert isinstance(run.recipe, GenomeRecipe)
    return BY_KEY[run.recipe.key].name


def _about() -> dict[str, Any]:
    found: dict[str, Any] = measured()["about"]
    return found


def guessing() -> float:
    """How often the commonest answer is right about what is held out."""
    return max(measured()["share right"]["commonest"])


def ladder(run: Run | None) -> None:
    """All that reads the letters, from the dumbest on: what it has to know, and how often it is right."""
    found, rows = measured(), []
    for key in sorted(LADDER, key=lambda key: mean(found["share right"][key])):
        shares, net = found["share right"][key], key in BY_KEY
        here = run.last.accuracy if run and run.over and _key(run) == key and not run.last.failed else None
        dots = Dots(shares if net else (), () if net else shares, LOW, spread(shares), here)
        knows = f"{weights_of(key):,} weights" if net else NEEDS[key]
        name = Strong(CALLED[key]) if net else CALLED[key]
        rows.append((name, knows, dots, exact(shares)))
    head = ("reader", "knows", Ends("held-out strands right", LOW), "from, to")
    table("How often each reader is right", head, rows, numeric=(1, 3))


def _key(run: Run) -> str:
    assert isinstance(run.recipe, GenomeRecipe)
    return run.recipe.key


def mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def right(key: str) -> str:
    """How often a reader is right, in the mean of its seeds."""
    return percent(mean(measured()["share right"][key]), 1)


def unrelated(key: str) -> str:
    """The same without those that have a relative among what was learned from."""
    return percent(mean(measured()["without relatives"][key]), 1)


def verdict() -> str:
    """Which of the convolution and the better of the two tables is right more often, as a sentence."""
    shares = measured()["share right"]
    table = max(("bayes", "weights"), key=lambda key: mean(shares[key]))
    said = f"{CALLED[table].lower()} are right about {right(table)}, the convolution with every place about {right('places')}."
    if min(shares[table]) > max(shares["places"]):
        return f"a table wins, with every seed; {said}"
    if min(shares["places"]) > max(shares[table]):
        return f"the convolution is ahead of the best table, with every seed; {said}"
    ahead = "a table is ahead" if mean(shares[table]) >= mean(shares["places"]) else "the convolution is ahead"
    return f"{ahead}, by less than seeds differ; {said}"


def sliding() -> None:
    """How often those that learned from strands as they stand, or from moved ones, are right about strands moved so far."""
    found = measured()["moved"]
    at = now(SHIFT)
    columns = st.columns(2, gap="large")
    for column, (key, title) in zip(columns, LEARNED.items(), strict=True):
        along = {"title": "held-out strands moved by so many letters", "dtick": 5, "range": [-FAR - 0.4, FAR + 0.4]}
        figure = charts.empty(at, guessing(), xaxis=along, yaxis={"title": "% right", "range": [40, 101]})
        figure.update_layout(height=charts.LOW)
        for reader, (said, look) in SLID.items():
            colour, dash = charts.FIVE[look]
            by = sorted(found[key][reader], key=int)
            x, y = [int(k) for k in by], [100 * mean(found[key][reader][k]) for k in by]
            line = {"color": colour, "dash": dash, "width": 2.5}
            figure.add_scatter(x=x, y=y, name=said, mode="lines", line=line, hovertemplate=charts.PERCENT)
        with column:
            st.markdown(f"**{title}**")
            st.plotly_chart(figure, key=f"sliding-{key.split()[0]}", config=charts.CONFIG)


def still(reader: str, learned: str) -> str:
    """How often a reader is right about strands moved by ``BY`` letters to either side, in the mean of both and all seeds."""
    found = measured()["moved"][learned][reader]
    return percent(mean([*found[str(BY)], *found[str(-BY)]]))


def found(word: str) -> str:
    """With how many of the seeds some kernel, of those of whose maps only the strongest is kept, answers most to this word."""
    return _with_seeds(lambda read: word in read)


def runs_of(letters: str) -> str:
    """The same for a run of nothing but these ``letters``, most of a kernel long."""
    return _with_seeds(lambda read: set(said := read.replace(ANY, "")) <= set(letters) and len(said) > WINDOW // 2)


def _with_seeds(like: Callable[[str], bool]) -> str:
    kernels = measured()["kernels"]["strongest"]
    return f"{sum(any(map(like, own)) for own in kernels)} of {len(kernels)}"


def about() -> dict[str, str]:
    """The settings of what was measured, as they are said."""
    found = _about()
    return {
        "seeds": str(len(found["seeds"])), "learned": f"{found['learned from']:,}", "tested": str(HELD_OUT),
        "tuned": str(found["tuned by"]), "related": str(found["related"]),
        "relatives": spread(found["relatives"], str),
    }  # fmt: skip
