"""Modules in lots: what a browser makes of one is what it would have fetched one by one."""

import gzip
import json
import re
from pathlib import Path

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from explainer.server import framework, stage_files
from explainer.server.kept import Kept
from explainer.server.lots import MARK, lot, modules, needed

NAMES = [f"{folder}{name}.js" for folder in ("", "a/", "a/b/") for name in "xyz"]


@st.composite
def graphs(draw):
    """Modules that import such as come before them."""
    sources = {}
    for k, name in enumerate(NAMES):
        others = draw(st.lists(st.sampled_from(NAMES[:k]), unique=True)) if k else []
        lines = [f'import {{ v as v{j} }} from "{relative(name, other)}";' for j, other in enumerate(others)]
        sources[name] = "\n".join([*lines, "export const v = 1;"])
    return sources


def relative(name, other):
    up = "../" * name.count("/")
    return (up or "./") + other


@given(graphs())
def test_each_module_comes_after_those_it_imports_and_names_them_by_their_paths(sources):
    order = needed(NAMES[-1:], sources)
    place = {name: k for k, name in enumerate(order)}
    unpacked = dict(json.loads(lot(order, sources)))
    assert list(unpacked) == order
    for name, text in unpacked.items():
        named = re.findall(f"{MARK}([^{MARK}]*){MARK}", text)
        assert [relative(name, other) for other in named] == re.findall(r'from "([^"]*)"', sources[name])
        assert all(place[other] < place[name] for other in named)


def test_what_is_not_ours_is_left_as_it_is():
    source = 'import "./there.js"; import("./gone.js"); const a = "./data.json", b = import.meta.url;'
    ((path, text),) = json.loads(lot(["in/here.js"], {"in/here.js": source, "in/there.js": ""}))
    assert path == "in/here.js"
    assert text == (
        f'import "{MARK}in/there.js{MARK}"; import("./gone.js"); const a = "./data.json", b = "{MARK}in/here.js{MARK}";'
    )


def test_the_stage_is_sent_whole_and_no_module_of_it_imports_in_a_circle():
    sources = modules(stage_files.STAGE, stage_files.STAGE.parent)
    sent = json.loads(stage_files.stage().body)
    assert sorted(path for path, _ in sent) == sorted(sources)
    seen = set()
    for path, text in sent:
        imported = re.findall(rf'(?:from|import)\s*"{MARK}([^{MARK}]*){MARK}"', text)
        assert seen.issuperset(imported), path
        seen.add(path)


def test_the_framework_is_as_the_lot_takes_it_to_be():
    """Told at once by another version of it, rather than by slow pages."""
    start = {path for path, _ in json.loads(framework.start().body)}
    assert framework.entry() in start
    for name in framework.USED:
        assert any(Path(path).name.startswith(f"{name}.") for path in start), name
    assert framework.charts() not in start
    assert len(framework.letters()) == 2
    for _, path in framework.letters():
        assert (framework.ROOT / path).is_file()
    assert b"font-family:Source Sans" in framework.fonts().body
    assert b"@font-face{font-family:Source" not in framework.style().body


@pytest.mark.parametrize(("encoding", "unpack"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
def test_what_is_kept_is_sent_in_the_encoding_that_is_asked_for(encoding, unpack):
    body = b"a text that repeats itself " * 200
    kept = Kept(body, "text/plain")

    def answer(**headers):
        raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        return kept.answer(Request({"type": "http", "headers": raw}))

    packed = answer(accept_encoding=f"deflate, {encoding};q=0.5")
    assert packed.headers["Content-Encoding"] == encoding
    assert len(packed.body) < len(body) / 10
    assert unpack(packed.body) == body
    plain = answer(accept_encoding="identity")
    assert "Content-Encoding" not in plain.headers
    assert plain.body == body
    again = answer(if_none_match=packed.headers["ETag"])
    assert (again.status_code, again.body) == (304, b"")
