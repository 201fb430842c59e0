"""What is said of both families follows what was measured, and one seed runs here as it was measured."""

import json
import struct

import pytest

from explainer.core.words import percent
from explainer.data.pairs import PAIRS
from explainer.models import store
from explainer.models.comparing.digits import RIVALS
from explainer.models.comparing.sentences import SentenceRecipe
from explainer.models.readers import KINDS
from explainer.shell.doors import DRAWINGS
from explainer.views.comparing import facts, table
from explainer.views.figures import spread
from explainer.views.runs import Run
from tests.pages.visits import visited

TABLE = {"compare-show": "The table"}


def told(app):
    """What the component is given, and the tensors' shapes."""
    (component,) = [one.proto for one in app.get("bidi_component") if one.proto.component_name == "pictured"]
    payload = component.bytes
    (size,) = struct.unpack_from("<I", payload)
    header = json.loads(payload[4 : 4 + size])
    return header["scene"], {row["name"]: row["shape"] for row in header["tensors"]}


@pytest.fixture
def changed(monkeypatch):
    """Other figures than those that ship."""

    def change(how):
        others = {name: json.loads(json.dumps(store.figures(name))) for name in ("comparing", "readers")}
        how(others)
        monkeypatch.setattr(facts, "figures", lambda name: others[name])

    return change


def test_every_claim_has_what_was_measured_and_says_what_holds():
    scene, shapes = told(visited("compare", {}))
    assert [claim["verdict"] for claim in scene["claims"]] == ["Too simple", "Half true", "Wrong", "True", "Loose"]
    for claim in scene["claims"]:
        assert claim["measured"], claim["said"]
        assert claim["reason"].endswith(".")
    drawn = {
        part["tensor"]
        for claim in scene["claims"]
        for one in claim["measured"]
        if one["kind"] == "drawn"
        for part in one["drawing"]["parts"]
    }
    assert drawn <= shapes.keys()
    assert (shapes["map"], shapes["larger map"]) == ([24, 24], [38, 50])
    assert DRAWINGS["compare"].tensors <= shapes.keys()


def test_the_dots_are_the_seeds_that_were_measured():
    scene, _ = told(visited("compare", {}))
    pictures, texts = (one["rows"] for one in scene["claims"][0]["measured"] if one["kind"] == "spread")
    by_digits = store.figures("comparing")["digits"]["by digits"]
    assert [row["shares"] for row in pictures] == [by_digits[key]["8500"] for key in ("cnn", "lstm", "rnn")]
    right = store.figures("readers")["share right"]
    assert [row["shares"] for row in texts] == [right[key]["pairs"] for key in ("conv", "rnn", "bag")]


def test_what_is_said_of_power_follows_the_figures(changed):
    def better(others):
        others["comparing"]["digits"]["by digits"]["lstm"]["8500"] = [0.99] * 5
        for key, share in (("conv", 0.5), ("lstm", 0.9)):
            others["readers"]["share right"][key]["majority"] = [share] * 5
            others["readers"]["share right"][key]["shapes"] = [share] * 5

    changed(better)
    claim = told(visited("compare", {}))[0]["claims"][2]
    assert claim["verdict"] == "Not shown"
    assert claim["reason"].startswith("The loop on digits, new shapes of sentence")
    assert "CNN leads" not in claim["reason"]


@pytest.mark.parametrize(
    ("cnn", "loop", "ahead"),
    [([0.9, 0.95], [0.8, 0.89], "CNN"), ([0.9], [0.9], "level"), ([0.7, 0.9], [0.8], "level"), ([0.1], [0.2], "loop")],
)
def test_one_is_ahead_where_its_worst_seed_beats_the_others_best(cnn, loop, ahead):
    assert facts.ahead(cnn, loop) == ahead


def table_of(app, label="Networks and what was measured of them"):
    (body,) = [one.proto.body for one in app.get("html") if f'aria-label="{label}"' in one.proto.body]
    return body.split("</style>")[1]


NETWORKS = {"Digits": [one.name for one in RIVALS.values()], "New pairs of words": [one.name for one in KINDS]}


@pytest.mark.parametrize(("task", "names"), NETWORKS.items())
def test_the_table_has_every_network_with_a_dot_for_each_seed(task, names):
    rows = table_of(visited("compare", {**TABLE, "compare-task": task})).split("<tbody>")[1].split("</tr>")[:-1]
    assert len(rows) == len(names)
    for row, name in zip(rows, names, strict=True):
        assert f"<strong>{name}</strong>" in row
        assert (row.count('class="own"'), row.count('class="other"'), row.count('class="here"')) == (5, 5, 0)


def what_you_saw(**query):
    return next(one.value for one in visited("compare", {**TABLE, **query}).markdown if "What you saw" in one.value)


