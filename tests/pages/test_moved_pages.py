"""What the chapters on the digit network ask and say of digits that moved: keys of what is asked, figures of what was measured."""

import ast
import re
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

from explainer.models.digits import trained
from explainer.models.store import figures
from explainer.study.moved import still_right
from explainer.views import moved
from explainer.views.figures import percent, ranges, within
from explainer.views.judged import Course
from tests.ops.test_moved import logits, randomly, slid, unseen
from tests.pages.visits import visited

PAGES = Path(__file__).parents[2] / "pages"


def answering(page, option):
    """The row that asked, once this was answered."""
    (asks,) = [group for group in page.button_group if group.key == "predicted"]
    asks.set_value(option)
    page.run()
    assert not page.exception
    return " ".join(said.value for said in page.markdown)


def kept(by):
    images, labels = unseen()
    first = np.flatnonzero(logits(images[:300]).argmax(1) == labels[:300])[:100]
    return int((logits(slid(images[first], *by)).argmax(1) == labels[first]).sum())


@pytest.mark.parametrize(
    ("query", "by", "words"),
    [
        ({}, (0, 4), "4 to the right"),
        ({"digit": "8", "down": "-2", "right": "3"}, (-2, 3), "2 up and 3 to the right"),
        ({"down": "5", "silent1": "3"}, (5, 0), "5 down"),
        ({"right": "-8", "digit": "Drawn"}, (0, -8), "8 to the left"),
    ],
)
def test_the_key_is_counted_for_the_move_that_is_asked_about(query, by, words):
    page = visited("network", query)
    (asked,) = [said.value for said in page.markdown if "Predict" in said.value]
    assert f"all moved {words}: how many are still read right?" in asked
    assert ("untouched" in asked) == ("silent1" in query)
    (labels,) = [group.options for group in page.button_group if group.key == "predicted"]
    right = next(label for label in labels if int(label.split()[0]) <= kept(by) <= int(label.split()[-1]))
    assert f"**Right: {kept(by)} of 100 are still read right,** because " in answering(page, right)


def test_a_wrong_guess_is_told_the_number_and_why():
    text = answering(visited("network", {"right": "8"}), "81 to 100")
    assert f"**You said 81 to 100: {kept((0, 8))} of 100 are still read right,** because the kernels find" in text


def test_ranges_hold_every_number_once():
    found = ranges(4, 19, 49, 100)
    assert list(found) == ["0 to 4", "5 to 19", "20 to 49", "50 to 100"]
    for count in range(101):
        assert [name for name, numbers in found.items() if count in numbers] == [within(count, found)]


@pytest.mark.parametrize("by", randomly(8, seed=3))
def test_a_course_goes_through_the_move_that_is_asked_about(by):
    course = Course(by)
    assert by in course.moves
    assert course.moves.index(by) - 8 == course.at
    assert course.plain == (0 in by and (by[0] if course.axis == "right" else by[1]) == 0)
    assert still_right(trained(), course.moves)[course.at + 8] == kept(by)


def said_by(page):
    return " ".join(said.value for said in (*page.markdown, *page.caption))


def skipping(page):
    next(button for button in page.button if button.label == "Skip").click()
    return page.run()


def test_nothing_is_said_to_have_been_seen_before():
    page = visited("network", {})
    assert "What you saw" not in said_by(page)
    assert "What you saw" in said_by(skipping(page))
    page = skipping(visited("training", {}))
    assert "Often said" in said_by(page)
    assert "What you saw" not in said_by(page)


def test_sentences_follow_what_was_measured(monkeypatch):
    found = deepcopy(figures("moved"))
    found["about"]["tested on"] = 2000
    found["shipped"]["right"]["right"][12] = 0.375
    found["shipped"]["down"]["right"][12] = 0.25
    found["shipped"]["right"]["logit"][12] = -3.5
    found["shipped"]["right"]["sure where wrong"][12] = 0.71
    found["by heart"]["held out"] = [0.33, 0.44]
    monkeypatch.setattr(moved, "figures", lambda name: found)
    text = said_by(skipping(visited("network", {})))
    for words in (
        "Of all 2,000 unseen",
        f"4 to the right {percent(0.38)}, 4 down {percent(0.25)}",
        "to −3.50 on average",
        "1,250 digits are",
        f"{percent(0.71)} on average",
    ):
        assert words in text
    assert f"{percent(0.33)} to {percent(0.44)} of unseen" in said_by(skipping(visited("training", {})))


def between(low, high):
    return f"{percent(low / 100)} to {percent(high / 100)}"


def test_why_networks_differ_follows_what_was_measured(monkeypatch):
    found = deepcopy(figures("moved"))
    for k, one in enumerate(found["learned"]):
        one["right"] = [[(10 * k + m) / 100 for m in range(4)], [(10 * k + m + 4) / 100 for m in range(4)]]
    found["about"]["seeds"] = [1, 2]
    monkeypatch.setattr(moved, "figures", lambda name: found)
    owed = moved.owed()
    assert (owed.seeds, owed.short, owed.long) == ("two", 400, found["about"]["long"]["steps"])
    assert (owed.short_plain, owed.short_changed, owed.short_moved) == (between(3, 7), between(13, 17), between(23, 27))
    assert (owed.long_plain, owed.long_changed) == (between(33, 37), between(43, 47))
    assert (owed.short_plain_still, owed.short_moved_still) == (between(0, 4), between(20, 24))


@pytest.mark.parametrize("page", ["network.py", "training.py"])
def test_no_figure_is_typed_into_what_the_page_says(page):
    """But the year and the licence of the data, and the hundred that all is told by."""
    known = {"1998", "3.0", "100", "0"}
    tree = ast.parse((PAGES / page).read_text())
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    typed = [found for text in texts for found in re.findall(r"(?<![\w.])\d[\d.,]*\b(?: ?%)?", text)]
    assert [one for one in typed if one.rstrip(".,") not in known] == []
