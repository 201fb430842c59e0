"""What was measured of the ways to paint, and the words of the chapter that depend on it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import streamlit as st
from torch import nn

from explainer.core.words import listed, number
from explainer.models import store
from explainer.models.digits import count
from explainer.models.painters import SIDE, SLOW_SIDE
from explainer.models.painting import FILTERS, SIZES, WINDOW, painter
from explainer.views import painted_slowly, painting
from explainer.views.controls import Controls, now
from explainer.views.figures import percent, said, spread
from explainer.views.painting import Painted
from explainer.views.part import tried
from explainer.views.tables import table
from explainer.views.terms import term
from explainer.views.veil import waits

SETTINGS = Controls(painting.SETTINGS, painted_slowly.SETTINGS)
HEIGHT = 240


def reason(state: Painted) -> str:
    """Why a painted pixel sees as much as it does."""
    layers = [one for one in state.net.value.modules() if isinstance(one, nn.Conv2d)]
    reach = [one.dilation[0] * (one.kernel_size[0] - 1) for one in layers]
    if not any(reach):
        return "its three sums ask for the colours of one pixel and not for what is beside it."
    last, *before = reach[::-1]
    more = listed([str(one) for one in before])
    return f"windows add up: {last + 1} wide in the last layer, and {more} more for those before it."


@cache
def _figures() -> Mapping[str, Any]:
    return store.figures("style")


def _of(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _figures()["styles"][name]
    return found


def _losses(name: str, way: str, loss: str) -> list[float]:
    """For each seed, a loss of held-out pictures, their mean."""
    of = _of(name)
    runs = of[way] if isinstance(of[way], list) else [of[way]]
    return [_mean(run[loss]) for run in runs]


def _told(name: str, way: str, loss: str) -> str:
    """The same over the seeds, from the least to the most."""
    return spread(_losses(name, way, loss), number)


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def compared(asks: bool) -> None:
    """What the ways come to, on pictures that no painter learned from; nothing while the page ``asks``."""
    if asks:
        waits(HEIGHT)
        return
    name = now(painting.STYLE)
    rows = tried(_rows, name)
    if rows:
        head = ("way", "style loss", "content loss", "sees", "learns", "a painting")
        table(f"Painted like {name}", head, rows, numeric=(1, 2), width="content")
        st.caption(_how())


def _rows(name: str) -> list[tuple[str, ...]]:
    times = _of(name)["seconds"]
    rows = (
        ("colours only", "colours", "1 pixel", "–", f"{1000 * times['colours'][0]:.0f} ms"),
        ("painter", "painter", f"{_reach()} × {_reach()}", _seconds(times["painter learns"]), f"{_painting():.0f} ms"),
        ("slow way", "slow way", "all of it", "–", _seconds(times["slow way"], 1)),
    )
    found = [
        (called, _told(name, way, "style"), _told(name, way, "content"), sees, once, each)
        for called, way, sees, once, each in rows
    ]
    still = ("the picture as it is", _told(name, "untouched", "style"), _told(name, "untouched", "content"), "", "", "")
    return [still, *found]


def _reach() -> int:
    return 1 + sum(one.dilation[0] * (one.kernel_size[0] - 1) for one in painter() if isinstance(one, nn.Conv2d))


def _seconds(times: list[float], decimals: int = 0) -> str:
    return spread(times, f"{{:.{decimals}f}}".format, " s")


def _painting() -> float:
    """Milliseconds for one painting, as they were measured."""
    found: float = _figures()["about"]["milliseconds a painting"]
    return found


def _how() -> str:
    about = _figures()["about"]
    way, share = _of(now(painting.STYLE))["colours by"]
    return (
        f"Measured by make style on {listed(about['held out'])}, which no painter learned from: {len(about['seeds'])} seeds "
        f"each, from the least to the most, one thread. All are judged by filters that none was made to please. Painter and "
        f"colours at {SIDE} × {SIDE}, the slow way at {SLOW_SIDE} × {SLOW_SIDE}. Colours by {way}, {percent(share)} of the way: "
        f"the best of six ways on {listed(about['validation'])}; on the stage the mean and covariance. "
        "How long and how fast painters learn, and how much content counts, was chosen by eye, on paintings of these pictures "
        f"among others: on new ones expect a little less. assets/style.json has all of it.{_failed(now(painting.STYLE))}"
    )


def _failed(name: str) -> str:
    """How many painters came further from the style than the pictures were, if any did."""
    before = _mean(_of(name)["untouched"]["style"])
    losses = _losses(name, "painter", "style")
    lost = sum(loss > before for loss in losses)
    if not lost:
        return ""
    return (
        f" Of the {said(len(losses))} painters {said(lost)} failed: the paintings are further from the style than the "
        "pictures were. The one on the stage is the first."
    )


def saw() -> str:
    """What was to be seen, in the way that is on show."""
    name, way = now(painting.STYLE), now(painting.SHOW)
    if way == painting.SLOW:
        return (
            f"{FILTERS} random {term('kernel', 'kernels')} that never learn answer at {SIZES} sizes of the picture. **Style is "
            "which answers go together, anywhere; content is where they are.** Each step moves every pixel a little against the "
            f"{term('gradient')} of both losses, so one painting takes as long as a small training, and the next begins anew."
        )
    if way == painting.COLOURS:
        return (
            "Every pixel got the style’s colours by the same three sums, whatever stood beside it. On unseen pictures the style "
            f"loss to *{name}* falls from {_told(name, 'untouched', 'style')} to {_told(name, 'colours', 'style')} so, and "
            "no stroke is painted."
        )
    return (
        f"{count(painter()):,} weights, learned once, paint any picture in one pass: {_painting():.0f} ms where it was measured. "
        f"A painted pixel sees {_reach()} × {_reach()} pixels, enough for an edge, so strokes follow contours; of the whole it "
        "knows nothing."
    )


def often_said() -> str:
    """What is said of it elsewhere, and is not quite true."""
    names = painting.STYLE.options
    best = min(
        names, key=lambda name: _mean(_losses(name, "colours", "style")) / _mean(_losses(name, "painter", "style"))
    )
    return (
        "“The network understands the artist.” It matches how often random filters answer together. Nobody told it what a stroke "
        f"is; {WINDOW} × {WINDOW} pixels at a time, nothing else is asked.\n\n"
        "“It takes a deep network.” For colours three sums a pixel do, without any training: for "
        f"*{best}* the style loss falls from {_told(best, 'untouched', 'style')} to {_told(best, 'colours', 'style')}; the painter "
        f"comes to {_told(best, 'painter', 'style')}. Where colours are all you want, take them."
    )


def cannot() -> str:
    """What it cannot do, and what one would use today."""
    return (
        "A painter knows one style; another takes another training. Random filters know textures, no things: an eye is no more to "
        "them than a dark spot, and a style that lies in what is drawn, not how, is lost on them. Today one would use the filters "
        "of a large network trained on photos, or ask a diffusion model in words."
    )


def sources() -> None:
    about = _figures()["about"]
    st.caption(
        "Sources: Gatys, Ecker & Bethge 2016; Ustyuzhaninov et al. 2016 (random filters); Johnson, Alahi & Fei-Fei 2016 and "
        "Ulyanov et al. 2016 (painters); Pitié & Kokaram 2007 (colours). Styles are drawn by our own code. The painters "
        "learned from "
        f"{about['squares']} squares of {len(about['learned from'])} samples of scikit-image; make style trains them again."
    )
