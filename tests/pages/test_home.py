"""Home as Streamlit runs it: every verdict can be asked for, leads to a page that there is and gives torch away."""

import itertools
import re
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explainer.data.choosing.kinds import KINDS
from explainer.data.choosing.questions import QUESTIONS, RULES, verdict
from explainer.models.store import figures
from explainer.server.doors import cut
from explainer.shell.chapters import CHAPTERS, HOME
from explainer.shell.doors import DOORS, DRAWINGS
from explainer.views.choosing import OTHER
from tests.pages.visits import said, sound, visited

ROOT = Path(__file__).parents[2]
URLS = {chapter.url for chapter in CHAPTERS}
TITLES = {chapter.url: chapter.title for chapter in CHAPTERS}


def home(**query):
    app = AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return sound(app.run())


def told(app):
    """The verdict's text."""
    return next(unescape(one.proto.body) for one in app.get("html") if 'class="verdict"' in one.proto.body)


def leads(app):
    """The page that the verdict leads to, and how its link is called."""
    (link,) = [one.proto for one in app.get("page_link") if one.proto.label.endswith("→")]
    return link.page, link.label


def it_says(app, expected):
    assert expected.said in told(app)
    assert expected.reason in told(app)
    assert expected.beat in told(app)
    assert expected.today in told(app)
    url, label = leads(app)
    there = [page for page in expected.pages if page in URLS]
    assert url == there[0], "the first of its pages that there is"
    assert TITLES[url] in label
    assert label.startswith("Open") == (expected.pages[0] == url), "one that is only the nearest says so"


def test_every_kind_can_be_asked_for_and_leads_on():
    app = home()
    assert app.title[0].value == HOME
    for kind in KINDS:
        it_says(app.button_group(key="have").set_value(kind.name).run(), kind.verdict)
        sound(app)


def test_every_answer_to_the_three_questions_can_be_given_and_leads_on():
    app = home(have="else")
    found = []
    for answers in itertools.product(*(question.options for question in QUESTIONS)):
        for question, answer in zip(QUESTIONS, answers, strict=True):
            asked = {group.key for group in app.button_group}
            if question.key in asked:
                sound(app.button_group(key=question.key).set_value(answer).run())
        shown = QUESTIONS[-1].key in {group.key for group in app.button_group}
        assert shown == (len({verdict(*answers[:2], much) for much in QUESTIONS[-1].options}) > 1), (
            "what decides is asked"
        )
        it_says(app, verdict(*answers))
        found.append(verdict(*answers))
    assert {id(one) for one in found} == {id(rule.verdict) for rule in RULES}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_verdict_has_a_page_already(kind):
    assert URLS & set(kind.verdict.pages)


def test_a_kind_in_the_link_is_shown_and_one_that_there_is_not_is_said():
    assert KINDS[0].verdict.reason in told(home(have=KINDS[0].key))
    wrong = home(have="porridge")
    assert "“porridge” is not among the choices; showing Genome" in said(wrong)
    assert next(kind for kind in KINDS if kind.name == "Genome").verdict.reason in told(wrong)


def test_figures_beside_a_verdict_are_those_of_the_file():
    seeds = figures("readers")["share right"]["conv"]["pairs"]
    shown = re.search(r"<span>1-D CNN</span>.*?<b>(\d+)\s%</b>", told(home(have="Opinion")), re.DOTALL)
    assert int(shown[1]) == pytest.approx(100 * sum(seeds) / len(seeds), abs=0.5)
    assert "figure" not in told(home(have="Prices")), "and none where nothing was measured"
    assert "figure" not in told(home(have=OTHER, near="No", before="Yes", much="Short"))


def test_every_chapter_has_a_door_and_every_drawing_a_chapter():
    assert [door.url for door in DOORS] == [chapter.url for chapter in CHAPTERS]
    assert set(DRAWINGS) <= URLS


@pytest.mark.parametrize("url", DRAWINGS)
def test_what_a_door_draws_is_in_what_its_chapter_shows_first(url):
    payload = visited(url, {}).get("bidi_component")[0].proto.bytes
    drawn = DRAWINGS[url].tensors
    assert 0 < len(cut(payload, drawn)) < len(payload)
    with pytest.raises(LookupError):
        cut(payload, drawn | {"nothing"})
