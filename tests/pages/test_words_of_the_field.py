"""The words of the field: each is explained on the page where a reader in the order of the chapters meets it first."""

import re
from functools import cache

import pytest

from explainer.shell.chapters import CHAPTERS
from explainer.views.terms import MARK, TERMS, plain, term, within
from tests.pages.visits import visited

WANTED = {
    "bias", "stride", "padding", "dilation", "channel", "feature map", "kernel", "receptive field", "logit", "softmax", "loss",
    "gradient", "gradient descent", "overfitting", "Adam", "learning rate", "embedding", "unit", "hidden state", "held out",
    "activation", "pooling", "batch", "checkpoint", "seed", "vocabulary", "RNN", "GRU", "LSTM", "gate", "cell state",
}  # fmt: skip
SPELLED = {"RNN": "recurrent neural network", "GRU": "gated recurrent unit", "LSTM": "long short-term memory"}
FOLDED = re.compile(r"^\*\*[\w ]+\*\*  \n")
WIDGETS = ("button_group", "radio", "slider", "number_input", "selectbox", "text_input")


@cache
def page(url):
    """What a visitor reads who skipped the question: prose, and each setting with its options and its help."""
    app = visited(url, {})
    skip = [button for button in app.button if button.label == "Skip"]
    for button in skip:
        button.click().run()
    prose = [one.value for one in (*app.markdown, *app.caption) if not FOLDED.match(one.value)]
    settings = [one for kind in WIDGETS for one in app.get(kind)]
    read = [" ".join([one.proto.label, *map(str, getattr(one, "options", ()))]) for one in settings]
    return prose, read, [one.proto.help for one in settings]


def seen_first(words):
    """The first chapter, in order, whose visible words have one of these."""
    found = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    for chapter in CHAPTERS:
        prose, read, _ = page(chapter.url)
        if any(found.search(plain(text)) for text in (chapter.question, *prose, *read)):
            return chapter
    return None


def test_the_words_that_readers_were_missing_are_all_there():
    assert {one.name for one in TERMS} >= WANTED
    assert len({one.key for one in TERMS}) == len(TERMS)
    assert {one.page for one in TERMS} <= {chapter.url for chapter in CHAPTERS}


@pytest.mark.parametrize("one", TERMS, ids=lambda one: one.key)
def test_a_word_is_explained_on_the_page_where_it_first_stands(one):
    chapter = seen_first(one.forms)
    assert chapter, "it is on some page"
    prose, _, helps = page(chapter.url)
    linked = any(f"({MARK}{one.key})" in text for text in prose)
    assert linked or one.means in helps, chapter.url


@pytest.mark.parametrize(("short", "spelled"), SPELLED.items())
def test_letters_are_spelled_out_on_the_page_where_they_first_stand(short, spelled):
    prose, _, _ = page(seen_first([short]).url)
    assert any(spelled in text.lower() for text in prose)


def test_every_link_to_a_word_is_to_one_that_there_is():
    keys = {one.key for one in TERMS}
    for chapter in CHAPTERS:
        prose, _, _ = page(chapter.url)
        linked = {key for text in prose for key in re.findall(rf"\({MARK}([\w-]+)\)", text)}
        assert linked <= keys
        assert linked or not chapter.stage, chapter.url


def test_a_word_that_is_in_no_table_cannot_be_written():
    with pytest.raises(KeyError):
        term("flux capacitor")
    assert (
        plain(f"a {term('stride', 'long stride')} and [a link](https://example.org)")
        == "a long stride and [a link](https://example.org)"
    )
    assert [one.name for one in within("Forget bias of the LSTM")] == ["forget bias", "LSTM"]
    assert within("biased strider") == []
