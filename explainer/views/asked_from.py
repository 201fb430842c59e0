"""The way back to the question of the test that led to a stage.

It is in the link that leads (:func:`leading`), and from then on in the session: whatever is set on the stage, the way stays, until
the visitor is at the test again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from explainer.views import link

TEST, QUESTION = "test", "question"
PAGE = "test-yourself"
_WAYS = "ways-back"


@dataclass(frozen=True)
class Asked:
    """A question by its number, from 1, and the test that it is of."""

    test: int
    question: int


def leading(settings: Mapping[str, str | list[str]], asked: Asked) -> dict[str, str | list[str]]:
    """These as a link to them has them that leads there from a question."""
    return link.leading(settings, [str(asked.test), str(asked.question)])


def way_back(page: str) -> bool:
    """A link to the question that led to this page, if one did. Gives back whether it stands there."""
    ways: dict[str, Asked] = st.session_state.setdefault(_WAYS, {})
    if page == PAGE:
        ways.clear()
    came = _read(link.origin())
    if came:
        ways[page] = came
    if page not in ways:
        return False
    asked = ways[page]
    query = link.leading({TEST: str(asked.test), QUESTION: str(asked.question)})
    st.page_link("../../pages/test_yourself.py", label=f"← Back to question {asked.question}", query_params=query)
    return True


def _read(origin: list[str]) -> Asked | None:
    """What a link, which anybody may have written, says of where it led from."""
    if len(origin) != 2 or not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in origin):
        return None
    return Asked(*map(int, origin))
