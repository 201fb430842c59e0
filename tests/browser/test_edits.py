"""What one does to numbers on the stage: typed as people write them, refused with a reason, undone, and safe from a scroll."""

import pytest
from playwright.sync_api import expect

READ = 'async said => (await import("/stage/input/reading.js")).understood(said, 1000)'
UNDERSTOOD = {
    "−0,5": -0.5, "-.5": -0.5, "+0.5": 0.5, "1/9": 1 / 9, "−1 / 4": -0.25, "1 1/2": 1.5, "½": 0.5, "-1½": -1.5, "50 %": 0.5,
    "1e-3": 0.001, "1,000.5": None, "999,5": 999.5, "０．５": 0.5, "1000": 1000, "1.000,0": 1000,
}  # fmt: skip
REFUSED = {"abc": "“abc” is no number", "1/2/3": "no number", "0x1f": "no number", "Infinity": "no number", "1,2,3": "no number",
           "1/0": "divided by zero", "0/0": "no number", "1000.1": "from −1,000 to 1,000", "2e9 %": "from −1,000"}  # fmt: skip


def value(hand, k):
    return float(hand.number(k).get_attribute("aria-valuenow"))


def scrolled(hand):
    return hand.page.evaluate("() => document.querySelector('[data-testid=stMain]').scrollTop")


@pytest.fixture
def finger(visit):
    """A phone's page, and a way to move fingers on it."""

    def go(path):
        hand = visit(path, size="phone", has_touch=True)
        line = hand.page.context.new_cdp_session(hand.page)

        def touch(kind, *points):
            places = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
            line.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})

        def swipe(starts, right, down, until=None):
            """Fingers that rest, where they do, ``until`` something is so."""
            for k in range(len(starts)):
                touch("touchStart", *starts[: k + 1])
            if until:
                until()
            for k in range(1, 9):
                touch("touchMove", *((x + right * k / 8, y + down * k / 8) for x, y in starts))
                hand.page.evaluate("() => new Promise(requestAnimationFrame)")
            touch("touchEnd")

        return hand, swipe

    return go


def middle(locator):
    locator.scroll_into_view_if_needed()
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_numbers_are_read_as_people_write_them_or_refused_with_a_reason(read):
    hand = read("convolution")
    for said, meant in UNDERSTOOD.items():
        found = hand.page.evaluate(READ, said)
        assert ("why" in found) if meant is None else found["value"] == pytest.approx(meant, abs=1e-12), said
    for said, why in REFUSED.items():
        assert why in hand.page.evaluate(READ, said)["why"], said
    strip = hand.page.get_by_test_id("equation").bounding_box()
    hand.enter(1, "abc")
    told = hand.page.get_by_test_id("refusal")
    expect(told).to_have_text("“abc” is no number; −0.5, 1/9 and 50 % are.")
    expect(hand.number(1)).to_have_value("abc")
    assert hand.page.get_by_test_id("equation").bounding_box() == strip, "nothing moves"
    near, number = told.bounding_box(), hand.number(1).bounding_box()
    assert abs(near["y"] - number["y"] - number["height"]) < 10
    hand.page.keyboard.press("Escape")
    expect(told).to_be_hidden()
    expect(hand.number(1)).to_have_value("0.00")
    hand.enter(1, "1/9")
    hand.answered()
    assert value(hand, 1) == pytest.approx(1 / 9)


