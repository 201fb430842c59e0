"""Strands of letters, what reads them and what it has to beat: against torch and numpy, and against the figures that ship."""

import math
from collections import Counter

import numpy as np
import pytest
import torch
from torch.nn import functional

from explainer.data.genome import (
    HELD_OUT,
    KINDS,
    LENGTH,
    LETTERS,
    SITE,
    TUNING,
    Strands,
    as_rows,
    learning,
    strands,
    text,
)
from explainer.models import genome as models
from explainer.models.genome import BY_KEY, GenomeRecipe, held_out, rolled, trained, weights_of
from explainer.models.store import figures
from explainer.study import splice
from explainer.study.logos import heights, logos, reads
from explainer.study.splice import RIVALS
from explainer.study.what_if import what_if
from explainer.training.fit import accuracy
from explainer.views import genome
from explainer.views.genome import SEEN, Shown

STRAND = text(strands()[1].letters[0])


def state(key="places", moved=0, letters=STRAND):
    return Shown(letters, moved, key, letters, None)


def test_letters_are_what_the_rule_of_introns_says():
    every, rest = strands()
    letters, labels = (np.concatenate(own) for own in zip(*((s.letters, s.labels) for s in (every, rest)), strict=True))
    said = ["".join(LETTERS[k] for k in row) for row in letters]
    assert len(set(said)) == len(said)
    begins = [one[SITE : SITE + 2] for one, k in zip(said, labels, strict=True) if k == KINDS.index("begins")]
    ends = [one[SITE - 2 : SITE] for one, k in zip(said, labels, strict=True) if k == KINDS.index("ends")]
    assert begins.count("GT") / len(begins) > 0.97
    assert ends.count("AG") / len(ends) > 0.97


def test_what_is_held_out_nobody_learns_from_nor_tunes_by():
    rest = {text(one) for one in strands()[1].letters}
    assert len(rest) == HELD_OUT == len(held_out()[1])
    for seed in (1, 2):
        learn, tune = ({text(one) for one in own.letters} for own in learning(seed))
        assert len(tune) == TUNING
        assert not learn & tune
        assert not rest & (learn | tune)
    assert not np.array_equal(learning(1)[0].letters, learning(2)[0].letters)


def test_letters_are_ones_and_what_falls_off_comes_in_again():
    x = as_rows("GATTACA", 2)
    assert ["ACGT"[k] for k in x.argmax(0)] == list("CAGATTA")
    assert (x.sum(0) == 1).all()
    batch = torch.from_numpy(as_rows(STRAND))[None].repeat(40, 1, 1)
    found = rolled(batch, torch.Generator().manual_seed(1))
    by = {next(k for k in range(-10, 11) if torch.equal(one, batch[0].roll(k, 1))) for one in found}
    assert len(by) > 10


def by_hand(key, x):
    """The shares (3,) by torch's functions alone, on the weights that ship."""
    w = trained(key).state_dict()
    maps = functional.conv1d(torch.from_numpy(x)[None], w["0.weight"], w["0.bias"]).relu()
    found = maps.flatten(1) if key == "places" else maps.amax(2)
    return (found @ w["3.weight"].T + w["3.bias"]).softmax(1)[0].numpy()


@pytest.mark.parametrize("key", SEEN)
def test_what_a_network_answers_is_torchs_and_opens(key):
    t = genome.traced(state(key, moved=-4))
    np.testing.assert_allclose(t.tensors["softmax1"], by_hand(key, as_rows(STRAND, -4)), atol=1e-6)
    rng = np.random.default_rng(0)
    for name in t.cells:
        for _ in range(4):
            at = tuple(int(rng.integers(n)) for n in t.tensors[name].shape)
            assert t.explain(name, at).total == pytest.approx(float(t.tensors[name][at]), abs=1e-4), (name, at)


@pytest.mark.parametrize("key", SEEN)
def test_what_another_letter_would_do_is_what_it_does(key):
    x = as_rows(STRAND)
    w = trained(key).state_dict()
    found = what_if(torch.from_numpy(x), *(w[name] for name in ("0.weight", "0.bias", "3.weight", "3.bias")))
    before = np.log(by_hand(key, x))
    answer = int(before.argmax())

    def lead(logs):
        return logs[answer] - max(v for k, v in enumerate(logs) if k != answer)

    for letter, place in ((0, 29), (2, 30), (3, 31), (1, 5)):
        other = x.copy()
        other[:, place] = np.eye(4)[letter]
        expected = lead(np.log(by_hand(key, other))) - lead(before)
        assert float(found[letter, place]) == pytest.approx(expected, abs=1e-3)
    assert (found[x.argmax(0), np.arange(LENGTH)].abs() < 1e-5).all()


def test_a_logo_is_as_high_as_it_says_something():
    windows = np.stack([as_rows("GTA"), as_rows("GTC"), as_rows("GTG"), as_rows("GTT")] * 50)
    found, less = heights(windows), 3 / (2 * 200 * math.log(2))
    np.testing.assert_allclose(found[:, 0], [0, 0, 2 - less, 0], atol=1e-5)
    np.testing.assert_allclose(found[:, 2], 0, atol=1e-5)
    assert reads(found) == "GT·"
    x = torch.from_numpy(strands()[0].inputs())
    kernel = torch.from_numpy(as_rows("GTAAG"))[None]
    assert reads(logos(kernel, torch.tensor([-4.0]), x)[0]) == "GTAAG"
    assert not logos(-kernel, torch.tensor([-4.0]), x).any()


