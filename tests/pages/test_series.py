"""The chapter on series, as Streamlit runs it: the bet on prices, what is said of the rest, and a visitor's own numbers."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.data.number_files import Numbers
from explainer.data.series import SHARES
from explainer.models import series as models
from explainer.models.series import KINDS, OWN, SeriesRecipe
from explainer.models.store import figures
from explainer.views import series as view
from explainer.views.panels import Timeline
from explainer.views.prediction import Prediction
from explainer.views.series import WATCHED
from tests.pages.visits import said, shown_by, sound, visited

TOLD = {"prediction-series": Prediction("told")}
WALK = np.random.default_rng(0).normal(size=400).cumsum() + 50
MINE = {
    "own-numbers": Numbers(WALK, "[x](https://example.org) <b>", ("Commas were read as decimal points.",)),
    "what": "Your own",
}


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


def timelines(scene):
    return [panel for column in scene.columns for panel in column if isinstance(panel, Timeline)]


@pytest.mark.parametrize("share", SHARES)
def test_two_curves_without_a_name_then_with_one(share):
    ((_, asked),) = shown_by("series", {"share": share})
    a, b = timelines(asked)
    assert (a.title, b.title) == ("A", "B")
    assert {line.name for panel in (a, b) for line in panel.lines} == {""}
    assert {"foreseen1", "linear1"} <= set(asked.veil)
    ((t, told),) = shown_by("series", {"share": share}, TOLD)
    (along,) = timelines(told)
    named = {line.name[3:]: line for line in along.lines}
    letters = {line.name[0]: line for line in along.lines}
    assert [letters[name].values for name in "AB"] == [panel.lines[0].values for panel in (a, b)]
    last = named["yesterday’s price"]
    prices = t.tensors["series"][last.begin - 1 :][: len(last.values)]
    np.testing.assert_allclose(last.values, prices, rtol=1e-4)
    assert not np.allclose(named["the network"].values, last.values, rtol=1e-5)


def test_who_answers_sees_the_curves_moved_back_by_a_day():
    page = visited("series", {})
    own = view.network_is("Apple")
    page.button_group(key="predicted").set_value(own).run()
    assert f"**Right: {own} is the network’s" in bodies(page)
    assert "What you saw" in bodies(page)
    assert "Moved back" in str(page.query_params["curves"])
    ((_, scene),) = shown_by("series", {"curves": "Moved back"}, TOLD)
    assert timelines(scene)[0].moved == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_the_forecast_on_the_stage_is_the_one_the_curve_shows(kind):
    for moment in ("", {"shares": "2011-04-20", "temperature": "2013-11-08T05", "sunspots": "1980"}[kind.key]):
        query = {"what": kind.name} | ({"moment": moment} if moment else {})
        ((t, scene),) = shown_by("series", query, TOLD)
        (along,) = timelines(scene)
        end = int(t.weights["window1.places"][-1])
        assert end in along.ends
        k = kind.ahead.index(WATCHED[kind.key])
        network = along.lines[0]
        assert network.values[end + kind.ahead[k] - network.begin] == pytest.approx(t.tensors["foreseen1"][k], rel=1e-3)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"moment": "tomorrow"}, "is no moment"),
        ({"moment": "1850-01-01"}, "cannot stand at"),
        ({"what": "Your own"}, "numbers of somebody’s own"),
        ({"what": "Lottery"}, "not among the choices"),
    ],
)
def test_what_a_link_cannot_mean_is_said(query, words):
    assert words in said(visited("series", query, TOLD))


def test_what_was_measured_is_what_stands_there_but_not_while_it_asks():
    for kind in KINDS:
        found = figures("series")["kinds"][kind.key]
        off = [found["rivals"][name][k] for name in found["rivals"] for k in range(len(kind.ahead))]
        cells = [f"{v:.2f}" if kind.key != "sunspots" else f"{v:.1f}" for v in off]
        told, asks = (
            bodies(visited("series", {"what": kind.name}, TOLD)),
            bodies(visited("series", {"what": kind.name})),
        )
        assert all(cell in told for cell in cells)
        assert not any(f">{cell}" in asks for cell in cells)
        assert "What you saw" not in asks


def test_a_visitors_numbers_are_learned_and_measured_and_their_words_are_text(monkeypatch):
    monkeypatch.setattr(models, "OWN", replace(OWN, steps=6))
    page = visited("series", {}, TOLD | MINE)
    assert "By how much each is off" in bodies(page)
    page.button(key="series-run-button").click().run()
    sound(page)
    run = page.session_state["series-run"]
    np.testing.assert_array_equal(run.recipe.values, WALK)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("series", {}, TOLD | MINE | {"series-run": run})
    np.testing.assert_array_equal(t.weights["gru1.weight_hh_l0"], run.last.weights["0.weight_hh_l0"].numpy())
    np.testing.assert_allclose(
        t.tensors["series"], WALK[-len(t.tensors["series"]) :][: len(t.tensors["series"])], rtol=1e-5
    )
    assert len(timelines(scene)) == 1
    assert "](https://example.org)" not in "\n".join(one.value for one in page.markdown)


def test_a_network_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch):
    monkeypatch.setitem(models.BY_KEY, "sunspots", replace(models.BY_KEY["sunspots"], steps=4))
    page = visited("series", {"what": "Sunspots", "series-seed": "7"}, TOLD)
    page.button(key="series-run-button").click().run()
    sound(page)
    run = page.session_state["series-run"]
    assert run.recipe == SeriesRecipe("sunspots", 7)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("series", {"what": "Sunspots"}, {**TOLD, "series-run": run})
    assert np.array_equal(t.weights["gru1.weight_ih_l0"], run.last.weights["0.weight_ih_l0"].numpy())
    assert "Foretold, trained here" in [panel.title for column in scene.columns for panel in column]
