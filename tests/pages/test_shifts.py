"""What pooling is said to buy is chosen by the figures: other figures, another sentence."""

from copy import deepcopy
from dataclasses import replace

import pytest

from explainer.models.store import figures
from explainer.views.shifts import LARGEST, MAP, MEAN, WHOLE, Seen, bought, indifferent, reach, where

SEEN = Seen(1, {MAP: 0.5, LARGEST: 0.3, MEAN: 0.35, WHOLE: 0.0}, (24, 12), 2)


def said(by=1, window=2, **shares):
    names = {"changed": MAP, "largest": LARGEST, "mean": MEAN, "whole": WHOLE}
    return bought(replace(SEEN, by=by, window=window, shares=SEEN.shares | {names[k]: v for k, v in shares.items()}))


@pytest.mark.parametrize(
    ("shown", "sentence"),
    [
        ({}, "Both steadied it, the largest more: the move is smaller than a box."),
        ({"mean": 0.2}, "Both steadied it, the mean more: the move is smaller than a box."),
        ({"mean": 0.45}, "The largest steadied it, the mean hardly: the move is smaller than a box."),
        ({"mean": 0.55}, "The largest steadied it, the mean did not"),
        ({"largest": 0.48}, "The mean steadied it, the largest hardly"),
        ({"by": 4}, "Both steadied it, the largest more."),
        (
            {"by": 4, "largest": 0.5, "mean": 0.49},
            "Pooling steadied next to nothing: a move this long leaves boxes 2 cells wide.",
        ),
        ({"largest": 0.5, "mean": 0.49}, "Pooling steadied next to nothing, although the move is smaller than a box."),
        ({"largest": 0.9, "mean": 0.8}, "Pooling made it less steady"),
        ({"largest": 0.0}, "max pooling noticed nothing"),
        ({"changed": 0.0, "largest": 0.0, "mean": 0.0}, "nothing to steady"),
        ({"whole": 0.07}, "changed by 7\N{NO-BREAK SPACE}% of its value"),
        ({}, "did not change: it no longer knows where"),
        ({"by": 0}, "Drag the picture"),
    ],
)
def test_what_you_saw_is_what_the_stage_measured(shown, sentence):
    assert sentence in said(**shown)


def test_every_figure_on_screen_is_in_the_sentence():
    found = said(by=3, changed=0.81, largest=0.62, mean=0.73, whole=0.04)
    for figure in ("24 × 24 become 12 × 12", "3 cells", "81", "62", "73", "4\N{NO-BREAK SPACE}%"):
        assert figure in found


def test_how_far_boxes_reach():
    maps = [[0, share, 1] for share in (0, 0.5, 0.8, 0.9)]
    assert reach(maps, [[0, share, 1] for share in (0, 0.4, 0.64, 0.73)]) == 2
    assert reach(maps, maps) == 0
    assert reach(maps, [[0, 0, 0]] * 4) == 3


@pytest.fixture
def altered():
    return deepcopy(figures("shifts"))


@pytest.mark.parametrize("kind", ["shapes", "digits", "photographs"])
def test_where_it_helps_is_what_was_measured(altered, kind):
    change, row = altered["change"][kind], altered["in a row"]
    boxes, in_a_row, strides, _ = where(altered, kind)
    assert f"{100 * row['pool2'][2][1]:.0f}\N{NO-BREAK SPACE}%" in in_a_row
    assert f"{100 * change['max 2/4'][1][0]:.0f}\N{NO-BREAK SPACE}%" in strides
    change["max 2/4"][1] = change["max 2/1"][1]
    row["pool2"][2][1] = row["pool1"][2][1]
    altered["strongest left"][kind]["blurred first"][1][2] = altered["strongest left"][kind]["every second"][1][2]
    for window in (2, 3, 4, 8):
        change[f"max {window}/{window}"] = change["map"]
    other = where(altered, kind)
    assert "Nowhere" in other[0]
    assert "Nowhere" not in boxes
    assert "no steadier" in other[1]
    assert "no steadier" not in in_a_row
    assert "costs nothing" in other[2]
    assert "does not help" in other[3]


def test_indifference_follows_the_figures(altered):
    change = altered["change"]["photographs"]
    assert "not indifferent" in indifferent(altered, "photographs")
    pooled = change["max 2/2"]
    change["max 2/2"] = change["map"]
    assert "hardly even steadies" in indifferent(altered, "photographs")
    change["max 2/2"] = [[0, 0, 0]] * len(pooled)
    assert "it does" in indifferent(altered, "photographs")
