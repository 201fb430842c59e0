"""What networks were measured to remember, and how fast their gradients fade: the charts beside the stage of memory, and the
figures in words.

One seed's network knows the country and another's does not: so seeds are counted, and never averaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from explainer.core.words import count_word, times_word
from explainer.data.far_countries import CLASSES
from explainer.models import remembering
from explainer.models.recipes import RememberingRecipe
from explainer.models.store import figures
from explainer.views import charts, measured, memory, runs
from explainer.views.charts import Fading
from explainer.views.controls import Controls, Setting, now, number
from explainer.views.figures import left, many, percent, power, said
from explainer.views.memory import KIND, Asked, learned_at, network
from explainer.views.part import apart
from explainer.views.prediction import guess_beside
from explainer.views.runs import Run
from explainer.views.tables import Strong, table
from explainer.views.veil import waits

SETTINGS = Controls(memory.SETTINGS)
SEED = SETTINGS.add(Setting("memory-seed", "Seed", tuple(range(1, 100)), ranged=True))
RUN = "memory-run"
EMPTY = 1e-12
GUESSING = 1 / len(CLASSES)
PARTLY = 1.5 * GUESSING  # nearer to two states apart than to one


def _shares(kind: str, growing: bool = False) -> dict[int, list[float]]:
    """By distance the share right of every seed, as measured."""
    found = figures("remembering")["growing" if growing else "afresh"][kind]
    return {int(far): shares for far, shares in found.items()}


def nearest(far: int) -> tuple[int, list[float]]:
    """The measured distance nearest to this one, and a plain RNN's shares there, one for each seed."""
    afresh = _shares("rnn")
    found = min(afresh, key=lambda d: abs(d - far))
    return found, afresh[found]


def knowing(shares: Sequence[float]) -> int:
    """How many of them know the country."""
    return len(remembering.knowing(shares))


def camps(shares: Sequence[float]) -> str:
    """Who knows the country and who does not, in words: ``2 of 5 know it (right 95 % or more); the others are right 20 %, …``."""
    others = sorted((share for share in shares if share < remembering.knows()), reverse=True)
    known = (
        f"{knowing(shares)} of {len(shares)} seeds know it (right {percent(remembering.knows())} of the time or more)"
    )
    rest = ", ".join(percent(share) for share in others)
    return f"{known}; the other{'s' if len(others) > 1 else ''}: {rest}" if others else known


def reason(shares: Sequence[float]) -> str:
    """Why they are right as often as that: what of the country is left at the end."""
    others = [share for share in shares if share < remembering.knows()]
    guess, all_of_them = percent(GUESSING), count_word(len(CLASSES))
    if not others:
        return "at the end what each has kept still tells the countries apart."
    if max(others) < PARTLY:
        return f"whoever has lost it guesses, and a guess is right {guess} of the time."
    return (
        f"a network can lose some countries and keep others: where states have joined it must guess, and with all {all_of_them} "
        f"joined it is right {guess} of the time."
    )


def reach(kind: str) -> tuple[int, int]:
    """Up to which measured distance all seeds of a kind know the country, learned afresh, and up to which any does."""
    by_distance = _shares(kind)
    falls = next((far for far, shares in by_distance.items() if knowing(shares) < len(shares)), max(by_distance) + 1)
    return max(far for far in by_distance if far < falls), max(far for far in by_distance if knowing(by_distance[far]))


def reaches() -> None:
    """The same of every kind, as a table."""
    rows = [(Strong(name), *map(str, reach(kind))) for kind, name in remembering.KINDS.items()]
    table("How far back", ("network", "all seeds know the country up to (words)", "some seed, up to"), rows, (1, 2))


def measured_with() -> dict[str, str]:
    """What the figures were measured with, in words: ``seeds``, ``units``, ``sentences``, ``rate``, ``steps``."""
    about = figures("remembering")["about"]
    return {
        "seeds": many(about["seeds"]),
        "units": str(about["units"]),
        "sentences": f"{about['learned from']:,}",
        "rate": str(about["settings"]["rate"]),
        "steps": str(about["settings"]["steps"]),
    }


def held() -> tuple[int, str, str]:
    """The longest distance that was reached by growing ones, how many of a plain RNN's seeds are right there, of how many."""
    far, shares = max(_shares("rnn", growing=True).items())
    return far, said(knowing(shares)), many(shares)


def standing() -> str:
    """Which of the measured networks is the one on show, in words; nothing where it learned at growing distances."""
    far, kind = learned_at(), now(KIND)
    if far is None:
        return ""
    seed = figures("remembering")["shown"][kind.lower()][str(far)]
    return f"On the stage: seed {seed}, the median of {measured_with()['seeds']} {kind}s that learned at {far} words"


