"""The convolution page: its settings, its predictions, what people bring to it, its link."""

import io

import numpy as np
import pytest
import torch
from PIL import Image
from playwright.sync_api import expect

from explainer.data.pictures import cells, sample
from explainer.models.convolution import map_side
from explainer.models.kernels import KERNELS, weights
from explainer.shell.chapters import HOME

STRONGEST = torch.conv2d(
    torch.from_numpy(cells(sample("Cat"), colour=False))[None], torch.from_numpy(weights(["Vertical edges"], 3, 1))
)[0]
OPENING = "conv1[{},{},{}]".format(*np.unravel_index(int(STRONGEST.abs().argmax()), STRONGEST.shape))


def png(image):
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def bring(hand, name, data):
    hand.unfold("Picture: ").click()
    hand.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "image/png", "buffer": data})


@pytest.mark.parametrize(
    ("setting", "option", "link", "options"),
    [
        ("Stride", 2, {"stride": "2"}, {"stride": 2}),
        ("Padding", 3, {"padding": "3"}, {"padding": 3}),
        ("Dilation", 3, {"dilation": "3"}, {"dilation": 3}),
    ],
)
def test_settings_reshape_the_map_and_are_in_the_link(read, setting, option, link, options):
    hand = read("convolution")
    hand.choose(setting, option)
    hand.link_has(**link)
    side = map_side(26, 3, **{"stride": 1, "padding": 0, "dilation": 1, **options})
    expect(hand.panel("conv1")).to_have_attribute("data-shape", f"1,{side},{side}")
    hand.press("End")
    picture = torch.from_numpy(cells(sample("Cat"), colour=False))[None]
    expected = torch.conv2d(picture, torch.from_numpy(weights(["Vertical edges"], 3, 1)), **options)
    assert hand.total == pytest.approx(float(expected[0, 0, -1, -1]), abs=1e-6)


def test_stride_two_moves_the_left_edge_from_column_one_to_three(read):
    hand = read("convolution?stride=2")
    lefts = []
    for column in (0, 1):
        hand.hover("conv1", 0, column)
        hand.selected(f"conv1[0,0,{column}]")
        lefts.append(min(r["x"] for r in hand.page.locator(".rings rect").evaluate_all(
            "all => all.map(r => r.getBoundingClientRect().toJSON())")))  # fmt: skip
    cell = hand.panel("input").locator("canvas").bounding_box()["width"] / 26
    assert lefts[1] - lefts[0] == pytest.approx(2 * cell, abs=1)


def painted(hand, tensor, row, column):
    """The colours of a cell on the canvas, as many as it has."""
    return (
        hand.panel(tensor)
        .locator("canvas")
        .evaluate(
            """(c, [r, k, n]) => {
            const cell = c.width / n, g = c.getContext("2d");
            const d = g.getImageData(k * cell + 2, r * cell + 2, cell - 4, cell - 4).data;
            return new Set(Array.from({length: d.length / 4}, (_, p) => d.slice(4 * p, 4 * p + 3).join())).size;
        }""",
            [row, column, 26],
        )
    )


def test_rows_and_columns_that_are_never_visited_are_shaded(read):
    hand = read("convolution?stride=2")
    assert painted(hand, "input", 10, 10) == 1
    assert painted(hand, "input", 10, 24) == 1
    assert painted(hand, "input", 10, 25) > 1
    assert painted(hand, "input", 25, 10) > 1


def test_in_colour_three_sums_and_the_bias_make_the_answer(read):
    hand = read("convolution?colours=Colour&cell=conv1[0,10,11]")
    picture = cells(sample("Cat"), colour=True)
    kernel = weights(["Vertical edges"], 3, 3)[0]
    sums = (picture[:, 10:13, 11:14] * kernel).sum(axis=(1, 2))
    assert hand.terms == pytest.approx([*sums, 0], abs=1e-5)
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-9)
    labels = hand.page.get_by_test_id("equation-term").locator("small:visible").all_inner_texts()
    assert labels == ["red", "green", "blue", "bias"]
    hand.page.get_by_test_id("equation-term").nth(1).click()
    opened = [float(p.get_attribute("data-value")) for p in hand.page.get_by_test_id("equation-part").all()]
    assert opened == pytest.approx((picture[1, 10:13, 11:14] * kernel[1]).ravel(), abs=1e-6)


