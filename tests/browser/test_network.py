"""The whole network on a digit: drawn, read, opened from the answer back to the pixels, and disturbed."""

import io
import re
from copy import deepcopy

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from explainer.data import changes
from explainer.data.digits import digits, example
from explainer.models.centring import centring
from explainer.models.digits import trained

CENTRE = """async ({ink, side}) => {
    const {centring} = await import("/stage/arithmetic/centring.js");
    return Object.fromEntries(Object.entries(centring(Float32Array.from(ink), side)).map(([k, v]) => [k, [...v]]));
}"""


def layers(x):
    """Every layer's output by torch alone."""
    now, found = torch.from_numpy(x)[None], {}
    with torch.no_grad():
        names = ("conv1", "relu1", "pool1", "conv2", "relu2", "pool2", "flat", "logit")
        for name, layer in zip(names, trained(), strict=True):
            now = layer(now)
            found[name] = now[0].numpy()
    return found | {"shares": now.softmax(1)[0].numpy()}


def digit(which, number=0):
    return example(which, number)[None].astype(np.float32) / 255


def shares(hand):
    """The ten shares on screen, from 0 to 1."""
    texts = hand.panel("softmax1").locator(".percent").all_inner_texts()
    return np.array([float(t.rstrip(" %")) for t in texts]) / 100


def test_all_maps_of_all_layers_are_torchs(read):
    hand = read("network?digit=5")
    expected = layers(digit(5))
    assert shares(hand) == pytest.approx(expected["shares"], abs=6e-4)
    for cell in ["conv1[3,4,5]", "relu1[7,12,9]", "pool1[2,6,6]", "conv2[5,4,6]", "relu2[11,3,3]", "pool2[15,2,2]"]:
        hand.open(f"network?digit=5&cell={cell}")
        name, at = cell[:-1].split("[")
        index = tuple(map(int, at.split(",")))
        assert hand.total == pytest.approx(float(expected[name][index]), abs=1e-5)
        if name.startswith("conv"):
            assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-5)


def test_a_cell_of_the_second_layer_has_a_sub_total_for_each_channel(read):
    hand = read("network?digit=3&cell=conv2[5,4,6]")
    expect(hand.page.get_by_test_id("equation-term")).to_have_count(9)
    expect(hand.page.get_by_test_id("equation-term").last).to_contain_text("bias")
    hand.page.get_by_test_id("equation-term").nth(2).click()
    parts = hand.page.get_by_test_id("equation-part")
    expect(parts).to_have_count(9)
    total = sum(float(p.get_attribute("data-value")) for p in parts.all())
    assert total == pytest.approx(hand.terms[2], abs=1e-6)


def test_softmax_opens_to_ten_exponentials_their_sum_and_the_division(read):
    hand = read("network?digit=4&cell=softmax1[4]")
    logits = layers(digit(4))["logit"].astype(np.float64)
    best = int(logits.argmax())
    hand.selected(f"softmax1[{best}]")
    raised = np.exp(logits - logits.max())
    assert hand.terms == pytest.approx(list(raised), rel=1e-4, abs=1e-9)
    expect(hand.page.get_by_test_id("equation")).to_contain_text(f"÷ {raised.sum():.2f}")
    assert hand.total == pytest.approx(raised[best] / raised.sum())


def test_from_the_answer_back_to_the_pixels_by_enter(read):
    hand = read("network?digit=2&cell=softmax1[2]")
    hand.press(*["Enter"] * 8)
    crumbs = hand.page.locator(".crumbs li").all_inner_texts()
    assert [c.split("›")[-1].strip() for c in crumbs] == [
        "answer", "logit", "pool2", "relu2", "conv2", "pool1", "relu1", "conv1", "pixels",
    ]  # fmt: skip
    hand.press("Backspace")
    expect(hand.stage).to_have_attribute("data-selected", re.compile(r"^conv1\["))


