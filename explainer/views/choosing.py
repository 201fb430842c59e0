"""What somebody has, chosen among kinds or told by three questions, and the verdict on it (``explainer/data/choosing``)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from statistics import fmean

import streamlit as st

from explainer.data.choosing.kinds import KINDS, Verdict
from explainer.data.choosing.questions import QUESTIONS, decides, verdict
from explainer.data.choosing.starts import STARTS
from explainer.models.store import figures
from explainer.views import controls, doors
from explainer.views.controls import Controls, Setting
from explainer.views.figures import percent

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
    """What did how well."""

    name: str
    share: float
    ours: bool


@dataclass(frozen=True)
class Measured:
    """Shares that were measured here, of what a verdict is about, and what they are shares of."""

    of: str
    bars: tuple[Bar, ...]


def heading(said: str) -> None:
    """The question, a line on what to do, and the signs that the kinds have."""
    names = [*(ICONS.get(kind.key, "") for kind in KINDS), "help"]
    signs = "".join(
        f'.st-key-have [role="radio"]:nth-child({k}) {{ --sign: "{name}"; }}' for k, name in enumerate(names, 1)
    )
    st.html(f"<h2>{escape(HAVE.label)}</h2> <p>{escape(said)}</p><style>{signs}</style>")


def choose() -> None:
    """The kinds side by side."""
    controls.pick(HAVE)


def found() -> Verdict:
    """What suits what was chosen; for something else the three questions come first, those that still decide."""
    have = controls.now(HAVE)
    if have != OTHER:
        return next(kind.verdict for kind in KINDS if kind.name == have)
    with st.container(key="choosing-questions"):
        near, before, much = ASKED
        first = controls.switch(near), controls.switch(before)
        return verdict(*first, controls.switch(much) if decides(*first) else controls.now(much))


def told(of: Verdict) -> None:
    """Family, reason, what to beat, what today, the page that shows it, and the torch."""
    way = doors.way(of.pages)
    measured = MEASURED.get(of.start)
    words = (
        f'<h3>{escape(of.said)}</h3><p class="reason">{escape(of.reason)}</p>'
        f"<dl><dt>Beat first</dt><dd>{escape(of.beat)}</dd><dt>Today</dt><dd>{escape(of.today)}</dd></dl>"
    )
    bars = _bars(measured()) if measured and controls.now(HAVE) != OTHER else ""
    with st.container(key="verdict"):
        st.html(f'<section class="verdict" aria-live="polite"><div>{words}</div>{bars}</section>')
        with st.container(key="verdict-on", horizontal=True, vertical_alignment="center", gap="small"):
            to = way and doors.page(way[1].url)
            if way and to:
                st.page_link(to, label=way[0], width="content")
            _start(STARTS[of.start])


def _start(code: str) -> None:
    """Over the page, where its lines have room on any screen."""
    if st.button(START, key="start"):
        st.dialog(START, width="large")(st.code)(code, language="python", wrap_lines=True)


def _bars(measured: Measured) -> str:
    rows = "".join(
        f"<li{' class=ours' if bar.ours else ''}><span>{escape(bar.name)}</span>"
        f'<i style="--share:{bar.share:.4f}"></i><b>{percent(bar.share)}</b></li>'
        for bar in measured.bars
    )
    return f'<figure class="measured"><ul>{rows}</ul><figcaption>{escape(measured.of)}</figcaption></figure>'


_READERS = (("bag", "bag"), ("pairs", "word pairs"), ("rnn", "RNN"), ("conv", "1-D CNN"))


def _opinion() -> Measured:
    """Where order decides, and what a bag of words gets where it does not."""
    measured = figures("readers")
    right, seeds = measured["share right"], len(measured["about"]["seeds"])
    bars = tuple(Bar(name, fmean(right[key]["pairs"]), key == "conv") for key, name in _READERS)
    counting = percent(fmean(right["bag"]["majority"]))
    return Measured(
        f"opposite sentences of the same words, mean of {seeds} seeds; where the majority of words decides, the bag gets "
        f"{counting}",
        bars,
    )


MEASURED: dict[str, Callable[[], Measured]] = {"opinion": _opinion}
