"""What was once wrong on the chapters on sentences, and what is to be said once."""

import ast
import json
import re

import pytest

from explainer.data import countries
from explainer.data import sentences as s
from explainer.data.assets import ASSETS
from explainer.ops import backward
from explainer.study import influence, units
from explainer.views import charts, code, figures, gates, measured, opinions, same_bag, sequences
from explainer.views.called import where
from explainer.views.prediction import Prediction
from explainer.views.scene import parse_cell
from tests.pages.visits import FILES, ROOT, shown_by, sound, visited
from tests.pages.visits import said as problems_said


def said(app):
    return " ".join([problems_said(app), *(text.value for kind in (app.caption, app.markdown) for text in kind)])


PAGES = ("sequences", "same-bag", "unroll", "gates", "memory")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_holds_words_and_views(url):
    tree = ast.parse((ROOT / "pages" / FILES[url]).read_text())
    modules = [n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names]
    modules += [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert all(module == "streamlit" or module.startswith("explainer.views") for module in modules)


def test_the_units_scores_are_over_as_many_sentences_as_they_say():
    assert f"over {len(units.corpus())} sentences" in said(visited("gates", {}))


@pytest.mark.parametrize("sentence", ["france france", "spain spain spain"])
def test_two_orders_of_which_one_is_none_have_no_correlation(sentence):
    found = said(visited("memory", {"memory-show": "Influence", "country": sentence}))
    assert "nan" not in found
    assert "In one of the orders all words stand level." in found


def test_two_orders_have_a_correlation_with_a_sign():
    query = {"memory-show": "Influence", "memory-kind": "GRU", "learned": "growing"}
    assert "From 1, the same order, to −1, the reverse, the two agree by +0." in said(visited("memory", query))


@pytest.fixture
def counted(monkeypatch):
    """How often something is measured."""
    calls = []

    def watch(module, name):
        own = getattr(module, name)
        monkeypatch.setattr(module, name, lambda *what: calls.append(what) or own(*what))
        return calls

    measured.fading.clear()
    measured.influences.clear()
    return watch


def test_gradients_of_a_sentence_are_measured_once(counted):
    calls = counted(backward, "fading")
    app = visited("memory", {"memory-show": "Gradient", "distance": "21"})
    assert len(calls) == 4, "two of them the LSTM's"
    app.segmented_control(key="memory-kind").set_value("GRU").run()
    sound(app)
    assert len(calls) == 4
    app.slider(key="forget-bias").set_value(2).run()
    assert len(calls) == 6, "only the LSTM has a forget bias"
    app.segmented_control(key="when").set_value("After training").run()
    assert len(calls) == 10
    app.slider(key="forget-bias").set_value(3).run()
    assert len(calls) == 10, "there is one trained LSTM with a forget bias"
    visited("memory", {"memory-show": "Gradient", "distance": "22"})
    assert len(calls) == 14


def test_influence_on_a_sentence_is_measured_once(counted):
    calls = counted(influence, "influence")
    for _ in range(2):
        visited("memory", {"memory-show": "Influence", "distance": "23"})
    assert len(calls) == 1
    visited("memory", {"memory-show": "Influence", "distance": "23", "memory-kind": "LSTM"})
    assert len(calls) == 2


def test_each_part_of_the_changed_weights_that_is_none_is_said_once():
    parts = ["weight_hh_l0[99,0]=1", "nonsense", "bias_ih_l0[0]=1e9", f"bias_ih_l0[{'9' * 5000}]=1"]
    app = visited("unroll", {"weights": " ".join([*parts, "bias_hh_l0[1]=0.5"])})
    assert said(app).count("goes unused") == len(parts)
    assert all(f"“{part[:40]}" in said(app) for part in parts)


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("sequences", "Words that no network here knows are outlined; they have learned eight countries, eight towns"),
        ("same-bag", "In A no model knows “zebra”, “yeti”: to them it is the same blank each time."),
        ("unroll", "The network never learned “zebra”, “yeti”: to it they are the same blank each time."),
        ("gates", "The network never learned “zebra”, “yeti”: to it they are the same blank each time."),
        ("memory", "The network never learned “zebra”, “yeti”: to it they are the same blank each time."),
    ],
)
def test_words_that_nobody_learned_are_named(url, line):
    query = {"country": "france zebra yeti zebra"} if url == "memory" else {"sentence": "zebra yeti zebra"}
    assert line in said(visited(url, query))


