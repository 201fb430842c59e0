"""A digit is carried on the pad and read as a motion, live and by torch; played, backwards, refused."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from explainer.data.digits import example
from explainer.data.motions import MOTIONS, on_sheet
from explainer.models.frame_layers import Carried
from explainer.models.motions import BY_KEY, last, trained


def shares(hand, key):
    """The percents that stand in a reader's row, none below a half."""
    texts = hand.panel(f"{key}.answer").locator(".row-cell > span").all_inner_texts()
    return np.array([float(text.strip() or 0) for text in texts])


def torchs(path):
    """What each reader answers to the digit of the page carried along a path of rows and columns, in percent."""
    sheet = torch.from_numpy(on_sheet(example(3)[None].astype(np.float32) / 255))
    with torch.no_grad():
        frames = Carried([(row - 18, column - 18) for row, column in path])(sheet[None])
        return {key: 100 * last(trained(key)(frames))[0].softmax(0).numpy() for key in BY_KEY}


def carry(hand, down, right, steps=16):
    """Take hold of the digit and carry it so many cells, and hold it still."""
    box = hand.page.get_by_test_id("carry").bounding_box()
    cell = box["width"] / 36
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(x + right * cell, y + down * cell, steps=steps)


def path_of(hand):
    """The path in the link."""
    hand.page.wait_for_function("() => new URLSearchParams(location.search).has('path')")
    said = hand.page.evaluate("() => new URLSearchParams(location.search).get('path')")
    return [tuple(map(int, one.split("."))) for one in said.split()]


@pytest.mark.parametrize(("down", "right", "motion"), [(0, -11, "left"), (-11, 0, "up")])
def test_a_digit_that_is_carried_is_read_live_and_torch_says_the_same(visit, down, right, motion):
    hand = visit("video")
    carry(hand, down, right)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    expect(hand.panel("stack.answer")).to_contain_text(motion)
    hand.page.mouse.up()
    hand.answered()
    path = path_of(hand)
    assert len(path) == 8
    assert (path[-1][0] - path[0][0], path[-1][1] - path[0][1]) == pytest.approx((down, right), abs=1)
    for key, expected in torchs(path).items():
        assert shares(hand, key) == pytest.approx(expected, abs=1)
    assert shares(hand, "stack").argmax() == MOTIONS.index(motion)
    assert hand.errors == []


def test_what_the_browser_evaluates_is_what_torch_says(visit):
    hand = visit("video")
    carry(hand, 9, 0)
    hand.page.mouse.up()
    hand.answered()
    carry(hand, -9, 0)
    expect(hand.stage).to_have_attribute("data-source", "browser")
    expect(hand.panel("stack.answer")).to_contain_text("up")
    live = {key: shares(hand, key) for key in BY_KEY}
    hand.page.mouse.up()
    hand.answered()
    for key, found in live.items():
        assert shares(hand, key) == pytest.approx(found, abs=1)


def test_by_keys_it_goes_evenly(visit):
    hand = visit("video")
    hand.page.get_by_test_id("carry").focus()
    for _ in range(6):
        hand.page.keyboard.press("ArrowRight")
    path = path_of(hand)
    assert {row for row, _ in path} == {18}
    assert path[0][1] == 18
    assert np.diff([column for _, column in path]).min() >= 0
    expect(hand.panel("stack.answer")).to_contain_text("right")


def test_a_cell_of_a_frames_map_opens_and_its_torch_prints_it(read):
    hand = read("video?cell=gru.conv1[3,2,4,5]")
    expect(hand.page.get_by_test_id("equation-term").first).to_be_visible()
    assert sum(hand.terms) == pytest.approx(hand.total, abs=1e-5)
    assert float(hand.torch_prints("print")[-1]) == pytest.approx(hand.total, abs=1e-5)


def test_play_goes_frame_by_frame(read):
    hand = read("video?cell=gru.loop.h[2,5]")
    expect(hand.page.locator(".player")).to_contain_text("frame 3 of 8")
    hand.press("ArrowRight")
    hand.selected("gru.loop.h[3,5]")
    expect(hand.caption).to_contain_text("Frame 4, unit 6")


def test_played_backwards_each_readers_answer_before_is_ringed(visit):
    hand = visit("video", asked=True)
    hand.page.locator(".st-key-predict").get_by_role("radio", name="Bag of frames").click()
    hand.link_has(played="Backwards")
    expect(hand.page.locator(".st-key-predict")).to_contain_text("Right: the bag of frames says the same again")
    expect(hand.panel("gru.answer")).to_contain_text("left")
    expect(hand.panel("bag.answer").get_by_test_id("guess")).to_contain_text("as you said")
    hand.choose("Played", "Forwards")
    expect(hand.panel("gru.answer")).to_contain_text("right")


def test_other_lengths_are_refused_by_the_stack_in_torchs_own_words(read):
    hand = read("video?frames=12&watcher=Frames+as+channels")
    expect(hand.page.get_by_text("expected input")).to_be_visible()
    expect(hand.panel("gru.answer")).to_be_visible()
    expect(hand.panel("stack.answer")).to_have_count(0)
