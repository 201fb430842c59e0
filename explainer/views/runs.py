"""A training run as a visitor has it: started, stopped, resumed, kept for the session, in its turn.

The loop is a generator (``explainer/training/fit.py``). Each pass of a page's fragment lets it go on for a while, shows where
it stands and asks for the next pass; whatever the visitor does comes between two passes, so stopping and leaving need
nothing more.

Streamlit runs all these passes, and what the visitor does with the view between them, in one thread, which ends when no pass
follows: because the visitor left the page, closed it or was cut off, or because something failed. So the thread is who has a
turn.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Protocol

import streamlit as st

from explainer.core.building import Weights
from explainer.core.steps import Python, Step
from explainer.training.fit import Progress, Settings
from explainer.training.turns import Turns

PASS_SECONDS = 0.6


class Recipe(Protocol):
    """Settings that can be trained by; equal where they give the same run."""

    def run(self) -> Iterator[Progress]: ...


@dataclass
class Run:
    """``recipe`` is what it was started with, ``history`` all it reported so far; ``ended`` says that no more can follow."""

    recipe: Recipe
    going_on: Iterator[Progress]
    history: list[Progress] = field(default_factory=list)
    running: bool = False
    ended: bool = False
    spent: float = 0.0
    _pass: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def at_its_beginning(cls, recipe: Recipe) -> Run:
        """With the first report, of what is untrained."""
        run = cls(recipe, recipe.run())
        run.advance(0)
        return run

    @property
    def last(self) -> Progress:
        return self.history[-1]

    @property
    def over(self) -> bool:
        """Whether there is nothing left to do."""
        return self.ended or self.last.failed or self.last.step >= self.last.steps

    @property
    def left(self) -> float:
        """Seconds to go, by the pace so far."""
        return self.spent / max(1, self.last.step) * (self.last.steps - self.last.step)

    def advance(self, seconds: float) -> None:
        """Go on for at least one report and about so long. What fails ends it.

        A visitor who comes back while a pass is still at work is shown the page by another thread, whose pass waits.
        """
        with self._pass:
            start = time.perf_counter()
            try:
                for progress in self.going_on:
                    self.history.append(progress)
                    if time.perf_counter() - start >= seconds:
                        break
                else:
                    self.ended = True
            except Exception:
                self.ended = True
                raise
            finally:
                self.spent += time.perf_counter() - start
                self.running = self.running and not self.over


@st.cache_resource
def _turns() -> Turns[Thread]:
    return Turns(Thread.is_alive)


def kept(key: str, recipe: Recipe) -> Run:
    """The session's run of that name, or a new one that stands at its beginning. A run that was not begun follows the
    settings."""
    run: Run | None = st.session_state.get(key)
    if run is None or (run.last.step == 0 and run.recipe != recipe):
        run = st.session_state[key] = Run.at_its_beginning(recipe)
    return run


def found(key: str, recipe: Recipe) -> Run | None:
    """The session's run of that name, if it is of this recipe."""
    run: Run | None = st.session_state.get(key)
    return run if run and run.recipe == recipe else None


def now(key: str) -> Run | None:
    """The session's run of that name, if there is one."""
    return st.session_state.get(key)


def begin(key: str, recipe: Recipe) -> None:
    """A new run in place of any before it."""
    run = st.session_state[key] = Run.at_its_beginning(recipe)
    run.running = True


def forget(key: str) -> None:
    """Begin anew when it is asked for next."""
    pause(key)
    st.session_state.pop(key, None)


def pause(key: str) -> None:
    """Stop where it is, and give the place to the next. What nobody is watching does not run: to be called when a page is
    opened."""
    run = now(key)
    if run and run.running:
        run.running = False
        _turns().leave(threading.current_thread())


def resume(key: str) -> None:
    """Go on where it stands."""
    run = now(key)
    if run:
        run.running = True


def weights_at(recipe: Recipe, progress: Progress) -> Step[Weights]:
    """The weights at a report of a run, with the Python that trains them: the same run, to the last digit."""
    kind = type(recipe)
    before = (
        "torch.set_num_threads(1)",
        f"recipe = {recipe!r}",
        f"progress = next(p for p in recipe.run() if p.step == {progress.step})",
    )
    imports = [f"from {kind.__module__} import {kind.__name__}"]
    if "Settings(" in before[1]:
        imports.append(f"from {Settings.__module__} import Settings")
    return Step(progress.weights, Python("progress.weights", before, tuple(imports)))


def buttons(key: str, run: Run, recipe: Recipe) -> None:
    """Train, stop, resume, and train again by the settings of now."""

    if run.running:
        st.button("Stop", key=f"{key}-button", on_click=pause, args=(key,))
    elif run.over:
        st.button("Train again", key=f"{key}-button", on_click=begin, args=(key, recipe))
    else:
        name = "Resume" if run.last.step else "Train"
        st.button(name, key=f"{key}-button", on_click=resume, args=(key,))
        if run.last.step:
            st.button("Train anew", on_click=begin, args=(key, recipe))


def place() -> int:
    """0 where a running run may go on; else the visitor's place in the queue, which they are told."""
    waiting = _turns().ask(threading.current_thread())
    if waiting:
        st.info(
            f"Two trainings are running on this server. You are number {waiting} in the queue and start by yourself."
        )
    return waiting


def go_on(run: Run, waiting: int) -> None:
    """Let it go on for a pass, or wait for its turn, and show that in another. To be called last, when all is on screen:
    nothing then looks out of date while it works."""
    if waiting:
        time.sleep(PASS_SECONDS)
    else:
        run.advance(PASS_SECONDS)
    if not run.running:
        _turns().leave(threading.current_thread())
    st.rerun(scope="fragment")


def go_on_with(key: str) -> None:
    """The same with the run kept so, if one is running, for which :func:`place` was asked above."""
    run = now(key)
    if run and run.running:
        go_on(run, _turns().ask(threading.current_thread()))


def standing(run: Run) -> None:
    """How far a run is that is not over, in a bar, with the time that is left."""
    last = run.last
    if run.over:
        return
    left = f" · about {run.left:.0f} s left" if run.running else ""
    st.progress(last.step / last.steps, f"Step {last.step} of {last.steps}{left}")
