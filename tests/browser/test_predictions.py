"""What answers a prediction is nowhere in the page before it is answered or skipped, and all of it is there at once then."""

import re
from urllib.parse import quote

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.models.languages import HIDDEN, WIDTH
from tests.browser.everything import comes_to_say, says
from tests.browser.test_skeleton import boxes
from tests.browser.test_stage import answer

SIDE = 26


def map_side(kernel=3, **how):
    return torch.nn.functional.conv2d(torch.zeros(1, 1, SIDE, SIDE), torch.zeros(1, 1, kernel, kernel), **how).shape[-1]


def size(side):
    """A size in the forms in which it stands on a page: said, as an attribute, as how many cells and steps there are to play."""
    return [rf"\b{side} × {side}\b", rf"\b{side},{side}\b", rf"\b{side * side}\b", rf"\b{side * side - 1}\b"]


def weights(gates, width=16, units=12):
    return f"{gates * units * (width + units + 2):,}"


FRANCE = "France is where I grew up, but now I live in Boston. I speak fluent"
WORD = r"\w+|[^\w\s]"
AWAY = len(re.findall(WORD, FRANCE))
COLOUR = [r"2,?028\b", rf"3 × {SIDE} × {SIDE}", rf"3,{SIDE},{SIDE}", rf"{SIDE} × {SIDE} × 3", "three squares"]
TOTAL, PERCENT, BARS = "^equation-total data-value=", r"^\d+\.\d\s%$", "^panel data-shape=10$"
GATES = ["(three|3) gates", "1 means keep"]
KEPT = ["^of 100, read right$", "of 100 are still read right", "unseen digits that it reads right"]
QUESTIONS = {
    "pixels": ["three squares", size(SIDE)[2]],
    "pixels?pixels-show=Threshold": ["three squares", size(SIDE)[2]],
    "pixels?colours=Colour": COLOUR,
    "pixels?colours=Colour&pixels-show=Strip": COLOUR,
    "convolution": [*size(map_side()), TOTAL],
    "convolution?show=Strip": [*size(map_side()), TOTAL],
    "convolution?size=5&padding=1&more=Blur&cell=conv1[0,23,23]": [
        *size(map_side(5, padding=1))[:2],
        TOTAL,
        r"conv1\[0,23,23\]",
        "[Rr]ow 24, column 24",
    ],
    "relu": [TOTAL, "Curve of ReLU", "^curve data-out", r"0\.3 stays 0\.3"],
    "relu?activation=Sigmoid": [TOTAL, "Curve of Sigmoid", "^curve data-out"],
    "relu?relu-show=Strip&cell=pool1[0,3,3]": [TOTAL, "^equation-term data-value="],
    "relu?relu-show=Two%20kernels": ["cells differ"],
    "pooling": [TOTAL, *size(12)],
    "pooling?window=3&pool-stride=1&pool-padding=1&moved=%E2%86%92": [TOTAL],
    "pooling?pooling-show=Strip": size(12)[:2],
    "network": KEPT,
    "network?right=4&open=conv2[3]": KEPT,
    "network?down=-2&network-show=Which%20pixels": KEPT,
    "training": [PERCENT, BARS, "^% right$"],
    "sequences": [rf"\b{AWAY}\b"],
    "sequences?idea=Loop": [rf"\b{AWAY}\b"],
    "sequences?idea=Bag": [rf"^panel data-shape={AWAY}$"],
    f"sequences?sentence={quote('This morning I took my cat for a walk')}": [rf"\b{WIDTH * HIDDEN}\b"],
    "same-bag": [TOTAL, "one up to here", r"^\d+\.\d\s%$", "both sentences right: "],
    "same-bag?bag-show=All%20states": [TOTAL, "Ringed", r"^\d+\.\d\s%$"],
    "unroll": [rf"\b{weights(1)}\b", "set of weights"],
    "unroll?cell-kind=GRU&form=Folded": [rf"\b{weights(3)}\b"],
    "gates": ["^gates 0$", *GATES],
    "gates?network=GRU&notation=torch&cell=gru1.z[2,3]": ["^gates 0$", "update gate keeps", *GATES],
    "gates?network=Both&notation=Textbook&cell=lstm1.h[2,3]": ["^gates 0$", "output gate times", *GATES],
    "detection": ["dashed: its rival", r"All \d+ boxes above"],
    "style": ["It sees 25 × 25"],
    "video": ["Dashed: what each reader said", r"of the clips, since a digit"],
    "video?watcher=Bag+of+frames&played=Backwards": [r"of the clips, since a digit"],
    "next-word": ["What you saw", "The same last two words", r"suggestions saved \d+\s%"],
    "translation": [r"looks at \d+\s%", r"most at the word that they stand for"],
    "music": [r"\bnetwork\b", "come back"],
    "series": [r"^[AB]: the network$", r"\d, came \d", "^Foretold, "],
    "series?what=Temperature": ["^the network$", r"\d, came \d"],
    "genome": ["Coloured: what the answer", "Nobody told the kernels"],
    "genome?genome-reader=Only+the+strongest&strand=Ends+1": ["Coloured: what the answer", "Nobody told the kernels"],
    "sound": ["Dashed: what each reader said", "It cannot tell rising from"],
    "sound?listener=GRU&sound-played=Backwards": ["It cannot tell rising from"],
    "memory": [r"\d of \d told apart", "A dot per seed", "all seeds know the country"],
}