def test_a_click_on_a_term_leads_to_its_source(read):
    hand = read("network?digit=2&cell=relu1[0,5,5]")
    hand.page.get_by_test_id("equation-term").click()
    hand.selected("conv1[0,5,5]")


@pytest.mark.parametrize(
    ("cell", "size"),
    [("conv1[0,4,7]", "3 × 3"), ("pool1[1,3,3]", "4 × 4"), ("conv2[5,4,6]", "8 × 8"), ("pool2[0,1,1]", "10 × 10"),
     ("softmax1[3]", "26 × 26")],
)  # fmt: skip
def test_what_a_cell_can_see_is_outlined_with_its_size(read, cell, size):
    hand = read(f"network?digit=3&cell={cell}")
    expect(hand.panel("input")).to_contain_text(f"It sees {size}: rows")
    ring = hand.page.locator(".rings.field rect").bounding_box()
    canvas = hand.panel("input").locator("canvas").bounding_box()
    side = int(size.split()[0])
    assert ring["width"] == pytest.approx(side * canvas["width"] / 26, abs=6)


def test_the_pad_is_centred_in_the_browser_as_in_python(visit):
    hand = visit("network")
    for seed in range(6):
        rng = np.random.default_rng(seed)
        ink = np.zeros((52, 52), dtype=np.float32)
        top, left = rng.integers(0, 30, 2)
        tall, wide = rng.integers(1, 22, 2)
        ink[top : top + tall, left : left + wide] = rng.random((tall, wide))
        if seed == 5:
            ink[:] = 0
        found = hand.page.evaluate(CENTRE, {"ink": ink.ravel().tolist(), "side": 52})
        expected = centring(ink[None])
        for name in ("rows", "columns", "rows_from", "columns_from"):
            value = getattr(expected, name).detach().numpy().ravel()
            np.testing.assert_allclose(found[name], value, atol=1e-5, err_msg=f"{name}, drawing {seed}")


def three(hand):
    """Draw a 3 on a cleared pad, and leave the pen down."""
    hand.page.get_by_role("button", name="Clear", exact=True).click()
    hand.link_has(digit="Drawn")
    hand.answered()
    places = [
        (0.3, 0.2),
        (0.5, 0.14),
        (0.66, 0.25),
        (0.58, 0.42),
        (0.44, 0.48),
        (0.6, 0.54),
        (0.68, 0.7),
        (0.5, 0.84),
        (0.3, 0.78),
    ]
    hand.draw(*places, steps=4)


def test_the_answer_follows_the_pen_and_torch_says_the_same(visit):
    hand = visit("network?digit=7")
    assert shares(hand).argmax() == 7
    three(hand)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    expect(hand.panel("softmax1").locator(".best .name")).to_have_text("3")
    live = shares(hand)
    hand.page.mouse.up()
    expect(hand.stage).to_have_attribute("data-source", "torch")
    hand.link_has(digit="Drawn")
    assert shares(hand) == pytest.approx(live, abs=2e-3)


def test_an_uploaded_digit_is_visit(visit):
    page = Image.new("L", (200, 260), 245)
    ImageDraw.Draw(page).line([(100, 40), (100, 210)], fill=20, width=22)
    file = io.BytesIO()
    page.save(file, "PNG")
    hand = visit("network")
    hand.unfold("Digit: ").click()
    hand.page.locator("input[type=file]").set_input_files(
        {"name": "one.png", "mimeType": "image/png", "buffer": file.getvalue()}
    )
    expect(hand.unfold("Digit: The picture")).to_be_visible()
    expect(hand.panel("softmax1").locator(".best .name")).to_have_text("1")


def test_a_photo_gets_one_of_ten_digits_and_the_page_says_what_that_is_worth(read):
    hand = read("network?digit=The+picture&picture=Coffee")
    assert shares(hand).sum() == pytest.approx(1, abs=5e-3)
    expect(hand.page.get_by_text("“99 % means that it is sure.”")).to_be_visible()