def test_each_edit_is_undone_by_itself_and_all_by_as_it_was(read):
    hand = read("convolution?numbers=1:+1+2+3+4+5+6+7+8+9+0.5")
    was = hand.page.get_by_role("button", name="As it was: Kernel")
    expect(was).to_be_visible()
    hand.enter(0, "10")
    hand.enter(4, "-4")
    hand.answered()
    hand.page.keyboard.press("Control+z")
    hand.page.wait_for_function("() => location.search.includes('+10+2') || location.search.includes('+10+2+3+4+5+')")
    assert [value(hand, k) for k in (0, 4)] == [10, 5]
    hand.page.keyboard.press("Control+z")
    hand.page.keyboard.press("Control+z")
    hand.answered()
    assert [value(hand, k) for k in (0, 4)] == [1, 5]
    hand.page.keyboard.press("Control+Shift+z")
    hand.answered()
    assert value(hand, 0) == 10
    was.click()
    expect(was).to_be_hidden()
    hand.link_has()
    assert [value(hand, k) for k in (0, 3, 9)] == [-0.25, -0.5, 0]
    hand.page.evaluate("() => document.activeElement.blur()")
    hand.page.keyboard.press("Control+z")
    expect(was).to_be_visible()
    assert [value(hand, k) for k in (0, 9)] == [10, 0.5]
    hand.pick("Kernel", "Blur")
    expect(was).to_be_hidden()
    hand.page.keyboard.press("Control+z")
    assert value(hand, 0) == pytest.approx(1 / 9), "another kernel has nothing of the old one to undo"


def test_strokes_and_the_order_of_words_are_undone(visit):
    hand = visit("network?digit=Drawn")
    box = hand.page.get_by_test_id("pad").bounding_box()
    hand.page.mouse.move(box["x"] + 40, box["y"] + 40)
    hand.page.mouse.down()
    hand.page.mouse.move(box["x"] + 90, box["y"] + 90, steps=4)
    hand.page.mouse.up()
    expect(hand.panel("softmax1")).not_to_contain_text("cannot decide")
    hand.page.keyboard.press("Control+z")
    expect(hand.panel("softmax1")).to_contain_text("cannot decide")
    hand = visit("same-bag")
    words = hand.panel("A.words").locator(".row-cell")
    first = words.all_inner_texts()
    x, y = middle(words.nth(0))
    hand.page.mouse.move(x, y)
    hand.page.mouse.down()
    hand.page.mouse.move(*middle(words.nth(2)), steps=4)
    hand.page.mouse.up()
    expect(words.nth(0)).to_have_text(first[2])
    hand.page.get_by_role("button", name="As it was: A", exact=True).click()
    expect(words).to_have_text(first)
    hand.page.keyboard.press("Control+z")
    expect(words.nth(0)).to_have_text(first[2])


def test_a_finger_that_scrolls_over_numbers_changes_none(finger):
    hand, swipe = finger("convolution")
    before, at = value(hand, 4), middle(hand.number(4))
    stood = scrolled(hand)
    swipe([at], 3, -120)
    hand.page.wait_for_function("was => document.querySelector('[data-testid=stMain]').scrollTop > was + 50", arg=stood)
    assert value(hand, 4) == before
    stood = scrolled(hand)
    swipe([middle(hand.number(4))], 60, 5)
    assert value(hand, 4) > before, "a sideways start takes it"
    held = value(hand, 4)
    swipe([middle(hand.number(4))], 0, -50, until=lambda: expect(hand.number(4)).to_contain_class("held"))
    assert value(hand, 4) > held, "so does a press, in any direction"
    assert scrolled(hand) == stood
    hand.number(1).tap()
    hand.page.keyboard.type("1/4")
    hand.page.keyboard.press("Enter")
    assert value(hand, 1) == 0.25


def test_one_finger_draws_and_two_scroll(finger):
    hand, swipe = finger("pixels?pixels-show=Draw")
    x, y = middle(hand.page.get_by_test_id("pad"))
    stood = scrolled(hand)
    swipe([(x - 30, y), (x + 30, y)], 0, -100)
    assert scrolled(hand) == pytest.approx(stood + 100, abs=15)
    expect(hand.panel("drawing")).to_contain_text("all zeros so far")
    stood = scrolled(hand)
    swipe([middle(hand.page.get_by_test_id("pad"))], 0, -60)
    expect(hand.panel("drawing")).not_to_contain_text("all zeros so far")
    assert scrolled(hand) == stood
