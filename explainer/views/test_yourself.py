"""The test: which ten questions, which of them is on show, and what this visitor has answered so far.

Test and question are in the link, answers in the session: they are there again after a look at the stage that shows why. The
first answer counts. Afterwards the others can be pressed, too, to be told where they come from.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from explainer.study.questions.asked import Question
from explainer.study.questions.ten import KINDS, question
from explainer.views import asked_from, questions, small_grids
from explainer.views.asked_from import Asked
from explainer.views.controls import Controls, Setting, now, number, put, switch

SETTINGS = Controls()
TESTS, MANY = 9_999, len(KINDS)
TEST = SETTINGS.add(Setting(asked_from.TEST, "Test", tuple(range(1, TESTS + 1)), ranged=True))
QUESTION = SETTINGS.add(Setting(asked_from.QUESTION, "Question", tuple(range(1, MANY + 1))))
_KEPT = "test-answers"
_SHORT = 24
_CSS = """
.st-key-dots { row-gap: 0.5rem; }
.st-key-dots [role="radio"] { min-width: 2.5rem; min-height: 2.5rem; padding: 0 0.5rem; }
.st-key-dots [role="radiogroup"] { flex-wrap: wrap; }
.st-key-card, .st-key-result { gap: 0.75rem; padding: 1.1rem 1.5rem 1.25rem; max-width: 66rem; }
.st-key-card h2, .st-key-result h2 { padding: 0; text-wrap: pretty; }
.st-key-options { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, var(--wide)), 1fr)); gap: 0.5rem; }
.st-key-options > * { width: 100%; }
.st-key-options button, .st-key-options button p { justify-content: flex-start; text-align: left; font-size: 1rem; }
.st-key-options button > div { justify-content: flex-start; }
.st-key-options button { height: 100%; min-height: 2.75rem; padding: 0.4rem 1rem; }
.aside, .st-key-aside p { margin: 0; font-size: 0.875rem;
  color: color-mix(in srgb, var(--st-text-color) 72%, var(--st-background-color)); }
.told { min-height: 3em; max-width: 56rem; line-height: 1.5; }
.told p { margin: 0; }
.st-key-on { min-height: 2.75rem; }
.st-key-why a { border: 1px solid color-mix(in srgb, var(--st-text-color) 55%, transparent);
  min-height: 2.5rem; padding: 0 0.9rem; }
