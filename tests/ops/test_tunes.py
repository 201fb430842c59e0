"""Tunes as steps, what goes on with them and what counts: against hand, numpy and torch, and against the figures that ship."""

import math
from fractions import Fraction
from io import BytesIO

import mido
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainer.data.abc import score, signature
from explainer.data.midi import midi, notes
from explainer.data.tunes import HOLD, LOWEST, NAMES, RUN, STARTS, Tune, runs, stepped, together, tunes
from explainer.models.ngrams import counted
from explainer.models.store import figures
from explainer.models.tune_counts import BEFORE, begun, counted_from, counter, scanned
from explainer.models.tunes import MISHEARD, MOVED, RATE, as_examples, loss, misheard, moved, right, trained
from explainer.study.tunes import copies, counted_on, counted_shares, gone_on, returns

HEAD = "X:1\nT:THE LADIES -- REEL\nM:C|\nL:1/8\nK:{}\n"
STEPS = st.lists(st.integers(0, HOLD), min_size=1, max_size=60).map(lambda steps: (steps[0] % HOLD, *steps[1:]))


def written(body, key="D"):
    return [
        [(note.pitch, note.length / Fraction(1, 8)) for note in bar]
        for bar in score(HEAD.format(key) + body).bars
        if bar
    ]


def test_abc_is_read_as_far_as_pitches_and_lengths_go():
    third = Fraction(2, 3)
    assert written('"G"F2 ^c=c c|uA>B (3def') == [
        [(66, 2), (73, 1), (72, 1), (72, 1)],
        [(69, 1), (71, 1), *[(p, third) for p in (74, 76, 78)]],
    ]
    assert written("{g}A,2-A, [DFA]z/ !f!B/|1 d4|2 e4|]", "Bb") == [
        [(57, 3), (69, 1), (None, 0.5), (70, 0.5)],
        [(75, 4)],
    ]
    assert signature("Ador") == {"F": 1}
    assert signature("Dmix=c") == {"F": 1, "C": 0}
    assert signature("Gm") == {"B": -1, "E": -1}


def test_a_tune_stands_on_its_grid_and_one_that_does_not_is_left_out():
    bar = "dAFA DAFA|"
    tune = stepped(score(HEAD.format("D") + "f|" + bar * 7 + "d2f2 d4|]"))
    assert (tune.name, tune.bar, len(tune.bars)) == ("The Ladies Reel", 8, 8)
    assert [NAMES[k] for k in tune.bars[0]] == ["D5", "A4", "F♯4", "A4", "D4", "A4", "F♯4", "A4"]
    assert [NAMES[k] for k in tune.bars[7]] == ["D5", "hold", "F♯5", "hold", "D5", "hold", "hold", "hold"]
    for body in (bar * 7, bar * 7 + "d3|" + bar, bar * 7 + "d'AFA DAFA|"):
        assert stepped(score(HEAD.format("D") + body)) is None


def test_versions_of_a_tune_are_on_one_side_of_the_split():
    learned = {tuple(interval(piece)) for tune in tunes()["learned"] for piece in pieces(tune.steps)}
    for part in ("tuned", "held out"):
        assert not any(tuple(interval(piece)) in learned for tune in tunes()[part] for piece in pieces(tune.steps))
    names = {part: {tune.name for tune in found} for part, found in tunes().items()}
    assert not names["learned"] & (names["tuned"] | names["held out"])
    assert {part: len(found) for part, found in tunes().items()} == figures("music")["about"]["tunes"]


def pieces(steps):
    return [steps[k : k + RUN] for k in range(len(steps) - RUN + 1) if steps[k] != HOLD]


def interval(piece):
    return [None if k == HOLD else k - piece[0] for k in piece]


def test_tunes_that_share_a_title_or_a_run_stand_together():
    steps = tuple(range(20))
    higher, other = tuple(k + 3 for k in steps), tuple(range(19, -1, -1))
    found = [Tune("A Reel", 8, steps), Tune("B Jig", 6, higher), Tune("The B", 8, other), Tune("C", 8, (0, HOLD) * 10)]
    assert sorted(map(sorted, together(found))) == [[0, 1, 2], [3]]
    assert [run for _, run in runs(steps)] == [run for _, run in runs(higher)]


@pytest.mark.parametrize("kinds", [False, True])
def test_the_counter_that_looks_up_counts_what_tables_count(kinds):
    learned = tunes()["learned"][:40]
    looked_up = scanned(learned, 5, 0.8, kinds)
    tables = counted(map(counted_from, learned), 5, looked_up.size + len(STARTS), 0.8, kinds=kinds)
    for tune in tunes()["held out"][:3]:
        steps = counted_from(tune)
        for t in range(BEFORE, BEFORE + 30):
            for k, (one, other) in enumerate(
                zip(looked_up.seen(steps[:t]), tables.seen(steps[t - 4 : t]), strict=False)
            ):
                assert one == {s: n for s, n in other.items() if s not in STARTS.values()}, (t, k)
            assert looked_up.shares(steps[t - 4 : t]).sum() == pytest.approx(1)


