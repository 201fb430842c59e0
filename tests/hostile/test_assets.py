"""Files that ship, taken away, damaged, or exchanged for others."""

import functools
import gc
import json
import shutil
from functools import partial

import pytest
import streamlit
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load, save

from explainer.data import assets
from explainer.data.assets import SUMS, Unusable
from explainer.models import store
from tests.hostile.asked import STAGED
from tests.pages.visits import FILES, failures, opened, sound, stages

NEEDED = {
    "comparing.json": ("compare",),
    "detection.json": ("detection",),
    "detection.safetensors": ("detection",),
    "digits.npz": ("network", "training", "compare", "detection", "video"),
    "digits.safetensors": ("network", "compare"),
    "genome.json": ("genome",),
    "genome.npz": ("genome",),
    "genome.safetensors": ("genome",),
    "languages.json": ("sequences",),
    "languages.safetensors": ("sequences",),
    "lengths.safetensors": ("compare",),
    "moved.json": ("network", "training"),
    "next-word.json": ("next-word",),
    "next-word.safetensors": ("next-word",),
    "novels.npz": ("next-word",),
    "music.json": ("music",),
    "music.safetensors": ("music",),
    "readers.json": ("sequences", "same-bag", "compare"),
    "readers.safetensors": ("same-bag", "unroll", "gates", "compare"),
    "remembering.json": ("memory",),
    "remembering.safetensors": ("memory",),
    "series.json": ("series",),
    "series.npz": ("series",),
    "series.safetensors": ("series",),
    "shifts.json": ("pooling",),
    "sizes.safetensors": ("compare",),
    "sound.json": ("sound",),
    "sound.safetensors": ("sound",),
    "style.json": ("style",),
    "style.safetensors": ("style",),
    "translation.json": ("translation",),
    "translation.safetensors": ("translation",),
    "tunes.npz": ("music",),
    "video.json": ("video",),
    "video.safetensors": ("video",),
}
VIEWS = {
    "lengths.safetensors": {"compare-show": "Any length"},
    "sizes.safetensors": {"compare-show": "Any size"},
}
ONLY_FIGURES = {
    "comparing.json",
    "genome.json",
    "languages.json",
    "moved.json",
    "readers.json",
    "remembering.json",
    "series.json",
    "shifts.json",
    "sound.json",
    "style.json",
    "translation.json",
    "video.json",
}


def forget():
    """What was read before the files were damaged."""
    for one in gc.get_objects():
        if type(one) is functools._lru_cache_wrapper and str(one.__module__).startswith("explainer."):
            one.cache_clear()
    streamlit.cache_data.clear()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A copy of the files that ship, which the app reads."""
    copy = tmp_path / "assets"
    shutil.copytree(assets.ASSETS, copy)
    monkeypatch.setattr(assets, "ASSETS", copy)
    forget()
    yield copy
    forget()


def test_all_that_ships_is_known_and_needed():
    kept = {file.name for file in assets.ASSETS.iterdir() if file.suffix in (".npz", ".json", ".safetensors")}
    assert kept == set(NEEDED)
    assert all(assets.read(name) for name in NEEDED)


def no_numbers(content):
    return save({name: torch.full_like(w, torch.nan) for name, w in load(content).items()})


def another_precision(content):
    return save({name: w.float() if w.dtype == torch.half else w.half() for name, w in load(content).items()})


def a_little_else(content):
    return save({name: w + 1e-3 for name, w in load(content).items()})


@pytest.mark.parametrize("damage", [no_numbers, another_precision, a_little_else])
@pytest.mark.parametrize("name", [name for name in NEEDED if name.endswith(".safetensors")])
def test_weights_that_are_others_are_not_used(folder, name, damage):
    (folder / name).write_bytes(damage((folder / name).read_bytes()))
    with pytest.raises(Unusable, match=name):
        store.weights(name.removesuffix(".safetensors"))


@given(name=st.sampled_from(sorted(NEEDED)), data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_other_content_is_taken_for_what_shipped(folder, name, data):
    whole = (folder / name).read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    anything = st.binary(max_size=2000) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode)
    other = data.draw(
        st.sampled_from(sorted(NEEDED)).map(lambda other: (folder / other).read_bytes())
        | st.just(whole[:at])
        | st.just(whole + whole[at:])
        | st.integers(1, 255).map(lambda flip: whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
        | anything
    )
    try:
        (folder / name).write_bytes(other)
        if other == whole:
            assert assets.read(name) == whole
        else:
            with pytest.raises(Unusable, match=name):
                assets.read(name)
    finally:
        (folder / name).write_bytes(whole)


@pytest.mark.parametrize(
    "content", [None, b"", b"{}", b"digits.npz", b"0  digits.npz", b"  digits.npz", b"\xff\xfe\x00"]
)
def test_without_the_list_of_digests_no_file_is_known(folder, content):
    (folder / SUMS).unlink()
    if content is not None:
        (folder / SUMS).write_bytes(content)
    with pytest.raises(Unusable, match=r"digits\.npz"):
        assets.read("digits.npz")


def test_a_folder_in_the_place_of_a_file_is_no_file(folder):
    (folder / "readers.json").unlink()
    (folder / "readers.json").mkdir()
    with pytest.raises(Unusable, match=r"readers\.json"):
        store.figures("readers")


def test_what_is_kept_anew_is_what_ships(folder):
    store.keep("readers", {"gru": {"w": torch.ones(2)}}, {"about": "another"})
    assert store.weights("readers", "gru")["w"].tolist() == [1, 1]
    assert store.figures("readers") == {"about": "another"}
    assert assets.read("digits.npz")


def told(url, check=sound, query=None):
    """A page whose question was skipped, so that everything stands on it; what holds before is looked at by ``check`` too."""
    app = opened(url, query or {})
    check(app)
    skips = [button for button in app.button if button.label == "Skip"]
    return skips[0].click().run() if skips else app


def only_lacks(names, app):
    """The page says of these files at most that it lacks them, each once, and leads on."""
    assert not app.exception
    assert app.title
    assert way_on(app)
    said = failures(app)
    assert len(said) == len(set(said))
    assert all(any(f"assets/{name}," in one for name in names) for one in said)


def way_on(app):
    return [link.proto.label for link in app.get("page_link")]


@pytest.mark.parametrize(("name", "url"), [(name, url) for name, urls in NEEDED.items() for url in urls])
def test_a_page_says_what_it_lacks_and_has_all_else(folder, name, url):
    before = sound(told(url, query=VIEWS.get(name)))
    forget()
    kept = (folder / name).read_bytes()
    (folder / name).unlink()
    app = told(url, partial(only_lacks, {name}), VIEWS.get(name))
    assert not app.exception
    (said,) = failures(app)
    assert said.startswith(f"This needs the file assets/{name}, ")
    assert str(folder.parent) not in said
    assert app.title[0].value == before.title[0].value
    assert way_on(app) == way_on(before)
    if name in ONLY_FIGURES:
        assert len(app.get("bidi_component")) == 1
        assert app.expander or url not in STAGED
    (folder / name).write_bytes(kept)
    again = sound(told(url, query=VIEWS.get(name)))
    assert len(again.get("bidi_component")) == 1


@pytest.mark.parametrize("url", FILES)
def test_with_no_file_left_every_page_comes(folder, url):
    shutil.rmtree(folder)
    lacking = {name for name, urls in NEEDED.items() if url in urls}
    app = told(url, partial(only_lacks, lacking))
    only_lacks(lacking, app)
    said = failures(app)
    assert bool(said) == bool(lacking)
    assert len(stages(app)) == (url in STAGED and not lacking - ONLY_FIGURES)
