"""The digit network judged by more than a digit: a hundred of them at every move, and beside them what becomes of the sum and
the share of the one on the stage."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
import torch

from explainer.core.words import listed, number
from explainer.models import digits
from explainer.models.store import figures
from explainer.study import moved as study
from explainer.study.moved import SHIFTS
from explainer.views import charts, digit, measured, moved
from explainer.views.digit import Move, Shown
from explainer.views.figures import percent
from explainer.views.part import apart
from explainer.views.prediction import guess_beside
from explainer.views.veil import waits

FAR, HUNDRED = study.FAR, study.HUNDRED


def asked() -> Move:
    """The move that is asked about: as the digit stands or, where it stands still, ``FAR`` to the right."""
    return digit.move() if any(digit.move()) else (0, FAR)


def words(by: Move) -> str:
    """``4 to the right``, ``2 up and 3 to the left``."""
    down, right = by
    said = [f"{abs(down)} {'down' if down > 0 else 'up'}"] if down else []
    said += [f"{abs(right)} to the {'right' if right > 0 else 'left'}"] if right else []
    return listed(said) if said else ""


def kept(by: Move) -> int:
    """How many of a hundred digits that the untouched network reads right it still reads right when they move so."""
    return measured.still_right((), (by,), digits.trained())[0]


@dataclass(frozen=True)
class Course:
    """The moves along the axis of the one that is asked about, ``by``, all with its offset along the other; of one along both,
    to the right."""

    by: Move

    @property
    def axis(self) -> str:
        down, right = self.by
        return "down" if down and not right else "right"

    @property
    def at(self) -> int:
        """How far along the axis it is asked about."""
        down, right = self.by
        return right if self.axis == "right" else down

    @property
    def moves(self) -> tuple[Move, ...]:
        down, _ = self.by
        return tuple((down, k) if self.axis == "right" else (k, 0) for k in SHIFTS)

    @property
    def plain(self) -> bool:
        """Whether nothing is moved along the other axis, as where it was measured on all held-out digits."""
        return not all(self.by)


@dataclass(frozen=True)
class Answers:
    """What the network on the stage says of its digit at every move of a course: the class ``of`` which it takes it where it
    stands still along it, that one's ``logits`` and ``shares``, and as what it is ``read``."""

    of: int
    logits: list[float]
    shares: list[float]
    read: list[int]


def answers(state: Shown, course: Course) -> Answers:
    """The digit on the stage with all that is done to it, at every move of a course."""
    with torch.no_grad():
        logits = state.net(torch.from_numpy(digit.at_moves(state, course.moves)))
    of = int(logits[SHIFTS.index(0)].argmax())
    return Answers(of, logits[:, of].tolist(), logits.softmax(1)[:, of].tolist(), logits.argmax(1).tolist())


def charts_below(state: Shown, asks: bool) -> None:
    """Both charts; while the page ``asks`` how many are still read right, one waits."""
    by = asked()
    course = Course(by)
    along = charts.Along(f"cells {'to the right' if course.axis == 'right' else 'down'}", SHIFTS, course.at)
    many, one = st.columns(2, gap="large")
    with many, apart():
        if asks:
            waits(charts.LOW)
        else:
            charts.still_right(_lines(state, course), along)
            guess_beside()
            st.caption(
                f"The first {HUNDRED} unseen digits that it reads right, all moved alike. Black comes in behind them; what passes "
                "the edge is cut off."
            )
    with one, apart():
        found = answers(state, course)
        charts.answered(str(found.of), found.logits, found.shares, _usual(course), along)
        st.caption(_told(found, by, course.at))


def _lines(state: Shown, course: Course) -> dict[str, list[float]]:
    """How many per hundred are read right along a course, the network on the stage's first."""
    untouched = state.net is state.plain
    done = () if untouched else digit.done_to_network()
    lines = {
        "this network" if untouched else "as you changed it": _floats(
            measured.still_right(done, course.moves, state.net)
        )
    }
    if not untouched:
        lines["untouched"] = _floats(measured.still_right((), course.moves, state.plain))
    if course.plain:
        other = moved.trainings()[0]
        assert other.along
        lines[f"trained for {other.steps} steps, as on the page Training"] = [
            100 * share for share in other.along[course.axis]
        ]
    return lines


def _floats(counts: list[int]) -> list[float]:
    return [100 * count / HUNDRED for count in counts]


def _usual(course: Course) -> charts.Usual | None:
    """The logits of all held-out digits' own classes along a course, where that was measured."""
    found = figures("moved")
    mean, deviates = (found["shipped"][course.axis][name] for name in ("logit", "logit deviates"))
    return charts.Usual(found["about"]["tested on"], mean, deviates) if course.plain else None


def _told(found: Answers, by: Move, at: int) -> str:
    """What becomes of the digit's sum and share between standing still and where it is asked about."""
    still, there = SHIFTS.index(0), SHIFTS.index(at)
    logits, shares = ([values[k] for k in (still, there)] for values in (found.logits, found.shares))
    read = "" if found.read[there] == found.of else f" It is then read as {found.read[there]}."
    return (
        f"Your digit, moved {words(by)}: the logit of {found.of} goes from {number(logits[0])} to {number(logits[1])}, its share "
        f"from {percent(shares[0])} to {percent(shares[1])}.{read}"
    )