def test_an_empty_drawing_is_said(visit):
    hand = visit("network?digit=Drawn")
    expect(hand.panel("drawing")).to_contain_text("Draw a digit")
    expect(hand.panel("softmax1")).to_contain_text("cannot decide")


def test_the_digit_moves_turns_and_rustles(read):
    hand = read("network?digit=6&right=3&down=-2&turn=20&noise=10")
    x = changes.noisy(changes.moved(changes.turned(digit(6), 20), -2, 3), 0.1)
    assert shares(hand) == pytest.approx(layers(x)["shares"], abs=6e-4)
    expect(hand.unfold("What if: 4")).to_be_visible()
    before = hand.panel("softmax1").locator("em")
    expect(before).to_have_count(10)
    expect(before.first).to_be_visible()
    expect(hand.panel("conv1")).to_contain_text("differ")


def test_a_silenced_kernel_says_nothing(read):
    hand = read("network?digit=8&silent1=2&cell=conv1[1,9,9]")
    assert hand.total == 0
    net = deepcopy(trained())
    with torch.no_grad():
        net[0].weight[1], net[0].bias[1] = 0, 0
        expected = net(torch.from_numpy(digit(8))[None]).softmax(1)[0].numpy()
    assert shares(hand) == pytest.approx(expected, abs=6e-4)
    hand.unfold("What if: 1").click()
    hand.page.get_by_role("button", name="Undo all of it").click()
    expect(hand.unfold("What if")).not_to_contain_text("What if:")
    assert shares(hand) == pytest.approx(layers(digit(8))["shares"], abs=6e-4)


def test_a_pixel_is_flipped_by_a_double_click_and_back(read):
    hand = read("network?digit=1")
    hand.page.mouse.dblclick(*hand.at("input", 2, 3))
    hand.page.wait_for_function("() => new URLSearchParams(location.search).get('flips') === '3.4'")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    assert shares(hand) == pytest.approx(layers(changes.flipped(digit(1), [(2, 3)]))["shares"], abs=6e-4)
    hand.page.mouse.dblclick(*hand.at("input", 2, 3))
    hand.page.wait_for_function("() => !location.search.includes('flips')")


def test_a_number_of_a_kernel_is_edited_where_its_map_is_opened(read):
    hand = read("network?digit=9&open=conv2[0]&cell=conv2[0,4,4]")
    hand.panel("conv2.weight").last.get_by_test_id("number").nth(4).click()
    hand.page.keyboard.type("2.5")
    hand.page.keyboard.press("Enter")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    expect(hand.unfold("What if: 1")).to_be_visible()
    hand.page.get_by_role("button", name="All layers").first.click()
    net = deepcopy(trained())
    with torch.no_grad():
        net[3].weight[0, 0, 1, 1] = 2.5
        expected = net(torch.from_numpy(digit(9))[None]).softmax(1)[0].numpy()
    assert shares(hand) == pytest.approx(expected, abs=6e-4)


def test_what_is_shown_begins_anew_without_rings_of_the_old(read):
    hand = read("network?digit=3&cell=conv2[5,4,6]")
    hand.choose("Show", "Which pixels")
    expect(hand.stage).to_have_attribute("data-selected", re.compile("^removal"))
    expect(hand.page.locator(".rings.field rect")).to_have_count(0)
    assert hand.errors == []


def test_gradient_and_removal_stand_side_by_side(read):
    hand = read("network?digit=3&network-show=Which+pixels&cell=removal[0,10,12]")
    expect(hand.caption).to_contain_text("Without the 5 × 5 pixels around here the logit of 3 loses")
    expect(hand.panel("gradient")).to_be_visible()
    expect(hand.panel("removal")).to_contain_text("so far like the map beside")
    x = digit(3)
    without = x.copy()
    without[:, 8:13, 10:15] = 0
    assert hand.total == pytest.approx(float(layers(x)["logit"][3] - layers(without)["logit"][3]), abs=1e-4)


