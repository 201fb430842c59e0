"""What a page asks has the answer that somebody else finds who computes it anew from what is on screen, whatever is set there;
and whoever skips is told it as well, with a reason."""

import importlib
import random
import re

import pytest

from explainer.shell.chapters import STAGED
from explainer.views import component, prediction
from explainer.views.controls import Setting
from explainer.views.prediction import SKIPPED, Truth
from explainer.views.scene import Mark
from explainer.views.translation import PREPARED
from tests.pages import asked_of_layers, asked_of_uses
from tests.pages.visits import visited

WALKS = 6
SENTENCES = (
    "France is where I grew up, but now I live in Boston. I speak fluent",
    "I live in Spain, but Greece is where I grew up. I speak fluent",
    "Now I live and work in Japan, but I grew up in Italy. I speak fluent",
    "Poland is where I grew up, but Poland and Turkey are cold. I speak fluent",
    "The food was not good, it was bad",
    "Germany",
)


@pytest.fixture
def asked(monkeypatch):
    """Open a page and give back what it asks: question, options and truth, and the trace and the scene on its stage."""
    found = {}
    predicts, packs = prediction.predict, component.pack

    def predict(now, question, options, truth, *rest, **named):
        found.update(question=question, options=tuple(options), truth=truth)
        predicts(now, question, options, truth, *rest, **named)

    def pack(trace, scene, *rest):
        found.update(t=trace, scene=scene)
        return packs(trace, scene, *rest)

    monkeypatch.setattr(prediction, "predict", predict)
    monkeypatch.setattr(component, "pack", pack)

    def go(page, query, session=None):
        found.clear()
        found["page"] = visited(page, query, session)
        return dict(found)

    return go


def settings(page, rng):
    """A link with a value drawn for every setting of the page."""
    of = importlib.import_module(f"explainer.views.{page.replace('-', '_')}").SETTINGS
    return {s.key: str(rng.choice(s.options)) for s in of if isinstance(s, Setting)}


ANSWERS = asked_of_layers.ANSWERS | asked_of_uses.ANSWERS


@pytest.mark.parametrize("page", ANSWERS)
def test_the_key_is_what_is_on_screen_whatever_is_set(asked, page):
    rng = random.Random(page)
    for k in range(WALKS):
        query = settings(page, rng)
        if page in ("sequences", "unroll", "gates", "same-bag"):
            query["sentence"] = SENTENCES[k]
        if page == "gates":
            query["hold"] = "None"
        if page == "translation":
            query["english"] = PREPARED[k]
        here = asked(page, query)
        truth = here["truth"]
        assert truth.right == ANSWERS[page](here, query), query
        tells_everybody(here["options"], truth)


def test_of_two_kernels_every_answer_can_be_the_key(asked):
    """From no cell to nearly all, in colour and with other kernels than those that have names, too."""
    plain = {"size": "3", "seed": "1", "colours": "Grey", "relu-show": "Two kernels", "second": "Laplacian"}
    keys = set()
    for query in (
        {"picture": "Cat", "kernel": "Blur"},
        {"picture": "Dot", "kernel": "Vertical edges"},
        {"picture": "Cat", "kernel": "Vertical edges", "second": "Identity"},
        {"picture": "Stripes", "kernel": "Emboss"},
        {"picture": "Cat", "kernel": "Outline"},
        {"picture": "Cat", "kernel": "Random", "colours": "Colour", "seed": "7", "second": "Blur"},
    ):
        here = asked("relu", plain | query)
        keys.add(here["truth"].right)
        assert here["truth"].right == asked_of_layers.between(here, plain | query), query
    assert keys == set(here["options"])


def tells_everybody(options, truth):
    assert len(set(options)) == len(options) > 1
    assert {truth.right, *truth.also} <= set(options)
    assert truth.sentence(SKIPPED).startswith(f"**{truth.told[0].upper()}{truth.told[1:]},** because ")
    for option in options:
        first = "Right: " if truth.grants(option) else f"You said {option}: "
        assert truth.sentence(option).startswith(f"**{first}{truth.told},** because {truth.reason}")
    assert re.search(r"\w.*\.$", truth.reason)


def test_every_page_is_asked_for():
    """What the digit network keeps of a hundred is counted anew in test_moved_pages.py."""
    assert {*ANSWERS, "network"} == {chapter.url for chapter in STAGED}


@pytest.mark.parametrize("page", [chapter.url for chapter in STAGED])
def test_skip_tells_too(asked, page):
    here = asked(page, {})
    app = here["page"]
    next(b for b in app.button if b.label == "Skip").click().run()
    assert here["truth"].sentence(SKIPPED) in [one.value for one in app.markdown]


def test_what_was_said_about_other_settings_is_said_no_more(asked):
    app = asked("convolution", {})["page"]
    next(b for b in app.button if b.label == "Skip").click().run()
    assert any(one.value.startswith("**The map is 24 × 24,** because ") for one in app.markdown)
    app.session_state["stride"] = 2
    app.run()
    assert not [one for one in app.markdown if " × " in one.value and "because" in one.value]
    assert any(b.label == "Next: where will it light up?" for b in app.button)


def test_an_answer_that_is_right_in_substance_is_right():
    truth = Truth("Yes", "it is still 3", "so it is.", also=("Less surely",))
    assert truth.sentence("Less surely") == "**Right: it is still 3,** because so it is."
    assert truth.sentence("No") == "**You said No: it is still 3,** because so it is."
    assert truth.sentence(SKIPPED) == "**It is still 3,** because so it is."


def test_a_guess_is_marked_at_the_panel_or_where_the_truth_stands():
    at, other = ("input", (4,)), ("input", (7,))
    assert Truth("17", "", "", on="input").note("3") == "You said 3"
    assert Truth("17", "", "", on="input").note("17") == "17, as you said"
    assert Truth("17", "", "", on="input").note(SKIPPED) == ""
    ringed = Truth("17", "", "", at=at, places={"17": at, "3": other})
    assert ringed.marks("3") == (Mark(*other, "your guess", dashed=True), Mark(*at, "17"))
    assert ringed.marks("17") == (Mark(*at, "17, as you said"),)
    assert ringed.marks("9") == (Mark(*at, "17; you said 9"),)
    assert ringed.marks(SKIPPED) == (Mark(*at, "17"),)
    assert ringed.note("3") == ""
