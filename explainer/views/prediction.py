"""Predict, then reveal: the visitor commits to an answer before the page gives it; one tap skips.

Students who predict before a demonstration understand more than those who only watch (Crouch et al. 2004).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

from explainer.views.link import led

Step = Literal["asked", "told", "place", "place-told"]


_ASKED_LAST = "prediction-asked-last"


@dataclass
class Prediction:
    """How far the visitor is: asked, told and, where there is a second question, asked for a place and told."""

    at: Step = "asked"
    told: str = ""
    guess: tuple[int, ...] | None = None
    about: object = None

    @property
    def open(self) -> bool:
        """Whether what is asked is neither answered nor skipped."""
        return self.at in ("asked", "place")


def prediction(page: str, about: object) -> Prediction:
    """This session's prediction on a page. What was told ``about`` other settings than these is no longer said. Who was led
    here by a question is not asked another."""
    now = st.session_state.setdefault(f"prediction-{page}", Prediction())
    if now.about != about:
        now.told, now.guess, now.about = "", None, about
    if led() and now.open:
        now.at = "told"
    return now


def predict(
    now: Prediction,
    question: str,
    options: Sequence[str],
    told: Callable[[str], str],
    next_question: str = "",
    aside: str = "",
) -> None:
    """The row that asks which of ``options``, and answers: ``told`` says what to tell whoever chose so.

    With ``next_question`` a click on the picture is asked for next. The page settles it (:func:`settle`), since only it
    knows what the click means. ``aside`` is said once the first question is answered.
    """
    st.session_state[_ASKED_LAST] = now
    with st.container(key="predict", horizontal=True, vertical_alignment="center", gap="small"):
        if now.at == "asked":
            st.markdown(f"**Predict.** {question}", width="content")
            st.segmented_control(
                question, options, key="predicted", label_visibility="collapsed", on_change=_check, args=(now, told)
            )
            st.button("Skip", type="tertiary", on_click=settle, args=(now, "", "told"))
        elif now.at == "place":
            st.markdown("**Predict.** Click in the picture where the answer will be strongest.", width="content")
            st.button("Skip", type="tertiary", on_click=settle, args=(now, "", "place-told"))
        else:
            if now.told:
                st.markdown(now.told, width="content")
            if next_question and now.at == "told":
                st.button(next_question, on_click=settle, args=(now, "", "place"))
            else:
                st.button("Predict again", type="tertiary", on_click=settle, args=(now, "", "asked"))
            if aside:
                st.markdown(f":gray[{aside}]", width="content")


def _check(now: Prediction, told: Callable[[str], str]) -> None:
    said = st.session_state["predicted"]
    if said is not None:
        settle(now, told(said), "told")


def settle(now: Prediction, told: str, at: Step, guess: tuple[int, ...] | None = None) -> None:
    """Go on to ``at`` with these words; ``guess`` stays on the stage beside the answer."""
    now.told, now.at, now.guess = told, at, guess


def settled() -> bool:
    """Whether what the page asked last is answered, or skipped."""
    asked: Prediction | None = st.session_state.get(_ASKED_LAST)
    return asked is not None and not asked.open


def verdict(said: str, right: str, reason: str, told: str = "") -> str:
    """``Right: it is 24.`` or ``You said 26: it is 24.``, then why; ``told`` says what is right in other words than these."""
    return f"**{'Right' if said == right else f'You said {said}'}: {told or f'it is {right}.'}** {reason}"
