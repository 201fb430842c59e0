"""Predict, then reveal: the visitor commits to an answer before the page gives it; one tap skips, and is told all the same.

Students who predict before a demonstration understand more than those who only watch (Crouch et al. 2004). What is true is one
record (:class:`Truth`), computed from what is on screen: the words for whoever answered and for whoever skipped, the mark of
the guess on the stage and what is played there all come from it, so that no page can tell one and not the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import streamlit as st

from explainer.views.link import led
from explainer.views.scene import Cell, Mark, Moves, Reveal, Scene

Step = Literal["asked", "told", "place", "place-told"]

_ASKED_LAST = "prediction-asked-last"
SKIPPED = ""


@dataclass(frozen=True)
class Truth:
    """What is true of what is on screen: ``right`` is the option that says so, ``also`` are those that are right in substance,
    ``told`` says it in a sentence without its capital and its stop, and ``reason`` is what follows "because".

    On the stage the guess is said at the panel of the tensor ``on``, or ringed: ``at`` is the cell where what is right stands,
    ``places`` are those of other options; where rings are not ``named``, having no room for words, both. ``plays`` says that
    what Play makes on the stage is what is told; ``moves`` is what moves there as it is told.
    """

    right: str
    told: str
    reason: str
    also: tuple[str, ...] = ()
    on: str = ""
    at: Cell | None = None
    places: Mapping[str, Cell] = field(default_factory=dict)
    named: bool = True
    plays: bool = True
    moves: Moves | None = None

    def grants(self, said: str) -> bool:
        """Whether this answer is right."""
        return said in (self.right, *self.also)

    def sentence(self, said: str) -> str:
        """What is said to whoever answered so, or skipped, as Markdown."""
        first = "Right: " if self.grants(said) else f"You said {said}: "
        told = self.told[0].upper() + self.told[1:] if said == SKIPPED else first + self.told
        return f"**{told},** because {self.reason}"

    def marks(self, said: str) -> tuple[Mark, ...]:
        """Rings around the cell that is right and the one that was guessed, each with its words."""
        if self.at is None:
            return ()
        place = self.places.get(said, self.at)
        if place != self.at:
            marks: tuple[Mark, ...] = Mark(*place, "your guess", dashed=True), Mark(*self.at, self.right)
        else:
            same = f"{self.right}, as you said" if said == self.right else f"{self.right}; you said {said}"
            marks = (Mark(*self.at, self.right if said == SKIPPED else same),)
        return marks if self.named else tuple(replace(mark, label="") for mark in marks)

    def note(self, said: str) -> str:
        """The guess in words, where no ring says it."""
        if said == SKIPPED or (self.at and self.named):
            return ""
        return f"{said}, as you said" if said == self.right else f"You said {said}"


@dataclass(frozen=True)
class Place:
    """The second question, for a click on the stage: what the button that leads there says, what is asked, and what is true."""

    button: str
    question: str
    truth: Truth


@dataclass
class Prediction:
    """How far the visitor is: asked, told and, where there is a second question, asked for a place and told; what they ``said``,
    empty where they skipped, and None where that is no longer about what is on screen; the ``guess`` of a place; ``about`` what
    that was, and the ``truth`` as it is now."""

    at: Step = "asked"
    said: str | None = None
    guess: tuple[int, ...] | None = None
    about: object = None
    truth: Truth | None = None

    @property
    def open(self) -> bool:
        """Whether what is asked is neither answered nor skipped."""
        return self.at in ("asked", "place")


def prediction(page: str) -> Prediction:
    """This session's prediction on a page. Who was led here by a question is not asked another."""
    st.session_state[_ASKED_LAST] = None
    now: Prediction = st.session_state.setdefault(f"prediction-{page}", Prediction())
    now.truth = None
    if led() and now.open:
        now.said, now.at = None, "told"
    return now


def predict(
    now: Prediction,
    question: str,
    options: Sequence[str],
    truth: Truth,
    then: Place | None = None,
    aside: str = "",
    of: object = None,
    retold: bool = False,
) -> None:
    """The row that asks which of ``options``, and tells ``truth``, about other settings than those that it was asked about no
    longer what the visitor said.

    With ``then`` a click on the stage is asked for next. The page settles it (:func:`settle`), since only it
    knows what the click means. ``aside`` is said once the first question is answered. ``of`` is what is asked about, where the
    question does not say it. ``retold`` says that whoever answered for other settings is told of these as one who skipped is.
    """
    st.session_state[_ASKED_LAST] = now
    about = (question, tuple(options), of, truth.right, then and (then.truth.right, then.truth.told))
    if now.about != about:
        now.said, now.guess, now.about = None, None, about
    now.truth = then.truth if then and now.at.startswith("place") else truth
    with st.container(key="predict", horizontal=True, vertical_alignment="center", gap="small"):
        if now.at == "asked":
            st.markdown(f"**Predict.** {question}", width="content")
            st.segmented_control(
                question, options, key="predicted", label_visibility="collapsed", on_change=_check, args=(now,)
            )
            st.button("Skip", type="tertiary", on_click=settle, args=(now, SKIPPED, "told"))
        elif now.at == "place":
            st.markdown(f"**Predict.** {then.question if then else question}", width="content")
            st.button("Skip", type="tertiary", on_click=settle, args=(now, SKIPPED, "place-told"))
        else:
            said = SKIPPED if now.said is None and retold else now.said
            if said is not None:
                st.markdown(now.truth.sentence(said), width="content")
            if then and now.at == "told":
                st.button(then.button, on_click=settle, args=(now, None, "place"))
            else:
                st.button("Predict again", type="tertiary", on_click=settle, args=(now, None, "asked"))
            if aside and now.at == "told":
                st.markdown(f":gray[{aside}]", width="content")


def _check(now: Prediction) -> None:
    said = st.session_state["predicted"]
    if said is not None and now.at == "asked":
        settle(now, said, "told")


def settle(now: Prediction, said: str | None, at: Step, guess: tuple[int, ...] | None = None) -> None:
    """Go on to ``at``, the visitor having said so; ``guess`` is the place that was meant.

    To be asked again may come with the answer of before, which a browser keeps until it has heard that a run is over.
    """
    if at == "asked":
        st.session_state["predicted"] = None
    now.said, now.at, now.guess = said, at, guess


def settled() -> bool:
    """Whether what the page asked last is answered, or skipped."""
    asked: Prediction | None = st.session_state.get(_ASKED_LAST)
    return asked is not None and not asked.open


def revealing(scene: Scene) -> Scene:
    """The scene as whoever answered or skipped sees it: the guess marked beside the truth, which is seen being made."""
    asked: Prediction | None = st.session_state.get(_ASKED_LAST)
    if asked is None or asked.open or asked.said is None or asked.truth is None:
        return scene
    truth, said = asked.truth, asked.said
    told = Reveal(truth.on, truth.note(said), truth.plays, truth.moves)
    return replace(scene, marks=(*scene.marks, *truth.marks(said)), reveal=told)


def guess_beside() -> None:
    """The guess in words, below a chart that tells what was asked."""
    asked: Prediction | None = st.session_state.get(_ASKED_LAST)
    if asked and not asked.open and asked.said and asked.truth:
        st.caption(f"**{asked.truth.note(asked.said)}**")
