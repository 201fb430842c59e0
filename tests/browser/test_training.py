"""Training in view: started, stopped, resumed, repeated, gone through again, gone wrong, and waited for."""

import functools
import re

import pytest
import torch
from playwright.sync_api import expect

from explainer.data.digits import example
from explainer.models.recipes import DigitRecipe
from explainer.study.moved import when_moved
from explainer.training.fit import Settings

LONG = 60_000
STEP = r"Step [1-9]\d* of 400"
# Of a training that is going on, the first step that it is seen at and did not stand at before.
FURTHER = """since => {
    const said = document.querySelector("[data-testid=stMain]")?.innerText.match(/Step (\\d+) of 400 · /);
    return said && +said[1] !== since && said[1];
}"""
# That it is over, or any step but the one it stood at.
ON = """since => {
    const main = document.querySelector("[data-testid=stMain]");
    const over = [...main?.querySelectorAll("button") ?? []].some(one => one.innerText.trim() === "Train again");
    const step = main?.innerText.match(/Step (\\d+) of 400/)?.[1];
    return over ? "over" : step !== since && step;
}"""
USUAL = DigitRecipe(Settings(falling=True))


def button(hand, name):
    return hand.page.get_by_role("button", name=name, exact=True)


def train(hand):
    button(hand, "Train").click()
    ends(hand)


def ends(hand):
    """It runs to its end, however long that takes, as long as it goes on."""
    at = None
    while at != "over":
        at = hand.page.wait_for_function(ON, arg=at, timeout=LONG).json_value()
    expect(button(hand, "Train again")).to_be_visible()


def best(hand):
    return hand.panel("softmax1").locator(".best .name").inner_text(), hand.panel("softmax1").locator(
        ".best .percent"
    ).inner_text()


@functools.cache
def run(recipe):
    """Where it stands at each of its checkpoints, gone through here once."""
    return {progress.step: progress for progress in recipe.run()}


def shown_by(recipe, digit, step):
    net, x = recipe.net(run(recipe)[step]), torch.from_numpy(example(digit))[None, None].float() / 255
    with torch.no_grad():
        return net(x).softmax(1)[0]


def per_cent(shares):
    """The largest as it is written, whichever way a tie in the last digit falls."""
    largest = 100 * float(shares.max())
    return re.compile("|".join(re.escape(f"{largest + by:.1f}\N{NO-BREAK SPACE}%") for by in (-0.001, 0.001)))


def test_it_learns_in_view_and_every_checkpoint_can_be_seen_again(visit):
    hand = visit("training?digit=4")
    expect(hand.page.get_by_text("Step 0 of 400")).to_be_visible()
    untrained = per_cent(shown_by(USUAL, 4, 0))
    of_best = hand.panel("softmax1").locator(".best .percent")
    expect(of_best).to_have_text(untrained)
    train(hand)
    assert best(hand)[0] == "4"
    expected = shown_by(USUAL, 4, 400)
    assert float(best(hand)[1].rstrip("\N{NO-BREAK SPACE} %")) == pytest.approx(100 * float(expected[4]), abs=0.06)
    slider = hand.page.get_by_role("slider", name="Position")
    expect(slider).to_have_attribute("aria-valuetext", "after 400 of 400 steps")
    hand.press("Home")
    expect(slider).to_have_attribute("aria-valuetext", "after 0 of 400 steps")
    expect(of_best).to_have_text(untrained)
    hand.answered()
    expect(of_best).to_have_text(untrained)
    for _ in range(3):
        slider.press("ArrowRight")
    expected = per_cent(shown_by(USUAL, 4, 30))
    expect(slider).to_have_attribute("aria-valuetext", "after 30 of 400 steps")
    expect(of_best).to_have_text(expected)
    hand.answered()
    expect(of_best).to_have_text(expected)
    expect(slider).to_have_attribute("aria-valuetext", "after 30 of 400 steps")
    assert "p.step == 30" in shown_torch(hand)
    played_through(hand)


def shown_torch(hand):
    hand.page.get_by_text("Show the torch").click()
    return hand.page.get_by_test_id("stCode").inner_text()


def played_through(hand):
    """Play goes through the trainings' checkpoints up to the last, the pinned number stays, and the server is not asked on
    the way: every step is torch's to the last digit that is shown."""
    hand.page.get_by_role("button", name="Pin").click()
    hand.link_has(digit="4", cell="conv1.weight[0,0,1,1]")
    sent = []
    hand.press("Home")
    hand.answered()
    hand.socket.on("framesent", lambda frame: sent.append(frame))
    hand.page.get_by_role("button", name="Speed").click()
    hand.press(" ")
    expect(hand.page.get_by_role("button", name="Play")).to_be_visible()
    expect(hand.page.get_by_role("slider", name="Position")).to_have_attribute(
        "aria-valuetext", "after 400 of 400 steps"
    )
    hand.answered()
    hand.selected("conv1.weight[0,0,1,1]")
    last = run(USUAL)[400].weights["0.weight"]
    assert hand.total == pytest.approx(float(last[0, 0, 1, 1]), abs=1e-7)
    assert len(sent) == 1, "where it came to rest"


