"""All that was measured of networks of both families on the same tasks, with its spread and its cost; one seed can be run live."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import streamlit as st

from explainer.core.words import count_word, times_word
from explainer.models.comparing.digits import RIVALS, RivalRecipe
from explainer.models.comparing.sentences import SentenceRecipe
from explainer.models.readers import KINDS
from explainer.views import charts, runs
from explainer.views.comparing import facts
from explainer.views.comparing.facts import Network
from explainer.views.controls import Controls, Setting, now, number, pick, say, switch
from explainer.views.figures import many, percent, spread
from explainer.views.part import apart
from explainer.views.runs import Run
from explainer.views.tables import Dots, Ends, Strong, table
from explainer.views.terms import term

SETTINGS = Controls()
TASKS = {"Digits": "digits", "New pairs of words": "pairs", "Which opinion prevails": "majority"}
TASK = SETTINGS.add(Setting("compare-task", "Task", tuple(TASKS)))
RIVAL = SETTINGS.add(
    Setting("compare-rival", "Network", tuple(rival.name for rival in RIVALS.values()), "RNN, row by row")
)
READER = SETTINGS.add(Setting("compare-reader", "Network", tuple(kind.name for kind in KINDS), "1-D convolution"))
SEED = SETTINGS.add(Setting("compare-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUN = "compare-run"
GUESSED, NEAR_GUESSING = 1 / 2, 0.05
TIMED = {"conv": "1-D convolution", "rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}

Recipe = RivalRecipe | SentenceRecipe


def view(problems: list[str]) -> bool:
    """The view below the row that chose it; whether it asks something that is still open."""
    held = runs.waiting(RUN)
    if held:
        held()
    with st.container(key="views-task", horizontal=True, vertical_alignment="bottom", gap="small"):
        task = TASKS[switch(TASK, quiet=True)]
        recipe = _choose(task)
        runs.buttons(RUN, recipe, "Run it here", "Run it here", RUN)
    runs.ask(RUN)
    run = runs.now(RUN)
    if run and run.running:
        runs.place()
    if run:
        runs.standing(run)
    with apart():
        _table(task, run)
        _found(run)
    _chart(task)
    say(problems)
    return False


def _choose(task: str) -> Recipe:
    """A network of the task and a seed, folded away."""
    setting = RIVAL if task == "digits" else READER
    with st.popover(f"{now(setting)}, seed {now(SEED)}"):
        name, seed = pick(setting), number(SEED)
    if task == "digits":
        return RivalRecipe(next(key for key, rival in RIVALS.items() if rival.name == name), seed)
    return SentenceRecipe(next(kind.key for kind in KINDS if kind.name == name), task, seed)


def _of(recipe: object) -> tuple[str, str, int] | None:
    """The task, the network and the seed of what was run."""
    if isinstance(recipe, RivalRecipe):
        return "digits", recipe.key, recipe.seed
    return (recipe.task, recipe.key, recipe.seed) if isinstance(recipe, SentenceRecipe) else None


def _table(task: str, run: Run | None) -> None:
    """A row for each network: a dot for each seed, then what it costs."""
    found = facts.networks(task)
    low = facts.scale_from([one.right + one.alike for one in found])
    ran = _of(run.recipe) if run else None
    shuffles = ["all shuffled alike"] + (["each its own way"] if task != "digits" else [])
    head: list[str | Ends] = [
        "network", Ends("right", low), "as they are", *shuffles, "weights", "multiply-adds", "steps in a row", "training, s",
        "an answer, µs",
    ]  # fmt: skip
    rows: list[list[str | Dots]] = []
    for one in found:
        here = run.last.accuracy if run and run.last.step and ran and ran[:2] == (task, one.key) else None
        said = f"{spread(one.right)} right; shuffled {spread(one.alike)}"
        shares = [spread(one.right), spread(one.alike)] + ([spread(one.each)] if one.each else [])
        costs = [
            f"{one.weights:,}",
            f"{one.multiplied:,}",
            f"{one.in_a_row:,}",
            _seconds(one.training),
            f"{one.answer:.0f}",
        ]
        rows.append([Strong(one.name), Dots(one.right, one.alike, low, said, here), *shares, *costs])
    table("Networks and what was measured of them", head, rows, numeric=range(2, len(head)))
    what = "pixels" if task == "digits" else "words"
    settings = _settings(task)
    own = (
        "MLP: multilayer perceptron, a plain network, every pixel wired to every unit."
        if task == "digits"
        else "Each its own way, without dots: every sentence with its words in another order."
    )
    st.caption(
        f"A dot per seed, {many(settings['seeds'])} of each: filled with the {what} as they are, hollow with the {what} of all "
        f"shuffled the same way; judged by {settings['tested on']:,} {term('held out')}. {own} Times: one thread, CPU."
    )


def _settings(task: str) -> dict[str, Any]:
    """What the networks of a task were measured by."""
    found: dict[str, Any] = facts.measured("digits" if task == "digits" else "sentences")["settings"]
    return found


def _found(run: Run | None) -> None:
    """What was run here, and what that seed got when it was measured."""
    if not run or not run.last.step or not (ran := _of(run.recipe)):
        return
    task, key, seed = ran
    one = next(one for one in facts.networks(task) if one.key == key)
    seeds = _settings(task)["seeds"]
    before = (
        f"; measured before, it got {percent(one.right[seeds.index(seed)], 1)}" if seed in seeds and run.over else ""
    )
    right = round(run.last.accuracy, 4)
    st.caption(
        f"Run here, the diamond: {one.name}, seed {seed}, {percent(right, 1)} right after step {run.last.step:,}{before}."
    )


def _chart(task: str) -> None:
    """What more the networks of this task were asked, and beside it what came out: digits how many examples they need,
    readers how long they take."""
    drawn, beside = st.columns((3, 2), gap="large", vertical_alignment="center")
    if task == "digits":
        by_digits = facts.measured("digits")["by digits"]
        with drawn:
            charts.by_examples(
                {RIVALS[key].name: {int(n): shares for n, shares in found.items()} for key, found in by_digits.items()}
            )
        told = _examples(by_digits)
    else:
        times = facts.measured("times")
        lengths, by_words = times["settings"]["lengths"], times["by words"]
        with drawn:
            charts.by_length(
                {name: by_words[key]["answer, µs"] for key, name in TIMED.items()}, lengths, "one answer, µs"
            )
        told = _waits(lengths, by_words)
    with beside, apart():
        st.caption(told)


def _seconds(time: float) -> str:
    return f"{time:.1f}" if time >= 1 else f"{time:.2f}"


def _examples(by_digits: dict[str, dict[str, list[float]]]) -> str:
    """How far a CNN is ahead of the others by how many digits there were to learn from."""
    least, most = (end(map(int, by_digits["cnn"])) for end in (min, max))
    gaps = {
        key: [100 * (fmean(by_digits["cnn"][str(n)]) - fmean(found[str(n)])) for n in (least, most)]
        for key, found in by_digits.items()
        if key != "cnn"
    }
    said = ", ".join(f"{RIVALS[key].name} {few:.0f} and {all_:.0f}" for key, (few, all_) in gaps.items())
    return f"Points by which the CNN leads on digits with {least} examples and with {most:,}: {said}."


def _waits(lengths: list[int], by_words: dict[str, dict[str, list[float]]]) -> str:
    """How time grows with length, and how much has to wait for what came before."""
    grown = {name: by_words[key]["answer, µs"][-1] / by_words[key]["answer, µs"][0] for key, name in TIMED.items()}
    steps = {key: int(by_words[key]["in a row"][-1]) for key in ("conv", "rnn")}
    said = ", ".join(f"{name} {times_word(round(times))}" for name, times in grown.items())
    return (
        f"From {lengths[0]} to {lengths[-1]} words an answer takes longer: {said}. Of {lengths[-1]} words a loop makes "
        f"{steps['rnn']} steps that wait for each other, a convolution {count_word(steps['conv'])}; that tells where many cores "
        f"could work at once, and here one did.{_fused({key: by_words[key]['answer, µs'][-1] for key in TIMED})}"
    )


def _fused(longest: dict[str, float]) -> str:
    """Why an LSTM is the cheapest loop and a GRU the dearest, where by their longest answers they are."""
    cheap, *_, dear = sorted(("rnn", "gru", "lstm"), key=longest.__getitem__)
    if cheap != "lstm":
        return ""
    why = (
        "\n\nYet the LSTM, with most to multiply, is the cheapest loop. That is torch on this CPU, not the network: it hands the "
        "LSTM’s whole loop to one ready-made routine (oneDNN). Of the others every step is several small operations, and "
        "starting each takes longer than its sums."
    )
    return why + (" A GRU’s step has most of them." if dear == "gru" else "")


def words() -> None:
    """What was to be seen, as the figures have it."""
    task = TASKS[now(TASK)]
    found = facts.networks(task)
    saw, beside = st.columns(2, gap="large")
    with saw, apart():
        what = "pixels" if task == "digits" else "words"
        after = _pixels(found) if task == "digits" else _orderless(found)
        st.markdown(f"## What you saw\n\n{_best(found)} {_shuffling(found, what)}{after}")
    with beside, apart():
        st.markdown(
            "## Often said, not quite true\n\n“A CNN is more powerful than an RNN.” One is ahead where its worst seed beats the "
            "other’s best. The data decide, and how many weights, examples and seconds there are."
        )
    with apart():
        _side_by_side()


def _side_by_side() -> None:
    """Every task that the two were compared on, by the names that the other views have for them."""
    led = {"CNN": "the CNN", "loop": "the LSTM", "level": "neither"}
    rows = [
        [Strong(name), spread(cnn), spread(loop), led[facts.ahead(cnn, loop)], seen]
        for (name, (cnn, loop)), seen in zip(facts.side_by_side().items(), facts.SEEN, strict=True)
    ]
    table("A CNN and an LSTM, task by task", ["right on", "CNN", "LSTM", "ahead", "to be seen in"], rows)


def _best(found: list[Network]) -> str:
    """Who was right most often, alone or tied as the table prints it, and who as often for fewer weights."""
    top = max(found, key=lambda one: fmean(one.right))
    tied = [one for one in found if spread(one.right) == spread(top.right)]
    level = [one for one in found if max(one.right) >= min(top.right)]
    least = min(level, key=lambda one: one.weights)
    fewest = f"the {least.name} has fewest weights, {least.weights:,}"
    if len(tied) > 1:
        names = [f"the {one.name}" for one in tied]
        among = "of them" if least in tied else "of those whose seeds reach that"
        return f"{many(tied).capitalize()} tie at {spread(top.right)}: {', '.join(names[:-1])} and {names[-1]}; {among} {fewest}."
    others = f"; of those whose seeds reach it, {fewest}" if len(level) > 1 else ""
    return f"Most often right here is the {top.name}, {spread(top.right)}{others}."


def _shuffling(found: list[Network], what: str) -> str:
    """Whom a fixed shuffle costs something, and whom it helps."""
    costs, helps = (
        [
            f"the {one.name} ({percent(fmean(one.right))} → {percent(fmean(one.alike))})"
            for one in found
            if facts.ahead(one.right, one.alike) == way
        ]
        for way in ("CNN", "loop")
    )
    said = [f"it costs {', '.join(costs)}" if costs else "", f"it helps {', '.join(helps)}" if helps else ""]
    told = "; ".join(part for part in said if part) or "nobody gains or loses by it"
    return f"Shuffle the {what} of all the same way, and nothing is lost but what was near: {told}."


def _pixels(found: list[Network]) -> str:
    """Why a shuffle might help one that reads by rows, and which networks are the control."""
    ahead = {one.key: facts.ahead(one.right, one.alike) for one in found}
    helped = (
        " Why the RNN gains was not measured; a guess: after the shuffle each row that it reads holds pixels from everywhere, so "
        "its last steps, which it keeps best, tell of the whole digit."
        if ahead["rnn"] == "loop"
        else ""
    )
    control = (
        " The MLPs are the control: to them no pixel is near another, and they lose nothing."
        if "CNN" not in (ahead["mlp"], ahead["wide"])
        else ""
    )
    return helped + control


def _orderless(found: list[Network]) -> str:
    """What is left where every sentence is shuffled its own way, so that order tells nothing."""
    ends = [share for one in found for share in one.each]
    left = f" Shuffle each sentence its own way, and only its counts are left: {spread(ends)} right"
    if max(abs(share - GUESSED) for share in ends) < NEAR_GUESSING:
        return f"{left}, no better than a coin. Here order is all there is to learn."
    bag = next(one for one in found if one.key == "bag")
    return f"{left}, and {spread(bag.each)} by the {bag.name}, which never saw order."
