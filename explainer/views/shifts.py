"""What pooling buys when a picture moves: the chart of what was measured over many pictures, and what the figures say.

Every sentence is chosen by the figures that stand in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from explainer.core.trace import Trace
from explainer.models.store import figures
from explainer.views import charts, pooling
from explainer.views.controls import Controls, Setting, now, put, switch
from explainer.views.figures import percent, portion
from explainer.views.part import apart
from explainer.views.picture import PICTURE
from explainer.views.pooling import Move, Shape, Shares

KINDS = {"Small shapes": "shapes", "Digits": "digits", "Photographs": "photographs"}
SETTINGS = Controls(pooling.SETTINGS)
OVER = SETTINGS.add(Setting("over", "Measured over", tuple(KINDS)))
TRY = ("Dot", "Stroke", "Corner", "Digit 3", "Cat")
LESS = 0.8
TAKEN = portion(1 - LESS)
NEARLY = 0.005
WIDER = 1.25
MAP, LARGEST, MEAN, WHOLE = "map", "largest of each box", "mean of each box", "mean of all"
TENSORS = dict(zip((MAP, LARGEST, MEAN, WHOLE), pooling.CHANGES, strict=True))
Curves = Mapping[str, Sequence[Sequence[float]]]


@dataclass(frozen=True)
class Seen:
    """What is on screen: by how much each of ``TENSORS`` changed when the picture was moved ``by`` so many cells, the sides of
    the map and of what is left of it, and the boxes' window."""

    by: int
    shares: Mapping[str, float]
    sides: tuple[int, int]
    window: int


def seen(t: Trace, changes: Shares, move: Move, shape: Shape) -> Seen:
    """Of the trace on the stage, and of how much it ``changes`` there."""
    shares = {name: changes[tensor] for name, tensor in TENSORS.items()}
    before, after = (t.tensors[name].shape[-1] for name in ("relu1", "pool1"))
    return Seen(move.by, shares, (before, after), shape[0])


def bought(seen: Seen) -> str:
    """In words what pooling bought on screen."""
    before, after = seen.sides
    kept = f"Each box keeps one number: {before} × {before} become {after} × {after}."
    if not seen.by:
        return f"{kept} Drag the picture, or move it by the arrows above, to see what that buys."
    changed, largest, mean, whole = (seen.shares[name] for name in TENSORS)
    cells = "one cell" if seen.by == 1 else f"{seen.by} cells"
    said = (
        f"Moved by {cells}, the map changed by {percent(changed)}, the largest of each box by {percent(largest)}, the mean of "
        f"each by {percent(mean)}."
    )
    return f"{kept} {said} {_verdict(seen)} {_of_all(whole)}"


def _verdict(seen: Seen) -> str:
    changed, largest, mean = (seen.shares[name] for name in (MAP, LARGEST, MEAN))
    if changed < NEARLY:
        return "There was nothing to steady."
    if largest < NEARLY:
        return "All that is strong stayed in its box, so max pooling noticed nothing."
    steadied = [name for name, share in (("the largest", largest), ("the mean", mean)) if share <= LESS * changed]
    within = seen.by < seen.window
    if not steadied:
        worse = min(largest, mean) > changed / LESS
        found = "Pooling made it less steady" if worse else "Pooling steadied next to nothing"
        why = (
            "although the move is smaller than a box"
            if within
            else f"a move this long leaves boxes {seen.window} cells wide"
        )
        return f"{found}: {why}." if not within else f"{found}, {why}."
    best = f", {'the largest' if largest <= mean else 'the mean'} more" if len(steadied) == 2 else ""
    which = "Both steadied it" if len(steadied) == 2 else f"Only {steadied[0]} steadied it"
    return f"{which}{best}{': the move is smaller than a box.' if within else '.'}"


def _of_all(whole: float) -> str:
    if whole < NEARLY:
        return "The mean of all did not change: it no longer knows where."
    return f"The mean of all, which no longer knows where, changed by {percent(whole)} of its value."


def measured(kind: str, shape: Shape) -> dict[str, Sequence[Sequence[float]]]:
    """The quartiles for each of ``TENSORS`` that were measured over pictures of a kind, by boxes of this window and step."""
    found = figures("shifts")["change"][kind]
    boxes = f"{shape[0]}/{shape[1]}"
    return {
        MAP: found["map"],
        LARGEST: found[f"max {boxes}"],
        MEAN: found[f"mean {boxes}"],
        WHOLE: found["mean of all"],
    }


def reach(changed: Sequence[Sequence[float]], pooled: Sequence[Sequence[float]]) -> int:
    """Up to which move, from one on, the median of the pooled maps is at most ``LESS`` of the maps' own."""
    helped = [of[1] <= LESS * each[1] for each, of in zip(changed, pooled, strict=True)]
    return next((by - 1 for by, helps in enumerate(helped) if by and not helps), len(helped) - 1)


