"""What a visitor or a link wrote is text wherever it is shown: it is never read as Markdown or as a page."""

import re
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.data import letters
from explainer.data.sentences import MOST_CHARACTERS, cut, words
from tests.hostile.asked import MARKUP, URLS, protos, settings_of, texts
from tests.pages.visits import visited

SIGN = "q7z"  # stands in whatever was written, and in nothing of ours
TEXT_AS_IT_IS = {("TextInput", "value"), ("TextInput", "default"), ("Code", "code_text"), ("BidiComponent", "json")}
SENTENCES = "france {} not good"
FORMS = {"cell": "{}", "numbers": "{}", "weights": "{}", "flips": "{}", "kernel1": "{}", "kernel2": "{}"}
WHATEVER = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


def shown(url, write):
    """Where the page shows what was written in every setting of a link."""
    query = {
        key: FORMS.get(key, SENTENCES).format(write) for key, setting in settings_of(url).items() if setting.longest
    }
    choice = next(key for key, setting in settings_of(url).items() if not setting.longest)
    page = visited(url, {**query, choice: write}, session={"torch": True})
    for proto in protos(page):
        for message, field, text in texts(proto):
            if SIGN in text.lower():
                yield message, field, text


def harmless(message, field, text):
    """Whether it is in a field that is text, or in our own HTML with every mark of it escaped."""
    if (message, field) == ("Html", "body"):
        tags = set(re.findall(r"<(/?\w+[^>]*)>", text))
        return tags <= {
            "style",
            "/style",
            'p class="said" role="status" tabindex="0"',
            "/p",
            'span aria-hidden="true"',
            "/span",
        }
    return (message, field) in TEXT_AS_IT_IS


@pytest.mark.parametrize("url", URLS)
def test_markup_is_text_wherever_it_is_said(url):
    found = [one for payload in MARKUP for one in shown(url, f"{SIGN}{payload}")]
    assert any(message == "Html" for message, _, _ in found), "some of it is said"
    assert [one for one in found if not harmless(*one)] == []


@settings(deadline=None, max_examples=15)
@given(st.sampled_from(URLS), WHATEVER)
def test_any_text_is_text(url, write):
    assert [one for one in shown(url, SIGN + write) if not harmless(*one)] == []


def test_what_is_said_is_what_was_written():
    write = f"{SIGN}<b>&amp;</b>*x*"
    (body,) = [text for message, _, text in shown("gates", write) if message == "Html"]
    assert f"“{write}" in unescape(body)


@given(st.text(max_size=80), st.integers(1, 40))
def test_a_text_is_cut_at_a_word_or_where_there_is_none(text, most):
    kept = cut(text, most)
    assert len(kept) <= most
    assert text.startswith(kept)
    rest = text[len(kept) :]
    assert not rest or rest[0].isspace() or " " not in text[: most + 1].strip()


@pytest.mark.parametrize("text", ["a" * 10**6, "a " * 500_000, "'" * 10**6, "a'" * 500_000, "_" * 10**6])
def test_of_a_million_characters_only_the_first_are_looked_at(text, monkeypatch):
    looked_at = []
    monkeypatch.setattr(letters, "words", lambda part: looked_at.append(part) or [])
    words(text)
    assert max(map(len, looked_at)) <= MOST_CHARACTERS
