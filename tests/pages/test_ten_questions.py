"""Each answer of the test leads to a stage on exactly its numbers, and what was answered is there again."""

import json
import re
from collections import Counter
from urllib.parse import parse_qs

import numpy as np
import pytest

from explainer.core.words import percent
from explainer.data.sentences import words
from explainer.study.questions.ten import KINDS, question
from explainer.views import link, questions
from explainer.views.scene import parse_cell
from tests.pages.visits import said, shown_by, visited

SEEDS = range(3)
NUMBER = re.compile(r"−?[0-9.,]+")

RECKONED = re.compile(
    r"Size: (?P<whole>\()?(?P<cells>\d+) cells(?: \+ 2·(?P<padding>\d+) padding)? − (?P<reach>\d+) under the kernel"
    r"(?:, (?P<apart>\d+) apart)?(?(whole)\) / stride (?P<stride>\d+), rounded down,) \+ 1 = (?P<side>\d+)\."
)


def read(text):
    return float(NUMBER.search(text)[0].replace("−", "-").replace(",", ""))


def size(asked, t, at, page):
    assert t.tensors["conv1"].shape[-1] == int(right_of(asked).split()[0])
    assert at[1:] == (t.tensors["conv1"].shape[-1] - 1,) * 2
    kernel, stride, padding, dilation = (asked.place.settings[key] for key in ("size", "stride", "padding", "dilation"))
    cells, reach = t.tensors["input"].shape[-1], dilation * (kernel - 1) + 1
    said = RECKONED.search(reckoned(page)).groupdict()
    told = [int(said[part] or unsaid) for part, unsaid in (("padding", 0), ("apart", 1), ("stride", 1))]
    assert (int(said["cells"]), int(said["reach"]), told) == (cells, reach, [padding, dilation, stride])
    assert int(said["side"]) == (cells + 2 * padding - reach) // stride + 1 == int(right_of(asked).split()[0])


def cell(asked, t, at, page):
    under, kernel, bias = asked.shown
    _, row, column = at
    np.testing.assert_allclose(t.tensors["input"][0, row : row + 3, column : column + 3], under.rows)
    np.testing.assert_allclose(t.weights["conv1.weight"][0, 0], kernel.rows)
    assert t.weights["conv1.bias"][0] == bias.rows[0][0]
    assert read(right_of(asked)) == pytest.approx(float(t.tensors["conv1"][at]), abs=0.006)


def weights(asked, t, at, page):
    assert sum(t.weights[name].size for name in ("conv1.weight", "conv1.bias")) == read(right_of(asked))
    assert reckoned(page).endswith(f"= {right_of(asked).replace(',', '')}")


def pooled(asked, t, at, page):
    rows, window = np.array(asked.shown[0].rows), len(asked.shown[0].rows)
    _, row, column = at
    box = t.tensors["conv1"][0, row * window :, column * window :][:window, :window]
    np.testing.assert_allclose(box, rows, atol=1e-6)
    name = "avgpool1" if "mean" in asked.asked else "pool1"
    assert read(right_of(asked)) == pytest.approx(float(t.tensors[name][at]), abs=0.006)


def field(asked, t, at, page):
    """The cells that it is made of, what those are made of, and so on to the picture. All maps are read alike: the first stands
    for them."""
    assert t.tensors[parse_cell(asked.place.cell)[0]][at], "what says nothing has nothing behind it to be looked at"
    along, cells = (1 if "rows" in right_of(asked) else 2), {parse_cell(asked.place.cell)}
    while {name for name, _ in cells} != {"input"}:
        sources = [source for one in cells for source in t.explain(*one).sources]
        cells = {(name, (0, *place[1:])) for name, place in sources if name in t.tensors}
    places = [place[along] + 1 for _, place in cells]
    assert right_of(asked).endswith(f"{min(places)} to {max(places)}")


def window(asked, t, at, page):
    n = int(asked.place.settings["window"])
    assert len(t.tensors["window1"]) == n
    np.testing.assert_array_equal(t.tensors["window1"][0], t.tensors["embedding1"][-n])
    assert at == (len(t.tensors["input"]) - n,)
    assert words(asked.place.settings["sentence"])[at[0]].written == right_of(asked)


