"""The thread through the chapters, and the one sentence above every stage."""

import itertools

import pytest

from explainer.shell.chapters import CHAPTERS, STAGED
from explainer.views.terms import plain
from tests.ops.test_design import ROOT
from tests.pages.visits import visited

LONGEST = {"reached": 130, "sentence": 165, "missing": 165}
STORY = ("cat", "digit", "The food was good, not bad at all")
WAITING = [c for c in STAGED if "\npage(view, words" in (ROOT / "pages" / c.file).read_text()]


def markdown(app):
    return [plain(one.value) for one in app.markdown]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.url)
def test_a_chapter_begins_with_what_was_reached_and_one_sentence_and_ends_with_what_is_missing(chapter):
    said = markdown(visited(chapter.url, {}))
    at = CHAPTERS.index(chapter)
    if at:
        assert said[0] == f"After {CHAPTERS[at - 1].title}: {plain(chapter.reached)}"
    else:
        assert said[0] == plain(chapter.reached)
    assert said[1] == plain(chapter.sentence)
    assert said[-1] == f"**Still missing:** {plain(chapter.missing)}"
    for part, most in LONGEST.items():
        text = plain(getattr(chapter, part))
        assert 30 < len(text) <= most, (part, len(text))
        assert text.endswith((".", "?"))


def test_nothing_is_said_twice_and_the_story_is_carried_through():
    lines = [line for c in CHAPTERS for line in (c.reached, c.sentence, c.missing)]
    assert len(set(lines)) == len(lines)
    for one in STORY:
        assert sum(one in c.reached + c.missing for c in CHAPTERS) >= 2, one


def test_what_is_missing_and_what_the_next_chapter_begins_with_speak_of_one_thing():
    """Each line that ends a chapter and the question or sentence that begins the next have a word of content in common."""
    for here, after in itertools.pairwise(CHAPTERS):
        ends = words_of(plain(here.missing))
        begins = words_of(plain(f"{after.title} {after.question} {after.reached} {after.sentence}"))
        assert ends & begins, (here.url, after.url)


def words_of(text):
    """The words that carry a meaning, roughly: those of five letters and more, without what makes them plural."""
    letters = "".join(c.lower() if c.isalpha() else " " for c in text)
    return {word.rstrip("s") for word in letters.split() if len(word) > 4}


@pytest.mark.parametrize("chapter", WAITING, ids=lambda c: c.url)
def test_what_you_saw_is_said_after_something_was_seen(chapter):
    app = visited(chapter.url, {})
    saw = "## What you saw"
    assert not [text for text in markdown(app) if text.startswith(saw)]
    next(button for button in app.button if button.label == "Skip").click().run()
    seen = [text for text in markdown(app) if text.startswith(saw)]
    assert len(seen) == (0 if chapter.url == "training" else 1), "of a training there is nothing to be seen before it"


@pytest.mark.parametrize(
    ("url", "query", "said"),
    [
        ("pixels", {"pixels-show": "Threshold", "threshold": "30"}, "0.30"),
        (
            "convolution",
            {"kernel": "Blur", "size": "5", "stride": "2"},
            "*Blur*, a table of 5 × 5 numbers, went over the picture 2",
        ),
        ("relu", {"activation": "Tanh"}, "Tanh goes over each cell"),
        ("sequences", {"window-of": "7"}, "Your window kept the last 7"),
        ("sequences", {"idea": "Bag"}, "Your bag took all"),
        ("same-bag", {"model": "LSTM"}, "The LSTM read in order"),
        ("same-bag", {"sentence": "The food was good", "against": "The food was bad"}, "A less B was not zero"),
        ("unroll", {"form": "Folded"}, "folded, as it is"),
        ("unroll", {"weights": "weight_hh_l0[3,5]=0.8"}, "You changed some of them"),
        ("gates", {"hold": "forget f", "held-at": "25"}, "You held *forget f* at 25\xa0%"),
        ("gates", {"network": "GRU"}, "In torch’s z, 1 means keep"),
    ],
)
def test_it_is_about_what_was_done(url, query, said):
    app = visited(url, query)
    next(button for button in app.button if button.label == "Skip").click().run()
    assert any(text.startswith("## What you saw") and said in text for text in markdown(app))
