"""Training in view: started, stopped, resumed, repeated, gone through again, gone wrong, and waited for."""

import re

import pytest
import torch
from playwright.sync_api import expect

from explainer.data.digits import example
from explainer.models.recipes import DigitRecipe
from explainer.training.fit import Settings

LONG = 60_000


def button(hand, name):
    return hand.page.get_by_role("button", name=name, exact=True)


def train(hand):
    button(hand, "Train").click()
    expect(button(hand, "Train again")).to_be_visible(timeout=LONG)


def best(hand):
    return hand.panel("softmax1").locator(".best .name").inner_text(), hand.panel("softmax1").locator(
        ".best .percent"
    ).inner_text()


def shown_by(settings, digit, step):
    recipe = DigitRecipe(settings)
    progress = next(p for p in recipe.run() if p.step == step)
    x = torch.from_numpy(example(digit))[None, None].float() / 255
    with torch.no_grad():
        return recipe.net(progress)(x).softmax(1)[0]


def test_it_learns_in_view_and_every_checkpoint_can_be_seen_again(visit):
    hand = visit("training?digit=4")
    expect(hand.page.get_by_text("Step 0 of 400")).to_be_visible()
    untrained = best(hand)
    train(hand)
    assert best(hand)[0] == "4"
    settings = Settings(falling=True)
    expected = shown_by(settings, 4, 400)
    assert float(best(hand)[1].rstrip(" %")) == pytest.approx(100 * float(expected[4]), abs=0.06)
    slider = hand.page.get_by_role("slider", name="Checkpoint after step")
    expect(slider).to_have_attribute("aria-valuetext", "400")
    slider.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "0")
    expect(hand.panel("softmax1").locator(".best .percent")).to_have_text(untrained[1])
    for _ in range(3):
        slider.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuetext", "30")
    expected = shown_by(settings, 4, 30)
    expect(hand.panel("softmax1").locator(".best .percent")).to_have_text(f"{100 * float(expected.max()):.1f} %")


def test_stop_and_resume(visit):
    hand = visit("training")
    button(hand, "Train").click()
    expect(hand.page.get_by_text(re.compile(r"Step [1-9]\d* of 400"))).to_be_visible(timeout=LONG)
    button(hand, "Stop").click()
    expect(button(hand, "Resume")).to_be_visible()
    at = hand.page.get_by_text(re.compile(r"Step \d+ of 400")).inner_text()
    assert "left" not in at
    button(hand, "Resume").click()
    expect(button(hand, "Train again")).to_be_visible(timeout=LONG)


def test_leaving_the_page_stops_the_work_and_coming_back_goes_on(visit):
    hand = visit("training")
    button(hand, "Train").click()
    expect(hand.page.get_by_text(re.compile(r"Step [1-9]\d* of 400"))).to_be_visible(timeout=LONG)
    hand.page.get_by_role("link", name="← Network").click()
    expect(hand.page.get_by_role("heading", level=1)).to_contain_text("How do the layers together")
    hand.page.get_by_role("link", name=re.compile("Next: Where do the kernels")).click()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Where do the kernels come from?")
    expect(button(hand, "Resume")).to_be_visible()


def numbers(hand, name):
    """A row of the table: weights, then per cent."""
    cells = hand.page.get_by_role("row", name=re.compile(f"^{name}")).get_by_role("cell").all_inner_texts()
    return [float(cell.rstrip("%").replace(",", "")) for cell in cells]


def test_a_network_without_convolutions_beside_it_on_moved_digits(visit):
    hand = visit("training")
    train(hand)
    button(hand, "Now one without convolutions").click()
    row = hand.page.get_by_role("row", name=re.compile("^without"))
    expect(row).to_be_visible(timeout=LONG)
    with_, without = (numbers(hand, name) for name in ("with ", "without"))
    assert with_[0] == 5_258
    assert without[0] == pytest.approx(5_258, rel=0.1)
    assert with_[1] > without[1]
    assert with_[3] - without[3] > 10, "moved by 2"


def test_a_rate_that_overflows_is_called_that(visit):
    hand = visit("training?rate=1e9&optimiser=SGD")
    train(hand)
    expect(hand.page.get_by_role("alert")).to_contain_text("the loss is nan")
    expect(hand.page.get_by_role("alert")).to_contain_text("last checkpoint whose weights are all numbers")
    assert "NaN" not in hand.panel("softmax1").inner_text()


def test_shuffled_labels_are_learned_by_heart_and_help_nobody(visit):
    hand = visit("training")
    hand.unfold("Network and digits").click()
    button(hand, "See it: 200 digits, shuffled labels").click()
    hand.link_has(**{"learn-from": "200", "labels": "Shuffled"})
    hand.page.keyboard.press("Escape")
    expect(button(hand, "Train again")).to_be_visible(timeout=LONG)
    row = hand.page.get_by_role("row", name=re.compile("^with "))
    held_out = float(row.get_by_role("cell").nth(1).inner_text().rstrip("%"))
    assert held_out < 25


def test_the_third_visitor_is_told_their_place(visit):
    hands = [visit("training") for _ in range(3)]
    for hand in hands:
        button(hand, "Train").click()
    expect(hands[2].page.get_by_text("You are number 1 in the queue")).to_be_visible(timeout=LONG)
    for hand in hands[:2]:
        button(hand, "Stop").click()
        expect(button(hand, "Resume")).to_be_visible()
    expect(hands[2].page.get_by_text(re.compile(r"Step [1-9]\d* of 400"))).to_be_visible(timeout=LONG)