@pytest.mark.parametrize(
    ("url", "query", "line"),
    [
        ("sequences", {"sentence": " "}, f"There are no words in it; showing “{sequences.SENTENCE.start}”."),
        ("sequences", {"sentence": "i " * 41}, "A long text: its first 40 words and marks are read."),
        ("unroll", {"sentence": "."}, "There are no words in it; showing “The food was good, not bad at all”."),
        ("unroll", {"sentence": "i " * 201}, "A long text: its first 200 words and marks are read."),
        ("same-bag", {"against": "."}, f"Sentence B has no words; showing “{same_bag.LINES['B'].start}”."),
        ("same-bag", {"sentence": "i " * 25}, "Sentence A is long; its first 24 words are read."),
        ("memory", {"country": "oslo"}, "There is no country with words around it in that sentence; showing the one"),
        ("gates", {"network": "GRU", "hold": "forget f"}, "There is no gate called forget f in a GRU; none is held."),
        ("gates", {"held-word": "12"}, "There is no word 12 in this sentence; holding at every word."),
    ],
)
def test_what_cannot_be_read_is_said(url, query, line):
    assert line in said(visited(url, query))


def test_figures_on_the_pages_are_those_that_ship():
    readers, remembering = (json.loads((ASSETS / f"{name}.json").read_text()) for name in ("readers", "remembering"))
    assert opinions.measured_with()["seeds"] == figures.many(readers["about"]["seeds"])
    about, text = (
        remembering["about"],
        said(visited("memory", {"memory-show": "Gradient"}, {"prediction-memory": Prediction("told")})),
    )
    assert f"{about['units']} units, {about['learned from']:,} sentences, Adam at {about['settings']['rate']}" in text
    assert f"gradient after {about['faded over']} words" in text
    assert "assets/remembering.json" in text
    last = remembering["growing"]["rnn"][str(max(about["growing"]))]
    kept = sum(share >= about["on when right"] for share in last)
    words = f"{figures.many(range(kept))} seeds of {figures.many(last)}"
    assert f"holds a country for {max(about['growing'])} words, with {words}" in text
    assert "Learned from 3,000 whole sentences" in said(visited("unroll", {}))


@pytest.mark.parametrize("far", [5, 9, 20, 40, 100])
def test_seeds_that_know_the_country_are_counted(far):
    found = json.loads((ASSETS / "remembering.json").read_text())
    afresh, enough = found["afresh"], found["about"]["on when right"]
    at = min(map(int, afresh["rnn"]), key=lambda d: abs(d - far))
    know = [share >= enough for share in afresh["rnn"][str(at)]]
    app = visited("memory", {"distance": str(far)})
    right = "all" if all(know) else "some" if any(know) else "none"
    app.segmented_control(key="predicted").set_value(right).run()
    sound(app)
    assert f"Right: learned afresh at {at} words, {sum(know)} of {len(know)} seeds know it" in said(app)
    for kind, name in (("rnn", "RNN"), ("gru", "GRU"), ("lstm1", "LSTM, forget bias 1")):
        shares = {int(d): [share >= enough for share in one] for d, one in afresh[kind].items()}
        every = max(d for d in shares if all(all(shares[e]) for e in shares if e <= d))
        assert [name, str(every), str(max(d for d in shares if any(shares[d])))] in rows_of(app, "How far back")
    others = [share for share in afresh["rnn"][str(at)] if share < enough]
    partly = "lose some countries and keep others" in said(app)
    assert partly == any(share > 1.5 / 8 for share in others), "half right is no guess"


