"""The page that paints: what is opened, by links and by hand, and what is said of it."""

import numpy as np
import pytest

from explainer.core.words import number
from explainer.data.pictures import sample
from explainer.models import store
from explainer.views.painted_slowly import TOGETHER, WANTED
from explainer.views.painting import OPENED, OPENED_SIDE, SIDE
from tests.pages.visits import said, shown_by, sound, visited

SLOW = {"style-show": "The slow way"}


def table(app):
    return next(one.proto.body for one in app.get("html") if "read-table" in one.proto.body)


def skipped(app):
    return sound(next(one for one in app.button if one.label == "Skip").click().run())


@pytest.mark.parametrize("query", [{}, {"style-show": "Colours only"}, {"style": "Hatching", "at": "192,1"}])
def test_what_is_opened_is_a_part_of_the_painting_and_of_the_picture(query):
    ((t, scene),) = shown_by("style", query)
    top, left, *_ = next(p.outline for column in scene.columns for p in column if p.tensor == "painted")
    there = t.tensors["painted"][:, top : top + OPENED_SIDE, left : left + OPENED_SIDE]
    np.testing.assert_allclose(t.tensors[OPENED], there, atol=1e-5)
    for cell in ((0, 0, 0), (1, 5, 7), (2, 11, 11)):
        assert t.explain(OPENED, cell).total == pytest.approx(float(t.tensors[OPENED][cell]), abs=1e-4)
    for cell in ((0, 0, 0), (2, *(side - 1 for side in t.tensors["input"].shape[1:]))):
        assert t.explain("input", cell).total == pytest.approx(float(t.tensors["input"][cell]))


def test_a_pressed_pixel_of_the_painting_is_opened_and_stays_in_the_link():
    app = visited("style", {"cell": "painted[2,100,30]"})
    assert app.query_params["at"] == "101,31"
    assert app.query_params["cell"] == f"{OPENED}[2,6,6]"
    app = visited("style", {"cell": f"painted[1,{SIDE - 1},0]"})
    assert app.query_params["cell"] == f"{OPENED}[1,11,0]"


@pytest.mark.parametrize("bad", ["0,5", "193,1", "a", "1,2,3", "9" * 50])
def test_a_pixel_that_there_is_none_of_is_replaced_and_said(bad):
    app = visited("style", {"at": bad})
    assert "There is no painted pixel" in said(app)
    assert "at" not in app.query_params


def test_what_two_filters_do_together_adds_up_and_the_styles_stands_beside_it():
    ((t, scene),) = shown_by("style", SLOW)
    flat = t.tensors["relu1"].reshape(32, -1)
    np.testing.assert_allclose(t.tensors[TOGETHER], np.cov(flat, bias=True), atol=1e-4)
    for cell in ((0, 0), (3, 17), (31, 2)):
        assert t.explain(TOGETHER, cell).total == pytest.approx(float(t.tensors[TOGETHER][cell]), abs=1e-4)
    assert t.tensors[WANTED].shape == t.tensors[TOGETHER].shape
    assert scene.checkpoints.weights == ("canvas",)


def test_any_picture_is_a_style_ones_own_too():
    own = np.ascontiguousarray(sample("Coins")[::-1])
    ((t, _),) = shown_by("style", {**SLOW, "like": "Your own"}, {"own-picture": own})
    ((other, _),) = shown_by("style", {**SLOW, "like": "Strokes"}, {"own-picture": own})
    assert not np.allclose(t.tensors[WANTED], other.tensors[WANTED])
    assert np.allclose(t.tensors["like"].mean(), own.mean() / 255, atol=0.01)


def test_an_own_style_that_a_link_cannot_carry_is_replaced_and_said():
    app = visited("style", {**SLOW, "like": "Your own"})
    assert "somebody’s own" in said(app)


def test_what_was_measured_waits_for_the_answer_and_is_what_ships():
    app = visited("style", {"style": "Mosaic"})
    assert not any("read-table" in one.proto.body for one in app.get("html"))
    told = table(skipped(app))
    found = store.figures("style")["styles"]["Mosaic"]
    means = [sum(run["style"]) / len(run["style"]) for run in found["painter"]]
    assert f"{number(min(means))} to {number(max(means))}" in told
    colours = found["colours"]["style"]
    assert number(sum(colours) / len(colours)) in told


def test_halves_that_change_places_are_noticed_by_content_alone():
    app = skipped(visited("style", SLOW))
    (told,) = [one.value for one in app.markdown if one.value.startswith("**From nothing the content loss")]
    assert "which answers go together" in told
