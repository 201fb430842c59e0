"""What a page asks has the answer that somebody else finds who computes it anew from what is on screen, whatever is set there;
and whoever skips is told it as well, with a reason."""

import importlib
import json
import random
import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from explainer.core.building import built
from explainer.core.steps import embedded
from explainer.core.words import number
from explainer.data import novels, series, sheets
from explainer.data import translation as small_world
from explainer.data.countries import LANGUAGES
from explainer.data.novels import BEGIN
from explainer.data.sheets import EXAMPLES
from explainer.data.styles import STYLES
from explainer.data.tunes import STARTS
from explainer.models import box_maps, counter, painters
from explainer.models import detection as detection_net
from explainer.models import next_word as writer
from explainer.models import series as foreseeing
from explainer.models import sounds as hearing
from explainer.models import translation as translators
from explainer.models import tunes as tunes_net
from explainer.models.genome import trained as trained_genome
from explainer.models.kernels import weights
from explainer.models.motions import KINDS, trained
from explainer.models.ngrams import counted
from explainer.models.recipes import held_out
from explainer.models.store import figures, shipped
from explainer.shell.chapters import STAGED
from explainer.study.pieces import Rule, pieces
from explainer.views import component, painted_slowly, prediction
from explainer.views.controls import Setting
from explainer.views.prediction import SKIPPED, Truth
from explainer.views.scene import Mark
from explainer.views.translation import PREPARED
from tests.pages.visits import ROOT, visited

WALKS = 6
SENTENCES = (
    "France is where I grew up, but now I live in Boston. I speak fluent",
    "I live in Spain, but Greece is where I grew up. I speak fluent",
    "Now I live and work in Japan, but I grew up in Italy. I speak fluent",
    "Poland is where I grew up, but Poland and Turkey are cold. I speak fluent",
    "The food was not good, it was bad",
    "Germany",
)
APART = 0.1
ROUNDING = 1e-4


@pytest.fixture
def asked(monkeypatch):
    """Open a page and give back what it asks: question, options and truth, and the trace and the scene on its stage."""
    found = {}
    predicts, packs = prediction.predict, component.pack

    def predict(now, question, options, truth, *rest, **named):
        found.update(question=question, options=tuple(options), truth=truth)
        predicts(now, question, options, truth, *rest, **named)

    def pack(trace, scene, *rest):
        found.update(t=trace, scene=scene)
        return packs(trace, scene, *rest)

    monkeypatch.setattr(prediction, "predict", predict)
    monkeypatch.setattr(component, "pack", pack)

    def go(page, query, session=None):
        found.clear()
        found["page"] = visited(page, query, session)
        return dict(found)

    return go


def settings(page, rng):
    """A link with a value drawn for every setting of the page."""
    of = importlib.import_module(f"explainer.views.{page.replace('-', '_')}").SETTINGS
    return {s.key: str(rng.choice(s.options)) for s in of if isinstance(s, Setting)}


def activated(name, x):
    return {
        "ReLU": functional.relu, "Leaky ReLU": lambda v: functional.leaky_relu(v, 0.1), "Sigmoid": torch.sigmoid,
        "Tanh": torch.tanh, "GELU": functional.gelu,
    }[name](torch.tensor(x)).item()  # fmt: skip


def pixels(here, query):
    return f"{here['t'].tensors['input'].size:,}"


def convolution(here, query):
    side = here["t"].tensors["conv1"].shape[-1]
    return f"{side} × {side}"


def relu(here, query):
    if query["relu-show"] == "Two kernels":
        return between(here, query)
    name, value, row, column = re.match(
        r"What does (.+) make of the (\S+) in row (\d+), column (\d+)", here["question"]
    ).groups()
    x = here["t"].tensors["conv1"][0, int(row) - 1, int(column) - 1]
    assert (name, number(x)) == (query["activation"], value)
    return number(activated(name, float(x)))