def bag(asked, t, at, page):
    assert not t.tensors["difference"].any()


def loop(asked, t, at, page):
    changed = re.search(r"change word (\d+)", asked.asked)
    if changed:
        assert at[0] == int(changed[1]) - 1
    else:
        own = asked.place.settings["network"].lower()
        learned = sum(w.size for name, w in t.weights.items() if name.startswith(f"{own}1."))
        assert learned == read(right_of(asked))
        (panel,) = (one for column in page.scene.columns for one in column if one.kind == "columns")
        assert f"the same {right_of(asked)} weights in every column" in panel.note


def gate(asked, t, at, page):
    name, (word, unit) = parse_cell(asked.place.cell)
    layer = name.partition(".")[0]
    assert read(right_of(asked)) == pytest.approx(float(t.tensors[name][word, unit]), abs=0.006)
    for called, value in zip(asked.shown[0].heads, asked.shown[0].rows[0], strict=True):
        before = "before" in called
        assert t.tensors[f"{layer}.{called[0]}"][word - before, unit] == pytest.approx(value, abs=1e-5)


def memory(asked, t, at, page):
    far = int(asked.place.settings["distance"])
    assert len(t.tensors["input"]) == far + 1
    assert f"{far} words back" in asked.asked
    name = re.search(r"of one kind \((.*?)\)", asked.asked)[1]
    assert dots(page, name, far) == [
        f"seed {k} right {percent(share)}" for k, share in enumerate(asked.shown[0].rows[0], 1)
    ]


def dots(page, name, far):
    """What the chart beside the stage says of each seed of that network at that distance."""
    traces = json.loads(page.get("plotly_chart")[0].proto.spec)["data"]
    told = [text for one in traces for text in one["text"]]
    return [text.partition(": ")[2] for text in told if text.startswith(f"{name}, {far} words:")]


def without_relu(asked, t, place, option):
    """The number of the box that ReLU takes away."""
    _, at = place
    before, after = t.tensors["conv1"][at], t.tensors["relu1"][at]
    assert "ReLU" in option.why
    assert after == 0 > before
    assert any(before == pytest.approx(value, abs=1e-6) for row in asked.shown[0].rows for value in row)


def counted(asked, t, place, option):
    name, at = place
    assert t.tensors[name][at] != 0


def on_the_way(asked, t, place, option):
    """The state that the mistake is wrong about: next to that of the changed word. Of a cell's weights, the candidate's."""
    changed = re.search(r"change word (\d+)", asked.asked)
    if changed:
        assert abs(place[1][0] - (int(changed[1]) - 1)) == 1
    else:
        assert "candidate" in option.why
        assert place[0].endswith((".g", ".n"))


def grown(asked, t, place, option):
    assert "growing" in option.why


OTHERS = {pooled: without_relu, bag: counted, loop: on_the_way, memory: grown}


def reckoned(page):
    """How size and number of weights come about, in the line below the settings."""
    return next(one.value.strip("]") for one in page.markdown if "Size: " in one.value)


HOLDS = (size, cell, weights, pooled, field, window, bag, loop, gate, memory)


def right_of(asked):
    return asked.options[asked.right].said


def led(place):
    query = link.leading(questions.query(place))
    return shown_by(place.page, query), visited(place.page, query)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("kind", range(len(KINDS)), ids=lambda kind: KINDS[kind].__name__)
def test_every_answer_leads_to_a_stage_on_its_own_numbers(kind, seed):
    asked = question(kind, seed)
    assert HOLDS[kind].__name__ == KINDS[kind].__name__
    places = {json.dumps([p.page, p.cell, dict(p.settings)]): p for p in map(asked.place_of, range(len(asked.options)))}
    for place in places.values():
        shown, page = led(place)
        (t, scene), *_ = shown
        page.scene = scene
        name, at = parse_cell(place.cell)
        assert said(page) == ""
        assert t.has(name, at)
        assert page.session_state["cell"] == place.cell
        assert not scene.veil, "nothing is asked first"
        if place == asked.place:
            HOLDS[kind](asked, t, at, page)
        for k, option in enumerate(asked.options):
            if k != asked.right and place != asked.place and asked.place_of(k) == place:
                OTHERS[HOLDS[kind]](asked, t, (name, at), option)


