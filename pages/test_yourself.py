"""Chapter: ten questions on numbers, sentences and networks that no other page shows."""

import streamlit as st

from explainer.views import test_yourself
from explainer.views.controls import read_link, say
from explainer.views.part import apart, page
from explainer.views.test_yourself import SETTINGS


def view() -> bool:
    problems = read_link(SETTINGS)
    test = test_yourself.choose()
    say(problems)
    with apart():
        test_yourself.card(test)
        test_yourself.summary(test)
    return False


def words() -> None:
    """What counts, and what is in the link."""
    with st.container(key="aside"):
        st.markdown(
            "The first answer counts. Press the others afterwards, too: each says which mistake leads there. The number of the "
            "test makes its questions, so whoever has this page’s link has the same ten. Your answers stay with you, and are "
            "forgotten when you close the page."
        )


page(view, words)
