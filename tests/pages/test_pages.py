"""Every page as Streamlit runs it, without a browser."""

import itertools
import json
import struct
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from streamlit.testing.v1 import AppTest

from explainer import trace
from explainer.shell.chapters import CHAPTERS, neighbours
from explainer.views.payload import pack
from explainer.views.scene import Scene
from tests.pages.visits import said, sound, stages

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app():
    return AppTest.from_file(str(ROOT / "explainer" / "shell" / "router.py"), default_timeout=60)


def at(app, chapter, **query):
    app.run()
    app.switch_page(str(ROOT / "pages" / chapter.file))
    for key, value in query.items():
        app.query_params[key] = value
    return app.run()


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda c: c.url)
def test_a_chapter_runs_and_asks_its_question(app, chapter):
    page = at(app, chapter)
    sound(page)
    assert page.title[0].value == chapter.question
    assert len(stages(page)) == int(chapter.stage)


def test_the_chapters_before_and_after_are_linked():
    for before, after in itertools.pairwise(CHAPTERS):
        assert neighbours(before)[1] == after
        assert neighbours(after)[0] == before
    assert neighbours(CHAPTERS[0])[0] is None
    assert neighbours(CHAPTERS[-1])[1] is None


CONVOLUTION = next(c for c in CHAPTERS if c.url == "convolution")


def test_a_kernel_that_fits_nowhere_is_said_and_the_last_map_stays(app, monkeypatch):
    monkeypatch.setattr("explainer.views.kernel.CELLS", 8)
    page = at(app, CONVOLUTION)
    page.segmented_control(key="dilation").set_value(3).run()
    assert "fits nowhere" not in said(page)
    page.segmented_control(key="size").set_value(7).run()
    sound(page)
    assert "reaches over 19 cells and fits nowhere" in said(page)


def test_an_edit_sends_only_what_it_changed():
    layer = torch.nn.Conv2d(1, 8, 3)
    x = torch.rand(1, 26, 26)
    first = trace(layer, x)
    scene = Scene("test", (), "conv1", labels={"conv1": "x" * 3000}, called={"word": ("y" * 10,) * 1000})
    full = pack(first, scene, None, {})
    (size,) = struct.unpack("<I", full[:4])
    header = json.loads(full[4 : 4 + size])
    have = {row["name"]: row["id"] for row in header["tensors"]} | header["told"]
    with torch.no_grad():
        layer.weight[0, 0, 0, 0] += 1
    second = trace(layer, x)
    changed = second.tensors["conv1"].nbytes + second.weights["conv1.weight"].nbytes
    assert len(pack(second, scene, None, have)) <= 1.2 * changed + 2048
    assert len(pack(first, scene, None, have)) < 1024
    assert len(pack(first, replace(scene, labels={"conv1": "other words"}), None, have)) < 1024