@media (max-width: 731px) {
  .st-key-card, .st-key-result { padding: 0.9rem 1rem; }
  .st-key-card h2 { font-size: 1.1rem; line-height: 1.3; }
  .st-key-dots [role="radiogroup"] { display: grid; grid-template-columns: repeat(5, 1fr); }
  .st-key-dots [role="radio"], .st-key-dots [data-testid="stNumberInputContainer"],
  .st-key-dots [data-testid="stNumberInput"] button { min-height: 2.75rem; min-width: 2.75rem; }
}
"""


@dataclass
class Answers:
    """What was answered ``first`` to each question, by its place, and which answer is looked at now."""

    first: dict[int, int] = field(default_factory=dict)
    looked: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Test:
    """The ten questions of a ``seed``, the place ``at`` of the one on show, and the ``answers``. Each question is made when it
    is asked for: what one of them lacks, the others may not need."""

    seed: int
    at: int
    answers: Answers

    @property
    def question(self) -> Question:
        return question(self.at, self.seed)

    @property
    def here(self) -> Asked:
        return Asked(self.seed, self.at + 1)

    @property
    def marks(self) -> Mapping[int, bool]:
        """Which questions were answered, by their places, and whether rightly."""
        return {k: question(k, self.seed).right == said for k, said in sorted(self.answers.first.items())}

    @property
    def over(self) -> bool:
        return len(self.answers.first) == MANY

    @property
    def following(self) -> int:
        """The next question that is open or, where there is none, the next."""
        after = [(self.at + 1 + k) % MANY for k in range(MANY)]
        return next((k for k in after if k not in self.answers.first), after[0])


def choose() -> Test:
    """The row with the ten questions and the number of the test."""
    with st.container(key="dots", horizontal=True, vertical_alignment="bottom", gap="medium"):
        at = switch(QUESTION)
        seed = number(TEST)
        st.button("Take another ten", on_click=another)
    kept: dict[int, Answers] = st.session_state.setdefault(_KEPT, {})
    found = Test(seed, at - 1, kept.setdefault(seed, Answers()))
    st.html(f"<style>{_CSS}{''.join(_marked(k, right) for k, right in found.marks.items())}</style>")
    return found


def _marked(k: int, right: bool) -> str:
    """An answered question says so in its button."""
    mark = '" ✓" / ", right"' if right else '" ×" / ", wrong"'
    return f'.st-key-dots [role="radio"]:nth-of-type({k + 1}) p::after {{ content: {mark}; }}'


def _laid_out(asked: Question, first: int | None, looked: int | None) -> str:
    """Short answers stand beside each other; the right one, once there is an answer, and the one looked at are outlined."""
    wide = 10 if max(len(option.said) for option in asked.options) <= _SHORT else 40
    css = f".st-key-options {{ --wide: {wide}rem; }}"
    if first is not None:
        css += f".st-key-option-{asked.right} button {{ box-shadow: inset 0 0 0 2px currentColor; font-weight: 600; }}"
        css += f".st-key-option-{looked} button {{ background: color-mix(in srgb, currentColor 12%, transparent); }}"
    return css


def another() -> None:
    """Ten others, from the first on."""
    put(TEST, random.choice([k for k in range(1, TESTS + 1) if k != now(TEST)]))
    put(QUESTION, 1)


def _answer(answers: Answers, at: int, said: int) -> None:
    answers.first.setdefault(at, said)
    answers.looked[at] = said


def card(test: Test) -> None:
    """The question on show: what it is about, what is given, and its answers to press."""
    asked, at = test.question, test.at
    first = test.answers.first.get(at)
    with st.container(key="card", border=True):
        st.html(f'<p class="aside">{at + 1} of {MANY} · {asked.title}</p>')
        st.header(asked.asked, anchor=False)
        st.html(f"<style>{_laid_out(asked, first, test.answers.looked.get(at))}</style>")
        if asked.shown:
            small_grids.shown(asked.shown)
        with st.container(key="options"):
            for k, option in enumerate(asked.options):
                st.button(
                    option.said,
                    key=f"option-{k}",
                    width="stretch",
                    icon=_icon(k, asked.right, first),
                    on_click=_answer,
                    args=(test.answers, at, k),
                )
        _told(test)


def _icon(k: int, right: int, first: int | None) -> str | None:
    if first is None or k not in (right, first):
        return None
    return ":material/check:" if k == right else ":material/close:"


def _told(test: Test) -> None:
    """What is said of the answer, where to see why, and the way to the next question."""
    asked, looked = test.question, test.answers.looked.get(test.at)
    said = ""
    if looked is not None:
        option, right = asked.options[looked], asked.options[asked.right]
        verdict = "Right." if looked == asked.right else "Not that one."
        more = "" if looked == asked.right else f" Right is {right.said}: {right.why}"
        said = small_grids.paragraphs(f"{verdict} {option.why}", more)
    st.html(f'<div class="told" role="status">{said}</div>')
    with st.container(key="on", horizontal=True, vertical_alignment="center", gap="medium"):
        if looked is not None:
            known = looked == asked.right
            with st.container(key="as-well" if known else "why", width="content"):
                questions.lead(asked.place_of(looked), "See it on the stage →" if known else "See why →", test.here)
            if asked.place_of(looked) != asked.place:
                questions.lead(asked.place, "See what is right →", test.here)
        if not test.over:
            st.button("Next question", on_click=put, args=(QUESTION, test.following + 1))
        else:
            st.markdown(f"All answered: **{sum(test.marks.values())} of {MANY}** right.", width="content")


def summary(test: Test) -> None:
    """How it went, once all are answered, and which pages to visit again."""
    if not test.over:
        return
    right = sum(test.marks.values())
    again = dict.fromkeys(question(k, test.seed).place.page for k, so in test.marks.items() if not so)
    with st.container(key="result", border=True):
        st.header(f"{right} of {MANY}", anchor=False)
        if not again:
            st.markdown("All of them. Nothing to visit again.")
            return
        st.markdown("What you missed is shown on:")
        with st.container(horizontal=True, gap="medium"):
            for page in again:
                questions.lead_to(page)
