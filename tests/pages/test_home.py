"""Home as Streamlit runs it: every verdict can be asked for, leads to a page that there is and gives torch away."""

import itertools
import json
import re
from pathlib import Path

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest

from explainer.data.assets import Unusable
from explainer.data.choosing.kinds import KINDS
from explainer.data.choosing.questions import QUESTIONS, RULES, verdict
from explainer.data.choosing.starts import STARTS
from explainer.models.store import figures
from explainer.server.doors import cut
from explainer.shell.chapters import CHAPTERS, HOME
from explainer.shell.doors import DOORS, DRAWINGS
from explainer.views.choosing import MEASURED, OTHER
from tests.pages.visits import failures, said, sound, visited

ROOT = Path(__file__).parents[2]
URLS = {chapter.url for chapter in CHAPTERS}
TITLES = {chapter.url: chapter.title for chapter in CHAPTERS}


def home(**query):
    app = AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return sound(app.run())


def tell(app, told):
    """What the browser says of its choice, and the run that follows."""
    (component,) = [one.proto for one in app.get("bidi_component")]
    state = WidgetState(id=component.id, json_value=json.dumps({"chosen": told}))
    sound(app._run(WidgetStates(widgets=[state])))


def sent(app):
    """What the browser is told: all that there is to choose, and what is chosen."""
    (one,) = [one.proto for one in app.get("bidi_component")]
    data = json.loads(one.json)
    return data["choice"], data["chosen"]


def found(choice, chosen):
    """The verdict that the browser comes to (``stage/doors/choosing.js``), what it asks, and what it shows as measured."""
    have, *questions = choice["asked"]
    now = chosen["now"]
    kind = choice["kinds"][have["options"].index(now[have["key"]])]
    (answer,) = [one for one in choice["answers"] if one["given"] == [now[q["key"]] for q in questions]]
    if "verdict" in kind:
        return choice["verdicts"][kind["verdict"]], [], kind.get("measured")
    return choice["verdicts"][answer["verdict"]], answer["asks"], kind.get("measured")


def it_says(choice, told, expected):
    assert [told[key] for key in ("said", "reason", "beat", "today")] == [
        expected.said,
        expected.reason,
        expected.beat,
        expected.today,
    ]
    assert choice["starts"][told["start"]] == STARTS[expected.start]
    url, label = told["way"]["url"], told["way"]["text"]
    there = [page for page in expected.pages if page in URLS]
    assert url == there[0], "the first of its pages that there is"
    assert TITLES[url] in label
    assert label.startswith("Open") == (expected.pages[0] == url), "one that is only the nearest says so"


def test_every_kind_can_be_chosen_and_leads_on():
    app = home()
    assert app.title[0].value == HOME
    choice, chosen = sent(app)
    assert choice["asked"][0]["options"] == [*(kind.name for kind in KINDS), OTHER]
    for kind in KINDS:
        it_says(choice, found(choice, {"now": {**chosen["now"], "have": kind.name}})[0], kind.verdict)


def test_every_answer_to_the_three_questions_can_be_given_and_leads_on():
    choice, _ = sent(home(have="else"))
    names = [question.key for question in QUESTIONS]
    for answers in itertools.product(*(question.options for question in QUESTIONS)):
        told, asks, measured = found(choice, {"now": {"have": OTHER, **dict(zip(names, answers, strict=True))}})
        decides = len({verdict(*answers[:2], much) for much in QUESTIONS[-1].options}) > 1
        assert asks == (names if decides else names[:2]), "what decides is asked"
        assert measured is None
        it_says(choice, told, verdict(*answers))
    assert len(choice["verdicts"]) == len(KINDS) + len(RULES), "each is said once"


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_verdict_has_a_page_already(kind):
    assert URLS & set(kind.verdict.pages)


def test_a_kind_in_the_link_is_shown_and_one_that_there_is_not_is_said():
    assert sent(home(have=KINDS[0].key))[1]["now"]["have"] == KINDS[0].name
    wrong = home(have="porridge", near="No", much="hardly")
    assert "“porridge” is not among the choices; showing Genome" in said(wrong)
    assert "“hardly” is not among the choices; showing Short" in said(wrong)
    assert sent(wrong)[1]["now"] == {"have": "Genome", "near": "No", "before": "Yes", "much": "Short"}
    assert dict(wrong.query_params) == {"near": "No"}


def test_what_was_chosen_in_the_browser_is_in_the_link_and_stays_in_the_session():
    app = home()
    tell(app, {"n": 2, "now": {"have": "Prices", "near": "No"}})
    assert dict(app.query_params) == {"have": "Prices", "near": "No"}
    chosen = sent(app)[1]
    assert chosen["heard"] == 2
    assert chosen["now"] == {"have": "Prices", "near": "No", "before": "Yes", "much": "Short"}
    tell(app, {"n": 1, "now": {"have": "Photo"}})
    assert sent(app)[1] == chosen, "what comes late is older"
    tell(app, {"n": 3, "now": {"have": "Genome", "near": "Yes"}})
    assert dict(app.query_params) == {}, "what is so to begin with is in no link"


@pytest.mark.parametrize(
    "told",
    [
        None,
        "Photo",
        {},
        {"n": 1},
        {"n": True, "now": {"have": "Photo"}},
        {"n": 2**60, "now": {"have": "Photo"}},
        {"n": 1, "now": ["Photo"]},
        {"n": 1, "now": {"have": "porridge", "near": 7, "much": None, "session": "x"}},
    ],
    ids=repr,
)
def test_what_no_browser_of_ours_says_changes_nothing(told):
    app = home()
    before = sent(app)[1]["now"]
    tell(app, told)
    assert sent(app)[1]["now"] == before
    assert dict(app.query_params) == {}


def test_figures_beside_a_verdict_are_those_of_the_file():
    choice, chosen = sent(home(have="Opinion"))
    seeds = figures("readers")["share right"]["conv"]["pairs"]
    *_, measured = found(choice, chosen)
    (bar,) = [bar for bar in measured["bars"] if bar["name"] == "1-D CNN"]
    assert bar["share"] == pytest.approx(sum(seeds) / len(seeds), abs=1e-3)
    assert int(re.match(r"\d+", bar["said"])[0]) == pytest.approx(100 * bar["share"], abs=0.5)
    assert found(*sent(home(have="Prices")))[2] is None, "and none where nothing was measured"


def test_home_stands_without_what_was_measured_and_says_so(monkeypatch):
    def lacks():
        raise Unusable("A file is not there.")

    monkeypatch.setitem(MEASURED, "opinion", lacks)
    app = AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60).run()
    (lacking,) = failures(app)
    assert lacking.startswith("A file is not there.")
    assert not any("measured" in kind for kind in sent(app)[0]["kinds"])


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
