"""The stage without a pointer: keys lead to every panel and both ways, give answers, and are told; the focus is seen."""

import io
import re

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

# The active element within its shadow root: in which panel it is, or else that of the selected cell.
HERE = """stage => {
    const active = stage.getRootNode().activeElement;
    const panel = active?.closest("[data-testid=panel], [data-testid=histogram]");
    return panel ? panel.getAttribute("aria-label") : stage.dataset.selected.split("[")[0];
}"""

# What there is to reach: of every panel its name where it has something to change, else its tensor. A curve has neither.
THERE = """stage => [...stage.querySelectorAll(".panel:not(.aside)")].flatMap(panel => {
    const changes = panel.querySelector(".entry, .pad, .histogram");
    return changes ? panel.getAttribute("aria-label") : panel.dataset.tensor ?? [];
})"""


def boxes(hand):
    return [hand.page.locator(where).bounding_box() for where in (".board", ".equation", ".player", ".caption")]


@pytest.mark.parametrize(
    ("page", "more"),
    [
        ("convolution", set()),
        ("pixels?pixels-show=Threshold", set()),
        ("network", set()),
        ("training", set()),
        ("same-bag", {"B.path"}),
        ("gates", {"lstm1.f", "lstm1.i", "lstm1.g", "lstm1.c", "lstm1.o", "lstm1.h"}),
    ],
)
def test_keys_lead_to_every_panel_and_round_again(read, page, more):
    hand = read(page)
    hand.stage.focus()
    there = set(hand.stage.evaluate(THERE)) | more
    found = []
    for _ in range(len(there) + 8):
        hand.page.keyboard.press("n")
        found.append(hand.stage.evaluate(HERE))
    assert set(found) >= there
    hand.page.keyboard.press("Shift+N")
    assert hand.stage.evaluate(HERE) == found[-2]


def test_another_panel_is_entered_at_the_same_place(read):
    hand = read("network?cell=conv1[5,8,17]")
    hand.press("n")
    hand.selected("relu1[5,8,17]")
    hand.press("n")
    hand.selected("pool1[5,4,8]")


def test_keys_open_a_map_and_reach_what_it_is_made_of(read):
    hand = read("network?cell=conv2[3,4,6]")
    hand.press("o")
    expect(hand.stage.get_by_role("button", name="All layers")).to_be_visible()
    hand.stage.focus()
    found = set()
    for _ in range(12):
        hand.page.keyboard.press("n")
        label = hand.page.evaluate(
            """() => { let a = document.activeElement; while (a.shadowRoot?.activeElement) a = a.shadowRoot.activeElement;
                return a.getAttribute("aria-label"); }"""
        )
        found |= {label, hand.stage.get_attribute("data-selected")}
    assert "conv2.parts[3,0,4,6]" in {re.sub(r"\[3,\d,", "[3,0,", name) for name in found}, "the sub-totals"
    assert "bias" in found, "what is added at the plus"
    assert "channel 1, row 1, column 1" in {re.sub(r"channel \d", "channel 1", name) for name in found}, "the kernel"
    assert "relu2[3,4,6]" in found, "and the next map"
    hand.stage.focus()
    while "parts" not in hand.stage.get_attribute("data-selected"):
        hand.page.keyboard.press("n")
    hand.page.wait_for_function("() => location.search.includes('parts')")
    hand.press("Escape")
    expect(hand.stage.get_by_role("button", name="All layers")).to_be_hidden()
    hand.page.wait_for_function("() => !location.search.includes('parts')")


def test_one_goes_on_to_what_a_cell_feeds_and_back(read):
    hand = read("network?cell=relu1[5,9,9]")
    hand.press("Shift+Enter")
    hand.selected("pool1[5,4,4]")
    hand.press("Shift+Enter")
    hand.selected(re.compile(r"conv2\[\d+,[2-4],[2-4]\]"))
    hand.press("Enter")
    hand.selected(re.compile(r"pool1\["))
    hand.press("Shift+Enter")
    hand.selected(re.compile(r"conv2\["))


def test_an_answer_in_the_picture_is_given_with_keys(visit):
    hand = visit("convolution", asked=True)
    predict = hand.page.locator(".st-key-predict")
    predict.get_by_role("button", name="Skip").click()
    hand.page.get_by_role("button", name="Next: where will it light up?").click()
    expect(hand.stage.locator(".guide .hint")).to_contain_text("arrow keys and Enter")
    hand.press("ArrowUp")
    hand.selected(re.compile(r"input\[0,"))
    row, column = map(int, re.findall(r"\d+", hand.stage.get_attribute("data-selected"))[1:])
    hand.press("ArrowUp", "ArrowLeft")
    hand.selected(f"input[0,{row - 1},{column - 1}]")
    hand.press("Enter")
    expect(predict).to_contain_text("the strongest answer")


def test_keys_are_told_to_readers_and_shown_on_a_card_that_moves_nothing(read):
    hand = read("network")
    expect(hand.stage).to_have_accessible_description(re.compile("Arrow keys.*Shift.Enter.*open the map"))
    before = boxes(hand)
    hand.press("?")
    card = hand.stage.get_by_role("group", name="Keys", exact=True)
    expect(card).to_be_visible()
    expect(card).to_contain_text("Shift+Enter")
    assert boxes(hand) == before
    hand.page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(hand.stage).to_be_focused()
    hand.stage.get_by_role("button", name="Keys", exact=True).click()
    expect(card).to_be_visible()