def test_rivals_are_what_they_say():
    learn = Strands(strands()[0].letters[:400], strands()[0].labels[:400])
    one = learn.letters[3]
    counts = Counter(text(one)[k : k + 3] for k in range(LENGTH - 2))
    found = splice.words(learn.letters[3:4])[0]
    assert {text(np.array([k // 16, k // 4 % 4, k % 4])): int(n) for k, n in enumerate(found) if n} == counts
    shares = {}
    for k in range(3):
        own = learn.letters[learn.labels == k]
        stands = [(own[:, j] == one[j]).sum() + 0.5 for j in range(LENGTH)]
        shares[k] = math.log(len(own)) + sum(math.log(n / (len(own) + 2)) for n in stands)
    assert splice.bayes(learn, 0.5)(one[None])[0] == max(shares, key=shares.get)
    assert [int(splice.rule(as_rows(30 * "C" + 28 * "C" + "CC")[None].argmax(1))[0])] == [2]
    for middle, k in (("CCGT", 0), ("AGCC", 1), ("AGGT", 0)):
        assert splice.rule(as_rows(28 * "C" + middle + 28 * "C").argmax(0)[None])[0] == k
    loose, tight = (splice.linear(splice.places, learn, held) for held in (0.001, 10.0))
    assert splice.right(loose, learn) > splice.right(tight, learn)


@pytest.mark.parametrize("key", SEEN)
def test_the_network_that_ships_is_right_as_often_as_its_figures_say(key):
    found = figures("genome")
    assert accuracy(trained(key), *held_out()) == pytest.approx(found["share right"][key][0], abs=0.004)
    assert found["weights"][key] == weights_of(key)


def test_all_were_tuned_on_what_is_not_held_out_and_measured_with_five_seeds():
    found = figures("genome")
    assert set(found["share right"]) == {*BY_KEY, *(rival.key for rival in RIVALS)}
    assert {len(own) for own in found["share right"].values()} == {len(found["about"]["seeds"])} == {5}
    for kind in BY_KEY.values():
        tried = found["tuning"][kind.key]
        assert kind.rate == found["chosen"][kind.key]
        assert sum(tried[f"{kind.rate:g}"]) == max(map(sum, tried.values()))
        assert found["about"]["steps"][kind.key] == kind.steps
    for rival in RIVALS:
        if len(rival.tried) > 1:
            assert list(map(float, found["tuning"][rival.key])) == list(rival.tried)
    assert not set(found["about"]["tuning seeds"]) & set(found["about"]["seeds"])
    assert found["share right"]["rule"][0] == pytest.approx(splice.right(splice.rule, strands()[1]), abs=1e-4)


def test_what_the_page_says_of_moved_strands_holds():
    found, by = figures("genome"), ("-5", "5")
    still = {of: {k: np.mean([own[b] for b in by]) for k, own in every.items()} for of, every in found["moved"].items()}
    guess = found["share right"]["commonest"][0]
    stands, moved = still["as they stand"], still["moved"]
    assert max(stands["places"], stands["weights"]) < guess + 0.01
    assert abs(stands["strongest"] - np.mean(found["share right"]["strongest"])) < 0.02
    assert guess < stands["gru"] < np.mean(found["share right"]["gru"]) - 0.1
    assert moved["weights"] < moved["strongest"] < moved["places"] < moved["gru"]
    assert np.mean(found["share right"]["bayes"]) > np.mean(found["share right"]["gru"])


def test_the_same_seed_trains_the_same_network(monkeypatch):
    monkeypatch.setattr(models, "settings", lambda key, seed: models.Settings(seed, 0.01, steps=4, reports=2))
    one, other, another = (list(GenomeRecipe("strongest", seed).run())[-1].weights for seed in (3, 3, 4))
    assert all(torch.equal(one[name], other[name]) for name in one)
    assert not all(torch.equal(one[name], another[name]) for name in one)


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        (15 * "acgu", 15 * "ACGT"),
        (" ".join(["acgtacgtac"] * 6), "ACGTACGTAC" * 6),
        ("  1 " + 30 * "ac" + " 61", 30 * "AC"),
        (">NM_000518.5 Homo sapiens hemoglobin " + 60 * "g", 60 * "G"),
    ],
)
def test_letters_are_read_however_they_are_pasted(said, letters):
    assert genome.OWN.read(said) == letters


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ACGT" * 14, "these are 56"),
        ("ACGT" * 14 + "ACGN", "Letter 60, “N”, is none of A, C, G and T"),
        ("<b>" + "A" * 60, "Letter 1, “<”"),
        (" 12 ", "There are no letters in it"),
        ("", "There are no letters in it"),
    ],
)
def test_letters_that_cannot_be_read_are_answered_in_a_sentence(said, sentence):
    with pytest.raises(ValueError, match="showing a prepared strand") as error:
        genome.OWN.read(said)
    assert sentence in str(error.value)