@pytest.mark.parametrize(
    "query",
    ["digit=0&cell=conv2[3,3,3]", "digit=7&right=2&turn=-15&noise=20&silent2=4&flips=3.4&cell=pool2[1,2,2]",
     "digit=The+picture&picture=Coins&cell=softmax1[5]"],
)  # fmt: skip
def test_the_torch_that_is_shown_gives_the_number_on_screen(read, query):
    hand = read(f"network?{query}")
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)


LINES = """() => [...document.querySelectorAll(".js-plotly-plot")].map(chart =>
    chart._fullData.map(line => ({ name: line.name, x: [...line.x], y: [...line.y] })))"""


def charts(hand):
    """The lines of both charts, by their names."""
    hand.page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 2")
    return [{line["name"]: line for line in chart} for chart in hand.page.evaluate(LINES)]


def right_of_a_hundred(net, by):
    _, rest = digits()
    x, labels = torch.from_numpy(rest.inputs()), torch.from_numpy(rest.labels)
    with torch.no_grad():
        first = (trained()(x).argmax(1) == labels).nonzero()[:100, 0]
        moved = torch.from_numpy(np.stack([changes.moved(one, *by) for one in x[first].numpy()]))
        return int((net(moved).argmax(1) == labels[first]).sum())


def test_a_hundred_digits_are_asked_about_and_then_shown_at_every_move(visit):
    hand = visit("network?down=3", asked=True)
    row = hand.page.locator(".st-key-predict")
    expect(row).to_contain_text("all moved 3 down")
    hand.page.wait_for_function("() => document.querySelectorAll('.js-plotly-plot').length === 1")
    expect(hand.page.get_by_text("What you saw")).to_have_count(0)
    row.get_by_role("radio").last.click()
    count = right_of_a_hundred(trained(), (3, 0))
    expect(row).to_contain_text(f"{count} of 100 are still read right,")
    expect(hand.page.get_by_text("What you saw")).to_be_visible()
    many, one = charts(hand)
    line = many["this network"]
    assert dict(zip(line["x"], line["y"], strict=True))[3] == count
    assert dict(zip(line["x"], line["y"], strict=True))[0] == 100
    found = layers(changes.moved(digit(3), 3, 0))
    assert one["logit of 3"]["y"][8 + 3] == pytest.approx(float(found["logit"][3]), abs=1e-4)
    assert one["share of 3"]["y"][8 + 3] == pytest.approx(100 * float(found["shares"][3]), abs=1e-3)


def test_the_digit_on_the_stage_is_judged_with_all_that_is_done_to_it_and_to_the_network(read):
    hand = read("network?digit=6&right=3&turn=20&noise=10&flips=3.4&silent2=4")
    many, one = charts(hand)
    net = deepcopy(trained())
    with torch.no_grad():
        net[3].weight[3], net[3].bias[3] = 0, 0
    for right in (-5, 3):
        x = changes.noisy(changes.moved(changes.turned(digit(6), 20), 0, right), 0.1)
        with torch.no_grad():
            logits = net(torch.from_numpy(changes.flipped(x, [(2, 3)]))[None])[0]
        (name,) = [name for name in one if name.startswith("logit of")]
        assert one[name]["y"][8 + right] == pytest.approx(float(logits[int(name.split()[-1])]), abs=1e-3)
        assert many["as you changed it"]["y"][8 + right] == right_of_a_hundred(net, (0, right))
        assert many["untouched"]["y"][8 + right] == right_of_a_hundred(trained(), (0, right))
    share = shares(hand)[int(name.split()[-1])]
    assert one[name.replace("logit", "share")]["y"][8 + 3] == pytest.approx(100 * share, abs=0.06)


def test_a_drawn_digit_is_judged_the_same_way(visit):
    hand = visit("network?digit=7")
    three(hand)
    hand.page.mouse.up()
    expect(hand.page.get_by_text("Your digit, moved 4 to the right: the logit of 3 goes from")).to_be_visible()
    hand.answered()
    _, one = charts(hand)
    assert one["share of 3"]["y"][8] == pytest.approx(100 * shares(hand)[3], abs=0.06)