def rows_of(app, label):
    """What stands in the rows of a table."""
    (body,) = (one.proto.body for one in app.get("html") if f'aria-label="{label}"' in one.proto.body)
    rows = re.findall(r"<tr>(.*?)</tr>", body)
    return [[re.sub("<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows]


def test_no_two_dots_of_a_chart_coincide():
    found = json.loads((ASSETS / "remembering.json").read_text())
    for by_distance in (*found["afresh"].values(), *found["growing"].values()):
        for shares in by_distance.values():
            dots = list(zip(charts.beside(shares), shares, strict=True))
            assert len({(round(aside, 3), round(share, 3)) for aside, share in dots}) == len(shares)


ENDS, BUILT = (
    "No sentence that the networks learned from ends",
    "No sentence that the networks learned from is built like",
)


@pytest.mark.parametrize("page", ["unroll", "gates"])
@pytest.mark.parametrize(
    ("sentence", "begins"),
    [("The food was good, not bad at all", ""), ("The soup was tasty", ""), ("The food was", ENDS), ("the zebra was not", ENDS),
     ("The film looked dull but", ENDS), ("I liked the concert", "The network never"), ("good good was the food", BUILT)],
)  # fmt: skip
def test_a_sentence_unlike_those_that_were_learned_from_is_told_to_be(page, sentence, begins):
    told = said(visited(page, {"sentence": sentence}))
    assert (begins in told) if begins else (ENDS not in told and BUILT not in told)


@pytest.mark.parametrize("seed", range(3))
def test_every_sentence_that_is_learned_from_or_tested_on_is_whole_and_none_of_its_beginnings_is_called_so_by_mistake(
    seed,
):
    for texts in (s.to_learn(60, seed).texts, s.held_out_pairs(30, seed).texts, s.held_out_shapes(30, seed).texts):
        for text in texts:
            read = s.words(text)
            assert s.built(read, s.patterns()) == "whole"
            assert all(s.built(read[:k], s.patterns()) != "otherwise" for k in range(1, len(read)))
    assert s.built(s.words("was the food good"), s.patterns()) == "otherwise"
    for text in countries.homes_told(60, seed).texts:
        assert s.built(s.words(text, countries.vocabulary()), countries.patterns()) == "whole"


@pytest.mark.parametrize(
    ("page", "query", "called"),
    [
        ("sequences", {"idea": "Bag", "cell": "counts1[12]"}, "Count “france”"),
        ("sequences", {"idea": "Window", "cell": "window1[1,3]"}, "At “speak”, number 4"),
        ("sequences", {"idea": "Loop", "cell": "gru1.h[0,2]"}, "At “france”, unit 3"),
        ("same-bag", {"cell": "B.counts[7]"}, "Count B “bad”"),
        ("same-bag", {"cell": "B.path[3]"}, "At “bad”"),
        ("gates", {"cell": "lstm1.f[3,0]"}, "At “good”, unit 1"),
        ("unroll", {"cell": "embedding1[2,4]"}, "At “was”, number 5"),
    ],
)
def test_a_word_is_named_by_itself_in_the_torch_too(page, query, called):
    (trace, scene), *_ = shown_by(page, query)
    name, at = parse_cell(query["cell"])
    assert where(trace, scene, name, at).lower() == called.lower()
    assert trace.written(name, at, called).endswith(f"# {called}\n")
    assert called in trace.explain(name, at, called).sentence


@pytest.mark.parametrize(
    ("shares", "text"),
    [((0.84, 1.0), "84\xa0% to 100\xa0%"), ((1.0, 1.0), "100\xa0%"), ((0.501, 0.504), "50\xa0%")],
)
def test_a_spread_of_seeds_is_one_number_where_they_agree(shares, text):
    assert figures.spread(shares) == text


@pytest.mark.parametrize(
    ("value", "text"), [(0.5, "+0.50"), (-0.5, "−0.50"), (0.0, "0.00"), (1e-4, "0.00"), (-1e-4, "0.00")]
)
def test_a_correlation_has_a_sign(value, text):
    assert figures.signed(value) == text


def test_the_gates_are_those_of_the_kinds():
    assert gates.GATES == (
        "None", "forget f", "store i", "candidate g", "output o", "reset r", "update z", "candidate n"
    )  # fmt: skip


def test_a_word_that_is_pointed_at_says_what_was_done_to_it(monkeypatch):
    scenes = []
    monkeypatch.setattr(code, "show_torch", lambda t, scene, cell: scenes.append(scene))
    for url, name in (("sequences", "input"), ("same-bag", "A.words"), ("unroll", "input"), ("gates", "input")):
        visited(url, {"sentence": "Zebra but"})
        first, second = scenes[-1].says[name]
        assert first.endswith(
            "“Zebra” is read as “zebra”, which no network here knows: to them it is word 1, the blank."
        )
        assert "“but” is read as “but”, number " in second
