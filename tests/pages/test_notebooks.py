"""The model can be taken away: a notebook of every chapter that runs in an empty folder, with torch and numpy, and gives the
number that was on screen."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from torch import nn

from explainer.core.building import built
from explainer.core.chain import record
from explainer.core.notebook import notebook, plainly
from explainer.core.steps import embedded
from explainer.models import store
from explainer.models.recipes import DigitRecipe
from explainer.shell.chapters import CHAPTERS, STAGED
from explainer.training.fit import Settings
from explainer.views import code
from explainer.views.prediction import Prediction
from explainer.views.runs import Run
from explainer.views.training import CONV
from tests.pages.visits import visited

SIGNS = '“I’m \\ "Ünal" `x` 🙂 </script><b>not</b> $5 ![a](http://b.c) *bad* """ ${x} {y} # nn.Linear(net) x = good'
KEYS = {"cells", "metadata", "nbformat", "nbformat_minor"}
LARGEST = 200_000
# Of these pages, whose networks are larger: words, and each weight as sixteen thirds of a letter (four bytes, four for three).
WITH_WEIGHTS = {
    url: LARGEST + 16 * sum(w.numel() for w in store.weights(url).values()) // 3
    for url in ("next-word", "translation", "music")
}

VIEWS = {
    "pixels": [
        {},
        {"pixels-show": "Threshold", "colours": "Colour", "threshold": "31"},
        {"pixels-show": "Draw"},
        {"picture": "Your own", "colours": "Colour", "cell": "input[2,3,4]"},
    ],
    "convolution": [
        {},
        {"colours": "Colour", "size": "5", "stride": "2", "padding": "1", "more": "Blur", "cell": "conv1[1,3,4]"},
        {"numbers": "1: 1.5 0 0.25 -0.5 0 0.37 -0.25 0 0.25 0.5", "dilation": "2", "picture": "Your own"},
        {"cell": "conv1[0,4,7]~input[0,5,8]"},
    ],
    "relu": [
        {"activation": "GELU"},
        {"relu-show": "Strip", "cell": "pool1[0,3,3]"},
        {"relu-show": "Two kernels", "second": "Blur", "colours": "Colour"},
        {"relu-show": "Two kernels", "cell": "between1[0,0,0]"},
    ],
    "pooling": [
        {},
        {"moved": "→", "window": "3", "pool-stride": "1", "pool-padding": "1", "cell": "avgpool1[0,2,2]"},
        {"picture": "Your own", "moved": "↑", "cell": "global1[0,0,0]"},
    ],
    "network": [
        {"cell": "softmax1[3]"},
        {"cell": "input.rows[3,1]"},
        {"digit": "7", "right": "2", "turn": "10", "noise": "5", "flips": "3.4 12.13", "cell": "linear1[2]"},
        {"silent1": "2", "kernel1": "2: 1 2 3 4 5 6 7 8 9 0.5", "open": "conv2[5]", "cell": "conv2.parts[5,2,3,4]"},
        {"network-show": "Which pixels", "digit": "Drawn"},
        {"digit": "The picture", "picture": "Your own", "cell": "pool2[3,2,2]"},
    ],
    "training": [{"cell": "softmax1[2]"}, {"digit": "5", "kernels": "2 and 4", "learn-from": "200", "train-seed": "3"}],
    "sequences": [{"window-of": "17"}, {"idea": "Bag", "sentence": SIGNS}, {"idea": "Loop", "sentence": SIGNS}],
    "same-bag": [
        *({"model": model, "bag-show": show} for model, show in (("GRU", "Plane"), ("LSTM", "All states"))),
        {"sentence": SIGNS, "against": "bad"},
    ],
    "unroll": [
        {"cell-kind": "LSTM", "sentence": SIGNS, "cell": "softmax1[1,0]"},
        {"form": "Folded", "weights": "weight_hh_l0[3,5]=0.8 bias_ih_l0[0]=-1.25"},
    ],
    "gates": [
        {"network": "Both", "notation": "Textbook", "cell": "gru1.z_textbook[3,2]"},
        {"network": "LSTM", "hold": "forget f", "held-at": "0"},
        {"network": "GRU", "hold": "reset r", "held-unit": "3", "held-word": "2", "sentence": SIGNS},
    ],
    "memory": [
        {},
        {"memory-show": "Influence", "memory-kind": "RNN", "country": "France \\ 🙂 </script>"},
        {"memory-show": "Gradient", "memory-kind": "LSTM", "forget-bias": "3", "when": "Before training"},
        {"memory-show": "Gradient", "memory-kind": "GRU", "when": "After training", "cell": "gru1.dz[0,3]"},
    ],
    "detection": [
        {},
        {"strewn": "2", "detection-show": "Four answers"},
        {"strewn": "7", "box-from": "70", "cell": "edges[2,9,9]"},
    ],
    "style": [
        {},
        {"style": "Mosaic", "at": "96,31", "cell": "leaky1[3,4,4]"},
        {"style-show": "Colours only", "style": "Hatching"},
    ],
    "series": [
        {"cell": "foreseen1[1]"},
        {"what": "Temperature", "moment": "2013-11-08T05", "cell": "gru1.h[20,3]"},
        {"what": "Sunspots", "cell": "read1[4,0]"},
    ],
    "genome": [
        {},
        {"genome-reader": "Only the strongest", "shift": "4", "cell": "strongest1[3]"},
        {"letters": 15 * "acgu", "cell": "whatif[2,31]"},
        {"strand": "Neither, with GT", "cell": "linear1[0]"},
    ],
    "sound": [
        {},
        {"sound": "Minor chord", "sound-played": "Backwards", "listener": "GRU", "cell": "gru.each[30,4]"},
        {"sound": "Kick", "listener": "Bag of columns", "cell": "bag.answer[5]"},
        {"cell": "cnn.conv2[3,4,5]"},
    ],
    "video": [
        {},
        {"watcher": "Bag of frames", "played": "Backwards", "motion": "Grows", "cell": "bag.answer[4]"},
        {"watcher": "Frames as channels", "motion": "Yours", "path": "18.9 18.11 18.13 18.20", "cell": "stack.conv2[3,1,1]"},
        {"watcher": "One frame", "digit": "Drawn", "frames": "12", "cell": "one.answer[2]"},
    ],
    "next-word": [
        {"typed": "she was very ", "temperature": "0.5"},
        {"typed": f"{SIGNS} ", "cell": "linear2[0,30]"},
        {"typed": "of the ", "cell": "counter[0,4]"},
        {"typed": " ", "cell": "gru1.h[0,5]"},
    ],
    "translation": [
        {},
        {"english": "the old cat isn't a dragon \\ 🙂 </script>", "search": "Beam 3", "cell": "scores[1,2]"},
        {"looking": "Attention off", "cell": "decoder.z[0,3]"},
    ],
    "music": [
        {},
        {"kind": "Jig", "temperature": "50", "cell": "tempered1[20,4]"},
        {"beginning": "Yours", "notes": "D4 Fs4x2 A4", "bars": "4", "cell": "gru1.h[3,7]"},
    ],
    "compare": [
        {"compare-show": "Any size", "sheet-down": "3", "sheet-right": "-5", "cell": "avgpool1[4,0,0]"},
        {"compare-show": "Any size", "sheet": "60 × 78", "sheet-head": "Maximum", "cell": "softmax1[3]"},
        {"compare-show": "Any size", "sheet-head": "Dense head", "cell": "pool2[3,2,2]"},
        {"compare-show": "Any length", "length-kind": "LSTM", "length-words": "20", "cell": "softmax1[19,1]"},
        {"compare-show": "Any length", "length-show": "Padded", "pads": "4", "sentence": SIGNS, "cell": "drift[3]"},
        {"compare-show": "Influence", "cell": "field[12,12]"},
        {"compare-show": "Influence", "reach-when": "Untrained", "sentence": SIGNS, "cell": "influence.gradient[2]"},
        {"compare-show": "Influence", "reach-kind": "LSTM", "cell": "influence.deletion[2]"},
    ],
}  # fmt: skip
QUESTIONS = {"compare": ("compare-sizes", "compare-lengths", "compare-padding")}