@pytest.mark.parametrize(("size", "terms"), [(1, 2), (5, 6), (7, 8)])
def test_every_size_shows_sums_that_add_up(read, size, terms):
    hand = read(f"convolution?size={size}&kernel=Gaussian+blur&cell=conv1[0,3,4]")
    assert len(hand.terms) == terms
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-9)
    picture = torch.from_numpy(cells(sample("Cat"), colour=False))[None]
    expected = torch.conv2d(picture, torch.from_numpy(weights(["Gaussian blur"], size, 1)))
    assert hand.total == pytest.approx(float(expected[0, 0, 3, 4]), abs=1e-5)
    expect(hand.page.get_by_test_id("number")).to_have_count(size * size + 1)


def test_eight_kernels_make_eight_maps(read):
    names = list(KERNELS)[:8]
    hand = read("convolution?" + "&".join(f"more={n.replace(' ', '+')}" for n in names[1:]) + "&cell=conv1[5,3,4]")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "8,24,24")
    picture = torch.from_numpy(cells(sample("Cat"), colour=False))[None]
    expected = torch.conv2d(picture, torch.from_numpy(weights(names, 3, 1)))
    assert hand.total == pytest.approx(float(expected[0, 5, 3, 4]), abs=1e-5)
    expect(hand.panel("conv1.weight")).to_contain_text("Kernel 6 of 8")
    expect(hand.unfold("Kernel: Vertical edges and 7 more")).to_be_visible()


def test_random_numbers_are_drawn_anew_on_request(read):
    hand = read("convolution?kernel=Random")
    first = hand.number(0).input_value()
    hand.unfold("Kernel: ").click()
    hand.page.get_by_role("button", name="Draw others").click()
    hand.link_has(kernel="Random", seed="2")
    expect(hand.number(0)).not_to_have_value(first)


def test_first_the_size_is_predicted_then_the_place(visit):
    hand = visit("convolution", asked=True)
    expect(hand.panel("conv1").get_by_role("img")).to_have_accessible_name("Map, hidden until you have answered")
    hand.choose("How large will the map be?", "26 × 26")
    expect(hand.page.get_by_text("You said 26 × 26: the map is 24 × 24,")).to_be_visible()
    expect(hand.page.get_by_text("Size: 26 cells − 3 under the kernel + 1 = 24.")).to_be_visible()
    hand.page.get_by_role("button", name="Next: where will it light up?").click()
    expect(hand.page.get_by_text("Click in the picture where the answer will be strongest.")).to_be_visible()
    hand.click("input", 11, 9)
    picture = torch.from_numpy(cells(sample("Cat"), colour=False))[None]
    answers = torch.conv2d(picture, torch.from_numpy(weights(["Vertical edges"], 3, 1)))[0, 0].numpy()
    row, column = np.unravel_index(np.abs(answers).argmax(), answers.shape)
    told = hand.page.locator(".st-key-predict", has_text="where you clicked it answers")
    expect(told).to_contain_text(f"where you clicked it answers {answers[10, 8]:.2f}".replace("-", "−"))
    strongest = f"the strongest answer is {answers[row, column]:.2f}, at row {row + 1}, column {column + 1}"
    expect(told).to_contain_text(f"You said row 11, column 9: {strongest}")
    expect(hand.page.locator(".marks text")).to_have_text(["your guess", "strongest"])


def test_one_tap_skips_the_prediction(visit):
    hand = visit("convolution", asked=True)
    hand.page.get_by_role("button", name="Skip", exact=True).click()
    expect(hand.panel("conv1")).to_contain_text("24 × 24")


def test_a_picture_of_ones_own_is_shown(read):
    hand = read("convolution?cell=conv1[0,3,12]")
    image = np.zeros((260, 260, 3), dtype=np.uint8)
    image[:, 140:] = 255
    bring(hand, "mine.png", png(Image.fromarray(image)))
    hand.link_has(picture="Your own", cell="conv1[0,3,12]")
    expect(hand.page.get_by_test_id("equation-total")).to_have_text("1.00")


