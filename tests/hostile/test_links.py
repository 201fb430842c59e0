"""Links that nobody of ours made: whatever is in them, every page stands, says what it could not take, and has a link that can
be reloaded."""

import contextlib
import itertools
import re
from urllib.parse import urlencode

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.models import kernels
from explainer.views.controls import Setting, Several
from explainer.views.link import LONGEST
from tests.hostile.asked import MARKUP, STAGED, URLS, address, protos, settings_of
from tests.pages.visits import ROOT, said, sound, stages, visited

NUMBERS = [
    "-0",
    "+1",
    "1.0",
    "0x10",
    "1_0",
    "1e999",
    "-1e999",
    "1e38",
    "1e39",
    "1e-400",
    "inf",
    "-Infinity",
    "nan",
    "２",
    "٣",
    "१",
]
NUMBERS += ["", " 1", "9" * 4301, "-" + "9" * 4301, "0" * 5000 + "1", "9" * 21]
ODD = [
    "\x00",
    "\x1b[31m",
    "\u202etxt",
    "👩‍👩‍👧",
    "\ufeff",
    "a\nb",
    *["%", "%zz", "&=;", "null", "None", "True", "[]", "{}"],
]
FORMS = [*["{}[0,0,0]", "conv1[{}]", "{}.1", "1.{}", "weight_hh_l0[0,{}]=1", "weight_hh_l0[0,0]={}"]]
FORMS += ["france {}", "{0} " * 300, "{}: 1", "1:" + " {0}" * 10]
WORDS = st.sampled_from([*NUMBERS, *MARKUP, *ODD]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
VALUES = (
    WORDS
    | st.builds(str.format, st.sampled_from(FORMS), WORDS)
    | st.builds(lambda w, k: w * k, WORDS, st.integers(1, 300))
)
SOME = settings(deadline=None, max_examples=25, print_blob=True)


@st.composite
def links(draw, url):
    """Some of a page's settings, each with what it takes, with what it cannot, or with several things at once."""
    found = {}
    for key, setting in settings_of(url).items():
        options = st.sampled_from(
            [str(option) for option in getattr(setting, "options", ("conv1[0,1,1]", "france is nice"))]
        )
        if draw(st.integers(0, 3)) == 0:
            found[key] = draw(st.lists(VALUES | options, min_size=1, max_size=3))
    return found


def readable(setting, raw):
    """Whether this is how one of the choices is written."""
    whole = re.fullmatch("-?[0-9]{1,9}", raw)
    if setting.ranged and whole:
        return setting.options[0] <= int(raw) <= setting.options[-1]
    return raw in map(str, setting.options)


def unreadable(url, query):
    """The choices for which a link has what they cannot take."""
    asked = {key: setting for key, setting in settings_of(url).items() if isinstance(setting, (Setting, Several))}
    return [key for key in asked if not all(readable(asked[key], raw) for raw in query.get(key, []))]


ASKED_FOR = 65_000  # characters; no page can be asked for by a longer address


@SOME
@given(st.data(), st.sampled_from(URLS))
def test_whatever_is_in_a_link_the_page_stands_and_says_what_it_could_not_take(data, url):
    query = data.draw(links(url))
    page = visited(url, query)
    assert len(stages(page)) == 1 if url in STAGED else len(stages(page)) <= 1
    if len(urlencode(query, doseq=True)) <= ASKED_FOR:
        asked = settings_of(url)
        repeated = [key for key in query if isinstance(asked[key], Setting) and len(query[key]) > 1]
        if unreadable(url, query) or repeated:
            assert said(page)
        left = {key: [one] if isinstance(one, str) else one for key, one in page.query_params.items()}
        assert unreadable(url, left) == []
        assert len(address(page)) <= LONGEST
    page.run()
    sound(page)


@pytest.mark.parametrize("url", URLS)
def test_everything_bound_to_the_link_is_read_by_the_page_first(url):
    bound = {proto.query_param_key for proto in protos(visited(url, {})) if getattr(proto, "query_param_key", "")}
    assert bound
    assert bound <= set(settings_of(url))


WRONG = ["", "inf", "9" * 4301, "２", MARKUP[0]]


@pytest.mark.parametrize("url", URLS)
def test_a_choice_says_what_it_cannot_take_and_all_stay_as_they_were(url):
    page, choices = visited(url, {}), [s for s in settings_of(url).values() if isinstance(s, (Setting, Several))]
    before = {s.key: page.session_state[s.key] for s in choices if s.key in page.session_state}
    for choice, wrong in zip(choices, itertools.cycle(WRONG), strict=False):
        page = visited(url, {choice.key: wrong})
        assert f"{choice.label}: “{wrong[:40]}" in said(page)
        assert choice.key not in page.query_params
        assert {key: page.session_state[key] for key in before} == before


def test_what_is_there_twice_is_said_and_the_first_counts():
    page = visited("convolution", {"stride": ["2", "3"], "more": ["Blur", "Blur", "nonsense"]})
    assert "Stride is there 2 times in the link; showing 2." in said(page)
    assert "More kernels: “nonsense” is not among the choices; showing Blur." in said(page)
    assert (page.session_state["stride"], page.session_state["more"]) == (2, ["Blur"])
    assert page.query_params == {"stride": "2", "more": "Blur"}


@pytest.mark.parametrize(("url", "key"), [("convolution", "numbers"), ("network", "kernel1"), ("unroll", "weights")])
@pytest.mark.parametrize("value", ["inf", "nan", "1e38", "1e999", "1001", "-1e4", "９", "1_0", "9" * 4301])
def test_numbers_from_which_not_everything_can_be_computed_go_unused_and_that_is_said(url, key, value):
    text = f"weight_hh_l0[0,0]={value}" if key == "weights" else f"1: {value}" + " 0" * 9
    page = visited(url, {key: text})
    assert "numbers from −1,000 to 1,000 work" in said(page) or "is no weight of this network" in said(page)


@pytest.mark.parametrize(("url", "key"), [("sequences", "sentence"), ("unroll", "weights"), ("convolution", "numbers")])
def test_a_text_too_long_for_a_link_stays_in_the_session_and_is_said(url, key):
    setting = settings_of(url)[key]
    page = visited(url, {key: "é " * 1500})
    assert f"Too long for a link, so only this session has it: “{setting.label}”." in said(page)
    assert page.session_state[key].split() == ["é"] * 1500
    assert key not in page.query_params
    page.run()
    assert "Too long for a link" in said(page)
    assert page.session_state[key].split() == ["é"] * 1500
    page.session_state[key] = "short"
    page.run()
    assert "Too long for a link" not in said(page)
    assert page.query_params[key] == "short"


def test_what_nobody_knows_does_not_make_the_link_long():
    page = visited("gates", {"unknown": "x" * 5000, "form": "é", "notation": "torch"})
    assert "too long" in said(page)
    assert page.query_params == {"notation": "torch"}
    assert visited("gates", {"unknown": "x"}).query_params == {"unknown": "x"}


@pytest.mark.parametrize("url", URLS)
def test_a_million_characters_are_cut_at_a_word_and_said_in_every_field(url):
    for key, setting in settings_of(url).items():
        if setting.longest:
            page = visited(url, {})
            if not any(field.key == key for field in page.text_input):
                continue
            page.text_input(key=key).set_value("france " * 150_000).run()
            sound(page)
            assert f"{setting.label}: a long text; its first {setting.longest:,} characters are read." in said(page)
            kept = page.session_state[key]
            assert setting.longest - 7 <= len(kept) <= setting.longest
            assert set(kept.split(" ")) == {"france"}
            assert len(address(page)) <= LONGEST


@pytest.mark.parametrize("stuck", [None, "", float("inf"), "nonsense", ["nonsense"], 10**400, {}], ids=repr)
@pytest.mark.parametrize("url", URLS)
def test_what_got_into_the_session_does_not_stay_there(url, stuck):
    page = visited(
        url, {}, session={key: stuck for key, setting in settings_of(url).items() if not setting.holds(stuck)}
    )
    page.run()
    sound(page)
    assert all(
        setting.holds(page.session_state[key]) for key, setting in settings_of(url).items() if key in page.session_state
    )


@given(st.text("0123456789.:;-+e_ infa٣２", max_size=60) | st.builds("1: {} 0".format, st.floats(width=32)))
def test_the_text_of_edited_numbers_gives_numbers_that_can_be_computed_with_or_says_why_not(text):
    plain = np.zeros((2, 1, 1, 1), dtype=np.float32)
    with contextlib.suppress(ValueError):
        weight, bias = kernels.read(text, plain)
        assert np.abs([*weight.ravel(), *bias]).max() <= kernels.LARGEST


def test_the_browser_has_the_same_bound():
    script = (ROOT / "explainer" / "stage" / "input" / "entry.js").read_text()
    assert re.search(r"const MOST = (\d+);", script)[1] == str(kernels.LARGEST)
