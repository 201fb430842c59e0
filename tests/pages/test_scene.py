"""The scene as data: every record has the same fields in Python and in the browser's types, and travels without defaults."""

import re
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from explainer.views import panels, scene, tour
from explainer.views.component import KINDS
from explainer.views.panels import Map, Panel, Strip
from explainer.views.scene import Scene, Steps, as_json

STAGE = Path(__file__).parents[2] / "explainer" / "stage"
PAYLOAD, ROWS, LEGENDS, WEIGHTS = "payload.js", "draw/rows.js", "draw/legends.js", "panels/weights.js"
SHEET, ROLL, TIMELINE = "panels/sheet.js", "panels/roll.js", "panels/timeline.js"
PARTS = {
    scene.Scene: PAYLOAD, scene.Mark: PAYLOAD, scene.Reveal: PAYLOAD, scene.Moves: PAYLOAD, scene.Centre: PAYLOAD,
    scene.Steps: PAYLOAD,
    scene.Checkpoints: PAYLOAD, scene.Finding: PAYLOAD, panels.Given: SHEET, panels.Copied: ROLL, panels.Line: TIMELINE,
    panels.Strip: ROWS, panels.Answer: ROWS, panels.Level: ROWS, panels.Picture: ROWS,
    panels.Legend: LEGENDS, panels.Group: WEIGHTS,
    tour.Tour: PAYLOAD, tour.Step: PAYLOAD, tour.Spot: PAYLOAD,
}  # fmt: skip
TYPES = [(record, file, record.__name__) for record, file in PARTS.items()]
TYPES += [(kind, f"panels/{kind.kind}.js", "Own") for kind in Panel.__subclasses__()]


def typedef(file, name):
    """A JSDoc record's properties, and whether each may be missing."""
    text = (STAGE / file).read_text()
    found = re.search(rf"@typedef {{object}} {name}\b.*?\n((?: \* @property .*\n)*)", text)
    properties = re.findall(r"@property {.+?} (\[?)(\w+)\]?(?: .*)?\n", found[1]) if found else []
    return {name: bool(optional) for optional, name in properties}


def declared(record, without=()):
    """A Python record's fields, and whether each has a default."""
    own = [f for f in fields(record) if f.name not in {g.name for g in without}]
    return {f.name: f.default is not MISSING or f.default_factory is not MISSING for f in own}


@pytest.mark.parametrize(("record", "file", "name"), TYPES, ids=lambda v: getattr(v, "__name__", None))
def test_the_browser_types_say_what_python_says(record, file, name):
    shared = fields(Panel) if issubclass(record, Panel) else ()
    assert typedef(file, name) == declared(record, shared)


def test_what_all_panels_share_is_the_same_too():
    assert typedef("panels/base.js", "Spec") == {"kind": False, **declared(Panel)}


def test_every_record_of_a_scene_is_compared():
    ours = (panels.__name__, scene.__name__, tour.__name__)
    records = {
        v
        for part in (panels, scene, tour)
        for v in vars(part).values()
        if getattr(v, "__module__", "").startswith(ours)
    }
    records = {v for v in records if isinstance(v, type)}
    assert records == {Panel, *(record for record, _, _ in TYPES)}


def test_a_kind_is_one_module_and_one_style_sheet():
    dressed = {file.stem for file in (STAGE / "panels").glob("*.css")} - {"base"}
    assert set(KINDS) == dressed
    assert all((STAGE / "panels" / f"{kind}.js").exists() for kind in KINDS)


def test_a_record_travels_by_its_kind_and_without_its_defaults():
    at = Map("conv1", "Map", pad=0, names=("a",), shared=True)
    assert as_json(at) == {"kind": "map", "tensor": "conv1", "title": "Map", "pad": 0, "names": ["a"]}
    assert as_json(Strip("h", handed=True)) == {"kind": "strip", "tensor": "h", "handed": True}
    sent = as_json(Scene("s", ((at,),), "conv1", steps=Steps(("h",), ("state",)), labels={"conv1": "Map"}))
    assert sent == {
        "name": "s",
        "columns": [[as_json(at)]],
        "play": "conv1",
        "steps": {"tensors": ["h"], "names": ["state"]},
        "labels": {"conv1": "Map"},
    }