def between(here, query):
    """Both kernels over the picture that is on screen, without and with ReLU between them."""
    x = torch.from_numpy(here["t"].tensors["input"])[None]
    first = weights([query["kernel"]], int(query["size"]), x.shape[1], int(query["seed"]))
    one, two = (torch.from_numpy(weight) for weight in (first, weights([query["second"]], 3, 1)))
    answer = functional.conv2d(x, one)
    without, with_relu = (functional.conv2d(y, two) for y in (answer, answer.relu()))
    differ = int(((without - with_relu).abs() > ROUNDING).sum())
    return next(o for o in here["options"] if differ <= int(o.split()[-1]))


def pooling(here, query):
    return f"{here['t'].tensors['pool1'][0].size:,}"


def training(here, query):
    kernels = tuple(map(int, query["kernels"].split(" and ")))
    torch.manual_seed(int(query["train-seed"]))
    net = torch.nn.Sequential(*untrained(*kernels))
    pictures, labels = held_out()
    with torch.no_grad():
        share = (net(pictures).argmax(1) == labels).float().mean().item()
    return next(o for o in here["options"] if round(100 * share) <= int(o.split()[-1]))


def untrained(first, second):
    conv, pool = torch.nn.Conv2d, lambda: torch.nn.MaxPool2d(2)
    body = (conv(1, first, 3), torch.nn.ReLU(), pool(), conv(first, second, 3), torch.nn.ReLU(), pool())
    return *body, torch.nn.Flatten(), torch.nn.Linear(second * 25, 10)


def sequences(here, query):
    words = re.findall(r"\w+|[^\w\s]", query["sentence"].lower())
    text = " ".join(words)
    home = re.search(r"(\w+) is where i grew up|grew up in (\w+)", text)
    country = next(filter(None, home.groups())) if home else next((w for w in words if w in LANGUAGES), None)
    if country is None:
        return "384"
    assert f"“{country.capitalize()}”" in here["question"]
    return str(words[::-1].index(country) + 1)


def same_bag(here, query):
    a, b = (here["t"].tensors[f"{side}.state.h"][-1] for side in "AB")
    differ = sum(abs(float(x) - float(y)) > APART for x, y in zip(a, b, strict=True))
    return next(o for o in here["options"] if differ <= int(o.split()[-1]))


def unroll(here, query):
    own = {"RNN": 1, "GRU": 3, "LSTM": 4}[query["cell-kind"]]
    return f"{own * 12 * (16 + 12 + 2):,}"


def gates(here, query):
    """Rows with nothing below zero and nothing above one, whatever the words: those of gates, and no others."""
    rows = {k: v for k, v in here["t"].tensors.items() if re.fullmatch(r"(lstm|gru)1\.[a-z]", k)}
    return str(sum(bool((v >= 0).all() and (v <= 1).all()) for v in rows.values()))


def memory(here, query):
    at = re.search(r"(\d+) words back", here["question"])[1]
    found = json.loads((ROOT / "assets" / "remembering.json").read_text())
    know = [share >= found["about"]["on when right"] for share in found["afresh"]["rnn"][at]]
    return "all" if all(know) else "some" if any(know) else "none"


def video(here, query):
    """The reader to whom the frames that are on screen are the same in any order; where nothing was drawn they are one frame."""
    frames = torch.from_numpy(here["t"].tensors["input"].copy())
    if not frames.any():
        frames = torch.rand(8, 36, 36, generator=torch.Generator().manual_seed(0))
    found = []
    for kind in KINDS:
        if kind.key != "stack" or len(frames) == 8:
            with torch.no_grad():
                a, b = (trained(kind.key)(x[None]).flatten(0, -2)[-1] for x in (frames, frames.flip(0)))
            found += [kind.name] if torch.allclose(a, b, atol=1e-3) else []
    (name,) = found
    return name


def next_word(here, query):
    """Who says the same after two texts that end alike: a counter of all that was learned from, and the network."""
    a, b = (
        [BEGIN, *(word.number for word in novels.words(text))] for text in ("She was very much", "It was so very much")
    )
    counts = counted(
        counter.sequences(novels.novels().part("learn")[:500]), counter.ORDER, novels.SIZE, 0.9, kinds=True
    )
    stays = {
        "The counter’s": np.array_equal(counts.shares(counter.begun(a)[-2:]), counts.shares(counter.begun(b)[-2:])),
        "The network’s": torch.equal(*(writer.trained().logits(np.array(x))[-1] for x in (a, b))),
    }
    (name,) = [name for name, same in stays.items() if same]
    return name


