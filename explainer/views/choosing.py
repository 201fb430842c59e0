"""What somebody has, chosen among kinds or told by three questions, and the verdict on it (``explainer/data/choosing``).

It is chosen in the browser (``explainer/stage/doors/choosing.js``), from before the framework has come and without asking: every
kind, every answer and what follows from them is sent along as data. The server is told, so that links and the session know.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean

import streamlit as st

from explainer.data.choosing.kinds import KINDS, Verdict
from explainer.data.choosing.questions import MUCH, QUESTIONS, decides, verdict
from explainer.data.choosing.starts import STARTS
from explainer.models.store import figures
from explainer.views import controls, doors
from explainer.views.controls import Controls, Setting
from explainer.views.figures import percent
from explainer.views.heard import MOST_SAID
from explainer.views.part import by_itself
from explainer.views.scene import as_json

ICONS = {
    "photo": "photo",
    "video": "smart_display",
    "x-ray": "radiology",
    "digits": "looks_3",
    "sound": "graphic_eq",
    "speech": "chat_bubble",
    "opinion": "notes",
    "translation": "translate",
    "next-word": "keyboard",
    "music": "music_note",
    "prices": "show_chart",
    "sensors": "sensors",
    "genome": "genetics",
    "clicks": "ads_click",
    "table": "table_chart",
    "graph": "hub",
}
START = "The torch to start from"
OTHER = "Something else: 3 questions"
_BY_KEY = {kind.key: kind.name for kind in KINDS} | {"else": OTHER}
_HEARD, _TOLD = "choice-heard", "choice-told"


class Kinds(Setting[str]):
    """In links written by hand a kind may stand by its key too, in any case."""

    def from_link(self, raw: str) -> str:
        name = _BY_KEY.get(raw.lower().replace(" ", "-"))
        return name or super().from_link(raw)


SETTINGS = Controls()
HAVE = SETTINGS.add(Kinds("have", "What do you have?", (*(kind.name for kind in KINDS), OTHER), "Genome"))
ASKED = tuple(SETTINGS.add(Setting(q.key, q.text, q.options)) for q in QUESTIONS)


@dataclass(frozen=True)
class Bar:
    """What did how well, as a share and as it is written."""

    name: str
    share: float
    said: str
    ours: bool = False


@dataclass(frozen=True)
class Measured:
    """Shares that were measured here, of what a verdict is about, and what they are shares of."""

    of: str
    bars: tuple[Bar, ...]


def measured() -> dict[str, Measured]:
    """What was measured here about kinds, by their keys."""
    return {key: found() for key, found in MEASURED.items()}


def offered(said: str, measured: Mapping[str, Measured]) -> dict[str, object]:
    """All that may be chosen and what is found then, under a line on what to do. Each verdict is there once: a kind and a set of
    answers name theirs by its place, and the kind that has none asks, by each set of answers, the questions that it ``asks``."""
    found: dict[int, Verdict] = {}

    def place(one: Verdict) -> int:
        found.setdefault(id(one), one)
        return list(found).index(id(one))

    kinds: list[dict[str, object]] = [
        {
            "sign": ICONS.get(kind.key, ""),
            "verdict": place(kind.verdict),
            **({"measured": as_json(measured[kind.key])} if kind.key in measured else {}),
        }
        for kind in KINDS
    ]
    answers = [
        {
            "given": given,
            "asks": [q.key for q in QUESTIONS if q is not MUCH or decides(*given[:2])],
            "verdict": place(verdict(*given)),
        }
        for given in itertools.product(*(q.options for q in QUESTIONS))
    ]
    return {
        "said": said,
        "start": START,
        "asked": [{"key": s.key, "label": s.label, "options": s.options, "start": s.start} for s in (HAVE, *ASKED)],
        "kinds": [*kinds, {"sign": "help"}],
        "answers": answers,
        "verdicts": [_verdict(one) for one in found.values()],
        "starts": STARTS,
    }


def _verdict(of: Verdict) -> dict[str, object]:
    way = doors.way(of.pages)
    return {
        "said": of.said,
        "reason": of.reason,
        "beat": of.beat,
        "today": of.today,
        "start": of.start,
        "way": {"text": way[0], "url": way[1].url} if way else None,
    }


def chosen() -> dict[str, object]:
    """What is chosen, by the settings' keys, and the number of the last choice that was ``heard``. Where the page only answers a
    choice the browser has it already, and is told what it was told before."""
    now = {setting.key: controls.kept(setting) for setting in (HAVE, *ASKED)}
    if not by_itself() or _TOLD not in st.session_state:
        st.session_state[_TOLD] = {"heard": st.session_state.get(_HEARD, 0), "now": now}
    told: dict[str, object] = st.session_state[_TOLD]
    return told


def hear(told: object) -> None:
    """Take what the browser says that was chosen, where it is newer than what it said last."""
    n = told.get("n") if isinstance(told, dict) else None
    now = told.get("now") if isinstance(told, dict) else None
    if type(n) is not int or not st.session_state.get(_HEARD, 0) < n <= MOST_SAID or not isinstance(now, dict):
        return
    st.session_state[_HEARD] = n
    for setting in SETTINGS:
        controls.put(setting, now.get(setting.key))


_READERS = (("bag", "bag"), ("pairs", "word pairs"), ("rnn", "RNN"), ("conv", "1-D CNN"))


def _opinion() -> Measured:
    """Where order decides, and what a bag of words gets where it does not."""
    measured = figures("readers")
    right, seeds = measured["share right"], len(measured["about"]["seeds"])
    means = [(key, name, fmean(right[key]["pairs"])) for key, name in _READERS]
    bars = tuple(Bar(name, round(mean, 4), percent(mean), key == "conv") for key, name, mean in means)
    counting = percent(fmean(right["bag"]["majority"]))
    return Measured(
        f"opposite sentences of the same words, mean of {seeds} seeds; where the majority of words decides, the bag gets "
        f"{counting}",
        bars,
    )


MEASURED: dict[str, Callable[[], Measured]] = {"opinion": _opinion}
