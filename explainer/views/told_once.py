"""What a page asked is seen as soon as it is answered: a setting goes to what was asked about, once, and back where it is asked
anew."""

from __future__ import annotations

from typing import Any

import streamlit as st

from explainer.views.controls import Setting, put
from explainer.views.prediction import Prediction


def told_once(guess: Prediction, setting: Setting[Any], here: bool = True) -> None:
    """The setting's second option stands for what was asked, where it was asked ``here``; its first is how it begins."""
    key = f"{setting.key}-told"
    told, before = not guess.open, st.session_state.get(key, False)
    if told and not before and guess.said is not None and here:
        put(setting, setting.options[1])
    elif before and not told:
        put(setting, setting.start)
    st.session_state[key] = told
