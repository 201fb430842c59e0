"""The chapter on genomes, as Streamlit runs it: its letters, its question, its readers and what was measured of them."""

from dataclasses import replace

import numpy as np
import pytest

from explainer.data.genome import LETTERS
from explainer.models.store import figures
from explainer.views.figures import exact
from explainer.views.genome import SEEN, prepared
from explainer.views.genome_runs import LADDER
from explainer.views.prediction import Prediction
from tests.pages.visits import said, shown_by, sound, traces_of, visited

TOLD = {"prediction-genome": Prediction("told")}
OWN = 15 * "ACGT"


def bodies(page):
    return "\n".join([one.value for one in page.markdown] + [one.proto.body for one in page.get("html")])


def read(t):
    return "".join(LETTERS[k] for k in t.tensors["input"].argmax(0))


def test_letters_in_the_link_are_read_and_moved():
    (t,) = traces_of("genome", {"letters": OWN.lower().replace("t", "u")}, TOLD)
    assert read(t) == OWN
    (t,) = traces_of("genome", {"letters": OWN, "shift": "3"}, TOLD)
    assert read(t) == OWN[-3:] + OWN[:-3]
    (t,) = traces_of("genome", {"strand": "Ends 2"}, TOLD)
    assert read(t) == prepared()["Ends 2"]


@pytest.mark.parametrize(
    ("letters", "words"),
    [
        ("ACGT", "these are 4; showing a prepared strand"),
        ("[x](http://y) <img src=x> " + OWN, "is none of A, C, G and T"),
        (OWN + "GG", "of these 62 the 60 in the middle"),
    ],
)
def test_what_cannot_be_read_is_said_as_text(letters, words):
    page = visited("genome", {"letters": letters}, TOLD)
    assert words in said(page)
    assert "<img" not in "".join(one.proto.body for one in page.get("html") if 'class="said"' in one.proto.body)


def test_a_long_strand_is_read_in_its_middle():
    (t,) = traces_of("genome", {"letters": "GG" + OWN + "TT"}, TOLD)
    assert read(t) == OWN


def test_while_it_asks_nobody_is_told_what_other_letters_would_do():
    ((_, asks),) = shown_by("genome", {})
    assert asks.veil == {"whatif": "all"}
    page = visited("genome", {})
    assert "What you saw" not in bodies(page)
    page.button_group(key="predicted").set_value("The outer thirds").run()
    assert "**You said The outer thirds: " in bodies(page)
    assert "lies in the middle third,** because" in bodies(page)
    ((_, told),) = shown_by("genome", {}, TOLD)
    assert not told.veil


def test_what_was_measured_is_what_stands_there():
    found, page = figures("genome"), bodies(visited("genome", {}, TOLD))
    for key in LADDER:
        assert exact(found["share right"][key]) in page


def test_of_maps_only_the_strongest_is_kept():
    (t,) = traces_of("genome", {"genome-reader": "Only the strongest"}, TOLD)
    assert np.array_equal(t.tensors["strongest1"], t.tensors["relu1"].max(1))


@pytest.mark.parametrize("key", SEEN)
def test_a_network_is_trained_here_and_takes_the_place_of_the_one_that_ships(monkeypatch, key):
    from explainer.models import genome

    short = genome.settings
    monkeypatch.setattr(genome, "settings", lambda key, seed: replace(short(key, seed), steps=4, reports=2))
    name = genome.BY_KEY[key].name
    page = visited("genome", {"genome-reader": name, "genome-seed": "7"}, TOLD)
    page.button(key="genome-run-button").click().run()
    sound(page)
    run = page.session_state["genome-run"]
    assert (run.recipe.key, run.recipe.seed) == (key, 7)
    while not run.over:
        run.advance(1)
    run.running = False
    ((t, scene),) = shown_by("genome", {"genome-reader": name}, {**TOLD, "genome-run": run})
    assert np.array_equal(t.weights["conv1.weight"], run.last.weights["0.weight"].numpy())
    assert "Trained here, seed 7." in scene.columns[1][0].note
