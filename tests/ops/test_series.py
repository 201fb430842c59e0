"""Series that are foreseen: how they are split and read, the networks and their rivals against numpy and the figures that ship, and
files of numbers that nobody has looked at."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.core.chain import record
from explainer.core.steps import Python, Step, child, embedded, inline
from explainer.data.number_files import LEAST, MOST, NumbersError, numbers
from explainer.data.series import PARTS, SHARES, SUNSPOTS, TEMPERATURE, part, series
from explainer.models import series as models
from explainer.models.sentence_layers import Last
from explainer.models.series import (
    BY_KEY,
    CHOOSE,
    HELD_OUT,
    KINDS,
    LEARN,
    OWN,
    OwnRecipe,
    forecaster,
    foreseen,
    packed,
    said,
    scale,
    scaled,
    trained,
    weights_of,
    windows,
)
from explainer.models.series_layers import AsRead, Foreseen, Window
from explainer.models.store import figures
from explainer.study import rivals

RNG = np.random.default_rng(0)
WALK = RNG.normal(size=400).cumsum() + 50


def off(answer, name, kind):
    values = series(name).values
    found = windows(values, kind, HELD_OUT)
    return rivals.wrong(answer(found, scale(values, kind.relative)), found, kind)


def mean_off(answer, kind):
    return np.concatenate([off(answer, name, kind) for name in kind.names]).mean(0)


@pytest.mark.parametrize("name", [*SHARES, TEMPERATURE, SUNSPOTS])
def test_what_is_held_out_comes_after_all_that_was_learned_or_chosen_from(name):
    kind = next(kind for kind in KINDS if name in kind.names)
    one = series(name)
    assert (np.diff(one.times.astype(np.int64)) > 0).all()
    reached = -1
    for which in PARTS:
        found, (first, end) = windows(one.values, kind, which), part(len(one), which)
        asked = found.ends[:, None] + np.array(kind.ahead)
        assert first <= asked.min()
        assert asked.max() < end
        assert asked.min() > reached
        reached = asked.max()
        np.testing.assert_array_equal(found.values[:, -1], one.values[found.ends])
        np.testing.assert_array_equal(found.after, one.values[asked])
    by = scale(one.values, kind.relative)
    cut = one.values.copy()
    cut[part(len(one), CHOOSE)[0] :] = 1e6
    assert scale(cut, kind.relative) == by, "what comes later is not in the scale"


@pytest.mark.parametrize("kind", [*KINDS, OWN, replace(OWN, reading="level")], ids=lambda k: f"{k.key} {k.reading}")
def test_window_reading_and_forecast_open_to_what_the_network_says(kind):
    net, by, at = forecaster(kind).eval(), scale(WALK, kind.relative), 70
    last = float(np.float32(WALK[at]))
    held = Step(net, Python("net"))
    steps = [
        inline(Window(at - kind.window + 1, kind.window)),
        inline(AsRead(kind, by)),
        child(held, 0),
        inline(Last()),
    ]
    t = record([*steps, child(held, 1), inline(Foreseen(kind, by, last, "window1"))], embedded(WALK))
    seen = WALK[None, at - kind.window + 1 : at + 1]
    np.testing.assert_allclose(t.tensors["read1"][:, 0], scaled(seen, kind, by, kind.reading)[0], atol=1e-4)
    found = models.Windows(seen, np.zeros((1, len(kind.ahead))), np.array([at]))
    np.testing.assert_allclose(t.tensors["foreseen1"], said(net, found, kind, by)[0], rtol=1e-4)
    for name in ("window1", "read1", "linear1", "foreseen1"):
        for k in range(len(t.tensors[name])):
            cell = (k, 0) if name == "read1" else (k,)
            assert t.explain(name, cell).total == pytest.approx(float(t.tensors[name][cell]), rel=1e-5, abs=1e-5)


def test_ridge_regression_solves_its_equations():
    kind = replace(OWN, ahead=(1, 3))
    own, by = rivals.ridge([WALK], kind), scale(WALK, False)
    longest = max(k for k in rivals.LAST if k <= len(WALK) // 6)
    found = windows(WALK, kind, LEARN, min(rivals.LAST[-1], len(WALK) // 6))
    assert max(own.last) <= longest
    for n, (k, strength, weights) in enumerate(zip(own.last, own.strength, own.weights, strict=True)):
        x, y = scaled(found.values, kind, by)[:, -k:], models.changes(found, kind, by)[:, n]
        middle = x - x.mean(0)
        expected = np.linalg.solve(middle.T @ middle + strength * np.eye(k), middle.T @ (y - y.mean()))
        np.testing.assert_allclose(weights[:-1], expected, rtol=1e-5, atol=1e-8)
        np.testing.assert_allclose(weights[-1], y.mean() - x.mean(0) @ expected, atol=1e-7)


def test_the_last_value_and_the_day_before_are_what_they_are_called():
    kind = BY_KEY["temperature"]
    values = np.arange(2_000.0)
    found = windows(values, kind, HELD_OUT)
    assert (found.after - rivals.last_value(found) == np.array(kind.ahead)).all()
    assert (found.after - rivals.day_before(found, kind) == 24).all()


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_network_and_rivals_are_as_far_off_as_their_figures_say(kind):
    found = figures("series")
    own = found["kinds"][kind.key]
    net = trained(kind.key)
    mine = mean_off(lambda seen, by: said(net, seen, kind, by), kind)
    assert mine == pytest.approx([own["network"][str(n)][0] for n in kind.ahead], rel=1e-3)
    assert mean_off(lambda seen, _: rivals.last_value(seen), kind) == pytest.approx(
        own["rivals"]["last value"], rel=1e-3
    )
    ridge = rivals.ridge([series(name).values for name in kind.names], kind)
    assert list(ridge.last) == own["ridge"]["last"]
    assert own["weights"] == weights_of(kind)
    assert {len(offs) for offs in own["network"].values()} == {len(found["seeds"])} == {5}


@pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.key)
def test_a_network_reads_and_learns_as_was_best_on_the_part_to_choose_by(kind):
    tried = figures("series")["tuning"][kind.key]
    best = min(tried, key=lambda name: sum(tried[name]))
    assert best == f"{kind.reading}, {kind.rate:g}"


def test_of_prices_the_change_is_not_foretold():
    own = figures("series")["kinds"]["shares"]
    last = own["rivals"]["last value"][0]
    assert all(abs(mine - last) < 0.03 * last for mine in own["network"]["1"])
    for one in own["followed"].values():
        assert min(one["with what came"]) > 0.95
        assert min(one["with the last value"]) > 0.99
        assert max(map(abs, one["of the changes"])) < 0.3


def test_the_same_seed_learns_the_same_from_a_visitors_numbers(monkeypatch):
    monkeypatch.setattr(models, "OWN", replace(OWN, steps=4))
    one, other, another = (list(OwnRecipe(packed(WALK), seed).run())[-1].weights for seed in (3, 3, 4))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not all(torch.equal(one[name], another[name]) for name in one)
    np.testing.assert_array_equal(OwnRecipe(packed(WALK)).values, WALK)


def test_values_and_changes_are_each_others_way_back():
    for kind in (*KINDS, OWN):
        found, by = windows(WALK, kind, HELD_OUT), scale(WALK, kind.relative)
        np.testing.assert_allclose(foreseen(found, models.changes(found, kind, by), kind, by), found.after)


PLAIN = [f"{v:.2f}" for v in WALK]
COMMA = [line.replace(".", ",") for line in PLAIN]


@pytest.mark.parametrize(
    ("text", "called", "remark"),
    [
        ("\n".join(PLAIN), "", ""),
        ("value\r\n" + "\r\n".join(PLAIN), "value", ""),
        ("\ufeffwert\n" + "\n".join(COMMA), "wert", "decimal points"),
        ("tag;wert\n" + "\n".join(f"{k}.1.2020;{v}" for k, v in enumerate(COMMA)), "wert", "decimal points"),
        ("Date,Open,High\n" + "\n".join(f"2020-01-01,{v},{v}" for v in PLAIN), "Open", "Several columns"),
        ("row,a\n" + "\n".join(f"{k},{v}" for k, v in enumerate(PLAIN)), "a", ""),
        ("a\tb\n" + "\n".join(f"word\t{v}" for v in PLAIN), "b", ""),
        ("<b>x</b>\n" + "\n".join(PLAIN), "<b>x</b>", ""),
    ],
)
def test_a_column_of_numbers_is_found_in_what_people_have(text, called, remark):
    for data in (text.encode(), text.encode("utf-16")):
        found = numbers(data)
        np.testing.assert_allclose(found.values, np.round(WALK, 2))
        assert found.called == called
        assert remark in " ".join(found.remarks)


def test_what_is_missing_or_no_number_is_left_out_and_said():
    lines = ["NA" if k % 20 == 3 else "broken" if k % 50 == 7 else v for k, v in enumerate(PLAIN)]
    found = numbers("\n".join(lines).encode())
    assert np.isnan(found.values).sum() == 28
    assert "8 cells are no numbers" in " ".join(found.remarks)
    for which in PARTS:
        assert np.isfinite(windows(found.values, OWN, which).values).all()
    many = numbers("\n".join(f"{k * k}" for k in range(MOST + 500)).encode())
    assert len(many.values) == MOST
    assert f"last {MOST:,}" in many.remarks[0]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "nothing in this file"),
        (b"  \n \n", "nothing in this file"),
        (b"PK\x03\x04 a sheet", "spreadsheet"),
        (b"\x89PNG\r\n", "picture"),
        (bytes(range(256)) * 9, "no text"),
        (b"word\n" * 500, "mostly numbers"),
        (b"1\n2\n3\n", f"at least {LEAST}"),
        (b"5\n" * 500, "the same"),
        (b"1e999\n2\n" * 400, "missing or no number"),
        (b"1\n" * 2**20 * 2, "MB"),
    ],
)
def test_a_file_without_numbers_is_refused_in_a_sentence(data, why):
    with pytest.raises(NumbersError, match=why):
        numbers(data)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400) | st.text(st.sampled_from('0123456789.,;\t\n"-+eE ax'), max_size=900).map(str.encode))
def test_whatever_comes_is_read_or_refused(data):
    try:
        found = numbers(data * 40)
    except NumbersError:
        return
    assert LEAST <= np.isfinite(found.values).sum() <= len(found.values) <= MOST
