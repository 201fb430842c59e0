"""The sheet of digits: what it shows, asks, keeps and refuses."""

import numpy as np
import pytest
import torch

from explainer.data.sheets import HEIGHT, WIDTH
from explainer.views import detection
from explainer.views.heard import Edit
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, visited

ANSWERED = {"prediction-detection": Prediction("told")}


def sheet_of(scene):
    return next(panel for column in scene.columns for panel in column if panel.kind == "sheet")


def test_the_rival_waits_until_the_question_is_answered():
    ((_, asking),) = shown_by("detection", {})
    assert not sheet_of(asking).given
    ((_, told),) = shown_by("detection", {}, ANSWERED)
    assert all(box.dashed for box in sheet_of(told).given)
    assert len(sheet_of(told).given) > 0


@pytest.mark.parametrize("strewn", ["1", "4", "7"])
def test_what_is_told_of_the_rival_is_what_stands_on_the_sheet(strewn):
    ((trace, scene),) = shown_by("detection", {"strewn": strewn}, ANSWERED)
    page = visited("detection", {"strewn": strewn})
    skip = next(button for button in page.button if button.label == "Skip")
    skip.click().run()
    told = next(m.value for m in page.markdown if m.value.startswith("**It draws"))
    assert told.startswith(f"**It draws {len(sheet_of(scene).given)}, the network ")
    assert trace.tensors["input"].shape == (1, HEIGHT, WIDTH)


def test_thresholds_are_the_links():
    ((_, scene),) = shown_by("detection", {"box-from": "70", "double-from": "55", "doubles": "shown"}, ANSWERED)
    assert (scene.finding.least, scene.finding.allowed, scene.finding.all) == (0.7, 0.55, True)


def test_a_link_with_somebodys_own_sheet_is_refused_and_said():
    assert "cannot carry" in said(visited("detection", {"strewn": "Yours"}))
    assert "box-from" not in said(visited("detection", {}))
    assert "Show from" in said(visited("detection", {"box-from": "999"}))


def test_a_drawing_is_kept_and_read():
    ink = np.zeros((HEIGHT, WIDTH), np.float32)
    ink[20:50, 30:33] = 1
    session = {**ANSWERED, "own-sheet": ink[None], "strewn": "Yours"}
    ((trace, scene),) = shown_by("detection", {}, session)
    assert np.array_equal(trace.tensors["input"][0], ink)
    assert len(sheet_of(scene).given) == 1


def test_what_is_no_drawing_changes_nothing(monkeypatch):
    state = {}
    monkeypatch.setattr(detection.st, "session_state", state)
    detection.kept(Edit({"input": [0.0] * 3}))
    assert "own-sheet" not in state
    assert detection.wrong()


def test_four_answers_stand_beside_each_other():
    ((trace, scene),) = shown_by("detection", {"detection-show": "Four answers"}, ANSWERED)
    titles = [panel.title for column in scene.columns for panel in column]
    assert titles == ["Classification", "Localization", "Detection", "Segmentation"]
    assert trace.tensors["pixels"].shape == (10, HEIGHT, WIDTH)
    assert not any(panel.kind == "sheet" and not panel.still for column in scene.columns for panel in column)


def test_the_torch_that_drops_doubles_runs_as_it_is_and_drops_what_the_page_drops():
    names = {"boxes": torch.tensor([[0.0, 0, 10, 10], [1, 0, 11, 10], [30, 30, 40, 40]])}
    exec(detection.removal(), names)
    assert names["kept"].tolist() == [[0, 0, 10, 10], [30, 30, 40, 40]]