def others() -> None:
    """Small shapes, and a picture full of things, to put on the stage."""
    with st.container(key="others", horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown("On the stage:", width="content")
        for name in TRY:
            st.button(name, key=f"other-{name}", on_click=put, args=(PICTURE, name), disabled=now(PICTURE) == name)


@apart()
def chart(changes: Shares, shape: Shape, move: Move) -> None:
    """What was measured over many pictures, and the picture on show among them."""
    over = switch(OVER)
    about = figures("shifts")["about"]
    window = min(pooling.WINDOW.options, key=lambda w: abs(w - shape[0]))
    asked = (window, shape[1], 0)
    here = {name: changes[tensor] for name, tensor in TENSORS.items()}
    charts.shifted(measured(KINDS[over], asked), here, move.by or None, now(PICTURE))
    own = f" Diamonds: {now(PICTURE)}, {move.towards}." if move.by else ""
    st.caption(
        f"{percent(1)}: as much as if the numbers had been shuffled (of the mean of all: its whole value). Bands: half of all, of "
        f"{about['pictures'][KINDS[over]]} {over.lower()} × {about['kernels']} kernels × {about['sides']} sides, boxes of "
        f"{window} in steps of {shape[1]}.{own}"
    )


def said_of(kind: str) -> str:
    """Pictures of a kind, in a sentence."""
    return next(name for name, of in KINDS.items() if of == kind).lower()


def whole_boxes(change: Curves) -> list[int]:
    """The windows that were measured in steps as large as they are."""
    boxes = [name.removeprefix("max ").split("/") for name in change if name.startswith("max ") and "/" in name]
    return sorted(int(window) for window, step in boxes if window == step)


def where(found: Mapping[str, Any], kind: str) -> list[str]:
    """Where pooling helps and where it does not, in sentences that the figures choose."""
    change = found["change"][kind]
    reached = {w: reach(change["map"], change[f"max {w}/{w}"]) for w in whole_boxes(change)}
    helped = {w: far for w, far in reached.items() if far}
    said = []
    if helped:
        sizes, fars = (", ".join(map(str, each)) for each in (helped, helped.values()))
        within = all(far <= w for w, far in helped.items())
        lead = "Moves no longer than a box" if within else "Small moves"
        said.append(
            f"**{lead}.** Boxes of {sizes} take {TAKEN} or more off the change of {said_of(kind)}, up to moves of {fars}."
        )
    else:
        said.append(f"**Nowhere.** No box takes as much as {TAKEN} off the change of {said_of(kind)}.")
    return [*said, _in_a_row(found["in a row"]), _steps(change), _thinned(found["strongest left"][kind])]


def _in_a_row(row: Curves) -> str:
    by = 2
    once, twice = row["pool1"][by][1], row["pool2"][by][1]
    further = "are steadier than one" if twice <= LESS * once else "are no steadier than one"
    return (
        f"**Many in a row** {further}: in the network that reads digits, moved by {by}, {percent(once)} after the first "
        f"pooling and {percent(twice)} after the second."
    )


def _steps(change: Curves) -> str:
    (low, _, high), (lower, _, higher) = change["max 2/1"][1], change["max 2/4"][1]
    luck = higher - lower > WIDER * (high - low)
    lead = "**A step makes it luck**, where among the boxes a shape stands" if luck else "**A step costs nothing**"
    return (
        f"{lead}: moved by one, half of all change by {percent(low)} to {percent(high)} in steps of 1, by {percent(lower)} to "
        f"{percent(higher)} in steps of 4."
    )


def _thinned(left: Curves) -> str:
    plain, blurred, largest = (left[name][1][2] for name in ("every second", "blurred first", "max 2/2"))
    if plain < NEARLY:
        return "**A step without a window** loses nothing here."
    helps = "Blurred first, it is" if blurred <= LESS * plain else "Blurring first does not help:"
    return (
        f"**A step without a window** can step over a line: moved by one, the strongest response left alters by {percent(plain)} "
        f"or more in a quarter of all. {helps} {percent(blurred)}; the largest of each box, {percent(largest)}."
    )


def indifferent(found: Mapping[str, Any], kind: str) -> str:
    """Whether pooling makes indifferent to shifts."""
    near, far = 1, 4
    change = found["change"][kind]
    maps, pooled = change["map"], change["max 2/2"]
    if pooled[far][1] < NEARLY:
        said = "By these figures it does"
    elif pooled[near][1] <= LESS * maps[near][1]:
        said = "Steadier against small ones" if pooled[far][1] > LESS * maps[far][1] else "Steadier"
        said += ", not indifferent"
    else:
        said = "It hardly even steadies"
    return (
        f"“Pooling makes a network indifferent to shifts.” {said}: moved by one cell, maps of {said_of(kind)} change by "
        f"{percent(maps[near][1])} and max-pooled ones by {percent(pooled[near][1])}; by {far}, {percent(maps[far][1])} and "
        f"{percent(pooled[far][1])}."
    )


def by_dots(found: Mapping[str, Any], kind: str) -> str:
    """What one would think who counts cells."""
    counted = {name: quarters[1][1] for name, quarters in found["counted"][kind].items()}
    maps, pooled = counted["map"], counted["max 2/2"]
    fewer = pooled <= LESS * maps
    why = "" if fewer else ": fewer cells are left, and more of them hold something"
    return (
        f"Counting dots, {percent(maps)} of a map’s cells and {percent(pooled)} of a max-pooled one’s change by more than "
        f"{portion(figures('shifts')['about']['noticed'])} of the largest{why}."
    )


def what_helps() -> tuple[list[str], str, str]:
    """:func:`where`, :func:`indifferent` and :func:`by_dots` of what was measured over the pictures chosen."""
    found, kind = figures("shifts"), KINDS[now(OVER)]
    return where(found, kind), indifferent(found, kind), by_dots(found, kind)
