"""The chapter on translation, as Streamlit runs it: its sentence, its question, its searches and what was measured."""

import numpy as np
import pytest

from explainer.data.translation import french, thought, written
from explainer.models.store import figures
from explainer.models.translation import BY_KEY, KINDS, weights_of
from explainer.views.figures import percent, spread
from explainer.views.panels import Choices, Threads
from explainer.views.prediction import Prediction
from explainer.views.translation import PREPARED
from tests.pages.visits import said, shown_by, sound, visited

TOLD = {"prediction-translation": Prediction("told")}


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


def panel_of(scene, kind):
    (found,) = [panel for column in scene.columns for panel in column if isinstance(panel, kind)]
    return found


def test_every_prepared_sentence_is_of_this_world():
    assert all(thought(one.split()) for one in PREPARED)


@pytest.mark.parametrize("key", BY_KEY)
def test_each_french_word_has_a_column_and_what_is_wrong_is_marked(key):
    for one in PREPARED[:4]:
        ((t, scene),) = shown_by("translation", {"english": one, "looking": BY_KEY[key].name}, TOLD)
        threads = panel_of(scene, Threads)
        assert threads.words == (*one.split(), ".")
        assert len(threads.said) == len(t.tensors["decoder.h"])
        assert (threads.looks in t.tensors) == BY_KEY[key].attends
        right = threads.said == french(thought(one.split()))
        assert (threads.note == "That is right, to the last word.") == right
        assert right or threads.marked or written(french(thought(one.split()))) in threads.note


def test_words_that_are_not_of_its_world_are_marked_and_said_and_none_is_dropped():
    ((_, scene),) = shown_by("translation", {"english": "The dragon doesn't see <b>my</b> cat!"}, TOLD)
    threads = panel_of(scene, Threads)
    assert threads.words[:5] == ("the", "dragon", "does", "not", "see")
    assert threads.words[-2:] == ("cat", ".")
    assert {threads.words[k] for k in threads.unknown} >= {"dragon", "b"}
    assert "“dragon”" in said(visited("translation", {"english": "the dragon sees my cat"}, TOLD))
    other = "the cat the dog"
    assert "built like this one" in said(visited("translation", {"english": other}, TOLD))
    assert "There are no words in it" in said(visited("translation", {"english": "..."}, TOLD))
    assert "first 20 words" in said(visited("translation", {"english": "cat " * 30}, TOLD))


def test_a_beam_keeps_three_beginnings_after_every_word():
    ((t, scene),) = shown_by("translation", {"search": "Beam 3"}, TOLD)
    kept = panel_of(scene, Choices).kept
    assert len(kept) >= len(t.tensors["next"])
    for step in kept:
        assert len(step) == 3
        assert [share for _, share in step] == sorted((share for _, share in step), reverse=True)
    chosen = panel_of(scene, Choices).chosen
    shares = np.prod([t.tensors["next"][s, k] for s, k in enumerate(chosen)])
    assert kept[len(chosen) - 1][0][1] == pytest.approx(shares, rel=1e-3)
    ((_, plain),) = shown_by("translation", {}, TOLD)
    assert panel_of(plain, Choices).kept is None


def test_while_it_asks_nobody_is_told_where_a_word_looks():
    ((_, scene),) = shown_by("translation", {})
    assert {"attention", "scores"} <= set(scene.veil)
    assert not scene.first.startswith("attention")
    page = visited("translation", {})
    assert "What you saw" not in bodies(page)
    page.button_group(key="predicted").set_value("my").run()
    sound(page)
    assert "my: “" in bodies(page)


def test_what_was_measured_is_what_stands_there():
    found, page = figures("translation"), bodies(visited("translation", {}, TOLD))
    for kind in KINDS:
        for search in ("greedy", "beam"):
            assert spread(found["share right"][kind.key][search]) in page
        assert f"{weights_of(kind.key):,}" in page
    assert all(percent(share, 1) in page for share in found["rival"]["share right"].values())
    assert spread(found["looks at its own word"]) in page


def test_a_translator_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch):
    from explainer.models import translation

    monkeypatch.setattr(translation, "STEPS", 4)
    monkeypatch.setattr(translation, "VALIDATED", 20)
    page = visited("translation", {"translation-seed": "7"}, TOLD)
    page.button(key="translation-run-button").click().run()
    sound(page)
    run = page.session_state["translation-run"]
    assert (run.recipe.key, run.recipe.seed) == ("attention", 7)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, _),) = shown_by("translation", {}, {**TOLD, "translation-run": run})
    assert np.array_equal(t.weights["encoder.weight_ih_l0"], run.last.weights["1.weight_ih_l0"].numpy())
