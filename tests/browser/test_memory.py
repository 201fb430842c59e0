"""How far back: eight countries to recall, the gradient on its way back, and which words the answer hangs on."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from playwright.sync_api import expect
from safetensors.torch import load_file
from torch import nn
from torch.nn import functional

from explainer.data import far_countries
from explainer.data.sentences import ids, words
from explainer.models import remembering
from explainer.study.influence import influence
from explainer.views.figures import percent

FAR = 20
SHIPPED = Path(__file__).parents[2] / "assets" / "remembering.safetensors"
HERE = "chart => chart.data.filter(one => one.marker?.symbol === 'diamond').map(one => one.y[0])"


def asked(home="france", far=FAR):
    """Word numbers (T,) of the sentence about a country, so far back, and the label that is right."""
    found = words(far_countries.whole(home, far), far_countries.vocabulary())
    return torch.from_numpy(ids(found)).long(), list(far_countries.LANGUAGES).index(home)


def plain(key, kind):
    """The network that ships, of plain torch layers and by what the file has."""
    w = {name.removeprefix(f"{key}/"): v for name, v in load_file(SHIPPED).items() if name.startswith(f"{key}/")}
    rows = nn.Embedding.from_pretrained(w["0.weight"])
    layer = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind](16, 32, batch_first=True)
    layer.load_state_dict({name[2:]: v for name, v in w.items() if name.startswith("1.")})
    return lambda x: torch.nn.functional.linear(layer(rows(x))[0], w["3.weight"], w["3.bias"]).softmax(-1)


def gradient_at(net, x, label, t, letter="h"):
    """The gradient at the state after word ``t``, h or c, by torch's layer begun anew there."""
    rows, layer, _, head = net
    with torch.no_grad():
        kept = layer(rows(x[: t + 1]))[1]
    states = [s.clone().requires_grad_() for s in (kept if isinstance(kept, tuple) else (kept,))]
    rest = rows(x[t + 1 :]).detach()
    last = layer(rest, tuple(states) if len(states) > 1 else states[0])[0][-1]
    loss = functional.cross_entropy(head(last)[None], torch.tensor([label]))
    found = [g[0] for g in torch.autograd.grad(loss, states)]
    if letter == "h":
        return found[0]
    h, c = (s.detach()[0] for s in states)
    return found[1] + found[0] * h / c.tanh() * (1 - c.tanh() ** 2)  # h, which is o tanh(c), hangs on c too


@pytest.mark.parametrize(("kind", "far"), [("rnn", 5), ("gru", 20), ("lstm", 40)])
def test_every_country_is_answered_as_torch_does(read, kind, far):
    every = torch.stack([asked(home, far)[0] for home in far_countries.LANGUAGES])
    with torch.no_grad():
        shares = plain(f"{kind}/{far}", kind)(every)
    hand = read(f"memory?memory-kind={kind.upper()}&learned={far}&distance={far}&cell=right[3,2]")
    assert hand.total == pytest.approx(float(shares[2, 3, 2]), abs=1e-5)
    hand.press("End", "ArrowDown")
    hand.selected(f"right[{far},3]")
    assert hand.total == pytest.approx(float(shares[3, -1, 3]), abs=1e-5)
    said = hand.panel("right").get_attribute("aria-label")
    for home, share in zip(far_countries.LANGUAGES, shares[:, -1], strict=True):
        assert f"{home.capitalize()}: {far_countries.CLASSES[int(share.argmax())]}" in said


def test_what_is_remembered_stays_apart_and_what_is_forgotten_is_one_state(read):
    hand = read("memory?learned=5&distance=5")
    expect(hand.panel("right")).to_have_attribute("aria-label", re.compile("after “fluent” 8 of 8 told apart"))
    answers = ", ".join(f"{home.capitalize()}: {said}" for home, said in far_countries.LANGUAGES.items())
    expect(hand.panel("right")).to_have_attribute("aria-label", re.compile(answers))
    hand.choose("Learned at (words)", "40")
    expect(hand.page.get_by_role("slider", name="Words since the country")).to_have_value("40")
    expect(hand.panel("right")).to_have_attribute("aria-label", re.compile("after “fluent” 1 of 8 told apart"))
    said = hand.panel("right").get_attribute("aria-label").partition("told apart. ")[2]
    assert len({one.partition(": ")[2] for one in said.split(", ")}) == 1, "all eight are answered alike"
    hand.press("Home")
    expect(hand.panel("right")).to_have_attribute("aria-label", re.compile("after “france” 8 of 8 told apart"))