def test_the_whole_table_has_every_task_that_the_claim_names():
    names = [row["name"] for row in told(visited("compare", {}))[0]["claims"][2]["measured"][0]["rows"]]
    rows = (
        table_of(visited("compare", TABLE), "A CNN and an LSTM, task by task").split("<tbody>")[1].split("</tr>")[:-1]
    )
    assert len(rows) == len(names)
    assert all(f"<strong>{name}</strong>" in row for name, row in zip(names, rows, strict=True))


@pytest.mark.parametrize("task", table.TASKS)
def test_a_tie_is_told_as_one(task, changed):
    key = table.TASKS[task]
    if key == "digits":
        assert "tie" not in what_you_saw(**{"compare-task": task})
        return
    right = store.figures("readers")["share right"]
    said = what_you_saw(**{"compare-task": task})
    full = [kind.name for kind in KINDS if {percent(share) for share in right[kind.key][key]} == {percent(1)}]
    assert len(full) > 1
    first = said.partition(";")[0]
    assert f" tie at {percent(1)}: " in first
    assert [f"the {kind.name}" in first for kind in KINDS].count(True) >= len(full)
    assert all(f"the {name}" in first for name in full)

    def one_better(others):
        for kind in KINDS:
            others["readers"]["share right"][kind.key][key] = [0.9 if kind.key == "gru" else 0.5] * 5

    changed(one_better)
    assert f"Most often right here is the GRU, {percent(0.9)}." in what_you_saw(**{"compare-task": task})


def test_why_an_lstm_is_cheap_is_said_only_where_it_is(changed):
    words = {**TABLE, "compare-task": "New pairs of words"}
    assert any(
        "LSTM, with most to multiply, is the cheapest loop" in one.value for one in visited("compare", words).caption
    )

    def slow(others):
        others["comparing"]["times"]["by words"]["lstm"]["answer, µs"][-1] = 1e9

    changed(slow)
    assert not any("cheapest loop" in one.value for one in visited("compare", words).caption)


def test_what_is_left_without_order_follows_the_figures(changed):
    pairs = {"compare-task": "New pairs of words"}
    assert "no better than a coin" in what_you_saw(**pairs)
    assert "no better than a coin" not in what_you_saw(**{"compare-task": "Which opinion prevails"})

    def still(others):
        others["comparing"]["sentences"]["shuffled"]["each"]["pairs"]["rnn"] = [0.8] * 5

    changed(still)
    assert "no better than a coin" not in what_you_saw(**pairs)


def test_whom_a_shuffle_helps_and_whom_it_costs_follows_the_figures(changed):
    said = what_you_saw()
    assert "it helps the RNN, row by row" in said
    assert "it costs the CNN" in said

    def neither(others):
        shuffled = others["comparing"]["digits"]["shuffled"]
        for key in shuffled:
            shuffled[key] = others["comparing"]["digits"]["by digits"][key]["8500"]

    changed(neither)
    said = what_you_saw()
    assert "nobody gains or loses" in said
    assert "it helps" not in said


def test_one_seed_runs_here_and_gets_what_it_got_when_it_was_measured():
    run = Run.at_its_beginning(SentenceRecipe("rnn", "majority", 3))
    while not run.over:
        run.advance(60)
    app = visited("compare", {**TABLE, "compare-task": "Which opinion prevails"}, {table.RUN: run})
    share = store.figures("readers")["share right"]["rnn"]["majority"][2]
    said = [one.value for one in app.caption if one.value.startswith("Run here")]
    assert said == [
        f"Run here, the diamond: RNN, seed 3, {percent(share, 1)} right after step 300; "
        f"measured before, it got {percent(share, 1)}."
    ]
    assert table_of(app).count('class="here"') == 1


def test_every_task_says_what_goes_in_and_comes_out_and_leads_to_a_page():
    scene, shapes = told(visited("compare", {"compare-show": "In and out"}))
    tasks = [task for group in scene["groups"] for task in group["tasks"]]
    assert len(tasks) == 8
    count = len(PAIRS[0][0][0].replace(",", " ,").split())
    assert shapes["words"][0] == count
    for task in tasks:
        assert task["goes_in"]
        assert task["comes_out"]
        assert task["link"]["to"] in ("network", "detection", "unroll", "sequences", "translation", "next-word")
        assert {part["tensor"] for part in task["drawn"]["drawing"]["parts"]} <= shapes.keys()
    assert f"{count} words × {shapes['words'][1]}" == tasks[4]["goes_in"]


def test_the_spread_is_of_all_seeds():
    cells = table_of(visited("compare", TABLE))
    for shares in store.figures("comparing")["digits"]["shuffled"].values():
        assert f'<td class="number">{spread(shares)}</td>' in cells
