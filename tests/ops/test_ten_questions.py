"""The questions of the test, over many seeds: answers of their own, one of them right by other means than torch's, each mistake
with its reason."""

import itertools
import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file

from explainer.data.pictures import cells, sample
from explainer.data.sentences import grammar, words
from explainer.study.questions.ten import KINDS, question
from tests.pages.visits import ROOT

SEEDS = st.integers(1, 9_999)
SIDE = 26
ASSETS = ROOT / "assets"


def right_of(asked):
    return asked.options[asked.right].said


def read(said):
    return float(said.replace("−", "-").replace(",", ""))


def size(asked):
    """Every place at which the kernel stands inside the padded picture."""
    given = asked.place.settings
    reach = given["dilation"] * (given["size"] - 1) + 1
    padded = SIDE + 2 * given["padding"]
    places = [k for k in range(0, padded, given["stride"]) if k + reach <= padded]
    return f"{len(places)} × {len(places)}"


def cell(asked):
    pixels, kernel, bias = (np.array(grid.rows) for grid in asked.shown)
    return float((pixels * kernel).sum() + bias.item())


def weights(asked):
    given = asked.place.settings
    kernels, channels = 1 + len(given["more"]), 3 if "in colour" in asked.asked else 1
    return np.zeros((kernels, channels, given["size"], given["size"])).size + kernels


def pooled(asked):
    box = np.maximum(np.array(asked.shown[0].rows), 0)
    return float(box.mean() if "mean" in asked.asked else box.max())


def field(asked):
    """The rows in which the cell's first number changes when a pixel does, by loops of our own over a picture of rows alone."""
    tensor, place = asked.place.cell.split("[")
    at = int(place.rstrip("]").split(",")[1 if "rows" in right_of(asked) else 2])

    def value(x):
        def slid(x):
            return [sum(x[k : k + 3]) for k in range(len(x) - 2)]

        def halved(x):
            return [sum(x[k : k + 2]) for k in range(0, len(x) - 1, 2)]

        made = {"pool1": halved(slid(x))}
        made["conv2"] = slid(made["pool1"])
        made["pool2"] = halved(made["conv2"])
        return made[tensor][at]

    nothing = [0.0] * SIDE
    rows = [k + 1 for k in range(SIDE) if value([*nothing[:k], 1.0, *nothing[k + 1 :]]) != 0]
    return f"{'rows' if 'rows' in right_of(asked) else 'columns'} {rows[0]} to {rows[-1]}"


def window(asked):
    said = asked.shown[0].said.removesuffix(" ___")
    return re.findall(r"\w+|[,.]", said)[-int(re.search(r"last (\d+)", asked.asked)[1])]


def bag(asked):
    same = []
    for option in asked.options:
        a, b = (sorted(re.findall(r"\w+|,", side.lower())) for side in option.said.split(" / "))
        if a == b:
            same.append(option.said)
    (only,) = same
    return only


def loop(asked):
    count = len(re.findall(r"\w+|,", asked.shown[0].said))
    changed = re.search(r"change word (\d+), “(\w+|,)”", asked.asked)
    if changed:
        t = int(changed[1])
        assert re.findall(r"\w+|,", asked.shown[0].said)[t - 1] == changed[2]
        return f"those after words {t} to {count}"
    assert f"{count} words and marks" in asked.asked
    held = load_file(ASSETS / "readers.safetensors")
    return sum(w.size for name, w in held.items() if name.startswith(f"{asked.place.settings['network'].lower()}/1."))


