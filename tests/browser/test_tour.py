"""The tour of every page, walked to its end by doing what its cards say."""

import itertools
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from explainer.shell.chapters import STAGED
from tests.browser.guided import DEEDS, Guided, choose, guess, play, point, skip, walk

FOCUSED = """() => {
    let at = document.activeElement;
    while (at.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at.innerText.trim();
}"""


# Whoever presses the button as the card goes on by itself.
PRESSES = """next => new MutationObserver(() => {
    if (next.ariaDisabled) next.click();
    window.late = (window.late ?? 0) + 1;
}).observe(next, { attributeFilter: ["aria-disabled"] })"""


@pytest.mark.parametrize("page", [chapter.url for chapter in STAGED])
def test_a_tour_is_walked_to_its_end(read, page):
    walk(read(page, asked=True), DEEDS[page])


@pytest.mark.parametrize("size", ["phone", "projector"])
def test_no_card_covers_what_it_is_about_on_any_screen(visit, size):
    hand = visit(STAGED[0].url, asked=True, size=size, reduced_motion="reduce")
    for k, chapter in enumerate(STAGED):
        if k:
            hand.turn(chapter.url)
            hand.ready()
        guided = Guided(hand)
        guided.button.click()
        expect(guided.card).to_be_visible()
        closed = hand.page.locator(".tour-offer .start[aria-expanded=false]")
        for step in itertools.count(1):
            count = guided.card.get_by_text(re.compile(f"^{step} of "))
            expect(count.or_(closed)).to_be_visible()  # what is not there is left out
            if not count.count():
                break
            guided.stands(step, int(count.inner_text().split(" of ")[1]))
            if step == 1:
                skip(guided)
                guided.done()
                guided.goes_on()
                hand.ready()
            else:
                guided.card.locator(".next").click()
        assert step > 3
    assert hand.errors == []


def test_a_tour_goes_on_by_itself_waits_for_who_plays_and_can_be_ended(visit):
    hand = visit("convolution", asked=True)
    guided = Guided(hand)
    guided.button.click()
    guided.stands(1, 5)
    guess(guided)
    guided.done()
    guided.stands(2, 5)
    hand.hover("conv1", 3, 3)
    hand.selected("conv1[0,3,3]")
    guided.stands(2, 5)
    hand.hover("input", 20, 20)
    guided.done()
    guided.stands(3, 5)
    hand.page.clock.install()
    box = hand.number(0).bounding_box()
    hand.page.mouse.move(box["x"] + 20, box["y"] + 10)
    hand.page.mouse.down()
    hand.page.mouse.move(box["x"] + 60, box["y"] + 10, steps=3)
    guided.done()
    hand.page.clock.fast_forward(1500)
    expect(guided.card).to_have_class(re.compile("done"))
    guided.card.locator(".next").evaluate(PRESSES)
    hand.page.mouse.up()
    hand.page.wait_for_function("() => window.late === 2")
    guided.stands(4, 5)
    hand.page.keyboard.press("Escape")
    expect(guided.card).to_be_hidden()
    hand.answered()


def test_it_is_offered_once_moves_nothing_and_covers_nothing(visit):
    hand = visit("convolution", asked=True)
    guided = Guided(hand)
    offer = hand.page.locator(".tour-offer")
    expect(guided.button).to_have_text("New here? A tour of 5 steps")
    assert hand.page.evaluate("() => document.activeElement === document.body")
    still = [hand.page.locator(at).first for at in (".hint", ".board", "[data-testid=equation]", ".player")]

    def boxes():
        return [(box["x"], box["y"], box["height"]) for box in (one.bounding_box() for one in still)]

    before = boxes()
    inviting = offer.bounding_box()
    assert inviting["y"] + inviting["height"] <= hand.page.locator(".board").bounding_box()["y"]
    hand.page.get_by_role("button", name="No tour, thanks").click()
    expect(guided.button).to_have_text("Tour of 5 steps")
    assert boxes() == before
    assert hand.page.evaluate(FOCUSED) == "Tour of 5 steps"
    hand.open("convolution", asked=True)
    expect(guided.button).to_have_text("Tour of 5 steps")
    hand.open("gates", asked=True)
    expect(guided.button).to_have_text("New here? A tour of 5 steps")
    hand.go_on()
    expect(guided.button).to_have_text("New here? A tour of 3 steps")  # the question was skipped on the way
    hand.open("memory", asked=True)
    expect(guided.button).to_have_text("Tour of 4 steps")


def test_where_nothing_may_be_kept_there_is_still_a_tour(visit):
    hand = visit("convolution", asked=True)
    hand.page.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no'); } })"
    )
    hand.open("relu", asked=True)
    guided = Guided(hand)
    guided.button.click()
    guided.stands(1, 5)