def test_the_distance_between_two_countries_is_that_of_their_states(read):
    hand = read("memory?learned=20&cell=apart[9,0,5]")
    net = remembering.trained("rnn/20")
    with torch.no_grad():
        a, b = (net[1](net[0](asked(home)[0]))[0][9] for home in ("france", "poland"))
    assert hand.total == pytest.approx(float((a - b).square().sum()), abs=1e-5)
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-6)
    expect(hand.caption).to_have_text(re.compile("^At “morning”, France, Poland: The squared distance"))


def test_forty_words_and_all_countries_are_in_view(read):
    hand = read("memory?learned=40&distance=40")
    panel, box = hand.panel("right"), hand.panel("right").bounding_box()
    expect(panel).not_to_have_class(re.compile("scrolls"))
    first, last = (panel.locator(".column-word").nth(k).bounding_box() for k in (0, 40))
    assert box["x"] <= first["x"] < last["x"] + last["width"] <= box["x"] + box["width"]
    player = hand.page.get_by_role("button", name="Play", exact=True).bounding_box()
    assert player["y"] + player["height"] <= hand.page.viewport_size["height"]


@pytest.mark.parametrize(("kind", "bias"), [("rnn", None), ("lstm", 3.0)])
def test_the_gradient_is_autograds_and_is_played_backwards(read, kind, bias):
    more = f"&forget-bias={bias:g}" if bias else ""
    hand = read(f"memory?memory-show=Gradient&memory-kind={kind.upper()}{more}&cell={kind}1.dh[9,4]")
    net, (x, label) = remembering.seeded(kind, 1, bias), asked()
    assert hand.total == pytest.approx(float(gradient_at(net, x, label, 9)[4]), rel=1e-4)
    assert sum(hand.terms) == pytest.approx(hand.total, rel=1e-6)
    hand.open(f"memory?memory-show=Gradient&memory-kind={kind.upper()}{more}&cell={kind}1.length[9]")
    assert hand.total == pytest.approx(float(gradient_at(net, x, label, 9).norm()), rel=1e-4)
    if kind == "lstm":
        hand.open(f"memory?memory-show=Gradient&memory-kind=LSTM{more}&cell=lstm1.clength[9]")
        assert hand.total == pytest.approx(float(gradient_at(net, x, label, 9, "c").norm()), rel=1e-4)
    hand.page.get_by_role("button", name="Unpin").click()
    hand.press("Home")
    hand.selected(f"{kind}1.dh[{FAR},0]")
    hand.page.get_by_role("button", name="Step forward").click()
    hand.selected(f"{kind}1.dh[{FAR - 1},0]")
    hand.page.get_by_role("button", name="Play").click()
    expect(hand.page.get_by_text(f"word {FAR - 2} of {FAR + 1}")).to_be_visible()
    expect(hand.panel("input").locator(".column-word").nth(3)).to_have_class(re.compile("to-come"))


def test_words_are_marked_where_gradient_and_deletion_disagree(read):
    hand = read("memory?memory-show=Influence&memory-kind=GRU&cell=influence.deletion[0]")
    x, label = asked()
    net = deepcopy(remembering.trained("gru/20")).double()
    odds, without = (net(of[None])[0] for of in (x, x[1:]))
    fallen = (odds[0] - odds[1:].logsumexp(0)) - (without[0] - without[1:].logsumexp(0))
    assert label == 0
    assert hand.total == pytest.approx(fallen.item(), rel=1e-4)
    said = far_countries.CLASSES[int(without.argmax())]
    expect(hand.page.get_by_text(f"Without “france” it says {said}")).to_be_visible()
    apart = influence(remembering.trained("gru/20"), x.numpy(), label).apart
    chips = hand.panel("input").locator(".column-word")
    marked = [k for k in range(len(x)) if "marked" in chips.nth(k).get_attribute("class")]
    assert tuple(marked) == apart
    expect(hand.page.get_by_text(f"{len(apart)} of {len(x)} words")).to_be_visible()