def told(hand, tells):
    """What the page says of what nobody is to be told."""
    return [one for one in says(hand) for tell in tells if re.search(tell, one)]


@pytest.mark.parametrize("page", sorted({path.split("?")[0] for path in QUESTIONS}))
def test_nothing_tells_before_the_question_is_answered_and_everything_then(read, page):
    for path, tells in QUESTIONS.items():
        if path.split("?")[0] == page:
            hand = read(path, asked=True)
            keeps_it(hand, tells)
            assert hand.errors == []


def keeps_it(hand, tells):
    assert told(hand, tells) == []
    here = boxes(hand)
    row = hand.page.locator(".st-key-predict")
    row.get_by_role("radio").first.click()
    comes_to_say(hand, tells)
    assert boxes(hand) == here
    hand.ask()
    assert told(hand, tells) == []
    hand.skip()
    comes_to_say(hand, tells)


def test_the_strongest_place_is_told_when_it_was_guessed(visit):
    hand = visit("convolution")
    _, row, column = np.unravel_index(answer().argmax(), answer().shape)
    tells = [rf"conv1\[0,{row},{column}\]", f"[Rr]ow {row + 1}, column {column + 1}", TOTAL, "^strongest$"]
    hand.page.get_by_role("button", name="Next: where will it light up?").click()
    expect(hand.page.locator(".st-key-predict")).to_contain_text("Click in the picture")
    hand.ready()
    assert told(hand, tells) == []
    hand.hover("input", row + 1, column + 1)
    assert told(hand, tells) == []
    expect(hand.page.get_by_test_id("equation-term")).to_have_count(10)
    hand.click("input", 3, 3)
    comes_to_say(hand, tells[2:])
    assert hand.errors == []


def test_what_is_done_on_the_stage_does_not_tell_either(read):
    """The far corner of the picture feeds the far corner of the map, and Play would count its cells."""
    hand = read("convolution", asked=True)
    tells = [*size(map_side()), TOTAL, r"conv1\[", "[Rr]ow 24"]
    hand.click("input", SIDE - 1, SIDE - 1)
    hand.press("End", " ", "ArrowRight", "ArrowDown")
    for name in ("Play", "Step back", "Step forward", "Speed", "Pin"):
        expect(hand.stage.get_by_role("button", name=re.compile(f"^{name}"))).to_be_disabled()
    expect(hand.stage.get_by_role("slider", name="Position")).to_be_disabled()
    expect(hand.caption).to_have_text("Answer the question above, or skip it, to see.")
    assert told(hand, tells) == []
    assert "cell" not in hand.page.url
    hand.page.get_by_text("Show the torch").click()
    expect(hand.torch).to_contain_text("Answer the question above")
    assert told(hand, tells) == []
    hand.skip()
    expect(hand.page.get_by_test_id("stCode")).to_contain_text('t["conv1"]')
    hand.press("Home")
    hand.selected("conv1[0,0,0]")


def test_a_veil_says_nothing_of_what_is_under_it(read):
    looks = set()
    for path in ("convolution", "convolution?stride=4", "convolution?more=Blur&size=7"):
        hand = read(path, asked=True)
        veil = hand.page.locator(".veil-panel")
        expect(veil.get_by_role("img", name="hidden until you have answered")).to_be_visible()
        assert veil.locator("canvas").count() == 0
        looks.add(
            (veil.inner_text().rstrip("s"), veil.locator(".hatch").evaluate("e => e.clientWidth / e.clientHeight"))
        )
    assert looks == {("Map", 1)}


def test_no_row_is_called_a_gate_before_the_question_is_answered(read):
    hand = read("gates", asked=True)
    box = hand.panel("input").locator("canvas").bounding_box()
    said = []
    for y in np.linspace(box["y"] + 45, box["y"] + box["height"] - 5, 40):
        hand.page.mouse.move(box["x"] + box["width"] / 2, y)
        said.append(hand.caption.inner_text())
    assert len(set(said)) > 2
    assert not [one for one in said if "gate" in one or "candidate" in one]


@pytest.mark.parametrize("url", ["network", "sequences", "unroll", "gates", "memory?memory-show=Gradient"])
def test_only_what_decides_is_veiled(read, url):
    hand = read(url, asked=True)
    expect(hand.page.get_by_role("img", name="hidden until you have answered")).to_have_count(0)
    hand.press(" ")
    expect(hand.stage.get_by_role("button", name="Pause")).to_be_visible()
