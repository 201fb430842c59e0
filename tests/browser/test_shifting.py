"""Pooling's experiment: the picture is dragged, every map follows, and how much each changed is what numpy finds."""

import re

import numpy as np
import pytest
from numpy.lib.stride_tricks import sliding_window_view
from playwright.sync_api import expect

from explainer.data.pictures import cells, sample
from explainer.models.kernels import weights


def mapped(picture, down=0, right=0):
    x = cells(sample(picture), colour=False)[0]
    rows, columns = (np.clip(np.arange(26) - by, 0, 25) for by in (down, right))
    x = x[rows][:, columns]
    return np.maximum(
        0, np.einsum("ijab,ab->ij", sliding_window_view(x, (3, 3)), weights(["Vertical edges"], 3, 1)[0, 0])
    )


def changed(before, after):
    both = np.concatenate([before.ravel(), after.ravel()])
    return np.abs(before - after).mean() / np.abs(both[:, None] - both).mean()


def boxes(x, of):
    return of(sliding_window_view(x, (2, 2))[::2, ::2], axis=(2, 3))


def tells(hand, picture, down, right):
    before, after = mapped(picture), mapped(picture, down, right)
    shares = {
        "relu1": changed(before, after),
        "pool1": changed(boxes(before, np.max), boxes(after, np.max)),
        "avgpool1": changed(boxes(before, np.mean), boxes(after, np.mean)),
    }
    for tensor, share in shares.items():
        note = hand.panel(tensor).get_by_text(re.compile("changed by"))
        expect(note).to_have_text(f"changed by {int(100 * share + 0.5)} %")


def drag(hand, cells_right, cells_down):
    """Take hold of the picture in its middle; it stays in the hand."""
    canvas = hand.panel("input").locator("canvas").bounding_box()
    side = canvas["width"] / 26
    x, y = hand.at("input", 12, 12)
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + cells_right * side, y + cells_down * side, steps=4)


def linked(picture, **values):
    return {**values, **({} if picture == "Cat" else {"picture": picture})}


@pytest.mark.parametrize(("picture", "right", "down", "moved"), [("Dot", 3, 0.4, "→"), ("Cat", 0.4, -2, "↑")])
def test_the_picture_is_dragged_and_its_change_told(visit, picture, right, down, moved):
    hand = visit(f"pooling?picture={picture}")
    drag(hand, right, down)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    hand.page.mouse.up()
    by = round(max(abs(right), abs(down)))
    hand.link_has(**linked(picture, moved=moved, by=str(by)))
    expect(hand.stage).to_have_attribute("data-source", "torch")
    tells(hand, picture, *((0, by) if moved == "→" else (-by, 0)))


def test_it_is_dragged_on_from_where_it_was_left_and_put_back(visit):
    hand = visit("pooling?picture=Corner&moved=↓")
    tells(hand, "Corner", 1, 0)
    drag(hand, 0, 3)
    expect(hand.panel("relu1").locator(".note")).to_have_text("…")
    hand.page.mouse.up()
    hand.link_has(picture="Corner", moved="↓", by="4")
    tells(hand, "Corner", 4, 0)
    drag(hand, 0, 40)
    hand.page.mouse.up()
    hand.link_has(picture="Corner", moved="↓", by="8")
    hand.panel("input").get_by_role("button", name=re.compile("As it was")).click()
    hand.link_has(picture="Corner")
    expect(hand.panel("relu1").locator(".note")).to_be_hidden()


def test_in_the_hand_a_picture_is_moved_as_numpy_moves_it(modules):
    x = np.random.default_rng(2).random((3, 5, 7)).astype(np.float32)
    for down, right in ((0, 3), (-2, 0), (4, 0), (0, -6)):
        found = modules.evaluate(
            """async ([x, down, right]) => {
                const { shifted } = await import("/stage/input/moving.js");
                return [...shifted(new Float32Array(x), 5, 7, { down, right })];
            }""",
            [x.ravel().tolist(), down, right],
        )
        rows, columns = np.clip(np.arange(5) - down, 0, 4), np.clip(np.arange(7) - right, 0, 6)
        assert found == x[:, rows][:, :, columns].ravel().tolist()


def test_the_slider_moves_it_farther(visit):
    hand = visit("pooling?picture=Dot&moved=→")
    tells(hand, "Dot", 0, 1)
    hand.page.get_by_role("slider", name="by cells").press("ArrowRight")
    hand.link_has(picture="Dot", moved="→", by="2")
    tells(hand, "Dot", 0, 2)


def test_words_and_chart_say_what_the_stage_says(visit):
    hand = visit("pooling?picture=Dot&moved=→&by=2")
    share = int(100 * changed(mapped("Dot"), mapped("Dot", 0, 2)) + 0.5)
    expect(hand.page.get_by_text(re.compile(f"Moved by 2 cells, the map changed by {share}\\s%"))).to_be_visible()
    hand.page.get_by_role("button", name="Cat", exact=True).click()
    hand.link_has(moved="→", by="2")
    tells(hand, "Cat", 0, 2)
    expect(hand.page.get_by_text(re.compile("Diamonds: Cat, →"))).to_be_visible()


def test_a_digit_moves_as_its_answer_is_told_and_is_back(visit):
    hand = visit("network", asked=True)
    before = hand.panel("softmax1").inner_text()
    hand.page.locator(".st-key-predicted button").first.click()
    expect(hand.stage).to_have_attribute("data-source", "browser")
    expect(hand.panel("softmax1")).not_to_have_text(before, use_inner_text=True)
    hand.answered()
    expect(hand.panel("softmax1")).to_have_text(before, use_inner_text=True)
    hand.link_has()
