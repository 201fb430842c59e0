"""Predict, then reveal: the visitor commits to an answer before the page gives it; one tap skips.

Students who predict before a demonstration understand more than those who only watch (Crouch et al. 2004).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import streamlit as st

Step = Literal["number", "number-told", "place", "place-told"]


@dataclass
class Prediction:
    """How far the visitor is: asked for a number, told; asked for a place, told."""

    at: Step = "number"
    told: str = ""
    guess: tuple[int, ...] | None = None


def prediction(page: str) -> Prediction:
    """This session's prediction on a page."""
    return st.session_state.setdefault(f"prediction-{page}", Prediction())


def number_then_place(
    now: Prediction, question: str, options: Sequence[int], answer: int, reason: str, next_question: str
) -> None:
    """The row that asks, and answers: first which number of ``options``, with ``reason`` behind the answer, then for a
    click on the picture.

    The page settles the click (:func:`settle`), since only it knows what the click means.
    """
    with st.container(key="predict", horizontal=True, vertical_alignment="center", gap="small"):
        if now.at == "number":
            st.markdown(f"**Predict.** {question}", width="content")
            st.segmented_control(
                question,
                sorted(set(options)),
                key="predict-number",
                label_visibility="collapsed",
                on_change=_check,
                args=(now, answer, reason),
            )
            st.button("Skip", type="tertiary", on_click=settle, args=(now, "", "number-told"))
        elif now.at == "number-told":
            if now.told:
                st.markdown(now.told, width="content")
            st.button(next_question, on_click=settle, args=(now, "", "place"))
        elif now.at == "place":
            st.markdown("**Predict.** Click in the picture where the answer will be strongest.", width="content")
            st.button("Skip", type="tertiary", on_click=settle, args=(now, "", "place-told"))
        else:
            st.markdown(now.told or "The strongest answer has the deepest colour.", width="content")
            st.button("Predict again", type="tertiary", on_click=settle, args=(now, "", "number"))


def _check(now: Prediction, answer: int, reason: str) -> None:
    guess = st.session_state["predict-number"]
    verdict = "Right" if guess == answer else f"You said {guess}"
    settle(now, f"**{verdict}: it is {answer} × {answer}.** {reason}", "number-told")


def settle(now: Prediction, told: str, at: Step, guess: tuple[int, ...] | None = None) -> None:
    """Go on to ``at`` with these words; ``guess`` stays on the stage beside the answer."""
    now.told, now.at, now.guess = told, at, guess
