"""The stages that questions lead to, as links: what the library calls a setting is here the page's own."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from explainer.study.questions.asked import Place
from explainer.views import asked_from, columns, digit, kernel, memory, pooling, same_bag, sequences, unroll
from explainer.views.asked_from import Asked
from explainer.views.component import CELL
from explainer.views.controls import AnySetting
from explainer.views.notations import NETWORK
from explainer.views.picture import PICTURE

_SLIDING: Mapping[str, AnySetting] = {
    "picture": PICTURE,
    "kernel": kernel.KERNEL,
    "size": kernel.SIZE,
    "stride": kernel.STRIDE,
    "padding": kernel.PADDING,
    "dilation": kernel.DILATION,
    "colours": kernel.COLOUR,
    "more": kernel.MORE,
    "numbers": kernel.NUMBERS,
}
SETTINGS: Mapping[str, Mapping[str, AnySetting]] = {
    "convolution": _SLIDING,
    "relu": _SLIDING,
    "pooling": {**_SLIDING, "window": pooling.WINDOW, "pool-stride": pooling.STRIDE},
    "network": {"digit": digit.DIGIT, "example": digit.EXAMPLE},
    "sequences": {"sentence": sequences.SENTENCE, "idea": sequences.IDEA, "window": sequences.WINDOW},
    "same-bag": dict(zip(("first", "second"), same_bag.LINES.values(), strict=True)),
    "unroll": {"sentence": columns.SENTENCE, "network": unroll.KIND},
    "gates": {"sentence": columns.SENTENCE, "network": NETWORK},
    "memory": {
        "network": memory.KIND,
        "show": memory.SHOW,
        "learned": memory.LEARNED,
        "distance": memory.FAR,
    },
}


def query(place: Place) -> dict[str, str | list[str]]:
    """What the address of a place has behind the question mark."""
    found: dict[str, str | list[str]] = {}
    for name, value in place.settings.items():
        key = SETTINGS[place.page][name].key
        found[key] = str(value) if isinstance(value, str | int) else [*value]
    return {**found, CELL.key: place.cell}


def lead(place: Place, label: str, asked: Asked) -> None:
    """A link that opens that stage, as it is in no other session, and from there leads back to what was ``asked``."""
    st.page_link(_file(place.page), label=label, query_params=asked_from.leading(query(place), asked))


def lead_to(page: str) -> None:
    """A link to a page as this session left it, by its own name."""
    st.page_link(_file(page))


def _file(page: str) -> str:
    return f"../../pages/{page.replace('-', '_')}.py"
