"""The chapter on video, as Streamlit runs it: its settings, its question, its readers and what was measured of them."""

import numpy as np
import pytest

from explainer.data.motions import MOTIONS
from explainer.models.motions import KINDS
from explainer.models.store import figures
from explainer.views.figures import spread
from explainer.views.panels import Refused
from explainer.views.prediction import Prediction
from explainer.views.video import KEYS, SAID
from tests.pages.visits import said, shown_by, sound, traces_of, visited

TOLD = {"prediction-video": Prediction("told")}
ASIDE = "18.9 18.11 18.13 18.15 18.17 18.19 18.21 18.23"


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


@pytest.mark.parametrize("motion", ["Left", "Shrinks", "Turns right"])
def test_played_backwards_the_same_frames_stand_the_other_way_round(motion):
    (forth,), (back,) = (
        traces_of("video", {"motion": motion, "played": way}, TOLD) for way in ("Forwards", "Backwards")
    )
    assert np.array_equal(forth.tensors["input"][::-1], back.tensors["input"])
    np.testing.assert_allclose(forth.tensors["bag.answer"], back.tensors["bag.answer"], atol=1e-4)
    k = MOTIONS.index(SAID[motion])
    assert forth.tensors["stack.answer"].argmax() == k
    assert back.tensors["stack.answer"].argmax() == k ^ 1


def test_where_the_question_is_answered_the_clip_is_played_backwards_and_who_said_what_is_ringed():
    page = visited("video", {})
    page.button_group(key="predicted").set_value("CNN + GRU").run()
    assert page.query_params["played"] == ["Backwards"] or page.query_params["played"] == "Backwards"
    assert "**You said CNN + GRU: the bag of frames says the same again,**" in bodies(page)
    ((_, scene),) = shown_by("video", {"played": "Backwards"}, TOLD)
    assert {mark.tensor for mark in scene.marks} == {f"{kind.key}.answer" for kind in KINDS}
    ((forth, plain),) = shown_by("video", {}, TOLD)
    assert plain.marks == ()
    for mark in scene.marks:
        assert mark.at == (int(forth.tensors[mark.tensor].argmax()),)


def test_while_it_asks_nothing_backwards_is_told():
    ((_, scene),) = shown_by("video", {"played": "Backwards"})
    assert {f"{kind.key}.answer" for kind in KINDS} <= set(scene.veil)
    page = visited("video", {})
    assert all(spread(figures("video")["share right"][kind.key]) not in bodies(page) for kind in KINDS)
    assert "What you saw" not in bodies(page)


def test_what_was_measured_is_what_stands_there():
    found, page = figures("video"), bodies(visited("video", {}, TOLD))
    for kind in KINDS:
        assert spread(found["share right"][kind.key]) in page
        for of in ("opposite", "same"):
            assert spread(found["played backwards"][kind.key][of]) in page
    for shares in found["with rests"].values():
        assert all(spread(own) in page for own in shares.values())


@pytest.mark.parametrize("length", [4, 12, 16])
def test_only_the_stack_refuses_other_lengths(length):
    for name, key in KEYS.items():
        ((t, scene),) = shown_by("video", {"frames": str(length), "watcher": name}, TOLD)
        assert len(t.tensors["input"]) == length
        assert "stack.answer" not in t.tensors
        refusals = [panel for column in scene.columns for panel in column if isinstance(panel, Refused)]
        assert bool(refusals) == (key == "stack")
        if refusals:
            assert f"got {length} channels" in refusals[0].torch


def test_a_path_in_the_link_carries_the_digit_and_one_that_is_none_is_said():
    (t,) = traces_of("video", {"motion": "Yours", "path": ASIDE}, TOLD)
    columns = t.tensors["input"].sum(1) @ np.arange(36) / t.tensors["input"].sum((1, 2))
    np.testing.assert_allclose(np.diff(columns), 2, atol=0.05)
    assert t.tensors["gru.answer"].argmax() == MOTIONS.index("right")
    assert t.tensors["stack.answer"].argmax() == MOTIONS.index("right")
    for path, words in (("1.2 99.1", "is none"), ("", "Carry the digit on the pad first")):
        page = visited("video", {"motion": "Yours", "path": path} if path else {"motion": "Yours"}, TOLD)
        assert words in said(page)


def test_a_reader_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch):
    from explainer.models import motions

    monkeypatch.setattr(motions, "STEPS", 4)
    monkeypatch.setattr(motions, "VALIDATED", 20)
    page = visited("video", {"watcher": "Frames as channels", "watcher-seed": "7"}, TOLD)
    page.button(key="video-run-button").click().run()
    sound(page)
    run = page.session_state["video-run"]
    assert (run.recipe.key, run.recipe.seed) == ("stack", 7)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("video", {"watcher": "Frames as channels"}, {**TOLD, "video-run": run})
    assert np.array_equal(t.weights["stack.conv1.weight"], run.last.weights["0.weight"].numpy())
    assert "Frames as channels, trained here" in [panel.title for column in scene.columns for panel in column]