def genome(here, query):
    """Every letter of what is on screen changed into every other, one at a time, by torch's own layers: where leads fall most."""
    net = trained_genome({"Every place": "places", "Only the strongest": "strongest"}[query["genome-reader"]])
    x = torch.from_numpy(here["t"].tensors["input"].copy())
    with torch.no_grad():
        logits = net(x[None])[0]
        answer = int(logits.argmax())
        lead = lambda z: float(z[answer] - max(z[k] for k in range(3) if k != answer))  # noqa: E731
        lost = np.zeros(60)
        for place in range(60):
            for letter in range(4):
                other = x.clone()
                other[:, place] = torch.eye(4)[letter]
                lost[place] = max(lost[place], lead(logits) - lead(net(other[None])[0]))
    share = lost[20:40].sum() / lost.sum()
    return "The middle third" if share > 0.5 else "The outer thirds" if share < 0.2 else "All about alike"


def detection(here, query):
    """Boxes gone through as scores fall, by hand; connected ink is tested by itself, with what it is read as."""
    name = query["strewn"] if query["strewn"] in map(str, range(1, EXAMPLES + 1)) else "4"
    ink = sheets.example(int(name) - 1)
    with torch.no_grad():
        out = detection_net.trained()(torch.from_numpy(ink)[None])[0]
    scores = out[:10].sigmoid()
    edges = box_maps.traced(
        built("net", detection_net.trained(), shipped("detection", "boxes")), embedded(ink)
    ).tensors["edges"]
    surest = scores.amax(0)
    cells = sorted(
        ((surest >= int(query["box-from"]) / 100).nonzero()).tolist(), key=lambda at: -float(surest[tuple(at)])
    )
    kept = []
    for row, column in cells:
        box = edges[:, row, column]
        if all(shared(box, other) <= int(query["double-from"]) / 100 for other in kept):
            kept.append(box)
    drawn = len(pieces(ink, Rule(**figures("detection")["pieces"]["rule"])).what)
    return "Fewer" if drawn < len(kept) else "As many" if drawn == len(kept) else "More"


def shared(a, b):
    """What two boxes share of what they cover together."""
    wide, tall = (max(0.0, float(min(a[k + 2], b[k + 2]) - max(a[k], b[k]))) for k in (0, 1))
    every = sum(float(max(0, c[2] - c[0]) * max(0, c[3] - c[1])) for c in (a, b))
    return wide * tall / (every - wide * tall)


def style(here, query):
    """How far a painted pixel depends on the picture, by its gradient; slowly, by what of a style its halves' change takes away."""
    if query["style-show"] == "The slow way":
        name = query["like"] if query["like"] in STYLES else "Strokes"
        made = painted_slowly.recipe(name)
        left, right = made.wanted.chunk(2, -1)
        of_style, of_content = painters.losses(made.look, made.wanted, torch.cat([right, left], -1))
        return {(1, 0): "Style", (0, 1): "Content", (1, 1): "Both"}.get((of_style > 0.1, of_content > 0.1), "Neither")
    if query["style-show"] == "Colours only":
        return "1 × 1"
    x = torch.rand(1, 3, 60, 60, generator=torch.Generator().manual_seed(0), requires_grad=True)
    painted = painters.shipped(query["style"])(x)
    middle = painted.shape[-1] // 2
    (grad,) = torch.autograd.grad(painted[0, :, middle, middle].sum(), x)
    rows = grad[0].abs().sum((0, 2)).nonzero()
    side = int(rows.max() - rows.min()) + 1
    return f"{side} × {side}"


