"""Words, the grammar, what is held out, and the readers that ship."""

import itertools
import re
import unicodedata
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from torch import nn

from explainer import trace
from explainer.data import countries, letters
from explainer.data import sentences as s
from explainer.data.pairs import PAIRS
from explainer.models import languages, readers, store
from explainer.models.readers import KINDS, Reader, reader
from explainer.models.recipes import ReadersRecipe
from explainer.study.answers import says_good


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The food was good, not bad at all", "the food was good , not bad at all"),
        ("  IT'S   great!! ", "it's great"),
        ("It’s fine.", "it's fine"),
        ("", ""),
        ("🍕 was good", "🍕 was good"),
        ("<b>bad</b>", "< b > bad < / b >"),
        ("كان الطعام جيدا", "كان الطعام جيدا"),
        ("snake_case", "snake _ case"),
        ("भोजन अच्छा था।", "भोजन अच्छा था"),
        ("كَانَ الطَّعَامُ جَيِّدًا؟", "كَانَ الطَّعَامُ جَيِّدًا"),
        ("đồ ăn ngon", "đồ ăn ngon"),
        ("می‌خواهم‌ ‌", "می‌خواهم"),
        ("క్ష্য র‍্য", "క్ష্য র‍্য"),
        ("👨‍👩‍👧‍👦🇫🇷🇩🇪👋🏽1️⃣*️⃣❤️‍🔥🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧‍👦 🇫🇷 🇩🇪 👋🏽 1️⃣ *️⃣ ❤️‍🔥 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
        ("🏽 🇫 ok1️⃣", "🏽 🇫 ok 1️⃣"),
        ("我爱吃饭。", "我 爱 吃 饭"),
        ("צה״ל l·l don''t", "צה״ל l·l don ' ' t"),
        ("\u200bgo\u00adod\u200d\ufeff \u202abad\u202c\u200b\u2060\ufe0f", "good bad"),
        ("\u200d\u3164\u200f", ""),
        ("a\x00b\u2800c", "a b c"),
    ],
)
def test_a_sentence_is_taken_apart(text, read):
    assert " ".join(w.read for w in s.words(text)) == read


WRITTEN = st.text(st.characters(exclude_categories=["Cs", "Cn"]), max_size=30)


@given(WRITTEN)
def test_an_accent_typed_by_itself_makes_no_other_word(text):
    composed, apart = (s.words(unicodedata.normalize(form, text)) for form in ("NFC", "NFD"))
    assert composed == apart


@given(WRITTEN, st.text(st.sampled_from("\u200b\ufeff\u200e\u202e\u2060"), min_size=1, max_size=3))
def test_what_cannot_be_seen_between_words_is_nothing(text, unseen):
    parts = text.split(" ")
    assert s.words(f"{unseen} {unseen}".join(["", *parts, ""])) == s.words(text)


HEAPED = st.text(st.sampled_from("_a1#*'·🇫👋🏽☂我 :\u20e3\ufe0f\u200d\u200c\u0301\U00011127\u09be"), max_size=12)


@given(WRITTEN | HEAPED)
@example("_\U00011127")
@example("🇫🇷\u0301 1\u20e3\u0301")
@example(": \u0300:\u0300")
@settings(max_examples=300)
def test_no_word_begins_with_a_mark_that_could_stand_on_the_one_before(text):
    """Words stand in the text one after the other: what begins with a mark has nothing before it, or a space."""
    whole, end = unicodedata.normalize("NFC", f"a{text}".translate(letters._BARE)), 0
    for word in letters.words(f"a{text}"):
        at = whole.index(word, end)
        assert not (at and at == end and unicodedata.category(word[0]) == "Mn"), (whole, word)
        end = at + len(word)


@pytest.mark.parametrize(
    ("text", "most", "kept"),
    [
        ("caf\u0065\u0301s", 4, "cafe\u0301…"),
        ("👨‍👩‍👧‍👦👋🏽🇫🇷", 3, "👨‍👩‍👧‍👦👋🏽🇫🇷"),
        ("👨‍👩‍👧‍👦👋🏽🇫🇷🇩🇪", 2, "👨‍👩‍👧‍👦👋🏽…"),
        ("था" * 9, 2, "था" * 2 + "…"),
        ("", 2, ""),
    ],
)
def test_a_text_is_shortened_by_what_is_seen(text, most, kept):
    assert letters.shortened(text, most) == kept


@pytest.mark.parametrize(
    ("said", "back"), [("שלום 12", True), ("12 , كان", True), ("good שלום", False), ("🙂 7", False), ("", False)]
)
def test_a_sentence_runs_as_its_first_letter_does(said, back):
    assert letters.leftwards(said.split()) == back
    assert letters.isolated("שלום") == "\u2068שלום\u2069"
    assert letters.isolated("café") == "café"


def test_words_that_no_model_knows_are_known_as_such():
    found = s.words("The food was fabulous")
    assert [w.known for w in found] == [True, True, True, False]
    assert found[0].written == "The"
    assert s.ids(found)[3] == s.UNKNOWN


def test_a_text_of_ten_thousand_words_is_cut():
    assert len(s.words("good " * 10_000)) == s.MOST_WORDS


def test_the_grammar_is_as_large_as_promised():
    g = s.grammar()
    assert len({shape.text for shape in g.shapes}) >= 2 * 12
    assert len(set(g.things)) >= 15
    assert len(set(g.good)) + len(set(g.bad)) >= 30
    assert not set(g.good) & set(g.bad)
    text = " ".join(shape.text for shape in g.shapes)
    assert all(word in text for word in ("not", "never", "hardly", "but", "at all"))
    assert all(word in g.vocabulary for shape in g.shapes for word in shape.text.split() if "{" not in word)