def test_a_number_keeps_its_own_keys_and_tab_leaves_the_stage(read):
    hand = read("convolution")
    hand.stage.focus()
    hand.page.keyboard.press("Shift+N")
    expect(hand.number(0)).to_be_focused()
    hand.page.keyboard.press("1")
    hand.page.keyboard.press("n")
    expect(hand.number(0)).to_have_value("1n")
    hand.page.keyboard.press("Escape")
    hand.page.keyboard.press("Escape")
    expect(hand.stage).to_be_focused()
    for _ in range(40):
        hand.page.keyboard.press("Tab")
        if hand.page.evaluate("() => !document.activeElement.shadowRoot"):
            return
    pytest.fail("Tab stays on the stage")


def test_terms_are_read_as_what_they_are(read):
    hand = read("convolution?cell=conv1[0,12,8]")
    terms = hand.page.get_by_test_id("equation-term")
    for term in terms.all()[:9]:
        a, b = (chip.replace("−", "minus ") for chip in term.locator(".chip").all_inner_texts())
        result = term.locator(".product").inner_text().removeprefix("= ").replace("−", "minus ")
        expect(term).to_have_accessible_name(f"{a} times {b} is {result}")
    expect(terms.last).to_have_accessible_name("bias: 0.00")
    expect(hand.page.get_by_test_id("equation-total")).to_have_accessible_name("total 0.48")
    hand.open("pooling?cell=pool1[0,0,0]")
    expect(terms).to_have_count(4)
    places = [f"row {row}, column {column}" for row in (1, 2) for column in (1, 2)]
    for term, place in zip(terms.all(), places, strict=True):
        expect(term).to_have_accessible_name(re.compile(rf"^{place}: (minus )?\d\.\d+$"))
    hand.open("network?cell=conv2[7,7,1]")
    expect(terms.first).to_have_accessible_name(re.compile(r"^map 1: (minus )?\d\.\d\d$"))
    terms.first.click()
    expect(terms.first).to_have_accessible_name(re.compile(r"^map 1: .*, open$"))


ACTIVE = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!active || active === document.body) return null;
    const seen = active.closest("[data-testid=stSlider]") ? active.parentElement.parentElement : active;
    const near = active.closest("[data-testid]")?.dataset.testid;
    const own = active.getRootNode() === document ? "" : active.className.baseVal ?? active.className;
    return {kind: [active.tagName, near, own].join(" "), box: seen.getBoundingClientRect().toJSON()};
}"""
BLUR = """() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    active.blur();
}"""
AROUND = 10
LEAST = 3


def brightness(page, box):
    """Relative luminance of each pixel in and around a box."""
    size = page.viewport_size
    x, y = max(0, box["x"] - AROUND), max(0, box["y"] - AROUND)
    right, below = min(size["width"], box["right"] + AROUND), min(size["height"], box["bottom"] + AROUND)
    clip = {"x": x, "y": y, "width": right - x, "height": below - y}
    shot = Image.open(io.BytesIO(page.screenshot(clip=clip, animations="disabled"))).convert("RGB")
    value = np.asarray(shot) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


@pytest.mark.parametrize(("page", "theme"), [("network", "light"), ("sequences", "dark"), ("convolution", "dark")])
def test_the_focus_is_seen_on_whatever_has_it(visit, page, theme):
    """Of each kind of thing that Tab comes to: around half of it pixels change by 3:1 or more."""
    hand = visit(page, theme=theme)
    kinds = set()
    for _ in range(90):
        hand.page.keyboard.press("Tab")
        active = hand.page.evaluate(ACTIVE)
        if not active:
            break
        if active["kind"] in kinds:
            continue
        kinds.add(active["kind"])
        focused = brightness(hand.page, active["box"])
        hand.page.evaluate(BLUR)
        left = brightness(hand.page, active["box"])
        ratio = (np.maximum(focused, left) + 0.05) / (np.minimum(focused, left) + 0.05)
        assert (ratio >= LEAST).sum() >= active["box"]["width"] + active["box"]["height"], active["kind"]
    assert len(kinds) > 12


def test_forced_colours_keep_what_is_told_apart_by_colour(visit):
    hand = visit("network", forced_colors="active")
    best = hand.page.locator(".share.best .track i")
    other = hand.page.locator(".share:not(.best) .track").first

    def colours(where):
        shot = Image.open(io.BytesIO(where.screenshot())).convert("RGB")
        return {tuple(c) for c in np.asarray(shot).reshape(-1, 3)[:: 1 + shot.width // 50].tolist()}

    assert colours(best) - colours(other), "a bar and what is left of it"
    legend = hand.page.locator(".legend:not([hidden]) i").first
    assert len(colours(legend)) > 8, "a legend's colours"
    chips = hand.page.locator(".terms .chip")
    assert len({chip.evaluate("e => getComputedStyle(e).backgroundColor") for chip in chips.all()}) > 2
    scrub = hand.page.get_by_role("slider", name="Position")
    scrub.fill("2000")
    row = np.asarray(Image.open(io.BytesIO(scrub.screenshot())).convert("RGB"))[12]
    assert len({tuple(c) for c in row.tolist()}) > 2, "what is done, what is to come, and where it stands"
    rings = hand.page.locator(".rings rect").first
    ground = hand.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert rings.evaluate("e => getComputedStyle(e).stroke") not in (ground, "none")
