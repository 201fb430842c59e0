"""The chapter on music, as Streamlit runs it: its beginnings, its question, what was measured, and a training."""

import numpy as np
import pytest

from explainer.data.tunes import HOLD, NAMES, tunes
from explainer.models.store import figures
from explainer.views import music
from explainer.views.figures import spread
from explainer.views.music import spelt
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, sound, visited

TOLD = {"prediction-music": Prediction("told")}


def bodies(page):
    return "\n".join([one.value for one in (*page.markdown, *page.text)] + [one.proto.body for one in page.get("html")])


def on_stage(query, session=TOLD):
    ((t, scene),) = shown_by("music", query, session)
    roll, keys = scene.columns[0]
    return t, roll, keys


def test_while_it_asks_there_is_nothing_but_the_beginning():
    t, roll, _ = on_stage({}, None)
    assert roll.steps == tunes()["held out"][0].steps[:0] + roll.steps[: roll.begun]
    assert roll.rival == () == roll.copied
    assert len(t.tensors["input"]) == roll.begun + 1
    page = visited("music", {})
    assert "What you saw" not in bodies(page)
    assert "The network:" not in bodies(page)


@pytest.mark.parametrize(("kind", "bar"), [("Reel", 8), ("Jig", 6)])
def test_a_beginning_by_the_book_is_gone_on_with_by_both(kind, bar):
    t, roll, _ = on_stage({"kind": kind, "bars": "4", "beginning": "Third"})
    assert (roll.bar, roll.begun, len(roll.steps), roll.total) == (bar, 2 * bar, 6 * bar, 6 * bar)
    assert any(tune.steps[: roll.begun] == roll.steps[: roll.begun] for tune in tunes()["held out"])
    assert len(roll.rival) == 4 * bar
    np.testing.assert_array_equal(t.tensors["input"][1:], roll.steps[:-1])
    np.testing.assert_allclose(t.tensors["softmax1"].sum(1), 1, rtol=1e-5)
    assert t.explain("tempered1", (5, 3)).total == pytest.approx(float(t.tensors["linear1"][5, 3]) / 0.8, rel=1e-5)


def in_steps(symbols):
    """By how much each note is above the one before, and what is held: alike in every key."""
    notes = [k for k in symbols if k != HOLD]
    rises = iter([None, *np.diff(notes).tolist()])
    return [HOLD if k == HOLD else next(rises) for k in symbols]


def test_what_the_counter_copied_is_marked_beside_what_the_network_did():
    found = []
    for ending in range(1, 5):
        _, roll, _ = on_stage({"kind": "Reel", "beginning": "First", "ending": str(ending)})
        theirs = (*roll.steps[: roll.begun], *roll.rival)
        for one in roll.copied:
            mine = in_steps((theirs if one.rival else roll.steps)[one.first : one.end])
            source = next(tune for tune in tunes()["learned"] if tune.name == one.name).steps
            starts = range(len(source) - len(mine) + 1)
            assert any(in_steps(source[k : k + len(mine)]) == mine for k in starts)
            found.append(one.rival)
    assert any(found), "so many endings by a counter copy something"
    _, alone, _ = on_stage({"kind": "Reel", "beginning": "First", "counts": "Alone"})
    assert not any(one.rival for one in alone.copied)


def test_another_ending_is_another_and_the_colder_the_likelier():
    (_, one, _), (_, other, _) = (on_stage({"ending": k}) for k in ("1", "2"))
    assert one.steps[: one.begun] == other.steps[: other.begun]
    assert one.steps != other.steps
    t, _, _ = on_stage({"temperature": "20"})
    warm, _, _ = on_stage({"temperature": "150"})
    assert t.tensors["softmax1"].max(1).mean() > warm.tensors["softmax1"].max(1).mean()


def test_notes_in_the_link_are_played_and_what_is_none_is_said():
    _, roll, keys = on_stage({"beginning": "Yours", "notes": "D4 Fs4x3 A4"})
    assert [NAMES[k] for k in roll.steps[: roll.begun]] == ["D4", "F♯4", "hold", "hold", "A4"]
    assert roll.total == 7 * 8
    assert keys.own
    assert spelt(roll.steps[: roll.begun]) == "D4 Fs4x3 A4"
    for notes in ("H4", "D4x0", "D9", "D4x40", "D4 " * 40, "<b>D4</b>"):
        page = visited("music", {"beginning": "Yours", "notes": notes}, TOLD)
        assert "showing another beginning" in said(page), notes


def test_with_nothing_given_it_begins_by_itself():
    _, roll, keys = on_stage({"beginning": "Yours"})
    assert (roll.begun, len(roll.steps)) == (0, 6 * 8)
    assert all(0 <= k <= HOLD for k in roll.steps)
    page = visited("music", {"beginning": "Yours"})
    assert page.markdown
    assert keys.steps == ()


def test_what_was_measured_is_what_stands_there():
    found, page = figures("music"), bodies(visited("music", {}, TOLD))
    for of in ("network", "counter"):
        for what in ("copied", "repeated"):
            assert spread(found["gone on"][of]["0.8"][what]) in page
    assert f"{found['weights']:,}" in page
    assert "What you saw" in page


def test_a_network_is_trained_here_and_goes_on_with_the_tune(monkeypatch):
    from explainer.models import tunes as models

    monkeypatch.setattr(models, "STEPS", 3)
    page = visited("music", {"player-seed": "7"}, TOLD)
    page.button(key="music-run-button").click().run()
    sound(page)
    run = page.session_state[music.RUN]
    assert run.recipe.seed == 7
    while not run.over:
        run.advance(1)
    run.running = False
    t, _, _ = on_stage({}, {**TOLD, music.RUN: run})
    assert np.array_equal(t.weights["linear1.weight"], run.last.weights["2.weight"].numpy())
