"""Who may train: however long a pass takes, whoever leaves or vanishes, whenever."""

import threading
from contextlib import ExitStack
from threading import Thread

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from explainer.training.fit import Progress
from explainer.training.turns import Turns
from explainer.views import runs
from explainer.views.runs import Run

MOST = 2
PATIENCE = 30
visitors = st.sampled_from("abcdef")


class Queue(RuleBasedStateMachine):
    """Visitors ask, begin passes and end them whenever they like, leave between two passes, or are cut off at any time: then
    they are alive until their pass is over, as a thread is. ``line`` is a second book of who came when."""

    def __init__(self):
        super().__init__()
        self.line, self.alive, self.at_work, self.cut_off = [], set("abcdef"), set(), set()
        self.turns = Turns(self.alive.__contains__, MOST)

    def came(self, who):
        self.alive.add(who)
        if who not in self.line:
            self.line.append(who)
        return self.line.index(who)

    def gone(self, who):
        if who in self.line:
            self.line.remove(who)

    @rule(who=visitors)
    def a_pass_begins_or_they_wait(self, who):
        if who in self.at_work:
            return
        before = self.came(who)
        place = self.turns.ask(who)
        assert place == max(0, before + 1 - MOST)
        if not place:
            self.at_work.add(who)

    @rule(who=visitors)
    def a_pass_ends(self, who):
        self.at_work.discard(who)
        if who in self.cut_off:
            self.cut_off.remove(who)
            self.alive.remove(who)
            self.gone(who)

    @rule(who=visitors)
    def they_leave(self, who):
        if who not in self.at_work:
            self.turns.leave(who)
            self.gone(who)

    @rule(who=visitors)
    def they_are_cut_off(self, who):
        if who in self.at_work:
            self.cut_off.add(who)
        else:
            self.alive.discard(who)
            self.gone(who)

    @invariant()
    def never_more_at_work(self):
        assert len(self.at_work) <= MOST

    @invariant()
    def everybody_has_a_place_of_their_own(self):
        waiting = [self.turns.ask(who) for who in self.line]
        assert waiting == [max(0, k + 1 - MOST) for k in range(len(self.line))]


TestQueue = Queue.TestCase
TestQueue.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)


class Pass:
    """A run on screen whose one step takes until it is allowed to end; ``at_work`` counts those that are in one."""

    at_work = 0

    def __init__(self):
        self.begun, self.may_end = threading.Event(), threading.Event()

    def run(self):
        Pass.at_work += 1
        self.begun.set()
        assert self.may_end.wait(PATIENCE)
        Pass.at_work -= 1
        yield Progress(0, 2, 1.0, 0.1, 0.1, {})


@pytest.fixture
def visitor(monkeypatch):
    """Visitors who each come in a thread of their own, as Streamlit runs them, and say what number they were told."""
    turns = Turns(Thread.is_alive, MOST)
    monkeypatch.setattr(runs, "_turns", lambda: turns)
    monkeypatch.setattr(runs.st, "info", lambda said: None)
    with ExitStack() as leaving:

        def come(recipe):
            asked = threading.Event()
            told = []

            def there():
                told.append(runs.place())
                asked.set()
                if not told[0]:
                    Run(recipe, recipe.run()).advance(0)

            thread = Thread(target=there)
            leaving.callback(thread.join)
            leaving.callback(recipe.may_end.set)
            thread.start()
            assert asked.wait(PATIENCE)
            return thread, told[0]

        yield come


def test_a_pass_of_any_length_keeps_its_place_and_its_end_gives_it_on(visitor):
    passes = [Pass() for _ in range(4)]
    threads, told = zip(*map(visitor, passes[:3]), strict=True)
    assert told == (0, 0, 1)
    assert all(one.begun.wait(PATIENCE) for one in passes[:2])
    assert Pass.at_work == MOST
    passes[0].may_end.set()
    threads[0].join()
    _, place = visitor(passes[3])
    assert place == 0


class Breaks:
    def run(self):
        yield Progress(0, 2, 1.0, 0.1, 0.1, {})
        raise RuntimeError("no such luck")


def test_two_passes_of_one_run_come_one_after_the_other():
    recipe = Pass()
    run = Run(recipe, recipe.run())
    first, second = (Thread(target=run.advance, args=[0]) for _ in range(2))
    first.start()
    assert recipe.begun.wait(PATIENCE)
    second.start()
    recipe.may_end.set()
    first.join()
    second.join()
    assert run.ended


def test_a_step_that_fails_ends_the_run_which_can_be_trained_again():
    run = Run.at_its_beginning(Breaks())
    run.running = True
    with pytest.raises(RuntimeError):
        run.advance(1)
    assert run.over
    assert not run.running
