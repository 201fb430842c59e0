"""The chapter on the next word, as Streamlit runs it: its text, its question, its words that go on, and what was measured."""

import numpy as np
import pytest

from explainer.data.novels import MOST_CHARACTERS
from explainer.models.store import figures
from explainer.study.keys import suggestions
from explainer.views import next_word
from explainer.views.figures import percent, spread
from explainer.views.panels import Likely, Typing
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, sound, traces_of, visited

TOLD = {"prediction-next-word": Prediction("told")}


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


def keyboard(scene):
    return next(panel for column in scene.columns for panel in column if isinstance(panel, Typing))


def typed(page):
    found = page.query_params["typed"]
    return found if isinstance(found, str) else found[0]


def test_it_opens_on_a_pair_and_the_likeliest_word():
    ((t, scene),) = shown_by("next-word", {}, TOLD)
    assert keyboard(scene).text == f"{next_word.pairs()[0][0]} "
    assert scene.first == f"softmax1[0,{suggestions(t.tensors['softmax1'][0])[0]}]"


def test_when_it_is_answered_the_words_before_change_and_are_as_they_were_where_it_asks_again():
    page = visited("next-word", {})
    one, other = next_word.pairs()[0]
    page.button_group(key="predicted").set_value("Both").run()
    assert "**You said Both: the counter’s stay as they were,** because" in bodies(sound(page))
    assert typed(page) == f"{other} "
    next(b for b in page.button if b.label == "Predict again").click().run()
    assert typed(sound(page)) == f"{one} "


def test_what_somebody_typed_stays_when_the_question_is_answered():
    page = visited("next-word", {"typed": "she was very "})
    page.button_group(key="predicted").set_value("The counter’s").run()
    assert typed(sound(page)) == "she was very "
    assert "**Right: the counter’s stay as they were,**" in bodies(page)


def test_while_it_asks_nothing_that_was_measured_is_told():
    found, page = figures("next-word"), visited("next-word", {})
    assert spread(found["network"]["held out"]["keys saved"]) not in bodies(page)
    assert "What you saw" not in bodies(page)
    ((_, scene),) = shown_by("next-word", {})
    assert keyboard(scene).note == ""


def test_what_was_measured_is_what_stands_there():
    found, page = figures("next-word"), bodies(visited("next-word", {}, TOLD))
    for name in ("first guess right", "among three", "keys saved"):
        assert spread(found["network"]["held out"][name]) in page
        for rival in ("counter", "commonest"):
            assert percent(found["rivals"][rival]["held out"][name]) in page


def test_it_goes_on_by_itself_the_same_way_each_time_and_another_by_another_seed():
    texts = []
    for seed in ("1", "1", "2"):
        page = visited("next-word", {"typed": "she was ", "draw": seed}, TOLD)
        page.button(key="go-on").click().run()
        texts.append(typed(sound(page)))
    assert texts[0] == texts[1] != texts[2]
    assert all(text.startswith("she was") and len(text) > len("she was ") + 8 for text in texts)


def test_a_temperature_in_the_link_bends_and_one_that_is_none_is_said():
    (plain,), (cold,) = (
        traces_of("next-word", {"typed": "she was ", **more}, TOLD) for more in ({}, {"temperature": "0.5"})
    )
    assert cold.tensors["softmax1"].max() > plain.tensors["softmax1"].max()
    np.testing.assert_array_equal(cold.tensors["counter"], plain.tensors["counter"])
    for wrong in ("9", "hot", "nan"):
        assert "The temperature" in said(visited("next-word", {"temperature": wrong}, TOLD))


@pytest.mark.parametrize("text", ["<b>bold</b> `x` ", "שלום עולם ", "🙂 🙂 ", "a " * 300, " ", ", . ;"])
def test_any_text_is_text(text):
    ((t, scene),) = shown_by("next-word", {"typed": text}, TOLD)
    assert len(keyboard(scene).text) <= MOST_CHARACTERS
    assert np.isfinite(t.tensors["softmax1"]).all()


def test_a_network_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch):
    from explainer.views import next_word_runs

    monkeypatch.setattr(next_word_runs, "WriterRecipe", lambda seed: next_word.WriterRecipe(seed, 4))
    page = visited("next-word", {"writer-seed": "7"}, TOLD)
    page.button(key="writer-run-button").click().run()
    sound(page)
    run = page.session_state["writer-run"]
    assert (run.recipe.seed, run.recipe.steps) == (7, 4)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("next-word", {}, {**TOLD, "writer-run": run})
    assert np.array_equal(t.weights["embedding1.weight"], run.last.weights["0.weight"].numpy())
    titles = [panel.title for column in scene.columns for panel in column]
    assert "Its state, trained here" in titles
    assert any(isinstance(panel, Likely) for column in scene.columns for panel in column)
