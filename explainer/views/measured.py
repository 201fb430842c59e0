"""What is measured on trained networks, once and not with every rerun. A network has no hash; what it was trained by, and
its kind, stand for it."""

from __future__ import annotations

import numpy as np
import streamlit as st
import torch
from torch import nn

from explainer.core.steps import Python, Step
from explainer.core.trace import Trace
from explainer.models.readers import Reader
from explainer.models.recipes import DigitRecipe, ReadersRecipe
from explainer.ops import backward
from explainer.study import answers, influence, moved, units
from explainer.views import forgetting
from explainer.views.sentence import Words


@st.cache_data(max_entries=100, show_spinner=False)
def when_moved(recipe: DigitRecipe, _net: nn.Module) -> tuple[float, ...]:
    """The share of moved digits right at the end of a training."""
    return moved.when_moved(_net)


@st.cache_data(max_entries=200, show_spinner=False)
def still_right(done: tuple[object, ...], moves: tuple[tuple[int, int], ...], _net: nn.Module) -> list[int]:
    """How many of a hundred digits the network that ships reads right after each move, with what was done to it."""
    return moved.still_right(_net, moves)


@st.cache_data(max_entries=200, show_spinner=False)
def tested(recipe: ReadersRecipe | None, kind: str, _net: Reader) -> dict[str, float]:
    """The share right of held-out pairs and shapes; without a recipe, of the network that ships."""
    return answers.tested(_net)


@st.cache_data(max_entries=200, show_spinner=False)
def right_about(recipe: ReadersRecipe | None, kind: str, _net: Reader) -> set[int]:
    """The prepared pairs about both of whose sentences a network is right; without a recipe, the one that ships."""
    return answers.pairs_right(_net)


@st.cache_data(max_entries=20, show_spinner=False)
def nameable(kind: str, _net: Reader) -> list[units.Unit]:
    """What the units of a network that ships go with."""
    return units.nameable(_net)


@st.cache_data(max_entries=800, show_spinner=False)
def fading(key: str, letter: str, words: tuple[float, ...], label: int, _net: Step[nn.Module]) -> np.ndarray:
    """How fast a gradient at a state fades on its way back through a sentence, in shares of the last word's: of the network
    with that key."""
    return backward.fading(_net, Step(torch.tensor(words), Python("x")), label, letter)


@st.cache_data(max_entries=200, show_spinner=False)
def influences(key: str, words: tuple[float, ...], label: int, _net: Reader) -> influence.Influence:
    """Which words the answer of a network that ships hangs on."""
    return influence.influence(_net, np.array(words, dtype=np.float32), label)


@st.cache_data(max_entries=60, show_spinner=False)
def recalled(key: str, sentence: Words, at: int, _net: Step[nn.Module]) -> Trace:
    """The sentence with each country in its place, read by the network that ships with that key."""
    return forgetting.read(_net, sentence, at)
