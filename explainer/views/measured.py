"""What is measured on trained networks, once and not with every rerun. A network has no hash; what it was trained by, and
its kind, stand for it."""

from __future__ import annotations

import streamlit as st
from torch import nn

from explainer.data.pairs import PAIRS
from explainer.data.sentences import ids, words
from explainer.nets import learning, readers
from explainer.nets.learning import Recipe
from explainer.nets.readers import Readers
from explainer.nets.reading import Reader


@st.cache_data(max_entries=100, show_spinner=False)
def when_moved(recipe: Recipe, _net: nn.Module) -> tuple[float, ...]:
    """The share of moved digits right at the end of a training."""
    return learning.when_moved(_net)


@st.cache_data(max_entries=200, show_spinner=False)
def tested(recipe: Readers | None, kind: str, _net: Reader) -> dict[str, float]:
    """The share right of held-out pairs and shapes; without a recipe, of the network that ships."""
    return readers.tested(_net)


@st.cache_data(max_entries=200, show_spinner=False)
def right_about(recipe: Readers | None, kind: str, _net: Reader) -> set[int]:
    """The prepared pairs about both of whose sentences a network is right; without a recipe, the one that ships."""
    return {
        k
        for k, pair in enumerate(PAIRS)
        if all((readers.says_good(_net, ids(words(text))) > 0.5) == bool(label) for text, label in pair)
    }