def gate(asked):
    """A sentence run through the weights that ship, in numpy."""
    kind, (t, unit) = asked.place.settings["network"], map(int, re.findall(r"\[(\d+),(\d+)\]", asked.place.cell)[0])
    held = load_file(ASSETS / "readers.safetensors")
    w_ih, w_hh, b_ih, b_hh = (
        held[f"{kind.lower()}/1.{name}_l0"] for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    )
    h = c = np.zeros(w_hh.shape[1])
    bend = lambda x: 1 / (1 + np.exp(-x))  # noqa: E731
    for word in words(asked.place.settings["sentence"])[: t + 1]:
        x, own = held[f"{kind.lower()}/0.weight"][word.number] @ w_ih.T + b_ih, h @ w_hh.T + b_hh
        if kind == "LSTM":
            i, f, g, o = np.split(x + own, 4)
            c = bend(f) * c + bend(i) * np.tanh(g)
            h = bend(o) * np.tanh(c)
        else:
            (r, z, n), (r_h, z_h, n_h) = np.split(x, 3), np.split(own, 3)
            z, n = bend(z + z_h), np.tanh(n + bend(r + r_h) * n_h)
            c = h = (1 - z) * n + z * h
    return float(c[unit])


def memory(asked):
    (shares,) = asked.shown[0].rows
    kind = next(
        key
        for key in ("lstm1", "lstm", "gru", "rnn")
        if {"lstm1": "(LSTM, forget bias 1)"}.get(key, f"({key.upper()})") in asked.asked
    )
    measured = json.loads((ASSETS / "remembering.json").read_text())["afresh"][kind]
    assert measured[re.search(r"country (\d+) words", asked.asked)[1]] == list(shares)
    if min(shares) >= 0.95:
        return "All of them know the country"
    return "None of them has learned it" if max(shares) < 0.5 else "Some know it and some do not: it hangs on the seed"


KEYS = (size, cell, weights, pooled, field, window, bag, loop, gate, memory)


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=lambda kind: KINDS[kind].__name__)
@settings(deadline=None)
@given(seed=SEEDS)
def test_a_question_has_one_right_answer_and_mistakes_that_lead_elsewhere(kind, seed):
    asked = question(kind, seed)
    said = [option.said for option in asked.options]
    assert 3 <= len(said) <= 4
    assert len(set(said)) == len(said)
    assert all(option.why.endswith(".") and option.why[0] != " " for option in asked.options)
    key = KEYS[kind](asked)
    if isinstance(key, str):
        assert right_of(asked) == key
    else:
        nearest = min(asked.options, key=lambda option: abs(read(option.said) - key))
        assert nearest.said == right_of(asked)
        assert read(nearest.said) == pytest.approx(key, abs=0.006)


@pytest.mark.parametrize("kind", range(len(KINDS)), ids=lambda kind: KINDS[kind].__name__)
def test_seeds_give_questions_of_their_own_and_no_place_is_right_most_often(kind):
    asked = [question(kind, seed) for seed in range(1, 201)]
    assert question(kind, 5) == asked[4]
    different = {(one.asked, str(one.shown), right_of(one)) for one in asked}
    assert len(different) > (15 if KINDS[kind].__name__ == "memory" else 35)
    last = [one for one in asked if len(one.options) == 4]
    assert all(sum(one.right == k for one in last) < len(last) / 2 for k in range(4))


@settings(deadline=None)
@given(seed=SEEDS)
def test_ten_questions_are_one_of_each_kind_in_the_order_of_the_chapters(seed):
    pages = [question(kind, seed).place.page for kind in range(len(KINDS))]
    assert len(pages) == 10
    order = [page for page, _ in itertools.groupby(pages)]
    assert len(order) == len(set(order))


def test_what_is_shown_is_of_the_picture_and_the_words_that_the_link_names():
    for seed in range(1, 40):
        asked = question(1, seed)
        row, column = map(int, asked.place.cell.removesuffix("]").split(",")[1:])
        x = cells(sample(asked.place.settings["picture"]), False)[0]
        np.testing.assert_allclose(x[row : row + 3, column : column + 3], asked.shown[0].rows)
        for option in question(6, seed).options:
            assert all(w.known for side in option.said.split(" / ") for w in words(side, grammar().vocabulary))