def test_the_dial_moves_the_country_and_a_sentence_of_ones_own_moves_the_dial(read):
    hand = read("memory")
    dial = hand.page.get_by_role("slider", name="Words since the country")
    dial.press("ArrowRight")
    expect(hand.panel("right").locator(".column-word")).to_have_count(FAR + 2)
    line = hand.page.get_by_role("textbox", name="Sentence")
    expect(line).to_have_value(far_countries.whole("france", FAR + 1))
    line.fill("Japan is where I grew up. I speak fluent")
    line.press("Enter")
    expect(dial).to_have_value("9")
    expect(hand.panel("right").locator(".column-word").first).to_have_text("japan")


def test_a_country_that_is_brought_along_is_asked_for(visit):
    hand = visit("sequences?sentence=I+grew+up+in+Spain.+I+speak+fluent")
    for _ in range(4):
        hand.go_on()
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("How far back")
    expect(hand.panel("right").locator(".column-word")).to_have_text(
        ["i", "grew", "up", "in", "spain", ".", "i", "speak", "fluent"]
    )
    expect(hand.page.get_by_role("slider", name="Words since the country")).to_have_value("4")


@pytest.mark.parametrize("text", ["The food was good", " ", "<b>🙂</b> שלום", "word " * 5_000])
def test_a_sentence_without_a_country_is_answered(read, text):
    hand = read("memory")
    line = hand.page.get_by_role("textbox", name="Sentence")
    line.fill(text)
    line.press("Enter")
    expect(hand.page.get_by_text("There is no country with words around it")).to_be_visible()
    expect(hand.panel("right").locator(".column-word").first).to_have_text("france")
    assert hand.errors == []


def test_all_four_are_trained_here_at_one_distance(read):
    hand = read("memory?distance=5")
    hand.page.get_by_role("button", name="Train all four here, at 5").click()
    told = hand.page.get_by_text(
        re.compile(r"Trained here at 5 words, seed 1: RNN \d+\s%, GRU \d+\s%, LSTM \d+\s%, LSTM, forget bias 1 \d+\s%")
    )
    expect(told).to_be_visible(timeout=60_000)
    chart, shares = hand.page.locator(".js-plotly-plot").element_handle(), []
    for kind, name in remembering.KINDS.items():
        *_, last = remembering.at_one_distance(kind, 5, remembering.SETTINGS)
        expect(told).to_contain_text(f"{name} {percent(last.accuracy)}")
        shares.append(100 * last.accuracy)
    hand.page.wait_for_function(f"([chart, count]) => ({HERE})(chart).length === count", arg=[chart, len(shares)])
    assert hand.page.evaluate(HERE, chart) == pytest.approx(shares, abs=0.5)


@pytest.mark.parametrize(
    "query",
    [
        "memory-kind=RNN&cell=right[4,7]",
        "memory-kind=GRU&learned=growing&cell=apart[6,1,4]",
        "memory-show=Gradient&memory-kind=LSTM&forget-bias=2&cell=lstm1.dh[6,1]",
        "memory-show=Influence&cell=influence.gradient[2]",
    ],
)
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"memory?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, rel=1e-4)


LANES = """panel => {
    const { x, y, width } = panel.querySelector("canvas").getBoundingClientRect();
    const chips = [...panel.querySelectorAll(".column-word")].map(chip => chip.getBoundingClientRect());
    return { x, y, width, words: chips.map(chip => chip.x + chip.width / 2), foot: panel.getBoundingClientRect().bottom };
}"""