def translation(here, query):
    """The English word that gets most of the look, by torch's own layers, and the French word that is asked about."""
    words = [*query["english"].split(), "."]
    net = translators.trained("attention")
    x = torch.tensor([[small_world.numbers("en")[word] for word in words]])
    said = translators.translate(net, x[0], {"Greedy": 1, "Beam 3": 3}[query["search"]])[-1][0].words
    (word,) = re.findall("“(.+?)”", here["question"])
    at = [small_world.vocabulary("fr")[k] for k in said]
    with torch.no_grad():
        states, h = net[1](net[0](x))
        own, _ = net[3](net[2](torch.tensor([[small_world.numbers("fr")["<"], *said[:-1]]])), h)
        looks = (own[0] @ states[0].T).argmax(1)
    found = {words[int(looks[k])] for k, one in enumerate(at) if one == word}
    return here["truth"].right if here["truth"].right in found else found


def music(here, query):
    """The network's bars that stand before them, drawn anew by torch, cell by cell."""
    steps = here["scene"].columns[0][0]
    bar, given = steps.bar, list(steps.steps)
    net, generator = tunes_net.trained(), torch.Generator().manual_seed(int(query["ending"]))
    while len(given) < steps.total:
        with torch.no_grad():
            logits = net(torch.tensor([[STARTS[bar], *given]]))[0, -1]
        given.append(
            int(
                torch.multinomial((logits / (int(query["temperature"]) / 100)).softmax(0)[None], 1, generator=generator)
            )
        )
    bars = [given[k : k + bar] for k in range(0, len(given), bar)]
    first = -(-steps.begun // bar)
    found = sum(own in bars[:k] for k, own in enumerate(bars) if k >= first)
    return "None" if not found else "One or two" if found < 3 else "More"


def foretold(here, query):
    """The curve that is not the price of the day before; of other series, who is least off in the mean."""
    if here["options"] == ("A", "B"):
        prices = here["t"].tensors["series"]
        repeats = {
            panel.title: np.allclose(line.values, prices[line.begin - 1 :][: len(line.values)], rtol=1e-4)
            for panel in here["scene"].columns[0]
            for line in panel.lines
        }
        (name,) = [title for title, same in repeats.items() if not same]
        return name
    kind = foreseeing.BY_KEY[query["what"].lower()]
    values = series.series(query["what"]).values
    k, by = kind.ahead.index(int(here["question"].split()[0])), foreseeing.scale(values, False)
    found = foreseeing.windows(values, kind, "held out")
    off = abs(foreseeing.said(foreseeing.trained(kind.key), found, kind, by) - found.after).mean(0)[k]
    last = abs(found.values[:, -1] - found.after[:, k]).mean()
    ridge = figures("series")["kinds"][kind.key]["rivals"]["ridge"][k]
    return here["options"][int(np.argmin([off, last, ridge]))]


def heard(here, query):
    """Whose answer to the wave as it is on the stage is another than to its samples the other way round."""
    wave = torch.from_numpy(here["t"].tensors["input"].copy())
    both = hearing.spectrograms(torch.cat([wave, wave.flip(1)]))
    changes = {}
    for key in hearing.BY_KEY:
        with torch.no_grad():
            said = hearing.trained(key)(both)
        one, other = (said if said.ndim == 2 else said[:, -1]).argmax(1).tolist()
        changes[key] = one != other
    assert not changes["bag"]
    return {
        (False, False): "Nobody", (True, False): "Only the CNN", (False, True): "Only the GRU", (True, True): "CNN and GRU",
    }[changes["cnn"], changes["gru"]]  # fmt: skip


ANSWERS = {
    "pixels": pixels, "convolution": convolution, "relu": relu, "pooling": pooling, "training": training,
    "sequences": sequences, "same-bag": same_bag, "unroll": unroll, "gates": gates, "memory": memory,
    "detection": detection, "style": style, "video": video,
    "next-word": next_word,
    "translation": translation,
    "music": music,
    "series": foretold,
    "genome": genome,
    "sound": heard,
}  # fmt: skip


@pytest.mark.parametrize("page", ANSWERS)
def test_the_key_is_what_is_on_screen_whatever_is_set(asked, page):
    rng = random.Random(page)
    for k in range(WALKS):
        query = settings(page, rng)
        if page in ("sequences", "unroll", "gates", "same-bag"):
            query["sentence"] = SENTENCES[k]
        if page == "gates":
            query["hold"] = "None"
        if page == "translation":
            query["english"] = PREPARED[k]
        here = asked(page, query)
        truth = here["truth"]
        assert truth.right == ANSWERS[page](here, query), query
        tells_everybody(here["options"], truth)


def test_of_two_kernels_every_answer_can_be_the_key(asked):
    """From no cell to nearly all, in colour and with other kernels than those that have names, too."""
    plain = {"size": "3", "seed": "1", "colours": "Grey", "relu-show": "Two kernels", "second": "Laplacian"}
    keys = set()
    for query in (
        {"picture": "Cat", "kernel": "Blur"},
        {"picture": "Dot", "kernel": "Vertical edges"},
        {"picture": "Cat", "kernel": "Vertical edges", "second": "Identity"},
        {"picture": "Stripes", "kernel": "Emboss"},
        {"picture": "Cat", "kernel": "Outline"},
        {"picture": "Cat", "kernel": "Random", "colours": "Colour", "seed": "7", "second": "Blur"},
    ):
        here = asked("relu", plain | query)
        keys.add(here["truth"].right)
        assert here["truth"].right == between(here, plain | query), query
    assert keys == set(here["options"])


def tells_everybody(options, truth):
    assert len(set(options)) == len(options) > 1
    assert {truth.right, *truth.also} <= set(options)
    assert truth.sentence(SKIPPED).startswith(f"**{truth.told[0].upper()}{truth.told[1:]},** because ")
    for option in options:
        first = "Right: " if truth.grants(option) else f"You said {option}: "
        assert truth.sentence(option).startswith(f"**{first}{truth.told},** because {truth.reason}")
    assert re.search(r"\w.*\.$", truth.reason)


def test_every_page_is_asked_for():
    """What the digit network keeps of a hundred is counted anew in test_moved_pages.py."""
    assert {*ANSWERS, "network"} == {chapter.url for chapter in STAGED}


@pytest.mark.parametrize("page", [chapter.url for chapter in STAGED])
def test_skip_tells_too(asked, page):
    here = asked(page, {})
    app = here["page"]
    next(b for b in app.button if b.label == "Skip").click().run()
    assert here["truth"].sentence(SKIPPED) in [one.value for one in app.markdown]


def test_what_was_said_about_other_settings_is_said_no_more(asked):
    app = asked("convolution", {})["page"]
    next(b for b in app.button if b.label == "Skip").click().run()
    assert any(one.value.startswith("**The map is 24 × 24,** because ") for one in app.markdown)
    app.session_state["stride"] = 2
    app.run()
    assert not [one for one in app.markdown if " × " in one.value and "because" in one.value]
    assert any(b.label == "Next: where will it light up?" for b in app.button)


def test_an_answer_that_is_right_in_substance_is_right():
    truth = Truth("Yes", "it is still 3", "so it is.", also=("Less surely",))
    assert truth.sentence("Less surely") == "**Right: it is still 3,** because so it is."
    assert truth.sentence("No") == "**You said No: it is still 3,** because so it is."
    assert truth.sentence(SKIPPED) == "**It is still 3,** because so it is."


def test_a_guess_is_marked_at_the_panel_or_where_the_truth_stands():
    at, other = ("input", (4,)), ("input", (7,))
    assert Truth("17", "", "", on="input").note("3") == "You said 3"
    assert Truth("17", "", "", on="input").note("17") == "17, as you said"
    assert Truth("17", "", "", on="input").note(SKIPPED) == ""
    ringed = Truth("17", "", "", at=at, places={"17": at, "3": other})
    assert ringed.marks("3") == (Mark(*other, "your guess", dashed=True), Mark(*at, "17"))
    assert ringed.marks("17") == (Mark(*at, "17, as you said"),)
    assert ringed.marks("9") == (Mark(*at, "17; you said 9"),)
    assert ringed.marks(SKIPPED) == (Mark(*at, "17"),)
    assert ringed.note("3") == ""
