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
    if len(steadied) == 2:
        which = f"Both steadied it, {'the largest' if largest <= mean else 'the mean'} more"
    else:
        other, share = ("the mean", mean) if steadied == ["the largest"] else ("the largest", largest)
        which = f"{steadied[0].capitalize()} steadied it, {other} {'hardly' if share < changed else 'did not'}"
    return f"{which}{': the move is smaller than a box.' if within else '.'}"


def _of_all(whole: float) -> str:
    if whole < NEARLY:
        return "The mean of all did not change: it no longer knows where."
    return f"The mean of all, which no longer knows where, changed by {percent(whole)} of its value."


def measured(kind: str, shape: Shape) -> dict[str, Sequence[Sequence[float]]]:
    """The quartiles for each of ``TENSORS`` that were measured over pictures of a kind, by boxes of this window and stride."""
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
        f"{percent(1)}: the map is as unlike itself before as two maps of the same numbers in any order (the mean of all: "
        f"unlike by its whole value). Bands: the middle half of {about['pictures'][KINDS[over]]} {over.lower()} × "
        f"{about['kernels']} kernels × {about['sides']} sides, boxes of {window} at stride {shape[1]}.{own}"
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
        within = all(far <= w for w, far in helped.items())
        lead = "Moves no longer than a box" if within else "Small moves"
        wide, far = next(iter(helped.items()))
        said.append(
            f"**{lead}.** Boxes {wide} wide take {TAKEN} or more off the change of {said_of(kind)} that move by up to {far}."
        )
    else:
        said.append(f"**Nowhere.** No box takes as much as {TAKEN} off the change of {said_of(kind)}.")
    return [*said, _in_a_row(found["in a row"]), _strides(change), _thinned(found["strongest left"][kind])]


def _in_a_row(row: Curves) -> str:
    by = 2
    once, twice = row["pool1"][by][1], row["pool2"][by][1]
    further = "are steadier than one" if twice <= LESS * once else "are no steadier than one"
    return (
        f"**Two in a row** {further}: digits moved by {by} change maps by {percent(once)} after the first pooling, by "
        f"{percent(twice)} after the second."
    )


def _strides(change: Curves) -> str:
    (low, _, high), (lower, _, higher) = change["max 2/1"][1], change["max 2/4"][1]
    if higher - lower <= WIDER * (high - low):
        return f"**A stride of 4 costs nothing**: moved by one, a quarter change by {percent(higher)} or more."
    return (
        f"**A stride of 4 makes it luck** whether a move carries a shape into another box: moved by one, a quarter change by "
        f"{percent(lower)} at most, a quarter by {percent(higher)} or more."
    )


def _thinned(left: Curves) -> str:
    plain, blurred = (left[name][1][2] for name in ("every second", "blurred first"))
    if plain < NEARLY:
        return "**A stride without boxes** loses nothing here."
    helps = "blurred first, by" if blurred <= LESS * plain else "blurring first does not help:"
    return (
        f"**A stride without boxes** can step over a line: moved by one, the strongest number left changes by {percent(plain)} "
        f"or more in a quarter of all; {helps} {percent(blurred)}."
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


def what_helps() -> tuple[list[str], str]:
    """:func:`where` and :func:`indifferent` of what was measured over the pictures chosen."""
    found, kind = figures("shifts"), KINDS[now(OVER)]
    return where(found, kind), indifferent(found, kind)