def test_both_do_what_their_figures_say():
    found, held = figures("music"), tunes()["held out"]
    x, targets = as_examples(held, max(len(tune.steps) for tune in held))
    with torch.no_grad():
        assert math.exp(float(loss(trained()(x), targets))) == pytest.approx(
            found["network"]["perplexity"][0], rel=1e-3
        )
    assert right(trained(), x, targets) == pytest.approx(found["network"]["right"][0], abs=1e-3)
    some = [counted_from(tune) for tune in held]
    logs = [math.log(counter().share(s[:t], s[t])) for s in some for t in range(BEFORE, len(s))]
    assert math.exp(-np.mean(logs)) == pytest.approx(found["counter"]["perplexity"], rel=1e-3)
    assert max(found["network"]["perplexity"]) < found["counter"]["perplexity"]


def test_what_was_chosen_did_best_on_tunes_to_tune_by():
    tried = figures("music")["tuning"]
    best = min(tried["network"]["tried"], key=lambda one: one["perplexity"])
    assert (best["misheard"], best["rate"], tuple(best["moved"])) == (MISHEARD, RATE, MOVED)
    assert tried["counter"]["chosen"] == min(tried["counter"]["tried"], key=lambda one: one["perplexity"])
    assert counter().order == tried["counter"]["chosen"]["order"]


def test_going_on_draws_by_the_shares_and_the_same_again():
    given = [STARTS[8], *tunes()["held out"][0].steps[:16]]
    one, other = (gone_on(trained(), [given, given], 24, 0.8, seed) for seed in (1, 2))
    assert one == gone_on(trained(), [given, given], 24, 0.8, 1) != other
    cold = gone_on(trained(), [given], 12, 0.01, 1)[0]
    for k, step in enumerate(cold):
        with torch.no_grad():
            assert step == int(trained()(torch.tensor([[*given, *cold[:k]]]))[0, -1].argmax())
    counts = counted_on(counter(), begun(8, given[1:]), 12, 0.01, 1)
    shares = counted_shares(list(begun(8, [*given[1:], *counts])), 1.0)
    assert [int(row.argmax()) for row in shares[16:-1]] == counts
    np.testing.assert_allclose(shares.sum(1), 1, rtol=1e-5)


def test_copies_are_found_in_any_key_and_none_in_tunes_held_out():
    tune = next(tune for tune in tunes()["learned"] if max(k for k in tune.steps if k != HOLD) < HOLD - 3)
    higher = [k if k == HOLD else k + 2 for k in tune.steps[8:32]]
    given = [0, 5] * 4
    (copy, *rest) = copies([*given, *higher], len(given))
    assert (copy.first, copy.shift) == (8, 2)
    assert copy.end - copy.first >= RUN
    assert all(before.end <= after.first for before, after in zip([copy, *rest], rest, strict=False))
    assert not any(copies(other.steps) for other in tunes()["held out"])
    assert returns([1, 2, 3, 4, 1, 2, 5, 6, 1, 2], 2, 1) == 2


def test_a_tune_is_moved_as_far_as_a_fiddle_reaches_and_misheard_as_often_as_asked():
    tune = Tune("A", 8, (0, HOLD, 20))
    assert [one.steps for one in moved([tune], (0, 5, -1, 9))] == [(0, HOLD, 20), (5, HOLD, 25)]
    x = torch.full((50, 400), 3)
    share = float((misheard(0.2, x, torch.Generator().manual_seed(1)) != x).float().mean())
    assert share == pytest.approx(0.2 * 29 / 30, abs=0.01)


@given(STEPS, st.sampled_from([6, 8]))
def test_a_file_read_again_has_the_same_notes(steps, bar):
    file = mido.MidiFile(file=BytesIO(midi(steps, bar, 190, "A ♯ tune")))
    now, begun_at, found = 0, 0, []
    for message in file.tracks[0]:
        now += message.time
        if message.type == "note_on":
            begun_at = now
        elif message.type == "note_off":
            found.append((message.note, begun_at // 240, (now - begun_at) // 240))
    assert found == list(notes(steps))
    assert sum(long for _, _, long in found) == len(steps)
    assert found[0][0] == LOWEST + steps[0]
    assert file.length == pytest.approx(0.19 * len(steps), rel=1e-3)
