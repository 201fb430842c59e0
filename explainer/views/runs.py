"""A training run as a visitor has it: started, stopped, resumed, kept for the session, in its turn. One that is going on ends
only where its visitor says so: what would take its place asks first.

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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Protocol

import streamlit as st

from explainer.core.building import Weights
from explainer.core.steps import Here, Python, Step
from explainer.training.fit import Progress, Settings
from explainer.training.turns import Turns
from explainer.views import left

PASS_SECONDS = 0.6
_WANTED = "wanted-run"


class Recipe(Protocol):
    """Settings that can be trained by; equal where they give the same run."""

    def run(self) -> Iterator[Progress]: ...


@dataclass
class Run:
    """``recipe`` is what it was started with, ``history`` all it reported so far; ``ended`` says that no more can follow,
    ``waits`` that it was going on when nobody watched any more; ``at`` is the step that is on show, the last unless given."""

    recipe: Recipe
    going_on: Iterator[Progress]
    history: list[Progress] = field(default_factory=list)
    running: bool = False
    ended: bool = False
    waits: bool = False
    at: int | None = None
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
    def untouched(self) -> bool:
        """Whether nobody began it."""
        return self.last.step == 0 and not self.running and not self.waits

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
    run = found(key, recipe) or now(key)
    if run is None or (run.untouched and run.recipe != recipe):
        run = st.session_state[key] = Run.at_its_beginning(recipe)
    return run


def found(key: str, recipe: Recipe) -> Run | None:
    """The session's run of that name, or what a session before it left, if it is of this recipe."""
    run = now(key)
    if run is None or run.untouched:
        before = left.take(key, lambda one: isinstance(one, Run) and one.recipe == recipe)
        if isinstance(before, Run):
            run = st.session_state[key] = before
            pause(key)
    return run if run and run.recipe == recipe else None


def now(key: str) -> Run | None:
    """The session's run of that name, if there is one."""
    return st.session_state.get(key)


def begin(key: str, recipe: Recipe) -> None:
    """A new run in place of any before it."""
    run = st.session_state[key] = Run.at_its_beginning(recipe)
    run.running = True
    left.keep(key, run)


def want(key: str, recipe: Recipe, *names: str) -> None:
    """The same, once the visitor has said so where a run of these ``names`` is going on, which that would end."""
    if going(key, *names):
        st.session_state[_WANTED] = key, recipe
    else:
        begin(key, recipe)


def going(*names: str) -> Run | None:
    """The run of these names that is going on."""
    return next((run for run in map(now, names) if run and run.running), None)


def ask(*names: str) -> None:
    """Ask whether the run that is going on is to end, where another is wanted in its place. What stood in an ``st.empty``
    goes with the next pass; anything else would stay until the last."""
    here = st.empty()
    run, wanted = going(*names), st.session_state.get(_WANTED)
    if not run or not wanted or wanted[0] not in names:
        st.session_state.pop(_WANTED, None)
        return
    with here.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f"A training is going on, at step {run.last.step} of {run.last.steps}.", width="content")
        st.button("End it and train anew", on_click=_instead, args=names)
        st.button("Let it go on", on_click=_leave_it)


def _leave_it() -> None:
    st.session_state.pop(_WANTED, None)


def _instead(*names: str) -> None:
    for name in names:
        stop(name)
    wanted = st.session_state.pop(_WANTED, None)
    if wanted:
        begin(*wanted)


def forget(key: str) -> None:
    """Begin anew when it is asked for next."""
    stop(key)
    st.session_state.pop(key, None)


def pause(key: str) -> None:
    """Hold it where it is until somebody watches, and give the place to the next: to be called when a page is opened."""
    run = now(key)
    if run and run.running:
        stop(key)
        run.waits = True


def stop(key: str) -> None:
    """Stop where it is, and give the place to the next."""
    run = now(key)
    if run:
        run.waits = False
    if run and run.running:
        run.running = False
        _turns().leave(threading.current_thread())


def resume(key: str) -> None:
    """Go on where it stands."""
    run = now(key)
    if run:
        run.running, run.waits, run.at = not run.over, False, None
        left.keep(key, run)


def waiting(*names: str) -> Callable[[], None] | None:
    """What has those go on that were held, if there are such: for a stage, to be called when it is seen."""
    held = [name for name in names if (run := now(name)) and run.waits]

    def go() -> None:
        for name in held:
            resume(name)

    return go if held else None


def weights_at(recipe: Recipe, progress: Progress) -> Step[Weights]:
    """The weights at a report of a run, with the Python that trains them: the same run, to the last digit."""
    kind = type(recipe)
    before = (
        Here("torch.set_num_threads(1)"),
        Here(f"recipe = {recipe!r}"),
        Here(f"progress = next(p for p in recipe.run() if p.step == {progress.step})"),
    )
    imports = [f"from {kind.__module__} import {kind.__name__}"]
    if "Settings(" in before[1]:
        imports.append(f"from {Settings.__module__} import Settings")
    return Step(progress.weights, Python("progress.weights", before, tuple(imports)))


def buttons(key: str, recipe: Recipe, called: str, again: str, *names: str) -> None:
    """The one thing to do: stop what is going on, go on with what was stopped, or train by the settings of now, which is
    ``called`` so, or ``again`` once that was done. ``names`` are runs that may not go on beside it."""
    run = now(key)
    if run and run.running:
        st.button("Stop", key=f"{key}-button", on_click=stop, args=(key,))
    elif run and not run.over and run.last.step and run.recipe == recipe:
        st.button("Resume", key=f"{key}-button", on_click=resume, args=(key,))
    else:
        name = again if run and run.last.step else called
        st.button(name, key=f"{key}-button", on_click=want, args=(key, recipe, *names))


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