def test_it_is_walked_by_keys_and_tells_readers(visit):
    hand = visit("unroll", asked=True, reduced_motion="reduce")
    guided, keys = Guided(hand), hand.page.keyboard
    said = hand.page.locator(".tour-said")
    guided.button.focus()
    keys.press("Enter")
    guided.stands(1, 5)
    expect(said).to_have_attribute("aria-live", "polite")
    expect(said).to_have_text("1 of 5: Make a guess, or skip it.")
    assert hand.page.evaluate(FOCUSED) == "Tour of 5 steps"
    keys.press("Tab")
    while hand.page.evaluate(FOCUSED) != "Skip this step":
        keys.press("Tab")
    keys.press("Enter")
    guided.stands(2, 5)
    keys.press("ArrowRight")
    guided.done()
    guided.stands(3, 5)
    keys.press("Shift+Tab")
    keys.press("Escape")
    expect(guided.card).to_be_hidden()
    assert hand.page.evaluate(FOCUSED) == "Tour of 5 steps"
    keys.press("Enter")
    guided.stands(1, 5)
    hand.page.locator(".st-key-predicted button").first.press("Enter")
    guided.done()
    guided.stands(2, 5)
    hand.press("ArrowLeft")
    guided.done()
    guided.stands(3, 5)
    hand.press(" ")
    guided.done()
    guided.stands(4, 5)
    hand.number(0).press("ArrowUp")
    guided.done()
    guided.stands(5, 5)
    hand.page.locator(".st-key-form").get_by_role("radio", name="Folded").press("Enter")
    guided.done()
    expect(guided.card).to_be_hidden()


def test_what_is_gone_is_left_out(visit):
    hand = visit("unroll", asked=True)
    guided = Guided(hand)
    guided.button.click()
    skip(guided)
    guided.done()
    guided.stands(2, 5)
    hand.choose("Network", "GRU")
    expect(hand.panel("rnn1.weight_hh_l0")).to_have_count(0)
    point(0.4, 0.5)(guided)
    guided.done()
    guided.goes_on()
    guided.stands(3, 5)
    play(guided)
    guided.goes_on()
    guided.stands(4, 4)
    choose("form", "Folded")(guided)
    guided.done()


def test_what_waits_for_an_answer_leads_to_the_question_first(visit):
    hand = visit("pooling", asked=True)
    guided = Guided(hand)
    guided.button.click()
    guided.stands(1, 5)
    question = guided.ring
    guided.card.get_by_role("button", name="Skip this step").click()
    guided.stands(2, 5)
    assert guided.ring == question
    skip(guided)
    expect(hand.panel("pool1").locator("canvas")).to_be_visible()
    guided.stands(2, 5)
    x, y = guided.over(0.5, 0.5)
    box = hand.panel("pool1").locator("canvas").bounding_box()
    assert abs(x - box["x"] - box["width"] / 2) < 4
    assert abs(y - box["y"] - box["height"] / 2) < 4


def test_on_a_phone_it_leads_to_what_is_folded_away(visit):
    hand = visit("convolution", asked=True, size="phone", has_touch=True)
    guided, screen = Guided(hand), hand.page.touchscreen
    guided.button.tap()
    guided.stands(1, 5)
    hand.page.locator(".st-key-predict").get_by_role("button", name="Skip").tap()
    guided.done()
    guided.stands(2, 5)
    screen.tap(*guided.over(0.7, 0.3))
    guided.done()
    guided.stands(3, 5)
    hand.number(0).tap()
    hand.page.keyboard.type("1")
    guided.stands(3, 5)
    hand.page.keyboard.press("Enter")
    guided.done()
    guided.stands(4, 5)
    hand.page.get_by_role("button", name="Play", exact=True).tap()
    guided.done()
    guided.card.get_by_role("button", name="Next").tap()  # a map is long
    guided.stands(5, 5)
    settings = hand.page.get_by_role("button", name="Settings")
    ring, chip = guided.ring, settings.bounding_box()
    assert ring["left"] <= chip["x"]
    assert ring["bottom"] >= chip["y"] + chip["height"]
    settings.tap()
    guided.stands(5, 5)
    hand.unfold("Kernel: ").first.tap()
    body = hand.page.get_by_test_id("stPopoverBody")
    guided.stands_aside(body)
    body.get_by_role("radio", name="Blur", exact=True).first.tap()
    guided.done()
    expect(guided.card).to_be_hidden()


@pytest.mark.parametrize(
    ("size", "media"), [("projector", {"theme": "dark"}), ("desktop", {"forced_colors": "active"})]
)
def test_it_is_seen_and_read_in_every_light(visit, size, media):
    hand = visit("gates", asked=True, size=size, **media)
    guided = Guided(hand)
    guided.button.click()
    for k in range(1, 5):
        guided.stands(k, 5)
        found = Axe().run(hand.page).response["violations"] if k == 1 else []
        assert [(v["id"], [n["html"][:150] for n in v["nodes"]]) for v in found] == []
        line, ground = guided.page.get_by_test_id("tour-ring").evaluate(
            "e => [getComputedStyle(e).stroke, getComputedStyle(document.querySelector('.stApp')).backgroundColor]"
        )
        assert line != ground
        guided.card.get_by_role("button", name="Skip this step").click()
