"""The chapter on sound, as Streamlit runs it: its settings, its question, its readers, a sound of one's own, and what was
measured."""

import io
import wave

import numpy as np
import pytest

from explainer.data.sounds import KINDS as SOUNDS
from explainer.models.sounds import KINDS
from explainer.models.store import figures
from explainer.views.figures import exact, percent
from explainer.views.panels import Bands, Veil
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, sound, traces_of, visited

TOLD = {"prediction-sound": Prediction("told")}


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


def file(seconds=1.0, rate=16_000):
    """A WAV file with a tone that rises."""
    t = np.arange(round(rate * seconds)) / rate
    out = io.BytesIO()
    with wave.open(out, "wb") as into:
        into.setnchannels(1)
        into.setsampwidth(2)
        into.setframerate(rate)
        into.writeframes((20_000 * np.sin(2 * np.pi * (300 * t + 150 * t**2))).astype("<i2").tobytes())
    return out.getvalue()


@pytest.mark.parametrize("kind", ["Rises", "Major chord", "Snare"])
def test_played_backwards_the_same_samples_stand_the_other_way_round(kind):
    (forth,), (back,) = (
        traces_of("sound", {"sound": kind, "sound-played": way}, TOLD) for way in ("Forwards", "Backwards")
    )
    assert np.array_equal(forth.tensors["input"][:, ::-1], back.tensors["input"])
    np.testing.assert_allclose(forth.tensors["heard"][..., ::-1], back.tensors["heard"], atol=1e-4)
    np.testing.assert_allclose(forth.tensors["bag.answer"], back.tensors["bag.answer"], atol=1e-4)
    assert forth.tensors["cnn.answer"].argmax() == SOUNDS.index(kind.lower())


def test_where_the_question_is_answered_the_sound_is_played_backwards_and_who_said_what_is_ringed():
    page = visited("sound", {})
    page.button_group(key="predicted").set_value("Only the GRU").run()
    assert page.query_params["sound-played"] in ("Backwards", ["Backwards"])
    assert "**You said Only the GRU: the CNN says “falls” and the GRU says “falls”,**" in bodies(page)
    ((_, scene),) = shown_by("sound", {"sound-played": "Backwards"}, TOLD)
    assert {mark.tensor for mark in scene.marks} == {f"{kind.key}.answer" for kind in KINDS}
    ((forth, plain),) = shown_by("sound", {}, TOLD)
    assert plain.marks == ()
    for mark in scene.marks:
        assert mark.at == (int(forth.tensors[mark.tensor].argmax()),)


def test_while_it_asks_nothing_backwards_is_told():
    for reader in ("CNN", "GRU", "Bag of columns"):
        ((_, scene),) = shown_by("sound", {"sound-played": "Backwards", "listener": reader})
        assert {f"{kind.key}.answer" for kind in KINDS} <= set(scene.veil)
        over = [panel.tensor for column in scene.columns for panel in column if isinstance(panel, Veil)]
        assert {f"{kind.key}.answer" for kind in KINDS} <= set(over)
    assert "What you saw" not in bodies(visited("sound", {}))


def test_what_was_measured_is_what_stands_there():
    found, page = figures("sound"), bodies(visited("sound", {}, TOLD))
    for kind in KINDS:
        assert exact(found["share right"][kind.key]) in page
        for there in (lambda pitch: pitch > 71, lambda pitch: pitch < 60):
            own = [shares for pitch, shares in found["by pitch"][kind.key].items() if there(int(pitch))]
            assert exact(np.mean(own, axis=0).tolist()) in page
    assert percent(found["nearest average spectrum"], 1) in page


@pytest.mark.parametrize("reader", ["CNN", "GRU", "Bag of columns"])
def test_every_reader_has_its_panels_along_the_same_moments(reader):
    ((t, scene),) = shown_by("sound", {"listener": reader}, TOLD)
    bands = [panel for column in scene.columns for panel in column if isinstance(panel, Bands)]
    assert bands[0].tensor == "heard"
    for panel in bands:
        shape = t.tensors[panel.tensor].shape
        assert (shape[0] if panel.turned else shape[-1]) in (40, 1)
        assert len(panel.rows) in (0, 1, shape[1])


def test_a_file_of_ones_own_is_heard_and_stands_in_for_the_sound():
    page = visited("sound", {}, TOLD)
    page.file_uploader(key="sound-uploaded").set_value(("mine.wav", file(), "audio/wav")).run()
    sound(page)
    assert page.session_state["sound"] == "Yours"
    ((t, scene),) = shown_by("sound", {"sound": "Yours"}, {**TOLD, "own-sound": page.session_state["own-sound"]})
    assert t.tensors["cnn.answer"].argmax() == SOUNDS.index("rises")
    assert "A network always answers" in scene.hint
    assert np.abs(t.tensors["input"]).max() == pytest.approx(0.9, abs=1e-5)


def test_what_the_microphone_gives_goes_the_same_way():
    page = visited("sound", {}, TOLD)
    page.audio_input(key="sound-recorded").set_value(("audio.wav", file(3), "audio/wav")).run()
    sound(page)
    assert page.session_state["sound"] == "Yours"
    assert "its loudest second is read" in said(page)


def test_what_cannot_be_heard_is_said_until_something_can():
    page = visited("sound", {}, TOLD)
    page.file_uploader(key="sound-uploaded").set_value(("mine.wav", b"not one", "audio/wav")).run()
    assert "no WAV file" in page.error[0].value
    assert page.session_state["sound"] == "Rises"
    page.file_uploader(key="sound-uploaded").set_value(("mine.wav", file(), "audio/wav")).run()
    assert not page.error


def test_a_link_to_somebodys_own_sound_is_answered():
    page = visited("sound", {"sound": "Yours"}, TOLD)
    assert "which it cannot carry" in said(page)


def test_a_reader_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch):
    from explainer.models import sounds

    monkeypatch.setattr(sounds, "LEARNED", 40)
    monkeypatch.setattr(sounds, "VALIDATED", 20)
    monkeypatch.setattr(sounds, "BY_KEY", {k.key: sounds.Kind(k.key, k.name, k.make, k.rate, 4) for k in sounds.KINDS})
    for cached in (sounds.to_learn, sounds.held_out):
        cached.cache_clear()
    page = visited("sound", {"listener": "GRU", "listener-seed": "7"}, TOLD)
    page.button(key="sound-run-button").click().run()
    sound(page)
    run = page.session_state["sound-run"]
    assert (run.recipe.key, run.recipe.seed) == ("gru", 7)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("sound", {"listener": "GRU"}, {**TOLD, "sound-run": run})
    assert np.array_equal(t.weights["gru.linear1.weight"], run.last.weights["2.weight"].numpy())
    assert "GRU, trained here" in [panel.title for column in scene.columns for panel in column]
    for cached in (sounds.to_learn, sounds.held_out):
        cached.cache_clear()