def test_a_file_that_is_no_picture_is_answered_and_changes_nothing(visit):
    hand = visit("convolution?picture=Moon&cell=conv1[0,3,12]")
    before = hand.total
    bring(hand, "notes.png", b"these are my notes")
    expect(
        hand.page.get_by_text(
            "This file is not a picture that opens here; PNG, JPEG, GIF, WebP, BMP, TIFF and AVIF work."
        )
    ).to_be_visible()
    expect(hand.unfold("Picture: Moon")).to_be_visible()
    assert hand.total == before


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("stride=9", "Stride: “9” is not among the choices; showing 1."),
        (
            "kernel=%3Cscript%3Ealert(1)%3C/script%3E",
            "Kernel: “<script>alert(1)</script>” is not among the choices; showing Vertical edges.",
        ),
        ("cell=conv1[0,99,0]", "There is no cell conv1[0,99,0] here"),
        ("cell=nonsense", "There is no cell nonsense here"),
        ("numbers=1:+1+2", "The edited numbers do not fit this kernel"),
        ("picture=Your+own", "a picture of somebody’s own"),
    ],
)
def test_a_bad_value_in_the_link_is_replaced_and_said(visit, link, said):
    hand = visit(f"convolution?{link}", asked=True)
    expect(hand.page.get_by_text(said)).to_be_visible()
    hand.skip()
    hand.selected(OPENING)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,24,24")
    assert hand.errors == []


def test_browser_back_returns_to_the_state_that_was_there(read):
    hand = read("convolution")
    hand.choose("Stride", 2)
    hand.pick("Kernel", "Laplacian")
    hand.link_has(stride="2", kernel="Laplacian")
    hand.click("conv1", 2, 5)
    hand.link_has(stride="2", kernel="Laplacian", cell="conv1[0,2,5]")
    hand.page.get_by_role("link", name="Kernel & Loop").first.click()
    hand.page.wait_for_url(hand.base_url + "/")
    expect(hand.page.get_by_role("heading", level=1)).to_have_text(HOME)
    hand.page.go_back()
    hand.link_has(stride="2", kernel="Laplacian", cell="conv1[0,2,5]")
    expect(hand.unfold("Kernel: Laplacian")).to_be_visible()
    hand.selected("conv1[0,2,5]")
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,12,12")


def test_the_link_opens_the_same_screen_elsewhere(read):
    hand = read("convolution")
    hand.pick("Picture", "Coins")
    hand.pick("Kernel", "Emboss")
    hand.choose("Stride", 3)
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,8,8")
    hand.click("conv1", 2, 5)
    hand.link_has(picture="Coins", kernel="Emboss", stride="3", cell="conv1[0,2,5]")
    other = read(hand.page.url.removeprefix(hand.base_url + "/"))
    assert (other.total, other.terms) == (hand.total, hand.terms)
    expect(other.caption).to_have_text(hand.caption.inner_text())


def test_the_torch_that_is_shown_gives_the_numbers_on_screen(read):
    hand = read("convolution?picture=Coffee&colours=Colour&size=5&stride=2&padding=1&cell=conv1[0,3,4]")
    hand.number(3).click()
    hand.page.keyboard.type("0.37")
    hand.page.keyboard.press("Enter")
    expect(hand.stage).to_have_attribute("data-source", "torch")
    printed = hand.torch_prints("0.37")
    shapes, value = printed
    assert "'conv1': (1, 12, 12)" in shapes
    assert float(value) == pytest.approx(hand.total, abs=1e-5)


def test_the_correction_can_be_seen(read):
    hand = read("convolution?stride=2")
    hand.page.get_by_role("button", name="See it: size 3, padding 1").click()
    expect(hand.panel("conv1")).to_have_attribute("data-shape", "1,26,26")
    hand.link_has(padding="1")


def test_a_window_with_gaps_shows_which_cells_it_reads(read):
    hand = read("convolution?size=5&dilation=3&padding=2&cell=conv1[0,4,7]")
    taps = hand.page.locator(".taps rect")
    expect(taps).to_have_count(25)
    first, second = (taps.nth(k).bounding_box() for k in (0, 1))
    ring = hand.page.locator(".rings rect").evaluate_all(
        "rings => rings.map(ring => ring.getBoundingClientRect().width)"
    )
    cell = max(ring) / 13
    assert second["x"] - first["x"] == pytest.approx(3 * cell, rel=0.05)
    hand.choose("Dilation", 1)
    expect(taps).to_have_count(0)


def test_the_card_with_the_cells_around_covers_no_kernel(read):
    hand = read("convolution?colours=Colour&size=5&more=Sharpen&more=Vertical+edges&more=Outline&cell=conv1[3,11,11]")
    card, kernel = (hand.page.locator(one).first.bounding_box() for one in (".loupe", "[data-testid=number]"))
    last = hand.page.get_by_test_id("number").nth(24).bounding_box()
    assert card["x"] > last["x"] + last["width"] > kernel["x"]