def row_of(hand, at):
    """Where the cell of the right answer is, by the ring of the stage, and how high a row is."""
    hand.selected(f"right[{at[0]},{at[1]}]")
    ring = hand.page.locator(".rings rect").first
    box = ring.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, float(ring.get_attribute("height")) - 2


def test_lanes_are_pointed_at_and_pinned_where_they_are_drawn(read):
    """A word, a share, an answer and a line, each at its own place; the ring stands around the place that was pointed at."""
    hand = read("memory?cell=right[3,0]")
    with torch.no_grad():
        shares = plain("rnn/20", "rnn")(torch.stack([asked(home)[0] for home in far_countries.LANGUAGES]))
    _, top, high = row_of(hand, (3, 0))
    lanes = hand.panel("right").evaluate(LANES)
    hand.page.mouse.click(lanes["words"][7], top + 2 * high)
    hand.selected("right[7,2]")
    assert hand.total == pytest.approx(float(shares[2, 7, 2]), abs=1e-5)
    x, y, _ = row_of(hand, (7, 2))
    assert x == pytest.approx(lanes["words"][7], abs=6)
    assert y == pytest.approx(top + 2 * high, abs=2)
    hand.link_has(cell="right[7,2]")
    hand.page.mouse.move(lanes["words"][12], lanes["y"] + 20)
    hand.selected(f"input[12,{list(far_countries.LANGUAGES).index('france')}]")
    hand.page.mouse.move(lanes["x"] + lanes["width"] - 40, top + 5 * high)
    answer = int(shares[5, 12].argmax())
    hand.selected(f"softmax1[12,5,{answer}]")
    assert hand.total == pytest.approx(float(shares[5, 12, answer]), abs=1e-5)
    hand.page.mouse.move(lanes["words"][0], top - high)
    hand.selected(re.compile(r"^apart\[0,\d,\d\]$"))


def test_a_finger_goes_along_the_lanes_and_leaves_them_where_it_was_lifted(visit):
    hand = visit("memory?distance=5&learned=5", size="phone", has_touch=True)
    panel = hand.panel("right")
    panel.scroll_into_view_if_needed()
    hand.press("End")
    _, y, high = row_of(hand, (5, 0))
    words = panel.evaluate(LANES)["words"]
    scrolled = hand.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")
    finger = hand.page.context.new_cdp_session(hand.page)
    for kind, points in (
        ("touchStart", [{"x": words[4], "y": y}]),
        ("touchMove", [{"x": words[3], "y": y}]),
        ("touchMove", [{"x": words[2], "y": y + high}]),
        ("touchMove", [{"x": words[1], "y": y + 3 * high}]),
    ):
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    hand.selected("right[1,3]")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    hand.selected("right[1,3]")
    expect(hand.page.get_by_role("button", name="Pin", exact=True)).to_have_attribute("aria-pressed", "false")
    assert hand.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop") == scrolled


CUT = """strip => [...strip.querySelectorAll(".term")].filter(term => {
    const [own, whole] = [term.getBoundingClientRect(), term.parentElement.getBoundingClientRect()];
    const box = strip.getBoundingClientRect();
    return own.left < whole.left || own.right > whole.right + 1 || own.top < box.top || own.bottom > box.bottom;
}).length"""


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("distance=20&cell=softmax1[20,0,0]", 8),
        ("learned=growing&distance=40&cell=softmax1[40,7,7]", 8),
        ("memory-show=Gradient&cell=rnn1.length[3]", 11),
        ("memory-show=Gradient&memory-kind=LSTM&distance=60&cell=lstm1.clength[0]", 11),
    ],
)
def test_every_term_of_a_long_sum_is_seen_whole(read, query, count):
    hand = read(f"memory?{query}")
    terms = hand.page.get_by_test_id("equation-term")
    expect(terms).to_have_count(count)
    strip = hand.page.get_by_test_id("equation")
    assert strip.evaluate(CUT) == 0
    before = strip.bounding_box()
    hand.press("ArrowLeft")
    assert strip.bounding_box() == before, "closer together, and as high as ever"