def test_who_is_led_finds_what_the_link_says_whatever_this_session_has_there():
    """And whoever goes on without a link finds that, too, as on any page."""
    mine = {"stride": 3, "padding": 2, "numbers": "1: 1 1 1 1 1 1 1 1 1 1"}
    place = question(0, 5).place
    page = visited(place.page, link.leading(questions.query(place)), session=mine)
    for name, value in place.settings.items():
        assert page.session_state[questions.SETTINGS[place.page][name].key] == value
    assert page.session_state["numbers"] == ""
    assert link.LED not in page.query_params


def test_a_stage_leads_back_to_the_question_that_led_there_until_the_test_is_seen_again():
    asked = question(6, 17)
    page = visited("test-yourself", {"test": "17", "question": "7"})
    page.button(key=f"option-{(asked.right + 1) % len(asked.options)}").click().run()
    ways = {one.proto.label: one.proto for one in page.get("page_link")}
    wrong, right = (parse_qs(ways[label].query_string) for label in ("See why →", "See what is right →"))
    assert wrong["sentence"] != right["sentence"] == [asked.place.settings["first"]]
    stage = visited("same-bag", wrong)
    back = back_links(stage)
    assert [one.label for one in back] == ["← Back to question 7"]
    there = visited("test-yourself", parse_qs(back[0].query_string))
    assert (there.session_state["test"], there.session_state["question"]) == (17, 7)
    stage.button_group(key="model").set_value(["LSTM"]).run()
    assert len(back_links(stage)) == 1, "whatever is set there"


@pytest.mark.parametrize("origin", [["17"], ["17", "x"], ["99999", "1"], ["1", "2", "3"], []])
def test_a_link_that_says_nothing_of_a_question_leads_back_to_none(origin):
    query = link.leading(questions.query(question(6, 17).place), origin)
    assert back_links(visited("same-bag", query)) == []


def back_links(page):
    return [one.proto for one in page.get("page_link") if one.proto.label.startswith("← Back")]


def test_a_sentence_of_ones_own_is_still_said_to_be_unlike_those_that_were_learned():
    own = {"sentence": "good the bad was", "against": "bad the good was"}
    assert "built like A" in said(visited("same-bag", own))
    assert said(visited("same-bag", link.leading(own))) == ""


@pytest.fixture
def page():
    return visited("test-yourself", {"test": "17"})


def status(page):
    return next(one.proto.body for one in page.get("html") if 'role="status"' in one.proto.body)


def test_the_first_answer_counts_and_the_others_say_where_they_come_from(page):
    asked = question(0, 17)
    wrong = next(k for k in range(len(asked.options)) if k != asked.right)
    assert not page.get("page_link")[0].proto.query_string
    page.button(key=f"option-{wrong}").click().run()
    assert asked.options[wrong].why in status(page)
    assert right_of(asked) in status(page)
    assert page.get("page_link")[0].proto.label == "See why →"
    page.button(key=f"option-{asked.right}").click().run()
    assert "Right." in status(page)
    assert page.get("page_link")[0].proto.label != "See why →"
    assert page.session_state["test-answers"][17].first == {0: wrong}


def test_ten_answers_are_added_up_and_lead_to_the_pages_to_visit_again(page):
    for k in range(len(KINDS)):
        asked = question(k, 17)
        said = asked.right if k % 3 else (asked.right + 1) % len(asked.options)
        page.button(key=f"option-{said}").click().run()
        following = [button for button in page.button if button.label == "Next question"]
        assert bool(following) == (k < len(KINDS) - 1)
        if following:
            following[0].click().run()
            assert page.session_state["question"] == k + 2
    assert page.header[-1].value == "6 of 10"
    missed = {question(k, 17).place.page for k in range(0, len(KINDS), 3)}
    links = Counter((link.proto.page, link.proto.label) for link in page.get("page_link"))
    assert {url for (url, _), n in links.items() if n > 1} == missed, "each has one for the frame's own use"
    page.button[0].click().run()
    assert page.session_state["test"] != 17
    assert page.session_state["question"] == 1
    assert all("of 10" not in header.value for header in page.header)