def of_a_held_out_shape(text):
    """Whether a sentence is a held-out shape, whatever words stand in its gaps."""
    g = s.grammar()
    words = {"thing": g.things, "good": g.good, "bad": g.bad}
    shapes = [re.escape(shape.text) for shape in g.shapes if shape.held_out]
    found = [re.sub(r"\\{(\w+)\\}", lambda gap: f"(?:{'|'.join(words[gap[1]])})", shape) for shape in shapes]
    return any(re.fullmatch(one, text) for one in found)


def test_what_is_learned_is_balanced_and_free_of_what_is_held_out():
    g = s.grammar()
    learned = s.to_learn(2_000)
    assert sum(learned.labels) == 1_000
    good, bad = set(g.good), set(g.bad)
    pairs = set()
    for text in learned.texts:
        found = text.split()
        pairs |= set(itertools.product([w for w in found if w in good], [w for w in found if w in bad]))
    assert not any(s.pair_held_out(*pair) for pair in pairs)
    assert all(map(of_a_held_out_shape, s.held_out_shapes(50).texts))
    assert [text for text in learned.texts if of_a_held_out_shape(text)] == []


@pytest.mark.parametrize("make", [s.held_out_pairs, s.held_out_shapes])
def test_tests_are_twins_of_which_counts_say_the_same(make):
    found = make(100)
    for k in range(0, 100, 2):
        a, b = found.texts[k : k + 2]
        assert Counter(a.split()) == Counter(b.split())
        assert found.labels[k] != found.labels[k + 1]


def test_the_majority_wins():
    g = s.grammar()
    found = s.majority(100)
    for text, label in zip(found.texts, found.labels, strict=True):
        ups = sum(w in g.good for w in text.split())
        downs = sum(w in g.bad for w in text.split())
        assert (ups > downs) == bool(label)


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_a_reader_says_the_same_of_a_sentence_alone_and_among_longer_ones(kind):
    torch.manual_seed(0)
    net = reader(kind).eval()
    texts = ["the food was good", "it was a bad party , not a good one", "i found the soup tasty"]
    batch = torch.from_numpy(s.padded(texts))
    with torch.no_grad():
        together = net(batch)
        for text, row in zip(texts, together, strict=True):
            words = torch.from_numpy(s.ids(s.words(text)))
            torch.testing.assert_close(net(words[None].long())[0], row, rtol=1e-5, atol=1e-5)
            final = list(trace(nn.Sequential(*net), words).tensors.values())[-1]
            np.testing.assert_allclose(final, row.numpy(), rtol=1e-5, atol=1e-5)


@settings(max_examples=60, deadline=None)
@given(st.permutations(["the", "food", "was", "good", ",", "not", "bad", "at", "all"]))
def test_a_bag_gives_every_same_bag_pair_the_very_same_answer(order):
    first = s.words(PAIRS[0][0][0])
    second = s.words(" ".join(order))
    assert s.same_bag(first, second)
    for key in ("bag", "bag2"):
        net = readers.trained()[key]
        answers = {says_good(net, np.sort(s.ids(side))) for side in (first, second)}
        assert len(answers) == 1


def test_the_readers_that_ship_do_what_the_page_says():
    pairs = readers.examples(s.held_out_pairs(400))
    for kind in KINDS:
        net = readers.trained()[kind.key]
        with torch.no_grad():
            right = (net(pairs[0]).argmax(1) == pairs[1]).float().mean().item()
        measured = store.figures("readers")["share right"][kind.key]["pairs"]
        assert len(measured) >= 5
        assert right == pytest.approx(measured[0], abs=0.011)
        assert right == (0.5 if kind.key in ("bag", "bag2") else pytest.approx(1, abs=0.03))


def test_the_figures_carry_their_settings():
    about = store.figures("readers")["about"]
    assert about["seeds"] == [1, 2, 3, 4, 5]
    assert about["settings"]["steps"] == readers.SETTINGS.steps


def test_all_are_trained_in_one_go_and_repeatably(monkeypatch):
    monkeypatch.setattr(readers, "SETTINGS", replace(readers.SETTINGS, steps=6))
    runs = [list(ReadersRecipe(seed=4).run()) for _ in range(2)]
    assert runs[0][-1].step == runs[0][-1].steps == 6 * len(KINDS)
    nets = [ReadersRecipe(seed=4).nets(history) for history in runs]
    assert set(nets[0]) == {kind.key for kind in KINDS}
    for key, net in nets[0].items():
        assert isinstance(net, Reader)
        for a, b in zip(net.parameters(), nets[1][key].parameters(), strict=True):
            assert torch.equal(a, b)


def test_what_was_measured_of_recall_is_what_the_networks_do():
    found = countries.homes_told(600, 1)
    x = torch.from_numpy(s.padded(found.texts, countries.vocabulary()))
    labels = torch.tensor(found.labels)
    for key in ("window3", "window17", "bag", "loop"):
        with torch.no_grad():
            right = (languages.trained(key)(x).argmax(1) == labels).float().mean().item()
        assert right == pytest.approx(store.figures("languages")["share right"][key][0], abs=0.006)
        assert len(store.figures("languages")["share right"][key]) >= 5


def test_a_sentence_names_where_one_grew_up_and_often_another_country():
    found = countries.homes_told(400, 3)
    homes = tuple(countries.LANGUAGES)
    several = 0
    for text, label in zip(found.texts, found.labels, strict=True):
        named = [w for w in text.split() if w in homes]
        assert homes[label] in named
        several += len(named) > 1
    assert 100 < several < 250