def going_on(hand, since=0):
    """The first step beyond that one of a training that goes on from there."""
    reached = hand.page.wait_for_function(FURTHER, arg=since, timeout=LONG)
    step = int(reached.json_value())
    assert step > since
    return step


def test_stop_leaves_one_button_which_goes_on_and_another_setting_takes_nothing_away(visit):
    hand = visit("training?kernels=12+and+24")
    button(hand, "Train").click()
    before = going_on(hand)
    hand.unfold("Network and digits").click()
    button(hand, "See it: 200 digits, shuffled labels").click()
    hand.link_has(**{"kernels": "12 and 24", "learn-from": "200", "labels": "Shuffled"})
    expect(hand.page.get_by_role("radio", name="Shuffled")).to_be_checked()
    expect(hand.page.get_by_role("radio", name="200", exact=True)).to_be_checked()
    hand.page.keyboard.press("Escape")
    expect(hand.page.get_by_text(re.compile("A training is going on, at step"))).to_be_visible()
    button(hand, "Let it go on").click()
    expect(hand.page.get_by_text(re.compile("A training is going on, at step"))).to_have_count(0)
    button(hand, "Stop").click()
    expect(button(hand, "Stop")).to_have_count(0)
    expect(button(hand, "Train anew")).to_be_visible()
    expect(button(hand, "Resume")).to_have_count(0)
    expect(hand.page.get_by_text("Shown is a run with rate 0.01")).to_be_visible()
    hand.page.go_back()
    hand.link_has(kernels="12 and 24")
    expect(button(hand, "Train anew")).to_have_count(0)
    stood = int(re.search(STEP, hand.page.get_by_text(re.compile(f"^{STEP}$")).inner_text())[0].split()[1])
    assert stood >= before
    button(hand, "Resume").click()
    going_on(hand, stood)


@pytest.mark.parametrize("way", ["another page and Back", "a reload"])
def test_a_training_goes_on_where_it_stood_for_whoever_comes_back(visit, way):
    hand = visit("training")
    button(hand, "Train").click()
    before = going_on(hand)
    if way == "a reload":
        hand.page.reload()
    else:
        hand.page.get_by_role("link", name="← Network").click()
        expect(hand.page.get_by_role("heading", level=1)).to_contain_text("How do the layers together")
        hand.page.go_back()
    expect(hand.page.get_by_role("heading", level=1)).to_have_text("Where do the kernels come from?")
    going_on(hand, before)


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
    expect(hand.page.locator(".js-plotly-plot")).to_have_count(1)
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
    ends(hand)
    row = hand.page.get_by_role("row", name=re.compile("^with "))
    held_out = float(row.get_by_role("cell").nth(1).inner_text().rstrip("%"))
    assert held_out < 25


def test_the_third_visitor_is_told_their_place(visit):
    hands = [visit("training?kernels=12+and+24") for _ in range(3)]
    for hand in hands:  # at once: the first is done in some seconds
        button(hand, "Train").dispatch_event("click")
    # Whoever asks last for a turn waits, which need not be whose page was pressed last.
    waits = "You are number 1 in the queue"
    stands = [hand.page.get_by_text(re.compile(rf"{STEP}|{waits}")).first for hand in hands]
    for one in stands:
        expect(one).to_be_visible(timeout=LONG)
    (waiting,) = (hand for hand, one in zip(hands, stands, strict=True) if waits in one.inner_text())
    for hand in hands:
        if hand is not waiting:
            button(hand, "Stop").click()
            expect(button(hand, "Resume")).to_be_visible()
    expect(waiting.page.get_by_text(re.compile(STEP))).to_be_visible(timeout=LONG)


def test_a_network_that_learns_from_moved_digits_stands_a_move(visit):
    hand = visit("training?learn-moved=4")
    expect(hand.page.get_by_text("What you saw")).to_have_count(0)
    train(hand)
    expect(hand.page.get_by_role("row", name=re.compile("^measured")).last).to_be_visible(timeout=LONG)
    shares = numbers(hand, "with ")
    assert shares[-1] > 70
    recipe = DigitRecipe(Settings(falling=True), moved=4)
    assert shares[1:] == pytest.approx([100 * share for share in when_moved(recipe.net(run(recipe)[400]))], abs=0.06)
    expect(hand.page.get_by_text("What you saw")).to_be_visible()
    measured = hand.page.get_by_role("row", name=re.compile("^measured: 400 steps, digits as they are"))
    low, high = (float(end.rstrip("%")) for end in measured.get_by_role("cell").last.inner_text().split(" to "))
    assert low < high < shares[-1]
