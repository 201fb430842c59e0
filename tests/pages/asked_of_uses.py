"""What the pages on using networks ask, computed anew from what is on screen: each takes what a page shows and its link, and gives
the right option."""

import re

import numpy as np
import torch

from explainer.core.building import built
from explainer.core.steps import embedded
from explainer.data import novels, series, sheets
from explainer.data import translation as small_world
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
from explainer.models.motions import KINDS, trained
from explainer.models.ngrams import counted
from explainer.models.store import figures, shipped
from explainer.study.pieces import Rule, pieces
from explainer.views import painted_slowly


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
    "detection": detection, "style": style, "video": video, "next-word": next_word, "translation": translation, "music": music,
    "series": foretold, "genome": genome, "sound": heard,
}  # fmt: skip