def run(far: int) -> Run | None:
    """The run on this page, if there is one."""
    return runs.found(RUN, RememberingRecipe(far, now(SEED))) or runs.now(RUN)


def recall_chart(far: int, run: Run | None, told: bool) -> None:
    """Every seed's share right by distance, as measured, and what was trained here, if that is to be ``told``."""
    recipe = run.recipe if run and isinstance(run.recipe, RememberingRecipe) else None
    right = recipe.right(run.history) if run and recipe else {}
    here = {remembering.KINDS[kind]: share for kind, share in right.items()}
    with apart():
        learned = learned_at()
        shares = {name: _shares(kind, growing=learned is None) for kind, name in remembering.KINDS.items()}
        on_stage = (now(KIND), learned, _share_on_stage()) if learned else None
        if told:
            charts.recalled(shares, far, here, recipe.far if recipe else far, GUESSING, on_stage)
            how = f"afresh at each distance, {measured_with()['steps']} steps" if learned else "at growing distances"
            st.caption(f"A dot per seed, {how}. {standing()}{', ringed.' if learned else ''}")
            guess_beside()
        else:
            waits(charts.HEIGHT)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        called = f"Train all {many(remembering.KINDS)} here, at {far}"
        runs.buttons(RUN, RememberingRecipe(far, number(SEED)), called, called)
    if run:
        runs.standing(run)
    if recipe and here and told:
        said = ", ".join(f"{name} {percent(share)}" for name, share in here.items())
        st.caption(f"Trained here at {recipe.far} words, seed {recipe.seed}: {said}.")


def _share_on_stage() -> float:
    """What the network on the stage gets right, as measured."""
    far, kind = learned_at() or 0, now(KIND).lower()
    seeds, seed = figures("remembering")["about"]["seeds"], figures("remembering")["shown"][kind][str(far)]
    return _shares(kind)[far][seeds.index(seed)]


def fade_chart(asked: Asked, trained: bool, bias: int) -> str:
    """The gradients of this sentence as lines, every network's; gives back what is left of the LSTM's, in words."""
    lines = [_fading(asked, kind, letter, trained, bias) for kind in KIND.options for letter in _letters(kind)]
    charts.faded(lines)
    ends = [line.shares[-1] for line in lines if line.kind == "LSTM"]
    h, c = (left(share) if share else f"less than {power(EMPTY)}" for share in ends)
    return f"Here, {count_word(asked.far)} words back, {h} of it is left at the LSTM’s h, {c} at its c"


def _letters(kind: str) -> tuple[str, ...]:
    return ("h", "c") if kind == "LSTM" else ("h",)


def _fading(asked: Asked, kind: str, letter: str, trained: bool, bias: int) -> Fading:
    """A network's gradient lengths, those nearest to the end first, in shares of the last, back to the country."""
    own = min(bias, remembering.BIAS) if trained else bias
    own = own if kind == "LSTM" else 0
    key = memory.shipping(kind, own) if trained else f"{kind} {own}"
    found = measured.fading(key, letter, asked.read, asked.label, network(kind, trained, own))[::-1]
    shares = tuple(v if v > EMPTY else None for v in found[: asked.far + 1].tolist())
    name = f"{kind}, its c" if letter == "c" else f"{kind}, its h" if kind == "LSTM" else kind
    return Fading(kind, letter, f"{name}, forget bias {own}" if own else name, shares)


def faded(letter: str = "h") -> dict[str, str]:
    """What was left of an untrained network's gradient at a state, the median of its seeds, by the network's name."""
    found = figures("remembering")["faded"][letter]
    return {name: left(sorted(values)[len(values) // 2]) for name, values in found.items()}


def faded_over() -> int:
    """After how many words that is."""
    return figures("remembering")["about"]["faded over"]


@dataclass(frozen=True)
class Longer:
    """How many seeds of each network know the country ``far`` words back, in words by the network's name, after the usual
    ``steps`` and after the ``most``, which are so many times as many; ``biased`` is the LSTM with the largest forget bias."""

    far: int
    steps: int
    most: int
    times: str
    known: Mapping[str, tuple[str, str]]
    biased: str

    @property
    def bias(self) -> str:
        return self.biased.rpartition(" ")[2]


def longer() -> Longer:
    """What more steps and another forget bias were measured to change."""
    found = figures("remembering")["longer"]
    by_steps = {
        name: {int(n): said(knowing(shares)) for n, shares in by_steps.items()} for name, by_steps in found.items()
    }
    steps, most = (of(next(iter(by_steps.values()))) for of in (min, max))
    known = {name: (counts[steps], counts[most]) for name, counts in by_steps.items()}
    return Longer(faded_over(), steps, most, times_word(most // steps), known, [*known][-1])