class Downloads:
    """What the page has for taking away: the ``name`` of the file last offered and, made when it is asked for, its text."""

    def offer(self, label, data, file_name, **how):
        self.make, self.name = data, file_name


@pytest.fixture(scope="module")
def taken():
    """Open a page, with the torch shown, and give back what can be taken away, or None."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("explainer.views.component.pack", lambda *what: b"")
        rng = np.random.default_rng(0)
        picture = rng.integers(0, 256, (60, 60, 3), dtype=np.uint8)
        own = {"torch": True, "own-picture": picture, "own-drawing": rng.random((1, 52, 52), dtype=np.float32)}

        def take(url, query, asked=False, **session):
            downloads = Downloads()
            patch.setattr(code.st, "download_button", downloads.offer)
            questions = () if asked else QUESTIONS.get(url, (url,))
            skipped = {f"prediction-{question}": Prediction("told") for question in questions}
            visited(url, query, {**own, **skipped, **session})
            return downloads if hasattr(downloads, "name") else None

        yield take


@pytest.fixture(scope="module")
def trained():
    """Trainings that have gone on for a while, each where its page looks for it."""
    recipe = DigitRecipe(Settings(seed=2, rate=0.01, optimiser="Adam", batch=16, steps=20, reports=3), digits=200)
    digits = Run(recipe, iter(()), list(recipe.run()), ended=True)
    return {CONV: digits}


@pytest.fixture(scope="module")
def notebooks(taken, trained):
    """Those of every view, by address."""
    found = {f"{url} {query}": taken(url, query).make() for url, views in VIEWS.items() for query in views}
    return found | {"training trained": taken("training", {"cell": "conv2[3,1,1]"}, **trained).make()}


def cells(text, kind="code"):
    return ["".join(cell["source"]) for cell in json.loads(text)["cells"] if cell["cell_type"] == kind]


def elsewhere(programs, folder):
    """What is wrong with these notebooks, where this project is not."""
    ran = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("elsewhere.py"))],
        input=json.dumps({name: cells(text) for name, text in programs.items()}),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert told["loaded"] == []
    return told["wrong"]


def test_every_notebook_gives_the_number_on_screen_in_an_empty_folder(notebooks, tmp_path):
    assert {name.split()[0] for name in notebooks} == {*(chapter.url for chapter in STAGED), "compare"}
    assert elsewhere(notebooks, tmp_path) == {}
    assert list(tmp_path.iterdir()) == [], "and leaves it so"


def test_it_is_of_the_cell_and_of_the_weights_on_screen(notebooks, trained):
    for url, views in VIEWS.items():
        for query in views:
            name, at = query.get("cell", "[").split("~")[-1].split("[")
            assert f"`{name}[{', '.join(at[:-1].split(','))}]`" in notebooks[f"{url} {query}"] or not name, query
    code = "\n".join(cells(notebooks["training trained"]))
    assert embedded(trained[CONV].last.weights["3.weight"].numpy()).text in code
    assert embedded(trained[CONV].history[0].weights["3.weight"].numpy()).text not in code


def test_a_notebook_whose_numbers_are_others_is_found(notebooks, tmp_path):
    name = next(iter(notebooks))
    changed = notebooks[name].replace("torch.from_numpy(picture)", "torch.from_numpy(picture) + 1")
    assert "AssertionError" in str(elsewhere({name: changed}, tmp_path))
    more = notebooks[name].replace("import numpy as np", "import scipy, numpy as np")
    assert "scipy" in str(elsewhere({name: more}, tmp_path))


def test_every_notebook_has_the_form_that_jupyter_reads(notebooks):
    for name, text in notebooks.items():
        whole = json.loads(text)
        assert set(whole) == KEYS
        assert (whole["nbformat"], whole["nbformat_minor"]) == (4, 5)
        ids = [cell["id"] for cell in whole["cells"]]
        assert len(set(ids)) == len(ids)
        assert all(re.fullmatch(r"[\w-]{1,64}", one, re.ASCII) for one in ids)
        for cell in whole["cells"]:
            runs = {"execution_count", "outputs"} if cell["cell_type"] == "code" else set()
            assert set(cell) == {"cell_type", "id", "metadata", "source"} | runs
            assert all(line.endswith("\n") and line.count("\n") == 1 for line in cell["source"][:-1])
            assert cell.get("outputs", []) == []
            assert cell.get("execution_count") is None
        assert len(text) < WITH_WEIGHTS.get(name.split()[0], LARGEST), name
        assert text.isascii()


def test_it_says_what_it_is_and_opens_the_same_screen(taken):
    downloads = taken("gates", {"network": "LSTM", "sentence": "not ) bad", "cell": "lstm1.f[1,2]"})
    assert downloads.name == "kernel-and-loop-gates.ipynb"
    first, *_, last = cells(downloads.make(), "markdown")
    chapter = next(c for c in CHAPTERS if c.url == "gates")
    assert chapter.title in first
    assert chapter.question in first
    assert "`lstm1.f[1, 2]`" in first
    (link,) = re.findall(r"\[Open the same screen\]\((\S+)\)", first)
    assert "sentence=not+%29+bad" in link
    assert "cell=lstm1.f%5B1%2C2%5D" in link
    assert "At “&#41;”, unit 3" in last
    assert all("print(" in cell for cell in cells(downloads.make()) if cell.startswith('t["'))


def test_nothing_is_made_before_it_is_asked_for_nor_while_it_would_tell(taken, monkeypatch):
    made = []
    monkeypatch.setattr(code, "notebook", lambda *what: made.append(what) or "")
    assert taken("convolution", {}, asked=True) is None
    downloads = taken("convolution", {})
    assert made == []
    downloads.make()
    assert len(made) == 1


def test_what_a_visitor_wrote_is_text(taken):
    text = taken("unroll", {"sentence": SIGNS}).make()
    assert not [said for said in cells(text, "markdown") if "<b>" in said or "🙂" in said], (
        "only a link has it, in its signs"
    )
    comments = [line for cell in cells(text) for line in cell.split("\n") if line.startswith("# ")]
    assert any("🙂 1" in line and "< 1 · / 1" in line for line in comments)


@pytest.mark.parametrize(
    "said", [SIGNS, "1. a\n\n# b\n- c", "www.a.b a@b.c http://a.b <c>", "$a$ \\(b\\) `c` **d** &lt;"]
)
def test_text_in_markdown_has_no_sign_that_means_anything_there(said):
    shown = plainly(said)
    assert "\n" not in shown
    assert not set(re.sub(r"&#\d+;", "", shown)) & set('\\`*_{}[]()<>#+-.!|~$&/@^="')
    assert re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), shown) == " ".join(said.split())


@pytest.mark.parametrize("pixel", [2.0, -2.0, [-2.0, 2.0]])
def test_numbers_that_overflowed_are_asserted_too(pixel, capsys):
    layer = nn.Conv2d(1, 1, (1, np.size(pixel)))
    layer.weight.data[:] = 3e38
    picture = embedded(np.reshape(pixel, (1, 1, -1)).astype(np.float32)).named("picture")
    t = record([built("layer", layer)], picture)
    left: dict = {}
    for cell in cells(notebook(t, "conv1", (0, 0, 0), "Overflow")):
        exec(cell, left)
    assert capsys.readouterr().out.split()[-1] == str(t.tensors["conv1"][0, 0, 0])


def test_a_cell_that_is_not_there_is_refused(taken, monkeypatch):
    kept = []
    monkeypatch.setattr(code, "notebook", lambda t, *what: kept.append(t) or "")
    taken("convolution", {}).make()
    with pytest.raises(LookupError):
        notebook(kept[0], "conv1", (9, 9, 9), "Convolution")
